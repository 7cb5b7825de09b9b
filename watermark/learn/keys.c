#include "watermark/learn/keys.h"

#include <ctype.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/field/core/forge.h"
#include "formats/field/core/glyphs.h"
#include "watermark/marks/canary/plan.h"

/* Ages and quantities have fewer values, and years a smaller span. */
#define VALUES_MANY 100
#define SPAN_WIDE 200

bool
dye_learn_is_time(const struct dye_kind * kind)
{

	return kind->low_entropy && kind->attributes != NULL && kind->forge != NULL;
}

/* Zeros alone behind the last point or comma, and not three: those are a group. */
static size_t
without_decimals(struct dye_slice text)
{
	size_t zeros = 0;

	while (zeros < text.len && text.data[text.len - 1 - zeros] == '0')
		zeros++;
	if (zeros == 0 || zeros == 3 || zeros + 1 >= text.len || strchr(".,", text.data[text.len - 1 - zeros]) == NULL)
		return text.len;
	return text.len - zeros - 1;
}

bool
dye_learn_is_whole(struct dye_slice text)
{
	size_t end, i, group = 0;
	bool grouped = false;

	text = dye_trim(text);
	if (text.len > 0 && (text.data[0] == '-' || text.data[0] == '+')) {
		text.data++;
		text.len--;
	}
	end = without_decimals(text);
	for (i = 0; i < end; i++, group++) {
		if (dye_is_digit((uint8_t)text.data[i]))
			continue;
		if (strchr(",.' ", text.data[i]) == NULL || group == 0 || group > 3 || (grouped && group != 3))
			return false;
		grouped = true;
		group = SIZE_MAX;
	}
	return end > 0 && (grouped ? group == 3 : group > 0);
}

/* The name of a column of postcodes, signs and case aside; whole: an id of a post has another. */
static bool
names_postcode(const char * name)
{
	static const char * const names[] = {"zip", "zipcode", "postcode", "postalcode", "postcodezip", "plz",
	    "postleitzahl", "codepostal", "邮编", "邮政编码"};
	char plain[32];
	size_t n = 0, i;

	for (; *name != '\0'; name++) {
		if (strchr(" _-.", *name) != NULL)
			continue;
		if (n + 1 >= sizeof(plain))
			return false;
		plain[n++] = (char)tolower((unsigned char)*name);
	}
	plain[n] = '\0';
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(plain, names[i]) == 0)
			return true;
	return false;
}

static bool
few_rows_each(uint64_t rows, uint64_t values)
{

	return values > 0 && rows / values < DYE_CANARY_ROWS_SHARED;
}

static bool
whole(const struct dye_column_stats * s, uint64_t rows)
{

	return s->whole * 10 >= rows * 9;
}

static bool
many_values(const struct dye_column_stats * s)
{

	return s->distinct.count >= VALUES_MANY || (s->counted && s->greatest - s->least >= SPAN_WIDE);
}

/* By the column itself: what it holds may well be a key. */
static bool
like_key(const struct dye_profile_column * c, const struct dye_column_stats * s)
{
	uint64_t rows = s->filled - s->nothing;

	if (!c->kind->low_entropy || rows < 2 || dye_canary_role(c) == DYE_ROLE_BIRTH)
		return false;
	if (dye_learn_is_time(c->kind))
		return s->digits == rows ? few_rows_each(rows, s->texts.count) : s->texts.count == rows;
	if (c->kind->exact)
		return !names_postcode(c->name) && few_rows_each(rows, s->distinct.count);
	return c->kind->forge != NULL && whole(s, rows) && few_rows_each(rows, s->distinct.count) && many_values(s);
}

/* By the column itself: it names rows, and is nothing that people share or that says something else of them. */
static bool
names_alone(const struct dye_profile_column * c, const struct dye_column_stats * s, uint64_t rows)
{
	const struct dye_kind * k = c->kind;

	if (k->personal || k->shared || k->distinctive || !dye_canary_names(c, rows))
		return false;
	return k->exact || (k->low_entropy && !dye_learn_is_time(k) && whole(s, s->filled - s->nothing));
}

bool
dye_learn_keys(struct dye_profile * profile, const struct dye_column_stats * stats,
    const struct dye_learn_wish * wishes, size_t count)
{
	const struct dye_kind * id = dye_kind_find("opaque-id");
	bool named = false, changed = false;
	uint32_t i;

	for (i = 0; i < profile->column_count; i++) {
		struct dye_profile_column * c = &profile->columns[i];
		const struct dye_learn_wish * wish = dye_learn_wish_find(wishes, count, c->name);
		bool before = named;

		named = named || names_alone(c, &stats[i], profile->rows);
		if ((wish != NULL && wish->kind != NULL) || !like_key(c, &stats[i]) ||
		    (before && (!c->sorted || dye_learn_is_time(c->kind))))
			continue;
		c->key = true;
		if (!c->kind->exact || id == NULL)
			continue;
		c->looks = c->kind;
		c->kind = id;
		changed = true;
	}
	return changed;
}

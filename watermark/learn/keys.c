#include "watermark/learn/keys.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "formats/base/text.h"
#include "formats/field/core/forge.h"
#include "formats/field/core/glyphs.h"
#include "watermark/marks/canary/plan.h"

/* Ages and quantities have fewer values, and years a smaller span. */
#define VALUES_MANY 100
#define SPAN_WIDE 200

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

/* Where a word of a name begins: behind what is no letter, or a small letter before a capital (accountNo). */
static bool
begins_word(const char * name, size_t at)
{
	unsigned char before = at == 0 ? ' ' : (unsigned char)name[at - 1], c = (unsigned char)name[at];

	return !isalnum(before) || (islower(before) && isupper(c));
}

/* The name of a column says that it holds numbers which the business gives: its last word is one for them. */
static bool
names_number(const char * name)
{
	static const char * const words[] = {"id", "no", "nr", "num", "number", "nummer", "key", "ref"};
	size_t len = strlen(name), at, i;

	while (len > 0 && strchr(" ._-#", name[len - 1]) != NULL)
		len--;
	for (at = len; at > 0 && !begins_word(name, at - 1); at--)
		;
	at -= at > 0;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (len - at == strlen(words[i]) && strncasecmp(name + at, words[i], len - at) == 0)
			return true;
	/* A number, a code, as Chinese has it. */
	return len >= strlen("号") && memcmp(name + len - strlen("号"), "号", strlen("号")) == 0;
}

static bool
few_rows_each(uint64_t rows, uint64_t values)
{

	return values > 0 && rows / values < DYE_CANARY_ROWS_SHARED;
}

bool
dye_learn_wholes(const struct dye_column_stats * s)
{

	return s->whole * 10 >= (s->filled - s->nothing) * 9;
}

static bool
many_values(const struct dye_column_stats * s)
{

	return s->distinct.count >= VALUES_MANY || (s->counted && s->greatest - s->least >= SPAN_WIDE);
}

bool
dye_learn_numbers(
    const struct dye_profile_column * c, const struct dye_column_stats * s, const struct dye_learn_wish * wish)
{
	uint64_t rows = s->filled - s->nothing;

	if (c->kind->exact && !c->kind->low_entropy)
		return c->kind->forge != NULL;
	if (!c->kind->low_entropy || rows < 2 || dye_canary_is_birth(c) || dye_kind_is_time(c->kind) ||
	    (wish != NULL && wish->kind != NULL))
		return false;
	return c->kind->exact ? !names_postcode(c->name) : c->kind->forge != NULL && dye_learn_wholes(s);
}

/* By the column itself: what it holds may well be a key. */
static bool
like_key(const struct dye_profile_column * c, const struct dye_column_stats * s, const struct dye_learn_wish * wish)
{
	uint64_t rows = s->filled - s->nothing;

	if (!c->kind->low_entropy || rows < 2 || dye_canary_is_birth(c) || (wish != NULL && wish->kind != NULL))
		return false;
	if (dye_kind_is_time(c->kind))
		return s->digits == rows ? few_rows_each(rows, s->texts.count) : s->texts.count == rows;
	return dye_learn_numbers(c, s, wish) && few_rows_each(rows, s->distinct.count) &&
	       (c->kind->exact || many_values(s));
}

/* By the column itself: it names rows, and is nothing that people share or that says something else of them. */
static bool
names_alone(const struct dye_profile_column * c, const struct dye_column_stats * s, uint64_t rows)
{
	const struct dye_kind * k = c->kind;

	if (k->personal || k->shared || k->distinctive || !dye_canary_names(c, rows))
		return false;
	return k->exact || (k->low_entropy && !dye_kind_is_time(k) && dye_learn_wholes(s));
}

/* Behind a column that names rows: numbers that grow with the rows, or that are called so and leave room for others. */
static bool
second_key(const struct dye_profile_column * c)
{

	return !dye_kind_is_time(c->kind) && (c->sorted || (!c->gapless && names_number(c->name)));
}

const struct dye_kind *
dye_learn_drawn_as(const struct dye_kind * kind)
{
	const struct dye_kind * id = kind->exact && kind->low_entropy ? dye_kind_find("opaque-id") : NULL;

	return id != NULL ? id : kind;
}

bool
dye_learn_make_key(struct dye_profile_column * c, const struct dye_kind * as)
{

	c->key = true;
	if (c->kind == as)
		return false;
	c->looks = c->kind;
	c->kind = as;
	return true;
}

bool
dye_learn_keys(struct dye_profile * profile, const struct dye_column_stats * stats,
    const struct dye_learn_wish * wishes, size_t count)
{
	bool named = false, changed = false;
	uint32_t i;

	for (i = 0; i < profile->column_count; i++) {
		struct dye_profile_column * c = &profile->columns[i];
		const struct dye_learn_wish * wish = dye_learn_wish_find(wishes, count, c->name);
		bool before = named;

		named = named || names_alone(c, &stats[i], profile->rows);
		if (like_key(c, &stats[i], wish) && (!before || second_key(c)))
			changed = dye_learn_make_key(c, dye_learn_drawn_as(c->kind)) || changed;
	}
	return changed;
}

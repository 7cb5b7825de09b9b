#include "watermark/marks/canary/reserve.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/canary/nearkey.h"
#include "watermark/marks/canary/plan.h"
#include "watermark/marks/core/escaped.h"

/* ---- as text ---- */

/* A number of 1 to 18 digits and the sign behind it; *text moves behind both. */
static bool
take_number(const char ** text, char sign, uint64_t * number, uint32_t * width)
{
	size_t digits = strspn(*text, "0123456789");

	if (digits == 0 || digits > DYE_RESERVE_DIGITS || (*text)[digits] != sign)
		return false;
	*number = 0;
	for (size_t i = 0; i < digits; i++)
		*number = 10 * *number + (uint64_t)((*text)[i] - '0');
	*width = **text == '0' ? (uint32_t)digits : 1;
	*text += digits + (sign != '\0');
	return true;
}

/* Whatever stands behind the numbers: '\0' or ' '. */
static bool
take_range(const char ** text, char end, struct dye_reserve * r)
{
	uint32_t width;

	return take_number(text, '-', &r->from, &r->width) && take_number(text, end, &r->to, &width) &&
	       r->from <= r->to && r->to - r->from < UINT32_MAX;
}

/* Below 0 where ${a} comes first and none of it is in ${b}; 0 where they have numbers in common. */
static int
compare(const struct dye_reserve * a, const struct dye_reserve * b)
{
	int names = strcmp(a->column, b->column);

	if (names != 0)
		return names;
	return a->to < b->from ? -1 : a->from > b->to;
}

/* Put it where it belongs. */
static bool
insert(struct dye_reserves * list, const struct dye_reserve * r)
{
	size_t at = 0;

	if (list->count == DYE_RESERVES_MOST)
		return false;
	while (at < list->count && compare(&list->list[at], r) < 0)
		at++;
	if (at < list->count && compare(&list->list[at], r) == 0)
		return false;
	memmove(&list->list[at + 1], &list->list[at], (list->count - at) * sizeof(*r));
	list->list[at] = *r;
	list->count++;
	return true;
}

bool
dye_reserves_read(const char * text, struct dye_reserves * list)
{

	*list = (struct dye_reserves){0};
	while (*text != '\0') {
		struct dye_reserve r = {0};
		char end = strchr(text, ' ') == NULL ? '\0' : ' ';

		if (!dye_escaped_read(&text, r.column, sizeof(r.column)) || r.column[0] == '\0' || *text++ != ':' ||
		    !take_range(&text, end, &r) || (end == ' ' && *text == '\0') || !insert(list, &r) ||
		    strcmp(list->list[list->count - 1].column, r.column) != 0 ||
		    list->list[list->count - 1].from != r.from)
			return false;
	}
	return true;
}

bool
dye_reserves_write(const struct dye_reserves * list, char * text)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < list->count; i++) {
		const struct dye_reserve * r = &list->list[i];
		char range[64];

		(void)snprintf(range, sizeof(range), ":%0*" PRIu64 "-%" PRIu64, (int)r->width, r->from, r->to);
		if (used + 1 >= DYE_SETTING_TEXT_MAX)
			return false;
		if (i > 0) {
			text[used++] = ' ';
			text[used] = '\0';
		}
		if (!dye_escaped_write(text, DYE_SETTING_TEXT_MAX, &used, r->column) ||
		    strlen(range) >= DYE_SETTING_TEXT_MAX - used)
			return false;
		memcpy(text + used, range, strlen(range) + 1);
		used += strlen(range);
	}
	return true;
}

bool
dye_reserves_wish(struct dye_reserves * list, const char * option)
{
	const char * sign = strrchr(option, ':');
	struct dye_reserve r = {0};

	if (strcmp(option, "none") == 0) {
		list->count = 0;
		return true;
	}
	if (sign == NULL || sign == option || (size_t)(sign - option) >= sizeof(r.column))
		return false;
	memcpy(r.column, option, (size_t)(sign - option));
	sign++;
	if (!take_range(&sign, '\0', &r))
		return false;
	for (size_t i = 0; i < list->count; i++) {
		const struct dye_reserve * old = &list->list[i];

		if (strcmp(old->column, r.column) == 0 && old->from == r.from && old->to == r.to &&
		    old->width == r.width)
			return true;
	}
	return insert(list, &r);
}

bool
dye_reserve_add(char * text, const char * option)
{
	struct dye_reserves list;

	return dye_reserves_read(text, &list) && dye_reserves_wish(&list, option) && dye_reserves_write(&list, text);
}

bool
dye_reserve_check(const char * text)
{
	struct dye_reserves list;

	return dye_reserves_read(text, &list);
}

void
dye_reserves_of(const struct dye_profile * profile, struct dye_reserves * list)
{

	/* Whatever stands in a profile was checked when it was read. */
	if (!dye_reserves_read(dye_canary_settings(profile)->reserve, list))
		*list = (struct dye_reserves){0};
}

const struct dye_reserve *
dye_reserves_find(const struct dye_reserves * list, const char * column, size_t * count)
{
	const struct dye_reserve * first = NULL;

	*count = 0;
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->list[i].column, column) != 0)
			continue;
		first = first == NULL ? &list->list[i] : first;
		++*count;
	}
	return first;
}

bool
dye_reserved(const struct dye_profile * profile, const struct dye_profile_column * column)
{
	struct dye_reserves list;
	size_t count = 0;

	if (dye_canary_settings(profile)->reserve[0] != '\0') {
		dye_reserves_of(profile, &list);
		(void)dye_reserves_find(&list, column->name, &count);
	}
	return count > 0;
}

/* ---- numbers ---- */

uint64_t
dye_reserve_numbers(const struct dye_reserve * r)
{

	return r->to - r->from + 1;
}

size_t
dye_reserve_of(const struct dye_reserve * reserves, size_t count, uint64_t number, bool falling)
{

	for (size_t i = 0; i < count; i++) {
		size_t at = falling ? count - 1 - i : i;

		if (falling ? reserves[at].to < number : reserves[at].from > number)
			return at;
	}
	return falling ? 0 : count - 1;
}

bool
dye_reserve_further(const struct dye_reserve * reserves, size_t count, uint64_t number, bool falling)
{

	return falling ? reserves[0].to < number : reserves[count - 1].from > number;
}

enum dye_code
dye_reserve_forge(const struct dye_reserve * reserves, size_t count, bool falling, struct dye_forge * forge,
    struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice p = forge->parent;
	const struct dye_reserve * r;
	struct dye_near_number n;
	uint64_t number;
	size_t width;

	forge->revealed = 0;
	if (!dye_near_digits(p, 1, &n))
		return dye_fail(err, DYE_EUSAGE, "there is no number in whose place one of the reserve could stand");
	r = &reserves[dye_reserve_of(reserves, count, n.number, falling)];
	number = r->from + dye_forge_uniform(forge, dye_forge_node(forge), (uint32_t)dye_reserve_numbers(r));
	width = p.data[n.start] == '0' && n.end - n.start > r->width ? n.end - n.start : r->width;
	DYE_TRY(dye_buffer_append(out, p.data, n.start, err));
	DYE_TRY(dye_buffer_printf(out, err, "%0*" PRIu64, (int)width, number));
	return dye_buffer_append(out, p.data + n.end, p.len - n.end, err);
}

enum dye_code
dye_reserves_rules(const struct dye_reserves * list, struct dye_buffer * out, struct dye_error * err)
{

	/* No kind is called so: it cannot be taken for a column's rule. */
	for (size_t i = 0; i < list->count; i++) {
		const struct dye_reserve * r = &list->list[i];

		DYE_TRY(dye_buffer_append_frame(out, (struct dye_slice){r->column, strlen(r->column)}, err));
		DYE_TRY(dye_buffer_append_frame(out, DYE_SLICE("reserve"), err));
		DYE_TRY(dye_buffer_append_u64(out, r->from, err));
		DYE_TRY(dye_buffer_append_u64(out, r->to, err));
		DYE_TRY(dye_buffer_append_byte(out, (char)r->width, err));
	}
	return DYE_OK;
}

#include "formats/table/core/fields.h"

#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"
#include "formats/table/core/ruled.h"
#include "formats/table/core/text_cells.h"

#define LOOK_LINES 1000
#define NAME_BYTES 64

/* ---- lines ---- */

static const char * const borders[] = {"|", "\xE2\x94\x82"};
static const char * const between[] = {":", "=", "\xEF\xBC\x9A", "|", "\xE2\x94\x82"};

static size_t
sign_at(const char * p, const char * end, const char * const * signs, size_t count)
{

	for (size_t i = 0; i < count; i++)
		if ((size_t)(end - p) >= strlen(signs[i]) && memcmp(p, signs[i], strlen(signs[i])) == 0)
			return strlen(signs[i]);
	return 0;
}

#define SIGN_AT(p, end, signs) sign_at((p), (end), (signs), sizeof(signs) / sizeof((signs)[0]))

/* Without the borders at both ends. */
static struct dye_slice
bare(struct dye_slice line)
{
	size_t first, last = 0;

	line = dye_trim(line);
	if ((first = SIGN_AT(line.data, line.data + line.len, borders)) == 0)
		return line;
	for (size_t n = 1; n <= 3 && n < line.len; n += 2)
		if (SIGN_AT(line.data + line.len - n, line.data + line.len, borders) == n)
			last = n;
	if (last == 0)
		return line;
	return dye_trim((struct dye_slice){line.data + first, line.len - first - last});
}

/* "-[ RECORD 1 ]----" as psql has it: strokes, and between them something in brackets. */
static bool
is_bracketed(struct dye_slice line)
{
	const char * open = memchr(line.data, '[', line.len);
	const char * close = open == NULL ? NULL : memchr(open, ']', (size_t)(line.data + line.len - open));

	return close != NULL && dye_rule_strokes((struct dye_slice){line.data, (size_t)(open - line.data)}) &&
	       dye_rule_strokes((struct dye_slice){close + 1, (size_t)(line.data + line.len - close - 1)});
}

/* "*** 1. row ***" as mysql has it. */
static bool
is_starred(struct dye_slice line)
{
	static const struct dye_slice stars = DYE_SLICE("***");

	return line.len > 2 * stars.len && memcmp(line.data, stars.data, stars.len) == 0 &&
	       memcmp(line.data + line.len - stars.len, stars.data, stars.len) == 0;
}

/* A name and a sign before a value: short, no number, and no address of the net. */
static bool
cut_name(struct dye_field * field)
{
	struct dye_slice all = field->whole;
	const char * end = all.data + all.len;
	const char * stop = all.len > NAME_BYTES ? all.data + NAME_BYTES : end;
	size_t n;

	for (const char * p = all.data; p < stop; p++) {
		if (strchr("@,;\"", *p) != NULL)
			return false;
		if ((n = SIGN_AT(p, end, between)) == 0)
			continue;
		field->name = dye_trim((struct dye_slice){all.data, (size_t)(p - all.data)});
		field->value = dye_trim((struct dye_slice){p + n, (size_t)(end - p) - n});
		return field->name.len > 1 && !dye_is_digit((uint8_t)field->name.data[0]) &&
		       (field->value.len == 0 || field->value.data[0] != '/');
	}
	return false;
}

struct dye_field
dye_field_read(struct dye_slice line)
{
	struct dye_field field = {.whole = dye_trim(line)};

	if (field.whole.len == 0)
		return field;
	if (dye_rule_strokes(field.whole))
		field.sort = DYE_FIELD_RULE;
	else if (is_bracketed(field.whole) || is_starred(field.whole))
		field.sort = DYE_FIELD_MARK;
	else {
		field.whole = bare(field.whole);
		field.sort = cut_name(&field) ? DYE_FIELD_NAMED : DYE_FIELD_PLAIN;
	}
	return field;
}

/* ---- what the lines are together ---- */

/* All that was seen. */
struct look {
	uint32_t times[DYE_FIELDS_MAX]; /* of a name */
	uint32_t lines, marks;		/* lines of fields */
	uint32_t groups, in_group;	/* of lines between marks, rules and blank lines */
	uint32_t sizes[DYE_FIELDS_MAX + 1];
	uint8_t sorts[LOOK_LINES]; /* of the lines of fields */
};

/* What is in a line: letters, digits, more digits than letters, an address of mail. */
static uint8_t
sort_of(struct dye_slice text)
{
	size_t digits = 0, others = 0;
	bool at = false;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];

		digits += dye_is_digit(c);
		others += c >= 'A' && (c <= 'Z' || c >= 'a');
		at |= c == '@';
	}
	return (uint8_t)(at | (digits > 0) << 1 | (others > 0) << 2 | (digits > others) << 3);
}

uint32_t
dye_fields_find(const struct dye_fields * fields, struct dye_slice name)
{
	uint32_t i = 0;

	while (i < fields->count && !dye_slice_equal(fields->names[i], name))
		i++;
	return i;
}

static void
end_group(struct look * look)
{

	if (look->in_group == 0)
		return;
	look->groups++;
	look->sizes[look->in_group < DYE_FIELDS_MAX ? look->in_group : DYE_FIELDS_MAX]++;
	look->in_group = 0;
}

static void
see(struct look * look, struct dye_fields * fields, const struct dye_field * field)
{
	uint32_t i;

	if (field->sort != DYE_FIELD_NAMED && field->sort != DYE_FIELD_PLAIN) {
		look->marks += field->sort == DYE_FIELD_MARK;
		end_group(look);
		return;
	}
	look->sorts[look->lines++] = sort_of(field->whole);
	look->in_group++;
	if (field->sort == DYE_FIELD_PLAIN)
		return;
	if ((i = dye_fields_find(fields, field->name)) == fields->count) {
		if (i == DYE_FIELDS_MAX)
			return;
		fields->names[fields->count++] = field->name;
	}
	look->times[i]++;
}

/* Seven in ten lines have a name that comes again, and there are two such names at least; what a program has marked need not come again. */
static bool
are_named(const struct look * look, struct dye_fields * fields)
{
	uint32_t kept = 0, named = 0;

	for (uint32_t i = 0; i < fields->count; i++) {
		if (look->times[i] < 2 && look->marks == 0)
			continue;
		fields->names[kept++] = fields->names[i];
		named += look->times[i];
	}
	fields->count = kept;
	return kept >= 2 && 10 * named >= 7 * look->lines;
}

/* Eight in ten groups have the same number of lines. */
static bool
are_groups(const struct look * look, struct dye_fields * fields)
{
	uint32_t best = 0;

	for (uint32_t i = 2; i < DYE_FIELDS_MAX; i++)
		if (look->sizes[i] > look->sizes[best])
			best = i;
	fields->count = best;
	return best > 0 && look->groups >= 3 && 10 * look->sizes[best] >= 8 * look->groups;
}

/* How many lines are of the sort of the line that is so many below, in hundredths. */
static uint32_t
likeness(const struct look * look, uint32_t period)
{
	uint32_t same = 0, all = look->lines - period;

	for (uint32_t i = 0; i < all; i++)
		same += look->sorts[i] == look->sorts[i + period];
	return 100 * same / all;
}

/* Nothing stands between records, but the sort of the lines recurs. */
static bool
are_periodic(const struct look * look, struct dye_fields * fields)
{

	for (uint32_t k = 2; look->groups <= 1 && k < 16 && 4 * k <= look->lines; k++) {
		if (likeness(look, k) < 90 || likeness(look, 1) > 70)
			continue;
		fields->count = fields->period = k;
		return true;
	}
	return false;
}

bool
dye_fields_look(struct dye_slice text, struct dye_fields * fields)
{
	struct dye_text_lines lines = {.bytes = text};
	struct look look = {0};
	struct dye_slice line;
	size_t text_len;
	bool ended;

	*fields = (struct dye_fields){0};
	while (look.lines < LOOK_LINES && dye_text_line(&lines, &line, &text_len, &ended)) {
		struct dye_field field = dye_field_read((struct dye_slice){line.data, text_len});

		see(&look, fields, &field);
	}
	end_group(&look);
	fields->marked = look.marks > 0;
	if ((fields->named = are_named(&look, fields)))
		return true;
	return are_groups(&look, fields) || are_periodic(&look, fields);
}

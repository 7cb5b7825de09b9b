#include "formats/table/core/names.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Beside ASCII's: Unicode's white space (property White_Space), byte order mark, zero width and direction marks, as UTF-8. */
static const char * const blanks[] = {"\xC2\x85", "\xC2\xA0", "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
    "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
    "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D", "\xE2\x80\x8E", "\xE2\x80\x8F",
    "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE2\x81\xA0", "\xE3\x80\x80", "\xEF\xBB\xBF"};

static bool
stands_at(const char * at, const char * end, const char * blank)
{
	size_t len = strlen(blank);

	return (size_t)(end - at) >= len && memcmp(at, blank, len) == 0;
}

/* The length of the blank that begins ${s}, or, ${last}, ends it; 0 if there is none. */
static size_t
blank_len(struct dye_slice s, bool last)
{
	unsigned char c;

	if (s.len == 0)
		return 0;
	c = (unsigned char)s.data[last ? s.len - 1 : 0];
	if (c < 0x80)
		return c <= ' ' || c == 0x7F;
	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
		size_t len = strlen(blanks[i]);

		if (len <= s.len && stands_at(s.data + (last ? s.len - len : 0), s.data + s.len, blanks[i]))
			return len;
	}
	return 0;
}

struct dye_slice
dye_names_trim(struct dye_slice s)
{
	size_t n;

	for (; (n = blank_len(s, false)) > 0; s.len -= n)
		s.data += n;
	while ((n = blank_len(s, true)) > 0)
		s.len -= n;
	return s;
}

static bool
is_taken(const struct dye_names * names, uint32_t count, struct dye_slice name)
{

	for (uint32_t i = 0; i < count; i++)
		if (dye_slice_equal(names->list[i], name))
			return true;
	return false;
}

/* How many columns before ${i} have a cell that says the same. */
static uint32_t
twins_before(const struct dye_names * names, uint32_t i)
{
	uint32_t n = 0;

	for (uint32_t k = names->first[i]; k < i; k++)
		n += names->first[k] == names->first[i];
	return n;
}

/* Append a name for column ${i} to the text, which has room for it. */
static enum dye_code
add_name(struct dye_names * names, uint32_t i, const struct dye_slice * cells, struct dye_error * err)
{
	static const struct dye_slice unnamed = DYE_SLICE("unnamed");
	struct dye_slice base = cells[i].len > 0 ? cells[i] : unnamed;
	size_t start = names->text.len;
	uint32_t number = twins_before(names, i) + 1;

	DYE_TRY(dye_buffer_append_slice(&names->text, base, err));
	if (number > 1)
		DYE_TRY(dye_buffer_printf(&names->text, err, " %" PRIu32, number));
	while (is_taken(names, i, (struct dye_slice){names->text.data + start, names->text.len - start})) {
		names->text.len = start + base.len;
		DYE_TRY(dye_buffer_printf(&names->text, err, " %" PRIu32, ++number));
	}
	names->list[i] = (struct dye_slice){names->text.data + start, names->text.len - start};
	return DYE_OK;
}

/* The most that all names can take: so that the text never moves while they point into it. */
static size_t
room_for(const struct dye_slice * cells, uint32_t count)
{
	size_t room = 1;

	for (uint32_t i = 0; i < count; i++)
		room += cells[i].len + sizeof("unnamed 4294967295");
	return room;
}

enum dye_code
dye_names_take(struct dye_names * names, const struct dye_cell * cells, uint32_t count, struct dye_error * err)
{
	struct dye_slice * trimmed = calloc((size_t)count + 1, sizeof(*trimmed));
	enum dye_code rc = DYE_OK;

	*names = (struct dye_names){.count = count};
	names->list = calloc((size_t)count + 1, sizeof(*names->list));
	names->first = calloc((size_t)count + 1, sizeof(*names->first));
	names->given = calloc((size_t)count + 1, sizeof(*names->given));
	if (trimmed == NULL || names->list == NULL || names->first == NULL || names->given == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; rc == DYE_OK && i < count; i++)
		trimmed[i] = dye_names_trim(cells[i].text);
	if (rc == DYE_OK)
		rc = dye_buffer_reserve(&names->text, room_for(trimmed, count), err);
	for (uint32_t i = 0; rc == DYE_OK && i < count; i++) {
		names->given[i] = trimmed[i].len > 0;
		while (!dye_slice_equal(trimmed[names->first[i]], trimmed[i]))
			names->first[i]++;
		rc = add_name(names, i, trimmed, err);
	}
	free(trimmed);
	if (rc != DYE_OK)
		dye_names_release(names);
	return rc;
}

void
dye_names_release(struct dye_names * names)
{

	free(names->list);
	free(names->first);
	free(names->given);
	dye_buffer_release(&names->text);
	*names = (struct dye_names){0};
}

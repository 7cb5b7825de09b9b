#include "watermark/marks/spelling/beside.h"

#include <string.h>

#include "formats/base/ascii.h"

/* Of the kinds whose cells are keyed by themselves alone: others say nothing outside their row. */
static bool
is_marked(const struct dye_profile * profile, const struct dye_kind * kind)
{
	uint32_t i;

	for (i = 0; i < profile->column_count; i++)
		if (profile->columns[i].kind == kind && profile->columns[i].mark)
			return true;
	return false;
}

enum dye_code
dye_spelling_count(const struct dye_profile * profile, const struct dye_kind * kind, struct dye_slice text,
    uint32_t * slots, struct dye_error * err)
{
	struct dye_parse parse = {0};
	enum dye_code rc;
	uint32_t i;

	if ((rc = kind->parse(text, &parse, err)) == DYE_OK)
		for (i = 0; i < parse.slot_count; i++) {
			const struct dye_table * table =
			    dye_profile_table(profile, kind, parse.slots[i].type, parse.context);

			*slots += table != NULL && dye_table_rules(table, parse.slots[i].current);
		}
	dye_parse_release(&parse);
	return rc;
}

/* The same of all kinds together: what one takes for a cell of its own another leaves. */
static enum dye_code
count_of_piece(const struct dye_profile * profile, struct dye_slice text, uint32_t * slots, struct dye_error * err)
{
	size_t i;

	for (i = 0; dye_kinds[i] != NULL; i++)
		if (dye_kinds[i]->distinctive && dye_kinds[i]->slot_type_count > 0 && is_marked(profile, dye_kinds[i]))
			DYE_TRY(dye_spelling_count(profile, dye_kinds[i], text, slots, err));
	return DYE_OK;
}

/* Whether ${sign} parts cells at line[at]; 0x80 is every letter and sign beyond ASCII, and of blanks it takes two. */
static bool
parts(struct dye_slice line, size_t at, unsigned char sign)
{
	unsigned char c = (unsigned char)line.data[at];

	if (sign == ' ')
		return c == ' ' && at + 1 < line.len && line.data[at + 1] == ' ';
	return sign == 0x80 ? c >= 0x80 : c == sign;
}

/* Without what stands around a cell: the sign of a remark, quotes, blanks. */
static struct dye_slice
bare(struct dye_slice piece)
{

	while (piece.len > 0 && (unsigned char)piece.data[0] < 0x80 && !dye_is_alnum((unsigned char)piece.data[0])) {
		piece.data++;
		piece.len--;
	}
	while (piece.len > 0 && strchr("\"' \t\r\n", piece.data[piece.len - 1]) != NULL)
		piece.len--;
	return piece;
}

/* The slots of a line that is cut at ${sign}. */
static enum dye_code
count_of_cut(const struct dye_profile * profile, struct dye_slice line, unsigned char sign, uint32_t * slots,
    struct dye_error * err)
{
	size_t start = 0, i;

	*slots = 0;
	for (i = 0; i <= line.len; i++)
		if (i == line.len || parts(line, i, sign)) {
			struct dye_slice piece = bare((struct dye_slice){line.data + start, i - start});

			if (piece.len > 0)
				DYE_TRY(count_of_piece(profile, piece, slots, err));
			start = i + 1;
		}
	return DYE_OK;
}

/* A trace cuts a line at whatever sign its cells are cut at, so each that stands there is tried. */
enum dye_code
dye_spelling_beside(
    const struct dye_profile * profile, const struct dye_row * row, uint32_t * slots, struct dye_error * err)
{
	bool tried[0x81] = {false};
	struct dye_slice line;
	uint32_t found;
	size_t i;

	*slots = 0;
	if (dye_row_texts(row) == 0)
		return DYE_OK;
	line = row->cells[0].text;
	for (i = 0; i < line.len; i++) {
		unsigned char sign = (unsigned char)line.data[i] < 0x80 ? (unsigned char)line.data[i] : 0x80;

		if (tried[sign] || dye_is_alnum(sign))
			continue;
		tried[sign] = true;
		DYE_TRY(count_of_cut(profile, line, sign, &found, err));
		*slots = found > *slots ? found : *slots;
	}
	return DYE_OK;
}

#include "trace/ingest/around.h"

#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"

/* Of 1000 rows so many must have the piece, and there must be so many of them. */
#define ROWS_SHARE 800
#define ROWS_LEAST 3
/* Pieces are so long; a longer line, or one with more places where a piece might begin, is no row of a list: looking further would take for ever. */
#define PIECE_LEAST 7
#define PIECE_MOST 32
#define LINE_MOST 400
#define BEGINNINGS_MOST 24

/* Signs that stand between a piece and its neighbours. */
static const struct dye_slice beside[] = {DYE_SLICE(" "), DYE_SLICE("\t"), DYE_SLICE(","), DYE_SLICE(";"),
    DYE_SLICE(":"), DYE_SLICE("|"), DYE_SLICE("/"), DYE_SLICE("-"), DYE_SLICE("_"), DYE_SLICE("="), DYE_SLICE("("),
    DYE_SLICE(")"), DYE_SLICE("["), DYE_SLICE("]"), DYE_SLICE("<"), DYE_SLICE(">"), DYE_SLICE("\xE3\x80\x80"),
    DYE_SLICE("\xC2\xA0"), DYE_SLICE("\xE2\x80\x93"), DYE_SLICE("\xE2\x80\x94"), DYE_SLICE("\xEF\xBC\x8C"),
    DYE_SLICE("\xEF\xBC\x9B"), DYE_SLICE("\xEF\xBC\x9A"), DYE_SLICE("\xE3\x80\x81"), DYE_SLICE("\xEF\xBC\x88"),
    DYE_SLICE("\xEF\xBC\x89"), DYE_SLICE("\xE3\x80\x90"), DYE_SLICE("\xE3\x80\x91")};

static struct dye_slice
without_end_signs(struct dye_slice s)
{
	size_t i = 0;

	while (i < sizeof(beside) / sizeof(beside[0])) {
		struct dye_slice sign = beside[i++];

		if (s.len < sign.len || memcmp(s.data + s.len - sign.len, sign.data, sign.len) != 0)
			continue;
		s.len -= sign.len;
		i = 0;
	}
	return dye_trim(s);
}

static struct dye_slice
without_first_signs(struct dye_slice s)
{
	size_t i = 0;

	while (i < sizeof(beside) / sizeof(beside[0])) {
		struct dye_slice sign = beside[i++];

		if (s.len < sign.len || memcmp(s.data, sign.data, sign.len) != 0)
			continue;
		s = (struct dye_slice){s.data + sign.len, s.len - sign.len};
		i = 0;
	}
	return dye_trim(s);
}

/* Whether a piece may begin at ${at}: a digit, or what stands before the first one, and no letter or digit before it. */
static bool
may_begin(struct dye_slice line, size_t at)
{
	uint8_t c = (uint8_t)line.data[at], before = at == 0 ? ' ' : (uint8_t)line.data[at - 1];

	return (dye_is_digit(c) || c == '+' || c == '(') && !dye_is_alnum(before) && before != '+';
}

static bool
may_end(struct dye_slice line, size_t end)
{

	return dye_is_digit((uint8_t)line.data[end - 1]) && (end == line.len || !dye_is_alnum((uint8_t)line.data[end]));
}

/* The surest piece of the kind that begins at ${at}, the longest of equals; 0: there is none. The number of a house may stand behind it. */
static size_t
piece_at(const struct dye_kind * kind, struct dye_slice line, size_t at)
{
	size_t end = line.len - at < PIECE_MOST ? line.len : at + PIECE_MOST, len = 0;
	int best = DYE_AROUND_SURELY - 1;

	for (; end >= at + PIECE_LEAST; end--) {
		struct dye_slice piece = {line.data + at, end - at};
		int score = may_end(line, end) ? kind->recognise(piece) : 0;

		if (score <= best)
			continue;
		best = score;
		len = piece.len;
	}
	return len;
}

/* The only piece of the kind in a line. */
static bool
only_piece(const struct dye_kind * kind, struct dye_slice line, struct dye_slice * piece)
{
	size_t len, tried = 0;

	*piece = (struct dye_slice){0};
	for (size_t at = 0; at < line.len && line.len <= LINE_MOST; at++) {
		if (!may_begin(line, at))
			continue;
		if (tried++ == BEGINNINGS_MOST)
			return false;
		if ((len = piece_at(kind, line, at)) == 0)
			continue;
		if (piece->len > 0)
			return false;
		*piece = (struct dye_slice){line.data + at, len};
		at += len;
	}
	return piece->len > 0;
}

/* Of signs that part cells so many before the piece are a record's: it is cut there, however some lines of it are torn. */
#define RECORD_SIGNS 4

static bool
is_record(struct dye_slice before)
{
	static const char signs[] = {',', ';', '|', '\t'};

	for (size_t k = 0; k < sizeof(signs); k++) {
		size_t count = 0;

		for (size_t i = 0; i < before.len; i++)
			count += before.data[i] == signs[k];
		if (count >= RECORD_SIGNS)
			return true;
	}
	return false;
}

const struct dye_kind *
dye_around_find(const struct dye_sample * s)
{
	const struct dye_kind * best = NULL;
	size_t best_rows = 0;

	for (size_t k = 0; dye_kinds[k] != NULL; k++) {
		struct dye_slice piece;
		size_t rows = 0;

		for (size_t row = 0; dye_kinds[k]->exact && row < s->rows; row++) {
			struct dye_slice line = dye_sample_cell(s, row, 0);

			rows += dye_sample_width(s, row) == 1 && only_piece(dye_kinds[k], line, &piece) &&
				!is_record((struct dye_slice){line.data, (size_t)(piece.data - line.data)});
		}
		if (rows > best_rows) {
			best_rows = rows;
			best = dye_kinds[k];
		}
	}
	return best_rows >= ROWS_LEAST && best_rows * 1000 >= s->rows * ROWS_SHARE ? best : NULL;
}

uint32_t
dye_around_cut(const struct dye_kind * kind, struct dye_slice line, struct dye_slice cells[DYE_AROUND_CELLS])
{
	struct dye_slice piece, before, behind;
	uint32_t count = 0;

	cells[0] = line;
	if (!only_piece(kind, line, &piece))
		return 1;
	before = without_end_signs((struct dye_slice){line.data, (size_t)(piece.data - line.data)});
	behind.data = piece.data + piece.len;
	behind.len = (size_t)(line.data + line.len - behind.data);
	behind = without_first_signs(behind);
	if (before.len > 0)
		cells[count++] = before;
	cells[count++] = piece;
	if (behind.len > 0)
		cells[count++] = behind;
	return count;
}

enum dye_code
dye_around_sample(
    const struct dye_kind * kind, const struct dye_sample * whole, struct dye_sample * around, struct dye_error * err)
{
	struct dye_slice cells[DYE_AROUND_CELLS];

	DYE_TRY(dye_sample_open(around, err));
	for (size_t row = 0; row < whole->rows; row++) {
		const struct dye_slice * texts = &whole->cells[whole->starts[row]];
		uint32_t count = dye_sample_width(whole, row);

		if (count == 1) {
			count = dye_around_cut(kind, texts[0], cells);
			texts = cells;
		}
		DYE_TRY(dye_sample_add(around, texts, count, err));
	}
	return dye_sample_close(around, err);
}

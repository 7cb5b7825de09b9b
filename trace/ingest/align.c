#include "trace/ingest/align.h"

#include <stdlib.h>

/* A cell is of a kind from this score on, for who looks at single cells; surely, from that one on. */
#define OF_KIND 250
#define SURELY 600
/* Wider tables are not aligned. */
#define WIDTH_MOST 64
/* So many of 1000 rows must have the anchor, and so many cells be of their column's kind. */
#define ANCHORED 500
#define AGREED 850

/* A column that fewer than so many-th of the rows have is none. */
#define FILLED_PART 20

#define NOWHERE UINT32_MAX

/* The only cell of a row that is surely of the kind, or NOWHERE. */
static uint32_t
only_cell(const struct dye_sample * s, size_t row, const struct dye_kind * kind)
{
	uint32_t found = NOWHERE, width = dye_sample_width(s, row);

	if (width > WIDTH_MOST)
		return NOWHERE;
	for (uint32_t i = 0; i < width; i++) {
		if (kind->recognise(dye_sample_cell(s, row, i)) < SURELY)
			continue;
		if (found != NOWHERE)
			return NOWHERE;
		found = i;
	}
	return found;
}

/* The kind of which most rows have one cell alone; NULL: there is none. */
static const struct dye_kind *
find_anchor(const struct dye_sample * s)
{
	const struct dye_kind * best = NULL;
	size_t best_rows = 0;

	for (size_t k = 0; dye_kinds[k] != NULL; k++) {
		size_t rows = 0;

		for (size_t row = 0; !dye_kinds[k]->any && dye_kinds[k]->titled == NULL && row < s->rows; row++)
			rows += only_cell(s, row, dye_kinds[k]) != NOWHERE;
		if (rows > best_rows) {
			best_rows = rows;
			best = dye_kinds[k];
		}
	}
	return best_rows * 1000 >= s->rows * ANCHORED ? best : NULL;
}

/* Rows beside each other, the anchor's cells below each other. */
struct beside {
	const struct dye_sample * sample;
	uint32_t * anchors; /* Owned: where each row has it */
	uint32_t before;    /* columns in front of the anchor */
	uint32_t width;
};

/* The column of a row's first cell, or NOWHERE. */
static uint32_t
first_of(const struct beside * b, size_t row)
{

	return b->anchors[row] == NOWHERE || b->anchors[row] > b->before ? NOWHERE : b->before - b->anchors[row];
}

/* In how many rows a column has a cell. */
static size_t
filled(const struct beside * b, uint32_t column)
{
	size_t rows = 0;

	for (size_t row = 0; row < b->sample->rows; row++) {
		uint32_t first = first_of(b, row);

		rows += first != NOWHERE && first <= column && column - first < dye_sample_width(b->sample, row);
	}
	return rows;
}

/* Rows of which another column was taken for the anchor's make columns of their own at the edges. */
static void
trim(struct beside * b)
{
	size_t least = b->sample->rows / FILLED_PART;

	while (b->width > 0 && filled(b, b->width - 1) <= least)
		b->width--;
	while (b->before > 0 && b->width > 0 && filled(b, 0) <= least) {
		b->before--;
		b->width--;
	}
}

static enum dye_code
set_beside(struct beside * b, const struct dye_kind * anchor, struct dye_error * err)
{
	const struct dye_sample * s = b->sample;
	uint32_t behind = 0;

	if ((b->anchors = calloc(s->rows + 1, sizeof(*b->anchors))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t row = 0; row < s->rows; row++) {
		uint32_t at = only_cell(s, row, anchor), width = dye_sample_width(s, row);

		b->anchors[row] = at;
		if (at == NOWHERE)
			continue;
		b->before = at > b->before ? at : b->before;
		behind = width - at > behind ? width - at : behind;
	}
	b->width = b->before + behind;
	trim(b);
	return DYE_OK;
}

/* Whether three in four cells are of that kind each by itself: a category is one only by what stands in the others. */
static bool
shows(const struct dye_kind * kind, const struct dye_slice * cells, size_t count)
{
	size_t filled = 0, of_kind = 0;

	for (size_t i = 0; i < count; i++) {
		filled += cells[i].len > 0;
		of_kind += cells[i].len > 0 && kind->recognise(cells[i]) >= OF_KIND;
	}
	return 4 * of_kind > 3 * filled;
}

/* The kind of what stands in a column; NULL: text. */
static enum dye_code
judge(const struct beside * b, uint32_t column, const struct dye_kind ** kind, struct dye_error * err)
{
	const struct dye_sample * s = b->sample;
	struct dye_kind_rank rank;
	struct dye_slice * cells;
	size_t n = 0;

	if ((cells = calloc(s->rows + 1, sizeof(*cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t row = 0; row < s->rows; row++) {
		uint32_t first = first_of(b, row);

		if (first <= column && column - first < dye_sample_width(s, row))
			cells[n++] = dye_sample_cell(s, row, column - first);
	}
	*kind = NULL;
	/* A name alone is told by a title, which a leak that was cut has not. */
	if (dye_recognise_column(cells, n, &rank, 1) == 1 && !rank.kind->any && rank.kind->titled == NULL &&
	    shows(rank.kind, cells, n))
		*kind = rank.kind;
	free(cells);
	return DYE_OK;
}

static uint32_t
count_kinds(const struct dye_align * a)
{
	uint32_t kinds = 0;

	for (uint32_t i = 0; i < a->width; i++) {
		bool again = a->kinds[i] == NULL;

		for (uint32_t j = 0; j < i && !again; j++)
			again = a->kinds[j] == a->kinds[i];
		kinds += !again;
	}
	return kinds;
}

/* Of a row that begins at column ${first}: cells that could be of their column's kind, and those that are. */
static void
see(const struct dye_align * a, const struct dye_slice * texts, uint32_t count, uint32_t first, uint32_t * of,
    uint32_t * agree)
{

	*of = *agree = 0;
	for (uint32_t i = 0; i < count; i++) {
		const struct dye_kind * kind = a->kinds[first + i];

		if (kind == NULL || texts[i].len == 0)
			continue;
		++*of;
		*agree += kind->recognise(texts[i]) >= OF_KIND;
	}
}

uint32_t
dye_align_at(const struct dye_align * a, const struct dye_slice * texts, uint32_t count)
{
	uint32_t best = 0, of, agree;
	int64_t most = INT64_MIN;

	for (uint32_t first = 0; first + count <= a->width; first++) {
		see(a, texts, count, first, &of, &agree);
		if (2 * (int64_t)agree - of > most) {
			most = 2 * (int64_t)agree - of;
			best = first;
		}
	}
	return best;
}

/* Whether the rows agree with the columns that were made of them. */
static bool
agrees(const struct dye_align * a, const struct dye_sample * s)
{
	uint64_t of_all = 0, agree_all = 0;
	uint32_t of, agree;

	for (size_t row = 0; row < s->rows; row++) {
		uint32_t count = dye_sample_width(s, row);
		const struct dye_slice * texts = &s->cells[s->starts[row]];

		if (count > a->width)
			continue;
		see(a, texts, count, dye_align_at(a, texts, count), &of, &agree);
		of_all += of;
		agree_all += agree;
	}
	return agree_all * 1000 >= of_all * AGREED;
}

enum dye_code
dye_align_find(struct dye_align * a, const struct dye_sample * s, struct dye_error * err)
{
	struct beside b = {.sample = s};
	const struct dye_kind * anchor = find_anchor(s);
	enum dye_code rc;

	*a = (struct dye_align){0};
	if (anchor == NULL)
		return DYE_OK;
	if ((rc = set_beside(&b, anchor, err)) == DYE_OK && b.width <= WIDTH_MOST) {
		if ((a->kinds = calloc(b.width + 1u, sizeof(const struct dye_kind *))) == NULL)
			rc = dye_fail(err, DYE_ENOMEM, "out of memory");
		for (; rc == DYE_OK && a->width < b.width; a->width++)
			rc = judge(&b, a->width, &a->kinds[a->width], err);
	}
	free(b.anchors);
	if (rc != DYE_OK || count_kinds(a) < DYE_ALIGN_KINDS || !agrees(a, s))
		dye_align_release(a);
	return rc;
}

void
dye_align_release(struct dye_align * a)
{

	free(a->kinds);
	*a = (struct dye_align){0};
}

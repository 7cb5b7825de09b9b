#include "formats/table/core/csv_wrapped.h"

#include <string.h>

#define LOOK_ROWS 1000
#define LOOK_CELLS 64

/* So many cells are hardly the commas of an address. */
#define CELLS_OF_A_ROW 4

static const char delimiters[] = {',', ';', '|', '\t'};
#define DELIMITERS (sizeof(delimiters))

/* ---- lines ---- */

/* Nothing but delimiters stands behind the first cell. */
static bool
ends_empty(struct dye_slice line, size_t at, char delimiter)
{

	while (at < line.len && line.data[at] == delimiter)
		at++;
	while (at < line.len && (line.data[at] == '\r' || line.data[at] == '\n'))
		at++;
	return at == line.len;
}

bool
dye_csv_wrapped_row(struct dye_slice * rest, bool last, struct dye_csv_wrapped_row * wrapped)
{
	struct dye_csv_wrapped_row w = {0};
	struct dye_csv_manner_row row;
	struct dye_slice after = *rest;

	/* What is in no quotes is cut at any delimiter, a comma say. */
	for (size_t i = rest->len > 0 && rest->data[0] == '"' ? DELIMITERS : 1; i-- > 0 && !w.inner.quoted;) {
		struct dye_csv_manner outer = {.delimiter = delimiters[i]};

		after = *rest;
		if (!dye_csv_manner_row(&outer, &after, last, &w.inner, 1, &row))
			return false;
		w.line = (struct dye_slice){rest->data, rest->len - after.len};
		w.blank = row.count == 0;
		w.inner.quoted = w.inner.quoted && ends_empty(w.line, w.inner.end, delimiters[i]);
	}
	*rest = after;
	*wrapped = w;
	return true;
}

static enum dye_code
peel_row(const struct dye_csv_wrapped_row * row, struct dye_buffer * out, struct dye_error * err)
{
	static const struct dye_csv_manner house = {.habit = DYE_CSV_HOUSE};

	if (!row->inner.quoted)
		return dye_buffer_append_slice(out, row->line, err);
	DYE_TRY(dye_csv_manner_cell(&house, row->line, &row->inner, out, err));
	return dye_buffer_append_byte(out, '\n', err);
}

enum dye_code
dye_csv_wrapped_peel(struct dye_slice text, bool last, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_csv_wrapped_row row;

	while (dye_csv_wrapped_row(&text, last, &row))
		DYE_TRY(peel_row(&row, out, err));
	return DYE_OK;
}

/* ---- finding out ---- */

/* Lines with so many cells at one delimiter: of all, and of those in quotes. */
struct counts {
	uint32_t all[LOOK_CELLS + 1], quoted[LOOK_CELLS + 1];
};

struct look {
	uint32_t all, quoted; /* lines */
	struct counts counts[DELIMITERS];
};

static void
count_cells(struct look * look, const char * tried, size_t count, struct dye_slice line, bool quoted)
{

	look->all++;
	look->quoted += quoted;
	for (size_t i = 0; i < count; i++) {
		struct dye_csv_manner inner = {.delimiter = tried[i]};
		struct dye_csv_manner_row row;
		struct dye_slice rest = line;
		uint32_t n;

		if (!dye_csv_manner_row(&inner, &rest, true, NULL, 0, &row) || row.junk)
			continue;
		n = row.count < LOOK_CELLS ? row.count : LOOK_CELLS;
		look->counts[i].all[n]++;
		look->counts[i].quoted[n] += quoted;
	}
}

static enum dye_code
look_at(struct look * look, const char * tried, size_t count, struct dye_slice text, bool whole, struct dye_error * err)
{
	struct dye_csv_wrapped_row row;
	struct dye_buffer line = {0};
	enum dye_code rc = DYE_OK;

	while (rc == DYE_OK && look->all < LOOK_ROWS && dye_csv_wrapped_row(&text, whole, &row)) {
		dye_buffer_reset(&line);
		if (!row.blank && (rc = peel_row(&row, &line, err)) == DYE_OK)
			count_cells(look, tried, count, dye_buffer_slice(&line), row.inner.quoted);
	}
	dye_buffer_release_secret(&line);
	return rc;
}

/* How many of all lines have the commonest number of cells, if those in quotes have it too; else 0. */
static uint32_t
even(const struct look * look, const struct counts * c)
{
	uint32_t mode = 2;

	for (uint32_t n = 3; n < LOOK_CELLS; n++)
		if (c->all[n] > c->all[mode])
			mode = n;
	return 2 * c->all[mode] > look->all && 2 * c->quoted[mode] > look->quoted ? c->all[mode] : 0;
}

/* How many cells there are in all, if the lines were cut off anywhere; else 0. */
static uint32_t
ragged(const struct look * look, const struct counts * c, bool named)
{
	uint32_t lines = 0, cells = 0;

	for (uint32_t n = named ? 2 : CELLS_OF_A_ROW; n <= LOOK_CELLS; n++) {
		lines += c->all[n];
		cells += n * c->all[n];
	}
	if (named)
		return 2 * lines > look->all ? cells : 0;
	return 10 * look->quoted >= 9 * look->all && 10 * lines >= 9 * look->all ? cells : 0;
}

/* The delimiter at which the lines are cut best, or -1. */
static int
choose(const struct look * look, size_t count, bool named)
{
	uint32_t best = 0, score;
	int chosen = -1;

	for (int pass = 0; pass < 2 && chosen < 0; pass++)
		for (size_t i = 0; i < count; i++) {
			score = pass == 0 ? even(look, &look->counts[i]) : ragged(look, &look->counts[i], named);
			if (score > best) {
				best = score;
				chosen = (int)i;
			}
		}
	return chosen;
}

enum dye_code
dye_csv_wrapped_find(struct dye_slice text, bool whole, char delimiter, struct dye_csv_manner * manner, bool * found,
    struct dye_error * err)
{
	const char * tried = delimiter != '\0' ? &delimiter : delimiters;
	size_t count = delimiter != '\0' ? 1 : DELIMITERS;
	struct look look = {0};
	int chosen = -1;

	DYE_TRY(look_at(&look, tried, count, text, whole, err));
	if (look.quoted >= 2 && 20 * look.quoted >= look.all)
		chosen = choose(&look, count, delimiter != '\0');
	if ((*found = chosen >= 0))
		*manner = (struct dye_csv_manner){.habit = DYE_CSV_WRAPPED, .delimiter = tried[chosen], .row = 1};
	return DYE_OK;
}

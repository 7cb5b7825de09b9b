#include "trace/ingest/reading.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "formats/base/text.h"
#include "formats/field/core/recognise.h"
#include "formats/table/text.h"
#include "trace/ingest/rows.h"

/* Rows that are looked at to decide what the columns are. */
#define SAMPLE_ROWS 500
/* Ways of splitting lines that are tried. */
#define TEXT_READINGS 5
/* A second kind whose score is lower than the best one's by no more than this makes another reading. */
#define KIND_WITHIN 150
/* Whole lines always agree on one cell each: that says little for them. */
#define WHOLE_LINES 150
/* Below this a column is not taken for any kind. */
#define RECOGNISED_FROM 250

/* The first rows, copied. */
struct sample {
	struct dye_buffer text;	  /* of all cells, one after another */
	struct dye_slice * cells; /* Owned. data is an offset into text until the sample is complete */
	size_t cell_count, cell_size;
	size_t * starts; /* Owned: index of the first cell of each row; starts[rows] is the end */
	size_t rows;
	uint64_t all_rows;
};

static void
sample_release(struct sample * s)
{

	dye_buffer_release(&s->text);
	free(s->cells);
	free(s->starts);
	*s = (struct sample){0};
}

static enum dye_code
sample_cell(struct sample * s, struct dye_slice text, struct dye_error * err)
{
	size_t start = s->text.len;

	if (s->cell_count == s->cell_size) {
		size_t size = s->cell_size == 0 ? 1024 : s->cell_size * 2;
		struct dye_slice * cells = realloc(s->cells, size * sizeof(*cells));

		if (cells == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		s->cells = cells;
		s->cell_size = size;
	}
	DYE_TRY(dye_buffer_append_slice(&s->text, text, err));
	s->cells[s->cell_count++] = (struct dye_slice){(const char *)start, text.len};
	return DYE_OK;
}

/* Keeps the first rows and counts the rest: a reading must be able to read the whole file. */
static enum dye_code
sample_row(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct sample * s = cookie;
	uint32_t i;

	(void)stop;
	s->all_rows++;
	if (s->rows == SAMPLE_ROWS)
		return DYE_OK;
	s->starts[s->rows++] = s->cell_count;
	for (i = 0; i < row->cell_count; i++)
		DYE_TRY(sample_cell(s, dye_trim(row->cells[i].text), err));
	s->starts[s->rows] = s->cell_count;
	return DYE_OK;
}

static enum dye_code
sample_take(struct sample * s, struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    struct dye_dialect * dialect, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	*s = (struct sample){0};
	if ((s->starts = calloc(SAMPLE_ROWS + 1, sizeof(*s->starts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = dye_rows_each(bytes, name, wish, dialect, sample_row, s, err)) != DYE_OK) {
		sample_release(s);
		return rc;
	}
	for (i = 0; i < s->cell_count; i++)
		s->cells[i].data = s->text.data + (size_t)s->cells[i].data;
	return DYE_OK;
}

static uint32_t
row_width(const struct sample * s, size_t row)
{

	return (uint32_t)(s->starts[row + 1] - s->starts[row]);
}

/* The number of cells that most rows have; *share is how many of them do, of 1000. */
static uint32_t
usual_width(const struct sample * s, int * share)
{
	uint32_t best = 0;
	size_t best_rows = 0, i, j;

	for (i = 0; i < s->rows; i++) {
		size_t same = 0;

		if (row_width(s, i) == best)
			continue;
		for (j = 0; j < s->rows; j++)
			same += row_width(s, j) == row_width(s, i);
		if (same > best_rows) {
			best_rows = same;
			best = row_width(s, i);
		}
	}
	*share = s->rows == 0 ? 0 : (int)(1000 * best_rows / s->rows);
	return best;
}

/* Whether the first row names columns of the profile: at least half of its cells do. */
static bool
has_header(const struct sample * s, const struct dye_profile * profile)
{
	uint32_t i, known = 0, width = s->rows == 0 ? 0 : row_width(s, 0);

	for (i = 0; i < width; i++)
		known += dye_profile_column_find(profile, s->cells[i]) != NULL;
	return known > 0 && 2 * known >= width;
}

/* The profile's only column of that kind, or NULL. */
static const struct dye_profile_column *
only_column(const struct dye_profile * profile, const struct dye_kind * kind)
{
	const struct dye_profile_column * found = NULL;
	uint32_t i;

	for (i = 0; i < profile->column_count; i++) {
		if (profile->columns[i].kind != kind)
			continue;
		if (found != NULL)
			return NULL;
		found = &profile->columns[i];
	}
	return found;
}

static bool
profile_has(const struct dye_profile * profile, const struct dye_kind * kind)
{
	uint32_t i;

	for (i = 0; i < profile->column_count; i++)
		if (profile->columns[i].kind == kind)
			return true;
	return false;
}

/* What a column of the sample may be: the best two kinds that the profile has. */
struct guess {
	const struct dye_kind * kind[2];
	int score[2];
};

static bool
stands_in(const struct dye_slice * cells, size_t count, struct dye_slice cell)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (dye_slice_equal(cells[i], cell))
			return true;
	return false;
}

static enum dye_code
guess_column(const struct sample * s, const struct dye_profile * profile, bool header, uint32_t width, uint32_t column,
    struct guess * guess, struct dye_error * err)
{
	struct dye_slice * cells;
	struct dye_kind_rank ranks[32];
	size_t i, n = 0, found, kept = 0;

	*guess = (struct guess){0};
	if ((cells = calloc(s->rows + 1, sizeof(*cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	/* A leak may repeat its rows, which must not make a category of names: each value once. */
	for (i = header ? 1 : 0; i < s->rows; i++)
		if (row_width(s, i) == width && !stands_in(cells, n, s->cells[s->starts[i] + column]))
			cells[n++] = s->cells[s->starts[i] + column];
	found = dye_recognise_column(cells, n, ranks, sizeof(ranks) / sizeof(ranks[0]));
	for (i = 0; i < found && kept < 2; i++) {
		if (!profile_has(profile, ranks[i].kind) || ranks[i].score < RECOGNISED_FROM)
			continue;
		guess->kind[kept] = ranks[i].kind;
		guess->score[kept++] = ranks[i].score;
	}
	free(cells);
	return DYE_OK;
}

void
dye_reading_release(struct dye_reading * r)
{

	free(r->kinds);
	free(r->columns);
	*r = (struct dye_reading){0};
}

static enum dye_code
new_reading(struct dye_reading * r, const struct dye_dialect * dialect, const struct dye_dialect_wish * wish,
    struct dye_error * err)
{

	*r = (struct dye_reading){0};
	(void)snprintf(r->format, sizeof(r->format), "%s", dialect->format->name);
	(void)snprintf(r->delimiter, sizeof(r->delimiter), "%s", dialect->delimiter);
	r->wish = *wish;
	r->kinds = calloc(DYE_COLUMNS_MAX, sizeof(const struct dye_kind *));
	r->columns = calloc(DYE_COLUMNS_MAX, sizeof(const struct dye_profile_column *));
	if (r->kinds == NULL || r->columns == NULL) {
		dye_reading_release(r);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	return DYE_OK;
}

/* The wish that opens the file as this reading does; its strings are the reading's own. */
static struct dye_dialect_wish
own_wish(const struct dye_reading * r)
{
	struct dye_dialect_wish wish = r->wish;

	wish.format = r->format;
	wish.delimiter = r->delimiter;
	wish.header = DYE_NO; /* Header or not, every row is visited. */
	return wish;
}

/* Whether marks can be read from cells of this kind. */
static bool
carries_marks(const struct dye_kind * kind)
{

	return kind != NULL && kind->slot_type_count > 0;
}

/* A cell of a kind whose spellings differ in punctuation and spaces: has it any? */
static void
count_losses(struct dye_reading * r, const struct dye_kind * kind, struct dye_slice text)
{

	if (text.len == 0)
		return;
	r->spelt_cells++;
	r->punctuated_cells += memchr(text.data, '.', text.len) != NULL || memchr(text.data, ',', text.len) != NULL;
	r->spaced_cells += memchr(text.data, ' ', text.len) != NULL;
	r->glued_cells += kind->glued != NULL && kind->glued(text);
}

static void
count_all_losses(struct dye_reading * r, const struct sample * s)
{
	size_t row;
	uint32_t i;

	r->spelt_cells = r->punctuated_cells = r->spaced_cells = r->glued_cells = 0;
	for (row = r->header ? 1 : 0; row < s->rows; row++)
		for (i = 0; row_width(s, row) == r->count && i < r->count; i++)
			if (carries_marks(r->kinds[i]) && r->kinds[i]->distinctive)
				count_losses(r, r->kinds[i], s->cells[s->starts[row] + i]);
}

/*
 * What the lines alone say for a reading: that nearly all of them split into the same number of cells is hardly chance; that a third of them do is.
 */
static int
structure(uint32_t columns, int share)
{

	if (columns < 2)
		return WHOLE_LINES;
	return (int)((int64_t)share * share * share / 1000000);
}

/*
 * Decide the columns of a reading. *other, where it is not 0, is 1 + the column whose second kind is nearly as likely
 * as the first: then ${second} is that kind.
 */
static enum dye_code
decide_columns(struct dye_reading * r, const struct sample * s, const struct dye_profile * profile, uint32_t * other,
    const struct dye_kind ** second, struct dye_error * err)
{
	int share, closest = KIND_WITHIN, total = 0, counted = 0;
	uint32_t i;

	r->count = usual_width(s, &share);
	r->header = has_header(s, profile);
	r->rows = s->all_rows - (r->header ? 1 : 0);
	*other = 0;
	for (i = 0; i < r->count; i++) {
		const struct dye_profile_column * named =
		    r->header && i < row_width(s, 0) ? dye_profile_column_find(profile, s->cells[i]) : NULL;
		struct guess g;

		if (named != NULL) {
			r->columns[i] = named;
			r->kinds[i] = named->kind;
			total += 1000;
			counted++;
			continue;
		}
		DYE_TRY(guess_column(s, profile, r->header, r->count, i, &g, err));
		r->kinds[i] = g.kind[0];
		r->columns[i] = g.kind[0] == NULL ? NULL : only_column(profile, g.kind[0]);
		total += g.score[0];
		counted++;
		if (g.kind[1] != NULL && g.score[0] - g.score[1] < closest &&
		    (carries_marks(g.kind[0]) || carries_marks(g.kind[1]))) {
			closest = g.score[0] - g.score[1];
			*other = i + 1;
			*second = g.kind[1];
		}
	}
	if (counted > 0)
		r->plausibility = structure(r->count, share) * (total / counted) / 1000;
	/* A first row that names the profile's columns is no chance. */
	if (r->header)
		r->plausibility += 1000;
	count_all_losses(r, s);
	return DYE_OK;
}

/* The readings kept so far, the likeliest first. */
struct found {
	struct dye_reading * readings;
	size_t count;
};

/* Keep ${r}, or release it where four better ones are there, or one that reads each line whole as the same kind. */
static void
keep(struct found * f, struct dye_reading * r)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (r->count == 1 && f->readings[i].count == 1 && r->kinds[0] == f->readings[i].kinds[0]) {
			dye_reading_release(r);
			return;
		}
	if (f->count == DYE_READINGS_MAX) {
		if (f->readings[f->count - 1].plausibility >= r->plausibility) {
			dye_reading_release(r);
			return;
		}
		dye_reading_release(&f->readings[--f->count]);
	}
	for (i = f->count; i > 0 && f->readings[i - 1].plausibility < r->plausibility; i--)
		f->readings[i] = f->readings[i - 1];
	f->readings[i] = *r;
	f->count++;
	*r = (struct dye_reading){0};
}

/* The same reading with another kind for one column. */
static enum dye_code
keep_variant(struct found * f, const struct dye_reading * r, uint32_t column, const struct dye_kind * kind,
    const struct dye_profile * profile, const struct sample * s, int plausibility, struct dye_error * err)
{
	struct dye_reading v = *r;

	v.kinds = calloc(DYE_COLUMNS_MAX, sizeof(const struct dye_kind *));
	v.columns = calloc(DYE_COLUMNS_MAX, sizeof(const struct dye_profile_column *));
	if (v.kinds == NULL || v.columns == NULL) {
		dye_reading_release(&v);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	memcpy(v.kinds, r->kinds, r->count * sizeof(const struct dye_kind *));
	memcpy(v.columns, r->columns, r->count * sizeof(const struct dye_profile_column *));
	v.kinds[column] = kind;
	v.columns[column] = only_column(profile, kind);
	v.plausibility = plausibility;
	count_all_losses(&v, s);
	keep(f, &v);
	return DYE_OK;
}

/* Try to read the file so. A file that cannot be read so is DYE_EDATA; the caller goes on with the next. */
static enum dye_code
try_reading(struct found * f, struct dye_slice bytes, const char * name, const struct dye_profile * profile,
    const struct dye_dialect_wish * wish, struct dye_error * err)
{
	const struct dye_kind * second = NULL;
	struct dye_dialect dialect;
	struct dye_reading r = {0};
	struct sample s;
	uint32_t other;
	enum dye_code rc;
	size_t i;

	if ((rc = sample_take(&s, bytes, name, wish, &dialect, err)) != DYE_OK)
		return rc;

	/* The same table was found already: a text that is split as CSV splits it. */
	for (i = 0; i < f->count; i++)
		if (strcmp(f->readings[i].delimiter, dialect.delimiter) == 0)
			goto done;
	if ((rc = new_reading(&r, &dialect, wish, err)) != DYE_OK)
		goto done;
	if ((rc = decide_columns(&r, &s, profile, &other, &second, err)) != DYE_OK)
		goto done;
	if (other != 0)
		rc = keep_variant(f, &r, other - 1, second, profile, &s, r.plausibility - 1, err);
	if (rc == DYE_OK)
		keep(f, &r);
done:
	dye_reading_release(&r);
	sample_release(&s);
	return rc;
}

/* Drop what is much less likely than the best: less than half of it. */
static void
prune(struct found * f)
{
	size_t i;

	for (i = f->count; i-- > 1;)
		if (2 * f->readings[i].plausibility < f->readings[0].plausibility) {
			dye_reading_release(&f->readings[i]);
			f->count = i;
		}
}

/* The first lines, joined, in UTF-8 whatever the file's encoding. */
static enum dye_code
join_line(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct dye_buffer * lines = cookie;

	*stop = lines->len > 65536;
	DYE_TRY(dye_buffer_append_slice(lines, row->cells[0].text, err));
	return dye_buffer_append_byte(lines, '\n', err);
}

/* Read the file as lines, with every separator that its lines suggest. */
static enum dye_code
try_texts(struct found * f, struct dye_slice bytes, const char * name, const struct dye_profile * profile,
    const struct dye_dialect_wish * wish, struct dye_error * err)
{
	struct dye_text_separator separators[TEXT_READINGS];
	struct dye_dialect_wish text = *wish;
	struct dye_buffer lines = {0};
	enum dye_code rc;
	size_t i, n;

	text.format = "text";
	text.delimiter = "\n";
	text.header = DYE_NO;
	if ((rc = dye_rows_each(bytes, name, &text, NULL, join_line, &lines, err)) != DYE_OK)
		goto done;
	n = dye_text_separators(dye_buffer_slice(&lines), separators, TEXT_READINGS);
	for (i = 0; i < n; i++) {
		text.delimiter = separators[i].delimiter;
		if ((rc = try_reading(f, bytes, name, profile, &text, err)) != DYE_OK)
			goto done;
	}
done:
	dye_buffer_release(&lines);
	return rc;
}

enum dye_code
dye_readings_find(struct dye_slice bytes, const char * name, const struct dye_profile * profile,
    const struct dye_dialect_wish * wish, struct dye_reading readings[DYE_READINGS_MAX], size_t * count,
    struct dye_error * err)
{
	struct found f = {.readings = readings};
	struct dye_error ignored;
	enum dye_code rc;

	/* As the file presents itself, or as the caller wishes; then, unless the caller knows better, as pasted lines. */
	rc = try_reading(&f, bytes, name, profile, wish, err);
	if ((rc == DYE_OK || rc == DYE_EDATA) && wish->format == NULL && wish->delimiter == NULL) {
		enum dye_code text_rc = try_texts(&f, bytes, name, profile, wish, f.count > 0 ? &ignored : err);

		/* What can be read in one way need not be readable in all. */
		rc = f.count > 0 && text_rc == DYE_EDATA ? DYE_OK : text_rc;
	}
	if (rc != DYE_OK) {
		while (f.count > 0)
			dye_reading_release(&readings[--f.count]);
		return rc;
	}
	prune(&f);
	*count = f.count;
	return DYE_OK;
}

double
dye_reading_weight(size_t rank, size_t count)
{

	if (count == 1)
		return 1;
	return rank == 0 ? 0.5 : 0.5 / (double)(count - 1);
}

/* ---- reading the rows ---- */

struct each {
	const struct dye_reading * reading;
	dye_leak_visit visit;
	void * cookie;
	uint64_t row;
	bool skip_header;
	struct dye_slice * texts;	/* Owned. */
	const struct dye_kind ** kinds; /* Owned: for rows that are not as the others */
};

/* The kind of a cell by itself: the surest of those that the reading's columns have. */
static const struct dye_kind *
recognise_cell(const struct dye_reading * r, struct dye_slice text)
{
	const struct dye_kind * best = NULL;
	int best_score = RECOGNISED_FROM;
	uint32_t i;

	for (i = 0; i < r->count; i++) {
		int score;

		if (r->kinds[i] == NULL || r->kinds[i] == best || (score = r->kinds[i]->recognise(text)) <= best_score)
			continue;
		best = r->kinds[i];
		best_score = score;
	}
	return best;
}

static enum dye_code
each_row(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	static const struct dye_profile_column * const nowhere[DYE_COLUMNS_MAX];
	struct each * e = cookie;
	const struct dye_reading * r = e->reading;
	struct dye_leak_row leak = {.row = e->row, .texts = e->texts, .kinds = r->kinds, .columns = r->columns};
	uint32_t i;

	(void)stop;
	if (e->skip_header) {
		e->skip_header = false;
		return DYE_OK;
	}
	leak.count = row->cell_count < DYE_COLUMNS_MAX ? row->cell_count : DYE_COLUMNS_MAX;
	for (i = 0; i < leak.count; i++)
		e->texts[i] = dye_trim(row->cells[i].text);
	if (leak.count != r->count) {
		for (i = 0; i < leak.count; i++)
			e->kinds[i] = recognise_cell(r, e->texts[i]);
		leak.kinds = e->kinds;
		leak.columns = nowhere;
	}
	e->row++;
	return e->visit(e->cookie, &leak, err);
}

enum dye_code
dye_reading_each(const struct dye_reading * reading, struct dye_slice bytes, const char * name, uint64_t first_row,
    dye_leak_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_dialect_wish wish = own_wish(reading);
	struct each e = {
	    .reading = reading, .visit = visit, .cookie = cookie, .row = first_row, .skip_header = reading->header};
	enum dye_code rc;

	e.texts = calloc(DYE_COLUMNS_MAX, sizeof(*e.texts));
	e.kinds = calloc(DYE_COLUMNS_MAX, sizeof(const struct dye_kind *));
	if (e.texts == NULL || e.kinds == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = dye_rows_each(bytes, name, &wish, NULL, each_row, &e, err);
	free(e.texts);
	free(e.kinds);
	return rc;
}

enum dye_code
dye_reading_describe(const struct dye_reading * r, struct dye_buffer * out, struct dye_error * err)
{
	const char * shown = r->delimiter;
	uint32_t i;

	if (strcmp(shown, "\t") == 0)
		shown = "tab";
	else if (strcmp(shown, "\n") == 0)
		shown = "none";
	DYE_TRY(dye_buffer_printf(out, err, "%s, separator \"%s\", %s, columns:", r->format, shown,
	    r->header ? "with a header" : "without a header"));
	for (i = 0; i < r->count; i++)
		DYE_TRY(dye_buffer_printf(
		    out, err, "%s %s", i > 0 ? "," : "", r->kinds[i] == NULL ? "not understood" : r->kinds[i]->name));
	return DYE_OK;
}

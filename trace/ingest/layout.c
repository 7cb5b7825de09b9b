#include "trace/ingest/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/text.h"
#include "trace/ingest/rows.h"

/* Text of the first lines from which separators are guessed. */
#define LINES_FROM 65536

/* The ways found so far. */
struct found {
	struct dye_layout * layouts;
	size_t count;
};

void
dye_layout_release(struct dye_layout * l)
{

	dye_sample_release(&l->sample);
	free(l->columns);
	*l = (struct dye_layout){0};
}

/* ---- finding ---- */

/* The wish that opens the file so. Header or not, every row is visited. */
static void
own_wish(struct dye_layout * l, const struct dye_dialect * dialect, const struct dye_dialect_wish * wish)
{

	(void)snprintf(l->format, sizeof(l->format), "%s", dialect->format->name);
	(void)snprintf(l->delimiter, sizeof(l->delimiter), "%s", dialect->delimiter);
	l->wish = *wish;
	l->wish.header = DYE_NO;
}

static bool
is_known(const struct found * f, const char * delimiter)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (strcmp(f->layouts[i].delimiter, delimiter) == 0)
			return true;
	return false;
}

/* Try to cut the file so. One that cannot be cut so is DYE_EDATA; a text that is cut as another way cuts it is not kept. */
static enum dye_code
try_layout(struct found * f, struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    struct dye_error * err)
{
	struct dye_layout * l = &f->layouts[f->count];
	struct dye_dialect dialect;
	enum dye_code rc;

	*l = (struct dye_layout){0};
	if ((rc = dye_sample_take(&l->sample, bytes, name, wish, &dialect, err)) != DYE_OK)
		goto err1;
	if (is_known(f, dialect.delimiter))
		goto err1;
	own_wish(l, &dialect, wish);
	l->width = dye_sample_usual_width(&l->sample, &l->share);
	if ((l->columns = calloc(2 * (size_t)l->width + 1, sizeof(*l->columns))) == NULL) {
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
		goto err1;
	}
	f->count++;
	return DYE_OK;

err1:
	dye_layout_release(l);
	return rc;
}

/* The first lines, joined, in UTF-8 whatever the file's encoding. */
static enum dye_code
join_line(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct dye_buffer * lines = cookie;

	*stop = lines->len > LINES_FROM;
	DYE_TRY(dye_buffer_append_slice(lines, row->cells[0].text, err));
	return dye_buffer_append_byte(lines, '\n', err);
}

/* Read the file as lines, with every separator that its lines suggest. */
static enum dye_code
try_texts(struct found * f, struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    struct dye_error * err)
{
	struct dye_text_separator separators[DYE_LAYOUTS_MAX - 1];
	struct dye_dialect_wish text = *wish;
	struct dye_buffer lines = {0};
	enum dye_code rc;
	size_t i, n;

	text.format = "text";
	text.delimiter = "\n";
	text.header = DYE_NO;
	if ((rc = dye_rows_each(bytes, name, &text, NULL, join_line, &lines, err)) != DYE_OK)
		goto done;
	n = dye_text_separators(dye_buffer_slice(&lines), separators, DYE_LAYOUTS_MAX - 1);
	for (i = 0; i < n && f->count < DYE_LAYOUTS_MAX; i++) {
		text.delimiter = separators[i].delimiter;
		if ((rc = try_layout(f, bytes, name, &text, err)) != DYE_OK)
			goto done;
	}
done:
	dye_buffer_release_secret(&lines);
	return rc;
}

/* The members have found their place: the wishes may point into them. */
static void
point_wishes(struct found * f)
{
	size_t i;

	for (i = 0; i < f->count; i++) {
		f->layouts[i].wish.format = f->layouts[i].format;
		f->layouts[i].wish.delimiter = f->layouts[i].delimiter;
	}
}

enum dye_code
dye_layouts_find(struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    struct dye_layout layouts[DYE_LAYOUTS_MAX], size_t * count, struct dye_error * err)
{
	struct found f = {.layouts = layouts};
	struct dye_error ignored;
	enum dye_code rc;

	rc = try_layout(&f, bytes, name, wish, err);
	if ((rc == DYE_OK || rc == DYE_EDATA) && wish->format == NULL && wish->delimiter == NULL) {
		enum dye_code text_rc = try_texts(&f, bytes, name, wish, f.count > 0 ? &ignored : err);

		/* What can be read in one way need not be readable in all. */
		rc = f.count > 0 && text_rc == DYE_EDATA ? DYE_OK : text_rc;
	}
	if (rc != DYE_OK) {
		while (f.count > 0)
			dye_layout_release(&layouts[--f.count]);
		return rc;
	}
	point_wishes(&f);
	*count = f.count;
	return DYE_OK;
}

/* ---- kinds ---- */

static bool
stands_in(const struct dye_slice * cells, size_t count, struct dye_slice cell)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (dye_slice_equal(cells[i], cell))
			return true;
	return false;
}

/* A leak may repeat its rows, which must not make a category of names: each value once. */
static enum dye_code
judge(
    const struct dye_layout * l, bool header, uint32_t column, struct dye_column_ranks * ranks, struct dye_error * err)
{
	const struct dye_sample * s = &l->sample;
	struct dye_slice * cells;
	size_t row, n = 0;

	if ((cells = calloc(s->rows + 1, sizeof(*cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (row = header ? 1 : 0; row < s->rows; row++)
		if (dye_sample_width(s, row) == l->width && !stands_in(cells, n, dye_sample_cell(s, row, column)))
			cells[n++] = dye_sample_cell(s, row, column);
	ranks->count = dye_recognise_column(cells, n, ranks->ranks, DYE_LAYOUT_RANKS);
	ranks->judged = true;
	free(cells);
	return DYE_OK;
}

enum dye_code
dye_layout_ranks(
    struct dye_layout * l, bool header, uint32_t column, const struct dye_column_ranks ** ranks, struct dye_error * err)
{
	struct dye_column_ranks * r = &l->columns[(header ? l->width : 0) + column];

	if (!r->judged)
		DYE_TRY(judge(l, header, column, r, err));
	*ranks = r;
	return DYE_OK;
}

/* ---- all rows ---- */

struct each {
	dye_layout_visit visit;
	void * cookie;
	uint64_t number;
	struct dye_slice * texts; /* Owned. */
};

static enum dye_code
each_row(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct each * e = cookie;
	uint32_t i, count = row->cell_count < DYE_COLUMNS_MAX ? row->cell_count : DYE_COLUMNS_MAX;

	(void)stop;
	for (i = 0; i < count; i++)
		e->texts[i] = dye_trim(row->cells[i].text);
	return e->visit(e->cookie, e->number++, e->texts, count, err);
}

enum dye_code
dye_layout_each(const struct dye_layout * l, struct dye_slice bytes, const char * name, dye_layout_visit visit,
    void * cookie, struct dye_error * err)
{
	struct each e = {.visit = visit, .cookie = cookie};
	enum dye_code rc;

	if ((e.texts = calloc(DYE_COLUMNS_MAX, sizeof(*e.texts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	rc = dye_rows_each(bytes, name, &l->wish, NULL, each_row, &e, err);
	free(e.texts);
	return rc;
}

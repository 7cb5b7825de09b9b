#include "trace/ingest/rows.h"

#include "trace/ingest/memory.h"

/* A row that is visited, if it is not blank. */
struct filled {
	dye_row_visit visit;
	void * cookie;
};

static enum dye_code
visit_filled(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	const struct filled * f = cookie;

	return row->cell_count == 0 ? DYE_OK : f->visit(f->cookie, row, stop, err);
}

/* The rows of the table at which the reader stands. */
static enum dye_code
table_rows(
    struct dye_reader * reader, struct dye_mended * mended, struct filled * filled, bool * stop, struct dye_error * err)
{

	DYE_TRY(dye_table_names(reader, visit_filled, filled, stop, err));
	return dye_table_rows(reader, mended, visit_filled, filled, stop, err);
}

/* What is done with a file that is read. */
struct walk {
	struct filled filled;
	struct dye_mended * mended; /* may be NULL, as the next */
	struct dye_buffer * beside;
};

static enum dye_code
walk(struct walk * w, struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    const struct dye_dialect * way, struct dye_error * err)
{
	struct dye_memory memory = {bytes};
	struct dye_source source = dye_memory_source(&memory, name);
	struct dye_reader * reader;
	bool stop = false, got = true;
	enum dye_code rc;

	if ((rc = dye_reader_open_way(&source, wish, way, &reader, err)) != DYE_OK)
		return rc;
	while (rc == DYE_OK && got && !stop)
		if ((rc = table_rows(reader, w->mended, &w->filled, &stop, err)) == DYE_OK && !stop)
			rc = dye_reader_table(reader, &got, err);
	if (w->mended != NULL)
		dye_reader_mended(reader, w->mended);
	if (rc == DYE_OK && w->beside != NULL)
		rc = dye_buffer_append_slice(w->beside, dye_reader_beside(reader), err);
	dye_reader_close(reader);
	if (rc != DYE_OK)
		dye_at_file(err, name);
	return rc;
}

enum dye_code
dye_rows_each(struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    const struct dye_dialect * way, struct dye_mended * mended, dye_row_visit visit, void * cookie,
    struct dye_error * err)
{

	return walk(&(struct walk){.filled = {visit, cookie}, .mended = mended}, bytes, name, wish, way, err);
}

static enum dye_code
pass_over(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{

	(void)cookie;
	(void)row;
	(void)stop;
	(void)err;
	return DYE_OK;
}

enum dye_code
dye_rows_beside(struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    const struct dye_dialect * way, struct dye_buffer * beside, struct dye_error * err)
{

	return walk(&(struct walk){.filled = {pass_over, NULL}, .beside = beside}, bytes, name, wish, way, err);
}

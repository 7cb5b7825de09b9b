/* file: whatever reads or compares a value must be able to refuse it with its row of the file: all of it works on one struct. */
/*
 * decoy_import.c: contact points of the owner's on their way in: read, compared with each other, with those that are there and with the owner's table, and written as
 * its columns are.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <leakdye/vault.h>

#include "formats/base/text.h"
#include "formats/field/core/canonical.h"
#include "formats/table/core/walk.h"
#include "watermark/marks/canary/decoy_forms.h"
#include "watermark/marks/canary/decoy_sample.h"
#include "watermark/marks/canary/decoys.h"
#include "watermark/marks/canary/plan.h"
#include "watermark/profile/columns.h"
#include "watermark/profile/profile_store.h"

/* Scores of a single cell: from here on it is of its column's kind. */
#define SURE 500
/* The owner's table has so many tenths of the rows that it was learned from, at least. */
#define ROWS_TENTHS 9
/* And of those contact points of it that are known, unless fewer than these are: they tell nothing. */
#define KNOWN_LEAST 20

/* A column that decoys have something for. */
struct filled {
	const struct dye_profile_column * column; /* Not owned. */
	struct dye_decoy_forms forms;		  /* of the table */
};

/* A value to be imported. */
struct value {
	uint64_t row;	 /* of the file */
	uint32_t filled; /* which column */
	size_t at, len;	 /* its text, among the texts */
	size_t canon_at, canon_len;
};

struct importing {
	struct dye_vault * vault; /* Not owned. */
	struct dye_store * store;
	struct dye_dataset dataset;
	struct dye_profile * profile; /* Owned, as are the following. */
	struct dye_decoys known;
	struct filled * filled; /* one for each cell of a row of the file */
	uint32_t filled_count;
	struct value * values;
	size_t value_count, value_size;
	size_t * firsts; /* of each decoy the first of its values */
	size_t count, first_size;
	struct dye_map by_digest;	/* of a value: its number, from 1 */
	struct dye_decoy_sample sample; /* of the table that was learned */
	struct dye_buffer texts;
	struct dye_parse parse;
	struct dye_buffer scratch, clear;
	const char * file;	  /* of the decoys; not owned */
	struct dye_columns table; /* the columns of the owner's */
	bool table_named;	  /* those are known */
	uint64_t table_rows;
	uint64_t rewritten;
};

static void
importing_close(struct importing * in)
{

	for (uint32_t i = 0; in->filled != NULL && i < in->filled_count; i++)
		dye_decoy_forms_release(&in->filled[i].forms);
	dye_columns_release(&in->table);
	free(in->filled);
	free(in->values);
	free(in->firsts);
	dye_map_release(&in->by_digest);
	dye_decoy_sample_release(&in->sample);
	dye_buffer_release_secret(&in->texts);
	dye_buffer_release_secret(&in->scratch);
	dye_buffer_release_secret(&in->clear);
	dye_parse_release(&in->parse);
	dye_decoys_release(&in->known);
	dye_profile_free(in->profile);
}

/* Texts move as they become more. */
static struct dye_slice
text_at(const struct importing * in, size_t at, size_t len)
{

	return (struct dye_slice){dye_buffer_at(&in->texts, at), len};
}

/* The error is at that value of the file, whatever is being read. */
static enum dye_code
refuse(const struct importing * in, const struct value * v, struct dye_error * err, const char * why)
{
	const char * name = in->filled[v->filled].column->name;
	enum dye_code rc = dye_fail(err, DYE_EDATA, "%s", why);

	dye_at_row(err, v->row);
	dye_at_column(err, name, strlen(name));
	dye_at_file(err, in->file);
	return rc;
}

/* ---- reading a file ---- */

static enum dye_code
read_file(struct importing * in, const struct dye_table_source * file, dye_row_visit visit, struct dye_error * err)
{
	struct dye_reader * reader;
	bool stop = false;
	enum dye_code rc;

	if ((rc = dye_reader_open(file->source, file->wish, &reader, err)) == DYE_OK) {
		if ((rc = dye_table_names(reader, visit, in, &stop, err)) == DYE_OK)
			rc = dye_table_rows(reader, NULL, visit, in, &stop, err);
		dye_reader_close(reader);
	}
	if (rc != DYE_OK)
		dye_at_file(err, file->source->name);
	return rc;
}

/* ---- the decoys ---- */

/* Whether records have a contact point there, which the owner's can stand for. */
static enum dye_code
check_column(const struct importing * in, const struct dye_profile_column * c, struct dye_error * err)
{

	if (dye_canary_part(c, in->profile->rows) != DYE_PART_FORGE || !dye_canary_compared(c, in->profile->rows))
		return dye_fail(err, DYE_EDATA, "invented records have nothing invented there");
	if ((!c->kind->shared || !c->kind->exact) && !c->kind->distinctive)
		return dye_fail(err, DYE_EDATA, "what is %s is no contact point", c->kind->name);
	return DYE_OK;
}

/* The only column of the kind that is called so; NULL: none, or several. */
static const struct dye_profile_column *
column_of_kind(const struct importing * in, struct dye_slice kind)
{
	const struct dye_profile_column * found = NULL;

	for (uint32_t i = 0; i < in->profile->column_count; i++) {
		const struct dye_profile_column * c = &in->profile->columns[i];

		if (!dye_slice_equal(kind, (struct dye_slice){c->kind->name, strlen(c->kind->name)}))
			continue;
		if (found != NULL)
			return NULL;
		found = c;
	}
	return found;
}

/* Which column of the profile a name means. */
static enum dye_code
name_column(struct importing * in, uint32_t i, struct dye_slice name, struct dye_error * err)
{
	const struct dye_profile_column * c = dye_profile_column_find(in->profile, name);
	enum dye_code rc;

	if (c == NULL)
		c = column_of_kind(in, name);
	rc = c == NULL ? dye_fail(err, DYE_EDATA,
			     "the dataset has no column of this name, and not one column of a kind of this name")
		       : check_column(in, c, err);
	for (uint32_t k = 0; k < i && rc == DYE_OK; k++)
		if (in->filled[k].column == c)
			rc = dye_fail(err, DYE_EDATA, "stands there twice");
	if (rc != DYE_OK)
		dye_at_column(err, name.data, name.len);
	in->filled[i].column = c;
	return rc;
}

static enum dye_code
take_names(struct importing * in, const struct dye_row * row, struct dye_error * err)
{

	if (row->cell_count > DYE_DECOY_CELLS_MAX)
		return dye_fail(err, DYE_EDATA, "a decoy has %d columns at most", DYE_DECOY_CELLS_MAX);
	if ((in->filled = calloc(row->cell_count, sizeof(*in->filled))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	in->filled_count = row->cell_count;
	for (uint32_t i = 0; i < row->cell_count; i++)
		DYE_TRY(name_column(in, i, dye_trim(row->cells[i].text), err));
	return DYE_OK;
}

/* Nobody has it: no row of the file before, and no decoy that is there. */
static enum dye_code
check_new(struct importing * in, const struct value * v, uint64_t digest, struct dye_error * err)
{
	size_t at;
	bool fresh;

	if (dye_map_get(&in->known.by_digest, digest) != NULL)
		return refuse(in, v, err, "is a decoy already");
	DYE_TRY(dye_map_put(&in->by_digest, digest, true, &at, &fresh, err));
	if (!fresh)
		return refuse(in, v, err, "stands in an earlier row too: one decoy is for one record");
	in->by_digest.values[at] = in->value_count + 1;
	return DYE_OK;
}

static enum dye_code
take_value(struct importing * in, uint64_t row, uint32_t filled, struct dye_slice text, struct dye_error * err)
{
	const struct dye_kind * kind = in->filled[filled].column->kind;
	struct value v = {.row = row, .filled = filled, .at = in->texts.len, .len = text.len};
	struct value * values;
	uint64_t digest;

	DYE_TRY(kind->parse(text, &in->parse, err));
	if (kind->recognise(text) < SURE || in->parse.canonical.len == 0 ||
	    dye_canonical_find(dye_buffer_slice(&in->parse.canonical), '*') != NULL)
		return refuse(in, &v, err, "is not what the column holds");
	DYE_TRY(dye_decoy_digest(kind, dye_buffer_slice(&in->parse.canonical), &in->scratch, &digest, err));
	DYE_TRY(check_new(in, &v, digest, err));
	DYE_TRY(dye_buffer_append_slice(&in->texts, text, err));
	v.canon_at = in->texts.len;
	v.canon_len = in->parse.canonical.len;
	DYE_TRY(dye_buffer_append_slice(&in->texts, dye_buffer_slice(&in->parse.canonical), err));
	if ((values = dye_grown(in->values, &in->value_size, in->value_count, sizeof(*values))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	in->values = values;
	in->values[in->value_count++] = v;
	return DYE_OK;
}

static enum dye_code
take_decoy(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct importing * in = cookie;
	size_t * firsts;

	(void)stop;
	if (row->cell_count == 0)
		return DYE_OK;
	if (in->filled == NULL)
		return take_names(in, row, err);
	if (row->cell_count != in->filled_count)
		return dye_fail(err, DYE_EDATA, "%" PRIu32 " cells where the first row has %" PRIu32, row->cell_count,
		    in->filled_count);
	if ((firsts = dye_grown(in->firsts, &in->first_size, in->count, sizeof(*firsts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	in->firsts = firsts;
	in->firsts[in->count++] = in->value_count;
	for (uint32_t i = 0; i < row->cell_count; i++) {
		struct dye_slice text = dye_trim(row->cells[i].text);

		if (text.len == 0)
			return dye_fail(err, DYE_EDATA,
			    "has no value in cell %" PRIu32 ": decoys of a dataset are all of the same columns", i + 1);
		DYE_TRY(take_value(in, row->number, i, text, err));
	}
	return DYE_OK;
}

static bool
is_filled(const struct importing * in, struct dye_slice name)
{

	for (uint32_t i = 0; i < in->filled_count; i++)
		if (dye_slice_equal(
			name, (struct dye_slice){in->filled[i].column->name, strlen(in->filled[i].column->name)}))
			return true;
	return false;
}

/* A record with a decoy is one other text, and no more: all are of the same columns (docs/EVIDENCE.md, 4.2). */
static enum dye_code
check_alike(const struct importing * in, struct dye_error * err)
{

	for (size_t i = 0; i < in->known.count; i++) {
		const struct dye_decoy * d = &in->known.list[i];
		bool alike = d->count == in->filled_count;

		if (d->stored.dataset != in->dataset.id)
			continue;
		for (uint32_t k = 0; k < d->count && alike; k++)
			alike = is_filled(in, in->known.cells[d->first + k].column);
		if (!alike)
			return dye_fail(err, DYE_EREFUSED,
			    "the decoys that the dataset has are of other columns: all of them must be of the same");
	}
	return DYE_OK;
}

/* ---- the owner's table ---- */

/* No customer's: a value of the table, in whatever column of its kind, is none of the owner's. */
static enum dye_code
compare(struct importing * in, const struct dye_kind * kind, struct dye_slice text, struct dye_error * err)
{
	const uint64_t * number;
	uint64_t digest;

	DYE_TRY(kind->parse(text, &in->parse, err));
	DYE_TRY(dye_decoy_digest(kind, dye_buffer_slice(&in->parse.canonical), &in->scratch, &digest, err));
	dye_decoy_sample_see(&in->sample, digest);
	if ((number = dye_map_get(&in->by_digest, digest)) == NULL)
		return DYE_OK;
	return refuse(in, &in->values[*number - 1], err,
	    "is a value of the table: a customer's own is no decoy, and neither is one that a customer shares");
}

/* Where a value may end that stands beside others in one cell. */
static bool
ends_value(char c)
{

	return strchr(";,|/\n\t", c) != NULL;
}

/* Each piece of a cell that holds several values, or something else beside. */
static enum dye_code
compare_pieces(struct importing * in, const struct dye_kind * kind, struct dye_slice text, struct dye_error * err)
{
	size_t start = 0;

	for (size_t i = 0; i <= text.len; i++) {
		struct dye_slice piece = {text.data + start, i - start};

		if (i < text.len && !ends_value(text.data[i]))
			continue;
		start = i + 1;
		piece = dye_trim(piece);
		if (piece.len > 0 && piece.len < text.len && kind->recognise(piece) >= SURE)
			DYE_TRY(compare(in, kind, piece, err));
	}
	return DYE_OK;
}

/* As a value of that kind: of the decoys' kinds each once. */
static enum dye_code
compare_cell(
    struct importing * in, const struct dye_profile_column * column, struct dye_slice text, struct dye_error * err)
{

	for (uint32_t i = 0; i < in->filled_count; i++) {
		const struct dye_kind * kind = in->filled[i].column->kind;
		bool mine = column != NULL && column->kind == kind, seen = false;

		for (uint32_t k = 0; k < i; k++)
			seen = seen || in->filled[k].column->kind == kind;
		if (seen || (column != NULL && !mine && !column->kind->any))
			continue;
		if (mine || kind->recognise(text) >= SURE)
			DYE_TRY(compare(in, kind, text, err));
		if (kind->exact)
			DYE_TRY(compare_pieces(in, kind, text, err));
	}
	return DYE_OK;
}

static enum dye_code
compare_row(struct importing * in, const struct dye_row * row, struct dye_error * err)
{
	const struct dye_columns * columns = &in->table;

	in->table_rows++;
	for (uint32_t i = 0; i < row->cell_count; i++) {
		struct dye_slice text = dye_trim(row->cells[i].text);
		const struct dye_profile_column * c = i < columns->count ? columns->map[i] : NULL;

		if (text.len == 0)
			continue;
		for (uint32_t k = 0; k < in->filled_count; k++)
			if (c != NULL && in->filled[k].column == c)
				DYE_TRY(dye_decoy_forms_note(&in->filled[k].forms, c->kind, text, err));
		DYE_TRY(compare_cell(in, c, text, err));
	}
	return DYE_OK;
}

/* The table has every column that decoys have something for, or it says nothing of them. */
static enum dye_code
check_table(const struct importing * in, const struct dye_columns * columns, struct dye_error * err)
{

	for (uint32_t k = 0; k < in->filled_count; k++) {
		uint32_t i = 0;

		while (i < columns->count && columns->map[i] != in->filled[k].column)
			i++;
		if (i == columns->count) {
			enum dye_code rc = dye_fail(err, DYE_EDATA, "this table lacks a column that decoys are for");

			dye_at_column(err, in->filled[k].column->name, strlen(in->filled[k].column->name));
			return rc;
		}
	}
	return DYE_OK;
}

static enum dye_code
take_row(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct importing * in = cookie;

	(void)stop;
	if (row->cell_count == 0)
		return DYE_OK;
	if (in->table_named)
		return compare_row(in, row, err);
	in->table_named = true;
	DYE_TRY(dye_columns_from_header(in->profile, row, true, &in->table, err));
	return check_table(in, &in->table, err);
}

/* Its rows are as many as those that were learned, and what is known of these is in it: another table of the same columns has other people's. */
static enum dye_code
check_learned(const struct importing * in, struct dye_error * err)
{
	const struct dye_decoy_sample * s = &in->sample;

	if (in->table_rows < in->profile->rows / 10 * ROWS_TENTHS)
		return dye_fail(err, DYE_EREFUSED,
		    "has %" PRIu64 " rows, and the dataset was learned from %" PRIu64
		    ": give the whole table, or a customer's own number may be among the decoys",
		    in->table_rows, in->profile->rows);
	if (s->values >= KNOWN_LEAST && s->seen * 10 < s->values * ROWS_TENTHS)
		return dye_fail(err, DYE_EREFUSED,
		    "is not the table that the dataset was learned from, or has changed much: of %" PRIu64
		    " contact points known of that table %" PRIu64
		    " are in this one (%u %%): give that table, or learn this one first",
		    s->values, s->seen, (unsigned)(s->seen * 100 / s->values));
	return DYE_OK;
}

/* The columns that decoys have something for, in the sample of the table that was learned. */
static enum dye_code
take_sample(struct importing * in, struct dye_error * err)
{
	const struct dye_profile_column * columns[DYE_DECOY_CELLS_MAX];

	for (uint32_t i = 0; i < in->filled_count; i++)
		columns[i] = in->filled[i].column;
	return dye_decoy_sample_add(&in->sample, in->vault, &in->dataset, columns, in->filled_count, err);
}

static enum dye_code
read_table(struct importing * in, const struct dye_table_source * file, struct dye_error * err)
{
	enum dye_code rc;

	DYE_TRY(take_sample(in, err));
	DYE_TRY(read_file(in, file, take_row, err));
	if ((rc = check_learned(in, err)) != DYE_OK)
		dye_at_file(err, file->source->name);
	return rc;
}

/* ---- into the registry ---- */

/* As the columns write them. */
static enum dye_code
write_values(struct importing * in, struct dye_error * err)
{

	for (size_t i = 0; i < in->value_count; i++) {
		struct value * v = &in->values[i];
		const struct filled * f = &in->filled[v->filled];
		enum dye_decoy_written how;

		dye_buffer_reset(&in->scratch);
		DYE_TRY(dye_decoy_forms_write(&f->forms, f->column->kind, text_at(in, v->at, v->len),
		    text_at(in, v->canon_at, v->canon_len), &in->scratch, &in->parse, &how, err));
		if (how == DYE_WRITTEN_NEVER)
			return refuse(in, v, err, "cannot be written as the values of the column are");
		if (how == DYE_WRITTEN_SO)
			continue;
		v->at = in->texts.len;
		v->len = in->scratch.len;
		in->rewritten++;
		DYE_TRY(dye_buffer_append_slice(&in->texts, dye_buffer_slice(&in->scratch), err));
	}
	return DYE_OK;
}

/* The visitor of a new number. */
static enum dye_code
seal(void * cookie, uint64_t i, uint64_t id, struct dye_buffer * sealed, struct dye_error * err)
{
	struct importing * in = cookie;
	size_t end = i + 1 < in->count ? in->firsts[i + 1] : in->value_count;
	struct dye_decoy_cell cells[DYE_DECOY_CELLS_MAX];
	uint32_t n = 0;

	for (size_t k = in->firsts[i]; k < end; k++) {
		const struct value * v = &in->values[k];
		const struct dye_profile_column * c = in->filled[v->filled].column;

		cells[n++] = (struct dye_decoy_cell){.column = {c->name, strlen(c->name)},
		    .kind = {c->kind->name, strlen(c->kind->name)},
		    .text = text_at(in, v->at, v->len)};
	}
	dye_buffer_reset(&in->clear);
	DYE_TRY(dye_decoy_write(cells, n, &in->clear, err));
	return dye_decoy_seal_text(in->vault, in->dataset.salt, id, dye_buffer_slice(&in->clear), sealed, err);
}

static uint64_t
last_known(const struct importing * in)
{

	return in->known.count == 0 ? 0 : in->known.list[in->known.count - 1].stored.id;
}

static enum dye_code
import(struct importing * in, const char * dataset, const struct dye_table_source * decoys,
    const struct dye_table_source * table, struct dye_error * err)
{

	DYE_TRY(dye_store_dataset_find(in->store, dataset, &in->dataset, err));
	DYE_TRY(dye_profile_load(in->store, dataset, 0, NULL, &in->profile, err));
	DYE_TRY(dye_decoys_load(in->vault, in->store, &in->known, err));
	DYE_TRY(read_file(in, decoys, take_decoy, err));
	if (in->count == 0) {
		enum dye_code rc = dye_fail(err, DYE_EDATA, "has no decoy");

		dye_at_file(err, in->file);
		return rc;
	}
	DYE_TRY(check_alike(in, err));
	DYE_TRY(read_table(in, table, err));
	DYE_TRY(write_values(in, err));
	return dye_store_decoy_add(in->store, in->dataset.id, last_known(in), in->count, seal, in, err);
}

enum dye_code
dye_vault_decoys_import(struct dye_vault * vault, const char * dataset, const struct dye_table_source * decoys,
    const struct dye_table_source * table, struct dye_decoys_imported * result, struct dye_error * err)
{
	struct importing in = {.vault = vault, .store = dye_vault_store(vault), .file = decoys->source->name};
	enum dye_code rc = import(&in, dataset, decoys, table, err);

	*result = (struct dye_decoys_imported){.imported = in.count,
	    .rewritten = in.rewritten,
	    .table_rows = in.table_rows,
	    .known = in.sample.values,
	    .known_there = in.sample.seen,
	    .left = in.count};
	for (size_t i = 0; i < in.known.count; i++)
		result->left += in.known.list[i].stored.dataset == in.dataset.id && !in.known.list[i].stored.given;
	importing_close(&in);
	return rc;
}

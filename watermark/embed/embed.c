/* file: all that an export has open is one struct, and who only looks at a source goes the same way. */
/*
 * embed.c: one export from beginning to end. Everything that can be checked is checked before the first byte leaves.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/table/core/names.h"
#include "watermark/profile/columns.h"
#include "watermark/embed/few.h"
#include "watermark/embed/file_input.h"
#include "watermark/embed/likeness.h"
#include "watermark/embed/meta.h"
#include "watermark/embed/output.h"
#include "watermark/embed/pipeline.h"
#include "watermark/marks/canary/outlook.h"
#include "watermark/marks/canary/stored.h"
#include "watermark/marks/core/learnedtable.h"

/* So many rows in an order of their own carry a mark: some 100 bits, if all of them leak as they stand. */
#define PLACED_LEAST 32

/* Bytes of rows that are held back for invented records that belong among them (places.h): near their parents, or wherever the order of the file has them. */
#define HOLD_NEAR ((size_t)2 << 20)
#define HOLD_FAR ((size_t)32 << 20)

/* An export that was begun and is made once more, under its number: how many there are must not tell others that a key of it was taken. */
struct attempt {
	uint64_t id; /* 0: none */
	uint32_t version;
};

struct embed {
	struct attempt * attempt; /* Not owned. */
	struct dye_vault * vault; /* Not owned. */
	struct dye_store * store; /* Not owned. */
	const struct dye_embed_options * options;
	struct dye_dataset dataset;
	struct dye_recipient recipient;
	struct dye_profile * profile;
	struct dye_profile_version version;
	struct dye_reader * reader;
	struct dye_held held;		/* at least the first block, while the source is open */
	struct dye_present_order order; /* of the first rows */
	bool ranks;			/* a mark may give rows another */
	uint64_t header_row;		/* its number; 0: the file has none */
	struct dye_columns columns;
	struct dye_head head;
	struct dye_learned_table learned;
	struct dye_mark_set marks;
	bool marks_open;
	struct dye_mark_context context;
	struct dye_index index; /* where it is noted who is exported */
	bool indexes;
	uint64_t source_rows; /* of the export whose rows are noted, that left from the source; 0: not known */
	struct dye_export record;
	bool repeats; /* the attempt before */
};

static void
release(struct embed * e)
{

	if (e->marks_open)
		dye_mark_set_close(&e->marks);
	dye_index_close(&e->index);
	dye_columns_release(&e->columns);
	dye_head_release(&e->head);
	dye_learned_table_release(&e->learned);
	dye_held_release(&e->held);
	dye_present_order_release(&e->order);
	dye_reader_close(e->reader);
	dye_profile_free(e->profile);
	dye_buffer_release(&e->version.text);
}

/* The export whose rows the source has: one of the dataset, of which nothing is known. */
static enum dye_code
look_up_export(struct embed * e, struct dye_error * err)
{
	uint64_t id = e->options->index_export;
	struct dye_export record;
	enum dye_code rc = dye_store_export_find(e->store, id, &record, err);
	bool noted;

	if (rc == DYE_EMISSING || (rc == DYE_OK && record.dataset != e->dataset.id))
		return dye_fail(err, DYE_EMISSING,
		    "dataset \"%s\" has no export %" PRIu64 " (leakdye list exports shows them)", e->dataset.name, id);
	if (rc != DYE_OK)
		return rc;
	e->source_rows = record.finished != 0 ? record.rows - record.canaries : 0;
	DYE_TRY(dye_store_index_has(e->store, e->dataset.id, id, &noted, err));
	return noted
		   ? dye_fail(err, DYE_EREFUSED, "whom export %" PRIu64 " had is noted already: nothing is changed", id)
		   : DYE_OK;
}

static enum dye_code
look_up(struct embed * e, struct dye_error * err)
{
	const struct dye_embed_options * o = e->options;
	enum dye_code rc;

	if ((rc = dye_store_dataset_find(e->store, o->dataset, &e->dataset, err)) != DYE_OK)
		return rc == DYE_EMISSING
			   ? dye_fail(err, rc, "there is no dataset \"%s\" (leakdye learn makes one)", o->dataset)
			   : rc;
	if ((rc = dye_store_profile_get(e->store, e->dataset.id, 0, &e->version, err)) != DYE_OK)
		return rc;
	if ((rc = dye_profile_parse(dye_buffer_slice(&e->version.text), &e->profile, err)) != DYE_OK)
		return rc;
	if (o->index_only)
		return o->index_export != 0 ? look_up_export(e, err) : DYE_OK;
	rc = dye_store_recipient_find(e->store, e->dataset.id, o->account, &e->recipient, err);
	if (rc == DYE_EMISSING)
		return dye_fail(err, rc, "account \"%s\" is not enrolled in dataset \"%s\" (leakdye enrol)", o->account,
		    o->dataset);
	if (rc == DYE_OK && e->recipient.retired != 0)
		return dye_fail(err, DYE_EREFUSED,
		    "account \"%s\" is retired: no export is made for it (leakdye retire --undo changes that)",
		    o->account);
	return rc;
}

/* Dataset, profile, account: with another profile what comes back could be overlooked, so they are read where it is verified. */
static enum dye_code
look_up_trusted(struct embed * e, struct dye_error * err)
{
	enum dye_code rc = dye_store_trust_open(e->store, err);

	return rc == DYE_OK ? dye_store_trust_close(e->store, look_up(e, err), err) : rc;
}

/* The first row of the table is decoded once more here, to learn the columns before any thread starts. */
static enum dye_code
read_first_row(struct embed * e, struct dye_error * err)
{
	const struct dye_dialect * dialect = dye_reader_dialect(e->reader);
	struct dye_decoder * decoder;
	struct dye_row row;
	enum dye_code rc;
	bool got, header;

	if ((rc = dye_decoder_open(e->reader, &decoder, err)) != DYE_OK)
		return rc;
	if ((rc = dye_decoder_start(decoder, &e->held.list[0], err)) != DYE_OK)
		goto done;
	do {
		if ((rc = dye_decoder_next(decoder, &row, &got, err)) != DYE_OK)
			goto done;
	} while (got && row.cell_count == 0);
	/* A header that does not look like one is one still, if its names are those of the profile. */
	header = got && (dialect->header || (e->options->wish.header == DYE_DETECT &&
						dye_columns_all_known(e->profile, row.cells, row.cell_count)));
	if (!got)
		rc = dye_fail(err, DYE_EDATA, "the file is empty");
	else if (header)
		rc = dye_columns_from_header(e->profile, &row, e->options->pass_unknown, &e->columns, err);
	else
		rc = dye_columns_by_place(e->profile, row.cell_count, &e->columns, err);
	if (rc == DYE_OK && header)
		e->header_row = row.number;

done:
	dye_decoder_close(decoder);
	return rc;
}

/* Which columns there are: the format may know their names. */
static enum dye_code
read_columns(struct embed * e, struct dye_error * err)
{
	const struct dye_table_head * head = dye_reader_head(e->reader);
	struct dye_row row;
	enum dye_code rc;

	if (head->names == NULL)
		return read_first_row(e, err);
	if ((rc = dye_names_row(head->names, head->count, &row, err)) != DYE_OK)
		return rc;
	rc = dye_columns_from_header(e->profile, &row, e->options->pass_unknown, &e->columns, err);
	free((void *)(uintptr_t)row.cells);
	return rc;
}

/* Whoever learns something of a source without exporting it leaves an entry, before the answer: what a file carries is nobody's to try out. */
static enum dye_code
log_look(struct embed * e, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	if (e->options->index_only) {
		if ((rc = dye_buffer_printf(&body, err, "{\"dataset\":%" PRIu32 ",\"export\":%" PRIu64 "}",
			 e->dataset.id, e->options->index_export)) == DYE_OK)
			rc = dye_store_log_append(e->store, "index", dye_buffer_slice(&body), NULL, err);
		dye_buffer_release(&body);
		return rc;
	}
	if ((rc = dye_buffer_printf(&body, err,
		 "{\"dataset\":%" PRIu32 ",\"version\":%" PRIu32 ",\"recipient\":%" PRIu64 "}", e->dataset.id,
		 e->version.version, e->recipient.number)) == DYE_OK)
		rc = dye_store_log_append(e->store, "dry-run", dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

/* The caller's look at the head of the source. */
static enum dye_code
screen(struct embed * e, struct dye_error * err)
{
	const struct dye_block * first = &e->held.list[0];
	struct dye_slice head = dye_block_head(e->reader, first, DYE_SCREEN_BYTES);
	struct dye_dialect_wish wish = dye_screen_wish(e->reader, &e->options->wish);
	bool whole = first->last && head.len == first->bytes.len;

	return e->options->screen(e->vault, e->options->dataset, head, whole, &wish, err);
}

/* Open the source: dialect, first block, columns. */
static enum dye_code
open_source(struct embed * e, const struct dye_source * source, struct dye_error * err)
{
	const struct dye_dialect_wish * wish = &e->options->wish;
	enum dye_code rc;
	bool got;

	if ((rc = dye_reader_open(source, wish, &e->reader, err)) != DYE_OK)
		return rc;
	if ((rc = dye_reader_check_writable(e->reader, err)) != DYE_OK ||
	    (rc = dye_held_read(&e->held, e->reader, &got, err)) != DYE_OK)
		return rc;
	if (!got)
		return dye_fail(err, DYE_EDATA, "the file is empty");
	if (e->options->screen != NULL && (rc = screen(e, err)) != DYE_OK)
		return rc;
	if ((rc = read_columns(e, err)) != DYE_OK)
		return rc;
	DYE_TRY(dye_likeness_head(e->reader, &e->held.list[0], e->columns.count, e->header_row, &e->head, err));
	return e->options->names_as_given ? DYE_OK : dye_likeness_check(&e->head, &e->columns, e->header_row, err);
}

/* Whatever was learned, or nothing: then there is a filter all the same, for keys that stop the export. */
static enum dye_code
load_table(struct embed * e, struct dye_error * err)
{

	DYE_TRY(dye_learned_table_load(e->vault, &e->dataset, &e->learned, err));
	/* Its rows were looked at as columns of another profile, if one was brought along since. */
	if (e->learned.version != e->version.version)
		dye_row_tags_release(&e->learned.rows);
	e->learned.version = e->version.version;
	return e->learned.keys != NULL ? DYE_OK : dye_bloom_open(0, &e->learned.keys, err);
}

static bool
wants_canaries(const struct embed * e)
{

	for (size_t i = 0; i < e->marks.count; i++)
		if (strcmp(e->marks.marks[i]->name, "canary") == 0)
			return !e->marks.quiet[i];
	return false;
}

/* The order that rows have: whether it says something, where a mark would give them another, and where in it what a mark adds belongs. */
static enum dye_code
look_at_head(struct embed * e, struct dye_error * err)
{

	e->ranks = dye_mark_set_ranks(&e->marks, &e->context);
	if (!e->ranks && (e->options->dry_run || !wants_canaries(e)))
		return DYE_OK;
	e->context.order = &e->order;
	return dye_present_order_look(
	    e->reader, &e->held, &e->columns, e->profile, e->header_row, e->ranks, &e->order, err);
}

static enum dye_code
open_marks(struct embed * e, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_mark_set_choose(e->options->index_only ? "none" : e->options->marks, &e->marks, err)) != DYE_OK ||
	    (rc = load_table(e, err)) != DYE_OK)
		return rc;
	e->context = (struct dye_mark_context){.vault = e->vault,
	    .store = e->store,
	    .dataset = &e->dataset,
	    .profile = e->profile,
	    .recipient = e->recipient.number,
	    .column_map = e->columns.map,
	    .column_count = e->columns.count,
	    .head = &e->head,
	    .twins = &e->learned.twins,
	    .learned = e->learned.keys,
	    .rows = &e->learned.rows,
	    .pool = e->learned.pool.rows > 0 ? &e->learned.pool : NULL,
	    .dry_run = e->options->dry_run};
	if ((rc = dye_mark_set_names(&e->marks, &e->context, e->record.marks, sizeof(e->record.marks), err)) !=
		DYE_OK ||
	    (rc = look_at_head(e, err)) != DYE_OK)
		return rc;
	if ((rc = dye_mark_set_open(&e->marks, &e->context, err)) == DYE_OK)
		e->marks_open = true;
	return rc;
}

/* Register the export, before anything leaves. */
static enum dye_code
begin(struct embed * e, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_meta_json(
		 e->options->meta, e->options->meta_count, e->record.meta, sizeof(e->record.meta), err)) != DYE_OK)
		return rc;
	e->record.dataset = e->dataset.id;
	e->record.profile_version = e->version.version;
	e->record.recipient = e->recipient.number;
	e->indexes = e->options->index_only || (!e->options->dry_run && !e->options->no_index);
	if (e->indexes)
		DYE_TRY(dye_index_open(e->vault, e->store, &e->dataset, &e->index, err));
	e->index.alone = e->options->index_only && e->options->index_export != 0;
	if (e->options->dry_run)
		return DYE_OK;
	/* The owner may have learned the table meanwhile: that is another export. */
	e->repeats = e->attempt->id != 0 && e->attempt->version == e->version.version;
	if (e->repeats) {
		e->record.id = e->attempt->id;
		return DYE_OK;
	}
	DYE_TRY(dye_store_export_begin(e->store, &e->record, &e->record.id, err));
	if (e->indexes)
		DYE_TRY(dye_index_begin(&e->index, e->record.id, err));
	*e->attempt = (struct attempt){e->record.id, e->version.version};
	return DYE_OK;
}

/* As many threads as cores, and two more to fill the gaps while others wait for their turn; a block or two each. */
static unsigned
thread_count(unsigned wanted)
{
	long cores;

	if (wanted > 0)
		return wanted < 64 ? wanted : 64;
	cores = sysconf(_SC_NPROCESSORS_ONLN);
	return cores < 1 ? 1 : cores > 16 ? 18 : (unsigned)cores + 2;
}

/* The next attempt, or the next export, goes without the records whose keys stopped this one; ${rc}, unless that fails. */
static enum dye_code
keep_keys(struct embed * e, enum dye_code rc, struct dye_error * err)
{
	struct dye_error own;
	enum dye_code kept = dye_learned_table_store(e->vault, e->dataset.name, &e->learned, &own);

	if (kept != DYE_OK && err != NULL)
		*err = own;
	return kept == DYE_OK ? rc : kept;
}

/* Of no rows nothing can leak: an empty result of a query goes through. A dry run makes no records, and cannot tell. */
static enum dye_code
refuse_unmarked(void * cookie, const struct dye_pipeline_result * result, struct dye_error * err)
{
	char why[sizeof(((struct dye_embed_result *)NULL)->why_few)];
	const struct embed * e = cookie;

	if (e->source_rows > 0 && (result->rows * 10 < e->source_rows * 9 || result->rows * 9 > e->source_rows * 10))
		return dye_fail(err, DYE_EREFUSED,
		    "the export had %" PRIu64 " rows of the source and this table has %" PRIu64
		    ": it is not what the export had read; nothing is noted",
		    e->source_rows, result->rows);
	if (e->options->dry_run || result->counts.cells > 0 || result->births > 0 ||
	    result->counts.placed >= PLACED_LEAST || result->rows == 0 || e->options->allow_unmarked ||
	    e->marks.asked == 0)
		return DYE_OK;
	dye_explain_few(&e->columns, e->profile, result, why, sizeof(why));
	return dye_fail(err, DYE_EREFUSED,
	    "this export carries no mark at all: it could never be traced (--allow-unmarked lets it through)%s%s",
	    why[0] != '\0' ? "; its invented records could not leave: " : "", why);
}

/* Rows are held back where they are in an order in which an invented record may belong before its parent: near by where the table is in it too, else anywhere. */
static size_t
hold_of(const struct embed * e)
{
	uint32_t column = e->context.order == NULL ? 0 : e->order.strictly;

	if (column == 0 || e->learned.pool.rows == 0 || !wants_canaries(e) || (e->ranks && e->order.sorted == 0))
		return 0;
	return e->columns.map[column - 1]->sorted ? HOLD_NEAR : HOLD_FAR;
}

static enum dye_code
run(struct embed * e, const struct dye_sink * sink, struct dye_pipeline_result * result, struct dye_error * err)
{
	const struct dye_embed_options * o = e->options;
	atomic_uint_fast64_t undone = 0;
	struct dye_pipeline_options p = {.reader = e->reader,
	    .marks = &e->marks,
	    .input = {e->reader, &e->columns, e->header_row, &undone, e->indexes ? &e->context : NULL},
	    .held = &e->held,
	    .hold = hold_of(e),
	    .ranked = e->ranks && e->order.sorted == 0,
	    .threads = thread_count(o->threads),
	    .store = e->store,
	    .dataset = e->dataset.id,
	    .export_id = e->record.id,
	    .repeats = e->repeats,
	    .recipient = e->recipient.number,
	    .index = e->indexes ? &e->index : NULL,
	    .indexed = o->index_only ? o->index_export : e->record.id,
	    .index_whole = o->index_only && o->index_export != 0,
	    .learned = e->learned.keys,
	    .sink = o->dry_run ? NULL : sink,
	    .judge = refuse_unmarked,
	    .judge_cookie = e,
	    .progress = o->progress,
	    .progress_cookie = o->progress_cookie};
	enum dye_code rc = dye_pipeline_run(&p, result, err);

	return rc == DYE_ERETRY ? keep_keys(e, rc, err) : rc;
}

/* How many rows the index must have of it; what they are called in it can wait for the next export or trace, should it fail here. */
static enum dye_code
end_index(struct embed * e, const struct dye_pipeline_result * r, struct dye_error * err)
{

	uint64_t id = e->options->index_only ? e->options->index_export : e->record.id;

	if (!e->indexes)
		return DYE_OK;
	if (id != 0)
		DYE_TRY(dye_index_log(&e->index, id, r->named, err));
	(void)dye_index_settle(&e->index, NULL);
	return DYE_OK;
}

/* The bytes are out: make them durable, then say so. */
static enum dye_code
end(struct embed * e, const struct dye_sink * sink, const struct dye_pipeline_result * r, struct dye_error * err)
{
	enum dye_code rc;

	if (e->options->dry_run)
		return end_index(e, r, err);
	if (sink->commit != NULL && sink->commit(sink->cookie) != 0) {
		rc = dye_fail_errno(err, DYE_EIO, "cannot complete the output");
		dye_at_file(err, sink->name);
		return rc;
	}
	e->record.rows = r->rows;
	e->record.canaries = r->births;
	e->record.bytes = r->bytes;
	if ((rc = dye_store_salted(e->store, "export", e->record.id, r->sha256, e->record.sha256, err)) != DYE_OK)
		return rc;
	DYE_TRY(dye_store_export_end(e->store, &e->record, err));
	/* That can wait, too. */
	(void)dye_canary_settle(e->vault, e->store, DYE_STORED_FROM, NULL);
	return end_index(e, r, err);
}

static void
report(const struct embed * e, const struct dye_pipeline_result * r, struct dye_embed_result * result)
{

	*result = (struct dye_embed_result){.export_id = e->record.id,
	    .rows = r->rows,
	    .burned = r->counts.burned,
	    .left_out = r->counts.dropped,
	    .cells = r->counts.cells,
	    .slots = r->counts.slots,
	    .placed = r->counts.placed,
	    .indexed = r->named,
	    .unnamed = r->counts.unnamed};
	if (e->ranks && e->order.sorted > 0)
		(void)snprintf(result->why_kept, sizeof(result->why_kept), "this file is sorted by its column %" PRIu32,
		    e->order.sorted);
	dye_mark_set_why_not(&e->marks, &e->context, result->why_none, sizeof(result->why_none));
	/* Nothing left, and whoever only asks need not have the account's copy: what hangs on its marks is not told (docs/EVIDENCE.md, 4.8). */
	if (e->options->dry_run)
		return;
	dye_explain_few(&e->columns, e->profile, r, result->why_few, sizeof(result->why_few));
	if (result->why_none[0] == '\0' && wants_canaries(e))
		dye_explain_undrawn(&e->columns, e->profile, r, result->why_none, sizeof(result->why_none));
	result->bytes = r->bytes;
	result->canaries = r->births;
	result->tried = r->tried;
	result->changed = r->counts.changed;
	memcpy(result->sha256, r->sha256, sizeof(result->sha256));
}

/* The export is done and registered: where this cannot be read, nothing is said of it. */
static void
count_decoys(const struct embed * e, struct dye_embed_result * result)
{
	struct dye_decoys_outlook o;

	if (dye_decoys_outlook(e->store, &e->dataset, &o, NULL) != DYE_OK)
		return;
	result->decoys = o.all;
	result->decoys_left = o.left;
	result->decoys_needed = o.needed;
}

static enum dye_code
embed(struct dye_vault * vault, const struct dye_embed_options * options, const struct dye_source * source,
    const struct dye_sink * sink, struct attempt * attempt, struct dye_embed_result * result, struct dye_error * err)
{
	struct embed e = {.attempt = attempt, .vault = vault, .store = dye_vault_store(vault), .options = options};
	struct dye_pipeline_result r;
	enum dye_code rc;

	if ((rc = look_up_trusted(&e, err)) != DYE_OK || (options->dry_run && (rc = log_look(&e, err)) != DYE_OK))
		goto done;
	if ((rc = open_source(&e, source, err)) != DYE_OK) {
		dye_at_file(err, source->name);
		goto done;
	}
	if ((rc = open_marks(&e, err)) != DYE_OK)
		goto done;
	if ((rc = begin(&e, err)) != DYE_OK)
		goto done;
	if ((rc = run(&e, sink, &r, err)) != DYE_OK) {
		dye_at_file(err, source->name);
		goto done;
	}
	if ((rc = end(&e, sink, &r, err)) != DYE_OK)
		goto done;
	report(&e, &r, result);
	if (!options->dry_run)
		count_decoys(&e, result);

done:
	/* What was registered stays so, whatever became of it. */
	if (rc != DYE_OK)
		*result = (struct dye_embed_result){.export_id = attempt->id};
	release(&e);
	return rc;
}

enum dye_code
dye_embed(struct dye_vault * vault, const struct dye_embed_options * options, const struct dye_source * source,
    const struct dye_sink * sink, struct dye_embed_result * result, struct dye_error * err)
{
	struct attempt first = {0};

	return embed(vault, options, source, sink, &first, result, err);
}

/* Attempts from file to file; what came through a pipe cannot be taken back. */
#define ATTEMPTS 5

static enum dye_code
embed_once(struct dye_vault * vault, const struct dye_embed_options * options, const char * from, const char * to,
    struct attempt * attempt, struct dye_embed_result * result, struct dye_error * err)
{
	struct dye_file_input input;
	struct dye_source source;
	struct dye_sink sink;
	enum dye_code rc;

	if ((rc = dye_file_input_open(from, &input, err)) != DYE_OK)
		return rc;
	if ((rc = dye_file_sink_open(to, &sink, err)) == DYE_OK) {
		source = dye_file_input_source(&input);
		rc = embed(vault, options, &source, &sink, attempt, result, err);
		dye_file_sink_close(&sink);
	}
	dye_file_input_close(&input);
	return rc;
}

/* Can all be done again from the beginning? */
static enum dye_code
repeatable(const char * from, const char * to, bool * again, struct dye_error * err)
{
	struct dye_output output;
	struct stat st;

	DYE_TRY(dye_output_find(to, &output, err));
	*again = !output.straight && from != NULL && stat(from, &st) == 0 && S_ISREG(st.st_mode);
	dye_output_release(&output);
	return DYE_OK;
}

enum dye_code
dye_embed_file(struct dye_vault * vault, const struct dye_embed_options * options, const char * from, const char * to,
    struct dye_embed_result * result, struct dye_error * err)
{
	struct attempt attempt = {0};
	unsigned attempts = 1;
	enum dye_code rc;
	bool again;

	*result = (struct dye_embed_result){0};
	DYE_TRY(dye_output_check(to, &from, 1, NULL, err));
	DYE_TRY(repeatable(from, to, &again, err));
	do
		rc = embed_once(vault, options, from, to, &attempt, result, err);
	while (rc == DYE_ERETRY && attempts++ < ATTEMPTS && again);
	return rc;
}

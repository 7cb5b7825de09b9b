/*
 * gen_canaries: fill a vault with the invented records of an enterprise, so that it can be measured what as many cost. On standard input a table of
 * people of a learned dataset (gen_customers makes any number): each becomes a record, sealed as an export seals one, of the enrolled accounts in turn, so
 * many an export.
 *
 * All goes through the verbs of the registry, so the log verifies (leakdye log verify). Only two things are not as an export does them: many exports are one
 * transaction of the database, and nothing is drawn: what a record shows is what its row holds, each cell as probable as its kind usually makes it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/table/core/walk.h"
#include "watermark/marks/canary/plan.h"
#include "watermark/marks/canary/record.h"
#include "watermark/marks/canary/stored.h"
#include "watermark/marks/core/cellkey.h"
#include "watermark/profile/profile_store.h"
#include "watermark/registry/core/query.h"

#define CELLS 64
#define EXPORT_MOST 4096
#define TOGETHER 4096 /* calls that are one transaction of the database */

static _Noreturn void
die(const char * what, const struct dye_error * err)
{
	char text[1024];

	(void)fprintf(stderr, "gen_canaries: %s: %s\n", what,
	    err == NULL ? "out of memory" : dye_error_format(err, text, sizeof(text)));
	exit(2);
}

static void
must(enum dye_code rc, const char * what, const struct dye_error * err)
{

	if (rc != DYE_OK)
		die(what, err);
}

/* ---- many exports in one transaction ---- */

static const struct dye_sql_backend * real;
static uint64_t calls;
static bool under_way;

static enum dye_code
quick_begin(void * db, enum dye_sql_mode mode, struct dye_error * err)
{

	(void)mode;
	if (under_way)
		return DYE_OK;
	under_way = true;
	return real->begin(db, DYE_SQL_FILL, err);
}

static enum dye_code
quick_end(void * db, enum dye_code rc, struct dye_error * err)
{

	if (rc == DYE_OK && ++calls % TOGETHER != 0)
		return DYE_OK;
	under_way = false;
	return real->end(db, rc, err);
}

/* ---- one record ---- */

struct fill {
	struct dye_vault * vault;
	struct dye_store * store;
	struct dye_dataset dataset;
	struct dye_profile * profile;
	struct dye_cell_keys keys;
	struct dye_canary_sealing sealing;
	const struct dye_profile_column * columns[CELLS];
	uint32_t column_count;
	struct dye_parse parse;
	struct dye_buffer clear, canonicals[CELLS];
	uint64_t * accounts;
	size_t account_count, account;
	/* The export in hand. */
	uint32_t each;
	struct dye_export export;
	struct dye_canary canaries[EXPORT_MOST];
	struct dye_canary_cell anchors[EXPORT_MOST][CELLS];
	const struct dye_canary_cell * lists[EXPORT_MOST];
	uint32_t counts[EXPORT_MOST], count;
	struct dye_buffer sealed[EXPORT_MOST];
	uint64_t trials[EXPORT_MOST];
	bool fresh[EXPORT_MOST];
	uint64_t random;
};

/* SplitMix64 (Steele, Lea and Flood 2014). */
static uint64_t
draw(struct fill * f)
{
	uint64_t z = f->random += 0x9E3779B97F4A7C15U;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
	z = (z ^ z >> 27) * 0x94D049BB133111EBU;
	return z ^ z >> 31;
}

static void
draw_anchor(struct fill * f, uint8_t anchor[DYE_PRF_LEN])
{

	dye_put_u64(anchor, draw(f));
	dye_put_u64(anchor + 8, draw(f));
}

/* About what forge draws: an identity number keeps its birth, a number its beginning. */
static double
bits_of(const struct dye_kind * kind)
{
	static const struct {
		const char * kind;
		double bits;
	} all[] = {{"cn-id", 9}, {"phone", 23}, {"person-name", 14}, {"email", 24}, {"plate", 17}, {"number", 10}};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(kind->name, all[i].kind) == 0)
			return all[i].bits;
	return 20;
}

static bool
is_invented(const struct fill * f, const struct dye_profile_column * column)
{

	return column != NULL && dye_canary_part(column, f->profile->rows) == DYE_PART_FORGE &&
	       dye_canary_compared(column, f->profile->rows);
}

/* The cell, if it says anything, as the next of the record. */
static void
add_cell(struct fill * f, struct dye_slice text, const struct dye_profile_column * column,
    struct dye_canary_text cells[CELLS], double bounds[CELLS], uint32_t * count)
{
	struct dye_canary * c = &f->canaries[f->count];
	struct dye_buffer * canonical = &f->canonicals[*count];
	struct dye_slice name = dye_bytes(column->name, strlen(column->name));
	struct dye_slice kind = dye_bytes(column->kind->name, strlen(column->kind->name));
	uint8_t * anchor = f->anchors[f->count][f->counts[f->count]].anchor;
	struct dye_error err = {0};

	must(column->kind->parse(text, &f->parse, &err), "cell", &err);
	dye_buffer_reset(canonical);
	must(dye_buffer_append_slice(canonical, dye_buffer_slice(&f->parse.canonical), &err), "cell", &err);
	if (canonical->len == 0)
		return;
	bounds[*count] = -bits_of(column->kind);
	cells[*count] = (struct dye_canary_text){name, kind, dye_buffer_slice(canonical), UINT64_C(1) << *count};
	if (dye_canary_anchored(column, f->profile->rows)) {
		must(dye_cell_anchor(&f->keys, column->kind, cells[*count].canonical, anchor, &err), "anchor", &err);
		if (f->counts[f->count]++ == 0)
			memcpy(c->anchor, anchor, DYE_PRF_LEN);
	}
	++*count;
}

static void
end_export(struct fill * f)
{
	struct dye_canary_batch batch = {.canaries = f->canaries,
	    .cells = f->lists,
	    .cell_counts = f->counts,
	    .count = f->count,
	    .fresh = f->fresh,
	    .trials = f->trials,
	    .trial_count = f->count};
	struct dye_export * e = &f->export;
	struct dye_error err = {0};

	if (f->count == 0)
		return;
	must(dye_store_canary_add(f->store, f->dataset.id, e->id, &batch, &err), "canaries", &err);
	e->rows = 50 * (uint64_t)f->count;
	e->canaries = f->count;
	must(dye_store_export_end(f->store, e, &err), "export", &err);
	f->count = 0;
	f->account = (f->account + 1) % f->account_count;
}

static void
begin_export(struct fill * f)
{
	struct dye_error err = {0};

	f->export = (struct dye_export){.dataset = f->dataset.id,
	    .profile_version = f->profile->version,
	    .recipient = f->accounts[f->account],
	    .marks = "canary"};
	must(dye_store_export_begin(f->store, &f->export, &f->export.id, &err), "export", &err);
}

static void
add_record(struct fill * f, const struct dye_row * row)
{
	struct dye_canary * c = &f->canaries[f->count];
	struct dye_canary_text cells[CELLS];
	double bounds[CELLS];
	struct dye_error err = {0};
	uint32_t i, count = 0;

	if (f->count == 0)
		begin_export(f);
	*c = (struct dye_canary){.recipient = f->accounts[f->account], .trial = draw(f)};
	draw_anchor(f, c->anchor);
	draw_anchor(f, c->parent);
	f->counts[f->count] = 0;
	f->lists[f->count] = f->anchors[f->count];
	f->trials[f->count] = c->trial;
	for (i = 0; i < f->column_count; i++)
		if (is_invented(f, f->columns[i]))
			add_cell(f, row->cells[i].text, f->columns[i], cells, bounds, &count);
	if (count == 0)
		return;
	dye_buffer_reset(&f->clear);
	dye_buffer_reset(&f->sealed[f->count]);
	must(dye_canary_record_write(bounds, count, cells, count, &f->clear, &err), "record", &err);
	must(dye_canary_seal(&f->sealing, c, dye_buffer_slice(&f->clear), &f->sealed[f->count], &err), "seal", &err);
	c->sealed = dye_buffer_slice(&f->sealed[f->count]);
	if (++f->count == f->each)
		end_export(f);
}

/* ---- the table ---- */

static enum dye_code
take_row(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct fill * f = cookie;
	uint32_t i;

	(void)stop, (void)err;
	if (f->column_count > 0) {
		if (row->cell_count == f->column_count)
			add_record(f, row);
		return DYE_OK;
	}
	f->column_count = row->cell_count < CELLS ? row->cell_count : CELLS;
	for (i = 0; i < f->column_count; i++)
		f->columns[i] = dye_profile_column_find(f->profile, row->cells[i].text);
	return DYE_OK;
}

static ptrdiff_t
read_input(void * cookie, void * buf, size_t size)
{

	(void)cookie;
	return read(STDIN_FILENO, buf, size);
}

static void
read_table(struct fill * f)
{
	struct dye_dialect_wish wish = {.format = "csv", .delimiter = ",", .header = DYE_NO};
	struct dye_source source = {.read = read_input, .name = "standard input"};
	struct dye_error err = {0};
	struct dye_reader * reader;
	bool stop = false;

	must(dye_reader_open(&source, &wish, &reader, &err), "table", &err);
	must(dye_table_rows(reader, NULL, take_row, f, &stop, &err), "table", &err);
	dye_reader_close(reader);
	end_export(f);
}

static void
open_vault(struct fill * f, const char * dir, const char * passphrase, const char * dataset)
{
	struct dye_error err = {0};

	must(dye_vault_open(dir, dye_bytes(passphrase, strlen(passphrase)), &f->vault, &err), dir, &err);
	f->store = dye_vault_store(f->vault);
	must(dye_store_dataset_find(f->store, dataset, &f->dataset, &err), dataset, &err);
	must(dye_profile_load(f->store, dataset, 0, NULL, &f->profile, &err), dataset, &err);
	must(dye_cell_keys_open(&f->keys, f->vault, f->dataset.salt, &err), dataset, &err);
	must(dye_canary_sealing_open(f->vault, f->dataset.salt, &f->sealing, &err), dataset, &err);
	must(dye_store_recipient_numbers(f->store, f->dataset.id, INT64_MAX, &f->accounts, &f->account_count, &err),
	    dataset, &err);
	if (f->account_count == 0)
		die("nobody is enrolled", NULL);
	must(dye_random_bytes((uint8_t *)&f->random, sizeof(f->random), &err), "random", &err);
}

int
main(int argc, char ** argv)
{
	struct fill * f = calloc(1, sizeof(*f));
	struct dye_sql_backend quick;
	struct dye_error err = {0};

	if (argc != 5 || f == NULL || (f->each = (uint32_t)strtoul(argv[4], NULL, 10)) == 0 || f->each > EXPORT_MOST) {
		(void)fprintf(stderr,
		    "usage: gen_canaries VAULT PASSPHRASE DATASET PER-EXPORT <TABLE (1 to %d records an export)\n",
		    EXPORT_MOST);
		return 2;
	}
	open_vault(f, argv[1], argv[2], argv[3]);
	quick = *(real = f->store->backend);
	quick.begin = quick_begin;
	quick.end = quick_end;
	f->store->backend = &quick;
	read_table(f);
	f->store->backend = real;
	if (under_way)
		must(real->end(f->store->db, DYE_OK, &err), "registry", &err);
	/* As exports do one by one. */
	must(dye_canary_settle(f->vault, f->store, DYE_STORED_FROM, &err), "settle", &err);
	dye_vault_close(f->vault);
	return 0;
}

/*
 * decoy_list.c: for the owner of decoys: how many are left, and whose one is that somebody was reached by.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <leakdye/vault.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"
#include "watermark/marks/canary/decoys.h"
#include "watermark/marks/canary/outlook.h"
#include "watermark/marks/canary/plan.h"
#include "watermark/marks/canary/record.h"
#include "watermark/profile/profile_store.h"

/* ---- how many ---- */

/* Records of complete exports. */
struct past {
	uint64_t exports, canaries;
};

static enum dye_code
note_export(void * cookie, const struct dye_export * e, struct dye_error * err)
{
	struct past * p = cookie;

	(void)err;
	p->exports += e->finished != 0;
	p->canaries += e->finished != 0 ? e->canaries : 0;
	return DYE_OK;
}

/* By what exports had, or by the table where there was none. */
static enum dye_code
needed_by(struct dye_store * store, const struct dye_dataset * d, uint64_t * needed, struct dye_error * err)
{
	struct past past = {0};
	struct dye_profile * profile;

	DYE_TRY(dye_store_export_each(store, d->id, 0, note_export, &past, err));
	if (past.exports > 0) {
		*needed = (past.canaries + past.exports - 1) / past.exports;
		return DYE_OK;
	}
	DYE_TRY(dye_profile_load(store, d->name, 0, NULL, &profile, err));
	*needed = (uint64_t)((double)profile->rows * dye_canary_settings(profile)->density / DYE_TABLE_UNITS + 0.5);
	dye_profile_free(profile);
	return DYE_OK;
}

enum dye_code
dye_decoys_outlook(struct dye_store * store, const struct dye_dataset * dataset, struct dye_decoys_outlook * outlook,
    struct dye_error * err)
{

	*outlook = (struct dye_decoys_outlook){.dataset = dataset->name};
	DYE_TRY(dye_store_decoy_counts(store, dataset->id, &outlook->all, &outlook->given, err));
	outlook->left = outlook->all - outlook->given;
	return outlook->all > 0 ? needed_by(store, dataset, &outlook->needed, err) : DYE_OK;
}

/* ---- list ---- */

struct listing {
	struct dye_store * store;
	struct dye_decoys decoys;
	bool named; /* one dataset was asked for */
	dye_show_outlook show;
	void * cookie;
};

/* Which of the columns that were met it is, or a new one. */
static struct dye_decoys_column *
column_of(struct dye_decoys_column * columns, size_t * count, struct dye_slice name)
{
	size_t i = 0;

	while (i < *count && !dye_slice_equal(columns[i].name, name))
		i++;
	if (i == *count)
		columns[(*count)++] = (struct dye_decoys_column){.name = name};
	return &columns[i];
}

/* Columns that were ever imported: more than a decoy has, hardly ever; others are not counted apart. */
#define COLUMNS_MAX 64

static enum dye_code
list_one(void * cookie, const struct dye_dataset * dataset, struct dye_error * err)
{
	struct dye_decoys_column columns[COLUMNS_MAX + 1];
	struct listing * l = cookie;
	struct dye_decoys_outlook o;
	size_t count = 0;

	DYE_TRY(dye_decoys_outlook(l->store, dataset, &o, err));
	if (o.all == 0 && !l->named)
		return DYE_OK;
	for (size_t i = 0; i < l->decoys.cell_count; i++) {
		const struct dye_decoy * d = dye_decoys_of_cell(&l->decoys, i);

		if (d->stored.dataset == dataset->id && count <= COLUMNS_MAX) {
			struct dye_decoys_column * c = column_of(columns, &count, l->decoys.cells[i].column);

			c->all++;
			c->left += !d->stored.given;
		}
	}
	o.columns = columns;
	o.column_count = count;
	return l->show(l->cookie, &o, err);
}

enum dye_code
dye_vault_decoys(
    struct dye_vault * vault, const char * dataset, dye_show_outlook show, void * cookie, struct dye_error * err)
{
	struct listing l = {.store = dye_vault_store(vault), .named = dataset != NULL, .show = show, .cookie = cookie};
	struct dye_dataset d;
	enum dye_code rc;

	if ((rc = dye_decoys_load(vault, l.store, &l.decoys, err)) == DYE_OK) {
		if (dataset == NULL)
			rc = dye_store_dataset_each(l.store, list_one, &l, err);
		else if ((rc = dye_store_dataset_find(l.store, dataset, &d, err)) == DYE_OK)
			rc = list_one(&l, &d, err);
	}
	dye_decoys_release(&l.decoys);
	return rc;
}

/* ---- who ---- */

struct asking {
	struct dye_vault * vault;
	struct dye_store * store;
	struct dye_decoys decoys;
	dye_show_decoy show;
	void * cookie;
	struct dye_parse parse; /* Owned, as are the following. */
	struct dye_buffer scratch;
	struct dye_canary_record record;
	struct dye_decoy_export * exports; /* of the decoy in hand */
	size_t export_count, export_size;
	const struct dye_decoy_cell * cell; /* that was asked for */
	struct dye_canary_sealing sealing;
};

static void
asking_close(struct asking * a)
{

	dye_decoys_release(&a->decoys);
	dye_parse_release(&a->parse);
	dye_buffer_release_secret(&a->scratch);
	dye_canary_record_release(&a->record);
	dye_wipe(&a->sealing, sizeof(a->sealing));
	free(a->exports);
}

static enum dye_code
note_asking(struct dye_store * store, size_t count, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc = dye_buffer_printf(&body, err, "{\"values\":%zu}", count);

	if (rc == DYE_OK)
		rc = dye_store_log_append(store, "open-decoy", dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

/* The visitor of the places of a unit: those whose text shows the value. */
static enum dye_code
note_place(void * cookie, uint64_t export_id, int64_t started, const struct dye_canary * c, struct dye_error * err)
{
	struct asking * a = cookie;
	struct dye_decoy_export * exports;
	bool shown = false;

	DYE_TRY(dye_canary_unseal(&a->sealing, c, &a->record, err));
	for (uint32_t i = 0; i < a->record.cell_count; i++)
		shown = shown || (dye_slice_equal(a->record.cells[i].column, a->cell->column) &&
				     dye_slice_equal(a->record.cells[i].canonical, a->cell->canonical));
	if (!shown)
		return DYE_OK;
	if ((exports = dye_grown(a->exports, &a->export_size, a->export_count, sizeof(*exports))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	a->exports = exports;
	a->exports[a->export_count++] = (struct dye_decoy_export){export_id, started};
	return DYE_OK;
}

/* A decoy that has the value in ${cell}. */
static enum dye_code
tell(struct asking * a, size_t value, const struct dye_decoy * d, const struct dye_decoy_cell * cell,
    struct dye_error * err)
{
	struct dye_canary_unit unit = {.dataset = d->stored.dataset, .recipient = d->stored.recipient};
	struct dye_decoy_found f = {.value = value, .known = true, .imported = d->stored.made};
	struct dye_buffer column = {0};
	struct dye_dataset dataset;
	struct dye_recipient r;
	enum dye_code rc;

	DYE_TRY(dye_store_dataset_get(a->store, d->stored.dataset, &dataset, err));
	f.dataset = dataset.name;
	a->export_count = 0;
	a->cell = cell;
	if (d->stored.given) {
		memcpy(unit.parent, d->stored.parent, DYE_PRF_LEN);
		DYE_TRY(dye_canary_sealing_open(a->vault, dataset.salt, &a->sealing, err));
		DYE_TRY(dye_store_recipient_get(a->store, dataset.id, d->stored.recipient, &r, err));
		DYE_TRY(dye_store_unit_places(a->store, &unit, note_place, a, err));
		f.recipient = r.name;
		f.number = r.number;
		f.given = d->stored.when;
	}
	f.exports = a->exports;
	f.export_count = a->export_count;
	if ((rc = dye_buffer_printf(&column, err, "%.*s", (int)cell->column.len, cell->column.data)) == DYE_OK) {
		f.column = column.data;
		rc = a->show(a->cookie, &f, err);
	}
	dye_buffer_release(&column);
	return rc;
}

/* Digits that a number surely has, whatever its country: fewer name too many. */
#define DIGITS_LEAST 7

static size_t
digits_of(struct dye_slice text, char * digits, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		if (dye_is_digit((uint8_t)text.data[i]) && n < max)
			digits[n++] = text.data[i];
	return n;
}

/* A number with what names its country, and the same without: one ends with the other. */
static bool
same_number(struct dye_slice asked, struct dye_slice canonical)
{
	char a[64], b[64];
	size_t n = digits_of(asked, a, sizeof(a)), m = digits_of(canonical, b, sizeof(b));
	size_t least;

	/* What a trunk's zero, or two for going abroad, stand for is not there in the other. */
	for (least = 0; least < n && a[least] == '0'; least++)
		;
	memmove(a, a + least, n -= least);
	least = n < m ? n : m;
	return least >= DIGITS_LEAST && memcmp(a + n - least, b + m - least, least) == 0;
}

/* A telephone number as the kind keeps it: a plus, digits, an extension. */
static bool
is_number(struct dye_slice canonical)
{

	for (size_t i = 0; i < canonical.len; i++)
		if (!dye_is_digit((uint8_t)canonical.data[i]) && canonical.data[i] != 'x' &&
		    (canonical.data[i] != '+' || i > 0))
			return false;
	return canonical.len > 0;
}

/* Whether the value that is asked for is that cell's. */
static enum dye_code
is_cell(
    struct asking * a, struct dye_slice value, const struct dye_decoy_cell * cell, bool * is, struct dye_error * err)
{
	char name[64];
	const struct dye_kind * kind;

	*is = false;
	if (cell->kind.len >= sizeof(name))
		return DYE_OK;
	memcpy(name, cell->kind.data, cell->kind.len);
	name[cell->kind.len] = '\0';
	if ((kind = dye_kind_find(name)) == NULL)
		return DYE_OK;
	DYE_TRY(kind->parse(value, &a->parse, err));
	*is = dye_slice_equal(dye_buffer_slice(&a->parse.canonical), cell->canonical) ||
	      (kind->exact && is_number(cell->canonical) && same_number(value, cell->canonical));
	return DYE_OK;
}

static enum dye_code
ask_one(struct asking * a, size_t value, struct dye_slice text, struct dye_error * err)
{
	bool is, any = false;

	for (size_t i = 0; i < a->decoys.cell_count; i++) {
		DYE_TRY(is_cell(a, text, &a->decoys.cells[i], &is, err));
		if (!is)
			continue;
		any = true;
		DYE_TRY(tell(a, value, dye_decoys_of_cell(&a->decoys, i), &a->decoys.cells[i], err));
	}
	return any ? DYE_OK : a->show(a->cookie, &(struct dye_decoy_found){.value = value}, err);
}

enum dye_code
dye_vault_decoys_who(struct dye_vault * vault, const struct dye_slice * values, size_t count, dye_show_decoy show,
    void * cookie, struct dye_error * err)
{
	struct asking a = {.vault = vault, .store = dye_vault_store(vault), .show = show, .cookie = cookie};
	enum dye_code rc;

	if ((rc = dye_decoys_load(vault, a.store, &a.decoys, err)) == DYE_OK)
		rc = note_asking(a.store, count, err);
	for (size_t i = 0; i < count && rc == DYE_OK; i++)
		rc = ask_one(&a, i, dye_trim(values[i]), err);
	asking_close(&a);
	return rc;
}

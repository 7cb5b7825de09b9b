/*
 * resolve.c: what keys surrogates stand for. Whoever has a text and the key of any account gets some key, so the table is asked whether it had such a one when it
 * was learned: a filter of its keys is kept (core/learnedtable.h), which says yes to one in some hundreds that it had not.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <leakdye/vault.h>

#include "formats/base/text.h"
#include "formats/table/core/walk.h"
#include "watermark/marks/canary/manner.h"
#include "watermark/marks/core/learnedtable.h"
#include "watermark/marks/surrogate/cipher.h"
#include "watermark/marks/surrogate/learn.h"
#include "watermark/marks/surrogate/listed.h"
#include "watermark/profile/profile_store.h"

/* Shapes of the column in versions of the profile, newest first; more than these nobody had. */
#define SHAPES_MOST 16

struct resolving {
	struct dye_vault * vault; /* Not owned. */
	const struct dye_resolve_request * request;
	struct dye_dataset dataset;
	struct dye_recipient recipient;
	char column[DYE_SURROGATE_NAME_MAX]; /* "": not known yet */
	struct dye_surrogate_shape shapes[SHAPES_MOST];
	size_t shape_count;
	struct dye_learned_table table;
	struct dye_true_keys keys; /* the exact list */
	struct dye_surrogate_cipher cipher;
	struct dye_buffer key, other, padded, scratch;
	struct dye_surrogate_letters letters; /* scratch */
	struct dye_resolve_counts * counts;
	dye_show_resolved show;
	void * cookie;
};

static void
resolving_close(struct resolving * r)
{

	dye_learned_table_release(&r->table);
	dye_true_keys_release(&r->keys);
	dye_wipe(&r->letters, sizeof(r->letters));
	dye_buffer_release_secret(&r->padded);
	dye_surrogate_cipher_close(&r->cipher);
	dye_buffer_release_secret(&r->key);
	dye_buffer_release_secret(&r->other);
	dye_buffer_release_secret(&r->scratch);
}

/* ---- which column, and its shapes ---- */

static bool
same_shape(const struct dye_surrogate_shape * a, const struct dye_surrogate_shape * b)
{

	return a->alphabet == b->alphabet && a->length == b->length && a->nonzero == b->nonzero &&
	       strcmp(a->prefix, b->prefix) == 0 && strcmp(a->skeleton, b->skeleton) == 0;
}

static void
add_shape(struct resolving * r, const struct dye_surrogate_shape * s)
{

	for (size_t i = 0; i < r->shape_count; i++)
		if (same_shape(&r->shapes[i], s))
			return;
	if (r->shape_count < SHAPES_MOST)
		r->shapes[r->shape_count++] = *s;
}

/* Those of one version; nobody has said which column, if there are several, and it is none's to guess. */
static enum dye_code
take_version(struct resolving * r, const struct dye_profile * p, struct dye_error * err)
{
	struct dye_surrogates list;

	dye_surrogates_of(p, &list);
	for (size_t i = 0; i < list.count; i++) {
		const struct dye_surrogate_shape * s = &list.list[i];

		if (!s->learned)
			continue;
		if (r->column[0] == '\0')
			memcpy(r->column, s->column, sizeof(r->column));
		if (strcmp(r->column, s->column) == 0)
			add_shape(r, s);
		else if (r->request->column == NULL)
			return dye_fail(err, DYE_EUSAGE,
			    "several columns of dataset \"%s\" leave as surrogates: say which (--column)",
			    r->request->dataset);
	}
	return DYE_OK;
}

static enum dye_code
find_shapes(struct resolving * r, struct dye_error * err)
{
	struct dye_store * store = dye_vault_store(r->vault);
	struct dye_profile * p = NULL;
	uint32_t newest = 0;
	enum dye_code rc;

	DYE_TRY(dye_store_profile_newest(store, r->request->dataset, &newest, err));
	for (uint32_t v = newest; v > 0; v--) {
		DYE_TRY(dye_profile_load(store, r->request->dataset, v, NULL, &p, err));
		rc = take_version(r, p, err);
		dye_profile_free(p);
		if (rc != DYE_OK)
			return rc;
	}
	if (r->shape_count > 0)
		return DYE_OK;
	return dye_fail(err, DYE_EMISSING, "%s of dataset \"%s\" leaves as surrogates (leakdye learn --surrogate)",
	    r->request->column == NULL ? "no column" : "no such column", r->request->dataset);
}

/* Dataset, account, shapes: in a state of the registry that is verified. */
static enum dye_code
look_up(struct resolving * r, struct dye_error * err)
{
	struct dye_store * store = dye_vault_store(r->vault);
	const struct dye_resolve_request * q = r->request;
	enum dye_code rc;

	if ((rc = dye_store_dataset_find(store, q->dataset, &r->dataset, err)) != DYE_OK)
		return rc == DYE_EMISSING ? dye_fail(err, rc, "there is no dataset \"%s\"", q->dataset) : rc;
	rc = dye_store_recipient_find(store, r->dataset.id, q->account, &r->recipient, err);
	if (rc == DYE_EMISSING)
		return dye_fail(err, rc, "account \"%s\" is not enrolled in dataset \"%s\"", q->account, q->dataset);
	if (rc != DYE_OK)
		return rc;
	return find_shapes(r, err);
}

/* Before anything is told. */
static enum dye_code
note_resolving(struct resolving * r, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc = dye_buffer_printf(
	    &body, err, "{\"dataset\":%" PRIu32 ",\"recipient\":%" PRIu64 "}", r->dataset.id, r->recipient.number);

	if (rc == DYE_OK)
		rc = dye_store_log_append(dye_vault_store(r->vault), "resolve", dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

static enum dye_code
resolving_open(struct resolving * r, struct dye_error * err)
{
	const char * column = r->request->column;
	struct dye_store * store = dye_vault_store(r->vault);

	if (column != NULL && (column[0] == '\0' || strlen(column) >= sizeof(r->column)))
		return dye_fail(err, DYE_EUSAGE, "that is no name of a column");
	if (column != NULL)
		memcpy(r->column, column, strlen(column) + 1);
	DYE_TRY(dye_store_trust_open(store, err));
	DYE_TRY(dye_store_trust_close(store, look_up(r, err), err));
	DYE_TRY(dye_learned_table_load(r->vault, &r->dataset, &r->table, err));
	DYE_TRY(dye_true_keys_load(r->vault, store, &r->dataset, &r->keys, err));
	DYE_TRY(dye_surrogate_cipher_open(&r->cipher, r->vault, r->dataset.salt, r->recipient.number, err));
	return note_resolving(r, err);
}

/* ---- one value ---- */

static enum dye_code
is_known(struct resolving * r, struct dye_slice key, bool * known, struct dye_error * err)
{
	uint64_t digest;

	DYE_TRY(dye_surrogate_key_digest(r->column, key, &r->scratch, &digest, err));
	*known = r->table.keys != NULL && dye_bloom_has(r->table.keys, digest);
	return DYE_OK;
}

/* The key by the first shape by which the table had it; else by the first by which there is one. */
static enum dye_code
find_key(struct resolving * r, struct dye_slice text, bool * fits, bool * known, struct dye_error * err)
{
	enum dye_surrogate_fit fit;

	*fits = *known = false;
	for (size_t i = 0; i < r->shape_count && !*known; i++) {
		struct dye_buffer * out = *fits ? &r->other : &r->key;

		dye_buffer_reset(out);
		DYE_TRY(dye_surrogate_open(&r->cipher, &r->shapes[i], text, out, &fit, err));
		if (fit != DYE_SURROGATE_FITS)
			continue;
		DYE_TRY(is_known(r, dye_buffer_slice(out), known, err));
		if (*known && out == &r->other) {
			dye_buffer_reset(&r->key);
			DYE_TRY(dye_buffer_append_slice(&r->key, dye_buffer_slice(out), err));
		}
		*fits = true;
	}
	return DYE_OK;
}

/* The key is one of those that are listed exactly. */
static bool
is_listed(struct resolving * r, const struct dye_surrogate_shape * s, struct dye_slice key)
{
	const struct dye_true_group * g;
	struct dye_domain domain;

	if (!dye_surrogate_match(s, key, false, &r->letters) || !dye_surrogate_point(s, &r->letters, false, &domain))
		return false;
	g = dye_true_keys_find(&r->keys, &domain);
	return g != NULL && dye_true_group_has(g, dye_domain_tail(&domain, r->letters.value));
}

/* The text with zeros before its first letter into r->padded, so that it has the least number of letters above *last that keys have; *last is that number. */
static enum dye_code
pad(struct resolving * r, const struct dye_surrogate_shape * s, struct dye_slice text, uint32_t * last, bool * padded,
    struct dye_error * err)
{
	struct dye_surrogate_letters * l = &r->letters;
	uint32_t had, first;
	struct dye_domain domain;

	*padded = dye_surrogate_match(s, text, false, l);
	if (!*padded)
		return DYE_OK;
	had = l->count;
	first = l->at[0];
	*padded = dye_surrogate_padded(s, &r->keys, *last > had ? *last : had, l, &domain);
	if (!*padded)
		return DYE_OK;
	*last = l->count;
	dye_buffer_reset(&r->padded);
	DYE_TRY(dye_buffer_append(&r->padded, text.data, first, err));
	for (uint32_t i = had; i < l->count; i++)
		DYE_TRY(dye_buffer_append_byte(&r->padded, s->alphabet->letters[0], err));
	return dye_buffer_append(&r->padded, text.data + first, text.len - first, err);
}

/*
 * A spreadsheet takes zeros away from the front of a number. What is left may look like a surrogate that is shorter; so they are put back where that makes the surrogate of
 * a key that the table had, and nothing else does.
 */
static enum dye_code
find_restored(struct resolving * r, struct dye_slice text, bool * restored, struct dye_error * err)
{
	enum dye_surrogate_fit fit;

	*restored = false;
	for (size_t i = 0; i < r->shape_count && !*restored; i++) {
		uint32_t last = 0;
		bool padded = true;

		while (padded && !*restored) {
			DYE_TRY(pad(r, &r->shapes[i], text, &last, &padded, err));
			if (!padded)
				break;
			dye_buffer_reset(&r->other);
			DYE_TRY(dye_surrogate_open(
			    &r->cipher, &r->shapes[i], dye_buffer_slice(&r->padded), &r->other, &fit, err));
			*restored =
			    fit == DYE_SURROGATE_FITS && is_listed(r, &r->shapes[i], dye_buffer_slice(&r->other));
		}
	}
	if (!*restored)
		return DYE_OK;
	dye_buffer_reset(&r->key);
	return dye_buffer_append_slice(&r->key, dye_buffer_slice(&r->other), err);
}

static enum dye_code
resolve(struct resolving * r, uint64_t number, struct dye_slice text, struct dye_error * err)
{
	struct dye_resolved found = {.number = number};
	bool fits;

	if ((text = dye_manner_value(text)).len == 0)
		return DYE_OK;
	r->counts->values++;
	DYE_TRY(find_key(r, text, &fits, &found.known, err));
	if (!found.known)
		DYE_TRY(find_restored(r, text, &found.restored, err));
	found.known = found.known || found.restored;
	found.shapeless = !fits && !found.restored;
	found.unknown = !found.shapeless && !found.known && !r->request->all;
	r->counts->restored += found.restored;
	r->counts->shapeless += found.shapeless;
	r->counts->unknown += !found.shapeless && !found.known;
	found.surrogate = text;
	if (!found.shapeless && !found.unknown)
		found.key = dye_buffer_slice(&r->key);
	return r->show(r->cookie, &found, err);
}

/* ---- a file ---- */

/* Which cell of a row is the column's, by the names in it; *names says whether they are names. */
static bool
find_cell(const struct resolving * r, const struct dye_row * row, uint32_t * cell)
{
	struct dye_slice name = {r->column, strlen(r->column)};

	for (*cell = 0; *cell < row->cell_count; ++*cell)
		if (dye_slice_equal(dye_trim(row->cells[*cell].text), name))
			return true;
	*cell = 0;
	return false;
}

struct reading {
	struct resolving * r; /* Not owned. */
	uint32_t cell;
	bool found;
};

/* A format may know the names of columns; else they stand in the first row, or there is one column and none. */
static enum dye_code
read_row(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct reading * reading = cookie;
	struct resolving * r = reading->r;

	(void)stop;
	if (row->cell_count == 0)
		return DYE_OK;
	if (!reading->found) {
		reading->found = true;
		if (find_cell(r, row, &reading->cell))
			return DYE_OK;
		if (row->cell_count > 1) {
			(void)dye_fail(err, DYE_EUSAGE, "the file has no column of that name");
			dye_at_column(err, r->column, strlen(r->column));
			return DYE_EUSAGE;
		}
	}
	if (reading->cell >= row->cell_count)
		return dye_fail(err, DYE_EDATA, "a row without the column of the surrogates");
	return resolve(r, row->number, row->cells[reading->cell].text, err);
}

static void
take_names(const struct resolving * r, const struct dye_table_head * head, struct reading * reading)
{

	for (uint32_t i = 0; head->names != NULL && i < head->count && !reading->found; i++) {
		reading->found = dye_slice_equal(head->names[i], (struct dye_slice){r->column, strlen(r->column)});
		reading->cell = i;
	}
}

static enum dye_code
read_file(struct resolving * r, const struct dye_source * source, const struct dye_dialect_wish * wish,
    struct dye_error * err)
{
	struct reading reading = {.r = r};
	struct dye_reader * reader;
	bool stop = false;
	enum dye_code rc;

	DYE_TRY(dye_reader_open(source, wish, &reader, err));
	take_names(r, dye_reader_head(reader), &reading);
	rc = dye_table_rows(reader, NULL, read_row, &reading, &stop, err);
	dye_reader_close(reader);
	if (rc != DYE_OK)
		dye_at_file(err, source->name);
	return rc;
}

/* ---- the calls ---- */

enum dye_code
dye_vault_resolve(struct dye_vault * vault, const struct dye_resolve_request * request, const char * const * values,
    size_t count, dye_show_resolved show, void * cookie, struct dye_resolve_counts * counts, struct dye_error * err)
{
	struct resolving r = {.vault = vault, .request = request, .counts = counts, .show = show, .cookie = cookie};
	enum dye_code rc;

	*counts = (struct dye_resolve_counts){0};
	rc = resolving_open(&r, err);
	for (size_t i = 0; i < count && rc == DYE_OK; i++)
		rc = resolve(&r, i + 1, (struct dye_slice){values[i], strlen(values[i])}, err);
	resolving_close(&r);
	return rc;
}

enum dye_code
dye_vault_resolve_file(struct dye_vault * vault, const struct dye_resolve_request * request,
    const struct dye_source * source, const struct dye_dialect_wish * wish, dye_show_resolved show, void * cookie,
    struct dye_resolve_counts * counts, struct dye_error * err)
{
	struct resolving r = {.vault = vault, .request = request, .counts = counts, .show = show, .cookie = cookie};
	enum dye_code rc;

	*counts = (struct dye_resolve_counts){0};
	if ((rc = resolving_open(&r, err)) == DYE_OK)
		rc = read_file(&r, source, wish, err);
	resolving_close(&r);
	return rc;
}

#include "watermark/marks/canary/decoys.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/marks/core/cellkey.h"

enum dye_code
dye_decoy_digest(const struct dye_kind * kind, struct dye_slice canonical, struct dye_buffer * scratch,
    uint64_t * digest, struct dye_error * err)
{
	uint8_t bytes[DYE_PRF_LEN];

	DYE_TRY(dye_cell_digest(kind->name, canonical, NULL, scratch, bytes, err));
	*digest = dye_get_u64(bytes);
	return DYE_OK;
}

/* ---- the sealed text ---- */

enum dye_code
dye_decoy_write(const struct dye_decoy_cell * cells, uint32_t count, struct dye_buffer * clear, struct dye_error * err)
{

	DYE_TRY(dye_buffer_append_byte(clear, DYE_DECOY_VERSION, err));
	DYE_TRY(dye_buffer_append_u32(clear, count, err));
	for (uint32_t i = 0; i < count; i++) {
		DYE_TRY(dye_buffer_append_frame(clear, cells[i].column, err));
		DYE_TRY(dye_buffer_append_frame(clear, cells[i].kind, err));
		DYE_TRY(dye_buffer_append_frame(clear, cells[i].text, err));
	}
	while (clear->len % DYE_DECOY_STEP != 0)
		DYE_TRY(dye_buffer_append_byte(clear, 0, err));
	return DYE_OK;
}

#define ASSOCIATED_LEN (DYE_DATASET_ID_LEN + 8)

/* What the seal is bound to: the dataset's salt, the number (u64). */
static struct dye_slice
associated(const uint8_t salt[DYE_DATASET_ID_LEN], uint64_t id, uint8_t out[ASSOCIATED_LEN])
{

	memcpy(out, salt, DYE_DATASET_ID_LEN);
	dye_put_u64(out + DYE_DATASET_ID_LEN, id);
	return (struct dye_slice){(const char *)out, ASSOCIATED_LEN};
}

enum dye_code
dye_decoy_seal_text(const struct dye_vault * vault, const uint8_t salt[DYE_DATASET_ID_LEN], uint64_t id,
    struct dye_slice clear, struct dye_buffer * sealed, struct dye_error * err)
{
	uint8_t key[DYE_KEY_LEN], ad[ASSOCIATED_LEN];
	enum dye_code rc;

	DYE_TRY(dye_vault_key(vault, salt, DYE_LABEL_DECOY, key, sizeof(key), err));
	rc = dye_seal(key, associated(salt, id, ad), clear, sealed, err);
	dye_wipe(key, sizeof(key));
	return rc;
}

/* What is left to read; bad once something did not fit. */
struct cursor {
	struct dye_slice left;
	bool bad;
};

static struct dye_slice
take(struct cursor * c, size_t n)
{
	struct dye_slice taken = {c->left.data, n};

	if (c->bad || c->left.len < n) {
		c->bad = true;
		return (struct dye_slice){NULL, 0};
	}
	c->left.data += n;
	c->left.len -= n;
	return taken;
}

static uint32_t
take_u32(struct cursor * c)
{
	struct dye_slice s = take(c, 4);

	return s.data == NULL ? 0 : dye_get_u32((const uint8_t *)s.data);
}

static struct dye_slice
take_frame(struct cursor * c)
{

	return take(c, take_u32(c));
}

/* ---- loading ---- */

struct loading {
	const struct dye_vault * vault; /* Not owned. */
	struct dye_store * store;
	struct dye_decoys * decoys;
	struct dye_dataset dataset; /* of the last */
	struct dye_buffer clear;    /* Owned, as are the next two */
	struct dye_parse parse;
	struct dye_buffer scratch;
};

/* Where a text stands in bytes, which may move until all are there: settle(). */
static enum dye_code
keep(struct dye_decoys * d, struct dye_slice text, struct dye_slice * kept, struct dye_error * err)
{

	*kept = (struct dye_slice){NULL, text.len};
	return dye_buffer_append_slice(&d->bytes, text, err);
}

static enum dye_code
add_cell(
    struct loading * l, struct dye_slice column, struct dye_slice kind, struct dye_slice text, struct dye_error * err)
{
	struct dye_decoys * d = l->decoys;
	struct dye_decoy_cell * c = dye_grown(d->cells, &d->cell_size, d->cell_count, sizeof(*c));
	const struct dye_kind * known = NULL;

	if (c == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	d->cells = c;
	c += d->cell_count;
	*c = (struct dye_decoy_cell){0};
	for (size_t i = 0; dye_kinds[i] != NULL && known == NULL; i++)
		if (dye_slice_equal(kind, (struct dye_slice){dye_kinds[i]->name, strlen(dye_kinds[i]->name)}))
			known = dye_kinds[i];
	DYE_TRY(keep(d, column, &c->column, err));
	DYE_TRY(keep(d, kind, &c->kind, err));
	DYE_TRY(keep(d, text, &c->text, err));
	dye_buffer_reset(&l->parse.canonical);
	if (known != NULL) {
		DYE_TRY(known->parse(text, &l->parse, err));
		DYE_TRY(dye_decoy_digest(known, dye_buffer_slice(&l->parse.canonical), &l->scratch, &c->digest, err));
	}
	DYE_TRY(keep(d, dye_buffer_slice(&l->parse.canonical), &c->canonical, err));
	d->cell_count++;
	return DYE_OK;
}

static enum dye_code
read_cells(struct loading * l, struct dye_decoy * decoy, struct dye_error * err)
{
	struct cursor c = {dye_buffer_slice(&l->clear), false};
	struct dye_slice version = take(&c, 1);
	uint32_t count = take_u32(&c);

	if (c.bad || *version.data != DYE_DECOY_VERSION || count > DYE_DECOY_CELLS_MAX)
		return dye_fail(err, DYE_EVAULT, "a decoy of the registry is of another version");
	decoy->first = (uint32_t)l->decoys->cell_count;
	decoy->count = count;
	for (uint32_t i = 0; i < count; i++) {
		struct dye_slice column = take_frame(&c), kind = take_frame(&c), text = take_frame(&c);

		if (c.bad)
			return dye_fail(err, DYE_EVAULT, "a decoy of the registry is damaged");
		DYE_TRY(add_cell(l, column, kind, text, err));
	}
	return DYE_OK;
}

static enum dye_code
unseal(struct loading * l, const struct dye_stored_decoy * stored, struct dye_error * err)
{
	uint8_t key[DYE_KEY_LEN], ad[ASSOCIATED_LEN];
	enum dye_code rc;

	if (l->dataset.id != stored->dataset)
		DYE_TRY(dye_store_dataset_get(l->store, stored->dataset, &l->dataset, err));
	DYE_TRY(dye_vault_key(l->vault, l->dataset.salt, DYE_LABEL_DECOY, key, sizeof(key), err));
	dye_buffer_reset(&l->clear);
	rc = dye_unseal(key, associated(l->dataset.salt, stored->id, ad), stored->sealed, &l->clear, err);
	dye_wipe(key, sizeof(key));
	return rc == DYE_EAUTH ? dye_fail(err, DYE_EVAULT, "a decoy of the registry is not ours: it was changed") : rc;
}

static enum dye_code
load_one(void * cookie, const struct dye_stored_decoy * stored, struct dye_error * err)
{
	struct loading * l = cookie;
	struct dye_decoys * d = l->decoys;
	struct dye_decoy * decoy;

	if ((decoy = dye_grown(d->list, &d->size, d->count, sizeof(*decoy))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	d->list = decoy;
	decoy += d->count;
	*decoy = (struct dye_decoy){.stored = *stored};
	decoy->stored.sealed = (struct dye_slice){NULL, 0};
	DYE_TRY(unseal(l, stored, err));
	DYE_TRY(read_cells(l, decoy, err));
	d->count++;
	return DYE_OK;
}

/* Everything stands in the bytes, one text behind the other, and they move no more. */
static enum dye_code
settle(struct dye_decoys * d, struct dye_error * err)
{
	size_t at = 0;

	for (size_t i = 0; i < d->cell_count; i++) {
		struct dye_decoy_cell * c = &d->cells[i];
		struct dye_slice * texts[] = {&c->column, &c->kind, &c->text, &c->canonical};
		bool fresh;
		size_t place;

		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
			texts[k]->data = dye_buffer_at(&d->bytes, at);
			at += texts[k]->len;
		}
		if (c->digest == 0)
			continue;
		DYE_TRY(dye_map_put(&d->by_digest, c->digest, true, &place, &fresh, err));
		if (fresh)
			d->by_digest.values[place] = i + 1;
	}
	return DYE_OK;
}

enum dye_code
dye_decoys_load(
    const struct dye_vault * vault, struct dye_store * store, struct dye_decoys * decoys, struct dye_error * err)
{
	struct loading l = {.vault = vault, .store = store, .decoys = decoys};
	enum dye_code rc;

	DYE_TRY(dye_store_trust_open(store, err));
	rc = dye_store_trust_close(store, dye_store_decoy_each(store, load_one, &l, err), err);
	if (rc == DYE_OK)
		rc = settle(decoys, err);
	dye_buffer_release_secret(&l.clear);
	dye_buffer_release_secret(&l.scratch);
	dye_parse_release(&l.parse);
	return rc;
}

void
dye_decoys_release(struct dye_decoys * d)
{

	free(d->list);
	free(d->cells);
	dye_buffer_release_secret(&d->bytes);
	dye_map_release(&d->by_digest);
	*d = (struct dye_decoys){0};
}

/* The last whose cells begin no later. */
const struct dye_decoy *
dye_decoys_of_cell(const struct dye_decoys * d, size_t cell)
{
	size_t low = 0, high = d->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (d->list[middle].first <= cell)
			low = middle;
		else
			high = middle;
	}
	return &d->list[low];
}

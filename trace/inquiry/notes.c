#include "trace/inquiry/notes.h"

#include "formats/base/ascii.h"

enum dye_code
dye_notes_open(struct dye_notes * n, struct dye_store * store, struct dye_sketch * sketch, struct dye_error * err)
{
	uint8_t key[DYE_HASH_LEN];
	enum dye_code rc;

	n->sketch = sketch;
	DYE_TRY(dye_prf_open(&n->prf, err));
	if ((rc = dye_store_salt(store, "sketch", 0, key, err)) == DYE_OK)
		rc = dye_prf_key(n->prf, key, err);
	dye_wipe(key, sizeof(key));
	return rc;
}

void
dye_notes_close(struct dye_notes * n)
{

	dye_prf_close(n->prf);
	dye_buffer_release_secret(&n->scratch);
}

enum dye_code
dye_notes_digest(struct dye_notes * n, const uint8_t digest[DYE_PRF_LEN], struct dye_error * err)
{

	return dye_sketch_add(n->sketch, n->prf, digest, err);
}

enum dye_code
dye_notes_file(struct dye_notes * n, struct dye_slice bytes, struct dye_error * err)
{
	uint8_t digest[DYE_PRF_LEN];

	dye_digest(bytes.data, bytes.len, digest);
	return dye_notes_digest(n, digest, err);
}

/* A row by the letters and digits of its cells, however they are cut. */
static enum dye_code
bare_digest(struct dye_buffer * scratch, const struct dye_slice * texts, uint32_t count, uint8_t digest[DYE_PRF_LEN],
    struct dye_error * err)
{
	uint32_t i;
	size_t k;

	dye_buffer_reset(scratch);
	for (i = 0; i < count; i++)
		for (k = 0; k < texts[i].len; k++) {
			unsigned char c = (unsigned char)texts[i].data[k];

			if (c >= 0x80 || dye_is_alnum(c))
				DYE_TRY(dye_buffer_append_byte(scratch, (char)c, err));
		}
	dye_digest(scratch->data, scratch->len, digest);
	return DYE_OK;
}

/*
 * Whether a cell can be looked up: a cell of the first row, which may be a name that nobody knows, only where its text is of its kind. Names
 * of columns would make one series of all leaks that have them.
 */
static bool
is_noted(const struct dye_leak_cell * c, uint64_t number)
{

	if (!dye_kind_looked_up(c->kind) || c->parse.canonical.len == 0)
		return false;
	return number > 0 || c->kind->recognise(c->text) > 0;
}

enum dye_code
dye_notes_row(struct dye_notes * n, uint64_t number, const struct dye_slice * texts, uint32_t count,
    const struct dye_leak_cells * cells, struct dye_error * err)
{
	uint8_t digest[DYE_PRF_LEN];
	bool any = false;
	size_t i;

	for (i = 0; i < cells->count; i++) {
		if (!is_noted(cells->list[i], number))
			continue;
		any = true;
		DYE_TRY(dye_notes_digest(n, cells->list[i]->bare, err));
	}
	if (!any)
		return DYE_OK;
	DYE_TRY(bare_digest(&n->scratch, texts, count, digest, err));
	return dye_notes_digest(n, digest, err);
}

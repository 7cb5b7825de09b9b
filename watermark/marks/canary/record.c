#include "watermark/marks/canary/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t
bound_units(double log2_bound)
{
	double units = floor(-log2_bound * DYE_CANARY_BOUND_UNITS);

	return units <= 0 ? 0 : units >= UINT32_MAX ? UINT32_MAX : (uint32_t)units;
}

enum dye_code
dye_canary_record_write(const double * bounds, uint32_t nodes, const struct dye_canary_text * cells, uint32_t count,
    struct dye_buffer * out, struct dye_error * err)
{
	size_t start = out->len;
	enum dye_code rc;
	uint32_t i;

	if ((rc = dye_buffer_append_byte(out, DYE_CANARY_RECORD_VERSION, err)) != DYE_OK ||
	    (rc = dye_buffer_append_u32(out, nodes, err)) != DYE_OK)
		return rc;
	for (i = 0; i < nodes; i++)
		if ((rc = dye_buffer_append_u32(out, bound_units(bounds[i]), err)) != DYE_OK)
			return rc;
	if ((rc = dye_buffer_append_u32(out, count, err)) != DYE_OK)
		return rc;
	for (i = 0; i < count; i++)
		if ((rc = dye_buffer_append_u64(out, cells[i].nodes, err)) != DYE_OK ||
		    (rc = dye_buffer_append_frame(out, cells[i].column, err)) != DYE_OK ||
		    (rc = dye_buffer_append_frame(out, cells[i].kind, err)) != DYE_OK ||
		    (rc = dye_buffer_append_frame(out, cells[i].canonical, err)) != DYE_OK)
			return rc;
	while ((out->len - start) % DYE_CANARY_RECORD_STEP != 0)
		if ((rc = dye_buffer_append_byte(out, 0, err)) != DYE_OK)
			return rc;
	return DYE_OK;
}

/* What is left to read; bad once something did not fit. */
struct cursor {
	struct dye_slice left;
	bool bad;
};

static const uint8_t *
take(struct cursor * c, size_t n)
{
	const char * p = c->left.data;

	if (c->bad || c->left.len < n) {
		c->bad = true;
		return NULL;
	}
	c->left.data += n;
	c->left.len -= n;
	return (const uint8_t *)p;
}

static uint32_t
take_u32(struct cursor * c)
{
	const uint8_t * p = take(c, 4);

	return p == NULL ? 0 : dye_get_u32(p);
}

static uint64_t
take_u64(struct cursor * c)
{
	const uint8_t * p = take(c, 8);

	return p == NULL ? 0 : dye_get_u64(p);
}

static struct dye_slice
take_frame(struct cursor * c)
{
	uint32_t len = take_u32(c);
	const uint8_t * p = take(c, len);

	return p == NULL ? (struct dye_slice){NULL, 0} : (struct dye_slice){(const char *)p, len};
}

static void
read_nodes(struct cursor * c, struct dye_canary_record * record)
{
	uint32_t i;

	record->node_count = take_u32(c);
	c->bad = c->bad || record->node_count > DYE_FORGE_NODES;
	for (i = 0; i < record->node_count && !c->bad; i++)
		record->log2_bounds[i] = -(double)take_u32(c) / DYE_CANARY_BOUND_UNITS;
}

static enum dye_code
read_cells(struct cursor * c, struct dye_canary_record * record, struct dye_error * err)
{
	uint32_t i, count = take_u32(c);

	/* A cell takes 20 bytes at least. */
	if (c->bad || count > c->left.len / 20) {
		c->bad = true;
		return DYE_OK;
	}
	free(record->cells);
	record->cell_count = 0;
	if ((record->cells = calloc((size_t)count + 1, sizeof(*record->cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	record->cell_count = count;
	for (i = 0; i < count; i++) {
		record->cells[i].nodes = take_u64(c);
		record->cells[i].column = take_frame(c);
		record->cells[i].kind = take_frame(c);
		record->cells[i].canonical = take_frame(c);
	}
	return DYE_OK;
}

static enum dye_code
read_bytes(struct dye_canary_record * record, struct dye_error * err)
{
	struct cursor c = {dye_buffer_slice(&record->bytes), false};
	const uint8_t * version = take(&c, 1);
	enum dye_code rc;

	if (version == NULL || *version != DYE_CANARY_RECORD_VERSION)
		return dye_fail(err, DYE_EVAULT, "a canary's record is of another version");
	read_nodes(&c, record);
	if ((rc = read_cells(&c, record, err)) != DYE_OK)
		return rc;
	while (c.left.len > 0 && *c.left.data == '\0') {
		c.left.data++;
		c.left.len--;
	}
	if (c.bad || c.left.len > 0 || record->bytes.len % DYE_CANARY_RECORD_STEP != 0)
		return dye_fail(err, DYE_EVAULT, "a canary's record is damaged");
	return DYE_OK;
}

enum dye_code
dye_canary_record_read(struct dye_slice bytes, struct dye_canary_record * record, struct dye_error * err)
{
	enum dye_code rc;

	dye_buffer_reset(&record->bytes);
	if ((rc = dye_buffer_append_slice(&record->bytes, bytes, err)) != DYE_OK)
		return rc;
	return read_bytes(record, err);
}

void
dye_canary_record_release(struct dye_canary_record * record)
{

	dye_buffer_release_secret(&record->bytes);
	free(record->cells);
	*record = (struct dye_canary_record){0};
}

enum dye_code
dye_canary_sealing_open(const struct dye_vault * vault, const uint8_t salt[DYE_DATASET_ID_LEN],
    struct dye_canary_sealing * s, struct dye_error * err)
{
	enum dye_code rc;

	memcpy(s->salt, salt, sizeof(s->salt));
	if ((rc = dye_vault_key(vault, salt, DYE_LABEL_SEAL, s->key, sizeof(s->key), err)) != DYE_OK)
		return rc;
	return dye_vault_key(vault, salt, DYE_LABEL_SEAL_COMMIT, s->commitment, sizeof(s->commitment), err);
}

#define ASSOCIATED_LEN (DYE_DATASET_ID_LEN + 8 + 2 * DYE_PRF_LEN)

/* Dataset's salt, recipient, the parent's anchor and the record's own. */
static struct dye_slice
associated(const struct dye_canary_sealing * s, const struct dye_canary * canary, uint8_t out[ASSOCIATED_LEN])
{

	memcpy(out, s->salt, DYE_DATASET_ID_LEN);
	dye_put_u64(out + DYE_DATASET_ID_LEN, canary->recipient);
	memcpy(out + DYE_DATASET_ID_LEN + 8, canary->parent, DYE_PRF_LEN);
	memcpy(out + DYE_DATASET_ID_LEN + 8 + DYE_PRF_LEN, canary->anchor, DYE_PRF_LEN);
	return (struct dye_slice){(const char *)out, ASSOCIATED_LEN};
}

enum dye_code
dye_canary_seal(const struct dye_canary_sealing * s, const struct dye_canary * canary, struct dye_slice clear,
    struct dye_buffer * out, struct dye_error * err)
{
	uint8_t ad[ASSOCIATED_LEN];
	enum dye_code rc;

	if ((rc = dye_buffer_append(out, s->commitment, sizeof(s->commitment), err)) != DYE_OK)
		return rc;
	return dye_seal(s->key, associated(s, canary, ad), clear, out, err);
}

enum dye_code
dye_canary_unseal(const struct dye_canary_sealing * s, const struct dye_canary * canary,
    struct dye_canary_record * record, struct dye_error * err)
{
	struct dye_slice sealed = canary->sealed;
	uint8_t ad[ASSOCIATED_LEN];
	enum dye_code rc;

	if (sealed.len < sizeof(s->commitment) || memcmp(sealed.data, s->commitment, sizeof(s->commitment)) != 0)
		return dye_fail(err, DYE_EAUTH, "a canary's record was sealed with another key");
	sealed.data += sizeof(s->commitment);
	sealed.len -= sizeof(s->commitment);
	dye_buffer_reset(&record->bytes);
	if ((rc = dye_unseal(s->key, associated(s, canary, ad), sealed, &record->bytes, err)) != DYE_OK)
		return rc;
	return read_bytes(record, err);
}

#include "watermark/marks/core/rowtags.h"

#include <stdlib.h>
#include <string.h>

#define TAGS_PER_START 8

/* ---- the set ---- */

enum dye_code
dye_row_tags_begin(struct dye_row_tags * tags, struct dye_error * err)
{

	return dye_random_bytes(tags->key, sizeof(tags->key), err);
}

enum dye_code
dye_row_tags_add(struct dye_row_tags * tags, uint64_t tag, struct dye_error * err)
{
	uint64_t * grown;

	if (tags->count == DYE_ROW_TAGS_MOST)
		return DYE_OK;
	if ((grown = dye_grown(tags->tags, &tags->size, tags->count, sizeof(*grown))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	tags->tags = grown;
	tags->tags[tags->count++] = tag;
	return DYE_OK;
}

static int
by_value(const void * one, const void * other)
{
	uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;

	return (a > b) - (a < b);
}

/* Note where those with the same upper bits begin; false where they are not in order. */
static bool
find_starts(struct dye_row_tags * tags)
{
	size_t i, part = 0;

	for (i = 0; i < tags->count; i++) {
		if (i > 0 && tags->tags[i - 1] > tags->tags[i])
			return false;
		while (part <= tags->tags[i] >> (64 - tags->bits))
			tags->starts[part++] = (uint32_t)i;
	}
	while (part <= (size_t)1 << tags->bits)
		tags->starts[part++] = (uint32_t)tags->count;
	return true;
}

static enum dye_code
make_starts(struct dye_row_tags * tags, struct dye_error * err)
{

	tags->bits = 1;
	while ((size_t)TAGS_PER_START << tags->bits < tags->count)
		tags->bits++;
	free(tags->starts);
	if ((tags->starts = calloc(((size_t)1 << tags->bits) + 1, sizeof(*tags->starts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return find_starts(tags) ? DYE_OK : dye_fail(err, DYE_EDATA, "the tags of rows are in no order");
}

enum dye_code
dye_row_tags_sort(struct dye_row_tags * tags, struct dye_error * err)
{

	if (tags->count > 1)
		qsort(tags->tags, tags->count, sizeof(*tags->tags), by_value);
	return make_starts(tags, err);
}

bool
dye_row_tags_have(const struct dye_row_tags * tags, uint64_t tag)
{
	size_t part, i, end;

	if (tags->count == 0)
		return false;
	part = tag >> (64 - tags->bits);
	for (i = tags->starts[part], end = tags->starts[part + 1]; i < end; i++)
		if (tags->tags[i] == tag)
			return true;
	return false;
}

void
dye_row_tags_release(struct dye_row_tags * tags)
{

	free(tags->tags);
	free(tags->starts);
	dye_wipe(tags, sizeof(*tags));
}

enum dye_code
dye_row_tags_write(const struct dye_row_tags * tags, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;

	DYE_TRY(dye_buffer_append(out, tags->key, sizeof(tags->key), err));
	DYE_TRY(dye_buffer_reserve(out, tags->count * sizeof(uint64_t), err));
	for (i = 0; i < tags->count; i++)
		DYE_TRY(dye_buffer_append_u64(out, tags->tags[i], err));
	return DYE_OK;
}

enum dye_code
dye_row_tags_read(struct dye_slice bytes, struct dye_row_tags * tags, struct dye_error * err)
{
	const uint8_t * p = (const uint8_t *)bytes.data;
	size_t i, count;

	if (bytes.len < sizeof(tags->key) || (bytes.len - sizeof(tags->key)) % sizeof(uint64_t) != 0 ||
	    (count = (bytes.len - sizeof(tags->key)) / sizeof(uint64_t)) > DYE_ROW_TAGS_MOST)
		return dye_fail(err, DYE_EDATA, "the tags of rows have another size than some");
	memcpy(tags->key, p, sizeof(tags->key));
	if ((tags->tags = malloc((count + 1) * sizeof(*tags->tags))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	tags->size = count + 1;
	for (i = 0, p += sizeof(tags->key); i < count; i++, p += sizeof(uint64_t))
		tags->tags[i] = dye_get_u64(p);
	tags->count = count;
	return make_starts(tags, err);
}

/* ---- tags ---- */

enum dye_code
dye_row_tagger_open(const struct dye_row_tags * tags, struct dye_row_tagger * tagger, struct dye_error * err)
{

	DYE_TRY(dye_prf_open(&tagger->prf, err));
	return dye_prf_key(tagger->prf, tags->key, err);
}

void
dye_row_tagger_close(struct dye_row_tagger * tagger)
{

	dye_prf_close(tagger->prf);
	dye_buffer_release_secret(&tagger->bytes);
}

/* What the MAC of a row is made of, behind the length: number of cells, their lengths, their texts, zeros. All of it has room. */
static void
write_row(const struct dye_row * row, uint32_t count, bool beside, uint8_t * out, const uint8_t * end)
{
	uint32_t i;

	dye_put_u64(out, count | (uint64_t)beside << 63);
	out += 8;
	for (i = 0; i < count; i++, out += 4)
		dye_put_u32(out, (uint32_t)row->cells[i].text.len);
	for (i = 0; i < count; i++)
		if (row->cells[i].text.len > 0) {
			memcpy(out, row->cells[i].text.data, row->cells[i].text.len);
			out += row->cells[i].text.len;
		}
	memset(out, 0, (size_t)(end - out));
}

enum dye_code
dye_row_tag(
    struct dye_row_tagger * tagger, const struct dye_row * row, bool beside, uint64_t * tag, struct dye_error * err)
{
	uint32_t i, count = beside ? dye_row_texts(row) : row->cell_count;
	struct dye_buffer * b = &tagger->bytes;
	uint8_t mac[DYE_PRF_LEN];
	size_t len = 4 * (size_t)count, blocks;
	uint8_t * bytes;

	for (i = 0; i < count; i++)
		len += row->cells[i].text.len;
	blocks = (16 + len + DYE_PRF_LEN - 1) / DYE_PRF_LEN;
	dye_buffer_reset(b);
	DYE_TRY(dye_buffer_reserve(b, blocks * DYE_PRF_LEN, err));
	bytes = (uint8_t *)b->data;
	b->len = blocks * DYE_PRF_LEN;
	dye_put_u64(bytes, len);
	write_row(row, count, beside, bytes + 8, bytes + b->len);
	DYE_TRY(dye_prf_mac(tagger->prf, bytes, blocks, mac, err));
	*tag = dye_get_u64(mac);
	return DYE_OK;
}

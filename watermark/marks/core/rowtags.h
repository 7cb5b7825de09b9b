/*
 * rowtags.h: which rows a table had, told by 64 bits of a MAC of each: nobody who lacks the key makes a row that is taken for another.
 */
#ifndef DYE_MARKS_ROWTAGS_H
#define DYE_MARKS_ROWTAGS_H

#include "formats/base/row.h"
#include "watermark/crypto/crypto.h"

/* So many rows, 32 MiB, are remembered; of a table with more the first. */
#define DYE_ROW_TAGS_MOST (UINT32_C(1) << 22)

/* All zero is none. */
struct dye_row_tags {
	uint8_t key[DYE_PRF_LEN];
	uint64_t * tags; /* Owned. */
	size_t count, size;
	uint32_t * starts; /* Owned: where those with the same upper bits begin; once they are sorted */
	unsigned bits;	   /* so many */
};

/**
 * dye_row_tags_begin(tags, err): ${tags} is all zero: take a new key.
 * dye_row_tags_add(tags, tag, err): One more, unless there are too many.
 * dye_row_tags_sort(tags, err): All were added: now they can be looked up.
 */
enum dye_code dye_row_tags_begin(struct dye_row_tags * tags, struct dye_error * err);
enum dye_code dye_row_tags_add(struct dye_row_tags * tags, uint64_t tag, struct dye_error * err);
enum dye_code dye_row_tags_sort(struct dye_row_tags * tags, struct dye_error * err);
bool dye_row_tags_have(const struct dye_row_tags * tags, uint64_t tag);
void dye_row_tags_release(struct dye_row_tags * tags);

/**
 * dye_row_tags_write(tags, out, err): Append the key and the tags, u64 each, ascending.
 * dye_row_tags_read(bytes, tags, err): The same, sorted; ${tags} is all zero. What was not written so is DYE_EDATA.
 */
enum dye_code dye_row_tags_write(const struct dye_row_tags * tags, struct dye_buffer * out, struct dye_error * err);
enum dye_code dye_row_tags_read(struct dye_slice bytes, struct dye_row_tags * tags, struct dye_error * err);

/* What makes the tags. One per thread; all zero may be closed. */
struct dye_row_tagger {
	struct dye_prf * prf;	 /* Owned. */
	struct dye_buffer bytes; /* Owned. */
};

enum dye_code dye_row_tagger_open(
    const struct dye_row_tags * tags, struct dye_row_tagger * tagger, struct dye_error * err);
void dye_row_tagger_close(struct dye_row_tagger * tagger);

/**
 * dye_row_tag(tagger, row, beside, tag, err): Of the row's cells, or, ${beside}, of what is none of the table's rows (dye_row_texts()): the first 64 bits
 * of the CBC-MAC under the key (dye_prf_mac()) of u64 length of what follows, u64 number of the cells, 2^63 more if ${beside}, of every cell
 * u32 its length, then the texts, then zeros to a full block.
 */
enum dye_code dye_row_tag(
    struct dye_row_tagger * tagger, const struct dye_row * row, bool beside, uint64_t * tag, struct dye_error * err);

#endif

/*
 * record.h: what the registry keeps of a canary, sealed: its invented cells and how probable they were.
 * docs/FORMAT.md, section 7, gives it byte by byte.
 */
#ifndef DYE_MARKS_CANARY_RECORD_H
#define DYE_MARKS_CANARY_RECORD_H

#include "formats/field/core/forge.h"
#include "watermark/crypto/crypto.h"

#define DYE_CANARY_RECORD_VERSION 1

/* One invented cell. */
struct dye_canary_text {
	struct dye_slice column; /* the profile's name of it */
	struct dye_slice kind;
	struct dye_slice canonical;
	uint64_t nodes; /* draws that it reveals */
};

struct dye_canary_record {
	double log2_bounds[DYE_FORGE_NODES];
	uint32_t node_count;
	struct dye_canary_text * cells; /* Owned. */
	uint32_t cell_count;
	struct dye_buffer bytes; /* Owned: what the slices point into */
};

/**
 * dye_canary_record_write(bounds, nodes, cells, count, out, err): Append the clear record.
 */
enum dye_code dye_canary_record_write(const double * bounds, uint32_t nodes, const struct dye_canary_text * cells,
    uint32_t count, struct dye_buffer * out, struct dye_error * err);

/**
 * dye_canary_record_read(bytes, record, err): Read a clear record. ${record} is released by the caller, also on failure; it may be used
 * again and again. What is no record is DYE_EVAULT.
 */
enum dye_code dye_canary_record_read(struct dye_slice bytes, struct dye_canary_record * record, struct dye_error * err);
void dye_canary_record_release(struct dye_canary_record * record);

/**
 * dye_canary_seal(key, salt, parent, clear, out, err), dye_canary_unseal(key, salt, parent, sealed, record, err): The record sealed under the
 * dataset's key of label "seal", bound to the dataset's salt and the anchor of the parent.
 */
enum dye_code dye_canary_seal(const uint8_t key[DYE_KEY_LEN], const uint8_t salt[DYE_DATASET_ID_LEN],
    const uint8_t parent[DYE_PRF_LEN], struct dye_slice clear, struct dye_buffer * out, struct dye_error * err);
enum dye_code dye_canary_unseal(const uint8_t key[DYE_KEY_LEN], const uint8_t salt[DYE_DATASET_ID_LEN],
    const uint8_t parent[DYE_PRF_LEN], struct dye_slice sealed, struct dye_canary_record * record,
    struct dye_error * err);

#endif

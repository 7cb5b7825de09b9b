/*
 * record.h: what the registry keeps of a canary, sealed: its invented cells and how probable they were.
 * docs/FORMAT.md, section 7, gives it byte by byte.
 */
#ifndef DYE_MARKS_CANARY_RECORD_H
#define DYE_MARKS_CANARY_RECORD_H

#include "formats/field/core/forge.h"
#include "watermark/vault/vault.h"

#define DYE_CANARY_RECORD_VERSION 2

/* A clear record is a multiple of so many bytes, zeros at its end: its length must not tell names apart. */
#define DYE_CANARY_RECORD_STEP 128

/* Bounds are kept as -log2 in these units, rounded down: towards probability 1, which is safe. */
#define DYE_CANARY_BOUND_UNITS 1048576.0

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

/* What seals the records of one dataset. The caller wipes it. */
struct dye_canary_sealing {
	uint8_t salt[DYE_DATASET_ID_LEN];
	uint8_t key[DYE_KEY_LEN];
	uint8_t commitment[DYE_KEY_LEN]; /* to the key: GCM alone lets a text be made that opens under two keys */
};

enum dye_code dye_canary_sealing_open(const struct dye_vault * vault, const uint8_t salt[DYE_DATASET_ID_LEN],
    struct dye_canary_sealing * sealing, struct dye_error * err);

/**
 * dye_canary_seal(sealing, canary, clear, out, err), dye_canary_unseal(sealing, canary, record, err): The record of ${canary}, bound to the dataset, the
 * recipient, the parent's anchor and its own: moved to another canary or account it does not open (DYE_EAUTH).
 */
enum dye_code dye_canary_seal(const struct dye_canary_sealing * sealing, const struct dye_canary * canary,
    struct dye_slice clear, struct dye_buffer * out, struct dye_error * err);
enum dye_code dye_canary_unseal(const struct dye_canary_sealing * sealing, const struct dye_canary * canary,
    struct dye_canary_record * record, struct dye_error * err);

#endif

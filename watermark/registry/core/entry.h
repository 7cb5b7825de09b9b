/*
 * entry.h: what an entry of the log says and how it is hashed. All backends share it, so that the same deeds give
 * the same bytes whatever holds them. docs/FORMAT.md gives every byte.
 */
#ifndef DYE_REGISTRY_ENTRY_H
#define DYE_REGISTRY_ENTRY_H

#include "watermark/registry/store.h"

/* Types of entries that only the verbs of a store may append; log_append() refuses them. */
#define DYE_ENTRY_DATASET "dataset"
#define DYE_ENTRY_LEARN "learn"
#define DYE_ENTRY_ENROL "enrol"
#define DYE_ENTRY_EXPORT_BEGIN "export-begin"
#define DYE_ENTRY_EXPORT_END "export-end"
#define DYE_ENTRY_CANARY "canary"
#define DYE_ENTRY_BURN "burn"
#define DYE_ENTRY_RETIRE "retire"
#define DYE_ENTRY_UPGRADE "upgrade"
#define DYE_ENTRY_DECOYS_IMPORT "decoys-import"
#define DYE_ENTRY_DECOYS_GIVE "decoys-give"
#define DYE_ENTRY_KEYS "keys"

/**
 * dye_entry_hash(entry, out, err): SHA-256 of previous (32 bytes), frame(type), seq (u64), when (i64), frame(body), integers
 * little-endian. The first entry's previous is 32 zero bytes.
 */
enum dye_code dye_entry_hash(const struct dye_log_entry * entry, uint8_t out[DYE_HASH_LEN], struct dye_error * err);

/* May a caller of log_append() use this type and body? One line, not one of the types above. */
enum dye_code dye_entry_check(const char * type, struct dye_slice body, struct dye_error * err);

/**
 * dye_entry_mac(key, entry, out, err): HMAC-SHA-256 under the log's key of frame("entry") and the entry's hash.
 * dye_entry_salt(key, type, number, out, err): The salt of one hash of something that could be guessed: HKDF-SHA-256 of the log's key, no salt, info
 * "leakdye/2 salt", frame(type), number (u64).
 * dye_entry_salted(key, type, number, sha256, out, err): SHA-256 of that salt and ${sha256}.
 */
enum dye_code dye_entry_mac(const uint8_t key[DYE_KEY_LEN], const struct dye_log_entry * entry,
    uint8_t out[DYE_HASH_LEN], struct dye_error * err);
enum dye_code dye_entry_salt(const uint8_t key[DYE_KEY_LEN], const char * type, uint64_t number,
    uint8_t out[DYE_HASH_LEN], struct dye_error * err);
enum dye_code dye_entry_salted(const uint8_t key[DYE_KEY_LEN], const char * type, uint64_t number,
    const uint8_t sha256[DYE_HASH_LEN], uint8_t out[DYE_HASH_LEN], struct dye_error * err);

/* The bodies. Each replaces what is in ${body}. */
enum dye_code dye_entry_dataset(struct dye_buffer * body, const struct dye_dataset * d, struct dye_error * err);
enum dye_code dye_entry_learn(struct dye_buffer * body, const uint8_t salt[DYE_HASH_LEN], uint32_t dataset,
    uint32_t version, int64_t read, struct dye_slice text, struct dye_error * err);
enum dye_code dye_entry_export_begin(struct dye_buffer * body, const struct dye_export * e, struct dye_error * err);
enum dye_code dye_entry_export_end(struct dye_buffer * body, const struct dye_export * e, struct dye_error * err);
enum dye_code dye_entry_burn(
    struct dye_buffer * body, const struct dye_canary_unit * unit, int64_t from, struct dye_error * err);
enum dye_code dye_entry_retire(struct dye_buffer * body, uint64_t recipient, bool retired, struct dye_error * err);

/*
 * Decoys: of those imported in one go a salt, then number (u64), dataset (u64) and frame(sealed) of each, in that order; of those given by one batch of an export
 * the number of the giving (u64), the decoy's (u64), the export's (u64) and the parent's anchor of each. Hashes of both are begun by the caller.
 */
enum dye_code dye_entry_decoy(
    struct dye_hash * hash, uint64_t id, uint32_t dataset, struct dye_slice sealed, struct dye_error * err);
enum dye_code dye_entry_decoys_import(struct dye_buffer * body, uint32_t dataset, uint64_t count,
    const uint8_t sha256[DYE_HASH_LEN], struct dye_error * err);
enum dye_code dye_entry_given(struct dye_hash * hash, uint64_t id, uint64_t decoy, uint64_t export_id,
    const uint8_t parent[DYE_PRF_LEN], struct dye_error * err);
enum dye_code dye_entry_decoys_give(struct dye_buffer * body, uint64_t export_id, uint64_t count,
    const uint8_t sha256[DYE_HASH_LEN], struct dye_error * err);

/* The whole number behind "key": in a body made by one of these; false where there is none. */
bool dye_entry_number(struct dye_slice body, const char * key, uint64_t * value);

/* What an enrolment commits to: a salt, then number (u64) and frame(name) of everyone added, in that order; and the numbers alone. */
#define DYE_RUN_LEN 16
struct dye_enrolment {
	uint8_t salt[DYE_HASH_LEN]; /* set before the first is added */
	struct dye_hash * hash;	    /* Owned. */
	struct dye_buffer part;	    /* not hashed yet */
	uint64_t added;
	uint64_t fresh;		   /* of those, names that had no number before */
	uint64_t known;		   /* enrolled already */
	struct dye_buffer numbers; /* runs of numbers that follow one another: u64 first, u64 count */
};

enum dye_code dye_enrolment_add(
    struct dye_enrolment * e, uint64_t number, struct dye_slice name, struct dye_error * err);
enum dye_code dye_enrolment_body(
    struct dye_enrolment * e, uint32_t dataset, struct dye_buffer * body, struct dye_error * err);
void dye_enrolment_release(struct dye_enrolment * e);

/* What a batch of canaries commits to: the new canaries, the places where canaries go into the export, the new cells, and what
 * was tried. All zero is empty. */
#define DYE_BATCH_PARTS 4
struct dye_batch {
	struct dye_buffer parts[DYE_BATCH_PARTS]; /* canaries, places, cells, trials */
	uint64_t counts[DYE_BATCH_PARTS];
};

enum dye_code dye_batch_canary(
    struct dye_batch * b, uint64_t id, uint32_t dataset, const struct dye_canary * c, struct dye_error * err);
enum dye_code dye_batch_place(struct dye_batch * b, uint64_t export_id, const uint8_t parent[DYE_PRF_LEN],
    uint64_t canary, struct dye_error * err);
enum dye_code dye_batch_cell(
    struct dye_batch * b, uint64_t canary, const uint8_t anchor[DYE_PRF_LEN], struct dye_error * err);
enum dye_code dye_batch_trials(
    struct dye_batch * b, uint64_t export_id, struct dye_slice trials, struct dye_error * err);
enum dye_code dye_batch_body(
    struct dye_batch * b, uint64_t export_id, struct dye_buffer * body, struct dye_error * err);
void dye_batch_release(struct dye_batch * b);

#endif

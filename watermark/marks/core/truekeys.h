/*
 * truekeys.h: the keys that the columns of a table had which leave as surrogates, when it was learned: an exact list, sealed in the registry, committed in the log. A
 * trace asks whether what an account's permutation makes of a leaked surrogate is one of them (docs/EVIDENCE.md, 6.4). A filter would not do: how many texts it
 * takes for keys is not known, and the chance of a hit must be.
 */
#ifndef DYE_MARKS_TRUEKEYS_H
#define DYE_MARKS_TRUEKEYS_H

#include "watermark/marks/core/domain.h"
#include "watermark/vault/vault.h"

/* So many are kept; of more those whose tail has the least hash. Any set that hangs on no account's key will do. */
#define DYE_TRUE_KEYS_MOST (UINT32_C(1) << 20)
#define DYE_TRUE_GROUPS_MOST 32
/* By so many cells of its row a key is found: 32 bits of a digest each. */
#define DYE_TRUE_NAMES 2

struct dye_true_key {
	uint64_t tail;
	uint32_t names[DYE_TRUE_NAMES]; /* 0: none */
};

/* The keys of one domain, whatever columns have them. */
struct dye_true_group {
	struct dye_domain domain;
	struct dye_true_key * list; /* Owned. Once settled: ascending by tail, each once */
	size_t count, size;
};

/* All zero is empty. */
struct dye_true_keys {
	struct dye_true_group * groups; /* Owned. */
	size_t count;
	uint64_t most; /* a key whose hash is above is left out; 0: none is */
};

/**
 * dye_true_keys_add(keys, domain, key, err): One more, which may be there. What is beyond DYE_TRUE_GROUPS_MOST domains is left out.
 * dye_true_keys_settle(keys): Sort, keep each once, and no more than there may be.
 * dye_true_keys_join(keys, older, err): Add the keys of ${older}, without their names, and settle: whom the table has no more was exported once.
 */
enum dye_code dye_true_keys_add(struct dye_true_keys * keys, const struct dye_domain * domain,
    const struct dye_true_key * key, struct dye_error * err);
void dye_true_keys_settle(struct dye_true_keys * keys);
enum dye_code dye_true_keys_join(
    struct dye_true_keys * keys, const struct dye_true_keys * older, struct dye_error * err);
void dye_true_keys_release(struct dye_true_keys * keys);

/* Those of the domain's letters, or NULL. Texts that may begin with 0 and those that may not are permuted by one key: a list has one sort of them. */
const struct dye_true_group * dye_true_keys_find(const struct dye_true_keys * keys, const struct dye_domain * domain);

/* Whether a key with that tail is among them, which are settled. */
bool dye_true_group_has(const struct dye_true_group * group, uint64_t tail);

/* 32 bits of the digest of a cell: never 0. */
uint32_t dye_true_name(const uint8_t digest[DYE_PRF_LEN]);

/**
 * dye_true_keys_write(keys, out, err): Append them, settled. docs/FORMAT.md, section 8, has the bits.
 * dye_true_keys_read(bytes, keys, err): Into one that is empty. What was not written so is DYE_EDATA.
 */
enum dye_code dye_true_keys_write(const struct dye_true_keys * keys, struct dye_buffer * out, struct dye_error * err);
enum dye_code dye_true_keys_read(struct dye_slice bytes, struct dye_true_keys * keys, struct dye_error * err);

/**
 * dye_true_keys_store(vault, store, dataset, version, keys, err): Keep them for the dataset together with those that were kept before.
 * dye_true_keys_load(vault, store, dataset, keys, err): Into one that is empty, and stays so where none are kept. The caller releases, also on failure. DYE_EVAULT
 * where they are not what was kept last.
 */
enum dye_code dye_true_keys_store(const struct dye_vault * vault, struct dye_store * store,
    const struct dye_dataset * dataset, uint32_t version, struct dye_true_keys * keys, struct dye_error * err);
enum dye_code dye_true_keys_load(const struct dye_vault * vault, struct dye_store * store,
    const struct dye_dataset * dataset, struct dye_true_keys * keys, struct dye_error * err);

#endif

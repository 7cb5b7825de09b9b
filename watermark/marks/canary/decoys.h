/*
 * decoys.h: contact points of the owner's (telephone numbers, mailboxes, addresses that answer), which invented records have in place of invented ones; as they
 * stand in the registry. docs/FORMAT.md, section 8, gives the sealed text byte by byte.
 */
#ifndef DYE_MARKS_CANARY_DECOYS_H
#define DYE_MARKS_CANARY_DECOYS_H

#include "formats/base/map.h"
#include "formats/field/kind.h"
#include "watermark/vault/vault.h"

#define DYE_DECOY_VERSION 1

/* A clear text is a multiple of so many bytes, zeros at its end. */
#define DYE_DECOY_STEP 64

/* More columns of one decoy nobody has. */
#define DYE_DECOY_CELLS_MAX 16

/* One contact point. Slices are into the bytes of the decoys. */
struct dye_decoy_cell {
	struct dye_slice column; /* the profile's name of it */
	struct dye_slice kind;
	struct dye_slice text; /* as the column writes it */
	struct dye_slice canonical;
	uint64_t digest; /* of kind and canonical value (dye_decoy_digest()); 0: this program does not have the kind */
};

struct dye_decoy {
	struct dye_stored_decoy stored; /* but for what is sealed */
	uint32_t first, count;		/* of its cells */
};

/* All of a vault, by their numbers. All zero is none. */
struct dye_decoys {
	struct dye_decoy * list; /* Owned, as are the following. */
	size_t count, size;
	struct dye_decoy_cell * cells;
	size_t cell_count, cell_size;
	struct dye_buffer bytes;
	struct dye_map by_digest; /* of a cell: its number, counted from 1; of several the first */
};

/**
 * dye_decoys_load(vault, store, decoys, err): Read them where they are verified. ${decoys} is all zero; release it, also where this fails.
 */
enum dye_code dye_decoys_load(
    const struct dye_vault * vault, struct dye_store * store, struct dye_decoys * decoys, struct dye_error * err);
void dye_decoys_release(struct dye_decoys * decoys);

/* Of a value that is written as ${text}, or whose canonical value is there. */
enum dye_code dye_decoy_digest(const struct dye_kind * kind, struct dye_slice canonical, struct dye_buffer * scratch,
    uint64_t * digest, struct dye_error * err);

/* Whose cell number ${cell} is, counted from 0. */
const struct dye_decoy * dye_decoys_of_cell(const struct dye_decoys * decoys, size_t cell);

/* A text of one decoy, to be sealed; and sealed as number ${id} of the dataset with ${salt}. */
enum dye_code dye_decoy_write(
    const struct dye_decoy_cell * cells, uint32_t count, struct dye_buffer * clear, struct dye_error * err);
enum dye_code dye_decoy_seal_text(const struct dye_vault * vault, const uint8_t salt[DYE_DATASET_ID_LEN], uint64_t id,
    struct dye_slice clear, struct dye_buffer * sealed, struct dye_error * err);

#endif

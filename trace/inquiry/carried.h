/*
 * carried.h: what the log says of sources whose first rows carried somebody's spellings.
 *
 * Every source that was looked at leaves such an entry, whatever it carried, and the number in it is masked under a key of the vault: who reads the
 * registry without the passphrase sees that a source was read and nothing else. docs/EVIDENCE.md, 8.1, says why nobody else is told.
 */
#ifndef DYE_INQUIRY_CARRIED_H
#define DYE_INQUIRY_CARRIED_H

#include <leakdye/trace.h>

#include "watermark/registry/store.h"

/* Append the entry: the source that was given for ${dataset} carries the spellings of account number ${account}; 0: of nobody. */
enum dye_code dye_carried_note(
    struct dye_store * store, const char * dataset, uint64_t account, struct dye_error * err);

/* One such entry, out of its mask. */
struct dye_carried {
	uint64_t entry;
	int64_t when;
	uint64_t account;	  /* its number; 0: nobody's */
	struct dye_slice dataset; /* as a JSON string has it, without the quotes; valid during the visit */
};

typedef enum dye_code (*dye_carried_visit)(void * cookie, const struct dye_carried * carried, struct dye_error * err);

/* All of them, in order: for the owner alone. */
enum dye_code dye_carried_each(
    struct dye_store * store, dye_carried_visit visit, void * cookie, struct dye_error * err);

/* Fill in, for whom ${report} accuses, which entries say so of them. */
enum dye_code dye_carried_find(struct dye_store * store, struct dye_trace_report * report, struct dye_error * err);

#endif

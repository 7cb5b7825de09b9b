/*
 * crowd.h: who is scored: for every dataset and every profile that its exports may have been made with, the accounts that may be the source.
 *
 * Nothing here looks at a key. Versions of a profile that say the same of columns, tables and marks are one: an account has the same marks under
 * all of them, and is scored once. A profile under which nobody is scored is not kept, so that nobody looks at the leak for it. docs/EVIDENCE.md, 2.2, has the proof for both rules.
 */
#ifndef DYE_INQUIRY_CROWD_H
#define DYE_INQUIRY_CROWD_H

#include "watermark/profile/profile.h"
#include "watermark/registry/store.h"

struct dye_crowd {
	struct dye_dataset dataset;
	uint32_t version;	      /* the newest of the versions that are alike */
	uint32_t first;		      /* the oldest */
	struct dye_profile * profile; /* Owned. */
	uint64_t * numbers;	      /* Owned: ascending numbers of the accounts */
	size_t count, number_size;
};

/* All zero is empty. */
struct dye_crowds {
	struct dye_crowd * list; /* Owned. By dataset, then by oldest version */
	size_t count, size;
	uint64_t scored; /* pairs of an account and a profile, over all */
	uint64_t
	    pairs; /* the same over the whole vault, whatever dataset and day were asked for: what the bound pays for */
	uint64_t enrolled; /* accounts that were enrolled in time, over all datasets */
	char names[1024];  /* of the datasets, comma-separated, cut where they are too long */
};

/* Who is asked for. */
struct dye_crowd_wish {
	const char * dataset; /* NULL: every one */
	int64_t leaked_on;    /* later enrolments and exports cannot be the source; INT64_MAX: unknown */
	bool all_enrolled;    /* also who has no export of the dataset under the profile */
};

/**
 * dye_crowds_find(store, wish, crowds, err): DYE_EMISSING where there is no such dataset, or none at all. The caller releases with
 * dye_crowds_release(), after an error too.
 */
enum dye_code dye_crowds_find(
    struct dye_store * store, const struct dye_crowd_wish * wish, struct dye_crowds * crowds, struct dye_error * err);
void dye_crowds_release(struct dye_crowds * crowds);

#endif

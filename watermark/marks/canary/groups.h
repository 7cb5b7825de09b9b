/*
 * groups.h: which columns of a table hang together, by its donors: an invented record has those of a group of one row (donors.h).
 */
#ifndef DYE_MARKS_CANARY_GROUPS_H
#define DYE_MARKS_CANARY_GROUPS_H

#include "watermark/marks/core/donorpool.h"
#include "watermark/profile/profile.h"

/* Two columns hang together where features of theirs tell so much of one another, in bits, beyond what they do once one is permuted. */
#define DYE_GROUPS_LEAST 0.05

/**
 * dye_groups_find(pool, profile, err): Number the groups of the columns of ${profile}, from 1; 0 is put where a column is alone. Nothing hangs on a key.
 */
enum dye_code dye_groups_find(const struct dye_donor_pool * pool, struct dye_profile * profile, struct dye_error * err);

/**
 * dye_mutual_information(a, b, n): In bits, of two features of n rows: For tests too.
 */
double dye_mutual_information(const uint8_t * a, const uint8_t * b, size_t n);

#endif

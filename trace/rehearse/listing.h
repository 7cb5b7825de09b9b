/*
 * listing.h: what learn keeps of the keys of a table, for the vault of a rehearsal, whose profile was learned elsewhere.
 */
#ifndef DYE_REHEARSE_LISTING_H
#define DYE_REHEARSE_LISTING_H

#include "trace/rehearse/sheet.h"
#include "watermark/vault/vault.h"

/* Keep the keys of the rows of ${sheet} that marks ask for (marks/core/truekeys.h); none where no mark does. */
enum dye_code dye_list_keys(const struct dye_vault * vault, struct dye_store * store,
    const struct dye_dataset * dataset, const struct dye_profile * profile, const struct dye_sheet * sheet,
    struct dye_error * err);

#endif

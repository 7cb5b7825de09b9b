/*
 * stage.h: where a rehearsal takes place: vaults in a folder of its own, accounts that do not exist, and the copies that they get.
 */
#ifndef DYE_REHEARSE_STAGE_H
#define DYE_REHEARSE_STAGE_H

#include "trace/rehearse/rehearse.h"
#include "trace/rehearse/sheet.h"

/* Accounts that get copies, at most; and of those, copies that go through the leaker's own program. */
#define DYE_STAGE_COPIES 10
#define DYE_STAGE_PASSES 3

struct dye_stage_set {
	struct dye_vault * vault;   /* with the real profile, and keys of its own */
	struct dye_outlook outlook; /* of that vault: profile, N and the need */
	uint64_t scored;	    /* accounts that are enrolled: the copies', and others that have nothing */
	struct dye_buffer file;	    /* the table as it was given */
	struct dye_sheet source;    /* the same, unmarked */
	struct dye_sheet copies[DYE_STAGE_COPIES];
	size_t copy_count;
	struct dye_sheet
	    passed[DYE_STAGE_PASSES]; /* the first copies, after a pass through this program with the leaker's keys */
	size_t passed_count;
	char why_not[256]; /* why none passed */
	bool placed;	   /* the copies' rows are in an order of their own */
};

/* Number ${copy}'s account, from 0. */
void dye_stage_account(size_t copy, char name[32]);

/**
 * dye_stage_open(script, options, set, err): Read the table, make the vault, enrol. No copy is made yet. The caller closes, after an error too.
 * dye_stage_copy(set, options, err): Make one more copy, and let it pass through the leaker's program if it is one of the first; where that refuses,
 * set->why_not says so.
 */
enum dye_code dye_stage_open(const struct dye_script * script, const struct dye_rehearse_options * options,
    struct dye_stage_set * set, struct dye_error * err);
enum dye_code dye_stage_copy(
    struct dye_stage_set * set, const struct dye_rehearse_options * options, struct dye_error * err);
void dye_stage_close(struct dye_stage_set * set);

#endif

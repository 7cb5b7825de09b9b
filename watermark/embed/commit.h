/*
 * commit.h: the last step of an export, in order of the file: check keys, burn what came back, register births, then let bytes leave.
 */
#ifndef DYE_EMBED_COMMIT_H
#define DYE_EMBED_COMMIT_H

#include "watermark/embed/pipeline.h"

struct dye_commit;

enum dye_code dye_commit_open(
    const struct dye_pipeline_options * options, struct dye_commit ** commit, struct dye_error * err);

/**
 * dye_commit_job(commit, job, err): Commit the next block of rows. Its births are taken over and come out at their
 * distance behind their parents.
 */
enum dye_code dye_commit_job(struct dye_commit * commit, struct dye_job * job, struct dye_error * err);

/* The next block failed, and nothing of it leaves; what came back in it and before it is burned all the same. */
enum dye_code dye_commit_failed(struct dye_commit * commit, const struct dye_job * job, struct dye_error * err);

/* Let out what still waits, and fill rows, births, tried, bytes and sha256 of ${result}, whose counts are there. */
enum dye_code dye_commit_finish(
    struct dye_commit * commit, struct dye_pipeline_result * result, struct dye_error * err);

void dye_commit_close(struct dye_commit * commit);

#endif

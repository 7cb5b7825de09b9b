/*
 * forms.h: the form (quotes, what stands around values, the line end) of an invented record that stands elsewhere in its block than its parent: that of the row before
 * which it stands. Files are put together of parts that programs wrote in different ways.
 */
#ifndef DYE_EMBED_FORMS_H
#define DYE_EMBED_FORMS_H

#include "watermark/embed/job.h"

/* Keep the cells of ${row}, the last birth of a job, in ${birth}, where it may stand anywhere in its block. */
enum dye_code dye_forms_keep(struct dye_job_birth * birth, const struct dye_row * row, struct dye_error * err);

/*
 * Render again the births of ${job} that were kept, all of whose rows are done. One that does not fit there is taken out and counted in *wide. ${decoder} is used: it
 * has read the block of the job to its end.
 */
enum dye_code dye_forms_take(
    struct dye_decoder * decoder, struct dye_job * job, uint64_t * wide, struct dye_error * err);

#endif

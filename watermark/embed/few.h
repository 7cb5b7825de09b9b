/*
 * few.h: why an export has fewer invented records than were drawn for it.
 */
#ifndef DYE_EMBED_FEW_H
#define DYE_EMBED_FEW_H

#include "watermark/embed/pipeline.h"

/*
 * dye_explain_few(columns, profile, result, why, size): Where one in five could not leave: the chief cause, and what helps against it, for people, into ${why} of
 * ${size} bytes; "" otherwise.
 */
void dye_explain_few(const struct dye_columns * columns, const struct dye_profile * profile,
    const struct dye_pipeline_result * result, char * why, size_t size);

/*
 * dye_explain_undrawn(columns, profile, result, why, size): The same where none was drawn for any of many rows: they are drawn by the values of the first
 * column that names rows, which may be few.
 */
void dye_explain_undrawn(const struct dye_columns * columns, const struct dye_profile * profile,
    const struct dye_pipeline_result * result, char * why, size_t size);

#endif

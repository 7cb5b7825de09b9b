/*
 * learn.h: the hooks of the mark while a dataset is learned (marks/mark.h): the shapes of its columns' keys, and which keys there are.
 */
#ifndef DYE_MARKS_SURROGATE_LEARN_H
#define DYE_MARKS_SURROGATE_LEARN_H

#include "watermark/marks/mark.h"

/* 64 bits of a digest of a key of the column of that name: what is kept of the keys of a learned table (core/learnedtable.h). */
enum dye_code dye_surrogate_key_digest(
    const char * column, struct dye_slice key, struct dye_buffer * scratch, uint64_t * digest, struct dye_error * err);

enum dye_code dye_surrogate_plan(
    const struct dye_profile * profile, void * settings, struct dye_buffer * why_not, struct dye_error * err);
enum dye_code dye_surrogate_keys_open(const struct dye_mark_context * context, void ** keys, struct dye_error * err);
enum dye_code dye_surrogate_keys(
    void * keys, const struct dye_row * row, dye_row_key_visit visit, void * cookie, struct dye_error * err);
void dye_surrogate_keys_close(void * keys);
enum dye_code dye_surrogate_measure_open(
    const struct dye_mark_context * context, void ** measure, struct dye_error * err);
enum dye_code dye_surrogate_measure(void * measure, const struct dye_row * row, struct dye_error * err);
enum dye_code dye_surrogate_measure_close(void * measure, struct dye_profile * profile, struct dye_error * err);

#endif

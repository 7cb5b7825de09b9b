/*
 * listed.h: keys of one column as points of domains, in a table that is learned and in a leak; and what finds them.
 */
#ifndef DYE_MARKS_SURROGATE_LISTED_H
#define DYE_MARKS_SURROGATE_LISTED_H

#include "watermark/marks/mark.h"
#include "watermark/marks/surrogate/cipher.h"

/* The hooks of the mark (marks/mark.h). */
enum dye_code dye_surrogate_true_keys_open(
    const struct dye_mark_context * context, void ** state, struct dye_error * err);
enum dye_code dye_surrogate_true_keys(
    void * state, const struct dye_row * row, struct dye_true_keys * keys, struct dye_error * err);
enum dye_code dye_surrogate_true_keys_close(
    void * state, const struct dye_true_keys * keys, struct dye_profile * profile, struct dye_error * err);
enum dye_code dye_surrogate_observer_open(const struct dye_mark_context * context, const struct dye_losses * losses,
    void ** observer, struct dye_error * err);
enum dye_code dye_surrogate_observe(
    void * observer, const struct dye_leak_row * row, const struct dye_observer_sink * sink, struct dye_error * err);
void dye_surrogate_observer_close(void * observer);

/**
 * dye_surrogate_padded(shape, keys, last, letters, domain): Where zeros in front of a surrogate may be lost: put so many back that it has one of the lengths that
 * surrogates of the column have, the least above ${last} letters. False where there is no greater one.
 */
bool dye_surrogate_padded(const struct dye_surrogate_shape * shape, const struct dye_true_keys * keys, uint32_t last,
    struct dye_surrogate_letters * letters, struct dye_domain * domain);

#endif

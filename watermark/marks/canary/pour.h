/*
 * pour.h: the same number, written as another of its column is.
 */
#ifndef DYE_MARKS_CANARY_POUR_H
#define DYE_MARKS_CANARY_POUR_H

#include "formats/field/kind.h"

/**
 * dye_pour(kind, canonical, form, out, scratch, poured, err): Append to ${out} the last digits of ${canonical}, as many as ${form} has, with the signs of ${form} between
 * them. *poured is false, and nothing appended, where that is another value of ${kind} than ${canonical}, or ${form} has letters or no digits.
 */
enum dye_code dye_pour(const struct dye_kind * kind, struct dye_slice canonical, struct dye_slice form,
    struct dye_buffer * out, struct dye_parse * scratch, bool * poured, struct dye_error * err);

/* Whether the text is one of digits and signs, so that others can be written as it is. */
bool dye_is_form(struct dye_slice text);

#endif

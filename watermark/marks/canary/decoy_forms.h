/*
 * decoy_forms.h: how a column writes its numbers, so that one of the owner's does not stand out.
 */
#ifndef DYE_MARKS_CANARY_DECOY_FORMS_H
#define DYE_MARKS_CANARY_DECOY_FORMS_H

#include "formats/base/map.h"
#include "formats/field/kind.h"

struct dye_decoy_form;

/* Of one column. All zero is none. */
struct dye_decoy_forms {
	struct dye_decoy_form * list; /* Owned, as are the following. */
	size_t count, size;
	struct dye_map by_shape; /* digest of a form: its number, from 1 */
	struct dye_buffer texts;
	uint64_t values; /* of the column */
	uint64_t formed; /* of digits and signs alone */
};

/* A value of the column. */
enum dye_code dye_decoy_forms_note(
    struct dye_decoy_forms * forms, const struct dye_kind * kind, struct dye_slice text, struct dye_error * err);
void dye_decoy_forms_release(struct dye_decoy_forms * forms);

enum dye_decoy_written {
	DYE_WRITTEN_SO,	   /* as it is: the column has such, or most of it are no numbers */
	DYE_WRITTEN_ANEW,  /* in ${out}, as most of the column where that is the same value */
	DYE_WRITTEN_NEVER, /* the column has no form for it */
};

/* dye_decoy_forms_write(forms, kind, text, canonical, out, scratch, how, err): How ${text}, which says ${canonical}, is to be written. ${out} is appended to. */
enum dye_code dye_decoy_forms_write(const struct dye_decoy_forms * forms, const struct dye_kind * kind,
    struct dye_slice text, struct dye_slice canonical, struct dye_buffer * out, struct dye_parse * scratch,
    enum dye_decoy_written * how, struct dye_error * err);

#endif

/*
 * part.h: a column of surnames alone, and one of given names: what both kinds do.
 */
#ifndef DYE_FIELD_PART_H
#define DYE_FIELD_PART_H

#include "formats/field/people/write.h"

/* How sure the cell is such a part (kind.h, recognise): sure of those in the program's lists alone. */
int dye_name_part_score(struct dye_slice text, bool surname);

/* Does the title of a column say so: last name, family, surname, 姓; first name, given, 名? */
bool dye_name_part_titled(struct dye_slice title, bool surname);

enum dye_code dye_name_part_forge(
    struct dye_forge * forge, bool surname, struct dye_buffer * out, struct dye_error * err);
enum dye_code dye_name_part_put(struct dye_slice text, bool surname, const struct dye_attributes * attributes,
    dye_part_put put, void * cookie, struct dye_error * err);
void dye_name_part_attributes(struct dye_slice text, bool surname, struct dye_attributes * attributes);

#endif

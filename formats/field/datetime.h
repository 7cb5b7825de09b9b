/*
 * datetime.h: reading a date, a time, or both.
 */
#ifndef DYE_FIELD_DATETIME_H
#define DYE_FIELD_DATETIME_H

#include "formats/field/core/date.h"
#include "formats/field/kind.h"

/**
 * dye_datetime_date(text, date): The day that ${text} names; false where it names none, or two (03/04/2024).
 */
bool dye_datetime_date(struct dye_slice text, struct dye_date * date);

#endif

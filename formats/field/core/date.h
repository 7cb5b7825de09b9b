/*
 * date.h: days of the Gregorian calendar.
 */
#ifndef DYE_FIELD_DATE_H
#define DYE_FIELD_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* month 0: no date. */
struct dye_date {
	int32_t year;
	uint8_t month; /* 1..12 */
	uint8_t day;   /* 1..31 */
};

/* Does the day exist? Years 1 to 9999. */
bool dye_date_valid(struct dye_date date);

/* Days since 1970-01-01, and back. */
int32_t dye_date_days(struct dye_date date);
struct dye_date dye_date_of_days(int32_t days);

static inline bool
dye_date_equal(struct dye_date a, struct dye_date b)
{

	return a.year == b.year && a.month == b.month && a.day == b.day;
}

#endif

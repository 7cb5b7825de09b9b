#include "formats/field/core/date.h"

static const uint8_t month_days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static bool
leap(int32_t year)
{

	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int32_t
days_in(int32_t year, int32_t month)
{

	return month_days[month - 1] + (month == 2 && leap(year) ? 1 : 0);
}

/* Days from 0001-01-01 to the first day of the year. */
static int32_t
days_before(int32_t year)
{
	int32_t y = year - 1;

	return y * 365 + y / 4 - y / 100 + y / 400;
}

bool
dye_date_valid(struct dye_date date)
{

	if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1)
		return false;
	return date.day <= days_in(date.year, date.month);
}

int32_t
dye_date_days(struct dye_date date)
{
	int32_t days = days_before(date.year) - days_before(1970);
	int32_t m;

	for (m = 1; m < date.month; m++)
		days += days_in(date.year, m);
	return days + date.day - 1;
}

struct dye_date
dye_date_of_days(int32_t days)
{
	int32_t since = days + days_before(1970);
	int32_t year = since / 366 + 1; /* never too late */
	int32_t month = 1;

	while (days_before(year + 1) <= since)
		year++;
	since -= days_before(year);
	while (since >= days_in(year, month))
		since -= days_in(year, month++);
	return (struct dye_date){year, (uint8_t)month, (uint8_t)(since + 1)};
}

/*
 * when.h: the grammar of dates and times, with the places of their parts in the text: kinds read what they mean by it, and write by it.
 *
 * 2024-01-02, 2024/1/2, 2024.1.2, 20240102, 2024年1月2日, 1/2/2024, 1/2/24, 2 Jan 2024, 02-JAN-24, Jan 2, 2024, each alone or with a time: 03:04, 3:04:05,
 * 03:04:05.678, 3:04 PM, 下午3时4分5秒, a T between, Z or +08:00 behind; 20240102030405; a time alone; 2024-01.
 */
#ifndef DYE_FIELD_WHEN_H
#define DYE_FIELD_WHEN_H

#include "formats/field/core/date.h"
#include "formats/field/core/glyphs.h"

/* A place in the text that was read: first code point and how many. */
struct dye_when_span {
	uint32_t at;
	uint32_t n;
};

struct dye_when {
	bool has_date;
	bool has_day;
	bool ambiguous; /* day and month could be exchanged; date holds first and second as month and day */
	bool compact;	/* no signs between */
	struct dye_date date;
	bool has_time;
	uint32_t hour;
	uint32_t minute;
	bool has_seconds;
	struct dye_when_span second;	 /* digits of the seconds */
	struct dye_when_span year_at;	 /* four digits, or two */
	struct dye_when_span month_at;	 /* empty where the month is a word, */
	struct dye_when_span month_word; /* which is this, without a full stop */
	struct dye_when_span day_at;
	struct dye_when_span minute_at;
	struct dye_when_span fraction;
	struct dye_when_span zone;
	int sure; /* of 1000: how likely such digits are a date or a time */
};

/* Whether the whole text is a date, a time, or both; in 48 code points at most. */
bool dye_when_read(const struct dye_glyphs * text, struct dye_when * when);

/* The name of month 1 to 12, in small letters. */
const char * dye_when_month(uint32_t month);

/* The number that nine digits at most make. */
uint32_t dye_when_value(const struct dye_glyphs * text, struct dye_when_span digits);

#endif

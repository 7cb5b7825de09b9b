#include "formats/field/core/moment.h"

#include <string.h>

#include "formats/base/nothing.h"
#include "formats/field/core/when.h"

/* Digits of a fraction that fit beside the seconds. */
#define FRACTION_MOST 6

/* A text that was taken apart. */
struct moment {
	struct dye_glyphs scan;
	struct dye_when when;
	struct dye_when_span hour_at;
	uint32_t form; /* 0: days; 1: minutes; 2 and more: seconds, with so many digits behind them */
};

/* The digits of the hour, which stand before those of the minute; false where the text has it otherwise: 3 PM. */
static bool
find_hour(struct moment * m)
{
	uint32_t end = m->when.minute_at.at, at;

	if (!m->when.has_time || m->when.minute_at.n == 0)
		return !m->when.has_time;
	while (end > 0 && !dye_is_digit((uint8_t)m->scan.cp[end - 1]) && !m->when.compact)
		end--;
	for (at = end; at > 0 && end - at < 2 && m->scan.cp[at - 1] >= '0' && m->scan.cp[at - 1] <= '9';)
		at--;
	m->hour_at = (struct dye_when_span){at, end - at};
	return end > at && dye_when_value(&m->scan, m->hour_at) == m->when.hour;
}

/* Which of two numbers that could both be is the month; false where nobody knows. 04/04/2024 is one day, and another in its place two. */
static bool
settle_days(struct dye_when * w, enum dye_forge_days days)
{
	const struct dye_when_span month_at = w->month_at;
	const uint8_t month = w->date.month;

	if (!w->ambiguous && (w->date.month != w->date.day || w->month_at.n == 0 || w->year_at.at < w->month_at.at))
		return true;
	if (days == DYE_FORGE_DAY_FIRST) {
		w->month_at = w->day_at;
		w->day_at = month_at;
		w->date.month = w->date.day;
		w->date.day = month;
	}
	return days != DYE_FORGE_DAYS_UNKNOWN;
}

static bool
take_apart(struct dye_slice text, enum dye_forge_days days, struct moment * m)
{
	const struct dye_when * w = &m->when;

	*m = (struct moment){.form = 0};
	dye_glyphs_text(text, &m->scan);
	if (!dye_when_read(&m->scan, &m->when) || !w->has_date || !w->has_day || w->month_at.n + w->month_word.n == 0 ||
	    w->fraction.n > FRACTION_MOST || !settle_days(&m->when, days) || !find_hour(m))
		return false;
	if (w->has_time)
		m->form = w->has_seconds ? 2 + w->fraction.n : 1;
	return true;
}

static uint64_t
power_of_ten(uint32_t n)
{
	uint64_t p = 1;

	while (n-- > 0)
		p *= 10;
	return p;
}

/* Day 0 is before all that are valid. */
static const struct dye_date first_day = {1, 1, 1};

bool
dye_moment_read(struct dye_slice text, enum dye_forge_days days, uint64_t * moment, uint32_t * form)
{
	struct moment m;

	if (!take_apart(text, days, &m))
		return false;
	*form = m.form;
	*moment = (uint64_t)(dye_date_days(m.when.date) - dye_date_days(first_day));
	if (m.form > 0)
		*moment = (*moment * 24 + m.when.hour) * 60 + m.when.minute;
	if (m.form > 1)
		*moment = (*moment * 60 + dye_when_value(&m.scan, m.when.second)) * power_of_ten(m.form - 2);
	if (m.form > 2)
		*moment += dye_when_value(&m.scan, m.when.fraction);
	return true;
}

bool
dye_moment_never(struct dye_slice text)
{
	struct dye_glyphs scan;
	struct dye_when w;

	if (text.len == 0)
		return true;
	dye_glyphs_text(text, &scan);
	return !dye_when_read(&scan, &w) ? dye_nothing_word(text) > 0
					 : w.has_date && (w.date.year < 1902 || w.date.year > 2036);
}

/* Digits, or the name of a month, to be written in the place of others. */
struct part {
	struct dye_when_span at;
	uint32_t value;
	bool word;
};

static void
put_part(struct part * parts, uint32_t * count, struct dye_when_span at, uint64_t value)
{
	uint32_t i;

	for (i = (*count)++; i > 0 && parts[i - 1].at.at > at.at; i--)
		parts[i] = parts[i - 1];
	parts[i] = (struct part){at, (uint32_t)value, false};
}

static void
put_word(struct part * parts, uint32_t * count, struct dye_when_span at, uint32_t month)
{
	uint32_t i = 0;

	put_part(parts, count, at, month);
	while (parts[i].at.at != at.at)
		i++;
	parts[i].word = true;
}

/* A month as the one at ${at} is written: the first three letters, or all; in capitals, or as its two first letters are. */
static enum dye_code
append_month(const struct dye_glyphs * scan, struct dye_when_span at, uint32_t month, struct dye_buffer * out,
    struct dye_error * err)
{
	const char * name = dye_when_month(month);
	size_t n = at.n == 3 ? 3 : strlen(name);

	for (size_t i = 0; i < n; i++) {
		bool capital = scan->cp[at.at + (i > 0 ? 1 : 0)] < 'a';

		DYE_TRY(dye_buffer_append_byte(out, (char)(capital ? name[i] - 'a' + 'A' : name[i]), err));
	}
	return DYE_OK;
}

/* The next part of ${moment}, of ${n}; the rest stays. */
static uint64_t
split(uint64_t * moment, uint64_t n)
{
	uint64_t part = *moment % n;

	*moment /= n;
	return part;
}

static uint32_t
make_parts(const struct moment * m, uint64_t moment, struct part * parts)
{
	const struct dye_when * w = &m->when;
	struct dye_date date;
	uint32_t count = 0;

	if (m->form > 2)
		put_part(parts, &count, w->fraction, split(&moment, power_of_ten(m->form - 2)));
	if (m->form > 1)
		put_part(parts, &count, w->second, split(&moment, 60));
	if (m->form > 0) {
		put_part(parts, &count, w->minute_at, split(&moment, 60));
		put_part(parts, &count, m->hour_at, split(&moment, 24));
	}
	date = dye_date_of_days((int32_t)moment + dye_date_days(first_day));
	put_part(parts, &count, w->year_at, (uint64_t)date.year % (w->year_at.n == 2 ? 100 : 10000));
	if (w->month_at.n > 0)
		put_part(parts, &count, w->month_at, date.month);
	else
		put_word(parts, &count, w->month_word, date.month);
	put_part(parts, &count, w->day_at, date.day);
	return count;
}

enum dye_code
dye_moment_write(struct dye_slice model, enum dye_forge_days days, uint32_t form, uint64_t moment,
    struct dye_buffer * out, bool * done, struct dye_error * err)
{
	struct moment m;
	struct part parts[7];
	uint32_t count, at = 0;

	*done = take_apart(model, days, &m) && m.form == form;
	if (!*done)
		return DYE_OK;
	count = make_parts(&m, moment, parts);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t start = m.scan.at[parts[i].at.at];

		DYE_TRY(dye_buffer_append(out, model.data + at, start - at, err));
		if (parts[i].word)
			DYE_TRY(append_month(&m.scan, parts[i].at, parts[i].value, out, err));
		else
			DYE_TRY(dye_buffer_printf(out, err, "%0*u", (int)parts[i].at.n, parts[i].value));
		at = m.scan.at[parts[i].at.at + parts[i].at.n];
	}
	return dye_buffer_append(out, model.data + at, model.len - at, err);
}

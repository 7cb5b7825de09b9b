#include "formats/field/core/when.h"

#include <string.h>

struct cursor {
	const struct dye_glyphs * s;
	uint32_t i;
};

static uint32_t
peek(const struct cursor * c)
{

	return c->i < c->s->n ? c->s->cp[c->i] : 0;
}

static bool
take(struct cursor * c, uint32_t cp)
{

	if (peek(c) != cp || cp == 0)
		return false;
	c->i++;
	return true;
}

static void
spaces(struct cursor * c)
{

	while (take(c, ' '))
		;
}

/* The run of digits at the cursor. */
static struct dye_when_span
run(const struct cursor * c)
{
	struct dye_when_span r = {c->i, 0};

	while (r.at + r.n < c->s->n && dye_is_digit(c->s->cp[r.at + r.n]))
		r.n++;
	return r;
}

uint32_t
dye_when_value(const struct dye_glyphs * text, struct dye_when_span digits)
{
	uint32_t v = 0, i;

	for (i = 0; i < digits.n && i < 9; i++)
		v = v * 10 + (text->cp[digits.at + i] - '0');
	return v;
}

static uint32_t
value(const struct cursor * c, struct dye_when_span digits)
{

	return dye_when_value(c->s, digits);
}

/* A number of ${least} to ${most} digits. */
static bool
number(struct cursor * c, uint32_t least, uint32_t most, struct dye_when_span * r)
{

	*r = run(c);
	if (r->n < least || r->n > most)
		return false;
	c->i += r->n;
	return true;
}

static const char * const months[] = {"january", "february", "march", "april", "may", "june", "july", "august",
    "september", "october", "november", "december"};

const char *
dye_when_month(uint32_t month)
{

	return months[month - 1];
}

/* A run of letters that is a month's name, or its first three: its number, or 0. */
static uint32_t
month_name(struct cursor * c, struct dye_when_span * at)
{
	char word[12];
	uint32_t n = 0, m;

	while (c->i + n < c->s->n && dye_is_alpha(c->s->cp[c->i + n]) && n < sizeof(word) - 1) {
		word[n] = dye_lower((char)c->s->cp[c->i + n]);
		n++;
	}
	if (n < 3 || n > 9)
		return 0;
	for (m = 0; m < 12; m++)
		if (strncmp(months[m], word, n) == 0 && (n <= 4 || months[m][n] == '\0')) {
			*at = (struct dye_when_span){c->i, n};
			c->i += n;
			(void)take(c, '.');
			return m + 1;
		}
	return 0;
}

static bool
set_date(struct dye_when * w, uint32_t year, uint32_t month, uint32_t day, int sure)
{

	w->date = (struct dye_date){(int32_t)year, (uint8_t)month, (uint8_t)day};
	w->has_date = true;
	w->sure = sure;
	return month <= 12 && day <= 31 && dye_date_valid(w->date);
}

/* 2024-01-02, 2024/1/2, 2024.1.2, 2024年1月2日, 2024-01, 2024年1月. */
static bool
year_first(struct cursor * c, struct dye_when * w)
{
	struct dye_when_span y, m, d;
	uint32_t sign;

	if (!number(c, 4, 4, &y))
		return false;
	sign = peek(c);
	if (sign != '-' && sign != '/' && sign != '.' && sign != 0x5E74)
		return false;
	c->i++;
	spaces(c);
	if (!number(c, 1, 2, &m))
		return false;
	w->year_at = y;
	w->month_at = m;
	w->has_day = take(c, sign == 0x5E74 ? 0x6708 : sign);
	spaces(c);
	if (w->has_day && number(c, 1, 2, &d)) {
		w->day_at = d;
		if (sign == 0x5E74 && !take(c, 0x65E5) && !take(c, 0x53F7))
			return false;
		return set_date(w, value(c, y), value(c, m), value(c, d), sign == '.' ? 850 : 980);
	}
	if (w->has_day && sign != 0x5E74)
		return false;
	w->has_day = false;
	return set_date(w, value(c, y), value(c, m), 1,
		   sign == 0x5E74 ? 950
		   : sign == '.'  ? 0
				  : 700) &&
	       sign != '.' && w->date.year >= 1900 && w->date.year <= 2100;
}

/* The year of four digits, or two: those from 69 on are of the last century (strptime() of POSIX.1-2017, %y). */
static bool
year(struct cursor * c, struct dye_when * w)
{

	return number(c, 2, 4, &w->year_at) && w->year_at.n != 3;
}

static uint32_t
year_value(const struct cursor * c, const struct dye_when * w)
{
	uint32_t v = value(c, w->year_at);

	if (w->year_at.n == 4)
		return v;
	return v < 69 ? 2000 + v : 1900 + v;
}

/* How sure it is that such digits are a date. Three numbers of two digits may be anything; with slashes they are seldom anything else. */
static int
sure_of(const struct dye_when * w, uint32_t sign)
{
	bool padded = w->month_at.n == 2 && w->day_at.n == 2;

	if (w->year_at.n == 4)
		return 930;
	if (sign == '/')
		return padded ? 920 : 900;
	return padded ? 750 : 0;
}

/* 1/2/2024, 02-01-2024, 2.1.2024; 1/2/24, 02-01-24, 02.01.24. */
static bool
year_last(struct cursor * c, struct dye_when * w)
{
	struct dye_when_span a, b;
	uint32_t sign, x, z;

	if (!number(c, 1, 2, &a))
		return false;
	sign = peek(c);
	if (sign != '/' && sign != '-' && sign != '.')
		return false;
	c->i++;
	if (!number(c, 1, 2, &b) || !take(c, sign) || !year(c, w))
		return false;
	x = value(c, a);
	z = value(c, b);
	w->has_day = true;
	w->month_at = x > 12 ? b : a;
	w->day_at = x > 12 ? a : b;
	w->ambiguous = x <= 12 && z <= 12 && x != z;
	return set_date(w, year_value(c, w), x > 12 ? z : x, x > 12 ? x : z, sure_of(w, sign));
}

/* 2 Jan 2024, 02-Jan-2024, Jan 2, 2024, 02-JAN-24. */
static bool
month_named(struct cursor * c, struct dye_when * w)
{
	struct dye_when_span d;
	uint32_t m = month_name(c, &w->month_word);

	spaces(c);
	if (!number(c, 1, 2, &d))
		return false;
	(void)take(c, ',');
	if (m == 0) {
		(void)(take(c, '-') || take(c, '/'));
		spaces(c);
		if ((m = month_name(c, &w->month_word)) == 0)
			return false;
		(void)(take(c, '-') || take(c, ',') || take(c, '/'));
	}
	spaces(c);
	w->has_day = true;
	w->day_at = d;
	return year(c, w) && set_date(w, year_value(c, w), m, value(c, d), 950);
}

/* 20240102, or its first eight digits where six or four for the time follow. */
static bool
compact(struct cursor * c, struct dye_when * w)
{
	struct dye_when_span r = run(c), y = {r.at, 4}, m = {r.at + 4, 2}, d = {r.at + 6, 2};

	if (r.n != 8 && r.n != 12 && r.n != 14)
		return false;
	c->i += 8;
	w->has_day = true;
	w->compact = r.n > 8;
	w->year_at = y;
	w->month_at = m;
	w->day_at = d;
	return set_date(w, value(c, y), value(c, m), value(c, d), r.n == 8 ? 700 : 900) && w->date.year >= 1900 &&
	       w->date.year <= 2100;
}

static bool
read_date(struct cursor * c, struct dye_when * w)
{
	static bool (*const forms[])(struct cursor *, struct dye_when *) = {
	    year_first, year_last, month_named, compact};
	uint32_t start = c->i;
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		c->i = start;
		*w = (struct dye_when){0};
		if (forms[i](c, w))
			return true;
	}
	c->i = start;
	*w = (struct dye_when){0};
	return false;
}

/* 上午, 下午, AM, PM: 0 none, 1 morning, 2 afternoon. */
static uint32_t
half_day(struct cursor * c)
{
	uint32_t a = peek(c), b = c->i + 1 < c->s->n ? c->s->cp[c->i + 1] : 0;

	if ((a == 0x4E0A || a == 0x4E0B) && b == 0x5348) {
		c->i += 2;
		return a == 0x4E0A ? 1 : 2;
	}
	if ((a | 32) == 'a' || (a | 32) == 'p')
		if ((b | 32) == 'm') {
			c->i += 2;
			return (a | 32) == 'a' ? 1 : 2;
		}
	return 0;
}

/* What follows the minutes: seconds, then a fraction. */
static bool
read_seconds(struct cursor * c, struct dye_when * w, bool chinese)
{

	if (w->compact) {
		if (run(c).n == 0)
			return true;
		w->has_seconds = number(c, 2, 2, &w->second);
	} else if (chinese) {
		if (!dye_is_digit(peek(c)))
			return true;
		w->has_seconds = number(c, 1, 2, &w->second) && take(c, 0x79D2);
	} else {
		if (!take(c, ':'))
			return true;
		w->has_seconds = number(c, 2, 2, &w->second);
	}
	if (!w->has_seconds || value(c, w->second) > 59)
		return false;
	if ((peek(c) == '.' || peek(c) == ',') && c->i + 1 < c->s->n && dye_is_digit(c->s->cp[c->i + 1])) {
		c->i++;
		return number(c, 1, 9, &w->fraction);
	}
	return true;
}

/* Z, +08, +08:00, +0800, -5:30. */
static void
read_zone(struct cursor * c, struct dye_when * w)
{
	uint32_t start = c->i;
	struct dye_when_span h, m;

	if (take(c, 'Z') || take(c, 'z')) {
		w->zone = (struct dye_when_span){start, 1};
		return;
	}
	if (!(take(c, '+') || take(c, '-')))
		return;
	h = run(c);
	if (h.n == 4 || h.n == 2 || h.n == 1) {
		c->i += h.n;
		if (h.n <= 2 && take(c, ':') && !number(c, 2, 2, &m))
			c->i = start;
		w->zone = (struct dye_when_span){start, c->i - start};
	} else {
		c->i = start;
	}
}

static bool
read_time(struct cursor * c, struct dye_when * w)
{
	uint32_t half = half_day(c);
	bool chinese = false;
	struct dye_when_span h;

	spaces(c);
	if (w->compact) {
		h = (struct dye_when_span){c->i, 2};
		w->minute_at = (struct dye_when_span){c->i + 2, 2};
		c->i += 4;
	} else {
		if (!number(c, 1, 2, &h))
			return false;
		chinese = take(c, 0x65F6) || take(c, 0x70B9);
		if (!chinese && !take(c, ':'))
			return false;
		if (!number(c, chinese ? 1 : 2, 2, &w->minute_at) || (chinese && !take(c, 0x5206)))
			return false;
	}
	w->hour = value(c, h);
	w->minute = value(c, w->minute_at);
	w->has_time = true;
	if (w->hour > 23 || w->minute > 59 || !read_seconds(c, w, chinese))
		return false;
	spaces(c);
	if (half == 0)
		half = half_day(c);
	if (half == 2 && w->hour < 12)
		w->hour += 12;
	else if (half == 1 && w->hour == 12)
		w->hour = 0;
	read_zone(c, w);
	return true;
}

bool
dye_when_read(const struct dye_glyphs * scan, struct dye_when * w)
{
	struct cursor c = {scan, 0};
	bool dated;

	if (scan->n < 4 || scan->n > 48 || scan->cut)
		return false;
	dated = read_date(&c, w);
	if (c.i == scan->n)
		return dated;
	if (dated) {
		(void)take(&c, ',');
		spaces(&c);
		(void)(take(&c, 'T') || take(&c, 't'));
	} else {
		w->sure = 700;
	}
	return (!dated || w->has_day) && read_time(&c, w) && c.i == scan->n;
}

/*
 * Dates and times: 2024-01-02, 2024/1/2, 2024.1.2, 20240102, 2024年1月2日, 1/2/2024, 2 Jan 2024, Jan 2, 2024, each alone or with
 * a time: 03:04, 3:04:05, 03:04:05.678, 3:04 PM, 下午3时4分5秒, a T between, Z or +08:00 behind; 20240102030405; a time alone; 2024-01.
 *
 * canonical: 2024-01-02t03:04:SS.678+0800, as much of it as there is. 03/04/2024 can be two days and stays 03/04/2024.
 * The seconds are a tolerant slot: the canonical value holds the slot, not the digits. What decides that there is a slot (two digits
 * 00 to 59 where seconds stand, or one before 秒) does not depend on which seconds they are. Seconds in full-width digits, or in one digit,
 * are a slot whose spelling is not listed.
 */
/* file: one grammar read forwards, for cells, and backwards, for invented ones; the parts mean little alone. */
#include <string.h>

#include "formats/field/core/forge.h"
#include "formats/field/core/glyphs.h"

#define TEN(t)                                                                                          \
	{t "0", t "0"}, {t "1", t "1"}, {t "2", t "2"}, {t "3", t "3"}, {t "4", t "4"}, {t "5", t "5"}, \
	    {t "6", t "6"}, {t "7", t "7"}, {t "8", t "8"},                                             \
	{                                                                                               \
		t "9", t "9"                                                                            \
	}

static const struct dye_alternative seconds[60] = {TEN("0"), TEN("1"), TEN("2"), TEN("3"), TEN("4"), TEN("5")};

static const struct dye_slot_type slot_types[] = {
    {"seconds", DYE_TOLERANT, seconds, 60},
};

/* A place in the text of what was read: first code point and how many. */
struct span {
	uint32_t at;
	uint32_t n;
};

struct when {
	bool has_date;
	bool has_day;
	bool ambiguous; /* day and month could be exchanged; date holds first and second as month and day */
	bool compact;	/* no signs between */
	struct dye_date date;
	bool has_time;
	uint32_t hour;
	uint32_t minute;
	bool has_seconds;
	struct span second; /* digits of the seconds */
	struct span year_at;
	struct span month_at; /* empty where the month is a word */
	struct span day_at;
	struct span minute_at;
	struct span fraction;
	struct span zone;
	int sure;
};

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
static struct span
run(const struct cursor * c)
{
	struct span r = {c->i, 0};

	while (r.at + r.n < c->s->n && dye_is_digit(c->s->cp[r.at + r.n]))
		r.n++;
	return r;
}

static uint32_t
value(const struct cursor * c, struct span r)
{
	uint32_t v = 0, i;

	for (i = 0; i < r.n && i < 9; i++)
		v = v * 10 + (c->s->cp[r.at + i] - '0');
	return v;
}

/* A number of ${least} to ${most} digits. */
static bool
number(struct cursor * c, uint32_t least, uint32_t most, struct span * r)
{

	*r = run(c);
	if (r->n < least || r->n > most)
		return false;
	c->i += r->n;
	return true;
}

/* A run of letters that begins with a month's first three: its number, or 0. */
static uint32_t
month_name(struct cursor * c)
{
	static const char names[] = "january  february march    april    may      june     july     august   september"
				    "october  november december ";
	char word[12];
	uint32_t n = 0, m;

	while (c->i + n < c->s->n && dye_is_alpha(c->s->cp[c->i + n]) && n < sizeof(word) - 1) {
		word[n] = dye_lower((char)c->s->cp[c->i + n]);
		n++;
	}
	if (n < 3 || n > 9)
		return 0;
	for (m = 0; m < 12; m++)
		if (memcmp(names + m * 9, word, n) == 0 && (n == 3 || names[m * 9 + n] == ' ' || n == 9 || n == 4)) {
			c->i += n;
			(void)take(c, '.');
			return m + 1;
		}
	return 0;
}

static bool
set_date(struct when * w, uint32_t year, uint32_t month, uint32_t day, int sure)
{

	w->date = (struct dye_date){(int32_t)year, (uint8_t)month, (uint8_t)day};
	w->has_date = true;
	w->sure = sure;
	return month <= 12 && day <= 31 && dye_date_valid(w->date);
}

/* 2024-01-02, 2024/1/2, 2024.1.2, 2024年1月2日, 2024-01, 2024年1月. */
static bool
year_first(struct cursor * c, struct when * w)
{
	struct span y, m, d;
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

/* 1/2/2024, 02-01-2024, 2.1.2024. */
static bool
year_last(struct cursor * c, struct when * w)
{
	struct span a, b, y;
	uint32_t sign, x, z;

	if (!number(c, 1, 2, &a))
		return false;
	sign = peek(c);
	if (sign != '/' && sign != '-' && sign != '.')
		return false;
	c->i++;
	if (!number(c, 1, 2, &b) || !take(c, sign) || !number(c, 4, 4, &y))
		return false;
	x = value(c, a);
	z = value(c, b);
	w->has_day = true;
	w->year_at = y;
	w->month_at = x > 12 ? b : a;
	w->day_at = x > 12 ? a : b;
	w->ambiguous = x <= 12 && z <= 12 && x != z;
	return set_date(w, value(c, y), x > 12 ? z : x, x > 12 ? x : z, 930);
}

/* 2 Jan 2024, 02-Jan-2024, Jan 2, 2024. */
static bool
month_named(struct cursor * c, struct when * w)
{
	struct span d;
	uint32_t m = month_name(c);

	spaces(c);
	if (!number(c, 1, 2, &d))
		return false;
	(void)take(c, ',');
	if (m == 0) {
		(void)(take(c, '-') || take(c, '/'));
		spaces(c);
		if ((m = month_name(c)) == 0)
			return false;
		(void)(take(c, '-') || take(c, ',') || take(c, '/'));
	}
	spaces(c);
	w->has_day = true;
	w->day_at = d;
	return number(c, 4, 4, &w->year_at) && set_date(w, value(c, w->year_at), m, value(c, d), 950);
}

/* 20240102, or its first eight digits where six or four for the time follow. */
static bool
compact(struct cursor * c, struct when * w)
{
	struct span r = run(c), y = {r.at, 4}, m = {r.at + 4, 2}, d = {r.at + 6, 2};

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
read_date(struct cursor * c, struct when * w)
{
	static bool (*const forms[])(struct cursor *, struct when *) = {year_first, year_last, month_named, compact};
	uint32_t start = c->i;
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		c->i = start;
		*w = (struct when){0};
		if (forms[i](c, w))
			return true;
	}
	c->i = start;
	*w = (struct when){0};
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
read_seconds(struct cursor * c, struct when * w, bool chinese)
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
read_zone(struct cursor * c, struct when * w)
{
	uint32_t start = c->i;
	struct span h, m;

	if (take(c, 'Z') || take(c, 'z')) {
		w->zone = (struct span){start, 1};
		return;
	}
	if (!(take(c, '+') || take(c, '-')))
		return;
	h = run(c);
	if (h.n == 4 || h.n == 2 || h.n == 1) {
		c->i += h.n;
		if (h.n <= 2 && take(c, ':') && !number(c, 2, 2, &m))
			c->i = start;
		w->zone = (struct span){start, c->i - start};
	} else {
		c->i = start;
	}
}

static bool
read_time(struct cursor * c, struct when * w)
{
	uint32_t half = half_day(c);
	bool chinese = false;
	struct span h;

	spaces(c);
	if (w->compact) {
		h = (struct span){c->i, 2};
		w->minute_at = (struct span){c->i + 2, 2};
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

static bool
read_when(const struct dye_glyphs * scan, struct when * w)
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

static int
recognise(struct dye_slice text)
{
	struct dye_glyphs scan;
	struct when w;

	if (text.len < 4 || text.len > 160)
		return 0;
	dye_glyphs_text(text, &scan);
	if (!read_when(&scan, &w))
		return 0;
	return w.has_time && w.has_date && w.sure < 960 ? 960 : w.sure;
}

static enum dye_code
append_span(const struct dye_glyphs * scan, struct span r, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	uint32_t i;

	for (i = r.at; i < r.at + r.n && rc == DYE_OK; i++)
		if (scan->cp[i] != ':')
			rc = dye_buffer_append_byte(out, dye_lower((char)scan->cp[i]), err);
	return rc;
}

/* The slot of the seconds, and its place in the canonical value. */
static enum dye_code
append_slot(struct dye_slice text, const struct dye_glyphs * scan, struct span r, struct dye_parse * out,
    struct dye_error * err)
{
	struct dye_slot * slot = &out->slots[out->slot_count++];
	uint32_t end = scan->at[r.at + r.n - 1];

	/* The end of the last digit: what follows it may be an invisible character that the scan left out. */
	end += (uint8_t)text.data[end] < 0x80 ? 1 : 3;
	*slot = (struct dye_slot){.offset = scan->at[r.at], .len = end - scan->at[r.at], .current = DYE_OTHER};
	if (slot->len == 2)
		slot->current = (uint8_t)(10 * (scan->cp[r.at] - '0') + (scan->cp[r.at + 1] - '0'));
	return dye_buffer_append(&out->canonical, ":\x01\x20", 3, err);
}

static enum dye_code
append_date(const struct when * w, struct dye_buffer * out, struct dye_error * err)
{

	if (!w->has_date)
		return DYE_OK;
	if (w->ambiguous)
		return dye_buffer_printf(out, err, "%02u/%02u/%04d", w->date.month, w->date.day, w->date.year);
	if (!w->has_day)
		return dye_buffer_printf(out, err, "%04d-%02u", w->date.year, w->date.month);
	return dye_buffer_printf(out, err, "%04d-%02u-%02u", w->date.year, w->date.month, w->date.day);
}

static enum dye_code
parse(struct dye_slice text, struct dye_parse * out, struct dye_error * err)
{
	struct dye_glyphs scan;
	struct when w;
	enum dye_code rc;

	dye_glyphs_text(text, &scan);
	if (!read_when(&scan, &w))
		return dye_parse_words(text, out, err);
	if ((rc = dye_parse_string("", out, err)) != DYE_OK || (rc = append_date(&w, &out->canonical, err)) != DYE_OK)
		return rc;
	if (w.has_time)
		rc = dye_buffer_printf(&out->canonical, err, "t%02u:%02u", w.hour, w.minute);
	if (rc == DYE_OK && w.has_seconds)
		rc = append_slot(text, &scan, w.second, out, err);
	if (rc == DYE_OK && w.fraction.n > 0 && (rc = dye_buffer_append_byte(&out->canonical, '.', err)) == DYE_OK)
		rc = append_span(&scan, w.fraction, &out->canonical, err);
	if (rc == DYE_OK && w.zone.n > 0)
		rc = append_span(&scan, w.zone, &out->canonical, err);
	return rc;
}

/*
 * ---- forging ----
 * A birth is drawn once for the record (cn_id.c or here, whoever comes first) and written as the parent writes dates; of any
 * other time the minutes and seconds are drawn, and of a date alone the day of the month: queries filter by what stays.
 */

#define BIRTH_WINDOW 1095

/* ${v} in the place of a run of digits, ${width} digits or more. ${at} is how far the parent has been copied. */
static enum dye_code
replace(struct dye_slice parent, const struct dye_glyphs * scan, struct span r, uint32_t v, uint32_t width,
    uint32_t * at, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_buffer_append(out, parent.data + *at, scan->at[r.at] - *at, err)) != DYE_OK)
		return rc;
	*at = scan->at[r.at + r.n];
	return dye_buffer_printf(out, err, "%0*u", (int)width, v);
}

static enum dye_code
rest(struct dye_slice parent, uint32_t at, struct dye_buffer * out, struct dye_error * err)
{

	return dye_buffer_append(out, parent.data + at, parent.len - at, err);
}

static void
draw_birth(struct dye_forge * forge, struct dye_date parent)
{
	uint32_t node, v;

	if (forge->attributes.birth.month != 0) {
		forge->revealed |= forge->attributes.birth_nodes;
		return;
	}
	node = dye_forge_node(forge);
	v = dye_forge_uniform_except(forge, node, 2 * BIRTH_WINDOW + 1, BIRTH_WINDOW);
	forge->attributes.birth = dye_date_of_days(dye_date_days(parent) - BIRTH_WINDOW + (int32_t)v);
	forge->attributes.birth_nodes = dye_forge_mask(node);
}

struct field {
	struct span at;
	uint32_t value;
	uint32_t width;
};

/* The birth with the parent's signs and order; months and days stay unpadded where the parent's are. */
static enum dye_code
write_birth(struct dye_forge * forge, const struct dye_glyphs * scan, const struct when * w, struct dye_buffer * out,
    struct dye_error * err)
{
	const struct dye_date * b = &forge->attributes.birth;
	uint32_t width = w->month_at.n == 1 || w->day_at.n == 1 ? 1 : 2;
	struct field f[3] = {
	    {w->year_at, (uint32_t)b->year, 4}, {w->month_at, b->month, width}, {w->day_at, b->day, width}};
	uint32_t at = 0, i, j;
	enum dye_code rc = DYE_OK;

	/* A month in words is not written here: the plainest date is. */
	if (w->month_at.n == 0)
		return dye_buffer_printf(out, err, "%04d-%02u-%02u", b->year, b->month, b->day);
	for (i = 0; i < 3; i++)
		for (j = i + 1; j < 3; j++)
			if (f[j].at.at < f[i].at.at) {
				struct field swap = f[i];

				f[i] = f[j];
				f[j] = swap;
			}
	for (i = 0; i < 3 && rc == DYE_OK; i++)
		rc = replace(forge->parent, scan, f[i].at, f[i].value, f[i].width, &at, out, err);
	return rc == DYE_OK ? rest(forge->parent, at, out, err) : rc;
}

static enum dye_code
forge_time(struct dye_forge * forge, const struct dye_glyphs * scan, const struct when * w, struct dye_buffer * out,
    struct dye_error * err)
{
	struct cursor c = {scan, 0};
	uint32_t n = w->has_seconds ? 3600 : 60;
	uint32_t old = w->has_seconds ? 60 * w->minute + value(&c, w->second) : w->minute;
	uint32_t v = dye_forge_uniform_except(forge, dye_forge_node(forge), n, old);
	uint32_t at = 0;
	enum dye_code rc;

	rc = replace(forge->parent, scan, w->minute_at, w->has_seconds ? v / 60 : v, w->minute_at.n, &at, out, err);
	if (rc == DYE_OK && w->has_seconds)
		rc = replace(forge->parent, scan, w->second, v % 60, w->second.n, &at, out, err);
	return rc == DYE_OK ? rest(forge->parent, at, out, err) : rc;
}

static enum dye_code
forge_datetime(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_glyphs scan;
	struct when w;
	uint32_t at = 0, day;
	enum dye_code rc;

	dye_glyphs_text(forge->parent, &scan);
	/* What is no time stays as it is: nothing was drawn. */
	if (!read_when(&scan, &w))
		return dye_buffer_append_slice(out, forge->parent, err);
	if (forge->role == DYE_ROLE_BIRTH && w.has_date && w.has_day && !w.has_time) {
		draw_birth(forge, w.date);
		return write_birth(forge, &scan, &w, out, err);
	}
	if (w.has_time)
		return forge_time(forge, &scan, &w, out, err);
	if (!w.has_day || w.ambiguous)
		return dye_buffer_append_slice(out, forge->parent, err);
	/* Days 1 to 28 exist in every month. */
	day = 1 + dye_forge_uniform_except(forge, dye_forge_node(forge), 28, w.date.day - 1u);
	rc = replace(forge->parent, &scan, w.day_at, day, w.day_at.n, &at, out, err);
	return rc == DYE_OK ? rest(forge->parent, at, out, err) : rc;
}

/* The day of birth, where the text names one day and not two (03/04/2024). */
static void
attributes(struct dye_slice text, enum dye_forge_role role, struct dye_attributes * a)
{
	struct dye_glyphs scan;
	struct when w;

	if (role != DYE_ROLE_BIRTH)
		return;
	dye_glyphs_text(text, &scan);
	if (read_when(&scan, &w) && w.has_date && w.has_day && !w.ambiguous)
		dye_attributes_birth(a, w.date);
}

const struct dye_kind dye_kind_datetime = {
    .name = "datetime",
    .description = "date, time of day, or both",
    .slot_types = slot_types,
    .slot_type_count = sizeof(slot_types) / sizeof(slot_types[0]),
    .low_entropy = true,
    .recognise = recognise,
    .parse = parse,
    .forge = forge_datetime,
    .attributes = attributes,
};

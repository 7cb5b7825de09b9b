/*
 * Dates and times, as core/when.h reads them.
 *
 * canonical: 2024-01-02t03:04:SS.678+0800, as much of it as there is. 03/04/2024 can be two days and stays 03/04/2024.
 * The seconds are a tolerant slot: the canonical value holds the slot, not the digits. What decides that there is a slot (two digits
 * 00 to 59 where seconds stand, or one before 秒) does not depend on which seconds they are. Seconds in full-width digits, or in one digit,
 * are a slot whose spelling is not listed.
 * A time that stands for something else, or behind a year of two digits, has none: the first and the last minute of a day (a date without a time, the end of a day), and
 * years that systems write for "never" and "not known" (0001, 1900, 9999, and what the first and the last second of their clocks is).
 */
#include "formats/field/core/forge.h"
#include "formats/field/core/when.h"

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

static int
recognise(struct dye_slice text)
{
	struct dye_glyphs scan;
	struct dye_when w;

	if (text.len < 4 || text.len > 160)
		return 0;
	dye_glyphs_text(text, &scan);
	if (!dye_when_read(&scan, &w))
		return 0;
	return w.has_time && w.has_date && w.sure < 960 ? 960 : w.sure;
}

static enum dye_code
append_span(const struct dye_glyphs * scan, struct dye_when_span r, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	uint32_t i;

	for (i = r.at; i < r.at + r.n && rc == DYE_OK; i++)
		if (scan->cp[i] != ':')
			rc = dye_buffer_append_byte(out, dye_lower((char)scan->cp[i]), err);
	return rc;
}

/* Whether the time stands for a whole day, its end, or no time at all; whatever its seconds are. */
static bool
is_a_word(const struct dye_when * w)
{
	uint32_t minute = 60 * w->hour + w->minute;

	return minute == 0 || minute >= 24 * 60 - 1 || (w->has_date && (w->date.year < 1902 || w->date.year > 2036));
}

/* The slot of the seconds, and its place in the canonical value. */
static enum dye_code
append_slot(struct dye_slice text, const struct dye_glyphs * scan, struct dye_when_span r, struct dye_parse * out,
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
append_date(const struct dye_when * w, struct dye_buffer * out, struct dye_error * err)
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
	struct dye_when w;
	enum dye_code rc;

	dye_glyphs_text(text, &scan);
	if (!dye_when_read(&scan, &w))
		return dye_parse_words(text, out, err);
	if ((rc = dye_parse_string("", out, err)) != DYE_OK || (rc = append_date(&w, &out->canonical, err)) != DYE_OK)
		return rc;
	if (w.has_time)
		rc = dye_buffer_printf(&out->canonical, err, "t%02u:%02u", w.hour, w.minute);
	if (rc == DYE_OK && w.has_seconds && is_a_word(&w))
		rc = dye_buffer_printf(&out->canonical, err, ":%02u", dye_when_value(&scan, w.second));
	else if (rc == DYE_OK && w.has_seconds && w.year_at.n == 2)
		rc = dye_buffer_printf(&out->canonical, err, ":%02u", dye_when_value(&scan, w.second));
	else if (rc == DYE_OK && w.has_seconds)
		rc = append_slot(text, &scan, w.second, out, err);
	if (rc == DYE_OK && w.fraction.n > 0 && (rc = dye_buffer_append_byte(&out->canonical, '.', err)) == DYE_OK)
		rc = append_span(&scan, w.fraction, &out->canonical, err);
	if (rc == DYE_OK && w.zone.n > 0)
		rc = append_span(&scan, w.zone, &out->canonical, err);
	return rc;
}

/*
 * ---- forging ----
 * A birth is drawn once for the record (dye_forge_birth(), by whichever cell comes first) and written as the parent writes dates,
 * with the parent's time of day, which is 00:00:00 mostly; of any other time the minutes and seconds are drawn, and of a
 * date alone the day of the month: queries filter by what stays. Where the column's values are nearly unique (forge->anew) the day moves by weeks,
 * two at most, and minutes, seconds and fractions are drawn.
 */

/* Of births of two digits those behind this are of the last century. */
#define LAST_BIRTH 2026

/* 04/04/1986: which 04 is the month? */
static bool
could_be_either(const struct dye_when * w)
{

	return w->date.month == w->date.day && w->month_at.n > 0 && w->year_at.at > w->month_at.at;
}

/*
 * Read a cell of a column of births; in which order, the role may say. 04/04/1986 is one day, but which 04 is the month must be known to write another in
 * its place.
 */
static bool
read_birth(const struct dye_glyphs * scan, enum dye_forge_role role, struct dye_when * w)
{
	bool either;

	if (!dye_when_read(scan, w))
		return false;
	either = w->ambiguous || could_be_either(w);
	if (either && role == DYE_ROLE_BIRTH_DAY_FIRST) {
		struct dye_when_span day_at = w->month_at;
		uint8_t day = w->date.month;

		w->month_at = w->day_at;
		w->date.month = w->date.day;
		w->day_at = day_at;
		w->date.day = day;
	}
	w->ambiguous = w->ambiguous && role < DYE_ROLE_BIRTH_MONTH_FIRST;
	/* 04/04/45 is nobody's birth who is in a table. */
	if (role != DYE_ROLE_PLAIN && w->year_at.n == 2 && w->date.year > LAST_BIRTH)
		w->date.year -= 100;
	return true;
}

/*
 * The same of a column of other dates, by what is known of the column. Where it is not known which is the month, 04/04/2024 could be two days too: another written in
 * its place may be none.
 */
static bool
read_date(const struct dye_glyphs * scan, const struct dye_forge * forge, struct dye_when * w)
{
	enum dye_forge_role role = forge->role;

	if (role == DYE_ROLE_PLAIN && forge->days != DYE_FORGE_DAYS_UNKNOWN)
		role = forge->days == DYE_FORGE_DAY_FIRST ? DYE_ROLE_BIRTH_DAY_FIRST : DYE_ROLE_BIRTH_MONTH_FIRST;
	if (!read_birth(scan, role, w))
		return false;
	w->ambiguous = w->ambiguous || (role == DYE_ROLE_PLAIN && could_be_either(w));
	return true;
}

/* ${v} in the place of a run of digits, ${width} digits or more. ${at} is how far the parent has been copied. */
static enum dye_code
replace(struct dye_slice parent, const struct dye_glyphs * scan, struct dye_when_span r, uint32_t v, uint32_t width,
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

struct field {
	struct dye_when_span at;
	uint32_t value;
	uint32_t width;
};

/* With as many digits as it had. */
static struct field
year_field(const struct dye_when * w, int32_t year)
{
	bool two = w->year_at.n == 2;

	return (struct field){w->year_at, (uint32_t)year % (two ? 100 : 10000), two ? 2 : 4};
}

/* A month in words is not written here: the plainest date is, and time of day. */
static enum dye_code
write_plain_birth(const struct dye_date * b, const struct dye_glyphs * scan, const struct dye_when * w,
    struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(dye_buffer_printf(out, err, "%04d-%02u-%02u", b->year, b->month, b->day));
	if (w->has_time)
		DYE_TRY(dye_buffer_printf(out, err, " %02u:%02u", w->hour, w->minute));
	if (w->has_time && w->has_seconds)
		DYE_TRY(dye_buffer_printf(out, err, ":%02u", dye_when_value(scan, w->second)));
	return DYE_OK;
}

/* The birth with the parent's signs and order; months and days stay unpadded where the parent's are, or all in the column. */
static enum dye_code
write_birth(struct dye_forge * forge, const struct dye_glyphs * scan, const struct dye_when * w,
    struct dye_buffer * out, struct dye_error * err)
{
	const struct dye_date * b = &forge->attributes.birth;
	uint32_t width = forge->unpadded || w->month_at.n == 1 || w->day_at.n == 1 ? 1 : 2;
	struct field f[3] = {year_field(w, b->year), {w->month_at, b->month, width}, {w->day_at, b->day, width}};
	uint32_t at = 0, i, j;
	enum dye_code rc = DYE_OK;

	if (w->month_at.n == 0)
		return write_plain_birth(b, scan, w, out, err);
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

/* They weigh nothing: times that differ in their seconds alone are one value. */
static uint32_t
draw_seconds(struct dye_forge * forge)
{

	return dye_forge_uniform(forge, DYE_FORGE_NO_NODE, 60);
}

static enum dye_code
forge_time(struct dye_forge * forge, const struct dye_glyphs * scan, const struct dye_when * w, struct dye_buffer * out,
    struct dye_error * err)
{
	uint32_t minute = dye_forge_uniform_except(forge, dye_forge_node(forge), 60, w->minute);
	uint32_t at = 0;
	enum dye_code rc;

	rc = replace(forge->parent, scan, w->minute_at, minute, w->minute_at.n, &at, out, err);
	if (rc == DYE_OK && w->has_seconds)
		rc = replace(forge->parent, scan, w->second, draw_seconds(forge), w->second.n, &at, out, err);
	return rc == DYE_OK ? rest(forge->parent, at, out, err) : rc;
}

/* ---- nearly unique (forge->anew) ---- */

/* The parent's day moved by up to two weeks, so that the weekday stays; within the month where that is a word. A day without a time is another one: it is nearly unique. */
static struct dye_date
move_day(struct dye_forge * forge, uint32_t node, const struct dye_when * w)
{
	struct dye_date may[5] = {w->date};
	uint32_t n = 0;
	int32_t weeks;

	for (weeks = -2; weeks <= 2; weeks++) {
		struct dye_date d = dye_date_of_days(dye_date_days(w->date) + 7 * weeks);

		if (weeks == 0 && !w->has_time)
			continue;
		if (w->month_at.n > 0 || (d.month == w->date.month && d.year == w->date.year))
			may[n++] = d;
	}
	return may[dye_forge_uniform(forge, node, n)];
}

static void
put_field(struct field * fields, uint32_t * count, struct field field)
{
	uint32_t i;

	if (field.at.n == 0)
		return;
	for (i = (*count)++; i > 0 && fields[i - 1].at.at > field.at.at; i--)
		fields[i] = fields[i - 1];
	fields[i] = field;
}

static uint32_t
draw_fraction(struct dye_forge * forge, uint32_t node, uint32_t n)
{
	uint32_t most = 1;

	while (n-- > 0)
		most *= 10;
	return dye_forge_uniform(forge, node, most);
}

/* Another day, and within the hour another time; a time that is none (midnight) stays. */
static enum dye_code
forge_anew(struct dye_forge * forge, const struct dye_glyphs * scan, const struct dye_when * w, struct dye_buffer * out,
    struct dye_error * err)
{
	uint32_t node = dye_forge_node(forge), count = 0, at = 0, i;
	uint32_t width = forge->unpadded || w->month_at.n == 1 || w->day_at.n == 1 ? 1 : 2;
	struct field f[6];

	if (w->has_date && w->has_day && !w->ambiguous) {
		struct dye_date d = move_day(forge, node, w);

		if (w->month_at.n > 0)
			put_field(f, &count, year_field(w, d.year));
		put_field(f, &count, (struct field){w->month_at, d.month, width});
		put_field(f, &count, (struct field){w->day_at, d.day, width});
	}
	if (w->has_time && !is_a_word(w)) {
		put_field(f, &count, (struct field){w->minute_at, dye_forge_uniform(forge, node, 60), w->minute_at.n});
		if (w->has_seconds)
			put_field(f, &count, (struct field){w->second, draw_seconds(forge), w->second.n});
		if (w->fraction.n > 0 && w->fraction.n <= 9)
			put_field(f, &count,
			    (struct field){w->fraction, draw_fraction(forge, node, w->fraction.n), w->fraction.n});
	}
	for (i = 0; i < count; i++)
		DYE_TRY(replace(forge->parent, scan, f[i].at, f[i].value, f[i].width, &at, out, err));
	return rest(forge->parent, at, out, err);
}

static enum dye_code
forge_datetime(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_glyphs scan;
	struct dye_when w;
	uint32_t at = 0, day;
	enum dye_code rc;

	dye_glyphs_text(forge->parent, &scan);
	/* What is no time stays as it is: nothing was drawn. */
	if (!read_date(&scan, forge, &w))
		return dye_buffer_append_slice(out, forge->parent, err);
	if (forge->role != DYE_ROLE_PLAIN && w.has_date && w.has_day && !w.ambiguous) {
		dye_forge_birth(forge, &w.date);
		return write_birth(forge, &scan, &w, out, err);
	}
	if (forge->anew)
		return forge_anew(forge, &scan, &w, out, err);
	if (w.has_time)
		return forge_time(forge, &scan, &w, out, err);
	if (!w.has_day || w.ambiguous)
		return dye_buffer_append_slice(out, forge->parent, err);
	/* Days 1 to 28 exist in every month. */
	day = 1 + dye_forge_uniform_except(forge, dye_forge_node(forge), 28, w.date.day - 1u);
	rc = replace(forge->parent, &scan, w.day_at, day, forge->unpadded ? 1 : w.day_at.n, &at, out, err);
	return rc == DYE_OK ? rest(forge->parent, at, out, err) : rc;
}

/* The day of birth, where the text names one day and not two (03/04/2024), or the order is known. */
static void
attributes(struct dye_slice text, enum dye_forge_role role, struct dye_attributes * a)
{
	struct dye_glyphs scan;
	struct dye_when w;

	if (role == DYE_ROLE_PLAIN)
		return;
	dye_glyphs_text(text, &scan);
	if (read_birth(&scan, role, &w) && w.has_date && w.has_day && !w.ambiguous)
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

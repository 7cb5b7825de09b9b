/*
 * csv_printed.c: tables as programs print them, with cells of fixed width that are padded with blanks.
 *
 * A comma in a printed table stands within its cells, where CSV that is padded has one at every border: behind the cell before or
 * in front of the next. Where it is nowhere near a border in nearly all lines, the blanks separate and the comma does not, however
 * evenly it recurs. A single border proves that only where a blank stands behind each comma, as in a text.
 */
#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/core/csv_grammar.h"
#include "formats/table/core/csv_printed.h"
#include "formats/table/core/signs.h"

#define WIDTH_MAX 4096
#define FIELDS_MAX 60
#define STRAY_SHARE 20
/* What a message has room for. */
#define LIST_MAX 150

static bool
nearly_all(uint32_t some, uint32_t all)
{

	return 20 * some >= 19 * all;
}

/* Which characters of the lines are ever no blank: how many lines have one there. */
struct ruler {
	uint32_t used[WIDTH_MAX + 1];
	bool first[WIDTH_MAX + 1];	/* in the first line */
	uint32_t listed[WIDTH_MAX + 1]; /* lines that have a comma and a blank before it */
	uint32_t lines;
	uint32_t stray; /* lines that may have something where the others have blanks */
	bool wide;	/* a line goes on behind what is measured */
};

static void
see_width(struct ruler * ruler, struct dye_slice line)
{
	size_t at = 0;

	for (size_t i = 0; i < line.len; i++) {
		if (((unsigned char)line.data[i] & 0xC0) == 0x80)
			continue;
		if (at == WIDTH_MAX) {
			ruler->wide = true;
			break;
		}
		ruler->listed[at] += i >= 2 && line.data[i - 1] == ' ' && line.data[i - 2] == ',';
		ruler->used[at] += line.data[i] != ' ';
		ruler->first[at] |= ruler->lines == 0 && line.data[i] != ' ';
		at++;
	}
	ruler->lines++;
}

/* Whether the field at ${at} has no name: it is part of the one before, as the hour is of a day. */
static bool
is_nameless(const struct ruler * ruler, size_t at)
{

	if (!nearly_all(ruler->used[at] + 1, ruler->lines))
		return false;
	for (; ruler->used[at] > ruler->stray; at++)
		if (ruler->first[at])
			return false;
	return true;
}

/* Whether what stands at ${at} goes on behind a comma, as a town does at the end of addresses that stand to the right. */
static bool
is_listed(const struct ruler * ruler, size_t at)
{

	return nearly_all(ruler->listed[at] + 1, ruler->lines);
}

/* How many lines must have something where a field is: six, or half of a few; more than lie across the borders of others, and by far. */
static uint32_t
enough_of(const struct ruler * ruler)
{
	uint32_t few = ruler->lines / 2 < 6 ? ruler->lines / 2 : 6;

	return ruler->stray == 0 ? few : 3 * ruler->stray + 1 > few ? 3 * ruler->stray + 1 : few;
}

/*
 * Whether a field begins at ${at}: enough lines have something in it, or the first line names it. The end of the longest cell looks so too,
 * behind a blank of its own.
 */
static bool
is_field(const struct ruler * ruler, size_t at)
{
	uint32_t most = 0;
	bool named = false;

	for (size_t i = at; ruler->used[i] > ruler->stray; i++) {
		most = ruler->used[i] > most ? ruler->used[i] : most;
		named |= ruler->first[i];
	}
	return ((named && ruler->stray == 0) || most >= enough_of(ruler)) && !is_nameless(ruler, at) &&
	       !is_listed(ruler, at);
}

/* Whether a field may begin at ${i}, behind blanks. Those that the first line crosses are within a cell, as between day and hour. */
static bool
is_edge(const struct ruler * ruler, size_t i)
{

	return ruler->used[i] > ruler->stray &&
	       (i == 0 || (ruler->used[i - 1] <= ruler->stray && !ruler->first[i - 1]));
}

/*
 * Where fields begin, in characters from 0: behind blanks that all lines have, or all but one in ${but} (0: all). Return how many; 0 where
 * there may be more than was measured.
 */
static size_t
measure(struct dye_slice text, uint32_t but, size_t starts[FIELDS_MAX])
{
	struct ruler ruler = {.lines = 0};
	struct dye_slice line;
	uint32_t peak = 0; /* of the field that began last: the edge of long cells is uneven */
	size_t count = 0;

	while (dye_sign_line(&text, &line))
		see_width(&ruler, line);
	ruler.stray = but > 0 ? ruler.lines / but : 0;
	for (size_t i = 0; i < WIDTH_MAX && !ruler.wide; i++) {
		if (is_edge(&ruler, i) &&
		    (count == 0 || (is_field(&ruler, i) && (ruler.stray == 0 || peak >= enough_of(&ruler))))) {
			if (count == FIELDS_MAX)
				return 0;
			starts[count] = count == 0 ? 0 : i;
			count++;
			peak = 0;
		}
		peak = ruler.used[i] > peak ? ruler.used[i] : peak;
	}
	return count;
}

enum dye_code
dye_csv_refuse_widths(struct dye_slice text, const char * though, const char * unless, struct dye_error * err)
{
	size_t starts[FIELDS_MAX], most = measure(text, STRAY_SHARE, starts), count = measure(text, 0, starts), len = 0;
	char list[FIELDS_MAX * 6] = "";

	for (size_t i = 0; i < count; i++)
		len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%zu", i > 0 ? "," : "", starts[i]);
	if (count >= 2 && count >= most && len > LIST_MAX)
		return dye_fail(err, DYE_EDATA,
		    "%s its lines look like cells of fixed width, padded with blanks: let the program it comes from "
		    "write "
		    "CSV (sqlite3 -csv -header DB QUERY; psql --csv -c QUERY), or say --delimiter %s",
		    though, unless);
	if (count < 2 || count < most)
		return dye_fail(err, DYE_EDATA,
		    "%s its lines look like several cells with blanks between them, not equally many: let the program "
		    "it "
		    "comes from write CSV (sqlite3 -csv -header DB QUERY; psql --csv -c QUERY), or say --delimiter %s",
		    though, unless);
	return dye_fail(err, DYE_EDATA,
	    "%s its lines look like cells of fixed width, padded with blanks: convert it first, with python3 -c "
	    "'import csv; s = [%s]; csv.writer(open(1, \"w\", newline=\"\"), "
	    "lineterminator=\"\\n\").writerows([l[a:b].strip() for a, b "
	    "in zip(s, s[1:] + [None])] for l in open(0))' <FILE >NEW (s: where columns begin; --delimiter %s)",
	    though, list, unless);
}

/* ---- cells that are padded ---- */

#define LENGTHS 64

/* What the lines have between two borders. */
struct field {
	uint32_t reached, apart;    /* lines that come to its border, and that have a blank in front of it */
	uint32_t lengths[LENGTHS];  /* lines with so many characters from the first of the cell to the last */
	uint32_t indented[LENGTHS]; /* with so many blanks before the cell */
};

static size_t
short_of(size_t length)
{

	return length < LENGTHS ? length : LENGTHS - 1;
}

static void
see_fields(struct field * fields, struct dye_slice line, const size_t * starts, size_t count)
{
	size_t at = 0, now = 0, from = 0, to = 0;
	char last = ' ';

	for (size_t i = 0; i < line.len; i++) {
		if (((unsigned char)line.data[i] & 0xC0) == 0x80)
			continue;
		if (now + 1 < count && at == starts[now + 1]) {
			fields[now].lengths[short_of(to - from)]++;
			fields[++now].reached++;
			fields[now].apart += last == ' ';
			from = to = at;
		}
		at++;
		last = line.data[i];
		if (last == ' ')
			continue;
		from = from == to ? at - 1 : from;
		to = at;
	}
	fields[now].indented[short_of(from - starts[now])] += to > from;
}

/* One line in ten is not as most are. */
static bool
differ(const uint32_t counts[LENGTHS])
{
	uint32_t all = 0, most = 0;

	for (size_t i = 0; i < LENGTHS; i++) {
		all += counts[i];
		most = counts[i] > most ? counts[i] : most;
	}
	return all > most && 10 * (all - most) >= all;
}

bool
dye_csv_is_ruled(struct dye_slice text, size_t * count)
{
	struct field fields[FIELDS_MAX] = {{.reached = 0}};
	size_t starts[FIELDS_MAX], most = measure(text, STRAY_SHARE, starts), last = 0;
	struct dye_slice line;
	bool padded = false;

	*count = 0;
	while (most >= 2 && dye_sign_line(&text, &line)) {
		see_fields(fields, line, starts, most);
		fields[0].reached++;
	}
	for (size_t i = 1; i < most; i++) {
		/* Where few lines are so long, what they have in common there is chance. */
		if (2 * fields[i].reached < fields[0].reached || !nearly_all(fields[i].apart, fields[i].reached))
			continue;
		padded |= differ(fields[i - 1].lengths);
		*count += *count == 0 ? 2 : 1;
		last = i;
	}
	return *count > 0 && (padded || differ(fields[last].indented));
}

/* ---- a sign within printed cells ---- */

/* Whether ${sign} is the last of one field, or the first of the next. */
static bool
is_at_border(struct dye_slice line, char sign, const size_t * starts, size_t count)
{
	size_t at = 0, next = 1;
	bool begun = true;
	char last = '\0';

	for (size_t i = 0; i < line.len; i++) {
		if (((unsigned char)line.data[i] & 0xC0) == 0x80)
			continue;
		if (next < count && at++ >= starts[next]) {
			if (last == sign)
				return true;
			begun = false;
			next++;
		}
		if (line.data[i] == ' ')
			continue;
		if (!begun && line.data[i] == sign)
			return true;
		begun = true;
		last = line.data[i];
	}
	return false;
}

/* Whether a ${sign} has no blank behind it. */
static bool
is_tight(struct dye_slice line, char sign)
{

	for (size_t i = 0; i + 1 < line.len; i++)
		if (line.data[i] == sign && line.data[i + 1] != ' ')
			return true;
	return false;
}

/* Whether ${sign} stands within the fields that begin at ${starts}, and nowhere between them. */
static bool
is_within(struct dye_slice text, char sign, const size_t * starts, size_t count)
{
	uint32_t lines = 0, apart = 0, loose = 0;
	struct dye_slice line;

	while (dye_sign_line(&text, &line)) {
		lines++;
		apart += !is_at_border(line, sign, starts, count);
		loose += !is_tight(line, sign);
	}
	return nearly_all(apart, lines) && (count > 2 || nearly_all(loose, lines));
}

enum dye_code
dye_csv_doubt_printed(struct dye_slice text, char sign, struct dye_error * err)
{
	char though[DYE_SIGN_SHOWN + 32], unless[DYE_SIGN_SHOWN + 32], shown[DYE_SIGN_SHOWN];
	size_t starts[FIELDS_MAX], count;

	if (sign == '\t' || !dye_csv_is_padded(text) || dye_csv_is_between_quotes(text, sign))
		return DYE_OK;
	count = measure(text, STRAY_SHARE, starts);
	if (count < 2 || !is_within(text, sign, starts, count))
		return DYE_OK;
	(void)dye_sign_show((const char[]){sign, '\0'}, shown);
	(void)snprintf(though, sizeof(though), "\"%s\" stands within cells, for", shown);
	(void)snprintf(unless, sizeof(unless), "'%s' if it separates them", shown);
	return dye_csv_refuse_widths(text, though, unless, err);
}

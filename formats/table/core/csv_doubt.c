/*
 * csv_doubt.c: whether what would be one column is several.
 *
 * A sign that recurs evenly in the lines separates cells (doubt_even()). One that recurs unevenly may stand inside the cells of a
 * single column, as commas do in addresses, or separate cells that hold it without quotes, as psql -A -F, writes them
 * (doubt_uneven()). It separates where the lines show it:
 *   - the first line, cut at the sign, has several names of columns, no space behind the sign, and nearly every line below holds it
 *     at least as often: a column of addresses has one name, "Address", and a first address "Main Street, Hartford" has a space;
 *   - or the sign is a bar, a semicolon or a tab, and stands in nearly every line, the first one too;
 *   - or, cut at the sign, nearly every line has at the same place from the left, or from the right, an address of mail or a number of at least seven
 *     digits: addresses have house numbers and postcodes, which are shorter.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/base/ascii.h"
#include "formats/table/core/csv_grammar.h"
#include "formats/table/core/csv_scan.h"
#include "formats/table/core/header.h"
#include "formats/table/core/signs.h"

/* Whether a sign that recurs in every line of what would be one column separates cells: then it must be named. */
static bool
separates(const struct dye_sign * sign)
{

	if (sign->lines < 2 || sign->share < 950)
		return false;
	return sign->rare || (sign->telling && sign->times >= 3);
}

void
dye_csv_quote_sign(const char * sign, bool regular, char out[DYE_CSV_SIGN_QUOTED])
{
	size_t len = 0;

	for (; *sign != '\0' && len < DYE_CSV_SIGN_QUOTED - 8; sign++) {
		unsigned char c = (unsigned char)*sign;

		if (c == '\'')
			len += (size_t)snprintf(out + len, DYE_CSV_SIGN_QUOTED - len, "'\\''");
		else if (c < ' ' || c == 0x7F)
			len += (size_t)snprintf(out + len, DYE_CSV_SIGN_QUOTED - len, "\\x%02x", c);
		else
			len += (size_t)snprintf(out + len, DYE_CSV_SIGN_QUOTED - len, "%s%c",
			    regular && strchr("\\/.*[]^$", c) != NULL ? "\\" : "", c);
	}
	out[len] = '\0';
}

const char *
dye_csv_free_sign(struct dye_slice text)
{
	static const char * const signs[] = {"|", "~", "^", "\x1F"};
	size_t i = 0;

	while (i + 1 < sizeof(signs) / sizeof(signs[0]) && memchr(text.data, signs[i][0], text.len) != NULL)
		i++;
	return signs[i];
}

/* A sign that recurs evenly. */
static enum dye_code
doubt_even(struct dye_slice text, struct dye_error * err)
{
	struct dye_sign signs[DYE_SIGNS_MAX];
	size_t count = dye_signs_find(text, signs, DYE_SIGNS_MAX);
	char shown[DYE_SIGN_SHOWN], quoted[DYE_CSV_SIGN_QUOTED], instead[DYE_CSV_SIGN_QUOTED];

	for (size_t i = 0; i < count; i++) {
		const char * sign = signs[i].text;

		if (!separates(&signs[i]))
			continue;
		dye_csv_quote_sign(sign, strlen(sign) > 1, quoted);
		if (strlen(sign) == 1)
			return dye_fail(err, DYE_EDATA,
			    "one column only, and every line holds \"%s\" %u time%s: name the separator with "
			    "--delimiter '%s' (--delimiter , if it is none)",
			    dye_sign_show(sign, shown), (unsigned)signs[i].times, dye_plural(signs[i].times), quoted);
		dye_csv_quote_sign(dye_csv_free_sign(text), true, instead);
		return dye_fail(err, DYE_EDATA,
		    "one column only, and every line holds \"%s\" %u time%s: a separator of several bytes cannot be "
		    "written back; replace it by one sign first: sed 's/%s/%s/g' (--delimiter , if it is none)",
		    dye_sign_show(sign, shown), (unsigned)signs[i].times, dye_plural(signs[i].times), quoted, instead);
	}
	return DYE_OK;
}

/* ---- signs that recur unevenly ---- */

#define LOOK_LINES 1000
#define PLACES 8

/* An address of mail, or a number of seven digits and no letter. */
static bool
is_telling(struct dye_slice part)
{
	size_t digits = 0;

	if (memchr(part.data, '@', part.len) != NULL)
		return true;
	for (size_t i = 0; i < part.len; i++) {
		if (dye_is_digit((uint8_t)part.data[i]))
			digits++;
		else if (memchr("+-() ", part.data[i], 5) == NULL)
			return false;
	}
	return digits >= 7;
}

/* What the lines show, cut at one sign. */
struct uneven {
	uint32_t lines, first; /* parts of the first line */
	uint32_t enough;       /* lines with as many parts, or more */
	uint32_t held;	       /* lines with the sign */
	bool held_first;       /* the first is one */
	uint32_t told[2][PLACES];
	struct dye_header header;
};

/* The text of a cell, without quotes around it. */
static struct dye_slice
part_of(struct dye_slice text, const struct dye_span * span)
{
	size_t q = span->quoted;

	return dye_trim((struct dye_slice){text.data + span->start + q, span->end - span->start - 2 * q});
}

static void
see(struct uneven * u, struct dye_slice text, const struct dye_span * spans, uint32_t count)
{
	struct dye_slice parts[DYE_HEADER_COLUMNS];
	uint32_t kept = count < DYE_HEADER_COLUMNS ? count : DYE_HEADER_COLUMNS;

	if (u->lines++ == 0) {
		u->held_first = count > 1;
		u->first = kept;
		for (uint32_t i = 1; i < kept; i++)
			if (text.data[spans[i].start] == ' ')
				u->first = 1;
	}
	u->enough += count >= u->first;
	u->held += count > 1;
	for (uint32_t i = 0; i < kept; i++)
		parts[i] = part_of(text, &spans[i]);
	dye_header_see(&u->header, parts, kept < u->first ? kept : u->first);
	for (uint32_t i = 0; i < PLACES && i < count && count == kept && count > 1; i++) {
		u->told[0][i] += is_telling(parts[i]);
		u->told[1][i] += is_telling(parts[count - 1 - i]);
	}
}

/* Cut the lines at ${sign} where it stands in no quotes. */
static void
look_at(struct uneven * u, struct dye_slice text, char sign)
{
	struct dye_dialect way = {.delimiter = {sign}};
	struct dye_span spans[DYE_HEADER_COLUMNS];
	struct dye_csv_scan scan;
	enum dye_csv_scan_end end = DYE_CSV_SCAN_ROW;

	dye_csv_scan_init(&scan, &way, text);
	while (u->lines < LOOK_LINES && end == DYE_CSV_SCAN_ROW) {
		end = dye_csv_scan_row(&scan, spans, DYE_HEADER_COLUMNS);
		if (end <= DYE_CSV_SCAN_LAST && scan.count > 0 && !scan.junk)
			see(u, text, spans, scan.count);
	}
}

static bool
separates_uneven(const struct uneven * u, char sign)
{

	if (u->lines < 3)
		return false;
	if (sign != ',' && u->held_first && 20 * u->held >= 19 * u->lines)
		return true;
	if (u->first >= 2 && 20 * u->enough >= 19 * u->lines && dye_header_likely(&u->header))
		return true;
	for (size_t i = 0; i < PLACES; i++)
		if (20 * u->told[0][i] >= 19 * u->lines || 20 * u->told[1][i] >= 19 * u->lines)
			return true;
	return false;
}

bool
dye_csv_separates(struct dye_slice text, char sign)
{
	struct uneven u = {0};

	look_at(&u, text, sign);
	return separates_uneven(&u, ',');
}

static enum dye_code
doubt_uneven(struct dye_slice text, struct dye_error * err)
{
	static const char signs[] = {',', ';', '|', '\t'};
	char shown[DYE_SIGN_SHOWN];

	for (size_t i = 0; i < sizeof(signs); i++) {
		struct uneven u = {0};

		look_at(&u, text, signs[i]);
		if (!separates_uneven(&u, signs[i]))
			continue;
		return dye_fail(err, DYE_EDATA,
		    "one column only, though its lines look like several cells with \"%s\" between them, not equally "
		    "often: cells that hold the separator must stand in double quotes; let the program it comes from "
		    "write CSV (psql --csv -c QUERY; sqlite3 -csv -header DB QUERY), or name a separator that stands "
		    "nowhere in it, as --delimiter %s, if it is one column",
		    dye_sign_show((const char[]){signs[i], '\0'}, shown),
		    memchr(text.data, '\t', text.len) == NULL ? "tab" : "'\\x1f'");
	}
	return DYE_OK;
}

/* Every line is one cell in quotes, whatever it holds, but for a name above: csv_lone.c has seen that it holds no cells. */
static bool
are_quoted(struct dye_slice text)
{
	struct dye_dialect way = {.delimiter = ","};
	struct dye_csv_scan scan;
	struct dye_span span;
	uint32_t rows = 0, quoted = 0;

	dye_csv_scan_init(&scan, &way, text);
	while (rows < LOOK_LINES && dye_csv_scan_row(&scan, &span, 1) == DYE_CSV_SCAN_ROW) {
		rows += scan.count > 0;
		quoted += scan.count == 1 && span.quoted && !scan.junk;
	}
	return quoted >= 2 && quoted + 1 >= rows;
}

enum dye_code
dye_csv_doubt(struct dye_slice text, struct dye_error * err)
{

	if (are_quoted(text))
		return DYE_OK;
	DYE_TRY(doubt_even(text, err));
	DYE_TRY(doubt_uneven(text, err));
	return dye_csv_doubt_columns(text, err);
}

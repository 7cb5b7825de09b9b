/*
 * csv_columns.c: whether what would be one column is several that blanks or an unusual sign separate.
 *
 * Dashes, points, blanks and slashes stand in names, addresses, dates and texts of one column, so that they recur proves little. The lines,
 * cut at a sign, look like several cells where all but one in twenty (the first, which may hold names, is left out) show one of these:
 *   - at the same place from the left, or from the right, an address of mail or a number of at least seven digits (eight between
 *     blanks), and at another place words that differ from line to line. A column of numbers has no words, one of codes
 *     ("INV-1234567") always the same, and house numbers and postcodes are shorter;
 *   - a sign that texts seldom have ($, =, an arrow), equally often in the lines, and words that differ on both sides of it;
 *   - quotes on both sides of the sign, and words that differ;
 *   - two blanks or more together, as they pad columns of fixed width on either side, with something that differs at two places (the last, counted from the
 *     right, is one), and words that differ at some place;
 *   - two blanks or more together, and borders at the same place in all lines, between which cells are longer in one and shorter in another: two cells,
 *     if words differ at some place (an amount behind its currency is padded too), or three. Blanks at the end alone pad one column.
 */
#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/base/ascii.h"
#include "formats/base/hash.h"
#include "formats/table/core/csv_grammar.h"
#include "formats/table/core/csv_printed.h"
#include "formats/table/core/signs.h"

#define LOOK_LINES 1000
#define PLACES 16
#define CANDIDATES 64
/* Lines from whose signs the candidates are taken. */
#define SHOWN 3

/* ---- what stands at a place ---- */

struct place {
	uint32_t typed, words;
	uint64_t seen[4]; /* hashes of what stands here: how much it varies */
};

static bool
is_letter(char c)
{

	return dye_is_alpha((uint8_t)c) || (uint8_t)c >= 0x80;
}

static bool
is_mail(struct dye_slice part)
{
	const char * at = memchr(part.data, '@', part.len);
	const char * end = part.data + part.len;

	if (at == NULL || at == part.data || memchr(at, '.', (size_t)(end - at)) == NULL)
		return false;
	for (const char * p = part.data; p < end; p++)
		if (p != at && !is_letter(*p) && !dye_is_digit((uint8_t)*p) && memchr("._%+-", *p, 5) == NULL)
			return false;
	return true;
}

static bool
is_long_number(struct dye_slice part, uint32_t enough)
{
	uint32_t digits = 0;

	for (size_t i = 0; i < part.len; i++) {
		if (dye_is_digit((uint8_t)part.data[i]))
			digits++;
		else if (memchr("+-() .", part.data[i], 6) == NULL)
			return false;
	}
	return digits >= enough;
}

static bool
has_word(struct dye_slice part)
{
	uint32_t letters = 0;

	for (size_t i = 0; i < part.len; i++)
		letters += is_letter(part.data[i]);
	return letters >= 2;
}

static void
see_part(struct place * place, struct dye_slice part, uint32_t enough)
{
	uint64_t hash;
	bool typed;

	part = dye_trim(part);
	if (part.len == 0)
		return;
	typed = is_mail(part) || is_long_number(part, enough);
	place->typed += typed;
	place->words += !typed && has_word(part);
	hash = dye_hash64(part.data, part.len);
	place->seen[hash >> 6 & 3] |= (uint64_t)1 << (hash & 63);
}

/* What stands here differs from line to line: a quarter of the lines, or 24 of them, have each something else. */
static bool
varies(const struct place * place, uint32_t lines)
{
	uint32_t n = 0;

	for (size_t i = 0; i < 4; i++)
		n += (uint32_t)__builtin_popcountll(place->seen[i]);
	return n >= 3 && (n >= 24 || 4 * n >= lines);
}

static bool
nearly_all(uint32_t some, uint32_t all)
{

	return 20 * some >= 19 * all;
}

static bool
has_words(const struct place * place, uint32_t lines)
{

	return 10 * place->words >= 9 * lines && varies(place, lines);
}

/* ---- the lines, cut at a sign ---- */

struct cut {
	char sign[8];
	bool blanks; /* two blanks or more */
	bool quoted; /* quotes on both sides */
	uint32_t lines, held;
	uint32_t counts[256];		/* lines with the sign so often */
	struct place places[2][PLACES]; /* from the left, from the right */
};

/* The next place of the sign in ${rest}, of *len bytes; NULL where there is none. */
static const char *
find_sign(const struct cut * cut, struct dye_slice rest, size_t * len)
{
	const char *at, *end = rest.data + rest.len;

	*len = strlen(cut->sign);
	if ((at = memmem(rest.data, rest.len, cut->sign, *len)) == NULL)
		return NULL;
	while (cut->blanks && at + *len < end && at[*len] == ' ')
		(*len)++;
	return at;
}

static uint32_t
cut_line(const struct cut * cut, struct dye_slice line, struct dye_slice parts[PLACES])
{
	uint32_t count = 0;

	for (;; count++) {
		size_t len;
		const char * at = find_sign(cut, line, &len);
		size_t part = at == NULL ? line.len : (size_t)(at - line.data);

		if (count < PLACES)
			parts[count] = (struct dye_slice){line.data, part};
		if (at == NULL)
			return count + 1;
		line.data += part + len;
		line.len -= part + len;
	}
}

static void
see_line(struct cut * cut, struct dye_slice line)
{
	struct dye_slice parts[PLACES];
	uint32_t enough = cut->sign[0] == ' ' ? 8 : 7;
	uint32_t count = cut_line(cut, dye_trim(line), parts);

	cut->lines++;
	cut->held += count > 1;
	cut->counts[count <= 255 ? count - 1 : 255]++;
	for (uint32_t i = 0; i < PLACES && i < count && count > 1; i++) {
		see_part(&cut->places[0][i], parts[i], enough);
		if (count <= PLACES)
			see_part(&cut->places[1][i], parts[count - 1 - i], enough);
	}
}

static void
see_lines(struct cut * cut, struct dye_slice text)
{
	struct dye_slice line;
	bool first = true;

	for (; cut->lines < LOOK_LINES && dye_sign_line(&text, &line); first = false)
		if (!first)
			see_line(cut, line);
}

/* How often the sign stands in the lines, where it does equally often in nearly all; else 0. */
static uint32_t
times_of(const struct cut * cut)
{

	for (uint32_t n = 1; n < 255; n++)
		if (nearly_all(cut->counts[n], cut->lines))
			return n;
	return 0;
}

/* ---- judging ---- */

static bool
are_typed(const struct cut * cut)
{

	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; i < PLACES; i++)
			for (size_t j = 0; j < PLACES && nearly_all(cut->places[side][i].typed, cut->lines); j++)
				if (j != i && has_words(&cut->places[side][j], cut->lines))
					return true;
	return false;
}

/* So many places have words that differ, and so many things that differ. */
static bool
have(const struct cut * cut, uint32_t words, uint32_t varied)
{
	uint32_t w = 0, v = 0;

	for (size_t i = 0; i < PLACES; i++) {
		w += has_words(&cut->places[0][i], cut->lines);
		v += varies(&cut->places[0][i], cut->lines);
	}
	return w >= words && v >= varied;
}

static bool
have_words(const struct cut * cut)
{

	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; i < PLACES; i++)
			if (has_words(&cut->places[side][i], cut->lines))
				return true;
	return false;
}

/* How often in each line the sign must stand, at least, to be none of a text; 0: a text may have it anyhow. */
static uint32_t
unusual_from(const char * sign)
{
	static const char * const often[] = {"\xC2\xB7", "\xC2\xB0", "\xE2\x84\x96"}; /* in names, degrees, numbers */

	if (strlen(sign) == 1)
		return strchr("$\\=%*>", sign[0]) != NULL ? 1 : strchr("#&?@+:'", sign[0]) != NULL ? 2 : 0;
	if (sign[0] == ' ')
		return 2;
	for (size_t i = 0; i < sizeof(often) / sizeof(often[0]); i++)
		if (strcmp(sign, often[i]) == 0)
			return 0;
	/* Arrows and the like; a full-width bar. The wide blanks are between words. */
	if (strncmp(sign, "\xE2\x86", 2) == 0 || strcmp(sign, "\xEF\xBD\x9C") == 0)
		return 1;
	return strcmp(sign, "\xE3\x80\x80") == 0 || strcmp(sign, "\xC2\xA0") == 0 ? 0 : 2;
}

static bool
separates(const struct cut * cut)
{
	uint32_t times = times_of(cut), from = unusual_from(cut->sign);

	if (cut->lines < 3 || !nearly_all(cut->held, cut->lines))
		return false;
	if (cut->blanks)
		return have_words(cut) && (have(cut, 0, 2) || (varies(&cut->places[0][0], cut->lines) &&
								  varies(&cut->places[1][0], cut->lines)));
	if (cut->quoted)
		return have(cut, 1, 2);
	if (are_typed(cut))
		return true;
	return from > 0 && times >= from && have(cut, times == 1 ? 2 : 1, 2);
}

/* ---- the signs that are tried ---- */

struct candidates {
	char signs[CANDIDATES][8];
	size_t count;
};

static void
add(struct candidates * c, struct dye_slice sign)
{

	if (c->count == CANDIDATES || sign.len >= sizeof(c->signs[0]))
		return;
	for (size_t i = 0; i < c->count; i++)
		if (strlen(c->signs[i]) == sign.len && memcmp(c->signs[i], sign.data, sign.len) == 0)
			return;
	memcpy(c->signs[c->count], sign.data, sign.len);
	c->signs[c->count++][sign.len] = '\0';
}

/* A blank of any script, or a sign; the usual separators have been looked at. */
static size_t
candidate_len(struct dye_slice s)
{

	if (s.data[0] == ' ' || s.data[0] == ',' || s.data[0] == ';' || s.data[0] == '|' || s.data[0] == '\t')
		return s.data[0] == ' ';
	if (s.len >= 2 && memcmp(s.data, "\xC2\xA0", 2) == 0)
		return 2;
	if (s.len >= 3 && memcmp(s.data, "\xE3\x80\x80", 3) == 0)
		return 3;
	return dye_sign_len(s);
}

/* Signs with a blank on both sides first: they say more. */
static void
collect(struct candidates * c, struct dye_slice text, bool spaced)
{
	struct dye_slice line;

	for (uint32_t n = 0; n < SHOWN && dye_sign_line(&text, &line); n++)
		for (size_t i = 0, len; i<line.len; i += len> 0 ? len : 1) {
			len = candidate_len((struct dye_slice){line.data + i, line.len - i});
			if (len > 0 && !spaced)
				add(c, (struct dye_slice){line.data + i, len});
			if (len > 0 && spaced && line.data[i] != ' ' && i > 0 && line.data[i - 1] == ' ' &&
			    i + len < line.len && line.data[i + len] == ' ')
				add(c, (struct dye_slice){line.data + i - 1, len + 2});
		}
}

/* ---- refusing ---- */

static enum dye_code
refuse_sign(const char * sign, struct dye_slice text, struct dye_error * err)
{
	char shown[DYE_SIGN_SHOWN], quoted[DYE_CSV_SIGN_QUOTED], instead[DYE_CSV_SIGN_QUOTED];
	const char * none = memchr(text.data, '\t', text.len) == NULL ? "tab" : "'\\x1f'";

	dye_csv_quote_sign(sign, strlen(sign) > 1, quoted);
	if (strlen(sign) == 1)
		return dye_fail(err, DYE_EDATA,
		    "one column only, though its lines look like several cells with \"%s\" between them: name the "
		    "separator with --delimiter '%s' (--delimiter %s if it is one column)",
		    dye_sign_show(sign, shown), quoted, none);
	dye_csv_quote_sign(dye_csv_free_sign(text), true, instead);
	return dye_fail(err, DYE_EDATA,
	    "one column only, though its lines look like several cells with \"%s\" between them: a separator of "
	    "several "
	    "bytes cannot be written back; replace it by one sign first: sed 's/%s/%s/g' <FILE >NEW (--delimiter %s if "
	    "it is "
	    "one column)",
	    dye_sign_show(sign, shown), quoted, instead, none);
}

/* In no line does anything stand at some place: the blanks are more than one separator. */
static bool
has_void(const struct cut * cut)
{
	uint32_t times = times_of(cut);

	for (uint32_t i = 0; i <= times && i < PLACES; i++) {
		const uint64_t * seen = cut->places[0][i].seen;

		if ((seen[0] | seen[1] | seen[2] | seen[3]) == 0)
			return true;
	}
	return false;
}

/*
 * Blanks separate: two, if all lines have as many pairs, or columns of fixed width are cut at their offsets.
 */
static enum dye_code
refuse_blanks(struct dye_slice text, struct dye_error * err)
{
	struct cut two = {.sign = "  "};
	bool tab = memchr(text.data, '\t', text.len) == NULL;
	size_t fields;

	see_lines(&two, text);
	if (times_of(&two) > 0 && !dye_csv_is_ruled(text, &fields) && !has_void(&two))
		return refuse_sign("  ", text, err);
	return dye_csv_refuse_widths(
	    text, "one column only, though", tab ? "tab if it is one" : "'\\x1f' if it is one", err);
}

bool
dye_csv_is_padded(struct dye_slice text)
{
	struct cut blanks = {.sign = "  ", .blanks = true};
	size_t fields;

	see_lines(&blanks, text);
	if (separates(&blanks))
		return true;
	if (blanks.lines < 3 || !nearly_all(blanks.held, blanks.lines) || !dye_csv_is_ruled(text, &fields))
		return false;
	return fields > 2 || have_words(&blanks);
}

/* Whether cells in double quotes stand beside the sign. */
static bool
is_between_quotes(const char * sign, struct dye_slice text)
{
	struct cut cut = {.quoted = true};

	(void)snprintf(cut.sign, sizeof(cut.sign), "\"%s\"", sign);
	see_lines(&cut, text);
	return separates(&cut);
}

bool
dye_csv_is_between_quotes(struct dye_slice text, char sign)
{
	struct cut cut = {.sign = {'"', sign, '"'}};

	see_lines(&cut, text);
	return times_of(&cut) > 0;
}

enum dye_code
dye_csv_doubt_columns(struct dye_slice text, struct dye_error * err)
{
	struct candidates candidates = {.count = 0};

	collect(&candidates, text, true);
	collect(&candidates, text, false);
	for (size_t i = 0; i < candidates.count; i++)
		if (strlen(candidates.signs[i]) == 1 && is_between_quotes(candidates.signs[i], text))
			return refuse_sign(candidates.signs[i], text, err);
	if (dye_csv_is_padded(text))
		return refuse_blanks(text, err);
	for (size_t i = 0; i < candidates.count; i++) {
		struct cut cut = {.lines = 0};

		/* Addresses of the net are cut by their own signs. */
		if (strchr("/:.-_", candidates.signs[i][0]) != NULL && memmem(text.data, text.len, "://", 3) != NULL)
			continue;
		memcpy(cut.sign, candidates.signs[i], sizeof(cut.sign));
		see_lines(&cut, text);
		if (separates(&cut))
			return refuse_sign(cut.sign, text, err);
	}
	return DYE_OK;
}

#include "formats/table/core/text_probe.h"

#include <stdlib.h>
#include <string.h>

#include "formats/table/core/header.h"
#include "formats/table/core/signs.h"
#include "formats/table/core/text_cells.h"

/* Every separator with the trust it gets where all lines agree: hyphens separate nothing but cells, spaces nearly everything. */
static const struct {
	const char * delimiter;
	uint32_t trust;
} separators[] = {
    {"----", 1000},
    {"\t", 900},
    {"|", 850},
    {"\xEF\xBD\x9C", 850}, /* full-width bar */
    {";", 700},
    {"\xEF\xBC\x9B", 700}, /* full-width semicolon */
    {"\xEF\xBC\x8C", 650}, /* full-width comma */
    {",", 600},
    {"--", 600},
    {"  ", 550},
    {"\xE3\x80\x81", 500}, /* enumeration comma */
    {" ", 250},
};
#define SEPARATORS (sizeof(separators) / sizeof(separators[0]))
#define WHOLE_LINE_TRUST 150
#define RARE_TRUST 800
#define OTHER_TRUST 450
/* What rows that agree on nothing count for: as if so many of 1000 agreed. */
#define RAGGED_SHARE 400
/* Signs that stand inside cells, of names, numbers, addresses and times. */
#define IN_CELLS ",.-:'&()"

/* Read lines with one separator and count their cells. ${header}, if any, gets to see them. */
static struct dye_text_separator
try_separator(const char * delimiter, struct dye_slice bytes, struct dye_header * header)
{
	struct dye_text_separator t = {.columns = 0};
	struct dye_separator s = dye_separator_of(delimiter);
	struct dye_text_cut cut = {.separator = &s};
	struct dye_cell cells[DYE_TEXT_LOOK_CELLS];
	uint32_t counts[DYE_TEXT_LOOK_CELLS + 1] = {0}, total = 0, all = 0, held = 0;
	struct dye_text_lines l = {.bytes = bytes};
	struct dye_slice line, texts[DYE_TEXT_LOOK_CELLS];
	size_t text_len;
	bool ended;

	memcpy(t.delimiter, delimiter, strlen(delimiter) + 1);
	while (total < DYE_TEXT_LOOK_LINES && dye_text_line(&l, &line, &text_len, &ended)) {
		uint32_t count =
		    dye_text_cells(&cut, (struct dye_slice){line.data, text_len}, cells, DYE_TEXT_LOOK_CELLS);

		if (count == 0)
			continue;
		total++;
		all += count;
		held += count >= 3;
		counts[count]++;
		for (uint32_t i = 0; i < count; i++)
			texts[i] = cells[i].text;
		if (header != NULL)
			dye_header_see(header, texts, count);
	}
	for (uint32_t i = s.sort == DYE_SEPARATOR_NONE ? 1 : 2; i <= DYE_TEXT_LOOK_CELLS; i++)
		if (counts[i] > counts[t.columns])
			t.columns = i;
	t.share = total == 0 ? 0 : counts[t.columns] * 1000 / total;
	t.held = total == 0 ? 0 : held * 1000 / total;
	t.quoted = all == 0 ? 0 : (uint32_t)((uint64_t)cut.quoted * 1000 / all);
	return t;
}

static int
by_score(const void * a, const void * b)
{
	const struct dye_text_separator * x = a;
	const struct dye_text_separator * y = b;

	if (x->score != y->score)
		return y->score - x->score;
	return strcmp(x->delimiter, y->delimiter);
}

/* Rows that are cut off anywhere do not agree on their number of cells, and yet nearly all hold several. */
static bool
is_ragged(const struct dye_text_separator * t)
{

	return t->share < 300 && t->held >= 900 && strcmp(t->delimiter, " ") != 0;
}

/* How plausible a separator is, given the trust it gets where all lines agree. Quotes around cells separate them whatever their number. */
static int
score_of(const struct dye_text_separator * t, uint32_t trust)
{
	uint32_t share = t->quoted > t->share ? t->quoted : t->share;

	if (is_ragged(t) && share < RAGGED_SHARE)
		share = RAGGED_SHARE;
	return (int)(trust * share / 1000);
}

/* The separators that are known, as far as the lines have them. */
static size_t
known_separators(struct dye_slice bytes, struct dye_text_separator * found)
{
	bool hyphens4 = false;
	size_t count = 0;

	for (size_t i = 0; i < SEPARATORS; i++) {
		struct dye_text_separator t = try_separator(separators[i].delimiter, bytes, NULL);

		if (t.columns < 2 || (t.share < 300 && !is_ragged(&t)))
			continue;

		/* Where four hyphens separate, two or more would only find the same again. */
		if (i == 0)
			hyphens4 = true;
		if (hyphens4 && strcmp(t.delimiter, "--") == 0)
			continue;
		t.score = score_of(&t, separators[i].trust);
		found[count++] = t;
	}
	return count;
}

static bool
is_known(const char * delimiter)
{

	for (size_t i = 0; i < SEPARATORS; i++)
		if (strcmp(separators[i].delimiter, delimiter) == 0)
			return true;
	return strspn(delimiter, "-") == strlen(delimiter);
}

/* Whether a sign that recurs evenly may separate cells in a leak: it is rare in text, or the lines speak for it in another way. */
static bool
may_separate(const struct dye_sign * sign)
{

	if (sign->rare || sign->spaced || (sign->telling && sign->times >= 3))
		return true;
	return strpbrk(sign->text, IN_CELLS) == NULL && (sign->telling || sign->times >= 2);
}

/* Whatever else recurs evenly. */
static size_t
other_separators(
    const struct dye_sign * signs, size_t n, struct dye_slice bytes, struct dye_text_separator * found, size_t max)
{
	size_t count = 0;

	for (size_t i = 0; i < n && count < max; i++) {
		if (is_known(signs[i].text) || !may_separate(&signs[i]))
			continue;
		found[count] = try_separator(signs[i].text, bytes, NULL);
		found[count].score = score_of(&found[count], signs[i].rare ? RARE_TRUST : OTHER_TRUST);
		count += found[count].columns >= 2;
	}
	return count;
}

/*
 * Several signs together, where one stands between some cells and another between others: those that recur evenly and seldom stand inside a
 * cell. False where there are not two, or they are too many to be written as one delimiter.
 */
static bool
any_separator(const struct dye_sign * signs, size_t n, char delimiter[DYE_DELIMITER_MAX])
{
	size_t len = 0, count = 0;
	bool likely = false;

	for (size_t i = 0; i < n; i++) {
		size_t more = strlen(signs[i].text);

		if (!signs[i].spaced && strpbrk(signs[i].text, IN_CELLS) != NULL)
			continue;
		if (len + more + 2 > DYE_DELIMITER_MAX)
			return false;
		delimiter[len++] = '\n';
		memcpy(delimiter + len, signs[i].text, more + 1);
		len += more;
		count++;
		likely |= may_separate(&signs[i]);
	}
	return count >= 2 && likely;
}

size_t
dye_text_separators(struct dye_slice bytes, struct dye_text_separator * out, size_t max)
{
	struct dye_text_separator found[DYE_TEXT_SEPARATORS_MAX];
	struct dye_sign signs[DYE_SIGNS_MAX];
	size_t count = known_separators(bytes, found), n = dye_signs_find(bytes, signs, DYE_SIGNS_MAX);
	char several[DYE_DELIMITER_MAX];

	count += other_separators(signs, n, bytes, found + count, DYE_TEXT_SEPARATORS_MAX - 2 - count);
	if (any_separator(signs, n, several)) {
		found[count] = try_separator(several, bytes, NULL);
		found[count].score = score_of(&found[count], OTHER_TRUST);
		count += found[count].columns > 2;
	}
	found[count] = try_separator("\n", bytes, NULL);
	if (found[count].share > 0) {
		found[count].score = WHOLE_LINE_TRUST;
		count++;
	}
	qsort(found, count, sizeof(found[0]), by_score);
	count = count < max ? count : max;
	memcpy(out, found, count * sizeof(*out));
	return count;
}

/*
 * How sure one is that this is no CSV. Only four hyphens outdo a regular CSV file; what is also a delimiter there must never.
 */
static int
confidence(const struct dye_text_separator * best)
{

	if (best->score >= 700 && strcmp(best->delimiter, "----") == 0)
		return 950;
	if (strcmp(best->delimiter, "\n") == 0 || strcmp(best->delimiter, " ") == 0)
		return 100;
	if (strlen(best->delimiter) == 1)
		return best->score * 3 / 20;
	return best->score * 9 / 20;
}

static void
fill_way(struct dye_dialect * way, const struct dye_dialect * start, const struct dye_text_separator * found,
    struct dye_slice text)
{
	struct dye_header header = {0};

	*way = *start;
	memcpy(way->delimiter, found->delimiter, sizeof(way->delimiter));
	way->columns = found->columns;
	way->quoted = start->no_quotes ? 0 : found->quoted;
	way->score = confidence(found);

	/* A sample seldom has a header, and one taken for it would be lost: only well-known names count. */
	(void)try_separator(way->delimiter, text, &header);
	way->header = dye_header_known(&header);
}

size_t
dye_text_probe(const struct dye_input * input, const struct dye_dialect * start, struct dye_dialect * ways, size_t max)
{
	struct dye_text_separator found[DYE_TEXT_SEPARATORS_MAX];
	bool given = start->delimiter[0] != '\0', whole;
	struct dye_slice text;
	size_t count;

	if (max == 0 || !dye_input_text(input, &text, &whole))
		return 0;
	if (given) {
		found[0] = try_separator(start->delimiter, text, NULL);
		count = 1;
	} else if ((count = dye_text_separators(text, found, DYE_TEXT_SEPARATORS_MAX)) == 0) {
		found[0] = (struct dye_text_separator){.delimiter = "\n"};
		count = 1;
	}
	count = count < max ? count : max;
	for (size_t i = 0; i < count; i++)
		fill_way(&ways[i], start, &found[i], text);
	if (given)
		ways[0].score = strlen(start->delimiter) > 1 ? 500 : 0;
	return count;
}

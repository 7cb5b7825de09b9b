/*
 * Columns that say what an identity number says of its person: the birth, the sex, the age. They are found by comparing the cells of the sample, row by
 * row, whatever the columns are called: an invented number must agree with them, and so must a name with the sex.
 */
#include "watermark/learn/learner.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"
#include "formats/field/core/forge.h"
#include "formats/field/core/when.h"
#include "watermark/crypto/crypto.h"
#include "watermark/learn/keys.h"
#include "watermark/marks/canary/plan.h"

/* So many rows must have both, and 98 % of them agree. Where fewer than half do, it is something else. */
#define ROWS_LEAST 50
#define PERCENT 98
/* Two words that stand for the sexes: of each so many rows. */
#define ROWS_EACH 5
#define WORDS_MOST 16
/* So many dates show how the column writes them. */
#define DATES_SHOWN 5
/* Ages, and the years in which somebody had them. */
#define AGE_MOST 130
#define YEAR_LEAST 1900
#define YEARS 256

/* What the identity numbers of a column say, row by row of the sample. */
struct numbers {
	uint32_t column;
	struct dye_attributes * of; /* Owned. */
};

static bool
almost_all(uint64_t part, uint64_t rows)
{

	return rows >= ROWS_LEAST && part * 100 >= rows * PERCENT;
}

static struct dye_slice
cell(const struct dye_learner * l, size_t row, uint32_t column)
{

	return dye_trim(dye_learner_sample_cell(&l->sample[row], column));
}

/* ---- births ---- */

/* What the dates of a column show: those with a day that can be no month, its order; those before the tenth of either, whether they are padded. */
struct shown {
	uint64_t day_first, month_first;
	uint64_t padded, unpadded;
};

static void
add_date(struct shown * n, struct dye_slice text)
{
	struct dye_glyphs scan;
	struct dye_when w;

	dye_glyphs_text(text, &scan);
	if (!dye_when_read(&scan, &w) || !w.has_day || w.month_at.n == 0)
		return;
	if (w.date.month < 10 || w.date.day < 10) {
		bool one = w.month_at.n == 1 || w.day_at.n == 1;

		n->unpadded += one;
		n->padded += !one;
	}
	if (w.ambiguous || w.date.month == w.date.day || w.year_at.at < w.month_at.at)
		return;
	n->day_first += w.day_at.at < w.month_at.at;
	n->month_first += w.day_at.at > w.month_at.at;
}

static bool
is_shown(uint64_t part, uint64_t other)
{

	return part >= DATES_SHOWN && part * 100 >= (part + other) * PERCENT;
}

/* How a column writes its dates, whatever they are of. */
static void
look_at_dates(const struct dye_learner * l, uint32_t column, struct dye_profile_column * c)
{
	struct shown n = {0};
	size_t i;

	for (i = 0; i < l->sample_count; i++)
		add_date(&n, cell(l, i, column));
	c->unpadded = is_shown(n.unpadded, n.padded);
	if (is_shown(n.day_first, n.month_first))
		c->days = DYE_DAYS_DAY_FIRST;
	else if (is_shown(n.month_first, n.day_first))
		c->days = DYE_DAYS_MONTH_FIRST;
}

/* Whether a cell of births says that day in this order; *read: it says one. */
static bool
says_birth(
    const struct dye_kind * kind, enum dye_forge_role role, struct dye_slice text, struct dye_date birth, bool * read)
{
	struct dye_attributes a = {0};

	dye_attributes_read(kind, role, text, &a);
	*read = a.birth.month != 0;
	return *read && dye_date_equal(a.birth, birth);
}

static void
compare_births(struct dye_learner * l, const struct numbers * n, uint32_t column)
{
	struct dye_profile_column * c = &l->profile->columns[column];
	uint64_t rows = 0, month_first = 0, day_first = 0;
	bool read = false;
	size_t i;

	for (i = 0; i < l->sample_count; i++) {
		struct dye_slice text = cell(l, i, column);

		if (n->of[i].birth.month == 0)
			continue;
		month_first += says_birth(c->kind, DYE_ROLE_BIRTH_MONTH_FIRST, text, n->of[i].birth, &read);
		day_first += says_birth(c->kind, DYE_ROLE_BIRTH_DAY_FIRST, text, n->of[i].birth, &read);
		rows += read;
	}
	if (almost_all(month_first > day_first ? month_first : day_first, rows)) {
		c->tells = DYE_TELLS_BIRTH;
		c->tells_of = n->column + 1;
		if (day_first != month_first || c->days == DYE_DAYS_UNKNOWN)
			c->days = day_first > month_first ? DYE_DAYS_DAY_FIRST : DYE_DAYS_MONTH_FIRST;
	} else if (rows >= ROWS_LEAST && month_first * 2 < rows && day_first * 2 < rows && dye_canary_is_birth(c)) {
		c->tells = DYE_TELLS_NOTHING;
	}
}

/* ---- sexes ---- */

struct word {
	struct dye_slice text;
	uint64_t rows[2]; /* male, female */
};

/* The words of a column, and with which sex each stands; the number of them, or 0 where they are too many. */
static size_t
gather_words(const struct dye_learner * l, const struct numbers * n, uint32_t column, struct word words[WORDS_MOST])
{
	size_t count = 0, i, k;

	for (i = 0; i < l->sample_count; i++) {
		struct dye_slice text = cell(l, i, column);

		if (n->of[i].sex == DYE_SEX_UNKNOWN || text.len == 0)
			continue;
		for (k = 0; k < count && !dye_slice_equal(words[k].text, text); k++)
			;
		if (k == WORDS_MOST)
			return 0;
		if (k == count)
			words[count++] = (struct word){.text = text};
		words[k].rows[n->of[i].sex == DYE_FEMALE]++;
	}
	return count;
}

static void
note_word(char out[DYE_SEX_WORD_MAX], const struct word * word)
{

	memcpy(out, word->text.data, word->text.len);
	out[word->text.len] = '\0';
}

static void
compare_sexes(struct dye_learner * l, const struct numbers * n, uint32_t column)
{
	struct dye_profile_column * c = &l->profile->columns[column];
	struct word words[WORDS_MOST];
	size_t count = gather_words(l, n, column, words), k;
	const struct word * best[2] = {NULL, NULL};
	uint64_t rows = 0, agree = 0;

	for (k = 0; k < count; k++) {
		const struct word * w = &words[k];
		bool female = w->rows[1] > w->rows[0];

		rows += w->rows[0] + w->rows[1];
		agree += w->rows[female];
		if (w->text.len < DYE_SEX_WORD_MAX &&
		    (best[female] == NULL || w->rows[female] > best[female]->rows[female]))
			best[female] = w;
	}
	if (!almost_all(agree, rows) || best[0] == NULL || best[1] == NULL || best[0]->rows[0] < ROWS_EACH ||
	    best[1]->rows[1] < ROWS_EACH)
		return;
	c->tells = DYE_TELLS_SEX;
	c->tells_of = n->column + 1;
	note_word(c->male, best[0]);
	note_word(c->female, best[1]);
}

/* ---- ages ---- */

/* A whole number of years, a word for them behind it or not; -1: it is none. */
static int32_t
age_of(struct dye_slice text)
{
	static const struct dye_slice years = DYE_SLICE("\xE5\xB2\x81"); /* sui */
	int32_t age = 0;
	size_t i;

	if (text.len > years.len && memcmp(text.data + text.len - years.len, years.data, years.len) == 0)
		text = dye_trim((struct dye_slice){text.data, text.len - years.len});
	if (text.len == 0 || text.len > 3)
		return -1;
	for (i = 0; i < text.len; i++) {
		if (!dye_is_digit((uint8_t)text.data[i]))
			return -1;
		age = age * 10 + (text.data[i] - '0');
	}
	return age <= AGE_MOST ? age : -1;
}

/* Of the rows of two years that follow each other, the most. */
static uint64_t
most_of_two(const uint64_t years[YEARS])
{
	uint64_t most = 0;
	size_t i;

	for (i = 0; i + 1 < YEARS; i++)
		most = years[i] + years[i + 1] > most ? years[i] + years[i + 1] : most;
	return most;
}

/* Whoever is as old as the column says was so old in one year, that of the table, or the one before; and they were not all born in two. */
static void
compare_ages(struct dye_learner * l, const struct numbers * n, uint32_t column)
{
	struct dye_profile_column * c = &l->profile->columns[column];
	uint64_t rows = 0, reached[YEARS] = {0}, born[YEARS] = {0};
	size_t i;

	for (i = 0; i < l->sample_count; i++) {
		int32_t age = age_of(cell(l, i, column)), year = n->of[i].birth.year - YEAR_LEAST;

		if (n->of[i].birth.month == 0 || age < 0 || year < 0 || year + age >= YEARS)
			continue;
		reached[year + age]++;
		born[year]++;
		rows++;
	}
	if (!almost_all(most_of_two(reached), rows) || most_of_two(born) * 2 > rows)
		return;
	c->tells = DYE_TELLS_AGE;
	c->tells_of = n->column + 1;
}

/* ---- all columns ---- */

/* The first column of identity numbers that a column agrees with has it. */
static void
compare_columns(struct dye_learner * l, const struct numbers * n)
{
	uint32_t i;

	for (i = 0; i < l->profile->column_count; i++) {
		const struct dye_profile_column * c = &l->profile->columns[i];

		if (i == n->column || c->tells > DYE_TELLS_NOTHING)
			continue;
		if (dye_kind_is_time(c->kind)) {
			compare_births(l, n, i);
			continue;
		}
		compare_sexes(l, n, i);
		if (c->tells == DYE_TELLS_UNKNOWN)
			compare_ages(l, n, i);
	}
}

/* A birth with an age beside it stays as it is: another would be another age. */
static void
mark_aged(struct dye_profile * p)
{
	uint32_t i, k;

	for (i = 0; i < p->column_count; i++)
		for (k = 0; k < p->column_count; k++)
			if (p->columns[i].tells == DYE_TELLS_BIRTH && p->columns[k].tells == DYE_TELLS_AGE &&
			    p->columns[i].tells_of == p->columns[k].tells_of)
				p->columns[i].aged = true;
}

enum dye_code
dye_learner_tells(struct dye_learner * l, struct dye_error * err)
{
	struct dye_profile * p = l->profile;
	struct numbers n = {0};
	size_t k;

	if ((n.of = calloc(DYE_LEARN_SAMPLE, sizeof(*n.of))) == NULL ||
	    (l->days = calloc((size_t)p->column_count + 1, sizeof(*l->days))) == NULL) {
		free(n.of);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	for (uint32_t i = 0; i < p->column_count; i++)
		if (dye_kind_is_time(p->columns[i].kind))
			look_at_dates(l, i, &p->columns[i]);
	for (n.column = 0; n.column < p->column_count; n.column++) {
		const struct dye_kind * kind = p->columns[n.column].kind;

		if (!dye_kind_numbers(kind))
			continue;
		for (k = 0; k < l->sample_count; k++) {
			n.of[k] = (struct dye_attributes){0};
			dye_attributes_read(kind, DYE_ROLE_PLAIN, cell(l, k, n.column), &n.of[k]);
		}
		compare_columns(l, &n);
	}
	mark_aged(p);
	for (uint32_t i = 0; i < p->column_count; i++)
		l->days[i] = p->columns[i].days;
	dye_wipe(n.of, DYE_LEARN_SAMPLE * sizeof(*n.of));
	free(n.of);
	return DYE_OK;
}

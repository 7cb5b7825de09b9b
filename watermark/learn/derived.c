/*
 * Columns that are made of one another: an address and a label that holds it, a firm and the legal form that it ends in. Each cell is respelt after its own
 * whole text, so that the two would disagree in a copy: "4936 Walnut Road" beside "4936 Walnut Rd, Tampa", where the source has the same
 * words in both.
 */
#include "watermark/learn/learner.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"

/* So many rows of the sample are compared, and so many must be that say anything. */
#define ROWS 300
#define ROWS_LEAST 20
/* Three words with a slot among them stand in two cells of a row for a reason, whatever the other rows have; a form of firms may by chance. */
#define WORDS_MANY 3
#define WORTH_MANY 18
#define WORTH_FEW 5

/* The words of a cell in small letters, a blank before and behind each; and where each byte comes from. */
struct words {
	struct dye_buffer text; /* Owned; people's data. */
	uint32_t * from;	/* Owned. */
	size_t size;
};

struct search {
	struct dye_learner * learner; /* Not owned. */
	uint32_t column;
	struct words here, there;
	uint32_t * seen; /* Owned; of each other column: rows where both say something and this one has slots */
	uint32_t * held; /* Owned; of those: where one holds the other, at what it is worth */
};

static void
words_release(struct words * w)
{

	dye_buffer_release_secret(&w->text);
	free(w->from);
}

static enum dye_code
words_byte(struct words * w, char byte, size_t from, struct dye_error * err)
{
	uint32_t * grown = dye_grown(w->from, &w->size, w->text.len, sizeof(*grown));

	if (grown == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	w->from = grown;
	w->from[w->text.len] = (uint32_t)from;
	return dye_buffer_append_byte(&w->text, byte, err);
}

static enum dye_code
words_of(struct words * w, struct dye_slice text, struct dye_error * err)
{
	bool blank = true;
	size_t i;

	dye_buffer_reset(&w->text);
	DYE_TRY(words_byte(w, ' ', 0, err));
	for (i = 0; i < text.len; i++) {
		char c = text.data[i];
		bool sign = (uint8_t)c < 0x80 && !dye_is_alnum((uint8_t)c);

		if (!sign || !blank)
			DYE_TRY(words_byte(w, sign ? ' ' : dye_lower(c), i, err));
		blank = sign;
	}
	return blank ? DYE_OK : words_byte(w, ' ', text.len, err);
}

/* Where the words of one stand in those of the other, or NULL. */
static const char *
stands_in(const struct words * part, const struct words * whole)
{

	if (part->text.len < 3 || part->text.len > whole->text.len)
		return NULL;
	return memmem(whole->text.data, whole->text.len, part->text.data, part->text.len);
}

/* Whether a slot of the cell lies among the words that the other column repeats. */
static bool
covers_slot(const struct search * s, const char * at)
{
	const struct dye_parse * parse = &s->learner->parse;
	size_t start = (size_t)(at - s->here.text.data);
	uint32_t first = s->here.from[start + 1], last = s->here.from[start + s->there.text.len - 2], i;

	for (i = 0; i < parse->slot_count; i++)
		if (parse->slots[i].offset <= last && parse->slots[i].offset + parse->slots[i].len > first)
			return true;
	return false;
}

/* What one row says: nine of ten that repeat a word or two must do so, one of four that repeat more. */
static uint32_t
worth(const struct words * a, const struct words * b)
{
	const struct words * part = a->text.len < b->text.len ? a : b;
	size_t blanks = 0, i;

	for (i = 0; i < part->text.len; i++)
		blanks += part->text.data[i] == ' ';
	return blanks > WORDS_MANY ? WORTH_MANY : WORTH_FEW;
}

/* Cells that are respelt alike agree. Leaves the parse of ${here}. */
static enum dye_code
respelt_alike(struct search * s, uint32_t other, struct dye_slice here, struct dye_slice there, bool * alike,
    struct dye_error * err)
{
	const struct dye_profile_column * columns = s->learner->profile->columns;
	const struct dye_kind * kind = columns[s->column].kind;
	uint64_t ours, theirs;

	*alike = false;
	if (!columns[other].mark || columns[other].kind != kind)
		return DYE_OK;
	DYE_TRY(dye_learner_parse(s->learner, kind, there, &theirs, err));
	DYE_TRY(dye_learner_parse(s->learner, kind, here, &ours, err));
	*alike = ours == theirs;
	return DYE_OK;
}

static enum dye_code
compare(struct search * s, const struct dye_sample_row * row, uint32_t other, struct dye_error * err)
{
	struct dye_slice here = dye_learner_sample_cell(row, s->column), there = dye_learner_sample_cell(row, other);
	const char * at;
	bool alike;

	if (there.len == 0)
		return DYE_OK;
	DYE_TRY(words_of(&s->there, there, err));
	s->seen[other]++;
	if (stands_in(&s->here, &s->there) == NULL &&
	    ((at = stands_in(&s->there, &s->here)) == NULL || !covers_slot(s, at)))
		return DYE_OK;
	DYE_TRY(respelt_alike(s, other, here, there, &alike, err));
	s->held[other] += alike ? 0 : worth(&s->here, &s->there);
	return DYE_OK;
}

static enum dye_code
one_row(struct search * s, const struct dye_sample_row * row, struct dye_error * err)
{
	const struct dye_profile * p = s->learner->profile;
	struct dye_slice here = dye_learner_sample_cell(row, s->column);
	uint64_t digest;
	uint32_t i;

	if (here.len == 0)
		return DYE_OK;
	DYE_TRY(dye_learner_parse(s->learner, p->columns[s->column].kind, here, &digest, err));
	if (s->learner->parse.slot_count == 0)
		return DYE_OK;
	DYE_TRY(words_of(&s->here, here, err));
	for (i = 0; i < p->column_count; i++)
		if (i != s->column)
			DYE_TRY(compare(s, row, i, err));
	return DYE_OK;
}

static enum dye_code
all_rows(struct search * s, struct dye_error * err)
{
	const struct dye_learner * l = s->learner;
	size_t step = l->sample_count / ROWS + 1, i;

	s->seen = calloc((size_t)l->profile->column_count + 1, sizeof(*s->seen));
	s->held = calloc((size_t)l->profile->column_count + 1, sizeof(*s->held));
	if (s->seen == NULL || s->held == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < l->sample_count; i += step)
		DYE_TRY(one_row(s, &l->sample[i], err));
	return DYE_OK;
}

enum dye_code
dye_learner_derived(struct dye_learner * l, uint32_t column, uint32_t * other, struct dye_error * err)
{
	struct search s = {.learner = l, .column = column};
	enum dye_code rc;
	uint32_t i;

	*other = column;
	rc = all_rows(&s, err);
	for (i = 0; rc == DYE_OK && i < l->profile->column_count; i++)
		if (s.seen[i] >= ROWS_LEAST && s.held[i] * 2 >= s.seen[i] * 9)
			*other = i;
	words_release(&s.here);
	words_release(&s.there);
	free(s.seen);
	free(s.held);
	return rc;
}

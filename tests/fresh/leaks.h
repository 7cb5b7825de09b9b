/*
 * leaks.h: what leakers do. Each stage makes a dataset with accounts and exports, and leaks that are made to find a hole in the bound.
 *
 * Whoever makes the leak may know everything but the keys: the source, the program, which words it invents names of, how keys are drawn.
 */
#ifndef DYE_TESTS_FRESH_LEAKS_H
#define DYE_TESTS_FRESH_LEAKS_H

#include <ctype.h>

#include "tests/fresh/draws.h"

enum { ID, CARD, NAME, PHONE, ADDRESS, PEOPLE };

/* Parents among 65536 rows. */
#define TENTH 6554
#define FIFTIETH 1311
#define HALF 32768

#define BIT(account) (UINT64_C(1) << (unsigned)(account))

static const unsigned fresh_contact[] = {NAME, PHONE, ADDRESS};
static const unsigned fresh_list[] = {NAME, PHONE};

/* ---- the table ---- */

static const char * const fresh_first[] = {
    "James", "Mary", "Robert", "Linda", "Michael", "Susan", "William", "Karen", "David", "Nancy", "Thomas", "Helen"};
static const char * const fresh_last[] = {"Walker", "Baxter", "Collins", "Hughes", "Palmer", "Stewart", "Morgan",
    "Foster", "Bennett", "Parker", "Sanders", "Brooks"};
static const char * const fresh_way[] = {
    "Oak", "Maple", "Cedar", "Lake", "Hill", "Pine", "Elm", "River", "Walnut", "Chestnut", "Willow", "Birch"};
static const char * const fresh_type[] = {"Street", "St"};
static const char * const fresh_town[] = {"Springfield", "Dayton", "Salem", "Franklin"};

/* ${count} of the keys from ${first} on, below ${first} + ${room}, in random order, into a column. */
static inline void
fresh_fill_keys(
    struct fresh_rows * t, struct fresh_random * r, unsigned column, const char * format, unsigned first, unsigned room)
{
	unsigned * all = calloc(room, sizeof(*all));
	unsigned i;

	if (all == NULL || room < t->count)
		fresh_die("keys", NULL);
	for (i = 0; i < room; i++)
		all[i] = first + i;
	for (i = 0; i < t->count; i++) {
		size_t k = i + fresh_below(r, room - i);
		unsigned key = all[k];

		all[k] = all[i];
		(void)snprintf(t->row[i].cell[column], FRESH_CELL, format, key);
	}
	free(all);
}

static inline void
fresh_person(struct fresh_random * r, struct fresh_row * row)
{

	(void)snprintf(
	    row->cell[NAME], FRESH_CELL, "%s %s", fresh_first[fresh_below(r, 12)], fresh_last[fresh_below(r, 12)]);
	(void)snprintf(row->cell[PHONE], FRESH_CELL, "(5%zu2) %zu-%04zu", 1 + fresh_below(r, 3),
	    220 + fresh_below(r, 700), fresh_below(r, 10000));
	(void)snprintf(row->cell[ADDRESS], FRESH_CELL, "%zu %s %s, %s, OH %zu", 1 + fresh_below(r, 999),
	    fresh_way[fresh_below(r, 12)], fresh_type[fresh_below(r, 2)], fresh_town[fresh_below(r, 4)],
	    43000 + fresh_below(r, 2900));
}

/* ${count} people with keys as described; the same in every draw of the vault's keys. */
static inline struct fresh_rows
fresh_people(const char * format, unsigned first, unsigned room, unsigned count)
{
	static const char * const names[] = {"id", "card", "name", "phone", "address"};
	struct fresh_rows t = {.columns = PEOPLE};
	struct fresh_random r = {12345};
	unsigned i;

	for (i = 0; i < PEOPLE; i++)
		fresh_set(&t.names, i, names[i]);
	for (i = 0; i < count; i++)
		fresh_person(&r, fresh_add(&t));
	fresh_fill_keys(&t, &r, ID, format, first, room);
	fresh_fill_keys(&t, &r, CARD, "T%u", 1000, count <= 200 ? 1000 : 9000);
	return t;
}

/* Only these columns, in this order. */
static inline struct fresh_rows
fresh_project(const struct fresh_rows * t, const unsigned * columns, unsigned count)
{
	struct fresh_rows out = {.columns = count};
	size_t i;
	unsigned c;

	for (c = 0; c < count; c++)
		fresh_set(&out.names, c, t->names.cell[columns[c]]);
	for (i = 0; i < t->count; i++) {
		struct fresh_row * row = fresh_add(&out);

		for (c = 0; c < count; c++)
			fresh_set(row, c, t->row[i].cell[columns[c]]);
	}
	return out;
}

/* ---- leaks, as text ---- */

/* Rows ${from} to below ${to}, as CSV with a header. */
static inline void
fresh_leak_rows(struct dye_buffer * leak, const struct fresh_rows * t, size_t from, size_t to)
{
	struct fresh_rows part = *t;

	from = from < t->count ? from : t->count;
	to = to < t->count ? to : t->count;
	part.row = from == 0 ? t->row : t->row + from;
	part.count = to - from;
	fresh_csv(leak, &part);
}

/* The first rows under a header that has the names of the last two columns exchanged. */
static inline void
fresh_lying(struct dye_buffer * leak, const struct fresh_rows * t, size_t rows)
{
	struct fresh_rows lie = *t;

	fresh_set(&lie.names, t->columns - 1, t->names.cell[t->columns - 2]);
	fresh_set(&lie.names, t->columns - 2, t->names.cell[t->columns - 1]);
	fresh_leak_rows(leak, &lie, 0, rows);
}

/* The same rows as they are pasted: some columns, no header. */
static inline void
fresh_leak_lines(
    struct dye_buffer * leak, const struct fresh_rows * t, size_t from, size_t to, const unsigned * columns, unsigned n)
{
	size_t i;

	for (i = from; i < to && i < t->count; i++)
		fresh_put_line(leak, &t->row[i], columns, n, "----", false);
}

/* The keys from ${first} on, below ${first} + ${room}, under their name; without those that a row of ${but} has. */
static inline void
fresh_leak_keys(
    struct dye_buffer * leak, const char * format, unsigned first, unsigned room, const struct fresh_rows * but)
{
	char key[FRESH_CELL];
	unsigned i;

	fresh_put(leak, "id\n");
	for (i = 0; i < room; i++) {
		(void)snprintf(key, sizeof(key), format, first + i);
		if (but != NULL && fresh_holds(but, ID, key))
			continue;
		fresh_put(leak, key);
		fresh_put(leak, "\n");
	}
}

/* ---- exports ---- */

/* Everybody exports; copies [1..accounts], released with fresh_copies_release(). */
static inline void
fresh_export_all(struct fresh_scene * s, const struct fresh_rows * source, struct fresh_rows * copies)
{
	unsigned i;

	for (i = 1; i <= s->accounts; i++)
		copies[i] = fresh_embed(&s->w, source, i);
}

static inline void
fresh_copies_release(struct fresh_rows * copies)
{
	unsigned i;

	for (i = 0; i <= FRESH_ACCOUNTS; i++)
		fresh_rows_release(&copies[i]);
}

static inline void
fresh_append(struct fresh_rows * t, const struct fresh_rows * more)
{
	size_t i;

	for (i = 0; i < more->count; i++)
		fresh_copy(t, &more->row[i]);
}

/* ---- dense keys ---- */

/* A thousand keys, of which so many are taken; the leak is nobody's copy but the list of those that are not. */
static inline void
fresh_dense(struct fresh_scene * s, unsigned taken)
{
	struct fresh_rows source = fresh_people("M%u", 1000, 1000, taken), known, copies[FRESH_ACCOUNTS + 1] = {0};

	s->guessed = true;
	s->accounts = 5;
	fresh_learn(&s->w, &source, FIFTIETH, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &source, copies);
	fresh_leak_keys(&fresh_leak(s, "the unused keys", 0)->text, "M%u", 1000, 1000, &source);
	/* Two who compared their copies know more of what is taken. */
	known = fresh_like(&source);
	fresh_append(&known, &copies[1]);
	fresh_append(&known, &copies[2]);
	fresh_leak_keys(&fresh_leak(s, "the unused keys that two colluders do not see", BIT(1) | BIT(2))->text, "M%u",
	    1000, 1000, &known);
	fresh_rows_release(&known);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

static inline void
fresh_dense_50(struct fresh_scene * s)
{

	fresh_dense(s, 500);
}

static inline void
fresh_dense_70(struct fresh_scene * s)
{

	fresh_dense(s, 700);
}

static inline void
fresh_dense_90(struct fresh_scene * s)
{

	fresh_dense(s, 900);
}

static inline void
fresh_dense_99(struct fresh_scene * s)
{

	fresh_dense(s, 990);
}

/* ---- decoys ---- */

/*
 * Half of the keys are taken. Everybody exports a part, then the owner gives the records numbers of his own, too few for all, and everybody exports the whole: records
 * whose keys were taken, or which were not there, come with a decoy or without. Whoever rang the numbers of two copies writes them beside the keys that are free,
 * and beside what he knows of people.
 */
static inline void
fresh_decoyed(struct fresh_scene * s)
{
	static const unsigned phone[] = {PHONE};
	struct fresh_rows source = fresh_people("M%u", 1000, 1000, 500), part = source,
			  copies[FRESH_ACCOUNTS + 1] = {0};
	struct fresh_rows first[FRESH_ACCOUNTS + 1] = {0}, made = fresh_like(&source);
	struct fresh_rows numbers;
	unsigned i;

	s->guessed = true;
	s->accounts = 5;
	part.count = 250;
	fresh_learn(&s->w, &source, TENTH, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &part, first);
	fresh_decoys(&s->w, &source, 0, 60);
	fresh_export_all(s, &source, copies);
	fresh_leak_keys(&fresh_leak(s, "the unused keys", 0)->text, "M%u", 1000, 1000, &source);
	for (i = 0; i < 300; i++) {
		struct fresh_row * row = fresh_add(&made);

		*row = source.row[i];
		(void)snprintf(row->cell[ID], FRESH_CELL, "M%u", 1000 + 3 * i);
		(void)snprintf(row->cell[PHONE], FRESH_CELL, "(989) 987-%04u", i % 60);
	}
	fresh_leak_rows(&fresh_leak(s, "decoys beside people and keys", 0)->text, &made, 0, made.count);
	numbers = fresh_project(&made, phone, 1);
	fresh_leak_rows(&fresh_leak(s, "decoys alone", 0)->text, &numbers, 0, 60);
	fresh_rows_release(&numbers);
	fresh_leak_rows(&fresh_leak(s, "a copy", BIT(1))->text, &copies[1], 0, 300);
	fresh_rows_release(&made);
	fresh_copies_release(first);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

/* ---- spellings ---- */

static inline void
fresh_upper(struct fresh_row * row)
{
	unsigned c;
	char * p;

	for (c = 0; c < FRESH_COLUMNS; c++)
		for (p = row->cell[c]; *p != '\0'; p++)
			*p = (char)toupper((unsigned char)*p);
}

/* Each of the first ${rows} rows four times, never twice the same text. */
static inline void
fresh_repeats(struct dye_buffer * leak, const struct fresh_rows * copy, size_t rows)
{
	struct fresh_rows out = fresh_like(copy);
	size_t i;

	for (i = 0; i < rows && i < copy->count; i++) {
		fresh_copy(&out, &copy->row[i]);
		fresh_copy(&out, &copy->row[i]);
		fresh_upper(&out.row[out.count - 1]);
		fresh_copy(&out, &copy->row[i]);
		out.row[out.count - 1].cell[ID][0] = '\0';
		fresh_copy(&out, &copy->row[i]);
		(void)snprintf(out.row[out.count - 1].cell[ADDRESS], FRESH_CELL, " %.90s ", copy->row[i].cell[ADDRESS]);
	}
	fresh_csv(leak, &out);
	fresh_rows_release(&out);
}

/* The row with that key, or NULL. */
static inline const struct fresh_row *
fresh_find(const struct fresh_rows * t, const char * key)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		if (strcmp(t->row[i].cell[ID], key) == 0)
			return &t->row[i];
	return NULL;
}

/* Rows of the source as ${copies} have them; of each cell the text that fewest have. Copies are whole, so each has the row. */
static inline void
fresh_minority(struct dye_buffer * leak, const struct fresh_rows * source, const struct fresh_rows * copies,
    unsigned count, size_t rows)
{
	struct fresh_rows out = fresh_like(source);
	unsigned i, k, c;
	size_t r;

	for (r = 0; r < rows; r++) {
		fresh_copy(&out, &source->row[r]);
		for (c = 0; c < source->columns; c++) {
			unsigned least = count + 1;

			for (i = 0; i < count; i++) {
				const char * text = fresh_find(&copies[i], source->row[r].cell[ID])->cell[c];
				unsigned same = 0;

				for (k = 0; k < count; k++)
					same +=
					    strcmp(text, fresh_find(&copies[k], source->row[r].cell[ID])->cell[c]) == 0;
				if (same >= least)
					continue;
				least = same;
				fresh_set(&out.row[out.count - 1], c, text);
			}
		}
	}
	fresh_csv(leak, &out);
	fresh_rows_release(&out);
}

/* The same rows of several copies, one below the other: each cell in several spellings. */
static inline void
fresh_conflicts(
    struct dye_buffer * leak, const struct fresh_rows * source, const struct fresh_rows * copies, unsigned count)
{
	struct fresh_rows out = fresh_like(source);
	unsigned k;
	size_t i;

	for (i = 0; i < 20; i++) {
		fresh_copy(&out, &source->row[i]);
		for (k = 0; k < count; k++)
			fresh_copy(&out, fresh_find(&copies[k], source->row[i].cell[ID]));
	}
	fresh_csv(leak, &out);
	fresh_rows_release(&out);
}

/* Name and address in one column, the phone of the row after in the other. */
static inline void
fresh_joined(struct dye_buffer * leak, const struct fresh_rows * copy, size_t rows)
{
	size_t i;

	for (i = 0; i < rows && i + 1 < copy->count; i++) {
		fresh_put(leak, copy->row[i].cell[NAME]);
		fresh_put(leak, ", ");
		fresh_put(leak, copy->row[i].cell[ADDRESS]);
		fresh_put(leak, "\t");
		fresh_put(leak, copy->row[i + 1].cell[PHONE]);
		fresh_put(leak, "\n");
	}
}

/* Half of the lines are cut by one sign, half by another: read in one way or the other, other rows speak. */
static inline void
fresh_ambiguous(struct dye_buffer * leak, const struct fresh_rows * copy, size_t rows)
{
	static const unsigned columns[] = {NAME, ADDRESS};
	size_t i;

	for (i = 0; i < rows && i < copy->count; i++)
		fresh_put_line(leak, &copy->row[i], columns, 2, i < rows / 2 ? "|" : ";", false);
}

/* 120 people, keys anywhere among 900: what everybody does with copies and source. */
static inline void
fresh_spellings(struct fresh_scene * s)
{
	struct fresh_rows source = fresh_people("KX%u", 100, 900, 120), copies[FRESH_ACCOUNTS + 1] = {0};
	struct fresh_leak * twice;

	s->accounts = 6;
	fresh_learn(&s->w, &source, TENTH, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &source, copies);
	fresh_leak_rows(&fresh_leak(s, "unmarked rows", 0)->text, &source, 0, 20);
	fresh_leak_lines(
	    &fresh_leak(s, "a block of the source in its order, pasted", 0)->text, &source, 50, 70, fresh_contact, 3);
	fresh_leak_rows(&fresh_leak(s, "a copy", BIT(1))->text, &copies[1], 0, 20);
	fresh_leak_lines(&fresh_leak(s, "a copy, names and phones", BIT(1))->text, &copies[1], 0, 20, fresh_list, 2);
	fresh_repeats(&fresh_leak(s, "repeats", BIT(1))->text, &copies[1], 10);
	fresh_repeats(&fresh_leak(s, "repeats of few rows", BIT(1))->text, &copies[1], 3);
	fresh_conflicts(&fresh_leak(s, "conflicting spellings", BIT(1) | BIT(2))->text, &source, &copies[1], 2);
	fresh_minority(&fresh_leak(s, "minority of two", BIT(1) | BIT(2))->text, &source, &copies[1], 2, 20);
	fresh_minority(&fresh_leak(s, "minority of three", BIT(1) | BIT(2) | BIT(3))->text, &source, &copies[1], 3, 20);
	fresh_joined(&fresh_leak(s, "columns joined and replaced", BIT(1))->text, &copies[1], 20);
	fresh_lying(&fresh_leak(s, "a copy under a header that lies", BIT(1))->text, &copies[1], 20);
	fresh_lying(&fresh_leak(s, "unmarked rows under a header that lies", 0)->text, &source, 20);
	twice = fresh_leak(s, "one block in two files", BIT(1));
	fresh_leak_rows(&twice->text, &copies[1], 0, 20);
	fresh_leak_lines(&twice->second, &copies[1], 0, 20, fresh_contact, 3);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

/* The rows of ${copy} in whose place ${own} has that type of road, or, ${other}, has another. */
static inline void
fresh_let_through(struct dye_buffer * leak, const struct fresh_rows * copy, const struct fresh_rows * own,
    const char * type, bool other)
{
	struct fresh_rows out = fresh_like(copy);
	size_t i, k;

	for (i = 0; i < copy->count; i++)
		for (k = 0; k < own->count; k++)
			if (strcmp(own->row[k].cell[ID], copy->row[i].cell[ID]) == 0 &&
			    (strstr(own->row[k].cell[ADDRESS], type) == NULL) == other)
				fresh_copy(&out, &copy->row[i]);
	fresh_csv(leak, &out);
	fresh_rows_release(&out);
}

/*
 * Rows of an account's copy were cut at a length before they came back, so that where it has the long spelling nothing can be read, in anybody's copy; where it has the
 * short one every copy shows its own. What is shown are another's draws, but which slots are shown hangs on the account's (docs/EVIDENCE.md, 6.3).
 */
static inline void
fresh_sifted(struct fresh_scene * s)
{
	struct fresh_rows source = fresh_people("KX%u", 100, 900, 400), copies[FRESH_ACCOUNTS + 1] = {0};

	s->accounts = 3;
	fresh_learn(&s->w, &source, 0, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &source, copies);
	fresh_let_through(
	    &fresh_leak(s, "where another account has St", BIT(2))->text, &copies[2], &copies[1], " Street,", true);
	fresh_let_through(&fresh_leak(s, "where another account has Street", BIT(2))->text, &copies[2], &copies[1],
	    " Street,", false);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

/* ---- canaries ---- */

/* Of each canary rows that show one cell of it, and rows that show two, filled up from people who exist. */
static inline void
fresh_pieces(struct dye_buffer * leak, const struct fresh_rows * canaries, const struct fresh_rows * source)
{
	struct fresh_rows out = fresh_like(source);
	unsigned c, d;
	size_t i;

	for (i = 0; i < canaries->count && i < 5; i++)
		for (c = 0; c < PEOPLE; c++) {
			fresh_set(fresh_add(&out), c, canaries->row[i].cell[c]);
			for (d = c + 1; d < PEOPLE; d++) {
				fresh_copy(&out, &source->row[7 * i + c]);
				fresh_set(&out.row[out.count - 1], c, canaries->row[i].cell[c]);
				fresh_set(&out.row[out.count - 1], d, canaries->row[i].cell[d]);
			}
		}
	fresh_csv(leak, &out);
	fresh_rows_release(&out);
}

/* Keys, each with ${each} different cards: whoever has the key may have one of the cards. */
static inline void
fresh_grid(struct dye_buffer * leak, struct fresh_random * r, unsigned keys, unsigned each)
{
	char line[64];
	unsigned i, k;

	fresh_put(leak, "id,card\n");
	for (i = 0; i < keys; i++)
		for (k = 0; k < each; k++) {
			(void)snprintf(line, sizeof(line), "M%u,T%zu\n", 1400 + i, 1000 + fresh_below(r, 1000));
			fresh_put(leak, line);
		}
}

/* Keys, each in ${each} rows that differ in what is compared with nobody. */
static inline void
fresh_again(struct dye_buffer * leak, unsigned keys, unsigned each)
{
	char line[64];
	unsigned i, k;

	fresh_put(leak, "id,visits\n");
	for (i = 0; i < keys; i++)
		for (k = 0; k < each; k++) {
			(void)snprintf(line, sizeof(line), "M%u,%u\n", 1400 + i, k + 1);
			fresh_put(leak, line);
		}
}

/* Guesses of whole records: every key of a block with what another vault invented. */
static inline void
fresh_guess(struct dye_buffer * leak, struct fresh_random * r, const struct fresh_rows * source, const char * format,
    unsigned first, unsigned keys, unsigned each)
{
	struct fresh_rows out = fresh_like(source);
	unsigned i, k;

	for (i = 0; i < keys; i++)
		for (k = 0; k < each; k++) {
			struct fresh_row * row = fresh_add(&out);

			fresh_person(r, row);
			(void)snprintf(row->cell[ID], FRESH_CELL, format, first + i);
			(void)snprintf(row->cell[CARD], FRESH_CELL, "T%zu", 1000 + fresh_below(r, 1000));
		}
	fresh_csv(leak, &out);
	fresh_rows_release(&out);
}

/* 120 people, a thousand keys: a guess is right often enough to be seen, and then it weighs. */
static inline void
fresh_canaries(struct fresh_scene * s)
{
	struct fresh_rows source = fresh_people("M%u", 1000, 1000, 120), copies[FRESH_ACCOUNTS + 1] = {0}, own;

	s->guessed = true;
	s->accounts = 8;
	fresh_learn(&s->w, &source, FIFTIETH, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &source, copies);
	own = fresh_strangers(&copies[1], &source, ID);
	fresh_leak_rows(&fresh_leak(s, "the canaries of one account", BIT(1))->text, &own, 0, own.count);
	fresh_pieces(&fresh_leak(s, "its canaries in pieces", BIT(1))->text, &own, &source);
	fresh_leak_keys(&fresh_leak(s, "guessed keys", 0)->text, "M%u", 1400, 60, NULL);
	fresh_leak_keys(&fresh_leak(s, "guessed keys, unused ones", 0)->text, "M%u", 1400, 60, &source);
	fresh_again(&fresh_leak(s, "guessed keys in many rows each", 0)->text, 30, 3);
	fresh_grid(&fresh_leak(s, "guessed keys with a guessed card", 0)->text, &s->random, 60, 1);
	fresh_grid(&fresh_leak(s, "guessed keys with many cards each", 0)->text, &s->random, 15, 5);
	fresh_guess(
	    &fresh_leak(s, "guessed keys with invented people", 0)->text, &s->random, &source, "M%u", 1400, 60, 1);
	fresh_rows_release(&own);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

/* ---- canaries that come back with the source ---- */

/* How a canary is changed before it is entered again: which cells stay, where they stand, and what the leaker then shows of the rows. */
struct fresh_return {
	const char * name;
	unsigned kept[PEOPLE]; /* cells of the canary that stay */
	unsigned kept_count;
	unsigned shown[PEOPLE]; /* columns of the leak */
	unsigned shown_count;
	bool header;
	bool corrected;	    /* the last digit of the phone */
	bool swapped;	    /* key and card */
	bool split;	    /* into two rows: the first kept cell, and the others */
	const char * label; /* what is written before the phone, and taken off before the rows are shown */
};

static const struct fresh_return fresh_returns[] = {
    {"as they were", {ID, CARD, NAME, PHONE, ADDRESS}, 5, {ID, CARD, NAME, PHONE, ADDRESS}, 5, .header = true},
    {"with new keys", {NAME, PHONE, ADDRESS}, 3, {ID, CARD, NAME, PHONE, ADDRESS}, 5, .header = true},
    {"with one corrected phone", {ID, CARD, NAME, PHONE, ADDRESS}, 5, {ID, CARD, NAME, PHONE, ADDRESS}, 5,
	.header = true, .corrected = true},
    {"nothing left but the phone, shown alone", {PHONE}, 1, {PHONE}, 1, .header = true},
    {"nothing left but the keys, shown alone", {ID, CARD}, 2, {ID, CARD}, 2, .header = true},
    {"nothing left but phone and card, shown alone", {PHONE, CARD}, 2, {PHONE, CARD}, 2, .header = false},
    {"keys swapped, with the phone, pasted", {ID, CARD, PHONE}, 3, {ID, CARD, PHONE}, 3, .swapped = true},
    {"phone in one row and keys in another", {PHONE, ID, CARD}, 3, {ID, CARD, PHONE}, 3, .header = true, .split = true},
};

/* In another shape, which the leaker takes back: the cell as it stands in the source is nobody's. */
static const struct fresh_return fresh_shapes[] = {
    {"phones with a label, which is taken off", {NAME, PHONE}, 2, {NAME, PHONE}, 2, .header = true, .label = "tel: "},
    {"phones with an apostrophe, which is taken off", {NAME, PHONE}, 2, {NAME, PHONE}, 2, .header = true, .label = "'"},
    {"phones behind others, which are taken off", {NAME, PHONE}, 2, {NAME, PHONE}, 2, .header = true,
	.label = "(555) 321-4567 / "},
    {"phones in a sentence, which is taken off", {NAME, PHONE}, 2, {NAME, PHONE}, 2, .header = true,
	.label = "called back on "},
};

#define COUNT_OF(array) ((unsigned)(sizeof(array) / sizeof((array)[0])))
#define FRESH_RETURNS_MAX 8

static inline void
fresh_swap(struct fresh_row * row, unsigned a, unsigned b)
{
	char text[FRESH_CELL];

	memcpy(text, row->cell[a], FRESH_CELL);
	memcpy(row->cell[a], row->cell[b], FRESH_CELL);
	memcpy(row->cell[b], text, FRESH_CELL);
}

static inline void
fresh_label(struct fresh_row * row, const char * label)
{
	char text[FRESH_CELL];

	memcpy(text, row->cell[PHONE], FRESH_CELL);
	(void)snprintf(row->cell[PHONE], FRESH_CELL, "%s%.40s", label, text);
}

static inline void
fresh_unlabel(struct fresh_rows * rows, const char * label)
{
	size_t i, n = strlen(label);

	for (i = 0; i < rows->count; i++)
		if (strncmp(rows->row[i].cell[PHONE], label, n) == 0)
			memmove(rows->row[i].cell[PHONE], rows->row[i].cell[PHONE] + n, FRESH_CELL - n);
}

/* Enter a row of which cells ${from} to below ${to} of those that are kept are the canary's. */
static inline void
fresh_enter(struct fresh_rows * source, const struct fresh_row * canary, const struct fresh_return * how, unsigned from,
    unsigned to, struct fresh_random * r)
{
	struct fresh_row row = {0};
	char * end;
	unsigned i;

	fresh_person(r, &row);
	(void)snprintf(row.cell[ID], FRESH_CELL, "KY%zu", 100 + source->count);
	(void)snprintf(row.cell[CARD], FRESH_CELL, "TR%zu", 1000 + source->count);
	for (i = from; i < to; i++)
		fresh_set(&row, how->kept[i], canary->cell[how->kept[i]]);
	end = row.cell[PHONE] + strlen(row.cell[PHONE]) - 1;
	if (how->corrected)
		*end = (char)(*end == '9' ? '0' : *end + 1);
	if (how->swapped)
		fresh_swap(&row, ID, CARD);
	if (how->label != NULL)
		fresh_label(&row, how->label);
	fresh_copy(source, &row);
}

/* Two of those that are whole: of three the intake thinks that somebody's copy is marked again, and refuses. */
static inline void
fresh_reenter(struct fresh_rows * source, const struct fresh_rows * canaries, const struct fresh_return * how,
    struct fresh_random * r)
{
	size_t i;

	for (i = 0; i < canaries->count && i < (how->kept_count == PEOPLE ? 2 : 3); i++) {
		fresh_enter(source, &canaries->row[i], how, 0, how->split ? 1 : how->kept_count, r);
		if (how->split)
			fresh_enter(source, &canaries->row[i], how, 1, how->kept_count, r);
	}
}

/* The leak: what of a block and of the rows ${from} to below ${to} of the source stands in the copy. */
static inline void
fresh_show(struct dye_buffer * leak, const struct fresh_rows * copy, const struct fresh_rows * source, size_t from,
    size_t to, const struct fresh_return * how)
{
	struct fresh_rows rows = fresh_like(source), shown;
	size_t i;

	for (i = 0; i < 10; i++)
		fresh_copy(&rows, &copy->row[i]);
	for (i = from; i < to; i++)
		if (fresh_find(copy, source->row[i].cell[ID]) != NULL)
			fresh_copy(&rows, fresh_find(copy, source->row[i].cell[ID]));
	if (how->label != NULL)
		fresh_unlabel(&rows, how->label);
	shown = fresh_project(&rows, how->shown, how->shown_count);
	if (how->header)
		fresh_leak_rows(leak, &shown, 0, shown.count);
	else
		fresh_leak_lines(leak, &rows, 0, rows.count, how->shown, how->shown_count);
	fresh_rows_release(&shown);
	fresh_rows_release(&rows);
}

/* How the rows that came back leave again. */
enum fresh_way { BY_EXPORT, LEARNED_FIRST, BY_SPELLINGS_ALONE, BY_ANOTHER_DATASET };

/* Account 9 gets a copy of the source, now with what came back in it. */
static inline struct fresh_rows
fresh_leave(struct fresh_scene * s, const struct fresh_rows * source, enum fresh_way way)
{
	if (way == BY_ANOTHER_DATASET)
		s->w.dataset = "orders";
	if (way == BY_ANOTHER_DATASET || way == LEARNED_FIRST)
		fresh_learn(&s->w, source, TENTH, false);
	if (way == BY_ANOTHER_DATASET)
		fresh_enrol(&s->w, 9);
	if (way == BY_SPELLINGS_ALONE)
		s->w.marks = "spelling";
	return fresh_embed(&s->w, source, 9);
}

/*
 * As many accounts export as there are manners; two or three canaries of each find their way into the source, each in another manner; then account 9 exports
 * and its copy of those rows leaks. Whoever they once belonged to is innocent.
 */
static inline void
fresh_come_back(struct fresh_scene * s, const struct fresh_return * returns, unsigned count, enum fresh_way way)
{
	struct fresh_rows source = fresh_people("KX%u", 100, 900, 120), people, own, copy;
	size_t from[FRESH_RETURNS_MAX + 1], i;

	fresh_learn(&s->w, &source, TENTH, true);
	fresh_enrol(&s->w, 9);
	people = fresh_like(&source);
	fresh_append(&people, &source);
	for (i = 0; i < count; i++) {
		copy = fresh_embed(&s->w, &people, (unsigned)i + 1);
		own = fresh_strangers(&copy, &people, ID);
		from[i] = source.count;
		fresh_reenter(&source, &own, &returns[i], &s->random);
		fresh_rows_release(&own);
		fresh_rows_release(&copy);
	}
	from[count] = source.count;
	copy = fresh_leave(s, &source, way);
	for (i = 0; i < count; i++) {
		struct fresh_leak * leak = fresh_leak(s, returns[i].name, BIT(9));

		leak->untested = ~BIT(i + 1);
		fresh_show(&leak->text, &copy, &source, from[i], from[i + 1], &returns[i]);
	}
	fresh_rows_release(&copy);
	fresh_rows_release(&people);
	fresh_rows_release(&source);
}

static inline void
fresh_come_back_export(struct fresh_scene * s)
{

	fresh_come_back(s, fresh_returns, COUNT_OF(fresh_returns), BY_EXPORT);
}

static inline void
fresh_come_back_shaped(struct fresh_scene * s)
{

	fresh_come_back(s, fresh_shapes, COUNT_OF(fresh_shapes), BY_EXPORT);
}

static inline void
fresh_come_back_learn(struct fresh_scene * s)
{

	fresh_come_back(s, fresh_returns, COUNT_OF(fresh_returns), LEARNED_FIRST);
}

static inline void
fresh_come_back_spelling(struct fresh_scene * s)
{

	fresh_come_back(s, fresh_returns, COUNT_OF(fresh_returns), BY_SPELLINGS_ALONE);
}

static inline void
fresh_come_back_dataset(struct fresh_scene * s)
{

	fresh_come_back(s, fresh_returns, COUNT_OF(fresh_returns), BY_ANOTHER_DATASET);
}

/* ---- what a dry run answers ---- */

/* Two keys each, so that few of them are thought to be a copy (three are). */
#define FRESH_ASKED 60

/* The leaker asks of guessed keys, two by two, whether they are somebody's, and publishes those that are. */
static inline void
fresh_asked(struct fresh_scene * s)
{
	struct fresh_rows source = fresh_people("M%u", 1000, 1000, 120), copies[FRESH_ACCOUNTS + 1] = {0};
	const unsigned key[] = {ID};
	struct fresh_rows two = fresh_project(&source, key, 1), known = fresh_like(&two);
	unsigned i;

	s->guessed = true;
	s->accounts = 5;
	fresh_learn(&s->w, &source, TENTH, true);
	fresh_enrol(&s->w, FRESH_ACCOUNTS);
	fresh_export_all(s, &source, copies);
	fresh_no_threshold = true;
	for (i = 0; i < FRESH_ASKED; i += 2) {
		two.count = 2;
		(void)snprintf(two.row[0].cell[0], FRESH_CELL, "M%u", 1400 + i);
		(void)snprintf(two.row[1].cell[0], FRESH_CELL, "M%u", 1401 + i);
		if (fresh_ask(&s->w, &two, FRESH_ACCOUNTS).burned > 0)
			fresh_append(&known, &two);
	}
	fresh_no_threshold = false;
	fresh_csv(&fresh_leak(s, "guessed keys that a dry run knows", 0)->text, &known);
	fresh_rows_release(&known);
	fresh_rows_release(&two);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

/* The other spelling of an address. */
static inline void
fresh_respell(const char * address, char out[FRESH_CELL])
{
	const char * at = strstr(address, " Street,");

	(void)snprintf(out, FRESH_CELL, "%s", address);
	if (at != NULL)
		(void)snprintf(out, FRESH_CELL, "%.*s St,%s", (int)(at - address), address, at + 8);
	else if ((at = strstr(address, " St,")) != NULL)
		(void)snprintf(out, FRESH_CELL, "%.*s Street,%s", (int)(at - address), address, at + 4);
}

/* Whether the addresses ${base} with one more are refused. */
static inline bool
fresh_refused_with(struct fresh_scene * s, struct fresh_rows * base, const char * address)
{
	bool refused;

	fresh_set(fresh_add(base), 0, address);
	refused = fresh_ask(&s->w, base, FRESH_ACCOUNTS).refused;
	base->count--;
	return refused;
}

/*
 * The leaker has addresses as account 1 has them, one fewer than are refused. To these he adds one more after the other, in both spellings, and
 * publishes those that are refused: account 1 never published one of them.
 */
static inline void
fresh_refused(struct fresh_scene * s)
{
	const unsigned address[] = {ADDRESS};
	struct fresh_rows source = fresh_people("KX%u", 100, 900, 120), copies[FRESH_ACCOUNTS + 1] = {0};
	struct fresh_rows theirs, base, learned;
	char other[FRESH_CELL];
	unsigned i;

	s->accounts = 5;
	fresh_learn(&s->w, &source, FIFTIETH, true);
	fresh_enrol(&s->w, FRESH_ACCOUNTS);
	fresh_export_all(s, &source, copies);
	theirs = fresh_project(&copies[1], address, 1);
	base = fresh_like(&theirs);
	learned = fresh_like(&theirs);
	for (i = 0; i < 10; i++)
		fresh_copy(&base, &theirs.row[i]);
	for (; i < 32 && !fresh_refused_with(s, &base, theirs.row[i].cell[0]); i++)
		fresh_copy(&base, &theirs.row[i]);
	for (i = 80; i < 94; i++) {
		const char * known = source.row[i].cell[ADDRESS];

		fresh_respell(known, other);
		if (fresh_refused_with(s, &base, other) && !fresh_refused_with(s, &base, known))
			known = other;
		fresh_set(fresh_add(&learned), 0, known);
	}
	fresh_csv(&fresh_leak(s, "addresses in the spelling that is refused", 0)->text, &learned);
	fresh_rows_release(&learned);
	fresh_rows_release(&base);
	fresh_rows_release(&theirs);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

/* ---- versions, columns, sorts of keys ---- */

/* Two equal versions of the profile and one with other people, exports under all. */
static inline void
fresh_versions(struct fresh_scene * s)
{
	struct fresh_rows source = fresh_people("KX%u", 100, 900, 120), more = fresh_people("KX%u", 100, 900, 150);
	struct fresh_rows first[FRESH_ACCOUNTS + 1] = {0}, then[FRESH_ACCOUNTS + 1] = {0};

	s->guessed = true;
	s->accounts = 3;
	fresh_learn(&s->w, &source, TENTH, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &source, first);
	fresh_learn(&s->w, &source, TENTH, true);
	fresh_learn(&s->w, &more, TENTH, true);
	fresh_export_all(s, &more, then);
	fresh_leak_rows(&fresh_leak(s, "unmarked rows", 0)->text, &more, 0, 40);
	fresh_leak_rows(&fresh_leak(s, "a copy under the last", BIT(1))->text, &then[1], 0, 40);
	fresh_append(&first[1], &then[1]);
	fresh_conflicts(&fresh_leak(s, "the copies under two", BIT(1))->text, &source, &first[1], 1);
	fresh_leak_keys(&fresh_leak(s, "guessed keys", 0)->text, "KX%u", 400, 100, NULL);
	fresh_copies_release(first);
	fresh_copies_release(then);
	fresh_rows_release(&source);
	fresh_rows_release(&more);
}

/* A column more, and every canary is drawn anew for the same rows: then there are twice as many to be guessed. */
static inline void
fresh_new_rules(struct fresh_scene * s)
{
	static const unsigned narrow[] = {ID, NAME, ADDRESS};
	struct fresh_rows source = fresh_people("M%u", 1000, 1000, 120), few = fresh_project(&source, narrow, 3);
	struct fresh_rows first[FRESH_ACCOUNTS + 1] = {0}, then[FRESH_ACCOUNTS + 1] = {0};

	s->guessed = true;
	s->accounts = 4;
	fresh_learn(&s->w, &few, FIFTIETH, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &few, first);
	fresh_learn(&s->w, &source, FIFTIETH, true);
	fresh_export_all(s, &source, then);
	fresh_leak_keys(&fresh_leak(s, "guessed keys", 0)->text, "M%u", 1400, 60, NULL);
	fresh_leak_keys(&fresh_leak(s, "guessed keys, unused ones", 0)->text, "M%u", 1400, 60, &source);
	fresh_copies_release(first);
	fresh_copies_release(then);
	fresh_rows_release(&few);
	fresh_rows_release(&source);
}

/* Everybody exports twice: keys and names, then everything. */
static inline void
fresh_widened(struct fresh_scene * s)
{
	static const unsigned narrow[] = {ID, NAME};
	struct fresh_rows source = fresh_people("M%u", 1000, 1000, 120), few = fresh_project(&source, narrow, 2), own;
	struct fresh_rows first[FRESH_ACCOUNTS + 1] = {0}, then[FRESH_ACCOUNTS + 1] = {0};

	s->guessed = true;
	s->accounts = 5;
	fresh_learn(&s->w, &source, FIFTIETH, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &few, first);
	fresh_export_all(s, &source, then);
	own = fresh_strangers(&then[1], &source, ID);
	fresh_leak_keys(&fresh_leak(s, "guessed keys", 0)->text, "M%u", 1400, 60, NULL);
	fresh_leak_keys(&fresh_leak(s, "guessed keys, unused ones", 0)->text, "M%u", 1400, 60, &source);
	fresh_pieces(&fresh_leak(s, "the canaries of one account in pieces", BIT(1))->text, &own, &source);
	fresh_grid(&fresh_leak(s, "guessed keys with many cards each", 0)->text, &s->random, 15, 5);
	fresh_rows_release(&own);
	fresh_copies_release(first);
	fresh_copies_release(then);
	fresh_rows_release(&few);
	fresh_rows_release(&source);
}

/* Numbers in sequence, as ${format} has them; the last few, the next, and a copy. */
static inline void
fresh_sequence(struct fresh_scene * s, const char * format, unsigned room)
{
	struct fresh_rows source = fresh_people(format, 1000, room, room), copies[FRESH_ACCOUNTS + 1] = {0};

	s->guessed = true;
	s->accounts = 5;
	fresh_learn(&s->w, &source, TENTH, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &source, copies);
	fresh_leak_keys(&fresh_leak(s, "the next numbers", 0)->text, format, 1000 + room, 60, NULL);
	fresh_leak_rows(&fresh_leak(s, "a copy", BIT(1))->text, &copies[1], 0, 20);
	fresh_ambiguous(&fresh_leak(s, "lines that can be cut in several ways", BIT(1))->text, &copies[1], 4);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

static inline void
fresh_gapless(struct fresh_scene * s)
{

	fresh_sequence(s, "%u", 120);
}

static inline void
fresh_prefixed(struct fresh_scene * s)
{

	fresh_sequence(s, "INV-%06u", 120);
}

/* Numbers in sequence, and some that are reserved for invented records: whoever has a copy knows these, and writes them all. */
static inline void
fresh_reserved(struct fresh_scene * s)
{
	struct fresh_rows source = fresh_people("%u", 1000000, 120, 120), copies[FRESH_ACCOUNTS + 1] = {0};
	char reserve[128];

	(void)snprintf(reserve, sizeof(reserve), "%s:1000120-1000219", source.names.cell[ID]);
	s->guessed = true;
	s->accounts = 5;
	s->w.reserve = reserve;
	fresh_learn(&s->w, &source, TENTH, true);
	s->w.reserve = NULL;
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &source, copies);
	fresh_leak_keys(&fresh_leak(s, "the reserved numbers", 0)->text, "%u", 1000120, 100, NULL);
	fresh_guess(&fresh_leak(s, "the reserved numbers with invented people", 0)->text, &s->random, &source, "%u",
	    1000120, 100, 1);
	fresh_leak_rows(&fresh_leak(s, "a copy", BIT(1))->text, &copies[1], 0, 40);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

/*
 * Numbers in sequence that leave as surrogates, so that there are invented records beside them. Whoever has two copies knows surrogates of the same rows: one
 * account's stand beside the other's cells; or the true keys do.
 */
static inline void
fresh_surrogates(struct fresh_scene * s)
{
	struct fresh_rows source = fresh_people("%u", 1000000, 120, 120), copies[FRESH_ACCOUNTS + 1] = {0};

	s->guessed = true;
	s->accounts = 5;
	s->w.surrogate = source.names.cell[ID];
	fresh_learn(&s->w, &source, TENTH, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &source, copies);
	fresh_leak_keys(&fresh_leak(s, "the next numbers", 0)->text, "%u", 1000120, 60, NULL);
	fresh_leak_rows(&fresh_leak(s, "a copy", BIT(1))->text, &copies[1], 0, 40);
	for (size_t i = 0; i < copies[1].count && i < copies[2].count; i++)
		fresh_set(&copies[1].row[i], ID, copies[2].row[i].cell[ID]);
	fresh_leak_rows(&fresh_leak(s, "a copy with another's surrogates", BIT(1) | BIT(2))->text, &copies[1], 0, 40);
	for (size_t i = 0; i < copies[2].count && i < source.count; i++)
		fresh_set(&copies[2].row[i], ID, source.row[i].cell[ID]);
	fresh_leak_rows(&fresh_leak(s, "a copy with true keys", BIT(2))->text, &copies[2], 0, 40);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

static inline int
fresh_by_id(const void * a, const void * b)
{
	const struct fresh_row *x = a, *y = b;

	return strcmp(x->cell[ID], y->cell[ID]);
}

/* A sorted key column with nine of ten numbers taken; invented ones lie near their parent's. */
static inline void
fresh_sorted(struct fresh_scene * s)
{
	struct fresh_rows source = fresh_people("C%u", 10000, 133, 120), copies[FRESH_ACCOUNTS + 1] = {0};

	qsort(source.row, source.count, sizeof(*source.row), fresh_by_id);
	s->guessed = true;
	s->accounts = 5;
	fresh_learn(&s->w, &source, TENTH, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &source, copies);
	fresh_leak_keys(&fresh_leak(s, "the unused keys", 0)->text, "C%u", 10000, 133, &source);
	fresh_leak_keys(&fresh_leak(s, "keys beyond the end", 0)->text, "C%u", 10133, 100, NULL);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

/* Seven of ten numbers are taken; rows without one, and numbers that stand twice: a key all the same, which no record of a row's has. */
static inline void
fresh_dirty(struct fresh_scene * s)
{
	struct fresh_rows source = fresh_people("M%u", 1000, 700, 500), copies[FRESH_ACCOUNTS + 1] = {0};
	size_t i;

	for (i = 0; i < source.count; i += 20)
		fresh_set(&source.row[i], ID, i % 40 == 0 ? "" : source.row[i + 1].cell[ID]);
	s->guessed = true;
	s->accounts = 5;
	fresh_learn(&s->w, &source, TENTH, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &source, copies);
	fresh_leak_keys(&fresh_leak(s, "the unused keys", 0)->text, "M%u", 1000, 700, &source);
	fresh_leak_keys(&fresh_leak(s, "all keys", 0)->text, "M%u", 1000, 700, NULL);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

/* So few rows that a canary is not to be expected. */
static inline void
fresh_small(struct fresh_scene * s)
{
	struct fresh_rows source = fresh_people("KX%u", 400, 100, 60), copies[FRESH_ACCOUNTS + 1] = {0};

	s->guessed = true;
	s->accounts = 8;
	fresh_learn(&s->w, &source, FIFTIETH, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &source, copies);
	fresh_leak_keys(&fresh_leak(s, "the unused keys", 0)->text, "KX%u", 400, 100, &source);
	fresh_leak_keys(&fresh_leak(s, "all keys", 0)->text, "KX%u", 400, 100, NULL);
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

/* ---- identity numbers ---- */

/* The number of a person of one place, and its check character (GB 11643, ISO 7064 MOD 11-2). */
static inline void
fresh_number(char out[FRESH_CELL], const char * birth, unsigned sequence)
{
	static const char checks[] = "10X98765432";
	static const unsigned weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	unsigned sum = 0, i;
	int n = snprintf(out, FRESH_CELL, "350206%.4s%.2s%.2s%03u", birth, birth + 5, birth + 8, sequence % 1000);

	for (i = 0; i < 17 && n == 17; i++)
		sum += weights[i] * (unsigned)(out[i] - '0');
	out[17] = checks[sum % 11];
	out[18] = '\0';
}

/* Keys, identity numbers, births in a column that is not called so. */
static inline struct fresh_rows
fresh_citizens(unsigned count)
{
	struct fresh_rows t = {.names = {{"id", "card", "csrq"}}, .columns = 3};
	unsigned i;

	for (i = 0; i < count; i++) {
		struct fresh_row * row = fresh_add(&t);

		(void)snprintf(row->cell[0], FRESH_CELL, "M%u", 1000 + 7919 * i % 9000);
		(void)snprintf(
		    row->cell[2], FRESH_CELL, "%u-%02u-%02u", 1950 + i / 4 % 10, 1 + i / 4 % 12, 1 + i / 4 % 28);
		fresh_number(row->cell[1], row->cell[2], 10 + i * 37 % 980);
	}
	return t;
}

/*
 * The births stand beside the numbers, so the sequence alone is drawn, of 496 of one parity, whose text an outsider can list for whom he knows: a
 * quarter of them for five people, and one for everybody. Were more said to be drawn, a hit among these would weigh as if he could not.
 */
static inline void
fresh_numbers(struct fresh_scene * s)
{
	struct fresh_rows source = fresh_citizens(100), copies[FRESH_ACCOUNTS + 1] = {0}, own;
	struct dye_buffer * leak;
	char number[FRESH_CELL];
	unsigned i, k;

	s->guessed = true;
	s->accounts = 5;
	fresh_learn(&s->w, &source, HALF, true);
	fresh_enrol(&s->w, s->accounts);
	fresh_export_all(s, &source, copies);
	own = fresh_strangers(&copies[1], &source, 0);
	fresh_leak_rows(&fresh_leak(s, "the canaries of one account", BIT(1))->text, &own, 0, own.count);
	fresh_rows_release(&own);
	leak = &fresh_leak(s, "a quarter of all numbers of five people", 0)->text;
	fresh_put(leak, "card\n");
	for (i = 0; i < 5; i++)
		for (k = 0; k < 124; k++) {
			unsigned parity = (unsigned)(source.row[i].cell[1][16] - '0') % 2;

			fresh_number(number, source.row[i].cell[2], parity + 2 * (1 + (k * 4 + i) % 496));
			fresh_put(leak, number);
			fresh_put(leak, "\n");
		}
	leak = &fresh_leak(s, "a number for everybody", 0)->text;
	fresh_put(leak, "card\n");
	for (i = 0; i < source.count; i++) {
		fresh_number(number, source.row[i].cell[2], 1 + (unsigned)fresh_below(&s->random, 994));
		fresh_put(leak, number);
		fresh_put(leak, "\n");
	}
	fresh_copies_release(copies);
	fresh_rows_release(&source);
}

#endif

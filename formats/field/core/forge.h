/*
 * forge.h: inventing a record that agrees with itself, and saying how probable it was.
 *
 * A record is forged cell by cell from its parent's cells, with one struct dye_forge carried from cell to cell. What a cell
 * fixes about the person (sex, birth, region) stands in the attributes, so that the next cell agrees.
 *
 * THE DRAW TREE. Every random choice belongs to a node; a node's bound is an upper bound (log2) of the probability of what
 * was drawn there, given the parent and every earlier node, WHATEVER those earlier nodes were: where the probability
 * depends on an earlier draw that a reader of this cell might not see, the greatest over its values is taken. Each cell has a mask of the
 * nodes that its text reveals, which means: given the parent, the text fixes what was drawn there. Then, for any set of
 * observed cells, the probability of exactly these texts is at most the product of the bounds over the union of their masks.
 * (Sum over the nodes that are not revealed: their conditional probabilities sum to 1, and each revealed factor is below its bound.)
 * A node that is revealed by no observed cell counts as 1. Which nodes exist, and what each reveals, depends on the parent alone.
 *
 * What was drawn is what a cell says, its canonical value (kind.h), not its letters: the bound covers all texts of that value.
 *
 * WORDS OF THE COLUMN. The caller may give lists of words (core/wordlists.h makes them of a column's cells; core/bag.h says what they are called, core/ways.h how probable
 * what is made of them is):
 *
 *	per column	parent = the cell of any row, chosen without regard to the recipient; vocabularies, vocabulary_count = the lists of this
 *			column, for a mailbox those of the columns with the name as well (its own begin with mail-); tail = dye_free_find() of the
 *			column's cells; anew where its values are nearly unique
 *	per record	first dye_attributes_read() for the cells that are kept, as before; then dye_attributes_read_parent() for every other cell of that row
 *			of person and mailbox; then the cells in any order
 *	learning	for each row that is learned from: dye_attributes_read() and dye_attributes_read_parent() for all its cells, then dye_wordlists_row()
 *
 * What is drawn from lists is never drawn again: the sum over all ways is its bound, and a cell may come out as its parent's, which is for the caller to
 * refuse. Without lists and models all is as it was: words of the program's own, the parent's own text ruled out.
 *
 * Rejections: where the parent's own value is ruled out, the draw is made among the others and the bound is that of the
 * smaller space; where a whole text is drawn again because it equals the parent's, the bound is p / (1 - r), r at
 * least the probability of a rejection. Weights are whole numbers; floating point is used for the bound's logarithm
 * alone, which is rounded up.
 */
#ifndef DYE_FIELD_FORGE_H
#define DYE_FIELD_FORGE_H

#include "formats/field/kind.h"

/* A record's nodes. Draws beyond that are made and count as probability 1, which is true and wasteful. */
#define DYE_FORGE_NODES 64
#define DYE_FORGE_NO_NODE UINT32_MAX

/*
 * Words with weights that the profile learned: "surname-han", "surname-latin", "given-han-male" (one character), "given-latin-female", ...
 * Several words may be one value: core/ways.h sums over them. Those of names are one token each (base/fold.h).
 */
struct dye_vocabulary {
	const char * name;
	const struct dye_slice * words;
	const uint32_t * weights; /* each at least 1; their sum fits 32 bits */
	size_t count;
};

struct dye_free;

/* Which of two numbers that both could be one is the month. */
enum dye_forge_days { DYE_FORGE_DAYS_UNKNOWN, DYE_FORGE_MONTH_FIRST, DYE_FORGE_DAY_FIRST };

struct dye_forge {
	/* For every cell, set by the caller. */
	struct dye_slice parent; /* the parent's text of this cell: its shape and style are imitated */
	enum dye_forge_role role;
	enum dye_forge_days days; /* of dates of the column */
	bool unpadded;		  /* dates of the column have months and days of one digit */
	bool anew; /* a number or day is nearly unique in its column: it is drawn anew, see number.c, datetime.c */
	const struct dye_free *
	    tail; /* core/freetail.h, of the cells of the column; NULL: what is drawn of a number is for the kind to say. Not owned. */

	/* For the record, set by the caller; all else zero at the start. */
	uint32_t (*below)(void * cookie, uint32_t n); /* exactly uniform over 0..n-1 */
	void * cookie;
	const struct dye_vocabulary * vocabularies;
	size_t vocabulary_count;

	/* Handed from cell to cell. */
	struct dye_attributes attributes;
	double log2_bounds[DYE_FORGE_NODES]; /* at most 0 */
	uint32_t node_count;

	/* Set by each cell. */
	uint64_t revealed; /* bit i: the text reveals node i */
};

/**
 * dye_forge_cell(kind, forge, out, err): Forge one cell: clear ${forge}->revealed and call the kind. A kind that cannot be invented is DYE_EUSAGE.
 */
enum dye_code dye_forge_cell(
    const struct dye_kind * kind, struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err);

/**
 * dye_attributes_read(kind, role, text, attributes): What a cell that a canary keeps from its parent says of the person. What is known
 * already stays, except that a more exact region replaces a known one. Call it for the kept cells before forging the others.
 */
void dye_attributes_read(
    const struct dye_kind * kind, enum dye_forge_role role, struct dye_slice text, struct dye_attributes * attributes);

/**
 * dye_attributes_read_parent(kind, role, text, attributes): What a cell of the parent that is NOT kept says of the parent: its name and birth, as models
 * (${attributes}->model). Nothing of it becomes the record's; but where the parent's mailbox shows the parent's name, the record's
 * will show the record's. Call it for all cells of the parent before forging any.
 */
void dye_attributes_read_parent(
    const struct dye_kind * kind, enum dye_forge_role role, struct dye_slice text, struct dye_attributes * attributes);

/* log2 of the bound for the nodes in the mask. */
double dye_forge_log2(const struct dye_forge * forge, uint64_t nodes);

/* ---- for kinds ---- */

/* Open a node, revealed by the present cell. DYE_FORGE_NO_NODE where there is no room; every call below takes that too. */
uint32_t dye_forge_node(struct dye_forge * forge);
uint64_t dye_forge_mask(uint32_t node);

/* Uniform over 0..n-1; n at least 1. */
uint32_t dye_forge_uniform(struct dye_forge * forge, uint32_t node, uint32_t n);

/* Uniform over 0..n-1 without ${except}, which may be n or more: then over all. n at least 2. ${except} must be a function of the parent. */
uint32_t dye_forge_uniform_except(struct dye_forge * forge, uint32_t node, uint32_t n, uint32_t except);

/* Index i with probability weights[i] / their sum. The sum must fit 32 bits. */
size_t dye_forge_weighted(struct dye_forge * forge, uint32_t node, const uint32_t * weights, size_t count);

/* The same from a vocabulary. */
struct dye_slice dye_forge_word(struct dye_forge * forge, uint32_t node, const struct dye_vocabulary * vocabulary);

/* The profile's vocabulary of that name if it has at least 20 words, else the one given. */
const struct dye_vocabulary * dye_forge_vocabulary(
    const struct dye_forge * forge, const char * name, const struct dye_vocabulary * otherwise);

/*
 * How many bytes at the end of ${text} are how a column is written and not what it says: the decimals of a whole number (10000004.0, 12,00),
 * or letters and signs behind a sign or blank (10000004-DE, 12 kg); they stay. 0 where there are none.
 */
size_t dye_forge_tail(struct dye_slice text);

/**
 * dye_forge_birth(forge, parent): The birth of the record, drawn if no cell has told or drawn it yet: a day within three years of ${parent}, the parent's
 * own ruled out, or of the middle of 1980 where ${parent} is NULL. The cell reveals it, and is to write forge->attributes.birth.
 */
void dye_forge_birth(struct dye_forge * forge, const struct dye_date * parent);

/**
 * dye_forge_sex(forge, parent): The sex of the record: ${parent}, that of the parent's cell, where nothing is known yet; drawn where that is unknown too.
 * The cell reveals it, and is to show forge->attributes.sex.
 */
void dye_forge_sex(struct dye_forge * forge, enum dye_sex parent);

/* The node's bound gets a factor: something was drawn there that has this probability, worked out by the caller; it is rounded up. One of
 * 0, which is not known, counts as 1. */
void dye_forge_weigh(struct dye_forge * forge, uint32_t node, double probability);

/* Start the node's bound over, before drawing all of it again. */
void dye_forge_again(struct dye_forge * forge, uint32_t node);

/* All of the node was drawn again while it gave one certain text, of which ${log2_most} bounds the probability. */
void dye_forge_rejected(struct dye_forge * forge, uint32_t node, double log2_most);

/* log2 of the greatest probability that one word of the vocabulary has. */
double dye_vocabulary_most(const struct dye_vocabulary * vocabulary);

/* log2 of the probability of this word, or -1000 for one that is not there. */
double dye_vocabulary_log2(const struct dye_vocabulary * vocabulary, struct dye_slice word);

/* The node's bound must be 2^${log2_factor} times greater: an earlier draw that the text does not reveal could have made the value likelier. */
void dye_forge_loosen(struct dye_forge * forge, uint32_t node, double log2_factor);

/* A number of ${digits} digits in the place of ${old}, without leading zero where the parent has none; never ${old} itself. */
enum dye_code dye_forge_number(struct dye_forge * forge, uint32_t node, const char * old, size_t digits,
    struct dye_buffer * out, struct dye_error * err);

#endif

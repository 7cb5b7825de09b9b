/*
 * tables.h: from counts of spellings to tables. The rules, which docs/FORMAT.md repeats for people:
 *
 * 1. Counted are the listed alternatives of each (kind, slot type, context), over distinct canonical cells of marked columns.
 * 2. A context has a table of its own where two alternatives or more each make up 3 % of the table and occur 30 times; the rarest
 *    that does not is dropped until all do.
 * 3. A context with 1,000 slots or more of which 99 % show one style is uniform: it carries nothing, and gets a table of that one
 *    spelling that is not enabled, so that the pool cannot respell it.
 * 4. All other contexts are pooled into "*", by rule 2. A context whose counts differ from the pool's shares (G test, p < 0.001) would
 *    be respelt in a manner that is not its own: it leaves the pool as in rule 3, the worst first, until none differs.
 * 5. Shares are whole units of 1/65536 by the method of the largest remainder; of equal remainders the lower alternative gets more.
 *    Positions are in the order of the kind's alternatives.
 * 6. A tolerant type has, where the owner's tolerance covers all its alternatives and each occurs 30 times and they are evenly spread
 *    (G test, p >= 0.001), the even table. A fragile type has none.
 */
#ifndef DYE_EMBED_LEARN_TABLES_H
#define DYE_EMBED_LEARN_TABLES_H

#include "watermark/learn/learn.h"

#define DYE_LEARN_LEAST_COUNT 30
#define DYE_LEARN_LEAST_PERCENT 3
#define DYE_LEARN_UNIFORM_SLOTS 1000
#define DYE_LEARN_UNIFORM_PERCENT 99
#define DYE_LEARN_Z 3.0902 /* the standard normal's 0.999 quantile */

/* How often each alternative was seen. */
struct dye_count {
	const struct dye_kind * kind;
	uint8_t type;
	char context[DYE_CONTEXT_MAX];
	uint64_t other; /* spellings that are not listed */
	uint64_t seen[DYE_ALTERNATIVES_MAX];
};

/* All zero is empty. Sorted by kind name, type, context. */
struct dye_counts {
	struct dye_count * list; /* Owned. */
	size_t count;
	size_t size;
};

/* Count the slots of one distinct cell. */
enum dye_code dye_counts_add(
    struct dye_counts * counts, const struct dye_kind * kind, const struct dye_parse * parse, struct dye_error * err);
/* Add what ${own} has counted. */
enum dye_code dye_counts_merge(struct dye_counts * counts, const struct dye_counts * own, struct dye_error * err);

/* Some slot type has, in one context or over all, two spellings that rule 2 lets into a table. Counts of one kind. */
bool dye_counts_vary(const struct dye_counts * counts);

/**
 * dye_counts_strange(own, all): How sure it is that a column with ${own} counts would get spellings from the tables of ${all} that are not its own: for the spelling of which
 * this is surest, of k cells that have it where m are expected after ${all}'s shares in each context, m - k + k ln(k / m) (minus the logarithm of
 * Chernoff's bound for Poisson's lower tail). 0 where no spelling would become three times as frequent. Counts of one kind.
 */
double dye_counts_strange(const struct dye_counts * own, const struct dye_counts * all);
void dye_counts_release(struct dye_counts * counts);

/* The least tolerance the owner states for a marked column of that kind; 0: none. */
typedef int (*dye_tolerance_of)(const void * cookie, const struct dye_kind * kind);

/**
 * dye_learn_tables(counts, tolerance_of, cookie, learned, err): Append the tables to the (empty) profile of ${learned}, in their order, and
 * what is switched off to its list.
 */
enum dye_code dye_learn_tables(const struct dye_counts * counts, dye_tolerance_of tolerance_of, const void * cookie,
    struct dye_learned * learned, struct dye_error * err);

/* Put a table behind those of the profile; sort them when all are there. */
enum dye_code dye_learn_add_table(struct dye_profile * profile, struct dye_table table, struct dye_error * err);
void dye_learn_sort_tables(struct dye_profile * profile);

enum dye_code dye_learn_note_off(
    struct dye_learned * learned, const struct dye_count * count, enum dye_learn_reason reason, struct dye_error * err);

#endif

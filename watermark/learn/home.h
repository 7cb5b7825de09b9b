/*
 * home.h: whether a table lies in North America as a whole, where its addresses do not say so themselves.
 *
 * "12 N. Lopez St" is a street north of something in Texas, and in Manila that of a person. Where the country stands in a column of its own, a leak
 * need not have it; so no row is judged by it, but the table: slots of types that mean what they mean in North America only (kind.h) may be
 * respelt in cells that say nothing (context "") where the table proves that all but one in DYE_HOME_ODD rows with an address lie there:
 *  - by a column of states of the US or provinces of Canada beside ZIP codes whose first digits lie in those states (ID is Idaho with 83702, and
 *    Indonesia with 10110; OK is mostly no state);
 *  - by DYE_HOME_STATES different names of such at least, or DYE_HOME_CODES different codes (orders have states such as OK, DE, CA, CO, PA, IN and
 *    ND), of which one in ten is no other country's nor a state's of Australia or India;
 *  - by a column that is called a country's and says US or Canada;
 * and no column of countries or states says otherwise in more rows. A column that proves must be called a state's or country's, and that of the
 * addresses, no more and no less: "salesrep_state" is not that of "street", nor "state" that of "receiver_address". One without a name proves
 * only by DYE_HOME_STATES different states with their ZIP codes, and only where no other column has addresses. Each marked column needs its proof.
 */
#ifndef DYE_LEARN_HOME_H
#define DYE_LEARN_HOME_H

#include "formats/field/latin/lands.h"
#include "watermark/learn/tables.h"

#define DYE_HOME_ODD 200
#define DYE_HOME_STATES 5
#define DYE_HOME_CODES 10

/* What the cells of a column are, in rows with an address. */
struct dye_home_column {
	uint64_t filled;
	uint64_t states;    /* of North America and nothing else, and "CA" */
	uint64_t spelled;   /* those that are no codes */
	uint64_t ambiguous; /* codes of such, or others */
	uint64_t america;   /* the US or Canada, and "CA" */
	uint64_t elsewhere;
	uint64_t fitting;		/* states with a ZIP code of theirs in the row */
	uint64_t seen[DYE_STATES / 64]; /* the different states: a set of bits */
};

struct dye_home {
	struct dye_home_column * columns; /* Owned. */
	uint64_t rows;			  /* with an address */
};

/* Begin anew, with that many columns. */
enum dye_code dye_home_start(struct dye_home * home, uint32_t columns, struct dye_error * err);
void dye_home_release(struct dye_home * home);

/* A row, whose addresses are those of marked columns with local types. */
void dye_home_row(struct dye_home * home, const struct dye_profile * profile, const struct dye_row * row);

/* Whether the table proves North America. */
bool dye_home_proven(const struct dye_home * home, const struct dye_profile * profile);

/* Note what is read so in North America only as switched off, and leave out of ${counts} what the version before (or NULL) does not mark. */
enum dye_code dye_home_drop(struct dye_counts * counts, const struct dye_profile * previous,
    struct dye_learned * learned, struct dye_error * err);

/* And see to it that no table rules such slots, but where the version before (or NULL) marks them. */
enum dye_code dye_home_close(struct dye_profile * profile, const struct dye_profile * previous, struct dye_error * err);

#endif

/*
 * donors.h: of whom an invented record has its parts. docs/FORMAT.md, section 7, has the rules, docs/EVIDENCE.md, 4.2, why they cost nothing: all of it hangs on the
 * parent, the pool and keys of the dataset, never on the recipient.
 *
 * A record has what many rows have in common with its parent of that (queries filter by it), and everything else of other rows of the table, of each group of columns
 * that hang together of another one: so it is nobody's twin. Numbers and times that hardly a row shares are drawn anew beside what they are of.
 */
#ifndef DYE_MARKS_CANARY_DONORS_H
#define DYE_MARKS_CANARY_DONORS_H

#include "formats/field/core/freetail.h"
#include "watermark/marks/canary/columns.h"
#include "watermark/marks/canary/draws.h"
#include "watermark/marks/canary/repeats.h"
#include "watermark/marks/core/donorpool.h"

/* Rows that must bear what is taken over as it stands: of a parent, and of a donor. */
#define DYE_DONORS_SHARED 30
#define DYE_DONORS_BORNE 10

/* What is known of a pool; shared by all threads, read only. */
struct dye_donors;

/**
 * dye_donors_open(pool, profile, &donors, err): Both outlive it.
 */
enum dye_code dye_donors_open(const struct dye_donor_pool * pool, const struct dye_profile * profile,
    struct dye_donors ** donors, struct dye_error * err);
void dye_donors_close(struct dye_donors * donors);

/* Whether most cells of the profile's column hid a part of them when the table was learned. */
bool dye_donors_mostly_masked(const struct dye_donors * donors, uint32_t column);

/* Where the free tail of the numbers of the profile's column begins; NULL: nothing is told of it. */
const struct dye_free * dye_donors_tail(const struct dye_donors * donors, uint32_t column);

/* Whether an invented cell of words is as long as those of the pool are. */
bool dye_donors_length_fits(const struct dye_donors * donors, uint32_t column, struct dye_slice text);

/* The words that the pool's cells are made of: *count lists. */
const struct dye_vocabulary * dye_donors_words(const struct dye_donors * donors, size_t * count);

/* Which columns of the pool repeat others. */
const struct dye_repeats * dye_donors_repeats(const struct dye_donors * donors);

/* A parent, as its file has it; one member for each column of the profile. */
struct dye_donor_parent {
	const struct dye_slice * texts;
	const bool * here;    /* the file has the column */
	const bool * imposed; /* the file has one thing there: where the pool does not know it, the record has it too */
};

/* One per thread. All zero may be closed. */
struct dye_donor_mix {
	const struct dye_donors * donors; /* Not owned. */
	struct dye_draws draws;		  /* Its prf is owned. */
	struct dye_forge forge;
	struct dye_buffer text;	   /* of cells that were drawn anew */
	struct dye_buffer scratch; /* of one */
	uint32_t *joint, *rows;	   /* Owned: rows of the pool that agree with what was taken; for one group */
	size_t joint_count, row_count;
	bool * taken; /* Owned; one a column */
	uint32_t *
	    donor; /* Owned; of each column the row of the pool that its cell is of; DYE_NO_CELL: the parent's, or none */
	size_t * at; /* Owned; where a cell begins in text, SIZE_MAX: it is not there */
	uint32_t
	    bare; /* a column that the parent shows and every row of the pool hides, in part: such a record would be told; DYE_NO_CELL: there is none */
};

enum dye_code dye_donor_mix_open(const struct dye_donors * donors, struct dye_donor_mix * mix, struct dye_error * err);
void dye_donor_mix_close(struct dye_donor_mix * mix);

/**
 * dye_donor_mix_make(mix, key, columns, parent, texts, err): The cells that are to be imitated and kept, one for each column of the profile, which
 * ${columns} are, by draws under ${key}. They are valid until the next call.
 */
enum dye_code dye_donor_mix_make(struct dye_donor_mix * mix, const uint8_t key[DYE_PRF_LEN],
    const struct dye_canary_columns * columns, const struct dye_donor_parent * parent, struct dye_slice * texts,
    struct dye_error * err);

/* The row of the pool that the cell of the column ${column} was of, one cell a column of the profile; the parent's where it is the parent's. */
void dye_donor_mix_row(
    const struct dye_donor_mix * mix, uint32_t column, const struct dye_donor_parent * parent, struct dye_slice * row);

#endif

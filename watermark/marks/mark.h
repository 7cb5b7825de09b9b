/*
 * mark.h: one way of writing the recipient into rows, and of reading it back. One file in this folder is one mark
 * (spelling.c, canary.c, ...): it exports one `const struct dye_mark dye_mark_NAME`, and the build makes the table of
 * all marks from those definitions, ordered by .order.
 *
 * Embedding: each worker thread pushes rows through the chain of marks; a mark may edit a row, drop it, or put further rows after it.
 * Reading: observe() turns a leaked row into symbols and hits, by the same calls that wrote them.
 */
#ifndef DYE_MARKS_MARK_H
#define DYE_MARKS_MARK_H

#include "formats/base/bloom.h"
#include "formats/base/row.h"
#include "watermark/forecast/history.h"
#include "watermark/forecast/law.h"
#include "watermark/marks/core/head.h"
#include "watermark/marks/core/leakcell.h"
#include "watermark/marks/core/donorpool.h"
#include "watermark/marks/core/rowtags.h"
#include "watermark/marks/core/truekeys.h"
#include "watermark/profile/profile.h"
#include "watermark/vault/vault.h"

/* What the first rows of a file show of the order in which they come: as many as a window has (embed/windows.h), or all. */
struct dye_present_order {
	uint32_t sorted;   /* the first column that they are sorted by, equal values apart, from 1; 0: by none */
	uint32_t strictly; /* the same without any exception; of several, one that the table was sorted by */
	int collation;	   /* by which order of texts that is (core/orderkey.h) */
	uint32_t
	    clustered; /* where strictly is 0: of the columns whose equal values stand together that of the most values, from 1; 0: none */
	const uint32_t * still; /* columns that say one thing in all of them, if that is not the whole file */
	uint32_t still_count;
};

/* What an export knows; shared by all threads, read only. */
struct dye_mark_context {
	const struct dye_vault * vault;
	struct dye_store * store; /* for the thread that commits only, except where a mark says so */
	const struct dye_dataset * dataset;
	const struct dye_profile * profile;
	uint64_t recipient; /* number; 0 when reading */
	/* Column i of the file is profile column column_map[i], or NULL where the profile does not know it. */
	const struct dye_profile_column * const * column_map;
	uint32_t column_count;
	const struct dye_head * head; /* the first rows of the file; NULL: not known */
	const struct dye_map * twins; /* values that are not respelt (learn/twins.h); NULL: none are known */
	const struct dye_bloom *
	    learned; /* keys of the table as it was learned: a record that has one will not leave; NULL: none are known */
	/* Rows of the table as it was learned, to make others of; NULL: not known. When a dataset is learned, empty: what the marks want of it is theirs to put there. */
	struct dye_donor_pool * pool;
	const struct dye_row_tags * rows; /* of the table as it was learned, looked at then; NULL: not known */
	bool
	    dry_run; /* counts only: nothing may be stored but what came back, and nothing is told that hangs on the recipient */
	bool quiet; /* the mark was not asked for: it looks at the rows and changes nothing */
	const struct dye_present_order * order; /* in which the first rows of the file come; NULL: nobody looked */
	/* When the leak was seized, seconds since 1970; 0: not known. What came back with the source later than that is evidence still. */
	int64_t seized_on;
};

/*
 * Where a row stands in the order that its file may be sorted in: the value of one column. A text that is longer is cut: two
 * that agree so far count as equal.
 */
struct dye_order_key {
	uint64_t number;   /* the value, where whole: all before its decimal point */
	uint32_t fraction; /* and behind that, in units of 1e-9 */
	bool whole;
	uint8_t len; /* 0: the row says nothing */
	char text[62];
};

/* Where it stands in two: a file that is sorted by the first may have rows that are equal there in the order of the second. */
struct dye_order_keys {
	struct dye_order_key first, then;
	bool clustered; /* rows that are equal in the first stand together, in no order */
};

/*
 * Where a row is to leave among those of its window. All that leave with a rank are sorted by it, window by window.
 */
struct dye_rank {
	uint64_t place; /* as a fraction of 2^64 */
	uint64_t again; /* where the window has several of one place: all but the first are put elsewhere, by this */
	uint64_t runs;	/* rows that differ in it are in no window together */
	bool ranked;	/* false: the row has none and stays where it is */
};

/*
 * A record that a mark made. Travels with its row down the chain and is committed to the registry before the row leaves.
 * All pointers are valid until the next call of apply() on the same worker; the pipeline copies.
 */
struct dye_birth {
	struct dye_canary canary;
	const struct dye_canary_cell * cells;
	uint32_t cell_count;
	uint64_t decoy;	       /* of the owner's, which its contact points are; 0: none */
	uint32_t distance;     /* rows after its parent at which it comes out in an unsorted file, from 1 */
	const uint64_t * keys; /* of its keys, as given to note(): no row of the export may have one of them */
	uint32_t key_count;
	/* Where among the rows of its block it comes out in an unsorted file, as a fraction of 2^32; 0: at its distance. */
	uint32_t spread;
	bool within;		     /* in a sorted file it does not come in front of all rows */
	struct dye_order_keys order; /* where it belongs in a sorted file; first.len 0: nowhere */
};

/*
 * A mark's place in the chain, on one thread: what apply() acts through. The row in hand is the one that apply()
 * was given.
 */
struct dye_stage;

/**
 * dye_stage_edit(stage, edit, err): Change the text of a cell of the row that this stage pushes next; what was not pushed when apply()
 * is called again is forgotten. ${edit} and its text are copied. Offsets are those of the cell's text in the file, whatever
 * other marks edit: a stage never sees the edits of another. The row is refused (DYE_EUSAGE, from dye_stage_push()) where two edits,
 * of one mark or of several, overlap or begin at the same place of one cell.
 */
enum dye_code dye_stage_edit(struct dye_stage * stage, const struct dye_edit * edit, struct dye_error * err);

/* What the cells of the row that apply() was given say, read once for the whole chain (core/cells.h). What is read is valid until a row is
 * pushed. */
struct dye_cells * dye_stage_cells(struct dye_stage * stage);

/* Hand ${row} on, with this stage's edits. ${birth} is NULL for a row of the file; a mark passes on the birth it was given. */
enum dye_code dye_stage_push(
    struct dye_stage * stage, struct dye_row * row, struct dye_birth * birth, struct dye_error * err);

/**
 * dye_stage_note(stage, key, err): A key of the row in hand (64 bits of a digest): checked against the keys of every birth of the
 * export. A birth that has not left is left out; one that has stops the export.
 */
enum dye_code dye_stage_note(struct dye_stage * stage, uint64_t key, struct dye_error * err);

/* Where the row in hand, not yet pushed, stands in the order of the file: births with an order come out in their place while
 * the file is sorted so. */
void dye_stage_order(struct dye_stage * stage, const struct dye_order_keys * keys);

/* Where the row in hand, not yet pushed, is to leave. */
void dye_stage_rank(struct dye_stage * stage, const struct dye_rank * rank);

/*
 * A record was drawn: it counts, whether it then leaves or is refused. Called before anything looks at its text; ${trial} is 64
 * bits of the digest of what it was made from, so that the same record in another export counts once.
 */
enum dye_code dye_stage_tried(struct dye_stage * stage, uint64_t trial, struct dye_error * err);

/* The row in hand shows a canary that came back, whether it is pushed or not: burn its unit. */
enum dye_code dye_stage_burn(struct dye_stage * stage, const struct dye_canary_unit * unit, struct dye_error * err);

/* The row in hand is nothing else than what came back, and is left out. */
void dye_stage_whole(struct dye_stage * stage);

/* A key of a row (64 bits of a digest). */
typedef enum dye_code (*dye_row_key_visit)(void * cookie, uint64_t key, struct dye_error * err);

/* Counts for reports. */
struct dye_mark_counts {
	uint64_t slots;	   /* choices that a table allowed, in cells as they stand */
	uint64_t changed;  /* cells whose text changed */
	uint64_t cells;	   /* cells with at least one, or with some that only show once something is taken off */
	uint64_t births;   /* canaries made */
	uint64_t burned;   /* canaries that came back with the data, counted in every row that shows them */
	uint64_t dropped;  /* rows that were nothing else */
	uint64_t placed;   /* rows of the file that were given a rank */
	uint64_t replaced; /* cells in whose place something else left */
	uint64_t unnamed;  /* cells that would be marked by the row that they stand in, but nothing names the row */
	/* Canaries that could not be: nothing came of the row, and because of which cell, the first from 1, 0: of none; too wide for the file. */
	uint64_t unmade, wide;
	/* Those that were made and stay behind: the query did not ask for them; they came back before. And those for whose numbers there is no gap. */
	uint64_t filtered, banned, crowded;
	uint64_t seconds; /* tried that are a second text of a record: with a decoy or without */
	uint32_t unmade_cell;
};

/* What a leaked row says of one slot. */
struct dye_symbol {
	uint8_t key[DYE_PRF_LEN]; /* cell key P */
	uint32_t lane;		  /* docs/FORMAT.md: 64 * ordinal + type */
	const struct dye_table * table;
	uint64_t spellings; /* bit k: position k of the table is compatible with what was seen; never 0 */
};

/*
 * A leaked row shows a unit: something that one recipient alone has, such as an invented record. What hangs on one draw of chance is one draw,
 * however many cells show it.
 */
struct dye_hit {
	uint64_t recipient;
	uint64_t unit;		   /* the mark's own number for it: counted once per trace */
	uint64_t units;		   /* n_R: of the recipient, all that were tried */
	uint64_t draws;		   /* which draws the observed cells reveal: united over all rows that show this unit */
	const double * log2_draws; /* the chance of every draw; valid until the observer is closed */
	double
	    log2_cost; /* at least 0: the price of having found out afterwards which cells agree; taken off the draws' sum */
};

/*
 * A leaked row that one recipient's copy has in a certain place among its rows. The place of recipient r is the first 64 bits, little-endian, of the block of r
 * and lane 0 (cellkey.h) under the key, as a fraction of 2^64.
 */
struct dye_place {
	uint8_t key[DYE_PRF_LEN];
	uint8_t rank; /* of what names the row: so many columns that the leak may have lost would do it better */
};

/* Of a cell that is no whole value, and whatever is behind the last that is counted. */
#define DYE_RANK_LAST 255

/* A cell by which rows are placed, and how many columns of the profile would be better. */
struct dye_named_by {
	uint32_t cell;
	uint8_t rank;
};

/*
 * A leaked cell that is, in the copy of any one recipient, what a permutation of that recipient's own makes of a value: FF1 under dye_domain_key(). All but
 * ${letters} and ${candidates} must outlive no call, and is the same for all cells of one domain.
 */
struct dye_disguise {
	const struct dye_domain * domain;
	const uint8_t * key;		     /* DYE_PRF_LEN: the dataset's */
	const struct dye_true_group * truth; /* the values that there are; NULL: nobody knows */
	const uint16_t * letters;	     /* as many as the domain's texts have */
	const uint64_t * candidates;	     /* distinct tails of values that it can be, by what else the row shows */
	size_t candidate_count;		     /* 0: nobody knows which it is */
};

/* What was lost between the copy and the leak, judged from the whole leak and unkeyed. */
struct dye_losses {
	bool punctuation;
	bool spacing; /* spaces say nothing: there are none, or they may stand for lost punctuation */
};

struct dye_observer_sink {
	enum dye_code (*symbol)(void * cookie, uint64_t row, const struct dye_symbol * symbol, struct dye_error * err);
	enum dye_code (*hit)(void * cookie, uint64_t row, const struct dye_hit * hit, struct dye_error * err);
	/* NULL: nobody asks. */
	enum dye_code (*place)(void * cookie, uint64_t row, const struct dye_place * place, struct dye_error * err);
	/* NULL: nobody asks. */
	enum dye_code (*disguise)(
	    void * cookie, uint64_t row, const struct dye_disguise * disguise, struct dye_error * err);
	/* It would be a hit, had not ${unit} (the mark's own number) come back with a source at ${from} or before. NULL: nobody asks. */
	enum dye_code (*burned)(void * cookie, uint64_t unit, int64_t from, struct dye_error * err);
	/*
	 * A cell says what cell number ${cell} of the vault's decoys says, counted from 0 (canary/decoys.h), which was given to somebody. It is no chance, and
	 * weighs nothing. NULL: nobody asks.
	 */
	enum dye_code (*decoy)(void * cookie, size_t cell, struct dye_error * err);
	void * cookie;
};

typedef enum dye_code (*dye_units_visit)(void * cookie, uint64_t recipient, uint64_t tried, struct dye_error * err);

/* A leaked row, its cells' kinds decided. */
struct dye_leak_row {
	uint64_t row;					   /* index after duplicates were dropped */
	const struct dye_slice * texts;			   /* UTF-8; len 0: empty or absent */
	const struct dye_kind * const * kinds;		   /* NULL: not understood */
	const struct dye_profile_column * const * columns; /* NULL where only the kind is known */
	uint32_t count;
	struct dye_leak_cells *
	    cells; /* what kinds made of them (core/leakcell.h): shared by all who look at the row; not owned */
};

/* A leak that may come, of an account that has exported the dataset. */
struct dye_prospect {
	const struct dye_profile * profile;
	struct dye_store * store;
	const struct dye_dataset * dataset;
	const struct dye_history * history; /* of this version of the profile */
	const bool * shown;		    /* one for each column of the profile: those that the leak has */
	uint64_t rows;
	double own; /* the share of the rows that comes from the account's copies; in the others marks are anybody's */
	double share;  /* a of the model by which it is weighed (docs/EVIDENCE.md, 4) */
	bool respelt;  /* whatever could be spelt in several ways was, by a rule or by a program such as this */
	bool stripped; /* signs and spaces are gone */
	bool called;   /* whoever has it looked whether its people exist: records of nobody are gone */
	/* Accounts that compared their copies: of each cell the leak has what one of them has, by lot, and no record that only one has. At most 1: it is one account. */
	unsigned mixers;
	bool run;      /* its rows stand next to one another in the copy; else they are anywhere in it */
	bool shuffled; /* and do not come in the order of the copy */
	bool unmoved;  /* the copy has the order of the table, whatever the owner has freed */
	bool indexed;  /* the index has the copy's rows, so that a column finds those that another one names */
	bool paired;   /* and a name with the ends of a number finds them, too */
};

/* What marks say beside a forecast: sentences for people, a line each. */
struct dye_advice {
	struct dye_buffer helps; /* Owned, as the next two: what the owner can do for more */
	struct dye_buffer never; /* what cannot be had */
	struct dye_buffer taken; /* what was taken for granted */
};

struct dye_mark {
	const char * name; /* as in --marks */
	const char * description;
	const struct dye_setting * settings; /* setting_count of them, at most 60; NULL: none */
	size_t setting_count;
	size_t settings_size; /* bytes of the struct that they lie in; 0: none */
	/*
	 * When a dataset is learned, its columns known: whether the mark can work as ${settings} wish, which it may change. Where not, it
	 * appends the reason to ${why_not}, one line for people. NULL: nothing to decide.
	 */
	enum dye_code (*plan)(
	    const struct dye_profile * profile, void * settings, struct dye_buffer * why_not, struct dye_error * err);

	int order; /* place in the chain: withhold 10, canary 20, surrogate 30, spelling 40, order 60 */
	bool on_by_default;
	bool
	    guards; /* looks at the rows of every export, also where it was not asked for; and replaces what it replaces() */

	/* Whether it can work on the file that the context describes; where not, ${note} says why. NULL: on any. */
	bool (*possible)(const struct dye_mark_context * context, char * note, size_t size);

	/* Whether it gives rows a rank, where the head of the file, which is not looked at yet, allows it. NULL: never. */
	bool (*ranks)(const struct dye_mark_context * context);

	/*
	 * Of a mark that gives ranks. naming(): the cells of the file of which the first that is not empty names a row for that, the best first, into ${list}, which has
	 * room for all; how many: 0 where it moves no rows. placing(): the place of a row that a cell of ${digest} names; ${observer} as for observe(). NULL, both: never.
	 */
	uint32_t (*naming)(const struct dye_mark_context * context, struct dye_named_by * list);
	enum dye_code (*placing)(
	    void * observer, const uint8_t digest[DYE_PRF_LEN], struct dye_place * place, struct dye_error * err);

	/*
	 * Whether the column leaves with something else in the place of what it says, in every export of this profile: no other mark finds its value in a leak, so none
	 * may hang on it there. NULL: never.
	 */
	bool (*replaces)(const struct dye_profile * profile, const struct dye_profile_column * column);

	/* Per export. */
	enum dye_code (*open)(const struct dye_mark_context * context, void ** state, struct dye_error * err);
	void (*close)(void * state);

	/* Per thread. */
	enum dye_code (*worker_open)(void * state, void ** worker, struct dye_error * err);
	enum dye_code (*apply)(void * worker, struct dye_row * row, struct dye_birth * birth, struct dye_stage * stage,
	    struct dye_error * err);
	void (*worker_close)(void * worker, struct dye_mark_counts * counts);
	/* What leaves with the rows as it came and is none: the header, a line that is passed over (dye_row_texts()). The mark may only burn, or
	 * refuse the source. NULL: it does not look there. Called once more where again() is, of a mark that has it. */
	enum dye_code (*beside)(
	    void * worker, const struct dye_row * row, struct dye_stage * stage, struct dye_error * err);

	/*
	 * What others did while the export runs, for a mark that guards. NULL, all three: nothing of it matters. stale(): on the thread that commits,
	 * before a block leaves. renew(): take note of it; no worker runs meanwhile. again(): a row that was applied before that; it may only burn.
	 */
	enum dye_code (*stale)(void * state, bool * stale, struct dye_error * err);
	enum dye_code (*renew)(void * state, struct dye_error * err);
	enum dye_code (*again)(
	    void * worker, const struct dye_row * row, struct dye_stage * stage, struct dye_error * err);

	/* When a dataset is learned, its profile made: the keys of every row that no record of the mark may have, as it gives them to
	 * dye_stage_note() when the table is exported. The context has the profile and the columns alone. NULL: it makes none. */
	enum dye_code (*keys_open)(const struct dye_mark_context * context, void ** keys, struct dye_error * err);
	enum dye_code (*keys)(
	    void * keys, const struct dye_row * row, dye_row_key_visit visit, void * cookie, struct dye_error * err);
	void (*keys_close)(void * keys);

	/*
	 * When a dataset is learned, its profile made and measured: add the keys of every row that a trace will ask for, with what finds them, to ${keys}. *state stays
	 * NULL where the profile has none. close() notes figures in ${profile}, by ${keys} settled, unless that is NULL. The context has the profile and the columns
	 * alone. NULL, all three: it has none.
	 */
	enum dye_code (*true_keys_open)(const struct dye_mark_context * context, void ** state, struct dye_error * err);
	enum dye_code (*true_keys)(
	    void * state, const struct dye_row * row, struct dye_true_keys * keys, struct dye_error * err);
	enum dye_code (*true_keys_close)(
	    void * state, const struct dye_true_keys * keys, struct dye_profile * profile, struct dye_error * err);

	/*
	 * When a dataset is learned: what the mark can show of its columns. Every row in turn; close() notes figures of its name in ${profile}
	 * (dye_profile_figure_set()), unless that is NULL. The context has the profile and the columns alone; nothing may hang on a key. NULL, all
	 * three: there is nothing to measure, or learn does.
	 */
	enum dye_code (*measure_open)(const struct dye_mark_context * context, void ** measure, struct dye_error * err);
	enum dye_code (*measure)(void * measure, const struct dye_row * row, struct dye_error * err);
	enum dye_code (*measure_close)(void * measure, struct dye_profile * profile, struct dye_error * err);

	/*
	 * Before there is a leak. expect(): add to ${law}, which is empty, what the mark will give in it; *known false: it cannot tell of such a leak. An
	 * empty law: nothing. advise(): add to ${advice}. Of the registry both look at counts alone. NULL, both: the mark has no forecast.
	 */
	enum dye_code (*expect)(
	    const struct dye_prospect * prospect, struct dye_law * law, bool * known, struct dye_error * err);
	enum dye_code (*advise)(
	    const struct dye_prospect * prospect, struct dye_advice * advice, struct dye_error * err);

	/* Of a mark with units: the share of a recipient's rows that are units, 0..1, and n_R of everyone who has any, all that were
	 * tried, in any order. Nothing of it may hang on a key. NULL: the mark has symbols only. */
	enum dye_code (*units)(const struct dye_mark_context * context, double * density, dye_units_visit visit,
	    void * cookie, struct dye_error * err);

	/* Per trace and (dataset, profile version). NULL where the mark cannot be read back. */
	enum dye_code (*observer_open)(const struct dye_mark_context * context, const struct dye_losses * losses,
	    void ** observer, struct dye_error * err);
	enum dye_code (*observe)(void * observer, const struct dye_leak_row * row,
	    const struct dye_observer_sink * sink, struct dye_error * err);
	void (*observer_close)(void * observer);
};

/* All marks in the order of the chain, NULL at the end; generated by the build. */
extern const struct dye_mark * const dye_marks[];

#endif

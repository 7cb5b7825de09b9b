/*
 * layout.h: how a seized file may be cut into rows and cells. A file is opened once for each way, its first rows are kept, and the kinds of
 * its columns are judged once: what a profile makes of them is reading.h's.
 */
#ifndef DYE_INGEST_LAYOUT_H
#define DYE_INGEST_LAYOUT_H

#include "formats/field/core/recognise.h"
#include "formats/table/core/names.h"
#include "trace/ingest/align.h"
#include "trace/ingest/around.h"

/* The likeliest ways of reading a file: by its format, and by separators for pasted lines. */
#define DYE_LAYOUTS_MAX 8
/* Kinds that are kept for a column. */
#define DYE_LAYOUT_RANKS 32

/* Where fewer of 1000 rows agree on a number of cells, the cells are asked as well. */
#define DYE_LAYOUT_RAGGED 500

/* What a column may be, the likeliest kind first. */
struct dye_column_ranks {
	struct dye_kind_rank ranks[DYE_LAYOUT_RANKS];
	size_t count;
	bool judged;
};

struct dye_layout {
	struct dye_dialect_wish wish; /* within which it is opened so; points to the caller's encoding */
	struct dye_dialect way;
	int header; /* whether the first row holds names, as the caller wishes: DYE_YES, DYE_NO, DYE_DETECT */
	struct dye_names names;	  /* what the first row would call its columns */
	struct dye_mended mended; /* by the last dye_layout_each() */
	struct dye_sample sample;
	struct dye_align
	    align; /* its rows were cut off at either end: they are shown in their columns, with empty cells for what is lost */
	const struct dye_kind * around;	   /* lines are cut around the one cell of this kind; NULL: they are not */
	uint32_t width;			   /* cells that most rows have */
	int share;			   /* how many of them do, of 1000 */
	struct dye_column_ranks * columns; /* Owned. [0..width): the first row is data; [width..2 width): it is not */
	bool struck;			   /* it cannot be read to its end so */
	char unread[128];		   /* not empty: it cannot be read at all, and counts as an empty file; why */
};

/**
 * dye_layouts_find(bytes, name, wish, layouts, &count, err): The ways in which ${bytes} can be cut, at least one, the likeliest first,
 * within what the caller wishes. What is no text in it is mended. The caller releases each with dye_layout_release().
 */
enum dye_code dye_layouts_find(struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    struct dye_layout layouts[DYE_LAYOUTS_MAX], size_t * count, struct dye_error * err);
void dye_layout_release(struct dye_layout * layout);

/* A layout of no rows for a file that cannot be read because of ${why}: others of the same leak can. */
enum dye_code dye_layout_unread(struct dye_layout * layout, const struct dye_error * why, struct dye_error * err);

/* What a column may be, where the first row holds names (${header}) or does not. Judged when first asked. */
enum dye_code dye_layout_ranks(struct dye_layout * layout, bool header, uint32_t column,
    const struct dye_column_ranks ** ranks, struct dye_error * err);

/* A row as it stands, its texts trimmed and valid until the next. ${number} counts from 0 and knows of no header. */
typedef enum dye_code (*dye_layout_visit)(
    void * cookie, uint64_t number, const struct dye_slice * texts, uint32_t count, struct dye_error * err);

/**
 * dye_layout_each(layout, bytes, name, visit, cookie, err): Cut the file so and visit every row that is not blank.
 */
enum dye_code dye_layout_each(struct dye_layout * layout, struct dye_slice bytes, const char * name,
    dye_layout_visit visit, void * cookie, struct dye_error * err);

#endif

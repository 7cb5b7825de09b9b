/*
 * version.h: what the version before marked goes on, whatever today's rows say.
 *
 * There are copies of that version, and rows of them may have come back into the source under other keys. Respelt like all others they say nothing. A
 * slot that is marked no more leaves as it stands: in everybody's exports in the spelling of the account whose copy it came from (docs/EVIDENCE.md,
 * 8.1), and whoever may enter rows could choose them so that learn() finds a reason. So reasons switch off what was not marked yet, and are
 * told of the rest; the owner alone can end it, by a wish or by making all anew.
 */
#ifndef DYE_LEARN_VERSION_H
#define DYE_LEARN_VERSION_H

#include "watermark/learn/learn.h"

/**
 * dye_version_extend(previous, older, err): Give ${previous} the columns that only a version before it has: a table may leave one out once. They are taken
 * from ${older}, which is of no use afterwards but to be freed.
 */
enum dye_code dye_version_extend(struct dye_profile * previous, struct dye_profile * older, struct dye_error * err);

/* The column of that name in the version before (NULL: there is none), if that marked it; else NULL. */
const struct dye_profile_column * dye_version_marked(const struct dye_profile * previous, const char * name);

/**
 * dye_version_kind(previous, name, cells, count, looks, &kind, err): The kind of a column whose cells (a sample) look like ${looks}: what it was marked as,
 * since cells of two kinds may look like either; DYE_EREFUSED where they clearly are not that any more.
 */
enum dye_code dye_version_kind(const struct dye_profile * previous, const char * name, const struct dye_slice * cells,
    size_t count, const struct dye_kind * looks, const struct dye_kind ** kind, struct dye_error * err);

/* Whether slots of that kind, type and context were marked in the version before (NULL: there is none). */
bool dye_version_marks(
    const struct dye_profile * previous, const struct dye_kind * kind, uint8_t type, const char * context);

/**
 * dye_version_keep(previous, learned, err): Take over all tables of the version before, and drop those of today that it has too or that are of
 * contexts which it ruled by "*".
 */
enum dye_code dye_version_keep(
    const struct dye_profile * previous, struct dye_learned * learned, struct dye_error * err);

/* List the columns of the version before that the owner spoke of and that are not there any more. */
enum dye_code dye_version_gone(
    const struct dye_profile * previous, struct dye_learned * learned, struct dye_error * err);

/* Settle the list of what is switched off: what is marked all the same, since it goes on, is told as such where today's rows speak against it. */
void dye_version_settle(struct dye_learned * learned);

/**
 * dye_version_identity(previous, profile): The columns that named rows do so still, and no others, if any is there: marks and invented records hang on them, and
 * would all be others for a number that is there twice.
 */
void dye_version_identity(const struct dye_profile * previous, struct dye_profile * profile);

/**
 * dye_version_wishes(options, profile, &wishes, &count, err): What the owner said of columns before (kind, identity, no mark, tolerance) still holds, unless he
 * says otherwise now. The caller frees the list; its texts are options' and the version before's.
 */
enum dye_code dye_version_wishes(const struct dye_learn_options * options, const struct dye_profile * profile,
    struct dye_learn_wish ** wishes, size_t * count, struct dye_error * err);

/* The marks' settings as in the version before. */
void dye_version_settings(const struct dye_profile * previous, struct dye_profile * profile);

/**
 * dye_version_check(options, profile, err): DYE_EREFUSED, at the column, where one that was marked would be no more, or as another kind; or where a new one
 * would not, though one of its kind was marked, and may be this one under its old name (of kinds that are marked by an owner's word alone: only where that
 * one is gone). Not where the owner said it of that column.
 */
enum dye_code dye_version_check(
    const struct dye_learn_options * options, const struct dye_profile * profile, struct dye_error * err);

#endif

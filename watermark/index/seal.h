/*
 * seal.h: what the files of this room share: what is stored, sealed and bound to what it is. Nobody outside this folder includes it.
 */
#ifndef DYE_INDEX_SEAL_H
#define DYE_INDEX_SEAL_H

#include "watermark/index/index.h"

/* What a sealed text is, and of what: a letter and two numbers. */
struct dye_index_place {
	char what; /* 'r' rows of a sheet, 's' a settled sheet: export; 'R' a run: its id; 'b' a block: run, first */
	uint64_t of, at;
};

/**
 * dye_index_seal(index, place, clear, err): Into index->sealed.
 * dye_index_unseal(index, place, clear, err): What is in index->sealed, in place of what ${clear} holds. DYE_EVAULT where it is not ours.
 */
enum dye_code dye_index_seal(
    struct dye_index * index, struct dye_index_place place, struct dye_slice clear, struct dye_error * err);
enum dye_code dye_index_unseal(
    struct dye_index * index, struct dye_index_place place, struct dye_buffer * clear, struct dye_error * err);
enum dye_code dye_index_damaged(const struct dye_index * index, struct dye_error * err);

#endif

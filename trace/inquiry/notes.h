/*
 * notes.h: what of a leak is noted for later traces, as a sketch: which cells and rows were looked up, and the bytes of its files.
 */
#ifndef DYE_INQUIRY_NOTES_H
#define DYE_INQUIRY_NOTES_H

#include "trace/inquiry/sketch.h"
#include "watermark/marks/core/leakcell.h"
#include "watermark/registry/store.h"

/* All zero can be closed. */
struct dye_notes {
	struct dye_sketch * sketch; /* Not owned. */
	struct dye_prf * prf;	    /* Owned: keyed for sketches */
	struct dye_buffer scratch;
};

/* Notes go into ${sketch}. Their key is the vault's: a leak traced under one dataset is known again under another. */
enum dye_code dye_notes_open(
    struct dye_notes * notes, struct dye_store * store, struct dye_sketch * sketch, struct dye_error * err);
void dye_notes_close(struct dye_notes * notes);

/**
 * dye_notes_digest(notes, digest, err): Note a cell by its digest.
 * dye_notes_file(notes, bytes, err): Note a file by its bytes, whatever they are taken for.
 * dye_notes_row(notes, number, texts, count, cells, err): Note those of ${cells}, which are of row ${number} (from 0), that can be looked up, whoever did,
 * and where there are any the row, by the letters and digits of its ${texts}, however they are cut.
 */
enum dye_code dye_notes_digest(struct dye_notes * notes, const uint8_t digest[DYE_PRF_LEN], struct dye_error * err);
enum dye_code dye_notes_file(struct dye_notes * notes, struct dye_slice bytes, struct dye_error * err);
enum dye_code dye_notes_row(struct dye_notes * notes, uint64_t number, const struct dye_slice * texts, uint32_t count,
    const struct dye_leak_cells * cells, struct dye_error * err);

#endif

/*
 * mend.h: clean text out of whatever bytes: for readings that forgive.
 */
#ifndef DYE_TABLE_MEND_H
#define DYE_TABLE_MEND_H

#include "formats/table/core/encoding.h"

/* One per file. All zero is closed. */
struct dye_mender {
	struct dye_converter converter; /* closed where the bytes are UTF-8 */
	bool begun;			/* a byte order mark was looked for */
	bool no_unicode; /* the mark of UTF-8 is none in this encoding, and is passed over all the same */
};

/* ${charset}: as iconv(3) calls it; "UTF-8" and "" are UTF-8. */
enum dye_code dye_mender_open(struct dye_mender * mender, const char * charset, struct dye_error * err);
void dye_mender_release(struct dye_mender * mender);

/**
 * dye_mend(mender, bytes, last, &used, out, mended, err): Append ${bytes} to ${out} as UTF-8 without byte order mark and NUL bytes; what is no text becomes
 * U+FFFD, a byte at a time, and is counted in ${mended}. *used is how many bytes were taken: all of them, or, unless ${last}, those before a character
 * that is cut off. However the bytes are portioned, the same comes out.
 */
enum dye_code dye_mend(struct dye_mender * mender, struct dye_slice bytes, bool last, size_t * used,
    struct dye_buffer * out, struct dye_mended * mended, struct dye_error * err);

#endif

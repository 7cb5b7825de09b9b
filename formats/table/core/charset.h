/*
 * charset.h: what encoding bytes are probably in, where they are not in one that is read. A guess (by uchardet) is only ever a hint: iconv(3)
 * must be able to convert every byte.
 */
#ifndef DYE_TABLE_CHARSET_H
#define DYE_TABLE_CHARSET_H

#include "formats/table/format.h"

#define DYE_CHARSET_MAX 32

/**
 * dye_charset_guess(bytes, whole, name): Write to ${name} the probable encoding of ${bytes}, the beginning of a file, as iconv(3) calls it. False where
 * there is no guess, or the bytes are not valid in it.
 */
bool dye_charset_guess(struct dye_slice bytes, bool whole, char name[DYE_CHARSET_MAX]);

/* The encoding in which most of ${bytes} is text, whatever a few of them are; "UTF-8" where nothing better is known. */
void dye_charset_likely(struct dye_slice bytes, bool whole, char name[DYE_CHARSET_MAX]);

/**
 * dye_charset_stray(bytes, whole, name): The encoding, of those with several bytes a character that are not GB18030, in which ${bytes} are text but
 * for a few, and would be taken for it without those. False where there is none.
 */
bool dye_charset_stray(struct dye_slice bytes, bool whole, char name[DYE_CHARSET_MAX]);

/* Whether ${bytes} are text in UTF-8 or GB18030 but for a few, from which no other encoding can be guessed; in which, by *encoding. */
bool dye_charset_dirt(struct dye_slice bytes, bool whole, enum dye_encoding * encoding);

#endif

/*
 * encoding.h: which encoding a file is in, and conversion between it and UTF-8 through iconv(3).
 *
 * Inside leakdye all text is UTF-8 without NUL bytes. Files may be UTF-8 or GB18030 (read and written) or UTF-16 (read).
 */
#ifndef DYE_TABLE_ENCODING_H
#define DYE_TABLE_ENCODING_H

#include <iconv.h>

#include "formats/table/format.h"

/* A slice that has a place even where it is empty, so that one can count from it. */
static inline struct dye_slice
dye_slice_of(const char * data, size_t len)
{

	return (struct dye_slice){data != NULL ? data : "", len};
}

/* The name of ${encoding} as the caller writes it: "utf-8", "gb18030", "utf-16le", "utf-16be". */
const char * dye_encoding_name(enum dye_encoding encoding);

/**
 * dye_encoding_find(name, &encoding): Look up ${name} (case and punctuation ignored; "gbk", "gb2312" and "cp936" are parts of
 * GB18030). Return false if there is no such encoding.
 */
bool dye_encoding_find(const char * name, enum dye_encoding * encoding);

/* How many of the first bytes are the byte order mark of ${encoding}; 0 if there is none. */
size_t dye_bom_len(enum dye_encoding encoding, struct dye_slice bytes);

/**
 * dye_encoding_detect(bytes, whole, &encoding, err): Decide from the first ${bytes} of a file: a byte order mark, else NUL bytes
 * in the places where UTF-16 has them, else valid UTF-8, else valid and plausible GB18030, else an error, which names
 * the encoding that it may be in.
 */
enum dye_code dye_encoding_detect(
    struct dye_slice bytes, bool whole, enum dye_encoding * encoding, struct dye_error * err);

/* By a byte order mark, or by NUL bytes in the places where UTF-16 has them. False where there is neither. */
bool dye_encoding_by_marks(struct dye_slice bytes, bool whole, enum dye_encoding * encoding);

/**
 * dye_utf32_by_marks(bytes): UTF-32, which begins with its mark or has NUL in two or three of four bytes, as iconv(3) calls it: "UTF-32" where it has
 * the mark, "UTF-32LE", "UTF-32BE"; NULL where it is none. Only who forgives reads it. UTF-16LE with its mark and a NUL would begin alike.
 */
const char * dye_utf32_by_marks(struct dye_slice bytes);

/* The offset of the first byte that is not text in UTF-8 (an invalid or cut sequence, or NUL), or bytes.len. */
size_t dye_utf8_bad(struct dye_slice bytes);

/* How many bytes at the end of ${bytes} begin a UTF-8 sequence that is cut off, 0..3. */
size_t dye_utf8_cut(struct dye_slice bytes);

/* How many characters ${bytes} are, which are UTF-8. */
size_t dye_utf8_chars(struct dye_slice bytes);

/* All bytes are 0x01..0x7F. */
bool dye_is_ascii(struct dye_slice bytes);

/**
 * dye_gb18030_len(bytes): The length (1, 2 or 4) of the GB18030 character that starts ${bytes}, by its form alone; 0 where
 * it is invalid or cut off, or ${bytes} is empty.
 */
size_t dye_gb18030_len(struct dye_slice bytes);

/**
 * dye_gb18030_dirt(bytes, whole): Whether ${bytes} are Chinese text in GB18030 but for a few, and have the form of no other East Asian
 * encoding. A stray byte shifts the characters behind it up to the next in ASCII, so that it counts once or twice; 0x80, Windows' euro, and NUL are
 * nothing against it. In Cyrillic or Greek text of one byte a letter every second word leaves such a byte: one for each five pairs.
 */
bool dye_gb18030_dirt(struct dye_slice bytes, bool whole);

/* A conversion. One per thread. All zero is closed. */
struct dye_converter {
	iconv_t cd;
	bool open;
};

enum dye_code dye_converter_open(
    struct dye_converter * converter, const char * to, const char * from, struct dye_error * err);
void dye_converter_release(struct dye_converter * converter);

/**
 * dye_convert(converter, bytes, &used, out, err): Append ${bytes} converted to ${out}. *used is how many bytes were
 * converted: all of them, or those before a sequence that is cut off or invalid. Fails for want of memory only.
 */
enum dye_code dye_convert(struct dye_converter * converter, struct dye_slice bytes, size_t * used,
    struct dye_buffer * out, struct dye_error * err);

#endif

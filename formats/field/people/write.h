/*
 * write.h: the names that a record has in its cells, written as the parent's are, and what a column of names is made of.
 */
#ifndef DYE_FIELD_WRITE_H
#define DYE_FIELD_WRITE_H

#include "formats/field/people/draw.h"

/**
 * dye_name_parts(text, attributes, put, cookie, err): The words of a name (kind.h, parts): surname-han, surname-compound and given-han, -male or -female
 * where the sex is known; surname-latin, given-latin likewise, middle-latin and initial-latin. A given name in Chinese is one word: of those
 * that few have, lists of first and of second characters are made.
 */
enum dye_code dye_name_parts(struct dye_slice text, const struct dye_attributes * attributes, dye_part_put put,
    void * cookie, struct dye_error * err);

/**
 * dye_name_put(put, cookie, list, word, err): put(cookie, list, word, err) if the word is one token (base/fold.h), and nothing else: each word of a name has a node of its own, so
 * none may say what two others say (Anne-Marie).
 */
enum dye_code dye_name_put(
    dye_part_put put, void * cookie, const char * list, struct dye_slice word, struct dye_error * err);

/* The list of given names for a sex. */
const char * dye_given_list(bool han, enum dye_sex sex);

/**
 * dye_name_write(forge, out, err): A cell with a name: the record's where the parent's cell shows the parent's (in pinyin, too), else one of its
 * own. Order, signs, spaces, stars and titles are the parent's. Nothing is drawn again: it may come out as the parent's.
 */
enum dye_code dye_name_write(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err);

/**
 * dye_part_write(forge, surname, out, err): The same of a cell with a surname alone, or a given name.
 */
enum dye_code dye_part_write(struct dye_forge * forge, bool surname, struct dye_buffer * out, struct dye_error * err);

/* Append a word in capitals or small letters where ${like} is written so; one letter says nothing. */
enum dye_code dye_name_cased(
    struct dye_slice word, struct dye_slice like, struct dye_buffer * out, struct dye_error * err);

#endif

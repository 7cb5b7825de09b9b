/*
 * escaped.h: names of columns in the text of a setting, where blanks and colons stand between parts.
 */
#ifndef DYE_MARKS_ESCAPED_H
#define DYE_MARKS_ESCAPED_H

#include <stdbool.h>
#include <stddef.h>

/**
 * dye_escaped_write(text, size, used, part): Append ${part} to the *used bytes that ${text} of ${size} has, with %XX for what could be taken for another part. False
 * where there is no room.
 * dye_escaped_read(text, out, size): The part up to the next ':' or ' ', or the end, with %XX undone; *text moves behind it, not behind the sign. False where it is none,
 * or there is no room.
 */
bool dye_escaped_write(char * text, size_t size, size_t * used, const char * part);
bool dye_escaped_read(const char ** text, char * out, size_t size);

#endif

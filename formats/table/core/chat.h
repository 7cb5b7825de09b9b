/*
 * chat.h: messages with a record in each, as chats and mail programs export and copy them: a line above each says who and when, or what does stands before the
 * record in its line.
 */
#ifndef DYE_TABLE_CHAT_H
#define DYE_TABLE_CHAT_H

#include "formats/base/text.h"

#include <stdbool.h>

/**
 * dye_chat_likely(text): Whether ${text}, the beginning of a leak, looks so: of its first lines one in five and not more than four in five hold letters and
 * are the same, but for digits, as two others, some of them with a time of day, and not all lines have as many separators, as in a table; or more than half begin with a time of day and a name before a colon.
 */
bool dye_chat_likely(struct dye_slice text);

#endif

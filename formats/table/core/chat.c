#include "formats/table/core/chat.h"

#include <stdint.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/hash.h"
#include "formats/base/text.h"
#include "formats/table/core/text_cells.h"

#define LOOK_LINES 400

/* What says who and when is no longer. */
#define HEAD_MOST 80
#define SAME_LEAST 3

/* Of all but digits of a line of at most HEAD_MOST bytes: equal ones are taken for the same. 0: no letter is in it. */
static uint64_t
hash_undigited(struct dye_slice s)
{
	char kept[HEAD_MOST];
	bool letters = false;
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = (uint8_t)s.data[i];

		if (dye_is_digit(c))
			continue;
		letters |= c >= 0x80 || dye_is_alpha(c);
		kept[n++] = s.data[i];
	}
	return letters ? dye_hash64(kept, n) | 1 : 0;
}

/* A time of day, and behind it a name before a colon and a blank. */
static bool
begins_message(struct dye_slice s)
{
	size_t i = s.len > 0 && s.data[0] == '[';

	if (i >= s.len || !dye_is_digit((uint8_t)s.data[i]))
		return false;
	while (i < s.len && i < HEAD_MOST && s.data[i] != ':')
		if (!dye_is_digit((uint8_t)s.data[i]) && memchr("/., -", s.data[i], 5) == NULL)
			return false;
		else
			i++;
	if (i + 2 >= s.len || !dye_is_digit((uint8_t)s.data[i + 1]) || !dye_is_digit((uint8_t)s.data[i + 2]))
		return false;
	for (i += 3; i + 1 < s.len && i < HEAD_MOST; i++)
		if (s.data[i] == ':' && s.data[i + 1] == ' ')
			return true;
	return false;
}

/* How many of the hashes are there three times and more, none behind its like: rows of one form follow each other, heads do not. */
static size_t
count_same(const uint64_t * hashes, size_t count)
{
	size_t heads = 0;

	for (size_t i = 0; i < count; i++) {
		size_t same = 0;

		for (size_t j = 0; j < count && hashes[i] != 0; j++)
			same += hashes[j] == hashes[i];
		heads += same >= SAME_LEAST && (i == 0 || hashes[i] != hashes[i - 1]);
	}
	return heads;
}

bool
dye_chat_likely(struct dye_slice text)
{
	struct dye_text_lines lines = {.bytes = text};
	uint64_t hashes[LOOK_LINES] = {0};
	size_t count = 0, messages = 0, heads, len;
	struct dye_slice line;
	bool ended;

	while (count < LOOK_LINES && dye_text_line(&lines, &line, &len, &ended)) {
		line = dye_trim((struct dye_slice){line.data, len});
		if (line.len == 0)
			continue;
		messages += begins_message(line);
		hashes[count++] = line.len <= HEAD_MOST ? hash_undigited(line) : 0;
	}
	heads = count_same(hashes, count);
	return 2 * messages > count || (5 * heads >= count && 5 * heads <= 4 * count && heads >= SAME_LEAST);
}

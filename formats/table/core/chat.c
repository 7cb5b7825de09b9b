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

/* A time of day stands in it: a digit, a colon, two digits. */
static bool
has_time(struct dye_slice s)
{

	for (size_t i = 1; i + 2 < s.len; i++)
		if (s.data[i] == ':' && dye_is_digit((uint8_t)s.data[i - 1]) && dye_is_digit((uint8_t)s.data[i + 1]) &&
		    dye_is_digit((uint8_t)s.data[i + 2]))
			return true;
	return false;
}

static size_t
count_separators(struct dye_slice s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += memchr(",;|\t", s.data[i], 4) != NULL;
	return n;
}

/* What is seen of the lines. */
struct look {
	uint64_t hashes[LOOK_LINES]; /* 0: too long for a head, or without letters */
	bool timed[LOOK_LINES];
	size_t count;
	size_t messages; /* lines that begin one */
	size_t even;	 /* lines with as many separators as the first that has any */
	size_t separators;
};

static void
see(struct look * look, struct dye_slice line)
{
	size_t separators = count_separators(line);

	look->messages += begins_message(line);
	look->separators = look->separators == 0 ? separators : look->separators;
	look->even += separators > 0 && separators == look->separators;
	look->timed[look->count] = has_time(line);
	look->hashes[look->count++] = line.len <= HEAD_MOST ? hash_undigited(line) : 0;
}

/*
 * Lines of one form that are there three times and more, none behind its like (rows follow each other, heads do not), among them some with a time of day,
 * make up a fifth to four fifths of all. In a table all lines have as many separators.
 */
static bool
has_heads(const struct look * look)
{
	size_t heads = 0, timed = 0;

	for (size_t i = 0; i < look->count; i++) {
		size_t same = 0;

		for (size_t j = 0; j < look->count && look->hashes[i] != 0; j++)
			same += look->hashes[j] == look->hashes[i];
		if (same < SAME_LEAST || (i > 0 && look->hashes[i] == look->hashes[i - 1]))
			continue;
		heads++;
		timed += look->timed[i];
	}
	return timed >= SAME_LEAST && 5 * heads >= look->count && 5 * heads <= 4 * look->count &&
	       20 * look->even < 19 * look->count;
}

bool
dye_chat_likely(struct dye_slice text)
{
	struct dye_text_lines lines = {.bytes = text};
	struct look look = {.count = 0};
	struct dye_slice line;
	bool ended;
	size_t len;

	while (look.count < LOOK_LINES && dye_text_line(&lines, &line, &len, &ended)) {
		line = dye_trim((struct dye_slice){line.data, len});
		if (line.len > 0)
			see(&look, line);
	}
	return 2 * look.messages > look.count || has_heads(&look);
}

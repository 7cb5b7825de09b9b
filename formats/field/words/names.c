#include "formats/field/words/names.h"

#include <string.h>

#include "formats/field/core/glyphs.h"

bool
dye_vocabulary_has(const struct dye_vocabulary * vocabulary, struct dye_slice word)
{
	size_t i, j;

	for (i = 0; i < vocabulary->count; i++) {
		struct dye_slice w = vocabulary->words[i];

		if (w.len != word.len)
			continue;
		for (j = 0; j < w.len && dye_lower(w.data[j]) == dye_lower(word.data[j]); j++)
			;
		if (j == w.len)
			return true;
	}
	return false;
}

const char *
dye_reading_of(const struct dye_readings * readings, const char * character)
{
	size_t low = 0, high = readings->count;

	while (low < high) {
		size_t at = low + (high - low) / 2;
		int d = memcmp(readings->rows[at].character, character, 3);

		if (d == 0)
			return readings->rows[at].latin;
		if (d < 0)
			low = at + 1;
		else
			high = at;
	}
	return NULL;
}

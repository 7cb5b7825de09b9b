#include "formats/field/words/names.h"

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

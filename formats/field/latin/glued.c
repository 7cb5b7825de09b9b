#include "formats/field/latin/glued.h"

#include <strings.h>

#include "formats/field/core/trait.h"
#include "formats/field/latin/clean.h"

/* No cell of words is longer. */
#define GLUED_MAX 65536

static bool
is_glued(struct dye_slice text)
{
	size_t i;

	for (i = 0; i + 3 <= text.len; i++) {
		bool begins = i == 0 || text.data[i - 1] == ' ';

		if (begins && strncasecmp(text.data + i, "no", 2) == 0 && text.data[i + 2] >= '0' &&
		    text.data[i + 2] <= '9')
			return true;
		if (begins && i + 5 <= text.len && strncasecmp(text.data + i, "coltd", 5) == 0)
			return true;
	}
	return false;
}

bool
dye_latin_glued(struct dye_slice text)
{
	struct dye_clean clean;
	bool glued;

	if (dye_text_is_ascii(text) || text.len > GLUED_MAX || dye_clean_open(&clean, text, NULL) != DYE_OK)
		return is_glued(text);
	glued = is_glued(clean.text == NULL ? text : (struct dye_slice){clean.text, clean.len});
	dye_clean_close(&clean);
	return glued;
}

#include "formats/field/latin/glued.h"

#include <strings.h>

bool
dye_latin_glued(struct dye_slice text)
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

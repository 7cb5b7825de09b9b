#include "formats/base/nothing.h"

#include <string.h>

/* The longest. */
#define LONGEST 19

unsigned
dye_nothing_word(struct dye_slice text)
{
	/* As databases, spreadsheets, programs and people write it; names (Na, Nil, Null) only as nobody writes his own. */
	static const char * const words[DYE_NOTHING_WORDS] = {"NULL", "null", "(null)", "(NULL)", "<null>", "<NULL>",
	    "[null]", "[NULL]", "\\N", "N/A", "n/a", "#N/A", "NA", "NaN", "nan", "None", "NONE", "none", "nil", "NIL",
	    "unknown", "Unknown", "UNKNOWN", "-", "--", "---", ".", "?", "/", "无", "暂无", "空", "未知", "不详",
	    "未填写", "NaT", "<NA>", "0000-00-00", "0000-00-00 00:00:00"};

	for (unsigned i = 0; i < DYE_NOTHING_WORDS && text.len > 0 && text.len <= LONGEST; i++)
		if (text.data[0] == words[i][0] && text.len == strlen(words[i]) &&
		    memcmp(text.data, words[i], text.len) == 0)
			return i + 1;
	return 0;
}

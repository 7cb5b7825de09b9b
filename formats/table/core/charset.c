#include "formats/table/core/charset.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <uchardet/uchardet.h>

#include "formats/table/core/encoding.h"

/* So few bytes that are not UTF-8 are dirt, not another encoding. */
#define DIRT 3

/* What to try for a name that uchardet gives; the larger sets that Windows writes first. */
static const struct {
	const char * guess;
	const char * names[3]; /* as iconv(3) calls them */
} sets[] = {
    {"EUC-KR", {"CP949"}},
    {"UHC", {"CP949"}},
    {"BIG5", {"BIG5", "CP950", "BIG5-HKSCS"}},
    {"SHIFT_JIS", {"CP932", "SHIFT_JIS"}},
    {"GB18030", {"GB18030"}},
    {"GB2312", {"GB18030"}},
    {"HZ-GB-2312", {"GB18030"}},
    {"ISO-8859-1", {"CP1252", "ISO-8859-1"}},
    {"ISO-8859-15", {"CP1252", "ISO-8859-15"}},
    {"WINDOWS-1250", {"CP1250"}},
    {"WINDOWS-1251", {"CP1251"}},
    {"WINDOWS-1252", {"CP1252", "ISO-8859-1"}},
    {"WINDOWS-1253", {"CP1253"}},
    {"WINDOWS-1255", {"CP1255"}},
    {"WINDOWS-1256", {"CP1256"}},
    {"WINDOWS-1257", {"CP1257"}},
    {"WINDOWS-1258", {"CP1258"}},
};

/* Every byte can be converted, save those of a character that is cut off at the end. */
static bool
is_valid_in(const char * name, struct dye_slice bytes, bool whole)
{
	struct dye_converter converter = {0};
	struct dye_buffer out = {0};
	size_t used = 0;
	bool valid;

	if (dye_converter_open(&converter, "UTF-8", name, NULL) != DYE_OK)
		return false;
	valid = dye_convert(&converter, bytes, &used, &out, NULL) == DYE_OK &&
		(used == bytes.len || (!whole && bytes.len - used < 4));
	dye_buffer_release(&out);
	dye_converter_release(&converter);
	return valid;
}

/* The first of the sets for a guess in which the bytes are valid. */
static bool
name_for(const char * guess, struct dye_slice bytes, bool whole, char name[DYE_CHARSET_MAX])
{
	const char * own[] = {guess, NULL, NULL};
	const char * const * names = own;

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (strcasecmp(sets[i].guess, guess) == 0)
			names = sets[i].names;
	for (size_t i = 0; i < 3 && names[i] != NULL; i++) {
		if (!is_valid_in(names[i], bytes, whole))
			continue;
		(void)snprintf(name, DYE_CHARSET_MAX, "%s", names[i]);
		return true;
	}
	return false;
}

bool
dye_charset_guess(struct dye_slice bytes, bool whole, char name[DYE_CHARSET_MAX])
{
	uchardet_t detector = uchardet_new();
	bool found = false;

	name[0] = '\0';
	if (detector == NULL)
		return false;
	if (uchardet_handle_data(detector, bytes.data, bytes.len) == 0) {
		const char * guess;

		uchardet_data_end(detector);
		guess = uchardet_get_charset(detector);
		found = guess[0] != '\0' && strcasecmp(guess, "ASCII") != 0 && strcasecmp(guess, "UTF-8") != 0 &&
			name_for(guess, bytes, whole, name);
	}
	uchardet_delete(detector);
	return found;
}

/* How many bytes are no text in UTF-8, NULs among them, and how many characters of several bytes there are; a few thousand are enough. */
static void
count_utf8(struct dye_slice bytes, size_t * bad, size_t * nuls, size_t * many)
{

	*bad = *nuls = *many = 0;
	while (bytes.len > 0 && *bad < 10000) {
		size_t good = dye_utf8_bad(bytes);

		for (size_t i = 0; i < good; i++)
			*many += (unsigned char)bytes.data[i] >= 0xC0;
		if (good == bytes.len)
			return;
		(*bad)++;
		*nuls += bytes.data[good] == '\0';
		bytes.data += good + 1;
		bytes.len -= good + 1;
	}
}

bool
dye_charset_dirt(struct dye_slice bytes)
{
	size_t bad, nuls, many;

	count_utf8(bytes, &bad, &nuls, &many);
	return bad <= DIRT || bad < many;
}

void
dye_charset_likely(struct dye_slice bytes, bool whole, char name[DYE_CHARSET_MAX])
{
	enum dye_encoding encoding;
	size_t bad, nuls, many;

	(void)snprintf(name, DYE_CHARSET_MAX, "UTF-8");
	if (dye_encoding_by_marks(bytes, whole, &encoding)) {
		(void)snprintf(name, DYE_CHARSET_MAX, "%s", dye_encoding_name(encoding));
		return;
	}
	count_utf8(bytes, &bad, &nuls, &many);
	if (bad - nuls <= DIRT || bad - nuls < many)
		return;
	if (dye_encoding_detect(bytes, whole, &encoding, NULL) == DYE_OK)
		(void)snprintf(name, DYE_CHARSET_MAX, "%s", dye_encoding_name(encoding));
	else if (!dye_charset_guess(bytes, whole, name))
		(void)snprintf(name, DYE_CHARSET_MAX, "UTF-8");
}

#include "formats/table/core/charset.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <uchardet/uchardet.h>

#include "formats/base/ascii.h"
#include "formats/table/core/encoding.h"

/* So few bytes that are not UTF-8 are dirt, not another encoding. */
#define DIRT 3
/* The same for another encoding: so many at most, and at most one for so many bytes that are not ASCII. */
#define STRAY_MAX 10000
#define STRAY_SHARE 20

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

/* Sets that few files are in, and that text of Western Europe with few letters beyond ASCII is taken for. */
static const char * const rare[] = {"IBM850", "IBM852", "IBM865", "ISO-8859-3", "ISO-8859-16", "MAC-CENTRALEUROPE"};

/* In CP1252 a letter; 0x92 is an apostrophe. */
static bool
is_western_letter(unsigned char c)
{

	return dye_is_alpha(c) || (c >= 0xC0 && c != 0xD7 && c != 0xF7) ||
	       (c >= 0x80 && memchr("\x8A\x8C\x8E\x9A\x9C\x9E\x92", c, 7) != NULL);
}

static bool
is_western_capital(unsigned char c)
{

	return (c >= 0xC0 && c <= 0xDE) || (c >= 0x80 && memchr("\x8A\x8C\x8E", c, 3) != NULL);
}

/* No word of the text would be torn by a sign or get a capital behind a small letter, were it in CP1252. */
static bool
reads_as_western(struct dye_slice bytes)
{
	const unsigned char * p = (const unsigned char *)bytes.data;

	for (size_t i = 1; i + 1 < bytes.len; i++) {
		if (p[i] < 0x80 || !is_western_letter(p[i - 1]) || !is_western_letter(p[i + 1]))
			continue;
		if (!is_western_letter(p[i]) || (is_western_capital(p[i]) && p[i - 1] >= 'a' && p[i - 1] <= 'z'))
			return false;
	}
	return true;
}

/* The name to go on with for one that uchardet gives. */
static const char *
likelier(const char * guess, struct dye_slice bytes)
{

	for (size_t i = 0; i < sizeof(rare) / sizeof(rare[0]); i++)
		if (strcasecmp(rare[i], guess) == 0 && reads_as_western(bytes))
			return "WINDOWS-1252";
	return guess;
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
			name_for(likelier(guess, bytes), bytes, whole, name);
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

/* ---- stray bytes ---- */

/* Append to ${clean} the bytes that can be converted; the others are *bad. */
static enum dye_code
keep_convertible(const char * name, struct dye_slice bytes, bool whole, struct dye_buffer * clean, size_t * bad)
{
	struct dye_converter converter = {0};
	struct dye_buffer out = {0};
	enum dye_code rc;
	size_t used;

	*bad = 0;
	rc = dye_converter_open(&converter, "UTF-8", name, NULL);
	while (rc == DYE_OK && bytes.len > 0) {
		out.len = 0;
		if ((rc = dye_convert(&converter, bytes, &used, &out, NULL)) == DYE_OK)
			rc = dye_buffer_append(clean, bytes.data, used, NULL);
		bytes = (struct dye_slice){bytes.data + used, bytes.len - used};
		if (bytes.len == 0 || (!whole && bytes.len < 4) || *bad > STRAY_MAX)
			break;
		(*bad)++;
		bytes = (struct dye_slice){bytes.data + 1, bytes.len - 1};
	}
	dye_buffer_release(&out);
	dye_converter_release(&converter);
	return rc;
}

static size_t
bytes_above_ascii(struct dye_slice bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes.len; i++)
		n += (unsigned char)bytes.data[i] >= 0x80;
	return n;
}

/* Without what is no text in it, it would be taken for it. */
static bool
is_stray_in(const char * name, struct dye_slice bytes, bool whole)
{
	struct dye_buffer clean = {0};
	char guess[DYE_CHARSET_MAX];
	size_t bad;
	bool is;

	is = keep_convertible(name, bytes, whole, &clean, &bad) == DYE_OK && bad <= STRAY_MAX &&
	     STRAY_SHARE * bad < bytes_above_ascii(bytes) &&
	     dye_charset_guess(dye_buffer_slice(&clean), whole, guess) && strcmp(guess, name) == 0;
	dye_buffer_release(&clean);
	return is;
}

bool
dye_charset_stray(struct dye_slice bytes, bool whole, char name[DYE_CHARSET_MAX])
{
	static const char * const several[] = {"BIG5", "CP949", "CP932", "EUC-JP"};

	for (size_t i = 0; i < sizeof(several) / sizeof(several[0]); i++) {
		if (!is_stray_in(several[i], bytes, whole))
			continue;
		(void)snprintf(name, DYE_CHARSET_MAX, "%s", several[i]);
		return true;
	}
	name[0] = '\0';
	return false;
}

bool
dye_charset_dirt(struct dye_slice bytes, bool whole, enum dye_encoding * encoding)
{
	size_t bad, nuls, many;

	count_utf8(bytes, &bad, &nuls, &many);
	*encoding = DYE_UTF8;
	if (bad <= DIRT || bad < many)
		return true;
	*encoding = DYE_GB18030;
	return dye_gb18030_dirt(bytes, whole);
}

/*
 * Whether a mark of UTF-16 stands before what is none: in UTF-16 a line end, a digit or a comma has a NUL byte, and bytes that are text in UTF-8 as they stand
 * have none.
 */
static bool
is_false_utf16(struct dye_slice bytes, bool whole)
{
	struct dye_slice text = {bytes.data + 2, bytes.len - 2};
	size_t cut = whole ? 0 : dye_utf8_cut(text);

	if (memcmp(bytes.data, "\xFF\xFE", 2) != 0 && memcmp(bytes.data, "\xFE\xFF", 2) != 0)
		return false;
	return memchr(text.data, '\n', text.len) != NULL && dye_utf8_bad(text) == text.len - cut;
}

/* Some begin a text in another encoding with the mark of UTF-8. */
static struct dye_slice
without_false_mark(struct dye_slice bytes)
{
	size_t bom = dye_bom_len(DYE_UTF8, bytes);

	return (struct dye_slice){bytes.data + bom, bytes.len - bom};
}

void
dye_charset_likely(struct dye_slice bytes, bool whole, char name[DYE_CHARSET_MAX])
{
	struct dye_slice text = without_false_mark(bytes);
	const char * utf32 = dye_utf32_by_marks(bytes);
	enum dye_encoding encoding;
	size_t bad, nuls, many;

	(void)snprintf(name, DYE_CHARSET_MAX, "UTF-8");
	if (utf32 != NULL) {
		/* The mark itself is text in the one of the two that it is of. */
		if (strcmp(utf32, "UTF-32") == 0)
			utf32 = bytes.data[0] == '\0' ? "UTF-32BE" : "UTF-32LE";
		(void)snprintf(name, DYE_CHARSET_MAX, "%s", utf32);
		return;
	}
	if (dye_encoding_by_marks(bytes, whole, &encoding) && encoding != DYE_UTF8 && !is_false_utf16(bytes, whole)) {
		(void)snprintf(name, DYE_CHARSET_MAX, "%s", dye_encoding_name(encoding));
		return;
	}
	count_utf8(text, &bad, &nuls, &many);
	if (bad - nuls <= DIRT || bad - nuls < many)
		return;
	if (dye_encoding_detect(text, whole, &encoding, NULL) == DYE_OK)
		(void)snprintf(name, DYE_CHARSET_MAX, "%s", dye_encoding_name(encoding));
	else if (dye_gb18030_dirt(text, whole))
		(void)snprintf(name, DYE_CHARSET_MAX, "%s", dye_encoding_name(DYE_GB18030));
	else if (!dye_charset_stray(text, whole, name) && !dye_charset_guess(text, whole, name))
		(void)snprintf(name, DYE_CHARSET_MAX, "UTF-8");
}

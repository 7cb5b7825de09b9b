#include "formats/table/core/encoding.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "formats/table/core/charset.h"

static const struct {
	const char * name;  /* as iconv and people write it */
	const char * plain; /* small letters and digits only */
	enum dye_encoding encoding;
} names[] = {
    {"utf-8", "utf8", DYE_UTF8},
    {"gb18030", "gb18030", DYE_GB18030},
    {"utf-16le", "utf16le", DYE_UTF16LE},
    {"utf-16be", "utf16be", DYE_UTF16BE},
    {"gbk", "gbk", DYE_GB18030},
    {"gb2312", "gb2312", DYE_GB18030},
    {"cp936", "cp936", DYE_GB18030},
};

static const struct {
	struct dye_slice bytes;
	enum dye_encoding encoding;
} marks[] = {
    {{"\xEF\xBB\xBF", 3}, DYE_UTF8},
    {{"\x84\x31\x95\x33", 4}, DYE_GB18030},
    {{"\xFF\xFE", 2}, DYE_UTF16LE},
    {{"\xFE\xFF", 2}, DYE_UTF16BE},
};

const char *
dye_encoding_name(enum dye_encoding encoding)
{

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].encoding == encoding)
			return names[i].name;
	return "?";
}

bool
dye_encoding_find(const char * name, enum dye_encoding * encoding)
{
	char plain[16];
	size_t len = 0;

	for (; *name != '\0'; name++) {
		if (*name == '-' || *name == '_' || *name == ' ')
			continue;
		if (len == sizeof(plain) - 1)
			return false;
		plain[len++] = (char)tolower((unsigned char)*name);
	}
	plain[len] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i].plain, plain) == 0) {
			*encoding = names[i].encoding;
			return true;
		}
	}
	return false;
}

size_t
dye_bom_len(enum dye_encoding encoding, struct dye_slice bytes)
{

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (marks[i].encoding == encoding && bytes.len >= marks[i].bytes.len &&
		    memcmp(bytes.data, marks[i].bytes.data, marks[i].bytes.len) == 0)
			return marks[i].bytes.len;
	return 0;
}

/* ---- UTF-8 ---- */

/* The length of the well-formed sequence that starts p (Unicode 15, table 3-7), or 0. NUL is not text. */
static size_t
utf8_len(const unsigned char * p, size_t len)
{
	unsigned char low = 0x80, high = 0xBF;
	size_t need;

	if (p[0] < 0x80)
		return p[0] != 0;
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	need = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (p[0] == 0xE0)
		low = 0xA0;
	else if (p[0] == 0xED)
		high = 0x9F;
	else if (p[0] == 0xF0)
		low = 0x90;
	else if (p[0] == 0xF4)
		high = 0x8F;
	if (len < need || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < need; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return need;
}

/* How many bytes from p on are certainly 0x01..0x7F, looked at in strides. */
static size_t
ascii_run(const unsigned char * p, size_t len)
{
	size_t i = 0;

#if defined(__SSE2__)
	const __m128i zero = _mm_setzero_si128();

	/* One comparison finds both sorts: as signed numbers, NUL and bytes from 0x80 are the ones not above zero. */
	for (; i + 16 <= len; i += 16)
		if (_mm_movemask_epi8(_mm_cmpgt_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i)), zero)) !=
		    0xFFFF)
			break;
#endif
	while (i < len && p[i] != 0 && p[i] < 0x80)
		i++;
	return i;
}

size_t
dye_utf8_bad(struct dye_slice bytes)
{
	const unsigned char * p = (const unsigned char *)bytes.data;
	size_t i = 0, n;

	while (i < bytes.len) {
		if (p[i] < 0x80) {
			if ((n = ascii_run(p + i, bytes.len - i)) == 0)
				return i;
		} else if ((n = utf8_len(p + i, bytes.len - i)) == 0) {
			return i;
		}
		i += n;
	}
	return i;
}

size_t
dye_utf8_cut(struct dye_slice bytes)
{
	const unsigned char * end = (const unsigned char *)bytes.data + bytes.len;

	for (size_t back = 1; back <= 3 && back <= bytes.len; back++) {
		unsigned char c = end[-(ptrdiff_t)back];

		if (c < 0x80)
			return 0;
		if (c >= 0xC0)
			return back < (c < 0xE0 ? 2u : c < 0xF0 ? 3u : 4u) ? back : 0;
	}
	return 0;
}

size_t
dye_utf8_chars(struct dye_slice bytes)
{
	size_t chars = 0;

	for (size_t i = 0; i < bytes.len; i++)
		chars += ((unsigned char)bytes.data[i] & 0xC0) != 0x80;
	return chars;
}

bool
dye_is_ascii(struct dye_slice bytes)
{

	return ascii_run((const unsigned char *)bytes.data, bytes.len) == bytes.len;
}

/* ---- GB18030 ---- */

size_t
dye_gb18030_len(struct dye_slice bytes)
{
	const unsigned char * p = (const unsigned char *)bytes.data;

	if (bytes.len == 0)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] == 0x80 || p[0] == 0xFF || bytes.len < 2)
		return 0;
	if (p[1] >= 0x40 && p[1] != 0x7F && p[1] != 0xFF)
		return 2;
	if (bytes.len >= 4 && p[1] >= 0x30 && p[1] <= 0x39 && p[2] >= 0x81 && p[2] <= 0xFE && p[3] >= 0x30 &&
	    p[3] <= 0x39)
		return 4;
	return 0;
}

/* What the characters of several bytes are like, in bytes that are GB18030 by their form. */
struct hanzi {
	size_t many;	  /* characters of several bytes */
	size_t good;	  /* of them, in the GB 2312 part or of four bytes */
	size_t kana;	  /* whose first byte is that of kana, in GB 2312 as in EUC-JP */
	size_t hangul;	  /* whose first byte is that of a syllable in EUC-KR */
	size_t distinct;  /* different characters of the GB 2312 part */
	bool only_hangul; /* all of those are in the range of syllables */
	size_t bad;	  /* bytes that are none, save the next two */
	size_t euros;	  /* bytes 0x80, which Windows calls the euro */
	size_t nuls;
};

static void
see_hanzi(struct hanzi * h, unsigned char first, unsigned char second, uint8_t seen[94 * 94 / 8 + 1])
{
	size_t at = (size_t)(first - 0xA1) * 94 + (size_t)(second - 0xA1);

	h->kana += first == 0xA4 || first == 0xA5;
	h->hangul += first >= 0xB0 && first <= 0xC8;
	h->only_hangul = h->only_hangul && (first < 0xB0 || first <= 0xC8);
	h->distinct += (seen[at / 8] >> (at % 8) & 1) == 0;
	seen[at / 8] |= (uint8_t)(1u << (at % 8));
}

/* A byte that starts no character, or a character, of ${n} bytes. */
static void
see_character(struct hanzi * h, struct dye_slice rest, size_t n, uint8_t seen[94 * 94 / 8 + 1])
{
	unsigned char first = (unsigned char)rest.data[0], second;

	h->euros += n == 0 && first == 0x80;
	h->bad += n == 0 && first != 0x80;
	h->nuls += first == '\0';
	if (n < 2)
		return;
	second = (unsigned char)rest.data[1];
	h->many++;
	h->good += n == 4 || (first >= 0xA1 && second >= 0xA1);
	if (n == 2 && first >= 0xA1 && second >= 0xA1 && first <= 0xFE && second <= 0xFE)
		see_hanzi(h, first, second, seen);
}

/* Unless ${whole}, a character that is cut off at the end is passed over. False where not all is text in GB18030. */
static bool
count_hanzi(struct dye_slice bytes, bool whole, struct hanzi * h)
{
	uint8_t seen[94 * 94 / 8 + 1] = {0};
	size_t n;

	*h = (struct hanzi){.only_hangul = true};
	for (struct dye_slice rest = bytes; rest.len > 0; rest.data += n, rest.len -= n) {
		if ((n = dye_gb18030_len(rest)) == 0 && !whole && rest.len < 4)
			break;
		see_character(h, rest, n, seen);
		n += n == 0;
	}
	return h->bad == 0 && h->euros == 0 && h->nuls == 0;
}

/*
 * Whether a guess that it is another East Asian encoding must be heard. Each has a form that Chinese text in GB18030 has not:
 * - EUC-KR: nearly all characters are syllables, whose first bytes are 0xB0 to 0xC8; of Chinese characters six in ten lie there.
 * - EUC-JP: a good part are kana.
 * - Big5: the second bytes of four in ten are below 0x7F; in GB 2312 none are.
 */
static bool
guess_holds(const char * guess, const struct hanzi * h)
{

	if (strcmp(guess, "CP949") == 0)
		return 10 * h->hangul >= 9 * h->many;
	if (strcmp(guess, "EUC-JP") == 0)
		return 20 * h->kana >= h->many;
	if (strncmp(guess, "BIG5", 4) == 0 || strcmp(guess, "CP950") == 0)
		return 10 * h->good <= 9 * h->many;
	return 10 * h->good < 9 * h->many;
}

/* So many different characters, all in the range of Korean syllables, are by chance in GB18030 once in 300 files. */
#define HANGUL_ENOUGH 12

/*
 * Text in a Latin encoding can be valid GB18030 by chance, each accented letter taking the plain letter after it for its second
 * byte. Chinese text is nearly all in the GB 2312 part, whose second bytes are 0xA1 or more; so half of the
 * characters of several bytes must be. *guess is what it is more likely to be where the answer is no.
 */
static bool
gb18030_plausible(struct dye_slice bytes, bool whole, char guess[DYE_CHARSET_MAX])
{
	bool guessed = dye_charset_guess(bytes, whole, guess);
	struct hanzi h;

	if (!count_hanzi(bytes, whole, &h) || h.many == 0 || 2 * h.good < h.many)
		return false;
	if (!guessed && 10 * h.good < 9 * h.many)
		guessed = dye_charset_stray(bytes, whole, guess);
	if (guessed && strcmp(guess, "GB18030") != 0 && guess_holds(guess, &h))
		return false;
	if (h.distinct < HANGUL_ENOUGH || !h.only_hangul)
		return true;
	(void)snprintf(guess, DYE_CHARSET_MAX, "CP949");
	return false;
}

bool
dye_gb18030_dirt(struct dye_slice bytes, bool whole)
{
	struct hanzi h;

	(void)count_hanzi(bytes, whole, &h);
	if (10 * h.bad >= h.many || h.euros + h.nuls >= h.many)
		return false;
	if (h.distinct >= HANGUL_ENOUGH && h.only_hangul)
		return false;
	return 10 * h.good >= 9 * h.many && 10 * h.hangul < 9 * h.many && 20 * h.kana < h.many;
}

/* ---- UTF-16 ---- */

/*
 * Without a byte order mark, UTF-16 shows by its ASCII characters: delimiters and line ends at least. Their NUL
 * bytes stand at odd offsets in little-endian text and at even ones in big-endian text; few other characters (U+4E00) have one.
 */
static bool
utf16_by_nuls(struct dye_slice bytes, bool whole, enum dye_encoding * encoding)
{
	size_t nul[2] = {0, 0}, most;

	if (whole && bytes.len % 2 != 0)
		return false;
	for (size_t i = 0; i < bytes.len; i++)
		nul[i % 2] += bytes.data[i] == '\0';
	*encoding = nul[1] > nul[0] ? DYE_UTF16LE : DYE_UTF16BE;
	most = nul[*encoding == DYE_UTF16LE];
	return most >= bytes.len / 64 + 1 && most >= 4 * nul[*encoding != DYE_UTF16LE];
}

bool
dye_encoding_by_marks(struct dye_slice bytes, bool whole, enum dye_encoding * encoding)
{

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (dye_bom_len(marks[i].encoding, bytes) == 0)
			continue;
		*encoding = marks[i].encoding;
		return true;
	}
	return bytes.len > 0 && memchr(bytes.data, '\0', bytes.len) != NULL && utf16_by_nuls(bytes, whole, encoding);
}

const char *
dye_utf32_by_marks(struct dye_slice bytes)
{
	size_t nul[4] = {0}, some = bytes.len < 4096 ? bytes.len / 4 : 1024;

	if (bytes.len >= 4 &&
	    (memcmp(bytes.data, "\xFF\xFE\0\0", 4) == 0 || memcmp(bytes.data, "\0\0\xFE\xFF", 4) == 0))
		return "UTF-32";
	for (size_t i = 0; i < 4 * some; i++)
		nul[i % 4] += bytes.data[i] == '\0';
	if (some >= 4 && nul[3] == some && nul[2] == some && nul[0] == 0)
		return "UTF-32LE";
	return some >= 4 && nul[0] == some && nul[1] == some && nul[3] == 0 ? "UTF-32BE" : NULL;
}

/* The row of a byte, as far as line ends tell. */
static uint64_t
row_of(struct dye_slice bytes, size_t at)
{
	uint64_t row = 1;

	for (size_t i = 0; i < at; i++)
		row += bytes.data[i] == '\n' || (bytes.data[i] == '\r' && bytes.data[i + 1] != '\n');
	return row;
}

/* Say what it is not, and what it may be. */
static void
refuse(struct dye_slice bytes, bool whole, const char * guess, struct dye_error * err)
{
	struct hanzi h;

	if (guess[0] == '\0' || strcmp(guess, "GB18030") == 0)
		(void)dye_fail(
		    err, DYE_EDATA, "neither valid UTF-8 nor plausible GB18030; name the encoding with --encoding");
	else
		(void)dye_fail(err, DYE_EDATA,
		    "not UTF-8, but probably %s: convert it first with iconv -f %s -t UTF-8 <FILE >NEW%s", guess, guess,
		    count_hanzi(bytes, whole, &h) && h.many > 0 ? ", or say --encoding gb18030 if that is what it is"
								: "");
}

enum dye_code
dye_encoding_detect(struct dye_slice bytes, bool whole, enum dye_encoding * encoding, struct dye_error * err)
{
	size_t cut = whole ? 0 : dye_utf8_cut(bytes);
	const char *nul, *utf32;
	char guess[DYE_CHARSET_MAX];
	size_t bad;

	if ((utf32 = dye_utf32_by_marks(bytes)) != NULL)
		return dye_fail(err, DYE_EDATA,
		    "UTF-32, which is not read: convert it first, with iconv -f %s -t UTF-8 <FILE >NEW", utf32);
	if (dye_encoding_by_marks(bytes, whole, encoding))
		return DYE_OK;
	*encoding = DYE_UTF8;
	if ((bad = dye_utf8_bad((struct dye_slice){bytes.data, bytes.len - cut})) == bytes.len - cut)
		return DYE_OK;
	if ((nul = memchr(bytes.data, '\0', bytes.len)) != NULL) {
		bad = (size_t)(nul - bytes.data);
		(void)dye_fail(err, DYE_EDATA, "this is no text: it holds NUL bytes (--encoding names an encoding)");
	} else if (gb18030_plausible(bytes, whole, guess)) {
		*encoding = DYE_GB18030;
		return DYE_OK;
	} else {
		refuse(bytes, whole, guess, err);
	}
	dye_at_row(err, row_of(bytes, bad));
	return DYE_EDATA;
}

/* ---- conversion ---- */

enum dye_code
dye_converter_open(struct dye_converter * converter, const char * to, const char * from, struct dye_error * err)
{

	dye_converter_release(converter);
	if ((converter->cd = iconv_open(to, from)) == (iconv_t)-1)
		return dye_fail_errno(err, DYE_EUSAGE, "the system cannot convert this encoding");
	converter->open = true;
	return DYE_OK;
}

void
dye_converter_release(struct dye_converter * converter)
{

	if (converter->open)
		(void)iconv_close(converter->cd);
	converter->open = false;
}

enum dye_code
dye_convert(struct dye_converter * converter, struct dye_slice bytes, size_t * used, struct dye_buffer * out,
    struct dye_error * err)
{
	/* iconv(3) takes the input as char ** but does not write to it. */
	char * in = (char *)(uintptr_t)bytes.data;
	size_t left = bytes.len;
	enum dye_code rc;

	(void)iconv(converter->cd, NULL, NULL, NULL, NULL);
	while (left > 0) {
		char * to;
		size_t room, n;

		/* Three bytes of UTF-8 for two is the most in one direction, four for three in the other. */
		if ((rc = dye_buffer_reserve(out, left + left / 2 + 8, err)) != DYE_OK)
			return rc;
		to = out->data + out->len;
		room = out->size - out->len;
		n = iconv(converter->cd, &in, &left, &to, &room);
		out->len = (size_t)(to - out->data);
		if (n == (size_t)-1 && errno != E2BIG)
			break;
	}
	*used = bytes.len - left;
	return DYE_OK;
}

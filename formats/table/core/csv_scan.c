#include "formats/table/core/csv_scan.h"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "formats/table/core/encoding.h"

#define STRIDE 64

/* Which of 16 or 64 bytes are special, as bits. */
#if defined(__SSE2__)
static inline uint64_t
special16(const char * p, __m128i delimiter, __m128i quote)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i a = _mm_or_si128(_mm_cmpeq_epi8(v, delimiter), _mm_cmpeq_epi8(v, quote));
	__m128i b = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));

	return (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(a, b));
}

static inline uint64_t
special64(const char * p, char delimiter, char quote)
{
	__m128i d = _mm_set1_epi8(delimiter), q = _mm_set1_epi8(quote);

	return special16(p, d, q) | special16(p + 16, d, q) << 16 | special16(p + 32, d, q) << 32 |
	       special16(p + 48, d, q) << 48;
}
#else
static inline uint64_t
special64(const char * p, char delimiter, char quote)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < STRIDE; i++)
		bits |= (uint64_t)(p[i] == delimiter || p[i] == quote || p[i] == '\n' || p[i] == '\r') << i;
	return bits;
}
#endif

static uint64_t
special_at(const struct dye_csv_scan * scan, size_t base)
{
	char tail[STRIDE];
	size_t left = scan->len - base;

	if (left >= STRIDE)
		return special64(scan->data + base, scan->delimiter, scan->quote);

	/* NUL is not special, whatever the delimiter. */
	memset(tail, 0, sizeof(tail));
	memcpy(tail, scan->data + base, left);
	return special64(tail, scan->delimiter, scan->quote);
}

/* The next special byte where the delimiter may also be the second byte of a character. */
static size_t
next_gb18030(struct dye_csv_scan * scan)
{

	while (scan->at < scan->len) {
		size_t at = scan->at;
		char c = scan->data[at];
		size_t n = dye_gb18030_len((struct dye_slice){scan->data + at, scan->len - at});

		/* An invalid byte stands for itself; the conversion complains about it. */
		scan->at += n == 0 ? 1 : n;
		if (n == 1 && (c == scan->delimiter || c == scan->quote || c == '\n' || c == '\r'))
			return at;
	}
	return scan->len;
}

/* The offset of the next special byte, or len. */
static inline size_t
next_special(struct dye_csv_scan * scan)
{
	size_t at;

	if (scan->gb18030)
		return next_gb18030(scan);
	while (scan->bits == 0) {
		if (scan->len - scan->base <= STRIDE) {
			scan->base = scan->len;
			return scan->len;
		}
		scan->base += STRIDE;
		scan->bits = special_at(scan, scan->base);
	}
	at = scan->base + (size_t)__builtin_ctzll(scan->bits);
	scan->bits &= scan->bits - 1;
	return at;
}

void
dye_csv_scan_init(struct dye_csv_scan * scan, const struct dye_dialect * dialect, struct dye_slice bytes)
{

	*scan = (struct dye_csv_scan){.data = bytes.data,
	    .len = bytes.len,
	    .delimiter = dialect->delimiter[0],
	    .quote = dialect->no_quotes ? '\n' : '"'};

	/* Bytes below 0x40 other than digits are never part of a longer character. */
	scan->gb18030 = dialect->encoding == DYE_GB18030 && (unsigned char)scan->delimiter >= 0x40;
	if (bytes.len > 0)
		scan->bits = special_at(scan, 0);
}

/* Read on in a quoted cell to the byte after its closing quote, or to len + 1 if it has none. */
static size_t
skip_quoted(struct dye_csv_scan * scan, bool * doubled)
{
	size_t at;

	*doubled = false;
	for (;;) {
		do {
			at = next_special(scan);
		} while (at < scan->len && scan->data[at] != '"');
		if (at == scan->len)
			return scan->len + 1;
		if (at + 1 == scan->len || scan->data[at + 1] != '"')
			return at + 1;
		(void)next_special(scan);
		*doubled = true;
	}
}

/* The end of an unquoted cell, or of junk. */
static inline size_t
skip_plain(struct dye_csv_scan * scan, size_t at)
{

	while (at < scan->len && scan->data[at] == '"') {
		scan->inner = true;
		at = next_special(scan);
	}
	return at;
}

/* A row ends at the special byte at: step over CR, LF or both. */
static enum dye_csv_scan_end
end_row(struct dye_csv_scan * scan, size_t at)
{

	if (at == scan->len) {
		scan->pos = scan->len;
		return DYE_CSV_SCAN_LAST;
	}
	scan->pos = at + 1;
	if (scan->data[at] == '\r' && at + 1 < scan->len && scan->data[at + 1] == '\n')
		scan->pos = next_special(scan) + 1;
	return DYE_CSV_SCAN_ROW;
}

enum dye_csv_scan_end
dye_csv_scan_row(struct dye_csv_scan * scan, struct dye_span * spans, uint32_t max)
{
	struct dye_span cell = {.start = scan->pos};

	scan->count = 0;
	scan->junk = scan->inner = false;
	if (scan->pos == scan->len)
		return DYE_CSV_SCAN_DONE;
	for (;;) {
		size_t at = next_special(scan);

		cell.quoted = at == cell.start && at < scan->len && scan->data[at] == '"';
		cell.doubled = false;
		if (cell.quoted) {
			size_t after = skip_quoted(scan, &cell.doubled);

			if (after > scan->len)
				return DYE_CSV_SCAN_OPEN;
			at = skip_plain(scan, next_special(scan));
			scan->junk |= at != after;
			scan->inner |= cell.doubled;
		} else {
			at = skip_plain(scan, at);
		}
		cell.end = at;
		if (scan->count < max)
			spans[scan->count] = cell;
		scan->count++;
		if (at == scan->len || scan->data[at] != scan->delimiter) {
			/* Nothing at all before the line end. */
			if (scan->count == 1 && at == scan->pos)
				scan->count = 0;
			return end_row(scan, at);
		}
		cell.start = at + 1;
	}
}

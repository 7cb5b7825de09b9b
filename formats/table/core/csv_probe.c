/*
 * csv_probe.c: how a CSV file is written, judged from its beginning: delimiter, quoting, line ends, header.
 */
#include <string.h>

#include "formats/table/csv.h"
#include "formats/table/core/header.h"
#include "formats/table/core/csv_scan.h"

#define PROBE_ROWS 1000
#define PROBE_COLUMNS 256

/* In the order of preference: a file where both are regular has the commoner sign in its text. */
static const char candidates[] = {'\t', '|', ';', ','};

/* How the beginning of a file looks with one delimiter. */
struct guess {
	uint32_t rows;	/* that are not blank */
	uint32_t modal; /* the commonest number of cells */
	uint32_t share; /* of rows with that many, in thousandths */
	uint32_t junk;	/* rows that break the grammar */
};

struct dye_dialect
dye_csv_utf8(const struct dye_dialect * dialect, char delimiter)
{
	struct dye_dialect d = *dialect;

	d.encoding = DYE_UTF8;
	d.delimiter[0] = delimiter;
	return d;
}

static struct guess
guess_with(const struct dye_dialect * dialect, char delimiter, struct dye_slice bytes, bool whole)
{
	struct dye_dialect d = dye_csv_utf8(dialect, delimiter);
	struct dye_csv_scan scan;
	struct guess guess = {0};
	uint32_t counts[PROBE_COLUMNS + 1] = {0};
	enum dye_csv_scan_end end;

	dye_csv_scan_init(&scan, &d, bytes);
	while (guess.rows < PROBE_ROWS && (end = dye_csv_scan_row(&scan, NULL, 0)) != DYE_CSV_SCAN_DONE) {
		if (end != DYE_CSV_SCAN_ROW && !whole)
			break;
		guess.junk += scan.junk || end == DYE_CSV_SCAN_OPEN;
		if (end == DYE_CSV_SCAN_OPEN)
			break;
		guess.rows += scan.count > 0;
		counts[scan.count < PROBE_COLUMNS ? scan.count : PROBE_COLUMNS] += scan.count > 0;
	}
	for (uint32_t i = 1; i <= PROBE_COLUMNS; i++)
		if (counts[i] > counts[guess.modal])
			guess.modal = i;
	if (guess.rows > 0)
		guess.share = counts[guess.modal] * 1000 / guess.rows;
	return guess;
}

/* A delimiter counts where it gives most rows the same number of cells, two at least. */
static uint32_t
worth(const struct guess * guess)
{

	if (guess->modal < 2 || guess->share < 500)
		return 0;
	return guess->junk == 0 ? guess->share : guess->share / 2;
}

static struct guess
guess_delimiter(const struct dye_dialect * dialect, struct dye_slice bytes, bool whole, char * delimiter)
{
	struct guess best = {0};

	*delimiter = ',';
	for (size_t i = 0; i < sizeof(candidates); i++) {
		struct guess guess = guess_with(dialect, candidates[i], bytes, whole);

		if (worth(&guess) > worth(&best)) {
			best = guess;
			*delimiter = candidates[i];
		}
	}
	if (worth(&best) > 0)
		return best;

	/* One column. Commas outside quotes are part of its text then, and with a tab for delimiter they stay that. */
	best = guess_with(dialect, ',', bytes, whole);
	if (best.rows == 0 || (best.modal < 2 && best.share == 1000))
		return best;
	if (bytes.len > 0 && memchr(bytes.data, '\t', bytes.len) != NULL)
		return best;
	*delimiter = '\t';
	return guess_with(dialect, '\t', bytes, whole);
}

/* The text of a cell for judging its shape: doubled quotes stay doubled. */
static struct dye_slice
rough_text(struct dye_slice bytes, const struct dye_span * span)
{
	size_t q = span->quoted && span->end - span->start >= 2;

	return (struct dye_slice){bytes.data + span->start + q, span->end - span->start - 2 * q};
}

bool
dye_csv_is_number(struct dye_slice s)
{

	for (size_t i = 0; i < s.len; i++)
		if (!(s.data[i] >= '0' && s.data[i] <= '9') && memchr("+-.", s.data[i], 3) == NULL)
			return false;
	return s.len > 0;
}

bool
dye_csv_has_any(struct dye_slice s, const char * bytes, size_t count)
{

	for (size_t i = 0; i < count; i++)
		if (s.len > 0 && memchr(s.data, bytes[i], s.len) != NULL)
			return true;
	return false;
}

bool
dye_csv_needs_quotes(const struct dye_dialect * dialect, struct dye_slice text, bool quotes)
{
	const char special[] = {dialect->delimiter[0], '\n', '\r', '"'};

	return dye_csv_has_any(text, special, quotes ? 3 : 4) || (text.len > 0 && text.data[0] == '"');
}

/* What was seen of cells that need no quotes: [with words, empty, number][unquoted, quoted]. */
struct habits {
	uint32_t cells[3][2];
	uint32_t ends[3]; /* LF, CR LF, CR */
};

static void
see_row(const struct dye_dialect * dialect, struct dye_slice bytes, const struct dye_span * spans, uint32_t count,
    struct habits * habits, struct dye_header * header)
{
	struct dye_slice cells[DYE_HEADER_COLUMNS];

	for (uint32_t i = 0; i < count; i++) {
		cells[i] = rough_text(bytes, &spans[i]);
		if (!dye_csv_needs_quotes(dialect, cells[i], false))
			habits->cells[cells[i].len == 0 ? 1 : dye_csv_is_number(cells[i]) ? 2 : 0][spans[i].quoted]++;
	}
	dye_header_see(header, cells, count);
}

static void
see_end(struct dye_slice bytes, size_t end, struct habits * habits)
{

	if (bytes.data[end - 1] == '\r')
		habits->ends[2]++;
	else
		habits->ends[end > 1 && bytes.data[end - 2] == '\r']++;
}

/* Learn the habits of the file once the delimiter is known. */
static void
guess_habits(struct dye_dialect * dialect, struct dye_slice bytes, bool whole)
{
	struct dye_dialect d = dye_csv_utf8(dialect, dialect->delimiter[0]);
	struct dye_span spans[DYE_HEADER_COLUMNS];
	struct habits h = {0};
	struct dye_header header = {0};
	struct dye_csv_scan scan;
	enum dye_csv_scan_end end;

	dye_csv_scan_init(&scan, &d, bytes);
	for (uint32_t rows = 0; rows < PROBE_ROWS; rows++) {
		end = dye_csv_scan_row(&scan, spans, DYE_HEADER_COLUMNS);
		if (end == DYE_CSV_SCAN_DONE || end == DYE_CSV_SCAN_OPEN || (end == DYE_CSV_SCAN_LAST && !whole))
			break;
		if (end == DYE_CSV_SCAN_ROW)
			see_end(bytes, scan.pos, &h);
		if (scan.count > 0)
			see_row(&d, bytes, spans, scan.count < DYE_HEADER_COLUMNS ? scan.count : DYE_HEADER_COLUMNS, &h,
			    &header);
	}
	dialect->quoting = h.cells[0][1] > h.cells[0][0] ? DYE_QUOTE_ALL : DYE_QUOTE_MINIMAL;
	if (h.cells[0][0] + h.cells[0][1] == 0 && h.cells[2][1] > h.cells[2][0])
		dialect->quoting = DYE_QUOTE_ALL;
	dialect->quote_empty = dialect->quoting == DYE_QUOTE_ALL && h.cells[1][1] >= h.cells[1][0];
	dialect->quote_number = dialect->quoting == DYE_QUOTE_ALL && h.cells[2][1] >= h.cells[2][0];
	dialect->crlf = h.ends[1] > h.ends[0] && h.ends[1] >= h.ends[2];
	dialect->cr = h.ends[2] > h.ends[0] && h.ends[2] > h.ends[1];
	dialect->header = dye_header_likely(&header);
}

int
dye_csv_probe(struct dye_slice bytes, bool whole, struct dye_dialect * dialect)
{
	struct guess guess;
	uint64_t cube;

	if (dialect->delimiter[0] != '\0')
		guess = guess_with(dialect, dialect->delimiter[0], bytes, whole);
	else
		guess = guess_delimiter(dialect, bytes, whole, dialect->delimiter);
	guess_habits(dialect, bytes, whole);

	/* One column is always possible; several are the likelier the more rows agree on their number. */
	cube = (uint64_t)guess.share * guess.share * guess.share / 1000000;
	if (guess.modal < 2 || cube < 223)
		return guess.junk == 0 ? 200 : 150;
	return guess.junk == 0 ? (int)(cube * 9 / 10) : (int)(cube * 4 / 10);
}

/*
 * csv_probe.c: how a CSV file is written, judged from its beginning: delimiter, quoting, line ends, header.
 */
#include <string.h>
#include <strings.h>

#include "formats/table/core/csv_grammar.h"
#include "formats/base/ascii.h"
#include "formats/table/core/header.h"
#include "formats/table/core/csv_quotes.h"
#include "formats/table/core/csv_scan.h"

#define PROBE_ROWS 1000

/* In the order of preference: a file where both are regular has the commoner sign in its text. */
static const char candidates[] = {'\t', '|', ';', ','};

/* What separates cells now and then, and nothing else does; control characters are tried as well. */
static const char rare_candidates[] = "~^";

/* How the beginning of a file looks with one delimiter. */
struct guess {
	uint32_t rows;	/* that are not blank */
	uint32_t modal; /* the commonest number of cells */
	uint32_t share; /* of rows with that many, in thousandths */
	uint32_t junk;	/* rows that break the grammar */
	bool no_quotes; /* a quote is a letter */
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
	struct guess guess = {
	    .no_quotes = d.no_quotes || (!d.quotes_known && dye_csv_quotes_are_letters(bytes, whole, delimiter))};
	uint32_t counts[DYE_CSV_PROBE_COLUMNS + 1] = {0};
	enum dye_csv_scan_end end;

	d.no_quotes = guess.no_quotes;
	dye_csv_scan_init(&scan, &d, bytes);
	while (guess.rows < PROBE_ROWS && (end = dye_csv_scan_row(&scan, NULL, 0)) != DYE_CSV_SCAN_DONE) {
		if (end != DYE_CSV_SCAN_ROW && !whole)
			break;
		guess.junk += scan.junk || end == DYE_CSV_SCAN_OPEN;
		if (end == DYE_CSV_SCAN_OPEN)
			break;
		guess.rows += scan.count > 0;
		counts[scan.count < DYE_CSV_PROBE_COLUMNS ? scan.count : DYE_CSV_PROBE_COLUMNS] += scan.count > 0;
	}
	for (uint32_t i = 1; i <= DYE_CSV_PROBE_COLUMNS; i++)
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

static bool
is_candidate(char c)
{

	return strchr(rare_candidates, c) != NULL || (c > 0 && c < ' ' && strchr("\t\n\r", c) == NULL);
}

/*
 * A rare sign is believed where nearly all rows agree on it, without breaking the grammar, and no less than on the best of the usual
 * ones, with as many cells at least.
 */
static void
guess_rare(
    const struct dye_dialect * dialect, struct dye_slice bytes, bool whole, struct guess * best, char * delimiter)
{
	size_t head = bytes.len < 4096 ? bytes.len : 4096;

	for (char c = 1; c < 0x7F; c++) {
		struct guess guess;

		if (!is_candidate(c) || memchr(bytes.data, c, head) == NULL)
			continue;
		guess = guess_with(dialect, c, bytes, whole);
		if (guess.rows < 2 || guess.junk > 0 || guess.share < 900 || worth(&guess) < worth(best) ||
		    (worth(best) > 0 && guess.modal < best->modal))
			continue;
		*best = guess;
		*delimiter = c;
	}
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
	guess_rare(dialect, bytes, whole, &best, delimiter);
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
		if (!dye_is_digit((uint8_t)s.data[i]) && memchr("+-.", s.data[i], 3) == NULL)
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

	if (dialect->no_quotes)
		return dye_csv_has_any(text, special, 3);
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

/* ---- what stands before the table ---- */

/* Take the first line, its end included, off ${bytes}. False where it has no end: it may be cut off. */
static bool
take_line(struct dye_slice * bytes, struct dye_slice * line)
{
	size_t len = 0, end;

	while (len < bytes->len && bytes->data[len] != '\n' && bytes->data[len] != '\r')
		len++;
	if (len == bytes->len)
		return false;
	end = len + 1 + (bytes->data[len] == '\r' && len + 1 < bytes->len && bytes->data[len + 1] == '\n');
	*line = (struct dye_slice){bytes->data, len};
	bytes->data += end;
	bytes->len -= end;
	return true;
}

/* "sep=;", with which spreadsheets are told the delimiter: *delimiter is the sign. */
static bool
names_delimiter(struct dye_slice line, char * delimiter)
{

	if (line.len == 7 && line.data[0] == '"' && line.data[6] == '"')
		line = (struct dye_slice){line.data + 1, 5};
	if (line.len != 5 || strncasecmp(line.data, "sep=", 4) != 0)
		return false;
	*delimiter = line.data[4];
	return *delimiter > 0 && strchr("\"0123456789", *delimiter) == NULL;
}

/* The line "sep=;" is no row of the table, and its word is taken unless the caller has said otherwise. */
static struct dye_slice
pass_sep(struct dye_dialect * dialect, struct dye_slice bytes)
{
	struct dye_slice rest = bytes, line;
	char delimiter;

	if (!take_line(&rest, &line) || !names_delimiter(line, &delimiter))
		return bytes;
	dialect->first_row++;
	if (dialect->delimiter[0] == '\0')
		dialect->delimiter[0] = delimiter;
	return rest;
}

/* The number of cells that the line has. */
static size_t
cells_of(const struct dye_dialect * dialect, struct dye_slice line)
{
	struct dye_dialect d = dye_csv_utf8(dialect, dialect->delimiter[0]);
	struct dye_csv_scan scan;

	dye_csv_scan_init(&scan, &d, line);
	(void)dye_csv_scan_row(&scan, NULL, 0);
	return scan.count;
}

/* What follows the blank lines and those that begin with #, of which there are two or more; all of it where nothing does. */
static struct dye_slice
behind_remarks(struct dye_slice bytes)
{
	struct dye_slice rest = bytes, from, line;
	size_t remarks = 0;

	for (from = rest; take_line(&rest, &line); from = rest) {
		if (line.len > 0 && line.data[0] != '#')
			return remarks > 1 ? from : bytes;
		remarks += line.len > 0;
	}
	return bytes;
}

/* Most lines of those in front that begin with # have other cells than a row: then none of them is one, a licence with as many commas in one line too. */
static bool
are_remarks(const struct dye_dialect * dialect, struct dye_slice bytes)
{
	struct dye_slice end = behind_remarks(bytes), line;
	size_t others = 0, all = 0;

	while (bytes.data < end.data && take_line(&bytes, &line)) {
		all += line.len > 0;
		others += line.len > 0 && cells_of(dialect, line) != dialect->columns;
	}
	return others * 2 > all;
}

/*
 * Blank lines before the table are none of its rows; nor are lines that begin with # and have not as many cells as the
 * rows have. A first name may begin with #, so the number of cells decides.
 */
static struct dye_slice
pass_comments(struct dye_dialect * dialect, struct dye_slice bytes)
{
	bool remarks = dialect->columns > 1 && are_remarks(dialect, bytes);

	for (;;) {
		struct dye_slice rest = bytes, line;

		if (!take_line(&rest, &line))
			return bytes;
		if (line.len > 0 && (line.data[0] != '#' || dialect->columns < 2 ||
					(!remarks && cells_of(dialect, line) == dialect->columns)))
			return bytes;
		dialect->comments |= line.len > 0;
		dialect->first_row++;
		bytes = rest;
	}
}

/* One column is always possible; several are the likelier the more rows agree on their number. */
static int
score(const struct guess * guess)
{
	uint64_t cube = (uint64_t)guess->share * guess->share * guess->share / 1000000;

	if (guess->modal < 2 || cube < 223)
		return guess->junk == 0 ? 200 : 150;
	return guess->junk == 0 ? (int)(cube * 9 / 10) : (int)(cube * 4 / 10);
}

size_t
dye_csv_probe(const struct dye_input * input, const struct dye_dialect * start, struct dye_dialect * ways, size_t max)
{
	struct dye_dialect * way = ways;
	struct dye_slice bytes;
	struct guess guess;
	bool whole;

	if (max == 0 || !dye_input_text(input, &bytes, &whole))
		return 0;
	*way = *start;
	bytes = pass_sep(way, bytes);
	way->delimiter_known = way->delimiter[0] != '\0';
	if (way->delimiter_known)
		guess = guess_with(way, way->delimiter[0], behind_remarks(bytes), whole);
	else
		guess = guess_delimiter(way, behind_remarks(bytes), whole, way->delimiter);
	way->columns = guess.modal;
	way->no_quotes = guess.no_quotes;
	bytes = pass_comments(way, bytes);
	guess_habits(way, bytes, whole);
	way->score = score(&guess);
	way->writable = !way->forgiving && (way->encoding == DYE_UTF8 || way->encoding == DYE_GB18030);
	return 1;
}

/*
 * conform_formats.c: the demands that every table format, and the models of one in tests/models, must meet, whatever the bytes. Each format is asked for
 * by its name and so sees all samples, also those of others. The build gives this program a table of formats that the models are in.
 */
#include <glob.h>

#include "formats/table/core/input.h"
#include "tests/conform/written.h"
#include "tests/suite.h"

/*
 * Beginnings of files, good and bad: these, and each file in tests/data/samples (of a model in tests/models/samples), whose name is that of its format,
 * or begins with it and "-". The fuzzer begins with those of tests/data/samples too.
 */
static const struct dye_slice any_bytes[] = {
    {"", 0},
    {"\n", 1},
    {"\r\n\r\n", 4},
    {"a", 1},
    {"a,b\r\n\r\n1,\"2\r\n3\"\r\n", 17},
    {"a\tb\rc\td\r", 8},
    {"one two\tthree  four|five;six", 28},
    {"\"\",\"\"\"\"\n,,,\n", 12},
    {"a,\"b\nc", 6},
    {"a,\"b\"c\nd\n", 9},
    {"\xE5\x8C\x97\xE4\xBA\xAC,x\n\xEF\xBC\x8C\xE3\x80\x80y\n", 18},
    {"a\0b\n", 4},
    {"a\xFF\nb\n", 5},
    {"a~b~1\nc~d~2\n", 12},
};
#define ANY_BYTES (sizeof(any_bytes) / sizeof(any_bytes[0]))
#define SAMPLES_MAX 200

static struct dye_slice samples[SAMPLES_MAX];
static const char * sample_names[SAMPLES_MAX]; /* NULL: of no file */
static size_t sample_count;

/* Before the tests run, so nothing is asserted here. The bytes and names live as long as ${files} and ${bytes}. */
static bool
find_samples(glob_t * files, struct dye_buffer bytes[SAMPLES_MAX])
{

	memcpy(samples, any_bytes, sizeof(any_bytes));
	if (glob("tests/data/samples/*", 0, NULL, files) != 0 ||
	    glob("tests/models/samples/*", GLOB_APPEND, NULL, files) != 0 || files->gl_pathc > SAMPLES_MAX - ANY_BYTES)
		return false;
	for (size_t i = 0; i < files->gl_pathc; i++) {
		if (!read_file(files->gl_pathv[i], &bytes[i]))
			return false;
		samples[ANY_BYTES + i] = dye_buffer_slice(&bytes[i]);
		sample_names[ANY_BYTES + i] = strrchr(files->gl_pathv[i], '/') + 1;
	}
	sample_count = ANY_BYTES + files->gl_pathc;
	return true;
}

static bool
is_sample_of(const char * name, const struct dye_format * f)
{
	size_t len = strlen(f->name);

	return strncmp(name, f->name, len) == 0 && (name[len] == '\0' || name[len] == '-');
}

static size_t
format_count(void)
{
	size_t n = 0;

	while (dye_formats[n] != NULL)
		n++;
	return n;
}

static struct dye_dialect_wish
wish_for(const struct dye_format * f, bool forgiving)
{

	return (struct dye_dialect_wish){.format = f->name, .header = DYE_DETECT, .forgiving = forgiving};
}

/* Either all of these or none. */
static void
check_together(const struct dye_format * f, bool all, const bool * some, size_t count, const char * what)
{

	for (size_t i = 0; i < count; i++)
		ck_assert_msg(some[i] == all, "format %s: %s", f->name, what);
}

START_TEST(says_what_it_is)
{
	const struct dye_format * f = dye_formats[_i];
	const bool decodes[] = {f->decoder_size > 0, f->start != NULL, f->next != NULL, f->decoder_close != NULL};
	const bool writes[] = {f->writer_size > 0, f->begin != NULL, f->rows != NULL, f->end != NULL};

	ck_assert_msg(f->name != NULL, "a format has no .name");
	ck_assert_msg(dye_format_find(f->name) == f, "two formats are called %s: give one another name", f->name);
	suite_has("format", f->name, "description", f->description != NULL && strlen(f->description) > 0);
	suite_has("format", f->name, "probe", f->probe != NULL);
	suite_has("format", f->name, "reader_size", f->reader_size > 0);
	suite_has("format", f->name, "open", f->open != NULL);
	suite_has("format", f->name, "table", f->table != NULL);
	suite_has("format", f->name, "block", f->block != NULL);
	suite_has("format", f->name, "close", f->close != NULL);
	check_together(f, f->decoder_open != NULL, decodes, 4,
	    "decoder_size, decoder_open, start, next and decoder_close come together, or not at all");
	ck_assert_msg(
	    f->render == NULL || f->decoder_open != NULL, "format %s: render needs a decoder of its own", f->name);
	check_together(
	    f, f->render != NULL, writes, 4, "render, writer_size, begin, rows and end come together, or not at all");
	for (size_t i = 0; f->options != NULL && f->options[i].name != NULL; i++)
		ck_assert_msg(f->options[i].help != NULL && strlen(f->options[i].help) > 0,
		    "format %s: the option %s has no .help", f->name, f->options[i].name);
}
END_TEST

/* Probing a beginning of any length works, gives the same each time, the likeliest first, and keeps a delimiter that is wished for. */
START_TEST(probes_any_bytes)
{
	const struct dye_format * f = dye_formats[_i];

	for (size_t i = 0; i < sample_count; i++) {
		for (size_t len = 0; len <= samples[i].len; len++) {
			struct dye_slice s = {samples[i].data, len};
			struct dye_dialect_wish wish = wish_for(f, len % 2 == 1);
			struct dye_dialect a[DYE_WAYS_MAX], b[DYE_WAYS_MAX];
			size_t count = detect_all(s, &wish, a), again = detect_all(s, &wish, b);

			ck_assert_uint_eq(count, again);
			for (size_t k = 0; k < count; k++) {
				ck_assert_ptr_eq(a[k].format, f);
				ck_assert_int_ge(a[k].score, 0);
				ck_assert_int_le(a[k].score, k == 0 ? 1000 : a[k - 1].score);
				ck_assert_str_eq(a[k].delimiter, b[k].delimiter);
				ck_assert_int_eq(a[k].header, b[k].header);
				ck_assert_int_eq(a[k].forgiving, wish.forgiving);
				ck_assert(!a[k].writable || (f->render != NULL && !wish.forgiving));
			}
			wish.delimiter = ";";
			count = detect_all(s, &wish, a);
			for (size_t k = 0; k < count; k++)
				ck_assert_str_eq(a[k].delimiter, ";");
		}
	}
}
END_TEST

static bool
inside(struct dye_slice part, struct dye_slice whole)
{

	return part.data >= whole.data && part.data + part.len <= whole.data + whole.len;
}

static void
check_row(const struct dye_reader * reader, const struct dye_row * row)
{
	const struct dye_dialect * way = dye_reader_dialect(reader);
	size_t cells = 0;

	ck_assert_ptr_nonnull(row->cells);
	ck_assert_uint_le(row->cell_count, DYE_COLUMNS_MAX);
	ck_assert_uint_eq(row->edit_count, 0);
	for (uint32_t i = 0; i < row->cell_count; i++) {
		ck_assert_uint_eq(dye_utf8_bad(row->cells[i].text), row->cells[i].text.len);
		ck_assert_uint_le(row->cells[i].text.len, row->cells[i].raw.len);
		ck_assert(way->encoding == DYE_GB18030 || inside(row->cells[i].raw, row->raw));
		cells += row->cells[i].raw.len;
	}
	ck_assert(way->encoding == DYE_GB18030 || cells <= row->raw.len);
	if (!way->writable)
		return;

	/* With delimiters of one byte, what is no cell is delimiters and a line end; rows beside the table are all line. */
	if (row->cell_count > 0)
		ck_assert_uint_le(row->raw.len - cells, row->cell_count - 1 + 2);
}

/* One table: numbers run on, raw bytes are those of the blocks, cells are text. All that is rendered is written to ${out}. */
static enum dye_code
read_table(struct dye_reader * reader, uint64_t * number, struct dye_buffer * raw, struct dye_buffer * out)
{
	struct dye_decoder * decoder;
	struct dye_block block = {0};
	struct dye_error err = {0};
	enum dye_code rc = DYE_OK;
	struct dye_row row;
	bool got;

	ck_assert_int_eq(dye_decoder_open(reader, &decoder, NULL), DYE_OK);
	while ((rc = dye_reader_block(reader, &block, &err)) == DYE_OK && block.bytes.len > 0) {
		size_t seen = 0;

		ck_assert_uint_ge(block.first_row, *number);
		*number = block.first_row;
		ck_assert_int_eq(dye_decoder_start(decoder, &block, NULL), DYE_OK);
		while ((rc = dye_decoder_next(decoder, &row, &got, &err)) == DYE_OK && got) {
			ck_assert_uint_eq(row.number, (*number)++);
			ck_assert_ptr_eq(row.raw.data, block.bytes.data + seen);
			seen += row.raw.len;
			check_row(reader, &row);
			if (dye_reader_dialect(reader)->writable)
				ck_assert_int_eq(dye_decoder_render(decoder, &row, out, NULL), DYE_OK);
		}
		if (rc != DYE_OK) {
			ck_assert_uint_eq(err.row, *number);
			break;
		}
		ck_assert_uint_eq(seen, block.bytes.len);
		put(raw, block.bytes.data, block.bytes.len);
	}
	dye_buffer_release(&block.bytes);
	dye_decoder_close(decoder);
	return rc;
}

/* Everything in a file, with blocks of about ${size} bytes: how many tables, and their bytes. */
static size_t
read_tables(const struct dye_format * f, struct dye_slice bytes, size_t size, bool forgiving, enum dye_code * rc,
    struct dye_buffer * raw)
{
	struct memory memory = {bytes, size};
	struct dye_source source = {memory_read, &memory, "x"};
	struct dye_dialect_wish wish = wish_for(f, forgiving);
	struct dye_buffer out = {0};
	struct dye_reader * reader;
	uint64_t number = 1;
	size_t tables = 0;
	bool got = true;

	if ((*rc = dye_reader_open(&source, &wish, &reader, NULL)) != DYE_OK)
		return 0;
	dye_reader_set_block(reader, size);
	for (; got && *rc == DYE_OK; tables++) {
		ck_assert(dye_reader_head(reader)->names != NULL || dye_reader_head(reader)->count == 0);
		ck_assert_msg(dye_reader_head(reader)->names == NULL || !dye_reader_dialect(reader)->header,
		    "format %s: table gives names, which are no row, and probe says .header, that the first row is "
		    "names",
		    f->name);
		if ((*rc = read_table(reader, &number, raw, &out)) == DYE_OK)
			*rc = dye_reader_table(reader, &got, NULL);
	}
	if (*rc == DYE_OK && dye_reader_dialect(reader)->writable) {
		assert_bytes(dye_buffer_slice(raw), bytes);
		assert_bytes(dye_buffer_slice(&out), bytes);
	}
	dye_buffer_release(&out);
	dye_reader_close(reader);
	return tables;
}

/* The size of blocks makes no difference, nor do short reads. */
START_TEST(reads_what_is_there)
{
	const struct dye_format * f = dye_formats[_i];

	for (size_t i = 0; i < 2 * sample_count; i++) {
		struct dye_slice s = samples[i / 2];
		struct dye_buffer large = {0}, small = {0};
		enum dye_code a, b;
		size_t tables = read_tables(f, s, 1000, i % 2 == 1, &a, &large);

		for (size_t size = 1; size < 8; size++) {
			dye_buffer_reset(&small);
			ck_assert_uint_eq(read_tables(f, s, size, i % 2 == 1, &b, &small), tables);
			ck_assert_int_eq(a, b);
			if (a == DYE_OK)
				assert_bytes(dye_buffer_slice(&small), dye_buffer_slice(&large));
		}
		dye_buffer_release(&large);
		dye_buffer_release(&small);
	}
}
END_TEST

/* What is text is text to one who forgives, whatever is in it. */
START_TEST(forgives)
{
	const struct dye_format * f = dye_formats[_i];
	struct dye_buffer raw = {0};
	enum dye_code rc;

	if (strcmp(f->name, "text") != 0)
		return;
	for (size_t i = 0; i < sample_count; i++) {
		/* One byte in eight may be none; of so few, one in five is. */
		if (memchr(samples[i].data, 0xFF, samples[i].len) != NULL)
			continue;
		ck_assert_uint_eq(read_tables(f, samples[i], 1000, true, &rc, &raw), 1);
		ck_assert_int_eq(rc, DYE_OK);
	}
	dye_buffer_release(&raw);
}
END_TEST

/* ---- writing ---- */

/* A file that one who is strict takes for a format and can write: a sample, or what it might have been as well. */
struct text {
	struct dye_buffer bytes;
	struct dye_dialect way;
	const char * sample;
	char title[128]; /* for messages */
};

#define TEXTS_MAX 200
static struct text texts[TEXTS_MAX];
static size_t text_count;

/* Another text, whose bytes the caller appends. */
static struct text *
text_add(const struct dye_dialect * way, const char * sample, const char * what)
{
	struct text * t = &texts[text_count++];

	ck_assert_uint_le(text_count, TEXTS_MAX);
	dye_buffer_reset(&t->bytes);
	t->way = *way;
	t->sample = sample;
	(void)snprintf(t->title, sizeof(t->title), "%s (tests/data/samples/%s%s)", way->format->name, sample, what);
	return t;
}

static void
put_slice(struct text * t, struct dye_slice s)
{

	put(&t->bytes, s.data, s.len);
}

/* Keep what is taken for the same format and can be written; forget the others, as a format may. */
static void
text_taken(struct text * t)
{
	const struct dye_dialect_wish wish = {.header = DYE_DETECT};
	struct dye_dialect ways[DYE_WAYS_MAX];

	if (detect_all(dye_buffer_slice(&t->bytes), &wish, ways) > 0 && ways[0].format == t->way.format &&
	    ways[0].writable)
		t->way = ways[0];
	else
		text_count--;
}

/* The sample with other line ends, or a byte order mark. */
static void
text_add_ends(struct dye_slice s, const struct dye_dialect * way, const char * sample)
{
	size_t end = s.len;
	struct text * t;

	while (end > 0 && (s.data[end - 1] == '\n' || s.data[end - 1] == '\r'))
		end--;
	t = text_add(way, sample, ", its last line end gone");
	put(&t->bytes, s.data, end);
	text_taken(t);
	if (!way->bom) {
		t = text_add(way, sample, ", behind a byte order mark");
		put(&t->bytes, "\xEF\xBB\xBF", 3);
		put_slice(t, s);
		text_taken(t);
	}
	if (memchr(s.data, '\r', s.len) != NULL)
		return;
	t = text_add(way, sample, ", with CR LF");
	for (size_t i = 0; i < s.len; i++)
		put(&t->bytes, s.data[i] == '\n' ? "\r\n" : &s.data[i], s.data[i] == '\n' ? 2 : 1);
	text_taken(t);
}

/* How a row may differ from the others. */
#define ROWS_ALIKE 30
enum shape { SHAPE_SHORT, SHAPE_LONG, SHAPE_EXCHANGED, SHAPES };
static const char * const shapes[SHAPES] = {", and a row that lacks its last cell",
    ", and a row with its last cell twice", ", and a row whose first cells are exchanged"};

/* The raw row ${d} in another shape; it has two cells at least. */
static void
put_shape(struct text * t, const struct draft * d, enum shape shape)
{
	int last = (int)d->row.cell_count - 1;

	put_slice(t, written_gap(d, -1));
	for (int i = 0; i <= last; i++) {
		if (i == last && shape == SHAPE_SHORT)
			break;
		if (i > 0)
			put_slice(t, written_gap(d, i - 1));
		put_slice(t, d->cells[shape == SHAPE_EXCHANGED && i < 2 ? 1 - i : i].raw);
	}
	if (shape == SHAPE_LONG) {
		put_slice(t, written_gap(d, last - 1));
		put_slice(t, d->cells[last].raw);
	}
	put_slice(t, written_gap(d, last));
}

/* Many rows of the sample, so that it is sure what it is, and then one of another shape, where a format may refuse to read on. */
static void
text_add_shape(const struct written * w, struct dye_slice s, const struct text * from, enum shape shape)
{
	const struct draft * d = &w->rows[w->data[0]];
	struct text * t = text_add(&from->way, from->sample, shapes[shape]);
	static struct written odd;
	struct dye_error err = {0};
	enum dye_code rc;

	put_slice(t, s);
	/* The last row may lack its end. */
	for (size_t i = 0; i < ROWS_ALIKE; i++)
		put_slice(t, w->rows[w->data[i % (w->data_count - 1)]].row.raw);
	put_shape(t, d, shape);
	if ((rc = written_try(&odd, dye_buffer_slice(&t->bytes), &t->way, &err)) == DYE_OK) {
		written_close(&odd);
		return;
	}
	ck_assert_msg(rc == DYE_EDATA, "format %s: a row of another shape is refused with DYE_EDATA", t->title);
	text_count--;
}

static void
text_add_shapes(struct dye_slice s, const struct text * from)
{
	static struct written w;

	written_read(&w, s, &from->way, from->title);
	if (w.data_count >= 2 && w.rows[w.data[0]].row.cell_count >= 2 && s.data[s.len - 1] == '\n')
		for (unsigned shape = 0; shape < SHAPES; shape++)
			text_add_shape(&w, s, from, (enum shape)shape);
	written_close(&w);
}

/* All texts of a format: its samples, and each of them with a difference. */
static void
find_texts(const struct dye_format * f)
{
	const struct dye_dialect_wish wish = {.header = DYE_DETECT};
	struct dye_dialect ways[DYE_WAYS_MAX];
	struct text * t;

	text_count = 0;
	for (size_t i = ANY_BYTES; i < sample_count && f->render != NULL; i++) {
		if (!is_sample_of(sample_names[i], f) || detect_all(samples[i], &wish, ways) == 0 ||
		    ways[0].format != f || !ways[0].writable)
			continue;
		t = text_add(&ways[0], sample_names[i], "");
		put_slice(t, samples[i]);
		if (ways[0].encoding != DYE_UTF8)
			continue;
		text_add_ends(samples[i], &ways[0], sample_names[i]);
		text_add_shapes(samples[i], t);
	}
}

/* Open text ${n} of a format that is written. False behind the last, and for a format that is read only. */
static bool
open_text(struct written * w, const struct dye_format * f, size_t n)
{

	if (n == 0)
		find_texts(f);
	if (n >= text_count)
		return false;
	written_read(w, dye_buffer_slice(&texts[n].bytes), &texts[n].way, "a sample");
	w->format = texts[n].title;
	for (size_t k = 0; k < w->count; k++)
		ck_assert_msg(w->rows[k].placed || texts[n].way.encoding != DYE_UTF8,
		    "format %s: row %zu has cells whose raw bytes are not its own, or out of order (next)", w->format,
		    k + 1);
	return true;
}

/* Two rows that differ in a column: what the tests of writing take their values from. */
static bool
has_two_values(const struct written * w)
{

	for (uint32_t c = 0; w->data_count >= 2 && c < w->rows[w->data[0]].row.cell_count; c++)
		if (!dye_slice_equal(written_text(w, 0, c), written_text(w, 1, c)))
			return true;
	return false;
}

/* What is written is written by one who is strict: he asks no loose format, and takes a sample of this one for it before all others. */
START_TEST(is_written_by_the_strict)
{
	const struct dye_format * f = dye_formats[_i];
	static struct written w;
	bool found = false;

	if (f->render == NULL)
		return;
	ck_assert_msg(
	    !f->loose, "format %s has render and is loose: whoever writes is strict, and never asks it", f->name);
	for (size_t n = 0; open_text(&w, f, n); n++) {
		found = found || has_two_values(&w);
		written_close(&w);
	}
	ck_assert_msg(found,
	    "no file tests/data/samples/%s or %s-* is taken for %s by one who is strict, can be written, and has two "
	    "rows (beside "
	    "a header) with different values",
	    f->name, f->name, f->name);
}
END_TEST

/* What cannot be written says so. */
START_TEST(refuses_to_write)
{
	const struct dye_format * f = dye_formats[_i];
	struct dye_dialect_wish wish = wish_for(f, true);
	struct dye_dialect ways[DYE_WAYS_MAX];
	const struct dye_sink sink = {.write = copy_write};
	struct dye_buffer out = {0};
	struct dye_writer * writer;
	static struct written w;

	for (size_t i = ANY_BYTES; i < sample_count; i++) {
		if (!is_sample_of(sample_names[i], f) || detect_all(samples[i], &wish, ways) == 0)
			continue;
		written_read(&w, samples[i], &ways[0], sample_names[i]);
		ck_assert_int_eq(dye_writer_open(w.reader, &sink, &writer, NULL), DYE_EDATA);
		if (f->render == NULL && w.count > 0)
			ck_assert_int_eq(dye_decoder_render(w.decoder, &w.rows[0].row, &out, NULL), DYE_EUSAGE);
		ck_assert_uint_eq(out.len, 0);
		written_close(&w);
	}
}
END_TEST

/* A way of editing data row ${i} of ${w}, of which ${d} is a copy. */
typedef void (*edit_row)(const struct written * w, size_t i, struct draft * d);

static void
edit_nothing(const struct written * w, size_t i, struct draft * d)
{

	(void)w, (void)i, (void)d;
}

/* Every cell becomes that of the next row. */
static void
edit_whole_cells(const struct written * w, size_t i, struct draft * d)
{

	for (uint32_t c = 0; c < d->row.cell_count; c++)
		draft_set(d, c, written_text(w, i + 1, c));
}

/* One cell does, in each row another. */
static void
edit_one_cell(const struct written * w, size_t i, struct draft * d)
{
	uint32_t c = (uint32_t)(i % d->row.cell_count);

	draft_set(d, c, written_text(w, i + 1, c));
}

static void
edit_last_cell(const struct written * w, size_t i, struct draft * d)
{
	uint32_t c = d->row.cell_count - 1;

	draft_set(d, c, written_text(w, i + 1, c));
}

/* Every cell does, by two edits where its old text has an ASCII character to begin with: the new value in its place, and what follows goes. */
static void
edit_in_pieces(const struct written * w, size_t i, struct draft * d)
{

	for (uint32_t c = 0; c < d->row.cell_count; c++) {
		struct dye_slice old = d->cells[c].text, text = written_text(w, i + 1, c);

		if (old.len < 2 || old.data[0] < 0) {
			draft_set(d, c, text);
			continue;
		}
		draft_edit(d, c, 0, 1, text);
		draft_edit(d, c, 1, old.len - 1, (struct dye_slice){old.data, 0});
		d->want[c] = d->other[c] = text;
	}
}

/* The next row's value comes before what stands, which stays: a format of fixed widths may leave the cell as it came. */
static void
edit_before(const struct written * w, size_t i, struct draft * d)
{
	static char made[WRITTEN_ROWS * WRITTEN_CELLS][64];

	for (uint32_t c = 0; c < d->row.cell_count; c++) {
		struct dye_slice old = d->cells[c].text, text = written_text(w, i + 1, c);
		char * both = made[i * WRITTEN_CELLS + c];

		if (old.len + text.len > sizeof(made[0]))
			continue;
		memcpy(both, text.data, text.len);
		memcpy(both + text.len, old.data, old.len);
		draft_edit(d, c, 0, 0, text);
		d->want[c] = (struct dye_slice){both, old.len + text.len};
	}
}

static const struct {
	const char * what;
	edit_row edit;
} manners[] = {
    {"no row is edited", edit_nothing},
    {"every cell becomes that of the next row", edit_whole_cells},
    {"one cell becomes that of the next row", edit_one_cell},
    {"the last cell becomes that of the next row", edit_last_cell},
    {"every cell becomes that of the next row, by two edits", edit_in_pieces},
    {"the next row's value is put before every cell's", edit_before},
};
#define MANNERS (sizeof(manners) / sizeof(manners[0]))

/* Edits are read as what they made of the cells, and all else as it was. */
START_TEST(writes_edits)
{
	static struct written w;
	static struct copy copy;

	for (size_t n = 0; open_text(&w, dye_formats[_i], n / MANNERS); n++) {
		copy_open(&copy, &w, manners[n % MANNERS].what);
		for (size_t k = 0, i = 0; k < w.count; k++) {
			struct draft d = w.rows[k];

			if (d.data)
				manners[n % MANNERS].edit(&w, i++, &d);
			ck_assert(copy_put(&copy, &d, false));
		}
		copy_check(&copy);
		written_close(&w);
	}
}
END_TEST

/* Write a copy with a new row behind every data row, which is ${like} it and edited as manner ${m} says. */
static void
write_births(struct written * w, bool like, size_t m)
{
	static struct copy copy;
	struct draft born;

	copy_open(&copy, w,
	    like ? "new rows, like those before them, of values of the file" : "new rows of values of the file");
	for (size_t k = 0, i = 0; k < w->count; k++) {
		ck_assert(copy_put(&copy, &w->rows[k], false));
		if (!w->rows[k].data)
			continue;
		draft_born(&born, w, i, like);
		manners[m].edit(w, i++, &born);
		ck_assert_msg(copy_put(&copy, &born, true) || m == MANNERS - 1,
		    "format %s: render writes nothing for a new row, although its values are those of other rows",
		    w->format);
	}
	copy_check(&copy);
}

/* New rows, edited or not, read as the cells they were given: edits of a cell count from its text. */
START_TEST(writes_new_rows)
{
	static struct written w;

	for (size_t n = 0; open_text(&w, dye_formats[_i], n / (2 * MANNERS)); n++) {
		write_births(&w, n % 2 == 0, n / 2 % MANNERS);
		written_close(&w);
	}
}
END_TEST

/* Write a copy with ${text} in a cell of the first data row, where it may be refused, and in a new row behind it, which may be left out. */
static void
write_text(struct written * w, struct dye_slice text, const char * what)
{
	static struct copy copy;
	struct draft d;

	copy_open(&copy, w, what);
	for (size_t k = 0; k < w->count; k++) {
		d = w->rows[k];
		if (w->data_count > 0 && k == w->data[0]) {
			uint32_t c = d.row.cell_count / 2;

			draft_set(&d, c, text);
			d.other[c] = w->rows[k].cells[c].text;
			ck_assert(copy_put(&copy, &d, false));
			draft_born(&d, w, 0, true);
			d.cells[c].text = d.want[c] = d.other[c] = text;
			(void)copy_put(&copy, &d, true);
			continue;
		}
		ck_assert(copy_put(&copy, &d, false));
	}
	copy_check(&copy);
}

/* What the grammar may mean something by is read as it was given, or not written. */
START_TEST(writes_any_text)
{
	static struct written w;
	char what[64], text[] = "x?y";

	for (size_t n = 0; open_text(&w, dye_formats[_i], n / 128); n++) {
		int c = n % 128;

		text[1] = (char)c;
		(void)snprintf(what, sizeof(what), "the byte 0x%02X between x and y", c);
		if (c == 0)
			write_text(&w, DYE_SLICE("a;b,\"\n|\t='\\&<\r\nx"), "signs of many grammars");
		else
			write_text(&w, (struct dye_slice){text, 3}, what);
		written_close(&w);
	}
}
END_TEST

/* Put a byte that is no UTF-8 into a cell of ${bytes}; false where it has no such row and cell. */
static bool
spoil(const struct written * w, size_t row, uint32_t cell, struct dye_slice bytes, struct dye_buffer * out)
{
	const struct draft * d = &w->rows[w->data[row]];
	size_t at = 0;

	if (!d->placed || cell >= d->row.cell_count || d->cells[cell].text.len == 0)
		return false;
	for (size_t k = 0; k < w->data[row]; k++)
		at += w->rows[k].row.raw.len;
	at += d->at[cell] + d->cells[cell].raw.len / 2;
	dye_buffer_reset(out);
	put(out, bytes.data, at);
	put(out, "\xFF", 1);
	put(out, bytes.data + at, bytes.len - at);
	return true;
}

/* The text of ${w}, and so many of its rows that what comes then is not seen when it is chosen how to read it: a row with ${sign} in a cell. */
static enum dye_code
read_far(const struct written * w, const struct text * t, struct dye_slice sign)
{
	const struct dye_dialect_wish wish = {.header = DYE_DETECT};
	const struct draft * d = &w->rows[w->data[0]];
	size_t at = d->at[0] + d->cells[0].raw.len / 2;
	struct dye_buffer bytes = {0};
	struct reading reading;

	put(&bytes, t->bytes.data, t->bytes.len);
	while (bytes.len < DYE_PEEK + 1000)
		put(&bytes, d->row.raw.data, d->row.raw.len);
	put(&bytes, d->row.raw.data, at);
	put(&bytes, sign.data, sign.len);
	put(&bytes, d->row.raw.data + at, d->row.raw.len - at);
	reading = read_all(dye_buffer_slice(&bytes), &wish, 0, 0);
	reading_release(&reading);
	dye_buffer_release(&bytes);
	return reading.code;
}

static void
check_far(const struct written * w, const struct text * t)
{

	if (w->data_count < 2 || !w->rows[w->data[0]].placed || t->way.encoding != DYE_UTF8 || t->way.bom ||
	    t->bytes.data[t->bytes.len - 1] != '\n')
		return;
	ck_assert_int_eq(read_far(w, t, DYE_SLICE("")), DYE_OK);
	ck_assert_msg(read_far(w, t, DYE_SLICE("\xFF")) == DYE_EDATA,
	    "format %s: the byte 0xFF far behind is no UTF-8, and who is strict reads it (next)", t->title);
}

/* Who is strict is not given what is no text: it would leave again as something else. */
START_TEST(refuses_what_is_no_text)
{
	static struct written w, again;
	struct dye_buffer bytes = {0};

	for (size_t n = 0; open_text(&w, dye_formats[_i], n); n++) {
		for (size_t k = 0; k < w.data_count * WRITTEN_CELLS && texts[n].way.encoding == DYE_UTF8; k++) {
			struct dye_error err = {0};

			if (!spoil(&w, k / WRITTEN_CELLS, k % WRITTEN_CELLS, dye_buffer_slice(&texts[n].bytes), &bytes))
				continue;
			ck_assert_msg(written_try(&again, dye_buffer_slice(&bytes), &texts[n].way, &err) == DYE_EDATA,
			    "format %s: the byte 0xFF in cell %zu of a row is no UTF-8, and who is strict reads it "
			    "(next)",
			    texts[n].title, k % WRITTEN_CELLS + 1);
		}
		check_far(&w, &texts[n]);
		written_close(&w);
	}
	dye_buffer_release(&bytes);
}
END_TEST

/* There is a sample that a trace takes for this format before all others. */
START_TEST(has_a_sample)
{
	const struct dye_format * f = dye_formats[_i];
	const struct dye_dialect_wish wish = {.header = DYE_DETECT, .forgiving = true};
	struct dye_dialect ways[DYE_WAYS_MAX];
	bool found = false;

	for (size_t i = ANY_BYTES; i < sample_count && !found; i++)
		found =
		    is_sample_of(sample_names[i], f) && detect_all(samples[i], &wish, ways) > 0 && ways[0].format == f;
	ck_assert_msg(found, "no file tests/data/samples/%s or %s-* is taken for %s", f->name, f->name, f->name);
}
END_TEST

/* A sample whose format is misspelt or gone would be nobody's. */
START_TEST(samples_are_of_formats)
{

	for (size_t i = ANY_BYTES; i < sample_count; i++) {
		size_t k = 0;

		while (dye_formats[k] != NULL && !is_sample_of(sample_names[i], dye_formats[k]))
			k++;
		ck_assert_msg(
		    dye_formats[k] != NULL, "tests/data/samples/%s is named after no format", sample_names[i]);
	}
}
END_TEST

int
main(void)
{
	static struct dye_buffer bytes[SAMPLES_MAX];
	TCase * tcase = tcase_create("formats");
	int count = (int)format_count(), rc;
	glob_t files;

	if (!find_samples(&files, bytes))
		return EXIT_FAILURE;
	tcase_add_loop_test(tcase, says_what_it_is, 0, count);
	tcase_add_loop_test(tcase, probes_any_bytes, 0, count);
	tcase_add_loop_test(tcase, reads_what_is_there, 0, count);
	tcase_add_loop_test(tcase, forgives, 0, count);
	tcase_add_loop_test(tcase, is_written_by_the_strict, 0, count);
	tcase_add_loop_test(tcase, refuses_to_write, 0, count);
	tcase_add_loop_test(tcase, writes_edits, 0, count);
	tcase_add_loop_test(tcase, writes_new_rows, 0, count);
	tcase_add_loop_test(tcase, writes_any_text, 0, count);
	tcase_add_loop_test(tcase, refuses_what_is_no_text, 0, count);
	tcase_add_loop_test(tcase, has_a_sample, 0, count);
	tcase_add_test(tcase, samples_are_of_formats);
	rc = suite_run("formats", tcase);
	for (size_t i = 0; i < SAMPLES_MAX; i++)
		dye_buffer_release(&bytes[i]);
	globfree(&files);
	return rc;
}

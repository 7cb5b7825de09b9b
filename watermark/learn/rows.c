#include "watermark/learn/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/text.h"

/* One file on its way through. */
struct pass {
	struct dye_learn_input * input;
	dye_learn_row visit;
	void * cookie;
	bool header; /* still to come */
	uint64_t rows;
};

static ptrdiff_t
read_file(void * cookie, void * buf, size_t size)
{
	ssize_t n;

	do
		n = read(*(int *)cookie, buf, size);
	while (n < 0 && errno == EINTR);
	return n;
}

/* Names that nobody can tell apart, unless they may be numbered. Columns without a name may be many, while they hold nothing. */
static enum dye_code
check_twins(const struct dye_learn_input * input, const struct dye_names * names, struct dye_error * err)
{

	for (uint32_t i = 0; i < names->count && !input->number_names; i++) {
		if (!names->given[i] || names->first[i] == i)
			continue;
		(void)dye_fail(err, DYE_EDATA,
		    "columns %u and %u both have this name (rename one, or --number-names puts a number behind the "
		    "second; --no-header says that the first row is data)",
		    (unsigned)names->first[i] + 1, (unsigned)i + 1);
		dye_at_column(err, names->list[names->first[i]].data, names->list[names->first[i]].len);
		return DYE_EDATA;
	}
	return DYE_OK;
}

/* The names of the columns where there is no header: their numbers. */
static enum dye_code
number_columns(struct dye_names * names, uint32_t count, struct dye_error * err)
{
	struct dye_cell * cells;
	struct dye_buffer text = {0};
	enum dye_code rc = DYE_OK;

	if ((cells = calloc(count, sizeof(*cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	/* Up to ten digits each, so that the text never moves. */
	if ((rc = dye_buffer_reserve(&text, (size_t)count * 11 + 1, err)) == DYE_OK)
		for (uint32_t i = 0; i < count && rc == DYE_OK; i++) {
			size_t start = text.len;

			rc = dye_buffer_printf(&text, err, "%u", (unsigned)(i + 1));
			cells[i].text = (struct dye_slice){text.data + start, text.len - start};
		}
	if (rc == DYE_OK)
		rc = dye_names_take(names, cells, count, err);
	dye_buffer_release(&text);
	free(cells);
	return rc;
}

/* The names that the learner and the intake work with. */
static enum dye_code
keep_names(struct dye_learn_input * input, struct dye_error * err)
{
	const struct dye_names * names = &input->header;

	if ((input->names = calloc(names->count, sizeof(*input->names))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (; input->column_count < names->count; input->column_count++) {
		struct dye_slice name = names->list[input->column_count];

		if ((input->names[input->column_count] = strndup(name.data, name.len)) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	if (input->intake == NULL)
		return DYE_OK;
	return input->intake->begin(
	    input->intake->cookie, (const char * const *)input->names, input->column_count, err);
}

/* Take the names from the first row of the first file. */
static enum dye_code
take_names(struct dye_learn_input * input, const struct dye_row * row, bool header, struct dye_error * err)
{
	enum dye_code rc;

	rc = header ? dye_names_take(&input->header, row->cells, row->cell_count, err)
		    : number_columns(&input->header, row->cell_count, err);
	if (rc != DYE_OK)
		return rc;
	if ((rc = check_twins(input, &input->header, err)) != DYE_OK) {
		dye_at_row(err, row->number);
		return rc;
	}
	input->has_header = header;
	return keep_names(input, err);
}

/* The header of a further file, or of a further pass. */
static enum dye_code
check_names(struct dye_learn_input * input, const struct dye_row * row, struct dye_error * err)
{
	bool same = row->cell_count == input->column_count;
	struct dye_names names;
	enum dye_code rc;

	if ((rc = dye_names_take(&names, row->cells, row->cell_count, err)) != DYE_OK)
		return rc;
	for (uint32_t i = 0; same && i < row->cell_count; i++)
		same = dye_slice_equal(names.list[i], input->header.list[i]);
	dye_names_release(&names);
	if (same)
		return DYE_OK;
	(void)dye_fail(err, DYE_EDATA, "its header is not that of %s", input->files[0]);
	dye_at_row(err, row->number);
	return DYE_EDATA;
}

/* As many cells as there are columns; and of several columns without a name, only the first may hold something. */
static enum dye_code
check_cells(const struct dye_learn_input * input, const struct dye_row * row, struct dye_error * err)
{
	const struct dye_names * names = &input->header;
	enum dye_code rc = DYE_OK;

	if (row->cell_count != input->column_count)
		rc = dye_names_refuse_width(row->cell_count, input->column_count, err);
	for (uint32_t i = 0; rc == DYE_OK && i < row->cell_count && !input->number_names; i++)
		if (names->first[i] != i && row->cells[i].text.len > 0)
			rc = dye_fail(err, DYE_EDATA,
			    "columns %u and %u have no name and hold values (--number-names numbers them)",
			    (unsigned)names->first[i] + 1, (unsigned)i + 1);
	if (rc != DYE_OK)
		dye_at_row(err, row->number);
	return rc;
}

static enum dye_code
look_beside(const struct pass * p, const struct dye_row * row, struct dye_error * err)
{
	const struct dye_learn_input * input = p->input;

	if (input->intake != NULL)
		DYE_TRY(input->intake->beside(input->intake->cookie, row, err));
	return input->beside == NULL ? DYE_OK : input->beside(p->cookie, row, err);
}

static enum dye_code
one_row(struct pass * p, const struct dye_row * row, struct dye_error * err)
{
	struct dye_learn_input * input = p->input;
	bool drop = false;
	enum dye_code rc;

	if (row->cell_count == 0 || p->header)
		DYE_TRY(look_beside(p, row, err));
	if (row->cell_count == 0)
		return DYE_OK;
	if (input->names == NULL)
		rc = take_names(input, row, p->header, err);
	else
		rc = p->header ? check_names(input, row, err) : DYE_OK;
	if (rc != DYE_OK || p->header) {
		p->header = false;
		return rc;
	}
	if ((rc = check_cells(input, row, err)) != DYE_OK)
		return rc;
	if (input->intake != NULL) {
		if ((rc = input->intake->row(input->intake->cookie, row, &drop, err)) != DYE_OK)
			return rc;
		input->left_out += drop;
		if (drop)
			return DYE_OK;
	}
	p->rows++;
	return p->visit(p->cookie, row, err);
}

/* The names that the format knows. */
static enum dye_code
head_names(struct pass * p, const struct dye_table_head * head, struct dye_error * err)
{
	struct dye_row row;
	enum dye_code rc;

	if ((rc = dye_names_row(head->names, head->count, &row, err)) != DYE_OK)
		return rc;
	if ((rc = look_beside(p, &row, err)) == DYE_OK)
		rc = p->input->names == NULL ? take_names(p->input, &row, true, err) : check_names(p->input, &row, err);
	p->header = false;
	free((void *)(uintptr_t)row.cells);
	return rc;
}

static enum dye_code
one_block(struct pass * p, struct dye_decoder * decoder, const struct dye_block * block, struct dye_error * err)
{
	struct dye_row row;
	enum dye_code rc;
	bool got;

	if ((rc = dye_decoder_start(decoder, block, err)) != DYE_OK)
		return rc;
	for (;;) {
		if ((rc = dye_decoder_next(decoder, &row, &got, err)) != DYE_OK || !got)
			return rc;
		if ((rc = one_row(p, &row, err)) != DYE_OK)
			return rc;
	}
}

static enum dye_code
all_blocks(struct pass * p, struct dye_reader * reader, struct dye_error * err)
{
	const struct dye_table_head * head = dye_reader_head(reader);
	struct dye_decoder * decoder;
	struct dye_block block = {0};
	enum dye_code rc;
	bool more;

	p->header = dye_reader_dialect(reader)->header;
	p->input->letters |= dye_reader_dialect(reader)->no_quotes && !dye_reader_dialect(reader)->quotes_known;
	if (head->names != NULL && (rc = head_names(p, head, err)) != DYE_OK)
		return rc;
	if ((rc = dye_decoder_open(reader, &decoder, err)) != DYE_OK)
		return rc;
	do {
		if ((rc = dye_reader_block(reader, &block, err)) == DYE_OK && block.bytes.len > 0)
			rc = one_block(p, decoder, &block, err);
	} while (rc == DYE_OK && block.bytes.len > 0 && !block.last);
	if (rc == DYE_OK && (rc = dye_reader_table(reader, &more, err)) == DYE_OK && more)
		rc = dye_reader_refuse_tables(reader, err);
	dye_decoder_close(decoder);
	dye_buffer_release_secret(&block.bytes);
	return rc;
}

static enum dye_code
open_regular(const char * file, int * fd, struct dye_error * err)
{
	struct stat st;

	if ((*fd = open(file, O_RDONLY | O_CLOEXEC)) < 0)
		return dye_fail_errno(err, DYE_EIO, "cannot open");
	if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode))
		return DYE_OK;
	(void)close(*fd);
	return dye_fail(err, DYE_EUSAGE, "not a regular file: learn reads a file several times");
}

static enum dye_code
one_file(struct dye_learn_input * input, const char * file, struct pass * p, struct dye_error * err)
{
	struct dye_reader * reader;
	struct dye_source source = {.read = read_file, .name = file};
	enum dye_code rc;
	int fd;

	if ((rc = open_regular(file, &fd, err)) != DYE_OK)
		return rc;
	source.cookie = &fd;
	if ((rc = dye_reader_open(&source, &input->dialect, &reader, err)) != DYE_OK)
		goto err0;
	rc = all_blocks(p, reader, err);
	dye_reader_close(reader);
err0:
	(void)close(fd);
	return rc;
}

enum dye_code
dye_learn_pass(struct dye_learn_input * input, dye_learn_row visit, void * cookie, struct dye_error * err)
{
	struct pass p = {.input = input, .visit = visit, .cookie = cookie};
	uint64_t rows = 0;
	enum dye_code rc;
	size_t i;

	input->left_out = 0;
	for (i = 0; i < input->count; i++, rows += p.rows) {
		p.rows = 0;
		if (input->file_begins != NULL)
			input->file_begins(input->file_cookie);
		rc = one_file(input, input->files[i], &p, err);
		if (rc == DYE_OK && p.rows == 0)
			rc = dye_fail(err, DYE_EDATA, "no rows to learn from");
		if (rc == DYE_OK && input->intake != NULL && input->rows == 0)
			rc = input->intake->end(input->intake->cookie, err);
		if (rc == DYE_OK)
			continue;
		dye_at_file(err, input->files[i]);
		return rc;
	}
	if (input->rows != 0 && input->rows != rows)
		return dye_fail(err, DYE_EDATA, "the files changed while they were read");
	input->rows = rows;
	return DYE_OK;
}

void
dye_learn_input_release(struct dye_learn_input * input)
{
	uint32_t i;

	for (i = 0; i < input->column_count; i++)
		free(input->names[i]);
	free(input->names);
	dye_names_release(&input->header);
	input->names = NULL;
	input->column_count = 0;
}

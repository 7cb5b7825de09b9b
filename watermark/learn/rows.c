#include "watermark/learn/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* The name of column i: its cell of the header, or its number. */
static char *
name_of(const struct dye_row * row, uint32_t i, bool header)
{
	char number[16];

	if (header)
		return strndup(row->cells[i].text.data == NULL ? "" : row->cells[i].text.data, row->cells[i].text.len);
	(void)snprintf(number, sizeof(number), "%u", (unsigned)(i + 1));
	return strdup(number);
}

static int
find_name(const struct dye_learn_input * input, struct dye_slice name)
{
	uint32_t i;

	for (i = 0; i < input->column_count; i++)
		if (strlen(input->names[i]) == name.len && memcmp(input->names[i], name.data, name.len) == 0)
			return (int)i;
	return -1;
}

/* Take the names from the first row of the first file. */
static enum dye_code
take_names(struct dye_learn_input * input, const struct dye_row * row, bool header, struct dye_error * err)
{
	uint32_t i;

	if ((input->names = calloc(row->cell_count, sizeof(*input->names))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < row->cell_count; i++) {
		char * name = name_of(row, i, header);

		if (name == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		if (find_name(input, (struct dye_slice){name, strlen(name)}) >= 0) {
			(void)dye_fail(err, DYE_EDATA, "duplicate column name");
			dye_at_row(err, row->number);
			dye_at_column(err, name, strlen(name));
			free(name);
			return DYE_EDATA;
		}
		input->names[i] = name;
		input->column_count = i + 1;
	}
	if (input->intake == NULL)
		return DYE_OK;
	return input->intake->begin(
	    input->intake->cookie, (const char * const *)input->names, input->column_count, err);
}

/* The header of a further file, or of a further pass. */
static enum dye_code
check_names(struct dye_learn_input * input, const struct dye_row * row, struct dye_error * err)
{
	bool same = row->cell_count == input->column_count;
	uint32_t i;

	for (i = 0; same && i < row->cell_count; i++)
		same = find_name(input, row->cells[i].text) == (int)i;
	if (same)
		return DYE_OK;
	(void)dye_fail(err, DYE_EDATA, "its header is not that of %s", input->files[0]);
	dye_at_row(err, row->number);
	return DYE_EDATA;
}

static enum dye_code
one_row(struct pass * p, const struct dye_row * row, struct dye_error * err)
{
	struct dye_learn_input * input = p->input;
	bool drop = false;
	enum dye_code rc;

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
	if (row->cell_count != input->column_count) {
		(void)dye_fail(err, DYE_EDATA, "%u cells where the first row has %u", (unsigned)row->cell_count,
		    (unsigned)input->column_count);
		dye_at_row(err, row->number);
		return DYE_EDATA;
	}
	if (input->intake != NULL) {
		if ((rc = input->intake->row(input->intake->cookie, row, &drop, err)) != DYE_OK || drop)
			return rc;
	}
	p->rows++;
	return p->visit(p->cookie, row, err);
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
	struct dye_decoder * decoder;
	struct dye_block block = {0};
	enum dye_code rc;

	p->header = dye_reader_dialect(reader)->header;
	if ((rc = dye_decoder_open(dye_reader_dialect(reader), &decoder, err)) != DYE_OK)
		return rc;
	do {
		if ((rc = dye_reader_block(reader, &block, err)) == DYE_OK && block.bytes.len > 0)
			rc = one_block(p, decoder, &block, err);
	} while (rc == DYE_OK && block.bytes.len > 0 && !block.last);
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

	for (i = 0; i < input->count; i++, rows += p.rows) {
		p.rows = 0;
		if (input->file_begins != NULL)
			input->file_begins(cookie);
		rc = one_file(input, input->files[i], &p, err);
		if (rc == DYE_OK && p.rows == 0)
			rc = dye_fail(err, DYE_EDATA, "no rows to learn from");
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
	input->names = NULL;
	input->column_count = 0;
}

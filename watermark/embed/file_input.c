#include "watermark/embed/file_input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum dye_code
dye_file_input_open(const char * path, struct dye_file_input * input, struct dye_error * err)
{
	enum dye_code rc;

	if (path == NULL || strcmp(path, "-") == 0) {
		*input = (struct dye_file_input){STDIN_FILENO, "-"};
		return DYE_OK;
	}
	*input = (struct dye_file_input){open(path, O_RDONLY | O_CLOEXEC), path};
	if (input->fd >= 0)
		return DYE_OK;
	rc = dye_fail_errno(err, DYE_EIO, "cannot open");
	dye_at_file(err, path);
	return rc;
}

void
dye_file_input_close(struct dye_file_input * input)
{

	if (input->fd > STDIN_FILENO)
		(void)close(input->fd);
	input->fd = -1;
}

static ptrdiff_t
read_input(void * cookie, void * buf, size_t size)
{
	struct dye_file_input * input = cookie;
	ssize_t n;

	do
		n = read(input->fd, buf, size);
	while (n < 0 && errno == EINTR);
	return n;
}

struct dye_source
dye_file_input_source(struct dye_file_input * input)
{

	return (struct dye_source){.read = read_input, .cookie = input, .name = input->name};
}

struct dye_dialect_wish
dye_screen_wish(const struct dye_reader * reader, const struct dye_dialect_wish * wish)
{
	const struct dye_dialect * dialect = dye_reader_dialect(reader);
	struct dye_dialect_wish same = *wish;

	same.format = dialect->format->name;
	if (dialect->delimiter[0] != '\0') {
		same.delimiter = dialect->delimiter;
		same.quote = dialect->no_quotes ? "none" : "double";
	}
	return same;
}

enum dye_code
dye_file_input_screen(dye_screen look, struct dye_vault * vault, const char * dataset, const char * path,
    const struct dye_dialect_wish * wish, struct dye_error * err)
{
	struct dye_reader * reader = NULL;
	struct dye_dialect_wish same;
	struct dye_block block = {0};
	struct dye_slice head;
	struct dye_source source;
	struct dye_file_input input;
	struct stat st;
	enum dye_code rc;

	if (look == NULL)
		return DYE_OK;
	if ((rc = dye_file_input_open(path, &input, err)) != DYE_OK)
		return rc;
	source = dye_file_input_source(&input);

	/* What is no file is the command's to complain of. */
	if (fstat(input.fd, &st) != 0 || !S_ISREG(st.st_mode))
		goto done;
	if ((rc = dye_reader_open(&source, wish, &reader, err)) != DYE_OK)
		goto done;
	if ((rc = dye_reader_block(reader, &block, err)) != DYE_OK)
		goto done;
	head = dye_block_head(reader, &block, DYE_SCREEN_BYTES);
	same = dye_screen_wish(reader, wish);
	rc = look(vault, dataset, head, block.last && head.len == block.bytes.len, &same, err);
done:
	if (rc != DYE_OK)
		dye_at_file(err, path);
	dye_buffer_release(&block.bytes);
	dye_reader_close(reader);
	dye_file_input_close(&input);
	return rc;
}

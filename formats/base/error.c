#include "formats/base/error.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"

/* Copy at most size - 1 bytes of src, cut at a whole UTF-8 character, and terminate. */
static void
copy_cut(char * dst, size_t size, const char * src, size_t len)
{

	if (len >= size) {
		len = size - 1;
		while (len > 0 && ((unsigned char)src[len] & 0xC0) == 0x80)
			len--;
	}
	memcpy(dst, src, len);
	dst[len] = '\0';
}

enum dye_code
dye_fail(struct dye_error * err, enum dye_code code, const char * format, ...)
{
	va_list ap;

	if (err == NULL)
		return code;
	memset(err, 0, sizeof(*err));
	err->code = code;
	va_start(ap, format);
	if (vsnprintf(err->message, sizeof(err->message), format, ap) < 0)
		copy_cut(err->message, sizeof(err->message), "unprintable error", 17);
	va_end(ap);
	return code;
}

enum dye_code
dye_fail_errno(struct dye_error * err, enum dye_code code, const char * what)
{
	char text[128];
	int saved = errno;

	/* The GNU and the POSIX strerror_r differ in type; strerror_l is the same everywhere and thread-safe. */
	const char * reason = strerrordesc_np(saved);

	if (reason == NULL) {
		(void)snprintf(text, sizeof(text), "error %d", saved);
		reason = text;
	}
	return dye_fail(err, code, "%s: %s", what, reason);
}

void
dye_at_file(struct dye_error * err, const char * file)
{

	if (err != NULL && err->file[0] == '\0')
		copy_cut(err->file, sizeof(err->file), file, strlen(file));
}

void
dye_at_row(struct dye_error * err, uint64_t row)
{

	/* Where a file is known already it is another than the caller's, and so are its rows. */
	if (err != NULL && err->row == 0 && err->file[0] == '\0')
		err->row = row;
}

void
dye_at_column(struct dye_error * err, const char * name, size_t len)
{

	if (err != NULL && err->column[0] == '\0')
		copy_cut(err->column, sizeof(err->column), name, len);
}

const char *
dye_error_format(const struct dye_error * err, char * buf, size_t size)
{
	char row[32] = "", text[sizeof(err->file) + sizeof(err->column) + sizeof(err->message) + 64];

	if (size == 0)
		return buf;
	if (err->row != 0)
		(void)snprintf(row, sizeof(row), "row %" PRIu64 ": ", err->row);
	(void)snprintf(text, sizeof(text), "%s%s%s%s%s%s%s", err->file, err->file[0] != '\0' ? ": " : "", row,
	    err->column[0] != '\0' ? "column " : "", err->column, err->column[0] != '\0' ? ": " : "", err->message);
	dye_show_cut(buf, size, (struct dye_slice){text, strlen(text)});
	return buf;
}

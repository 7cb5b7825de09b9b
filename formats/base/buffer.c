#include "formats/base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
dye_slice_equal(struct dye_slice a, struct dye_slice b)
{

	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

enum dye_code
dye_buffer_reserve(struct dye_buffer * buf, size_t more, struct dye_error * err)
{
	size_t size;
	char * data;

	if (more <= buf->size - buf->len)
		return DYE_OK;
	if (more > SIZE_MAX / 2 - buf->len)
		return dye_fail(err, DYE_ENOMEM, "a buffer would be too large");

	/* Doubling keeps the cost of appending constant on average. */
	size = buf->size < 64 ? 64 : buf->size;
	while (size - buf->len < more)
		size *= 2;
	if ((data = realloc(buf->data, size)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	buf->data = data;
	buf->size = size;
	return DYE_OK;
}

enum dye_code
dye_buffer_append(struct dye_buffer * buf, const void * data, size_t len, struct dye_error * err)
{
	enum dye_code rc;

	if (len == 0)
		return DYE_OK;
	if ((rc = dye_buffer_reserve(buf, len, err)) != DYE_OK)
		return rc;
	memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	return DYE_OK;
}

enum dye_code
dye_buffer_append_byte(struct dye_buffer * buf, char c, struct dye_error * err)
{

	return dye_buffer_append(buf, &c, 1, err);
}

enum dye_code
dye_buffer_append_slice(struct dye_buffer * buf, struct dye_slice s, struct dye_error * err)
{

	return dye_buffer_append(buf, s.data, s.len, err);
}

enum dye_code
dye_buffer_printf(struct dye_buffer * buf, struct dye_error * err, const char * format, ...)
{
	enum dye_code rc;
	va_list ap;
	int len;

	va_start(ap, format);
	len = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (len < 0)
		return dye_fail(err, DYE_EUSAGE, "unprintable text");
	if ((rc = dye_buffer_reserve(buf, (size_t)len + 1, err)) != DYE_OK)
		return rc;
	va_start(ap, format);
	(void)vsnprintf(buf->data + buf->len, (size_t)len + 1, format, ap);
	va_end(ap);
	buf->len += (size_t)len;
	return DYE_OK;
}

enum dye_code
dye_buffer_append_u32(struct dye_buffer * buf, uint32_t v, struct dye_error * err)
{
	uint8_t b[4];

	dye_put_u32(b, v);
	return dye_buffer_append(buf, b, sizeof(b), err);
}

enum dye_code
dye_buffer_append_u64(struct dye_buffer * buf, uint64_t v, struct dye_error * err)
{
	uint8_t b[8];

	dye_put_u64(b, v);
	return dye_buffer_append(buf, b, sizeof(b), err);
}

enum dye_code
dye_buffer_append_frame(struct dye_buffer * buf, struct dye_slice s, struct dye_error * err)
{
	enum dye_code rc;

	if (s.len > UINT32_MAX)
		return dye_fail(err, DYE_ENOMEM, "a field is longer than 4 GiB");
	if ((rc = dye_buffer_append_u32(buf, (uint32_t)s.len, err)) != DYE_OK)
		return rc;
	return dye_buffer_append_slice(buf, s, err);
}

struct dye_slice
dye_buffer_slice(const struct dye_buffer * buf)
{

	return (struct dye_slice){buf->data, buf->len};
}

void
dye_buffer_reset(struct dye_buffer * buf)
{

	buf->len = 0;
}

void
dye_buffer_release(struct dye_buffer * buf)
{

	free(buf->data);
	*buf = (struct dye_buffer){0};
}

void
dye_buffer_release_secret(struct dye_buffer * buf)
{

	if (buf->data != NULL)
		explicit_bzero(buf->data, buf->size);
	dye_buffer_release(buf);
}

void *
dye_grown(void * array, size_t * size, size_t count, size_t member)
{
	size_t larger = *size == 0 ? 64 : *size * 2;
	void * moved;

	if (count < *size)
		return array;
	if ((moved = reallocarray(array, larger, member)) == NULL)
		return NULL;
	*size = larger;
	return moved;
}

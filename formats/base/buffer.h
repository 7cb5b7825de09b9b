/*
 * buffer.h: slices of bytes that somebody else owns, and a buffer of bytes that grows.
 */
#ifndef DYE_BASE_BUFFER_H
#define DYE_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leakdye/io.h>

#include "formats/base/error.h"

/* A slice of a string literal. */
#define DYE_SLICE(literal) ((struct dye_slice){(literal), sizeof(literal) - 1})

bool dye_slice_equal(struct dye_slice a, struct dye_slice b);

/* A buffer that grows. All zero is a valid empty buffer. data is NULL until something was appended. */
struct dye_buffer {
	char * data; /* Owned. */
	size_t len;
	size_t size;
};

/**
 * dye_buffer_reserve(buf, more, err): See to it that ${more} further bytes fit without growing.
 */
enum dye_code dye_buffer_reserve(struct dye_buffer * buf, size_t more, struct dye_error * err);

enum dye_code dye_buffer_append(struct dye_buffer * buf, const void * data, size_t len, struct dye_error * err);
enum dye_code dye_buffer_append_byte(struct dye_buffer * buf, char c, struct dye_error * err);
enum dye_code dye_buffer_append_slice(struct dye_buffer * buf, struct dye_slice s, struct dye_error * err);
enum dye_code dye_buffer_printf(struct dye_buffer * buf, struct dye_error * err, const char * format, ...)
    __attribute__((format(printf, 3, 4)));

/* Little-endian integers, as every derivation and sealed record of docs/FORMAT.md writes them. */
enum dye_code dye_buffer_append_u32(struct dye_buffer * buf, uint32_t v, struct dye_error * err);
enum dye_code dye_buffer_append_u64(struct dye_buffer * buf, uint64_t v, struct dye_error * err);

/* A frame: the length as 32 bits, then the bytes. Longer than 2^32 - 1 is an error. */
enum dye_code dye_buffer_append_frame(struct dye_buffer * buf, struct dye_slice s, struct dye_error * err);

struct dye_slice dye_buffer_slice(const struct dye_buffer * buf);

/* Where byte ${at} is. An empty buffer may have no memory, and nothing is added to NULL then. */
static inline char *
dye_buffer_at(const struct dye_buffer * buf, size_t at)
{

	return at == 0 ? buf->data : buf->data + at;
}

/**
 * dye_grown(array, size, count, member): ${array}, which holds ${count} members of ${member} bytes and has room for *${size}, with room for one
 * more, moved if need be. NULL where there is no memory: then the array and *${size} are as they were.
 */
void * dye_grown(void * array, size_t * size, size_t count, size_t member);

/* Forget the content and keep the memory. */
void dye_buffer_reset(struct dye_buffer * buf);

/* Free the memory; ${buf} is empty again. */
void dye_buffer_release(struct dye_buffer * buf);

/* The same, wiping first: for secrets and for people's data that outlives a row. */
void dye_buffer_release_secret(struct dye_buffer * buf);

/* Store and load little-endian integers. */
static inline void
dye_put_u32(uint8_t * p, uint32_t v)
{

	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
	p[2] = (uint8_t)(v >> 16);
	p[3] = (uint8_t)(v >> 24);
}

static inline void
dye_put_u64(uint8_t * p, uint64_t v)
{

	dye_put_u32(p, (uint32_t)v);
	dye_put_u32(p + 4, (uint32_t)(v >> 32));
}

static inline uint32_t
dye_get_u32(const uint8_t * p)
{

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t
dye_get_u64(const uint8_t * p)
{

	return (uint64_t)dye_get_u32(p) | (uint64_t)dye_get_u32(p + 4) << 32;
}

#endif

#include "trace/inquiry/sketch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS (DYE_SKETCH_BITS / 4)
/* A sixteenth of the range. */
#define BELOW (UINT64_C(1) << (DYE_SKETCH_BITS - 4))

static int
by_value(const void * a, const void * b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

void
dye_sketch_release(struct dye_sketch * s)
{

	free(s->values);
	*s = (struct dye_sketch){0};
}

/* How many of ${count} sorted ones are kept. */
static size_t
kept(const uint64_t * values, size_t count)
{
	size_t n = count < DYE_SKETCH_MOST ? count : DYE_SKETCH_MOST;

	while (n > DYE_SKETCH_LEAST && values[n - 1] >= BELOW)
		n--;
	return n;
}

void
dye_sketch_settle(struct dye_sketch * s)
{
	size_t i, n = 0, keep;

	if (s->count > 0)
		qsort(s->values, s->count, sizeof(*s->values), by_value);
	for (i = 0; i < s->count; i++)
		if (n == 0 || s->values[n - 1] != s->values[i])
			s->values[n++] = s->values[i];
	keep = kept(s->values, n);
	if (keep < n)
		s->limit = s->values[keep - 1];
	s->count = keep;
	s->due = 2 * keep + DYE_SKETCH_LEAST;
}

static enum dye_code
append(struct dye_sketch * s, uint64_t value, struct dye_error * err)
{
	uint64_t * values;

	if ((values = dye_grown(s->values, &s->size, s->count, sizeof(*values))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->values = values;
	s->values[s->count++] = value;
	return DYE_OK;
}

enum dye_code
dye_sketch_add(struct dye_sketch * s, struct dye_prf * prf, const uint8_t digest[DYE_PRF_LEN], struct dye_error * err)
{
	uint8_t block[DYE_PRF_LEN];
	uint64_t value;

	DYE_TRY(dye_prf_blocks(prf, digest, block, 1, err));
	value = dye_get_u64(block) >> (64 - DYE_SKETCH_BITS);
	if (s->limit != 0 && value > s->limit)
		return DYE_OK;
	DYE_TRY(append(s, value, err));
	if (s->count >= s->due && s->count > 2 * DYE_SKETCH_LEAST)
		dye_sketch_settle(s);
	return DYE_OK;
}

/* Up to where the sketch holds everything. */
static uint64_t
limit_of(const struct dye_sketch * s)
{

	return s->count < DYE_SKETCH_LEAST ? UINT64_MAX : s->values[s->count - 1];
}

size_t
dye_sketch_common(const struct dye_sketch * mine, const struct dye_sketch * other, double * share)
{
	uint64_t limit = limit_of(mine) < limit_of(other) ? limit_of(mine) : limit_of(other);
	size_t i, k = 0, asked = 0, common = 0;

	for (i = 0; i < mine->count && mine->values[i] <= limit; i++, asked++) {
		while (k < other->count && other->values[k] < mine->values[i])
			k++;
		common += k < other->count && other->values[k] == mine->values[i];
	}
	*share = asked == 0 ? 0 : (double)common / (double)asked;
	return common;
}

enum dye_code
dye_sketch_print(const struct dye_sketch * s, struct dye_buffer * out, struct dye_error * err)
{
	static const char digits[] = "0123456789abcdef";
	char text[DIGITS];
	size_t i;
	int k;

	for (i = 0; i < s->count; i++) {
		for (k = 0; k < DIGITS; k++)
			text[k] = digits[s->values[i] >> (DYE_SKETCH_BITS - 4 - 4 * k) & 15];
		DYE_TRY(dye_buffer_append(out, text, sizeof(text), err));
	}
	return DYE_OK;
}

/* The number of twelve digits, or UINT64_MAX. */
static uint64_t
parse_value(const char * text)
{
	uint64_t value = 0;
	int k;

	for (k = 0; k < DIGITS; k++) {
		char c = text[k];

		if (c >= '0' && c <= '9')
			value = value << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (uint64_t)(c - 'a' + 10);
		else
			return UINT64_MAX;
	}
	return value;
}

enum dye_code
dye_sketch_parse(struct dye_slice text, struct dye_sketch * s, struct dye_error * err)
{
	uint64_t value;
	size_t at;

	for (at = 0; text.len - at >= DIGITS && (value = parse_value(text.data + at)) != UINT64_MAX; at += DIGITS)
		DYE_TRY(append(s, value, err));
	return DYE_OK;
}

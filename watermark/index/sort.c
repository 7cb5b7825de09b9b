#include "watermark/index/sort.h"

#include <stdlib.h>
#include <string.h>

/* Keys are below 2^63: six digits of eleven bits. */
#define DIGIT 11
#define DIGITS 6
#define VALUES (1u << DIGIT)

static unsigned
digit_of(uint64_t key, unsigned digit)
{

	return (unsigned)(key >> (digit * DIGIT)) & (VALUES - 1);
}

/* Put ${from} into ${to} by one digit. */
static void
spread(const struct dye_keyed * from, struct dye_keyed * to, size_t count, unsigned digit, size_t starts[VALUES])
{
	size_t next = 0;

	memset(starts, 0, VALUES * sizeof(*starts));
	for (size_t i = 0; i < count; i++)
		starts[digit_of(from[i].key, digit)]++;
	for (unsigned v = 0; v < VALUES; v++) {
		size_t n = starts[v];

		starts[v] = next;
		next += n;
	}
	for (size_t i = 0; i < count; i++)
		to[starts[digit_of(from[i].key, digit)]++] = from[i];
}

enum dye_code
dye_keyed_sort(struct dye_keyed * list, size_t count, struct dye_error * err)
{
	struct dye_keyed * other = malloc(count * sizeof(*other) + 1);
	size_t * starts = malloc(VALUES * sizeof(*starts));
	enum dye_code rc = DYE_OK;

	if (other == NULL || starts == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	/* An even number of times: they end where they began. */
	for (unsigned digit = 0; digit < DIGITS && rc == DYE_OK; digit += 2) {
		spread(list, other, count, digit, starts);
		spread(other, list, count, digit + 1, starts);
	}
	free(other);
	free(starts);
	return rc;
}

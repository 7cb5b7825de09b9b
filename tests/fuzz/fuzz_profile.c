/*
 * fuzz_profile.c: any bytes are a profile or an error; what is a profile prints to a text that reads as the same text.
 */
#include <stdlib.h>
#include <string.h>

#include "watermark/profile/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t * data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t * data, size_t size)
{
	struct dye_profile *p = NULL, *q = NULL;
	struct dye_buffer one = {0}, two = {0};
	struct dye_error err = {0};

	if (dye_profile_parse((struct dye_slice){(const char *)data, size}, &p, &err) != DYE_OK)
		return 0;
	if (dye_profile_print(p, &one, &err) != DYE_OK ||
	    dye_profile_parse(dye_buffer_slice(&one), &q, &err) != DYE_OK || dye_profile_print(q, &two, &err) != DYE_OK)
		abort();
	if (!dye_slice_equal(dye_buffer_slice(&one), dye_buffer_slice(&two)))
		abort();
	dye_profile_free(p);
	dye_profile_free(q);
	dye_buffer_release(&one);
	dye_buffer_release(&two);
	return 0;
}

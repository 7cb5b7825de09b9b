/*
 * seize.h: what was seized: every file whole in memory, with its name and hash.
 */
#ifndef DYE_INQUIRY_SEIZE_H
#define DYE_INQUIRY_SEIZE_H

#include "formats/base/buffer.h"

struct dye_seized {
	char * name;		 /* Owned. */
	struct dye_buffer bytes; /* Owned. */
	char sha256[65];
};

/* All zero is empty. */
struct dye_seizure {
	struct dye_seized * files; /* Owned. */
	size_t count;
};

/**
 * dye_seize(sources, count, seizure, err): Read every source to its end. More than 2 GiB in one is DYE_EDATA. The caller releases with
 * dye_seizure_release(), after an error too.
 */
enum dye_code dye_seize(
    const struct dye_source * sources, size_t count, struct dye_seizure * seizure, struct dye_error * err);
void dye_seizure_release(struct dye_seizure * seizure);

#endif

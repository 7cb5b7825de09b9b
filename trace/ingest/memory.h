/*
 * memory.h: bytes in memory as a source.
 */
#ifndef DYE_INGEST_MEMORY_H
#define DYE_INGEST_MEMORY_H

#include <leakdye/io.h>

/* What the source's cookie points to. */
struct dye_memory {
	struct dye_slice rest; /* not read yet */
};

/* A source that reads ${memory}, which stays the caller's. */
struct dye_source dye_memory_source(struct dye_memory * memory, const char * name);

#endif

#include "trace/ingest/memory.h"

#include <string.h>

static ptrdiff_t
memory_read(void * cookie, void * buf, size_t size)
{
	struct dye_memory * m = cookie;
	size_t n = size < m->rest.len ? size : m->rest.len;

	if (n == 0)
		return 0;
	memcpy(buf, m->rest.data, n);
	m->rest.data += n;
	m->rest.len -= n;
	return (ptrdiff_t)n;
}

struct dye_source
dye_memory_source(struct dye_memory * memory, const char * name)
{

	return (struct dye_source){.read = memory_read, .cookie = memory, .name = name};
}

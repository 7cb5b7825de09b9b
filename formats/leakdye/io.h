/*
 * leakdye/io.h: how bytes come in and go out, and how a caller says what a file looks like.
 */
#ifndef LEAKDYE_IO_H
#define LEAKDYE_IO_H

#include <stdbool.h>

#include <leakdye/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A slice: len bytes at data, not terminated, not owned. */
struct dye_slice {
	const char * data;
	size_t len;
};

/* Where bytes come from. read() returns the number of bytes, 0 at the end, or -1 with errno set. */
struct dye_source {
	ptrdiff_t (*read)(void * cookie, void * buf, size_t size);
	void * cookie;
	const char * name; /* for errors: the file's name, or "-" */
};

/* Where bytes go. Both return 0, or -1 with errno set. */
struct dye_sink {
	int (*write)(void * cookie, const void * buf, size_t len); /* all of it */
	int (*commit)(void * cookie); /* everything was written: make it durable, under its final name. May be NULL. */
	void * cookie;
	const char * name;
};

enum dye_tristate { DYE_NO, DYE_YES, DYE_DETECT };

/* What the caller insists on; all NULL and DYE_DETECT: detect everything. */
struct dye_dialect_wish {
	const char * format;	/* name, or NULL to detect */
	const char * delimiter; /* or NULL */
	const char * quote;	/* "double": cells may stand in double quotes; "none": a quote is a letter; or NULL */
	const char * encoding;	/* "utf-8", "gb18030", "utf-16le", "utf-16be", or NULL */
	const char * table;	/* that one of a file with several, or NULL */
	enum dye_tristate header;
	bool forgiving; /* read as far as it goes, whatever it is: for leaks. What is read so is never written back */
};

#ifdef __cplusplus
}
#endif

#endif

/*
 * output.h: what stands where an output is to go, and what must not be replaced by it.
 */
#ifndef DYE_EMBED_OUTPUT_H
#define DYE_EMBED_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <leakdye/io.h>

/* Where a path leads. */
struct dye_output {
	char * end; /* Owned: the path behind all symbolic links; nothing need stand there. "-" is standard output. */
	char * folder; /* Owned: the one that holds it. */
	bool
	    straight; /* what stands there is no regular file (a FIFO, a device), or an open file of a process under proc(5) */
};

/**
 * dye_output_find(path, output, err): Follow ${path}. DYE_EUSAGE where it ends at a folder or its links go round, DYE_EIO where
 * nothing can have that name (it is too long). On success the caller releases ${output}; an error names ${path}.
 */
enum dye_code dye_output_find(const char * path, struct dye_output * output, struct dye_error * err);
void dye_output_release(struct dye_output * output);

/* The output's name in its folder: what stands behind the last slash. */
const char * dye_output_name(const struct dye_output * output);

/* Open what is written straight into: a descriptor, or -1 with errno set. That of a FIFO waits for its reader. */
int dye_output_open_straight(const struct dye_output * output);

/* Does ${path} lead to what standard output is? */
bool dye_output_is_stdout(const char * path);

/**
 * dye_output_check(path, inputs, count, vault, err): DYE_EUSAGE, with both names, where ${path}, or standard output if it is NULL or "-", is one of the
 * ${count} files ${inputs} (same device and inode; NULL or "-" is standard input) or lies in the folder ${vault} (NULL: none), and as
 * dye_output_find() does. Nothing is opened or changed.
 */
enum dye_code dye_output_check(
    const char * path, const char * const * inputs, size_t count, const char * vault, struct dye_error * err);

#endif

/*
 * file_input.h: files as sources.
 */
#ifndef DYE_EMBED_FILE_INPUT_H
#define DYE_EMBED_FILE_INPUT_H

#include <leakdye/embed.h>

#include "formats/table/format.h"

/* A file opened for reading; "-" or NULL is standard input. */
struct dye_file_input {
	int fd;
	const char * name;
};

enum dye_code dye_file_input_open(const char * path, struct dye_file_input * input, struct dye_error * err);
void dye_file_input_close(struct dye_file_input * input);

/* The input as a source; ${input} stays the caller's. */
struct dye_source dye_file_input_source(struct dye_file_input * input);

/* How the head of a source is looked at: as ${reader} reads all of it. It points into ${wish} and ${reader}. */
struct dye_dialect_wish dye_screen_wish(const struct dye_reader * reader, const struct dye_dialect_wish * wish);

/**
 * dye_file_input_screen(look, vault, dataset, path, wish, err): Let ${look}, which may be NULL, look at the first rows of the file ${path}:
 * DYE_EREFUSED where it carries marks already.
 */
enum dye_code dye_file_input_screen(dye_screen look, struct dye_vault * vault, const char * dataset, const char * path,
    const struct dye_dialect_wish * wish, struct dye_error * err);

#endif

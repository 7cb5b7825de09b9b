/*
 * table_options.h: what embed, learn and trace let a caller say of a table's file, and files as sources.
 */
#ifndef DYE_CLI_TABLE_OPTIONS_H
#define DYE_CLI_TABLE_OPTIONS_H

#include <leakdye/io.h>

#include "watermark/cli/command.h"

struct dye_table_arguments {
	bool header;
	bool no_header;
	const char * delimiter;
	const char * encoding;
};

/* Rows of a command's table of options; its struct arguments has a member table. */
#define DYE_TABLE_OPTIONS(arguments)                                                                                   \
	{"header", 0, DYE_OPTION_FLAG, offsetof(arguments, table.header), NULL, "the first row holds names"},          \
	    {"no-header", 0, DYE_OPTION_FLAG, offsetof(arguments, table.no_header), NULL, "the first row holds data"}, \
	    {"delimiter", 0, DYE_OPTION_TEXT, offsetof(arguments, table.delimiter), "TEXT", "what separates cells"},   \
	{                                                                                                              \
		"encoding", 0, DYE_OPTION_TEXT, offsetof(arguments, table.encoding), "NAME",                           \
		    "utf-8, gb18030, utf-16le or utf-16be"                                                             \
	}

/**
 * dye_table_wish(table, wish): Fill ${wish}; false, after saying why, where the options contradict each other.
 */
bool dye_table_wish(const struct dye_table_arguments * table, struct dye_dialect_wish * wish);

/* A file opened for reading; "-" or NULL is standard input. */
struct dye_cli_input {
	int fd;
	const char * name;
};

enum dye_code dye_cli_input_open(const char * path, struct dye_cli_input * input, struct dye_error * err);
void dye_cli_input_close(struct dye_cli_input * input);

/**
 * dye_cli_input_screen(cli, vault, dataset, path, wish, err): Let the screen of ${cli} look at the first rows of the file ${path}: DYE_EREFUSED
 * where it carries marks already.
 */
enum dye_code dye_cli_input_screen(const struct dye_cli * cli, struct dye_vault * vault, const char * dataset,
    const char * path, const struct dye_dialect_wish * wish, struct dye_error * err);

/* The input as a source; ${input} stays the caller's. */
struct dye_source dye_cli_input_source(struct dye_cli_input * input);

#endif

/*
 * table_options.h: what embed, learn and trace let a caller say of a table's file.
 */
#ifndef DYE_CLI_TABLE_OPTIONS_H
#define DYE_CLI_TABLE_OPTIONS_H

#include <leakdye/io.h>

#include "watermark/cli/command.h"
#include "watermark/embed/file_input.h"

struct dye_table_arguments {
	bool header;
	bool no_header;
	const char * delimiter;
	const char * quote;
	const char * encoding;
	const char * table;
};

/* Rows of a command's table of options; its struct arguments has a member table. */
#define DYE_TABLE_OPTIONS(arguments)                                                                                   \
	{"header", 0, DYE_OPTION_FLAG, offsetof(arguments, table.header), NULL, "the first row holds names"},          \
	    {"no-header", 0, DYE_OPTION_FLAG, offsetof(arguments, table.no_header), NULL, "the first row holds data"}, \
	    {"delimiter", 0, DYE_OPTION_TEXT, offsetof(arguments, table.delimiter), "TEXT", "what separates cells"},   \
	    {"quote", 0, DYE_OPTION_TEXT, offsetof(arguments, table.quote), "double|none",                             \
		"cells may stand in double quotes; none: a quote is a letter"},                                        \
	    {"table", 0, DYE_OPTION_TEXT, offsetof(arguments, table.table), "NAME",                                    \
		"that table of a file that has several"},                                                              \
	{                                                                                                              \
		"encoding", 0, DYE_OPTION_TEXT, offsetof(arguments, table.encoding), "NAME",                           \
		    "utf-8, gb18030, utf-16le or utf-16be"                                                             \
	}

/**
 * dye_table_wish(table, wish): Fill ${wish}; false, after saying why, where the options contradict each other.
 */
bool dye_table_wish(const struct dye_table_arguments * table, struct dye_dialect_wish * wish);

#endif

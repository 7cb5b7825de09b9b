/*
 * options.h: options as data. A command describes its arguments as a struct and its options as a table of offsets into that struct;
 * parsing and `leakdye help COMMAND` are made from the table.
 *
 *	struct arguments {
 *		const char * to;
 *		bool dry_run;
 *		struct dye_option_list meta;
 *	};
 *	static const struct dye_option options[] = {
 *	    {"to", 0, DYE_OPTION_TEXT, offsetof(struct arguments, to), "ACCOUNT", "whom the export is for"},
 *	    {"dry-run", 'n', DYE_OPTION_FLAG, offsetof(struct arguments, dry_run), NULL, "count, write nothing"},
 *	    {"meta", 0, DYE_OPTION_LIST, offsetof(struct arguments, meta), "KEY=VALUE", "what the export knew"},
 *	    DYE_OPTION_END,
 *	};
 */
#ifndef DYE_CLI_OPTIONS_H
#define DYE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "watermark/marks/core/settings.h"

enum dye_option_type {
	DYE_OPTION_FLAG,   /* bool: becomes true */
	DYE_OPTION_OFF,	   /* bool: becomes false (--no-...) */
	DYE_OPTION_TEXT,   /* const char *: points into argv */
	DYE_OPTION_NUMBER, /* uint64_t */
	DYE_OPTION_REAL,   /* double, finite */
	DYE_OPTION_LIST,   /* struct dye_option_list: may be given again */
	DYE_OPTION_MARKS /* struct dye_option_marks: stands for every option that a mark's settings name; its own name is not one */
};

#define DYE_OPTION_LIST_MAX 32

struct dye_option_list {
	const char * items[DYE_OPTION_LIST_MAX];
	size_t count;
};

struct dye_option_marks {
	struct dye_setting_wish wishes[DYE_OPTION_LIST_MAX];
	size_t count;
};

struct dye_option {
	const char * name; /* without the dashes */
	char letter;	   /* of the short form, or 0 */
	enum dye_option_type type;
	size_t offset;	       /* of its target in the command's arguments */
	const char * argument; /* as help shows it; NULL where there is none */
	const char * help;     /* one line, small letters, no full stop */
};

#define DYE_OPTION_END                                  \
	{                                               \
		NULL, 0, DYE_OPTION_FLAG, 0, NULL, NULL \
	}

/**
 * dye_option_of_mark(n, option, wish): Option number ${n}, from 0, of those that marks' settings name, and whose it is; false behind the
 * last one.
 */
bool dye_option_of_mark(size_t n, struct dye_option * option, struct dye_setting_wish * wish);

struct dye_command;

/**
 * dye_options_parse(command, argc, argv, arguments): Read the options of ${command} from ${argv} (argv[0] is
 * the command's name) into ${arguments}; what is not an option is an operand and is moved to argv[1], argv[2], ... "-" is an operand;
 * "--" ends the options. Return how many operands there are, as many as ${command} allows, or -1 after saying what is wrong:
 * then the command is not run.
 */
int dye_options_parse(const struct dye_command * command, int argc, char ** argv, void * arguments);

#endif

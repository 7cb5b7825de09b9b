/*
 * command.h: one file in watermark/cli or trace/cli is one command of the program: it exports one
 * `const struct dye_command dye_command_NAME`. Its options are data, which the program parses; it calls the library and prints, and holds no logic.
 */
#ifndef DYE_CLI_COMMAND_H
#define DYE_CLI_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include <leakdye/embed.h>

#include "formats/base/buffer.h"
#include "watermark/cli/options.h"

/* Exit codes: part of the program's contract (docs/man/leakdye.1). */
#define DYE_EXIT_DONE 0
#define DYE_EXIT_NOBODY 1 /* trace: no recipient reached the threshold */
#define DYE_EXIT_ERROR 2

struct dye_store;

/* What every command knows: the options that stand before or after the command's name. */
struct dye_cli {
	const char * vault_dir;	      /* --vault or LEAKDYE_VAULT; NULL: not given */
	const char * passphrase_file; /* --passphrase-file or LEAKDYE_PASSPHRASE_FILE; NULL: ask on /dev/tty */
	bool quiet;
	bool json;
	bool colour;   /* standard output is a terminal and NO_COLOR is not set */
	bool progress; /* standard error is a terminal and not --quiet */
	dye_screen
	    screen; /* refuses sources that carry marks already; set by main, since only the upper floor can read marks */
	/* Append in a sentence what a leak of the dataset would show; set by main likewise. NULL: nobody can say. */
	enum dye_code (*outlook)(
	    struct dye_store * store, const char * dataset, struct dye_buffer * out, struct dye_error * err);
};

struct dye_command {
	const char * name;
	int order;			   /* in which `leakdye help` lists the commands: smallest first, from 1 */
	const char * arguments;		   /* for usage: "DATASET --to ACCOUNT [FILE]"; "": none */
	const char * summary;		   /* one line */
	const struct dye_option * options; /* ends with DYE_OPTION_END; NULL: none */
	size_t arguments_size;		   /* of the struct that the options point into; 0: there is none */
	const void * defaults;		   /* one of those, as it is before the options are read; NULL: all zero */
	int least, most;		   /* operands: what is no option */
	/* The program has parsed: ${arguments} is the command's struct, or NULL; the operands are argv[1], argv[2], ... Returns the exit code. */
	int (*run)(const struct dye_cli * cli, void * arguments, int operands, char ** argv);
	/* Print to standard output, below the options, what their arguments may be where that is a family's table. NULL: nothing. */
	void (*choices)(void);
};

extern const struct dye_command * const dye_commands[];

struct dye_vault;

/* Print "leakdye: ..." to standard error; return DYE_EXIT_ERROR. */
int dye_cli_fail(const struct dye_error * err);
int dye_cli_usage(const char * format, ...) __attribute__((format(printf, 1, 2)));

/* DYE_EUSAGE, with what to do about it, where no vault was given. */
enum dye_code dye_cli_need_vault(const struct dye_cli * cli, struct dye_error * err);

/**
 * dye_cli_check_output(cli, path, files, count, err): DYE_EUSAGE where ${path} (NULL: standard output) is one of the ${count} ${files} that the
 * command reads, the file of the passphrase, a folder, or in the vault: before anything is done.
 */
enum dye_code dye_cli_check_output(
    const struct dye_cli * cli, const char * path, const char * const * files, size_t count, struct dye_error * err);

/* Write it to standard output. */
enum dye_code dye_cli_print(const struct dye_buffer * text, struct dye_error * err);

/* Write the file whole or not at all; "-": standard output. */
enum dye_code dye_cli_write(const char * file, struct dye_slice text, struct dye_error * err);

/* A moment as 2024-01-31T12:34:56Z. Returns ${text}. */
#define DYE_TIME_LEN 32
const char * dye_cli_time(int64_t when, char text[DYE_TIME_LEN]);

/* Open the vault that the options name, asking for the passphrase as they say. */
enum dye_code dye_cli_open_vault(const struct dye_cli * cli, struct dye_vault ** vault, struct dye_error * err);

#endif

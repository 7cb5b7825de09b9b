/*
 * ask.h: asking for a passphrase. It is never taken from the command line or the environment, where other processes could see it.
 */
#ifndef DYE_CLI_ASK_H
#define DYE_CLI_ASK_H

#include "formats/base/buffer.h"

#define DYE_PASSPHRASE_MAX 1024

enum dye_ask {
	DYE_ASK_KNOWN, /* the vault's */
	DYE_ASK_FIRST, /* the one that a new vault gets: twice, to be sure */
	DYE_ASK_NEW    /* one in the place of the vault's, likewise */
};

/**
 * dye_passphrase_read(file, ask, out, err): Append the first line of ${file} to ${out}; where ${file} is NULL, ask on /dev/tty without
 * echo. The caller releases ${out} with dye_buffer_release_secret().
 */
enum dye_code dye_passphrase_read(const char * file, enum dye_ask ask, struct dye_buffer * out, struct dye_error * err);

/* Say on standard error that others can read the file. Nothing is said of NULL, of pipes, and of what cannot be examined. */
void dye_passphrase_warn(const char * file);

#endif

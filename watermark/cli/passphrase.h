/*
 * passphrase.h: asking for the passphrase. It is never taken from the command line or the environment, where other
 * processes could see it.
 */
#ifndef DYE_CLI_PASSPHRASE_H
#define DYE_CLI_PASSPHRASE_H

#include <stdbool.h>

#include "formats/base/buffer.h"

#define DYE_PASSPHRASE_MAX 1024

/**
 * dye_passphrase_read(file, twice, out, err): Append the first line of ${file} to ${out}; where ${file} is NULL, ask on /dev/tty without
 * echo, ${twice} to be sure. The caller releases ${out} with dye_buffer_release_secret().
 */
enum dye_code dye_passphrase_read(const char * file, bool twice, struct dye_buffer * out, struct dye_error * err);

/* Can others read the file? False for pipes and for what cannot be examined. */
bool dye_passphrase_exposed(const char * file);

#endif

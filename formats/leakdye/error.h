/*
 * leakdye/error.h: the codes that every call returns and the error that says what went wrong.
 *
 * A call that can fail returns enum dye_code and takes the caller's struct dye_error last. On DYE_OK the
 * error is left as it was; on any other code it says which file, row, column and cause. The library never
 * prints and never exits. An error never holds the text of a cell: cells are people's data.
 */
#ifndef LEAKDYE_ERROR_H
#define LEAKDYE_ERROR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum dye_code {
	DYE_OK = 0,
	DYE_ENOMEM,   /* out of memory, or a size that would overflow */
	DYE_EIO,      /* the operating system refused to read, write, sync or rename */
	DYE_EDATA,    /* the input is not what it must be: ragged rows, bad encoding, ... */
	DYE_EUSAGE,   /* the caller asked for something that does not exist or cannot be */
	DYE_EREFUSED, /* possible, but refused to keep a promise (no marks, marked input, gapless keys, ...) */
	DYE_EAUTH,    /* wrong passphrase, or sealed data that does not open */
	DYE_EVAULT,   /* the vault or registry is locked, damaged, of another version, or readable by others */
	DYE_ECRYPTO,  /* the cryptographic library failed */
	DYE_EMISSING, /* a thing that was looked up is not there */
	DYE_ERETRY    /* stopped and put right: the same call from the beginning of the input goes through */
};

struct dye_error {
	enum dye_code code;
	char file[256];	   /* "" where no file is to blame; "-" for standard input */
	uint64_t row;	   /* counted from 1, the header included; 0 where no row is to blame */
	char column[64];   /* name, or number counted from 1; "" where no column is to blame */
	char message[512]; /* the cause, in lower case, without a full stop */
};

/**
 * dye_error_format(err, buf, size): Write "file: row N: column C: message", leaving out what is not known, to
 * ${buf} of ${size} bytes, always terminated. Return ${buf}.
 */
const char * dye_error_format(const struct dye_error * err, char * buf, size_t size);

#ifdef __cplusplus
}
#endif

#endif

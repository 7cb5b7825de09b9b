/*
 * error.h: how errors are raised inside the library. See leakdye/error.h for what they mean.
 */
#ifndef DYE_BASE_ERROR_H
#define DYE_BASE_ERROR_H

#include <leakdye/error.h>

/**
 * dye_fail(err, code, format, ...): Set ${err} to ${code} and the message; file, row and column are cleared.
 * ${err} may be NULL. Return ${code}, so that a function can end with `return dye_fail(...)`.
 */
enum dye_code dye_fail(struct dye_error * err, enum dye_code code, const char * format, ...)
    __attribute__((cold, format(printf, 3, 4)));

/**
 * dye_fail_errno(err, code, what): As dye_fail(), with the message "${what}: " and the text of errno.
 */
enum dye_code dye_fail_errno(struct dye_error * err, enum dye_code code, const char * what) __attribute__((cold));

/**
 * dye_at_file(err, file), dye_at_row(err, row), dye_at_column(err, name): Add where it went wrong to an error
 * that has been set. A place that is already known is kept: the innermost caller knows best. Rows come before their file: to one that is known no
 * row is added, since the caller's is one of another. NULL ${err} is allowed.
 */
void dye_at_file(struct dye_error * err, const char * file);
void dye_at_row(struct dye_error * err, uint64_t row);
void dye_at_column(struct dye_error * err, const char * name, size_t len);

/* Return what ${call} returned unless it is DYE_OK: for functions that have nothing to undo. */
#define DYE_TRY(call)                          \
	do {                                   \
		enum dye_code try_rc = (call); \
		if (try_rc != DYE_OK)          \
			return try_rc;         \
	} while (0)

#endif

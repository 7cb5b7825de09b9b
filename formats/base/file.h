/*
 * file.h: writing to a file descriptor.
 */
#ifndef DYE_BASE_FILE_H
#define DYE_BASE_FILE_H

#include <stddef.h>

/* Write all ${len} bytes, however often the system takes fewer. 0, or -1 with errno set. */
int dye_write_all(int fd, const void * buf, size_t len);

#endif

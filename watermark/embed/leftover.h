/*
 * leftover.h: hidden files beside outputs, under which a file waits for its name, or in which it is written where it cannot be without one.
 *
 * Whoever writes one holds a lock on it (flock(2)) until it has its name, and the kernel lets go of it with the process. So one that nobody holds was left by
 * a program that was killed: copies of people's data under a name that nobody looks at. The next one that writes into the folder removes it.
 */
#ifndef DYE_EMBED_LEFTOVER_H
#define DYE_EMBED_LEFTOVER_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of such a name, the zero at the end too: as long whatever the output's name. */
#define DYE_LEFTOVER_NAME 32

/* A new one into ${name}; false, with errno: no random bytes can be had. */
bool dye_leftover_name(char name[DYE_LEFTOVER_NAME]);

/* Hold the open file: false where somebody has removed it meanwhile. Where the file system knows no locks it is held by nobody, and nobody removes it. */
bool dye_leftover_hold(int fd);

/* Remove those of the open ${folder} that are this user's and that nobody holds. What cannot be removed stays. */
void dye_leftover_remove(int folder);

#endif

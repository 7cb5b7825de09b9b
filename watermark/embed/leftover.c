#include "watermark/embed/leftover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX ".leakdye."
#define DIGITS 16

bool
dye_leftover_name(char name[DYE_LEFTOVER_NAME])
{
	uint64_t salt;

	if (getrandom(&salt, sizeof(salt), 0) != (ssize_t)sizeof(salt))
		return false;
	(void)snprintf(name, DYE_LEFTOVER_NAME, PREFIX "%016" PRIx64, salt);
	return true;
}

bool
dye_leftover_hold(int fd)
{
	struct stat st;

	/* Who looks whether somebody holds it lets go at once, or has removed it. */
	while (flock(fd, LOCK_EX) != 0)
		if (errno != EINTR)
			return true;
	return fstat(fd, &st) != 0 || st.st_nlink > 0;
}

static bool
is_name(const char * name)
{

	return strncmp(name, PREFIX, strlen(PREFIX)) == 0 && strlen(name) == strlen(PREFIX) + DIGITS &&
	       strspn(name + strlen(PREFIX), "0123456789abcdef") == DIGITS;
}

/* Not a second name of something that is wanted: a link was made, and the first name is there no more than a moment. */
static bool
is_ours(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() && st.st_nlink == 1;
}

static void
remove_one(int folder, const char * name)
{
	int fd = openat(folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return;
	/* Such a name is drawn anew for every file: under it stands no other one meanwhile. */
	if (is_ours(fd) && flock(fd, LOCK_EX | LOCK_NB) == 0 && is_ours(fd))
		(void)unlinkat(folder, name, 0);
	(void)close(fd);
}

void
dye_leftover_remove(int folder)
{
	int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR * all = own < 0 ? NULL : fdopendir(own);
	const struct dirent * entry;

	if (all == NULL) {
		if (own >= 0)
			(void)close(own);
		return;
	}
	while ((entry = readdir(all)) != NULL)
		if (is_name(entry->d_name))
			remove_one(folder, entry->d_name);
	(void)closedir(all);
}

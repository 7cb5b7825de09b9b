/*
 * filesink.c: a file that appears under its name only when it is complete. Until then it has no name at all where the file system can do
 * that (open(2), O_TMPFILE), so that nothing is left of an export that was killed; else a hidden one beside its place. A symbolic link stays, and
 * what it leads to is replaced. What is no regular file (a FIFO, a device) is written straight into: to replace it would be to destroy it.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "formats/base/error.h"
#include "formats/base/file.h"
#include "watermark/embed/output.h"
#include <leakdye/embed.h>

struct file_sink {
	char * path;		  /* Owned: as it was given. */
	struct dye_output output; /* Owned: where that leads. */
	char *
	    beside; /* Owned: a name in the same folder, from which it is renamed; NULL: it is written straight into */
	int fd;	    /* -1 once it is committed */
	bool named; /* it lies under ${beside} */
};

static int
file_write(void * cookie, const void * buf, size_t len)
{
	const struct file_sink * f = cookie;

	return dye_write_all(f->fd, buf, len);
}

/* Make the new name survive a crash. */
static int
sync_folder(const char * folder)
{
	int fd, rc;

	if ((fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		return -1;
	rc = fsync(fd);
	if (close(fd) != 0)
		rc = -1;
	return rc;
}

/* proc(5): the way to a name for who has no rights to link a descriptor (open(2), O_TMPFILE). */
static int
give_name(struct file_sink * f)
{
	char self[32];

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", f->fd);
	if (linkat(AT_FDCWD, self, AT_FDCWD, f->beside, AT_SYMLINK_FOLLOW) != 0)
		return -1;
	f->named = true;
	return 0;
}

static int
file_commit(void * cookie)
{
	struct file_sink * f = cookie;
	int fd = f->fd;

	if (f->output.straight) {
		f->fd = -1;
		return close(fd);
	}
	if (fsync(fd) != 0 || (!f->named && give_name(f) != 0))
		return -1;
	f->fd = -1;
	if (close(fd) != 0 || rename(f->beside, f->output.end) != 0) {
		int saved = errno;

		(void)unlink(f->beside);
		errno = saved;
		return -1;
	}
	return sync_folder(f->output.folder);
}

static void
file_free(struct file_sink * f)
{

	free(f->path);
	free(f->beside);
	dye_output_release(&f->output);
	free(f);
}

/* Find where the path leads and make the name beside it: FOLDER/.NAME.RANDOM. */
static enum dye_code
file_names(struct file_sink * f, const char * path, struct dye_error * err)
{
	const char *slash, *name;
	enum dye_code rc;
	uint64_t salt;

	if ((rc = dye_output_find(path, &f->output, err)) != DYE_OK)
		return rc;
	if ((f->path = strdup(path)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (f->output.straight)
		return DYE_OK;
	slash = strrchr(f->output.end, '/');
	name = slash == NULL ? f->output.end : slash + 1;
	if (*name == '\0')
		return dye_fail(err, DYE_EUSAGE, "the output's name is that of a folder");
	if (getrandom(&salt, sizeof(salt), 0) != (ssize_t)sizeof(salt))
		return dye_fail_errno(err, DYE_EIO, "no random bytes");
	if (asprintf(&f->beside, "%s/.%s.%016" PRIx64, f->output.folder, name, salt) < 0) {
		f->beside = NULL;
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	return DYE_OK;
}

static int
create(struct file_sink * f)
{

	if (f->output.straight)
		return (f->fd = dye_output_open_straight(&f->output)) >= 0 ? 0 : -1;
	/* The folder is asked for the rights now, and not after hours. */
	if ((f->fd = open(f->output.folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)) >= 0)
		return 0;
	f->named = true;
	return (f->fd = open(f->beside, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600)) >= 0 ? 0 : -1;
}

enum dye_code
dye_file_sink_open(const char * path, struct dye_sink * sink, struct dye_error * err)
{
	struct file_sink * f;
	enum dye_code rc;

	if ((f = calloc(1, sizeof(*f))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = file_names(f, path, err)) != DYE_OK)
		goto err1;
	if (create(f) != 0) {
		rc = dye_fail_errno(err, DYE_EIO, "cannot create the output");
		goto err1;
	}
	*sink = (struct dye_sink){.write = file_write, .commit = file_commit, .cookie = f, .name = f->path};
	return DYE_OK;

err1:
	dye_at_file(err, path);
	file_free(f);
	return rc;
}

void
dye_file_sink_close(struct dye_sink * sink)
{
	struct file_sink * f = sink->cookie;

	if (f == NULL)
		return;
	if (f->fd >= 0) {
		(void)close(f->fd);
		if (f->named)
			(void)unlink(f->beside);
	}
	file_free(f);
	sink->cookie = NULL;
}

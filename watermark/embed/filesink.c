/*
 * filesink.c: a file that appears under its name only when it is complete. Until then it has no name at all where the file system can do
 * that (open(2), O_TMPFILE), so that nothing is left of an export that was killed; else a hidden one beside its place (.leakdye.RANDOM). Where a file stands
 * there that is to be replaced, one that had no name has such a one for a moment, too: the kernel cannot put it in the other's place otherwise. It is whole by then;
 * what a kill leaves so the next output in the folder removes (leftover.h). A symbolic link stays, and what it leads to is replaced. What is no regular file (a FIFO, a device) is written straight into: to replace it would be to destroy it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/error.h"
#include "formats/base/file.h"
#include "watermark/embed/leftover.h"
#include "watermark/embed/output.h"
#include <leakdye/embed.h>

struct file_sink {
	char * path;			/* Owned: as it was given. */
	struct dye_output output;	/* Owned: where that leads. */
	int folder;			/* that of the output, open; -1: it is written straight into */
	char beside[DYE_LEFTOVER_NAME]; /* in that folder, from which it is renamed */
	int fd;				/* -1 once it is committed */
	bool named;			/* it lies under ${beside} */
};

static int
file_write(void * cookie, const void * buf, size_t len)
{
	const struct file_sink * f = cookie;

	return dye_write_all(f->fd, buf, len);
}

/* proc(5): the way to a name for who has no rights to link a descriptor (open(2), O_TMPFILE). */
static int
give_name(const struct file_sink * f, const char * name)
{
	char self[32];

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", f->fd);
	return linkat(AT_FDCWD, self, f->folder, name, AT_SYMLINK_FOLLOW);
}

/* In the place of what stands there, by another name. */
static int
replace(struct file_sink * f)
{

	if (!f->named && give_name(f, f->beside) != 0)
		return -1;
	f->named = true;
	return renameat(f->folder, f->beside, f->folder, dye_output_name(&f->output));
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
	/* Where nothing stands there it has its name at once, and no other one before. */
	if (fsync(fd) != 0 || ((f->named || give_name(f, dye_output_name(&f->output)) != 0) && replace(f) != 0))
		return -1;
	/* It was held until now, and is on disk: closing it has nothing to say. */
	f->fd = -1;
	(void)close(fd);
	/* The new name is to survive a crash. */
	return fsync(f->folder);
}

static void
file_free(struct file_sink * f)
{

	if (f->folder >= 0)
		(void)close(f->folder);
	free(f->path);
	dye_output_release(&f->output);
	free(f);
}

/* Find where the path leads, open the folder, and choose a name in it for the meantime. */
static enum dye_code
file_names(struct file_sink * f, const char * path, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_output_find(path, &f->output, err)) != DYE_OK)
		return rc;
	if ((f->path = strdup(strcmp(path, "-") == 0 ? "standard output" : path)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (f->output.straight)
		return DYE_OK;
	if (*dye_output_name(&f->output) == '\0')
		return dye_fail(err, DYE_EUSAGE, "the output's name is that of a folder");
	if (!dye_leftover_name(f->beside))
		return dye_fail_errno(err, DYE_EIO, "no random bytes");
	if ((f->folder = open(f->output.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		return dye_fail_errno(err, DYE_EIO, "cannot create the output");
	dye_leftover_remove(f->folder);
	return DYE_OK;
}

static int
create(struct file_sink * f)
{

	if (f->output.straight)
		return (f->fd = dye_output_open_straight(&f->output)) >= 0 ? 0 : -1;
	/* The folder is asked for the rights now, and not after hours. */
	if ((f->fd = openat(f->folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)) >= 0) {
		(void)dye_leftover_hold(f->fd);
		return 0;
	}
	f->named = true;
	while ((f->fd = openat(f->folder, f->beside, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600)) >= 0 &&
	       !dye_leftover_hold(f->fd)) {
		/* Another one, which looked for what was left, was faster: once more, with nothing lost. */
		(void)close(f->fd);
	}
	return f->fd >= 0 ? 0 : -1;
}

enum dye_code
dye_file_sink_open(const char * path, struct dye_sink * sink, struct dye_error * err)
{
	struct file_sink * f;
	enum dye_code rc;

	if ((f = calloc(1, sizeof(*f))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	f->folder = f->fd = -1;
	if ((rc = file_names(f, path, err)) != DYE_OK)
		goto err1;
	if (create(f) != 0) {
		rc = dye_fail_errno(err, DYE_EIO, "cannot create the output");
		goto err1;
	}
	*sink = (struct dye_sink){.write = file_write, .commit = file_commit, .cookie = f, .name = f->path};
	return DYE_OK;

err1:
	dye_at_file(err, f->path != NULL ? f->path : path);
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
			(void)unlinkat(f->folder, f->beside, 0);
	}
	file_free(f);
	sink->cookie = NULL;
}

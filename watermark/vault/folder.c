#include "formats/base/file.h"
#include "watermark/vault/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHERS (S_IRWXG | S_IRWXO)

static enum dye_code
path_of(const char * dir, const char * name, struct dye_buffer * path, struct dye_error * err)
{

	return dye_buffer_printf(path, err, "%s/%s", dir, name);
}

/* The next name in the folder that is not itself or its parent; NULL at the end. */
static const char *
next_name(DIR * d)
{
	struct dirent * entry;

	/* cppcheck-suppress readdirCalled; no other thread has this DIR, and readdir_r is deprecated */
	while ((entry = readdir(d)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			return entry->d_name;
	return NULL;
}

static enum dye_code
check_empty(const char * dir, struct dye_error * err)
{
	struct stat st;
	bool empty;
	DIR * d;

	if ((d = opendir(dir)) == NULL)
		return dye_fail_errno(err, DYE_EVAULT, "cannot be used for a vault");
	empty = next_name(d) == NULL;
	(void)closedir(d);
	if (!empty)
		return dye_fail(err, DYE_EVAULT, "exists and is not empty");
	if (stat(dir, &st) != 0)
		return dye_fail_errno(err, DYE_EVAULT, "cannot be used for a vault");
	if (st.st_uid != geteuid())
		return dye_fail(err, DYE_EVAULT, "belongs to somebody else");
	if (chmod(dir, 0700) != 0)
		return dye_fail_errno(err, DYE_EVAULT, "cannot be made private");
	return DYE_OK;
}

bool
dye_folder_is_vault(const char * dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool is;

	if (fd < 0)
		return false;
	is = faccessat(fd, DYE_FOLDER_KEY, F_OK, 0) == 0 && faccessat(fd, DYE_FOLDER_REGISTRY, F_OK, 0) == 0;
	(void)close(fd);
	return is;
}

enum dye_code
dye_folder_make(const char * path, struct dye_folder_making * m, struct dye_error * err)
{
	size_t len = strlen(path);
	enum dye_code rc = DYE_OK;
	struct stat st;

	*m = (struct dye_folder_making){.into = lstat(path, &st) == 0};
	while (len > 1 && path[len - 1] == '/')
		len--;
	if (m->into)
		rc = check_empty(path, err);
	if (rc == DYE_OK &&
	    (rc = dye_buffer_printf(&m->folder, err, "%.*s%s.XXXXXX", (int)len, path, m->into ? "/" : "")) == DYE_OK &&
	    mkdtemp(m->folder.data) == NULL)
		rc = dye_fail_errno(err, DYE_EIO, "cannot be made");
	if (rc != DYE_OK) {
		dye_buffer_release(&m->folder);
		dye_at_file(err, path);
	}
	return rc;
}

/* An empty folder, made for it, is replaced, and nothing else can be: the claim is that nobody else makes one of the name. */
static bool
move_folder(const char * from, const char * to)
{
	int why;

	if (mkdir(to, 0700) != 0)
		return false;
	if (rename(from, to) == 0)
		return true;
	why = errno;
	(void)rmdir(to);
	errno = why;
	return false;
}

/* Nothing that stands at ${to} is replaced. Not every file system can say so of a renaming; then by what it can. */
static bool
move(const char * from, const char * to)
{
	struct stat st;

	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return true;
	if ((errno != EINVAL && errno != ENOSYS) || lstat(from, &st) != 0)
		return false;
	if (S_ISDIR(st.st_mode))
		return move_folder(from, to);
	if (link(from, to) != 0)
		return false;
	(void)unlink(from);
	return true;
}

static bool
move_named(const char * from, const char * to, const char * name)
{
	struct dye_buffer source = {0}, target = {0};
	bool moved = path_of(from, name, &source, NULL) == DYE_OK && path_of(to, name, &target, NULL) == DYE_OK &&
		     move(source.data, target.data);

	dye_buffer_release(&source);
	dye_buffer_release(&target);
	return moved;
}

static int
is_file(const struct dirent * e)
{

	return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

/* The file that names the registry first: it stands for the claim to the folder. The key file last: with it, a vault is whole. */
static int
rank(const char * name)
{

	return strcmp(name, DYE_FOLDER_REGISTRY) == 0 ? 0 : strcmp(name, DYE_FOLDER_KEY) == 0 ? 2 : 1;
}

static int
in_order(const struct dirent ** a, const struct dirent ** b)
{

	return rank((*a)->d_name) - rank((*b)->d_name);
}

/* All of its files, or none. */
static bool
move_files(const char * from, const char * to)
{
	struct dirent ** list;
	int i, n = scandir(from, &list, is_file, in_order), moved = 0, why;

	if (n < 0)
		return false;
	while (moved < n && move_named(from, to, list[moved]->d_name))
		moved++;
	why = errno;
	for (i = moved; moved < n && i > 0; i--)
		(void)move_named(to, from, list[i - 1]->d_name);
	for (i = 0; i < n; i++)
		free(list[i]);
	free(list);
	errno = why;
	if (moved == n)
		(void)rmdir(from);
	return moved == n;
}

enum dye_code
dye_folder_place(const struct dye_folder_making * m, const char * path, struct dye_error * err)
{
	bool placed = m->into ? move_files(m->folder.data, path) : move(m->folder.data, path);
	enum dye_code rc;

	if (placed)
		return DYE_OK;
	rc = errno == EEXIST ? dye_fail(err, DYE_EVAULT, "was made by somebody else meanwhile, and is as it was")
			     : dye_fail_errno(err, DYE_EIO, "cannot be made");
	dye_at_file(err, path);
	return rc;
}

void
dye_folder_unmake(const char * dir)
{
	const char * name;
	DIR * d;

	if ((d = opendir(dir)) != NULL) {
		while ((name = next_name(d)) != NULL)
			(void)unlinkat(dirfd(d), name, 0);
		(void)closedir(d);
	}
	(void)rmdir(dir);
}

static enum dye_code
check_private(const struct stat * st, const char * repair, struct dye_error * err)
{

	if (st->st_uid != geteuid())
		return dye_fail(err, DYE_EVAULT, "belongs to somebody else");
	if ((st->st_mode & OTHERS) != 0)
		return dye_fail(err, DYE_EVAULT,
		    "can be read or changed by others (mode %04o); make it private with chmod %s",
		    (unsigned)(st->st_mode & 07777), repair);
	return DYE_OK;
}

static enum dye_code
check_file(DIR * d, const char * dir, const char * name, struct dye_error * err)
{
	char path[512];
	struct stat st;
	enum dye_code rc;

	/* SQLite removes its side files while others look. */
	if (fstatat(dirfd(d), name, &st, 0) != 0)
		return errno == ENOENT ? DYE_OK : dye_fail_errno(err, DYE_EVAULT, "the vault cannot be examined");
	if ((rc = check_private(&st, S_ISDIR(st.st_mode) ? "700" : "600", err)) != DYE_OK &&
	    snprintf(path, sizeof(path), "%s/%s", dir, name) > 0)
		dye_at_file(err, path);
	return rc;
}

enum dye_code
dye_folder_check(const char * dir, struct dye_error * err)
{
	enum dye_code rc;
	const char * name;
	struct stat st;
	DIR * d;

	if ((d = opendir(dir)) == NULL) {
		rc = dye_fail_errno(err, DYE_EVAULT, "there is no vault here");
		dye_at_file(err, dir);
		return rc;
	}
	if (fstat(dirfd(d), &st) != 0)
		rc = dye_fail_errno(err, DYE_EVAULT, "the vault cannot be examined");
	else
		rc = check_private(&st, "700", err);
	while (rc == DYE_OK && (name = next_name(d)) != NULL)
		rc = check_file(d, dir, name, err);
	(void)closedir(d);
	if (rc != DYE_OK)
		dye_at_file(err, dir);
	return rc;
}

/* Append everything that is left in ${fd}; more than ${max} bytes is an error. */
static enum dye_code
read_all(int fd, size_t max, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc;
	ssize_t n;

	if ((rc = dye_buffer_reserve(out, max + 1, err)) != DYE_OK)
		return rc;
	while (out->len <= max) {
		n = read(fd, out->data + out->len, max + 1 - out->len);
		if (n == 0)
			return DYE_OK;
		if (n < 0 && errno != EINTR)
			return dye_fail_errno(err, DYE_EIO, "cannot be read");
		if (n > 0)
			out->len += (size_t)n;
	}
	return dye_fail(err, DYE_EVAULT, "is longer than it can be");
}

enum dye_code
dye_folder_read(const char * dir, const char * name, size_t max, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_buffer path = {0};
	enum dye_code rc;
	int fd;

	if ((rc = path_of(dir, name, &path, err)) != DYE_OK)
		goto err0;
	if ((fd = open(path.data, O_RDONLY | O_CLOEXEC)) == -1) {
		rc = errno == ENOENT ? dye_fail(err, DYE_EVAULT, "the vault has no %s file", name)
				     : dye_fail_errno(err, DYE_EVAULT, "cannot be opened");
	} else {
		rc = read_all(fd, max, out, err);
		(void)close(fd);
	}
	if (rc != DYE_OK)
		dye_at_file(err, path.data);
err0:
	dye_buffer_release(&path);
	return rc;
}

/* Write, sync and close. */
static enum dye_code
write_all(int fd, struct dye_slice bytes, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	if (dye_write_all(fd, bytes.data, bytes.len) != 0)
		rc = dye_fail_errno(err, DYE_EIO, "cannot be written");
	if (rc == DYE_OK && fsync(fd) != 0)
		rc = dye_fail_errno(err, DYE_EIO, "cannot be synced");
	if (close(fd) != 0 && rc == DYE_OK)
		rc = dye_fail_errno(err, DYE_EIO, "cannot be written");
	return rc;
}

enum dye_code
dye_folder_write(const char * dir, const char * name, struct dye_slice bytes, struct dye_error * err)
{
	struct dye_buffer path = {0}, temporary = {0};
	enum dye_code rc;
	int fd;

	if ((rc = path_of(dir, name, &path, err)) != DYE_OK ||
	    (rc = dye_buffer_printf(&temporary, err, "%s.new", path.data)) != DYE_OK)
		goto err0;
	if (unlink(temporary.data) != 0 && errno != ENOENT) {
		rc = dye_fail_errno(err, DYE_EIO, "what was left half-made cannot be removed");
		goto err0;
	}
	if ((fd = open(temporary.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)) == -1) {
		rc = dye_fail_errno(err, DYE_EIO, "cannot be made");
		goto err0;
	}
	if ((rc = write_all(fd, bytes, err)) != DYE_OK)
		goto err1;
	if (rename(temporary.data, path.data) != 0) {
		rc = dye_fail_errno(err, DYE_EIO, "cannot be renamed");
		goto err1;
	}
	rc = dye_folder_sync(dir, err);
	goto err0;

err1:
	(void)unlink(temporary.data);
err0:
	if (rc != DYE_OK && path.data != NULL)
		dye_at_file(err, path.data);
	dye_buffer_release(&temporary);
	dye_buffer_release(&path);
	return rc;
}

enum dye_code
dye_folder_lock(const char * dir, int * fd, struct dye_error * err)
{
	enum dye_code rc;
	int locked;

	if ((*fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		return dye_fail_errno(err, DYE_EVAULT, "cannot be locked");
	do
		locked = flock(*fd, LOCK_EX);
	while (locked != 0 && errno == EINTR);
	if (locked == 0)
		return DYE_OK;
	rc = dye_fail_errno(err, DYE_EVAULT, "cannot be locked");
	(void)close(*fd);
	return rc;
}

static enum dye_code
sync_one(const char * path, struct dye_error * err)
{
	int fd, failed;

	if ((fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		return dye_fail_errno(err, DYE_EIO, "cannot be synced");
	failed = fsync(fd);
	(void)close(fd);
	return failed == 0 ? DYE_OK : dye_fail_errno(err, DYE_EIO, "cannot be synced");
}

enum dye_code
dye_folder_sync(const char * dir, struct dye_error * err)
{
	struct dye_buffer parent = {0};
	enum dye_code rc;

	if ((rc = sync_one(dir, err)) == DYE_OK && (rc = path_of(dir, "..", &parent, err)) == DYE_OK)
		rc = sync_one(parent.data, err);
	dye_buffer_release(&parent);
	return rc;
}

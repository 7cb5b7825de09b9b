#include "watermark/embed/output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "formats/base/error.h"
#include "watermark/vault/folder.h"

/* As many as the kernel follows (path_resolution(7)). */
#define LINKS_MAX 40

static char *
folder_of(const char * path)
{
	const char * slash = strrchr(path, '/');

	return slash == NULL ? strdup(".") : slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

/* The sign of the shell's programs; what a link leads to is never it, but a path. */
static bool
is_standard(const char * path)
{

	return strcmp(path, "-") == 0;
}

/* proc(5): its links are open files themselves, whatever text they show. */
static bool
in_proc(const char * folder)
{
	struct statfs fs;

	return statfs(folder, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC;
}

/* Replace the link that ${o} ends at by what it holds, which is meant from its folder. 0, or -1 with errno set. */
static int
follow(struct dye_output * o)
{
	char text[PATH_MAX];
	ssize_t len = readlink(o->end, text, sizeof(text) - 1);
	char * next = NULL;

	if (len < 0)
		return -1;
	text[len] = '\0';
	if (text[0] == '/')
		next = strdup(text);
	else if (asprintf(&next, "%s/%s", o->folder, text) < 0)
		next = NULL;
	if (next == NULL)
		return -1;
	dye_output_release(o);
	*o = (struct dye_output){.end = next, .folder = folder_of(next)};
	return o->folder != NULL ? 0 : -1;
}

static enum dye_code
find(struct dye_output * o, struct dye_error * err)
{
	struct stat st;

	for (unsigned links = 0; lstat(o->end, &st) == 0; links++) {
		if (S_ISDIR(st.st_mode))
			return dye_fail(err, DYE_EUSAGE, "the output is a folder");
		o->straight = !S_ISREG(st.st_mode);
		if (!S_ISLNK(st.st_mode) || in_proc(o->folder))
			return DYE_OK;
		if (links == LINKS_MAX)
			return dye_fail(err, DYE_EUSAGE, "the output is a symbolic link that leads to itself");
		if (follow(o) != 0)
			return dye_fail_errno(err, DYE_EIO, "the symbolic link cannot be followed");
	}
	/* Nothing stands there yet: that is what most outputs are. */
	return errno == ENOENT ? DYE_OK : dye_fail_errno(err, DYE_EIO, "this cannot be an output");
}

enum dye_code
dye_output_find(const char * path, struct dye_output * output, struct dye_error * err)
{
	enum dye_code rc;

	*output = (struct dye_output){.end = strdup(path), .folder = folder_of(path), .straight = is_standard(path)};
	if (output->end == NULL || output->folder == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = output->straight ? DYE_OK : find(output, err);
	if (rc != DYE_OK) {
		dye_at_file(err, path);
		dye_output_release(output);
	}
	return rc;
}

void
dye_output_release(struct dye_output * output)
{

	free(output->end);
	free(output->folder);
	*output = (struct dye_output){0};
}

const char *
dye_output_name(const struct dye_output * o)
{
	const char * slash = strrchr(o->end, '/');

	return slash == NULL ? o->end : slash + 1;
}

/* The number of a descriptor of our own, or -1. */
static int
own_descriptor(const struct dye_output * o)
{
	char folder[PATH_MAX], own[PATH_MAX], *end;
	const char * name = dye_output_name(o);
	long number;

	if (is_standard(o->end))
		return STDOUT_FILENO;
	if (!in_proc(o->folder) || realpath(o->folder, folder) == NULL || realpath("/proc/self/fd", own) == NULL ||
	    strcmp(folder, own) != 0)
		return -1;
	number = strtol(name, &end, 10);
	return *end == '\0' && number >= 0 && number <= INT_MAX ? (int)number : -1;
}

int
dye_output_open_straight(const struct dye_output * output)
{
	int own = own_descriptor(output);

	/* Opened anew it would have a place of its own, and begin over what stands there. */
	if (own >= 0)
		return fcntl(own, F_DUPFD_CLOEXEC, 0);
	return open(output->end, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY);
}

static bool
same(const struct stat * a, const struct stat * b)
{

	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool
dye_output_is_stdout(const char * path)
{
	struct stat st, out;

	return is_standard(path) || (stat(path, &st) == 0 && fstat(STDOUT_FILENO, &out) == 0 && same(&st, &out));
}

/* Is the folder ${folder} that of ${vault}, or does it lie in it? */
static bool
inside(const char * folder, const struct stat * vault)
{
	char real[PATH_MAX], *slash;
	struct stat st;

	if (realpath(folder, real) == NULL)
		return false;
	while (real[0] != '\0') {
		if (stat(real, &st) == 0 && same(&st, vault))
			return true;
		if ((slash = strrchr(real, '/')) == NULL)
			break;
		*slash = '\0';
	}
	return false;
}

/* A terminal or a socket may be both: nothing of it is lost. */
static enum dye_code
check_input(const struct stat * out, const char * input, struct dye_error * err)
{
	bool standard = input == NULL || strcmp(input, "-") == 0;
	struct stat in;

	if ((standard ? fstat(STDIN_FILENO, &in) : stat(input, &in)) != 0 || !same(out, &in) || S_ISCHR(out->st_mode) ||
	    S_ISSOCK(out->st_mode))
		return DYE_OK;
	return dye_fail(err, DYE_EUSAGE,
	    "the output is what the command reads (%s): it would be lost; write to another file",
	    standard ? "standard input" : input);
}

/* The file is one of the vault's, wherever that one lies: its key or registry may be links. */
static bool
is_part(const struct stat * out, const char * vault)
{
	DIR * folder = opendir(vault);
	const struct dirent * entry;
	struct stat st;
	bool found = false;

	if (folder == NULL)
		return false;
	/* cppcheck-suppress readdirCalled; no other thread has this DIR, and readdir_r is deprecated */
	while (!found && (entry = readdir(folder)) != NULL)
		found = fstatat(dirfd(folder), entry->d_name, &st, 0) == 0 && S_ISREG(st.st_mode) && same(&st, out);
	(void)closedir(folder);
	return found;
}

static enum dye_code
check_vault(const char * path, const char * vault, struct dye_error * err)
{
	struct dye_output o;
	struct stat st;
	enum dye_code rc;

	if ((rc = dye_output_find(path, &o, err)) != DYE_OK)
		return rc;
	if (!o.straight && vault != NULL && stat(vault, &st) == 0 && inside(o.folder, &st))
		rc = dye_fail(
		    err, DYE_EUSAGE, "the output lies in the folder of the vault (%s): write it elsewhere", vault);
	else if (!o.straight && dye_folder_is_vault(o.folder))
		rc = dye_fail(
		    err, DYE_EUSAGE, "the output lies in the folder of a vault (%s): write it elsewhere", o.folder);
	else if (!o.straight && vault != NULL && stat(o.end, &st) == 0 && is_part(&st, vault))
		rc = dye_fail(err, DYE_EUSAGE,
		    "the output is a file of the vault (%s), which is a link to it: write to another file", vault);
	dye_output_release(&o);
	return rc;
}

enum dye_code
dye_output_check(
    const char * path, const char * const * inputs, size_t count, const char * vault, struct dye_error * err)
{
	bool standard = path == NULL || is_standard(path);
	enum dye_code rc = standard ? DYE_OK : check_vault(path, vault, err);
	struct stat out;

	if (rc == DYE_OK && (standard ? fstat(STDOUT_FILENO, &out) : stat(path, &out)) == 0)
		for (size_t i = 0; i < count && rc == DYE_OK; i++)
			rc = check_input(&out, inputs[i], err);
	if (rc != DYE_OK)
		dye_at_file(err, standard ? "standard output" : path);
	return rc;
}

/* test_leftover.c: what a program that is killed while it gives an output its name leaves, and who removes it. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/suite.h"
#include <leakdye/embed.h>

/* In the place of the C library's: the moment at which the file has a name of its own, and not yet that of the output. */
static bool killed_there;

int renameat(int from, const char * old, int to, const char * new);

int
renameat(int from, const char * old, int to, const char * new)
{

	if (killed_there)
		(void)raise(SIGKILL);
	return (int)syscall(SYS_renameat2, from, old, to, new, 0);
}

static char folder[4096], output[4200];
static struct dye_error err;

static void
set_up(void)
{
	const char * tmp = getenv("TMPDIR");

	(void)snprintf(folder, sizeof(folder), "%s/leakdye-leftover.XXXXXX", tmp == NULL ? "/tmp" : tmp);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	(void)snprintf(output, sizeof(output), "%s/out.csv", folder);
}

static void
path_in(const char * name, char path[4400])
{

	(void)snprintf(path, 4400, "%s/%s", folder, name);
}

/* How many hidden files there are; the last of them into ${name}. */
static unsigned
hidden(char name[256])
{
	DIR * all = opendir(folder);
	const struct dirent * entry;
	unsigned n = 0;

	ck_assert_ptr_nonnull(all);
	while ((entry = readdir(all)) != NULL)
		if (strncmp(entry->d_name, ".leakdye", 8) == 0) {
			(void)snprintf(name, 256, "%s", entry->d_name);
			n++;
		}
	(void)closedir(all);
	return n;
}

static void
tear_down(void)
{
	char name[256], path[4400];

	while (hidden(name) > 0) {
		path_in(name, path);
		(void)unlink(path);
	}
	(void)unlink(output);
	(void)rmdir(folder);
}

static void
put(const char * name, const char * text)
{
	char path[4400];
	FILE * f;

	path_in(name, path);
	ck_assert_ptr_nonnull(f = fopen(path, "w"));
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

static void
assert_holds(const char * name, const char * text)
{
	char path[4400], got[64] = "";
	FILE * f;

	path_in(name, path);
	ck_assert_ptr_nonnull(f = fopen(path, "r"));
	(void)!fread(got, 1, sizeof(got) - 1, f);
	(void)fclose(f);
	ck_assert_str_eq(got, text);
}

static void
export_it(void)
{
	struct dye_sink sink;

	ck_assert_int_eq(dye_file_sink_open(output, &sink, &err), DYE_OK);
	ck_assert_int_eq(sink.write(sink.cookie, "new", 3), 0);
	ck_assert_int_eq(sink.commit(sink.cookie), 0);
	dye_file_sink_close(&sink);
}

/* Export, killed where a file that stands in the place is to be replaced; how the process ended. */
static int
export_killed(void)
{
	int status = 0;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		killed_there = true;
		export_it();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

static bool
has_nameless(void)
{
	int fd = open(folder, O_TMPFILE | O_RDWR, 0600);

	return fd >= 0 && close(fd) == 0;
}

/* Where nothing stands there the file never has another name, so there is no moment at which a kill could leave one. */
START_TEST(a_new_file_has_one_name)
{
	char name[256];

	if (!has_nameless())
		return;
	ck_assert_int_eq(export_killed(), 0);
	assert_holds("out.csv", "new");
	ck_assert_uint_eq(hidden(name), 0);
}
END_TEST

START_TEST(a_kill_leaves_the_old_file_and_the_next_output_cleans)
{
	char name[256];
	int status;

	put("out.csv", "old");
	status = export_killed();
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	assert_holds("out.csv", "old");
	/* Whole, though nobody will ask for it. */
	ck_assert_uint_eq(hidden(name), 1);
	assert_holds(name, "new");

	export_it();
	assert_holds("out.csv", "new");
	ck_assert_uint_eq(hidden(name), 0);
}
END_TEST

/* Somebody is writing it. */
START_TEST(what_is_held_stays)
{
	char name[256], path[4400];
	int fd;

	put(".leakdye.0123456789abcdef", "other");
	path_in(".leakdye.0123456789abcdef", path);
	ck_assert_int_ge(fd = open(path, O_RDWR), 0);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	export_it();
	ck_assert_uint_eq(hidden(name), 1);
	ck_assert_int_eq(close(fd), 0);
	export_it();
	ck_assert_uint_eq(hidden(name), 0);
}
END_TEST

/* A second name, a link, a folder, a name that only looks like it. */
START_TEST(what_is_none_stays)
{
	static const char * const names[] = {
	    ".leakdye.0123456789abcde", ".leakdye.0123456789abcdefg", ".leakdye.0123456789ABCDEF", ".leakdye-notes"};
	char name[256], path[4400], other[4400];
	size_t i;

	for (i = 0; i < 4; i++)
		put(names[i], "mine");
	put("kept", "mine");
	path_in("kept", path);
	path_in(".leakdye.aaaaaaaaaaaaaaaa", other);
	ck_assert_int_eq(link(path, other), 0);
	path_in(".leakdye.bbbbbbbbbbbbbbbb", other);
	ck_assert_int_eq(symlink("kept", other), 0);
	export_it();
	ck_assert_uint_eq(hidden(name), 6);
	assert_holds("kept", "mine");
	ck_assert_int_eq(unlink(path), 0);
}
END_TEST

/* Two at once in one folder: neither takes the other's for one that was left. */
START_TEST(two_at_once)
{
	struct dye_sink one, two;
	char second[4400], name[256];

	put("out.csv", "old");
	path_in("second.csv", second);
	ck_assert_int_eq(dye_file_sink_open(output, &one, &err), DYE_OK);
	ck_assert_int_eq(dye_file_sink_open(second, &two, &err), DYE_OK);
	ck_assert_int_eq(one.write(one.cookie, "first", 5), 0);
	ck_assert_int_eq(two.write(two.cookie, "second", 6), 0);
	ck_assert_int_eq(one.commit(one.cookie), 0);
	ck_assert_int_eq(two.commit(two.cookie), 0);
	dye_file_sink_close(&one);
	dye_file_sink_close(&two);
	assert_holds("out.csv", "first");
	assert_holds("second.csv", "second");
	ck_assert_int_eq(unlink(second), 0);
	ck_assert_uint_eq(hidden(name), 0);
}
END_TEST

int
main(void)
{
	TCase * tc = tcase_create("leftover");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_new_file_has_one_name);
	tcase_add_test(tc, a_kill_leaves_the_old_file_and_the_next_output_cleans);
	tcase_add_test(tc, what_is_held_stays);
	tcase_add_test(tc, what_is_none_stays);
	tcase_add_test(tc, two_at_once);
	return suite_run("leftover", tc);
}

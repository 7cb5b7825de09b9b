/*
 * suite.h: the runner of a test program: every test in a process of its own, and an exit code.
 *
 * There is no limit in wall time, which a busy machine would break: tests/run.sh limits the processor's time.
 */
#ifndef DYE_TESTS_SUITE_H
#define DYE_TESTS_SUITE_H

#include <check.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/*
 * Check writes to a file at every assertion that holds, so that a crash can be said to come after it: most of the time of a test that makes
 * millions of them. Here the place stays in memory, and goes to Check when a signal ends the test, and every so often, for what cannot be
 * caught.
 */
#define SUITE_POINT_EVERY 4096

static const char * suite_file;
static int suite_line;
static unsigned suite_held;

static inline void
suite_point(const char * file, int line)
{

	suite_file = file;
	suite_line = line;
	if (suite_held++ % SUITE_POINT_EVERY == 0)
		_mark_point(file, line);
}
#define _mark_point(file, line) suite_point(file, line)

static const int suite_signals[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
#define SUITE_SIGNALS (sizeof(suite_signals) / sizeof(suite_signals[0]))
/* What was there before: a sanitizer has its own. */
static struct sigaction suite_before[SUITE_SIGNALS];

/* Says where, and leaves the signal, which comes again, to who had it. */
static inline void
suite_crashed(int which)
{

	if (suite_file != NULL)
		(_mark_point)(suite_file, suite_line);
	for (size_t i = 0; i < SUITE_SIGNALS; i++)
		if (suite_signals[i] == which)
			(void)sigaction(which, &suite_before[i], NULL);
}

static inline void
suite_catch(void)
{
	struct sigaction ours = {.sa_handler = suite_crashed};

	for (size_t i = 0; i < SUITE_SIGNALS; i++)
		(void)sigaction(suite_signals[i], &ours, &suite_before[i]);
}

/* Add every test of an array. */
static inline void
suite_add(TCase * tests, const TTest * const * list, size_t count)
{

	for (size_t i = 0; i < count; i++)
		tcase_add_test(tests, list[i]);
}

/* Member ${name} of ${family} fills in .${what} of its struct, which none of them may leave out. */
static inline void
suite_has(const char * family, const char * name, const char * what, bool has)
{

	ck_assert_msg(has, "%s %s: .%s is not set, and every %s must have one (see the header of the contract)", family,
	    name, what, family);
}

/* Small letters and hyphens, as most names of members are: they are typed, and permanent. */
static inline bool
suite_is_name(const char * name)
{

	return name != NULL && name[0] != '\0' && strspn(name, "abcdefghijklmnopqrstuvwxyz-") == strlen(name);
}

/* Run all tests, which are freed: what main() returns. A suite that ran nothing has failed. */
static inline int
suite_run_each(const char * name, TCase * const * tests, size_t count)
{
	Suite * suite = suite_create(name);
	SRunner * runner;
	int run, failed;

	suite_catch();
	for (size_t i = 0; i < count; i++) {
		tcase_set_timeout(tests[i], 0);
		suite_add_tcase(suite, tests[i]);
	}
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	run = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return run > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static inline int
suite_run(const char * name, TCase * tests)
{

	return suite_run_each(name, &tests, 1);
}

#endif

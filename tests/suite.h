/*
 * suite.h: the runner of a test program: every test in a process of its own, and an exit code.
 *
 * There is no limit in wall time, which a busy machine would break: tests/run.sh limits the processor's time.
 */
#ifndef DYE_TESTS_SUITE_H
#define DYE_TESTS_SUITE_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

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

/*
 * run.h: run stages and say how it went: used by the test and by the benchmark.
 */
#ifndef DYE_TESTS_FRESH_RUN_H
#define DYE_TESTS_FRESH_RUN_H

#include <sys/wait.h>

#include "tests/fresh/stages.h"

static inline uint64_t
fresh_setting(const char * name, uint64_t otherwise)
{
	const char * text = getenv(name);

	return text == NULL || *text == '\0' ? otherwise : strtoull(text, NULL, 10);
}

/* Says what came of one leak; false where the bound does not hold. */
static inline bool
fresh_say(const struct fresh_tally * t, const char * stage, const char * prefix)
{
	char figures[640], why[160];
	bool holds = fresh_judge(t, why, sizeof(why));

	fresh_print(t, stage, figures, sizeof(figures));
	(void)printf("%s%s; yardstick: at most alpha, 1/t, 1 (false alarm 1e-7 each); %s%s\n", prefix, figures,
	    holds ? "met" : "MISSED", why);
	return holds;
}

/* One stage with ${draws} fresh keys. Its seeds are its own, whatever other stages there are. */
static inline bool
fresh_run_stage(const struct fresh_stage * stage, uint64_t draws, bool bench, const char * prefix)
{
	struct fresh_tally tallies[FRESH_LEAKS] = {0};
	uint64_t i, seed = 0;
	const char * p;
	bool holds = true;

	for (p = stage->name; *p != '\0'; p++)
		seed = fresh_mix(seed + (uint8_t)*p);
	for (i = 0; i < draws; i++)
		fresh_one_draw(stage, seed + i, bench, tallies);
	for (i = 0; i < FRESH_LEAKS && tallies[i].draws > 0; i++)
		holds = fresh_say(&tallies[i], stage->name, prefix) && holds;
	(void)fflush(stdout);
	return holds;
}

/* Every ${jobs}th stage from number ${first} on. */
static inline bool
fresh_run_some(size_t first, size_t jobs, uint64_t draws, bool bench, const char * prefix)
{
	const char * only = getenv("BOUND_ONLY");
	bool holds = true;
	size_t i;

	for (i = first; i < FRESH_STAGES; i += jobs)
		if ((bench || !fresh_stages[i].bench) && (only == NULL || strstr(fresh_stages[i].name, only) != NULL))
			holds = fresh_run_stage(&fresh_stages[i], draws, bench, prefix) && holds;
	return holds;
}

/*
 * All stages in ${jobs} processes; BOUND_ONLY: those whose name has this part. Exit code 1 where the bound does not hold, 2 where a
 * process broke off.
 */
static inline int
fresh_run(size_t jobs, uint64_t draws, bool bench, const char * prefix)
{
	int status, code = 0;
	size_t i;

	(void)fflush(stdout);
	for (i = 0; i < jobs; i++) {
		pid_t child = fork();

		if (child < 0)
			fresh_die("fork", NULL);
		if (child == 0)
			exit(fresh_run_some(i, jobs, draws, bench, prefix) ? 0 : 1);
	}
	while (wait(&status) > 0)
		if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
			code = 2;
		else if (WEXITSTATUS(status) == 1 && code == 0)
			code = 1;
	return code;
}

#endif

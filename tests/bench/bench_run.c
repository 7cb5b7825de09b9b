/*
 * bench_run RESULT COMMAND...: run the command and write "seconds user system peak-KiB exit-code" to the file RESULT. GNU time does
 * the same and may be missing; a shell or Python would count its own memory, which a child inherits until it calls exec.
 */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/bench_stats.h"

static double
seconds(struct timeval t)
{

	return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

int
main(int argc, char ** argv)
{
	struct rusage u;
	double begin, wall;
	FILE * f;
	pid_t child;
	int status, code;

	if (argc < 3) {
		(void)fprintf(stderr, "usage: bench_run RESULT COMMAND...\n");
		return 2;
	}
	begin = bench_now();
	if ((child = fork()) < 0) {
		perror("bench_run");
		return 2;
	}
	if (child == 0) {
		(void)execvp(argv[2], argv + 2);
		(void)fprintf(stderr, "bench_run: %s: %s\n", argv[2], strerror(errno));
		_exit(127);
	}
	if (wait4(child, &status, 0, &u) < 0) {
		perror("bench_run");
		return 2;
	}
	wall = bench_now() - begin;
	code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	if ((f = fopen(argv[1], "we")) == NULL) {
		perror("bench_run");
		return 2;
	}
	(void)fprintf(f, "%.6f %.6f %.6f %ld %d\n", wall, seconds(u.ru_utime), seconds(u.ru_stime), u.ru_maxrss, code);
	return fclose(f) == 0 ? code : 2;
}

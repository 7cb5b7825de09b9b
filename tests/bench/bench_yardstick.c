/*
 * bench_yardstick IN OUT [--sync]: what embedding is measured against: libcsv decodes IN, and a writer of our own with one large
 * buffer quotes what must be quoted and copies every cell to OUT. No marks, no checks, one thread. --sync also waits until OUT is on
 * the disk, as embedding does for safety. Prints seconds, rows, and bytes written.
 *
 * tests/bench/embed.sh runs it; by itself it is no benchmark.
 */
#include <csv.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#include <string.h>

#include "tests/bench/bench_stats.h"

#define BLOCK (1U << 20)

struct copy {
	int fd;
	char buf[2 * BLOCK];
	size_t len;
	uint64_t rows, bytes;
	bool first;  /* the next cell is the first of its row */
	bool failed; /* libcsv's callbacks cannot say so */
};

static void
flush(struct copy * c)
{
	size_t done = 0;

	while (done < c->len) {
		ssize_t n = write(c->fd, c->buf + done, c->len - done);

		if (n <= 0) {
			c->failed = true;
			break;
		}
		done += (size_t)n;
	}
	c->bytes += c->len;
	c->len = 0;
}

static bool
must_quote(const char * s, size_t len)
{
	static const bool special[256] = {['"'] = true, [','] = true, ['\n'] = true, ['\r'] = true};

	for (size_t i = 0; i < len; i++) {
		if (special[(unsigned char)s[i]])
			return true;
	}
	return false;
}

static void
copy_quoted(struct copy * c, const char * s, size_t len)
{

	c->buf[c->len++] = '"';
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"')
			c->buf[c->len++] = '"';
		c->buf[c->len++] = s[i];
	}
	c->buf[c->len++] = '"';
}

static void
on_cell(void * text, size_t len, void * cookie)
{
	struct copy * c = cookie;

	if (2 * len + 4 > sizeof(c->buf) - c->len)
		flush(c);
	if (2 * len + 4 > sizeof(c->buf)) {
		c->failed = true;
		return;
	}
	if (!c->first)
		c->buf[c->len++] = ',';
	c->first = false;
	if (must_quote(text, len)) {
		copy_quoted(c, text, len);
		return;
	}
	memcpy(c->buf + c->len, text, len);
	c->len += len;
}

static void
on_row(int end, void * cookie)
{
	struct copy * c = cookie;

	(void)end;
	c->buf[c->len++] = '\n';
	c->first = true;
	c->rows++;
	if (c->len >= BLOCK)
		flush(c);
}

static int
no_space(unsigned char ch)
{

	(void)ch;
	return 0;
}

/* Returns false with the cause on standard error. */
static bool
copy_file(int in, struct copy * c)
{
	static char block[BLOCK];
	struct csv_parser p;
	ssize_t n;

	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return false;
	csv_set_space_func(&p, no_space);
	c->first = true;
	while ((n = read(in, block, sizeof(block))) > 0) {
		if (csv_parse(&p, block, (size_t)n, on_cell, on_row, c) != (size_t)n)
			break;
	}
	if (n != 0 || csv_fini(&p, on_cell, on_row, c) != 0) {
		(void)fprintf(stderr, "bench_yardstick: %s\n", n < 0 ? "cannot read" : csv_strerror(csv_error(&p)));
		csv_free(&p);
		return false;
	}
	csv_free(&p);
	flush(c);
	return !c->failed;
}

int
main(int argc, char ** argv)
{
	static struct copy c; /* large */
	double begin = bench_now();
	bool ok = false;
	int in;

	if (argc < 3) {
		(void)fprintf(stderr, "usage: bench_yardstick IN OUT [--sync]\n");
		return 2;
	}
	if ((in = open(argv[1], O_RDONLY | O_CLOEXEC)) < 0 ||
	    (c.fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) < 0) {
		perror("bench_yardstick");
		return 2;
	}
	ok = copy_file(in, &c) && (argc < 4 || fsync(c.fd) == 0);
	ok = close(c.fd) == 0 && ok;
	(void)close(in);
	(void)printf("%.6f %llu %llu\n", bench_now() - begin, (unsigned long long)c.rows, (unsigned long long)c.bytes);
	return ok ? 0 : 1;
}

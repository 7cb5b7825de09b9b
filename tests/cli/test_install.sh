#!/bin/sh
# What `make install` puts down can be used: the program runs, the manual is there, headers stand by themselves in C and C++, only
# names that begin with dye_ are exported, and a program of somebody else's, built with pkg-config, marks a table and traces it.
. "$(dirname "$0")/lib.sh"

root=$T/root
include=$root/usr/include
lib=$root/usr/lib
run make -s install B="$B" DESTDIR="$root" PREFIX=/usr
expect_exit 0
expect_file "$root/usr/bin/leakdye" "$lib/libleakdye.a" "$lib/libleakdye.so.0" "$lib/libleakdye.so" "$lib/pkgconfig/leakdye.pc" \
	"$root/usr/share/man/man1/leakdye.1" "$root/usr/share/man/man1/leakdye-embed.1"
for header in embed trace error io; do expect_file "$include/leakdye/$header.h"; done
for page in docs/man/*.1; do expect_same "$page" "$root/usr/share/man/man1/$(basename "$page")"; done
[ -z "$(find "$root" -type f -perm /022)" ] || fail "files that others can write"
if grep -rqF "$PWD" "$lib/pkgconfig"; then fail "the pkg-config file names the build folder"; fi
ok "installed below DESTDIR"

LEAKDYE=$root/usr/bin/leakdye
leakdye --version
expect_exit 0
command -v pkg-config >/dev/null || skip "pkg-config is not installed"
version=$(PKG_CONFIG_PATH=$lib/pkgconfig pkg-config --modversion leakdye)
[ "$(cat "$T/out")" = "leakdye $version" ] || fail "the program and pkg-config give different versions"
grep -q '^prefix=/usr$' "$lib/pkgconfig/leakdye.pc" || fail "the pkg-config file has another prefix"
ok "the installed program runs, and is of the version that pkg-config says"

# A library that was built with sanitizers is linked with them, and exports some names of theirs.
cc=cc
cxx=g++
if nm -u "$lib/libleakdye.a" 2>/dev/null | grep -q __asan_; then
	cc="clang -fsanitize=address,undefined"
	cxx=clang++
fi
nm -D --defined-only "$lib/libleakdye.so.0" | awk '{ print $NF }' | grep -v -e '^__asan' -e '^___asan' -e '^__odr_asan' >"$T/names"
grep -qx dye_embed "$T/names" || fail "dye_embed is not exported"
if grep -v '^dye_' "$T/names" >"$T/others"; then fail "exported, but not dye_: $(head -n 5 "$T/others")"; fi
nm -g --defined-only "$lib/libleakdye.a" 2>/dev/null | awk 'NF == 3 { print $NF }' |
	grep -v -e '^__asan' -e '^___asan' -e '^__odr_asan' >"$T/names"
if grep -v '^dye_' "$T/names" >"$T/others"; then fail "in the archive, but not dye_: $(head -n 5 "$T/others")"; fi
ok "every exported name begins with dye_"

for header in "$include"/leakdye/*.h; do
	# shellcheck disable=SC2086
	run $cc -std=c17 -pedantic -Wall -Wextra -Werror -fsyntax-only -x c -I "$include" "$header"
	expect_exit 0
	if command -v "$cxx" >/dev/null; then
		run "$cxx" -std=c++17 -pedantic -Wall -Wextra -Werror -fsyntax-only -x c++ -I "$include" "$header"
		expect_exit 0
	fi
done
ok "every header stands by itself in C$(command -v "$cxx" >/dev/null && echo ' and C++')"

cat >"$T/use.c" <<'C'
/* An export service of somebody else's: opens the vault, marks a table in memory for an account, traces the copy. */
#include <leakdye/embed.h>
#include <leakdye/trace.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct memory {
	char * data;
	size_t len, at;
};

static ptrdiff_t
give(void * cookie, void * buf, size_t size)
{
	struct memory * m = cookie;
	size_t n = m->len - m->at < size ? m->len - m->at : size;

	memcpy(buf, m->data + m->at, n);
	m->at += n;
	return (ptrdiff_t)n;
}

static int
take(void * cookie, const void * buf, size_t len)
{
	struct memory * m = cookie;
	char * data = realloc(m->data, m->len + len);

	if (data == NULL)
		return -1;
	memcpy(data + m->len, buf, len);
	m->data = data;
	m->len += len;
	return 0;
}

static int
failed(const char * what, const struct dye_error * err)
{
	char text[1024];

	fprintf(stderr, "%s: %s\n", what, dye_error_format(err, text, sizeof(text)));
	return 2;
}

static int
embed_and_trace(struct dye_vault * vault, struct memory * table, struct memory * copy)
{
	struct dye_source source = {give, table, "table"}, leak = {give, copy, "copy"};
	struct dye_sink sink = {take, NULL, copy, "copy"};
	struct dye_embed_options embed = {.dataset = "people", .account = "bob@x", .wish.header = DYE_DETECT};
	struct dye_trace_options trace = {.dataset = "people", .leaked_on = INT64_MAX, .wish.header = DYE_DETECT};
	struct dye_embed_result result;
	struct dye_trace_report found;
	struct dye_error err = {0};
	enum dye_code rc;
	int attempts = 5;

	/* Seldom an invented record has a key of the table: then from the beginning. */
	do {
		table->at = copy->len = 0;
		rc = dye_embed(vault, &embed, &source, &sink, &result, &err);
	} while (rc == DYE_ERETRY && --attempts > 0);
	if (rc != DYE_OK)
		return failed("embed", &err);
	if (dye_trace(vault, &trace, &leak, 1, &found, &err) != DYE_OK)
		return failed("trace", &err);
	printf("rows %llu changed %s named %zu %s\n", (unsigned long long)result.rows, result.changed > 0 ? "yes" : "no",
	    found.accused_count, found.accused_count > 0 ? found.accused[0].recipient : "nobody");
	dye_trace_report_release(&found);
	return 0;
}

int
main(int argc, char ** argv)
{
	struct memory table = {0}, copy = {0};
	struct dye_vault * vault;
	struct dye_error err = {0};
	char chunk[4096];
	int code;
	size_t n;

	while ((n = fread(chunk, 1, sizeof(chunk), stdin)) > 0)
		if (take(&table, chunk, n) != 0)
			return 2;
	if (argc == 3 && dye_vault_open(argv[1], (struct dye_slice){argv[2], strlen(argv[2])}, &vault, &err) == DYE_OK) {
		code = embed_and_trace(vault, &table, &copy);
		dye_vault_close(vault);
	} else {
		code = failed("open", &err);
	}
	free(table.data);
	free(copy.data);
	return code;
}
C
flags() {
	PKG_CONFIG_PATH=$lib/pkgconfig pkg-config --define-variable=prefix="$root/usr" "$@" leakdye
}
# shellcheck disable=SC2046,SC2086
run $cc -Wall -Wextra -Werror $(flags --cflags) -o "$T/use-so" "$T/use.c" $(flags --libs)
expect_exit 0
# shellcheck disable=SC2046,SC2086
run $cc -Wall -Wextra -Werror $(flags --cflags) -o "$T/use-a" "$T/use.c" $(flags --static --libs | sed 's/-lleakdye/-l:libleakdye.a/')
expect_exit 0
ok "pkg-config's flags build a program against the shared and against the static library"

# What the README shows must compile.
# shellcheck disable=SC2016
sed -n '/^```c$/,/^```$/p' README.md | sed '/^```/d' >"$T/readme.c"
[ -s "$T/readme.c" ] || fail "the README has no example"
# shellcheck disable=SC2046,SC2086
run $cc -std=c17 -pedantic -Wall -Wextra -Werror $(flags --cflags) -c -o "$T/readme.o" "$T/readme.c"
expect_exit 0
ok "the example in the README compiles"

gen --variant intl --rows 3000 --seed 5 >"$T/people.csv"
make_ready people "$T/people.csv"
head -n 801 "$T/people.csv" >"$T/part.csv"
for program in use-so use-a; do
	last=$program
	code=0
	LD_LIBRARY_PATH=$lib "$T/$program" "$LEAKDYE_VAULT" "$(cat "$LEAKDYE_PASSPHRASE_FILE")" <"$T/part.csv" >"$T/out" 2>"$T/err" || code=$?
	expect_exit 0
	grep -qE '^rows [0-9]+ changed yes named 1 bob@x$' "$T/out" || fail "the account is not named"
	code=0
	LD_LIBRARY_PATH=$lib "$T/$program" "$LEAKDYE_VAULT" wrong <"$T/part.csv" >"$T/out" 2>"$T/err" || code=$?
	expect_exit 2
	expect_message "wrong passphrase"
done
if ldd "$T/use-a" | grep -q libleakdye; then fail "linked statically, yet it wants the shared library"; fi
LD_LIBRARY_PATH=$lib ldd "$T/use-so" | grep -q "libleakdye.so.0 => $lib" || fail "it does not use the installed library"
leakdye log verify
expect_exit 0
ok "somebody else's program marks a table and names the account, with either library"

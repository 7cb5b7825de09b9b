# shellcheck shell=sh
# lib.sh: what the shell tests share. A test begins with
#
#     #!/bin/sh
#     . "$(dirname "$0")/lib.sh"
#
# and is run from the root of the tree (tests/run.sh does so), or by hand: make generators && sh tests/cli/test_x.sh, in another build folder
# B=folder before sh. It then has
#
#   $B                     the build folder, absolute
#   $T                     a temporary folder, removed at the end (kept with KEEP=1)
#   $LEAKDYE               the program; it computes scrypt once for each passphrase and salt (once.c), unless ONCE=0 was set before
#                          lib.sh was read, as tests of passphrases and keys do
#   $LEAKDYE_VAULT         $T/vault, which does not exist yet; $LEAKDYE_PASSPHRASE_FILE, which does
#   $SLOW                  1 if the program was built with sanitizers, and large tables should be smaller; otherwise 0
#   $IEEE                  the folder of the IEEE registries, or empty
#   $SHARED                the folder with the second real table ($LEAKDYE_SHARED), or empty
#
#   make_vault             init a vault there
#   make_ready D FILE...   make_vault, learn dataset D from the files, enrol alice@x, bob@x and carol@x
#   enrol D ACCOUNT...     enrol these accounts in dataset D
#   run COMMAND...         run it; standard output in $T/out, standard error in $T/err, exit code in $code
#   leakdye ARGUMENT...    the same with the program (with a limit of CPU time, LIMIT seconds: a loop without end is a failure)
#   held TEST ARGUMENT...  the program in the background, as process $held, stopped (SIGSTOP) as soon as the command line TEST succeeds
#   held_on                let it go on; then as run, with its output
#   expect_exit CODE       the last run ended so
#   expect_message TEXT    its standard error holds this text
#   expect_output TEXT     its standard output holds this text
#   expect_silent TEXT     neither holds this text (people's data in a message)
#   expect_no_file F...    none of these exists, nor anything that begins with the name (half-made files)
#   expect_file F...       all exist and are not empty
#   expect_same A B        equal, byte for byte
#   expect_differ A B      not equal
#   gen ARGUMENT...        gen_customers to standard output
#   leak ARGUMENT...       gen_leak.py to standard output
#   ok WHAT                say what has been shown
#   fail WHAT              say what went wrong, with the last run's output, and exit 1
#   skip WHY               exit 77
#   start_postgres         a private server of PostgreSQL on a socket in $T, stopped at the end; skips the test where it cannot be had
#   psql ARGUMENT...       its client
#
# Every expectation that fails ends the test. The contents of $T hold invented or public data only.
set -eu
unset NO_COLOR LEAKDYE_VAULT LEAKDYE_PASSPHRASE_FILE 2>/dev/null || :
umask 077
LC_ALL=C
export LC_ALL

# Where one of these is missing, a test would fail in its middle, of something else.
for lib_need in leakdye tests/gen/gen_customers tests/cli/once.so; do
	[ -x "${B:-build}/$lib_need" ] || {
		echo "${B:-build}/$lib_need is not built; first: make${B:+ B=$B} generators"
		exit 1
	}
done
B=$(cd "${B:-build}" && pwd)
T=$(mktemp -d "${TMPDIR:-/tmp}/leakdye-test.XXXXXX")
LEAKDYE=$B/leakdye
LEAKDYE_VAULT=$T/vault
LEAKDYE_PASSPHRASE_FILE=$T/passphrase
export LEAKDYE_VAULT LEAKDYE_PASSPHRASE_FILE
printf 'correct horse battery staple\n' >"$LEAKDYE_PASSPHRASE_FILE"

SLOW=0
if grep -q __asan_init "$LEAKDYE"; then SLOW=1 LIMIT=${LIMIT:-400} ONCE=0; fi

# A sanitizer wants to be first in its program, so that one goes without.
if [ "${ONCE:-1}" = 1 ]; then
	LEAKDYE=$T/.once/leakdye
	mkdir "$T/.once"
	cat >"$LEAKDYE" <<EOF
#!/bin/sh
LEAKDYE_TEST_ONCE='$T/.once/answers' LD_PRELOAD='$B/tests/cli/once.so' exec '$B/leakdye' "\$@"
EOF
	chmod 700 "$LEAKDYE"
fi

IEEE=${LEAKDYE_IEEE:-/usr/share/ieee-data}
[ -r "$IEEE/oui.csv" ] || IEEE=
SHARED=${LEAKDYE_SHARED:-}
[ -d "$SHARED" ] || SHARED=
export IEEE SHARED SLOW

code=0
last=

lib_cleanup() {
	lib_rc=${lib_rc-$?}
	[ -z "$held" ] || kill -KILL "$held" 2>/dev/null || :
	if [ "${KEEP:-0}" = 1 ]; then
		echo "kept: $T" >&2
	else
		chmod -R u+rwX "$T" 2>/dev/null || :
		rm -rf "$T"
	fi
	exit "$lib_rc"
}
trap lib_cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

ok() {
	echo "ok: $*"
}

fail() {
	echo "FAILED: $*"
	echo "  after: $last"
	echo "  exit code: $code"
	for lib_stream in out err; do
		[ -s "$T/$lib_stream" ] || continue
		echo "  standard $lib_stream:"
		head -c 2000 "$T/$lib_stream" | sed 's/^/    /'
	done
	exit 1
}

skip() {
	echo "$*"
	exit 77
}

run() {
	last=$*
	code=0
	prlimit --cpu="${LIMIT:-120}" "$@" >"$T/out" 2>"$T/err" </dev/null || code=$?
	[ "$code" -ne 152 ] || fail "still running after ${LIMIT:-120} s of CPU time"
	# A signal's code: whatever was expected, a crash is a failure. 137 is for tests that kill.
	case $code in 132 | 134 | 135 | 136 | 139) fail "crashed" ;; esac
	if grep -q -e 'ERROR: AddressSanitizer' -e 'runtime error:' -e 'LeakSanitizer' "$T/err"; then fail "a sanitizer complains"; fi
}

leakdye() {
	run "$LEAKDYE" "$@"
}

held=
held() {
	lib_until=$1
	shift
	lib_held=$*
	"$LEAKDYE" "$@" >"$T/held.out" 2>"$T/held.err" </dev/null &
	held=$!
	until eval "$lib_until"; do
		kill -0 "$held" 2>/dev/null || break
	done
	kill -STOP "$held" 2>/dev/null || fail "ended before it could be held: leakdye $lib_held"
	until case $(sed -n 's/^State:.\(.\).*/\1/p' "/proc/$held/status") in T | Z) ;; *) false ;; esac do :; done
}

held_on() {
	last="leakdye $lib_held"
	code=0
	kill -CONT "$held" 2>/dev/null || :
	wait "$held" || code=$?
	held=
	mv "$T/held.out" "$T/out"
	mv "$T/held.err" "$T/err"
}

expect_exit() {
	[ "$code" -eq "$1" ] || fail "exit code $code, expected $1"
}

expect_message() {
	grep -qF -e "$1" "$T/err" || fail "standard error lacks: $1"
}

expect_output() {
	grep -qF -e "$1" "$T/out" || fail "standard output lacks: $1"
}

expect_silent() {
	if grep -qF -e "$1" "$T/out" "$T/err"; then fail "shown, but must not be: $1"; fi
}

expect_no_file() {
	for lib_file; do
		for lib_found in "$lib_file"*; do
			[ ! -e "$lib_found" ] || fail "exists, but must not: $lib_found"
		done
		# Hidden files beside it: what was written meanwhile, where a file cannot be without a name.
		for lib_found in "$(dirname "$lib_file")"/."$(basename "$lib_file")"* "$(dirname "$lib_file")"/.leakdye.*; do
			[ ! -e "$lib_found" ] || fail "exists, but must not: $lib_found"
		done
	done
}

expect_file() {
	for lib_file; do
		[ -s "$lib_file" ] || fail "missing or empty: $lib_file"
	done
}

expect_same() {
	cmp "$1" "$2" >"$T/cmp" 2>&1 || fail "differ, but must not: $(cat "$T/cmp")"
}

expect_differ() {
	if cmp -s "$1" "$2"; then fail "equal, but must not be: $1 $2"; fi
}

gen() {
	"$B/tests/gen/gen_customers" "$@"
}

leak() {
	python3 tests/gen/gen_leak.py "$@"
}

make_vault() {
	leakdye init
	expect_exit 0
}

enrol() {
	lib_dataset=$1
	shift
	printf '%s\n' "$@" >"$T/accounts"
	leakdye enrol "$lib_dataset" "$T/accounts"
	expect_exit 0
}

make_ready() {
	lib_dataset=$1
	shift
	make_vault
	leakdye learn "$lib_dataset" "$@"
	expect_exit 0
	enrol "$lib_dataset" alice@x bob@x carol@x
}

# The server refuses to run as root.
pg_owner=$(id -un)
[ "$(id -u)" != 0 ] || pg_owner=nobody
pg_bin=
as_owner() {
	if [ "$(id -un)" = "$pg_owner" ]; then "$@"; else runuser -u "$pg_owner" -- "$@"; fi
}
stop_postgres() {
	lib_rc=$?
	as_owner "$pg_bin/pg_ctl" -D "$T/server/data" -m immediate stop >/dev/null 2>&1 || :
	lib_cleanup
}
start_postgres() {
	pg_bin=$(find /usr/lib/postgresql/*/bin -name initdb -exec dirname {} \; 2>/dev/null | sort -V | tail -n 1)
	[ -n "$pg_bin" ] || skip "PostgreSQL is not installed"
	mkdir "$T/server"
	chmod 711 "$T"
	chown "$pg_owner" "$T/server"
	as_owner "$pg_bin/initdb" -D "$T/server/data" -U leakdye -A trust -E UTF8 --locale=C >"$T/initdb" 2>&1 ||
		skip "initdb does not run here"
	as_owner "$pg_bin/pg_ctl" -D "$T/server/data" -w -o "-c listen_addresses='' -k $T/server" -l "$T/server/log" start >/dev/null 2>&1 ||
		skip "the server does not start here"
	trap stop_postgres EXIT
}
psql() {
	"$pg_bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$T/server" -U leakdye postgres "$@"
}

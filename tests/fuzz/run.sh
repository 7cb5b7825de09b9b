#!/bin/sh
# run.sh: run every fuzzer for FUZZ_SECONDS, FUZZ_JOBS of them at a time. Called by `make fuzz`, which builds them with clang and
# sanitizers into B (build/fuzz).
#
# Seeds come from tests/fuzz/corpus/NAME, where it exists, and are never written, and from the cells of the kinds and the samples of
# the formats in tests/data, which the suites demand of each of them, and fuzz_copy's pieces; what a run finds interesting is kept in $B/corpus/NAME and is
# where the next run goes on; an input that crashes, hangs or takes too much memory is left in $B/artifacts.
# FUZZ_ONLY=NAME runs one; SEEDS_ONLY=1 makes the seeds in $B/seeds and no more. Exit code 0 if no fuzzer found anything.
set -u
B=${B:-build/fuzz}
FUZZ_SECONDS=${FUZZ_SECONDS:-20}
# Less freed memory is kept aside than usual: readers free large blocks at each input, and to get fresh pages takes most of the time.
ASAN_OPTIONS=quarantine_size_mb=16${ASAN_OPTIONS:+:$ASAN_OPTIONS}
export B FUZZ_SECONDS ASAN_OPTIONS

# seeds_of_kinds DIR: each cell of tests/data/cells/KIND.txt behind a line with the kind's name.
seeds_of_kinds() {
	for cells in tests/data/cells/*.txt; do
		awk -v kind="$(basename "$cells" .txt)" -v dir="$1" '{
			seed = dir "/" kind "-" NR
			printf "%s\n%s", kind, $0 >seed
			close(seed)
		}' "$cells"
	done
}

# seeds_of_formats DIR: each file of tests/data/samples behind the two bytes that let fuzz_text take it for what it is: any format, and
# blocks of 49 bytes, read as a leak.
seeds_of_formats() {
	for sample in tests/data/samples/*; do
		{ printf '\300\061' && cat "$sample"; } >"$1/$(basename "$sample")"
	done
}

# seeds_of_copies DIR: each piece that fuzz_copy knows by itself, in front of cells of both tables, within them and behind them.
seeds_of_copies() {
	piece=1
	while [ "$piece" -lt 128 ]; do
		byte=$(printf '\\%03o' "$piece")
		# shellcheck disable=SC2059
		printf "\\040\\000$byte" >"$1/front-$piece"
		# shellcheck disable=SC2059
		printf "\\041\\001\\000$byte" >"$1/within-$piece"
		# shellcheck disable=SC2059
		printf "\\040\\000\\000\\000$byte" >"$1/behind-$piece"
		piece=$((piece + 1))
	done
}

# one NAME: run the fuzzer; print one line; its full output is in $B/artifacts/NAME.log.
one() {
	seeds=tests/fuzz/corpus/$1
	log=$B/artifacts/$1.log
	mkdir -p "$B/corpus/$1" "$B/artifacts"
	set -- "$1" "$B/corpus/$1"
	[ ! -d "$seeds" ] || set -- "$@" "$seeds"
	[ ! -d "$B/seeds/$1" ] || set -- "$@" "$B/seeds/$1"
	name=$1
	shift
	"$B/tests/fuzz/$name" -max_total_time="$FUZZ_SECONDS" -timeout=20 -rss_limit_mb=1024 -max_len=65536 \
		-print_final_stats=1 -artifact_prefix="$B/artifacts/$name-" "$@" >"$log" 2>&1
	rc=$?
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	cover=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
	if [ "$rc" -eq 0 ]; then
		echo "ok    $name: ${runs:-0} inputs in $FUZZ_SECONDS s, ${cover:-0} edges reached"
		return 0
	fi
	echo "FAIL  $name (exit $rc); see $log and $B/artifacts/$name-*"
	grep -m 3 -e 'ERROR:' -e 'runtime error:' -e 'SUMMARY:' -e 'Assertion' "$log" | sed 's/^/      /'
	return 1
}

if [ "${1:-}" = --one ]; then
	one "$2"
	exit
fi

rm -rf "$B/seeds"
mkdir -p "$B/seeds/fuzz_kinds" "$B/seeds/fuzz_text" "$B/seeds/fuzz_copy"
seeds_of_kinds "$B/seeds/fuzz_kinds" && seeds_of_formats "$B/seeds/fuzz_text" && seeds_of_copies "$B/seeds/fuzz_copy" || exit 1
[ -z "${SEEDS_ONLY:-}" ] || exit 0

list=
for fuzzer in "$B"/tests/fuzz/fuzz_*; do
	case $fuzzer in *.d | *.o | *'*'*) continue ;; esac
	[ -x "$fuzzer" ] || continue
	case ${FUZZ_ONLY:-$(basename "$fuzzer")} in "$(basename "$fuzzer")") list="$list $(basename "$fuzzer")" ;; esac
done
if [ -z "$list" ]; then
	echo "fuzz: nothing to run in $B/tests/fuzz"
	exit 1
fi
# shellcheck disable=SC2086
if printf '%s\n' $list | xargs -P "${FUZZ_JOBS:-2}" -n 1 sh "$0" --one; then
	echo "fuzz: clean ($(echo "$list" | wc -w) fuzzers, $FUZZ_SECONDS s each)"
	exit 0
fi
echo "fuzz: something was found"
exit 1

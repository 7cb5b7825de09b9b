#!/bin/sh
# tests.sh: the unit tests that prove what the benchmark's table asks for, as lines of the benchmark: every factor's mean by exact
# enumeration over made-up tables, the average of E over fresh keys for small leaks with repeats and canaries, the independent scorer on
# made-up leaks with canaries, the golden list of non-equivalents marked for fifty accounts. Their keys and seeds are fixed; each says in its
# file what it compares.
set -u
B=${B:-build}
missed=0
# prove NAME WHAT YARDSTICK
prove() {
	if [ ! -x "$B/tests/unit/$1" ]; then
		echo "$B/tests/unit/$1 is not built"
		exit 2
	fi
	out=$("$B/tests/unit/$1" 2>&1)
	code=$?
	if [ $code -eq 77 ]; then
		echo "bench: $2: skipped: $out"
		return
	fi
	sum=$(echo "$out" | sed -n 's/^[0-9]*%: \(Checks: [0-9]*, Failures: [0-9]*, Errors: [0-9]*\)$/\1/p')
	if [ $code -eq 0 ] && [ -n "$sum" ]; then
		verdict=met
	else
		verdict=MISSED missed=1
		echo "$out"
	fi
	echo "bench: $2 (tests/unit/$1): ${sum:-no result}; yardstick: $3; $verdict"
}
# prove_shell NAME WHAT YARDSTICK: the same for a test of tests/cli.
prove_shell() {
	if out=$(sh "tests/cli/$1.sh" 2>&1); then
		verdict=met
	else
		verdict=MISSED missed=1
		echo "$out"
	fi
	echo "bench: $2 (tests/cli/$1.sh): $(echo "$out" | grep -c '^ok: ') hold, $(echo "$out" | grep -c '^FAILED') fail; yardstick: $3; $verdict"
}
prove_shell test_meaning "the cells of tests/data/non-equivalents.tsv, marked for 50 accounts where every published spelling is in use" "none changes"
prove test_factor "exact enumeration of every factor over made-up tables" "mean at most 1 + 1e-12"
prove test_fresh_key "average of E over fresh keys, small leaks with repeats and canaries" "at most 1, by 4.5 standard errors"
prove test_scorer "independent scorer on 100 made-up leaks with canaries" "log10 E within 1e-9"
exit $missed

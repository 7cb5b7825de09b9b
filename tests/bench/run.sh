#!/bin/sh
# run.sh: every benchmark, one after another; called by `make bench` with B. A benchmark is a program $B/tests/bench/bench_NAME or a
# script tests/bench/NAME.sh that prints lines `bench: WHAT: FIGURE; yardstick: ...; met|MISSED`, with the number of trials and 95 %
# Wilson intervals (bench_stats.h, stats.py), and exits 0 (all met), 1 (missed), 77 (cannot run: why is on the last line), or else.
#
#   trace      who is named among 1,000,000 accounts at alpha 1e-9, canaries off, from lines `name----address` without a header: 50,
#              40, 30, 20 rows of ieee-data, addresses alone, hospitals' addresses alone, copies of 2 and 3 accounts mixed, one
#              slot type rewritten by rule, lower case without punctuation; and how often anybody innocent is accused
#   honesty    of (leak, innocent) pairs, the share with E >= t must be at most 1/t
#   proofs     exact enumeration of the factors of the learned tables; the independent scorer on real leaks
#   tests      the unit tests that do the same, and the average over fresh keys, for made-up leaks
#   histogram  chi-square of the spellings of marked exports against their source
#   speed      wall time and peak memory of one trace, vault open, beside the AES alone
#   order      who is named among 1,000,000 accounts by the order of rows, from lines of name and telephone number alone: the head, mixed or
#              not, rows from all over, half of the rows foreign, rows of the source
#   people     who is named by 50 rows of names and numbers out of exports of different people, with and without what exports noted
#   verify     a trace in a vault of 100,000 entries of the log, and of 1,000,000 accounts: verified from the first entry, and again
#   registry   an export and a trace beside 100,000 invented records of others (REGISTRY_CANARIES), and in an empty registry
#   busy       eight exports at once into one vault, 200 times, random ones killed: whether another fails, or a byte left unregistered
#   embed      what embedding costs beside libcsv and a writer of our own, and its memory
#   bound      2,000 fresh keys for each adversarial leak of tests/fresh/leaks.h: innocents accused, P(E >= t), the mean of min(E, 100)
#   mutate     each rule that keeps the bound is broken once in a copy of the tree, and a test must fail
#   before     embedding and tracing paired with another build of the program: BENCH_BEFORE names it
#   redteam    scripts that look for canaries in one copy, and in two of one account (python3-numpy, python3-sklearn: make deps-bench)
#   cases      failing inputs that were handed over: LEAKDYE_CASES names their folder
#
# BENCH_ONLY="NAME..." runs some; BENCH_LINES="50-rows mix-2 ..." runs some lines of trace. TRIALS (1000) is the number of trials of
# the first line and scales all others but embed's (BENCH_TRIALS). BENCH_SEED (1) chooses rows and accounts; keys are new in every run.
# LEAKDYE_SHARED is the folder where cms-hospitals.csv lies. By default it takes hours on two cores, more than one of them for bound.
# The lines are also kept in $B/bench/results. Exit code 0 if every benchmark ran and every yardstick was met.
set -u
B=${B:-build}
export B
results=$B/bench/results
mkdir -p "$B/bench"
: >"$results"
# Vaults are made here, and go whatever happens.
TMPDIR=$(mktemp -d "${BENCH_TMP:-${TMPDIR:-/tmp}}/leakdye-bench.XXXXXX") || exit 2
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
missed=0 failed=0 done=0

machine() {
	cores=$(nproc 2>/dev/null || echo '?')
	model=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1)
	echo "machine: $cores cores, ${model:-processor unknown}, $(uname -sr), load $(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null)"
}

# bench NAME COMMAND...: run it and count how it went. Its lines appear as they come.
bench() {
	name=$1
	shift
	case " ${BENCH_ONLY:-$name} " in *" $name "*) ;; *) return ;; esac
	echo "---- $name"
	{
		"$@" 2>&1
		echo $? >"$B/bench/code"
	} | tee "$B/bench/$name.out"
	grep '^bench: ' "$B/bench/$name.out" >>"$results"
	code=$(cat "$B/bench/code")
	case $code in
	0) done=$((done + 1)) ;;
	1) done=$((done + 1)) missed=$((missed + 1)) ;;
	77) echo "bench: $name: skipped: $(tail -n 1 "$B/bench/$name.out")" | tee -a "$results" ;;
	*)
		failed=$((failed + 1))
		echo "bench: $name: FAILED with exit code $code" | tee -a "$results"
		;;
	esac
}

machine | tee -a "$results"
for program in "$B"/tests/bench/bench_*; do
	case $(basename "$program") in
	# What the scripts measure with; no benchmarks.
	bench_bits | bench_run | bench_yardstick | *.d | *.o | *'*'*) continue ;;
	esac
	[ -x "$program" ] || continue
	short=$(basename "$program")
	bench "${short#bench_}" "$program"
done
for script in tests/bench/*.sh; do
	case $script in tests/bench/run.sh) continue ;; esac
	bench "$(basename "$script" .sh)" sh "$script"
done
met=$(grep -c '; met$' "$results")
short=$(grep -c '; MISSED$' "$results")
# Whole benchmarks, and lines of those that ran.
skipped=$(grep -c '^bench: .*: skipped: ' "$results")
echo "bench: $done benchmarks ran, $failed failed; $met yardsticks met, $short missed, $skipped skipped; lines in $results"
[ "$failed" -eq 0 ] && [ "$missed" -eq 0 ] && [ "$done" -gt 0 ]

#!/bin/sh
# embed.sh: what embedding costs. Generates 20 MB and 200 MB of invented international customers, learns them, enrols accounts, and
# times `leakdye embed` alternating with the yardstick: libcsv and a writer of our own copying the same file. See embed.py.
# BENCH_TRIALS (7), BENCH_TMP (a folder with 1 GB of room; it decides which disk is measured), BENCH_BYTES (200000000).
set -u
B=$(cd "${B:-build}" && pwd) || exit 2
for program in leakdye tests/gen/gen_customers tests/bench/bench_yardstick tests/bench/bench_run; do
	if [ ! -x "$B/$program" ]; then
		echo "$program is not built"
		exit 77
	fi
done
T=$(mktemp -d "${BENCH_TMP:-${TMPDIR:-/tmp}}/leakdye-bench.XXXXXX") || exit 2
trap 'rm -rf "$T"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
room=$(df -Pk "$T" | awk 'NR == 2 { print $4 }')
if [ "$room" -lt 1000000 ]; then
	echo "less than 1 GB of room in $T"
	exit 77
fi
export B T
python3 tests/bench/embed.py

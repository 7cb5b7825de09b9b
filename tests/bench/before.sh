#!/bin/sh
# before.sh: embedding and tracing, paired with another build of the program on the same files. BENCH_BEFORE is that program's path; without
# it there is nothing to compare with. Each program has a vault of its own: they need not read each other's. See before.py.
# BENCH_TRIALS (7) pairs of each, BENCH_BYTES (200000000, a tenth of which is embedded), BENCH_PAIRED (100000) accounts enrolled, BENCH_TMP.
set -u
B=$(cd "${B:-build}" && pwd) || exit 2
if [ ! -x "${BENCH_BEFORE:-/nonexistent}" ]; then
	echo "BENCH_BEFORE names no program to compare with"
	exit 77
fi
T=$(mktemp -d "${BENCH_TMP:-${TMPDIR:-/tmp}}/leakdye-bench.XXXXXX") || exit 2
trap 'rm -rf "$T"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export B T
python3 tests/bench/before.py

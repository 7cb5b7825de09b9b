#!/bin/sh
# people.sh: 50 rows of names and telephone numbers out of exports of different people: who is named, with and without what exports noted.
set -u
B=$(cd "${B:-build}" && pwd) || exit 2
T=$(mktemp -d "${TMPDIR:-/tmp}/leakdye-people.XXXXXX") || exit 2
trap 'rm -rf "$T"' EXIT
trials=$((${TRIALS:-1000} / 10))
[ "$trials" -ge 1 ] || trials=1
python3 tests/bench/people.py "$B/leakdye" "$B/tests/gen/gen_customers" "$T" "$trials" "${BENCH_SEED:-1}"

#!/bin/sh
# cases.sh: failing inputs that were handed over: folders under LEAKDYE_CASES, each with cmd.sh, which is run with BIN, the program's path,
# and expected.txt, which says in words what must happen. What is printed is to be read beside it: no program judges words.
set -u
B=$(cd "${B:-build}" && pwd) || exit 2
if [ ! -d "${LEAKDYE_CASES:-/nonexistent}" ]; then
	echo "LEAKDYE_CASES names no folder with cases"
	exit 77
fi
cases=0
for case in "$LEAKDYE_CASES"/*/cmd.sh; do
	name=$(basename "$(dirname "$case")")
	cases=$((cases + 1))
	echo "  $name"
	BIN=$B/leakdye sh "$case" 2>&1 | sed 's/^/    /'
	sed 's/^/    expected: /' "$(dirname "$case")/expected.txt"
done
echo "bench: handed cases: $cases run; yardstick: none, printed only"
[ "$cases" -gt 0 ]

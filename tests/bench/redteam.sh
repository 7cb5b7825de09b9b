#!/bin/sh
# redteam: whether whoever has a copy finds its canaries. Scripts that look for invented records in one copy, trained on copies of the attacker's
# own vault too, and that compare two exports of one account: on invented customers (intl, cn), the IEEE registry and a list of hospitals. It
# needs python3-numpy and python3-sklearn (make deps-bench). tests/bench/redteam/: attack.py begins it; detectors.py looks at one copy,
# learned.py is trained, queries.py knows the query, compare.py has several exports; measure.py has the demands.
#
# REDTEAM_ONLY="intl cn ieee hospitals" are the tables; REDTEAM_ACCOUNTS (10) copies of each, REDTEAM_TRAINED (3) of them for the trained
# detectors, REDTEAM_PAIRS (2) accounts for orders and pairs; REDTEAM_ROWS=2000 takes so many rows only; REDTEAM_DENSITY (the program's own) is
# learn's; REDTEAM_PARTS="copy trained order filter pairs" does some of it; REDTEAM_VERBOSE=1 prints every way of every detector.
set -u
B=$(cd "${B:-build}" && pwd) || exit 2
for program in leakdye tests/gen/gen_customers; do
	if [ ! -x "$B/$program" ]; then
		echo "$program is not built"
		exit 77
	fi
done
# Debian's packages are for Debian's Python, which need not be the first one.
python=
for candidate in python3 /usr/bin/python3; do
	if "$candidate" -c 'import numpy, scipy, sklearn' 2>/dev/null; then
		python=$candidate
		break
	fi
done
if [ -z "$python" ]; then
	echo "python3-numpy and python3-sklearn are not installed (make deps-bench)"
	exit 77
fi
T=$(mktemp -d "${BENCH_TMP:-${TMPDIR:-/tmp}}/leakdye-redteam.XXXXXX") || exit 2
trap 'rm -rf "$T"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export B T PYTHONDONTWRITEBYTECODE=1
# shellcheck disable=SC2086
"$python" tests/bench/redteam/attack.py ${REDTEAM_ONLY:-}

#!/bin/sh
# The test vectors on the page are those that the independent implementation prints, line for line.
. "$(dirname "$0")/lib.sh"

command -v /usr/bin/python3 >/dev/null || skip "python3 is not installed"
/usr/bin/python3 -c 'import cryptography' 2>/dev/null || skip "python3-cryptography is not installed"
run /usr/bin/python3 tests/independent/vectors.py
expect_exit 0
awk '/^```vectors/ { v = 1; next } /^```/ { v = 0 } v' docs/FORMAT.md >"$T/page"
while read -r line; do
	grep -qxF -e "$line" "$T/page" || fail "the page lacks: $line"
done <"$T/out"
[ "$(wc -l <"$T/out")" -ge 36 ] || fail "fewer vectors than there are"
ok "the page has every vector of the independent implementation"

#!/bin/sh
# No mark changes a meaning: where learn has seen every published spelling, fifty accounts get the cells of the golden list as they stand.
. "$(dirname "$0")/lib.sh"

ACCOUNTS=50
[ "$SLOW" = 0 ] || ACCOUNTS=3

make_vault
python3 tests/gen/gen_spellings.py table >"$T/table.csv"
python3 tests/gen/gen_spellings.py kept >"$T/kept.csv"
leakdye learn cells "$T/table.csv"
expect_exit 0
leakdye profile export cells
expect_exit 0
grep -c '^\[table ' "$T/out" >"$T/tables"
[ "$(cat "$T/tables")" -ge 60 ] || fail "only $(cat "$T/tables") spellings are in use"
ok "learn gives shares to every spelling ($(cat "$T/tables") tables)"

seq -f 'account%g@x' 1 "$ACCOUNTS" >"$T/accounts"
leakdye enrol cells "$T/accounts"
expect_exit 0

lines=$(($(wc -l <"$T/kept.csv") - 21))
[ "$lines" -ge 300 ] || fail "the golden list has $lines cells only"
tail -n "$lines" "$T/kept.csv" >"$T/expected"
while read -r account; do
	leakdye embed cells --to "$account" --marks spelling "$T/kept.csv" -o "$T/marked.csv"
	expect_exit 0
	tail -n "$lines" "$T/marked.csv" >"$T/got"
	diff "$T/expected" "$T/got" >"$T/changed" || fail "changed for $account: $(head -n 5 "$T/changed")"
	head -n 21 "$T/marked.csv" | cksum >>"$T/controls"
	rm "$T/marked.csv"
done <"$T/accounts"
ok "$lines cells that mean something else are as they were for $ACCOUNTS accounts"

# Two accounts agree on twenty cells with two slots of several spellings each with a chance below 2^-20.
distinct=$(sort -u "$T/controls" | wc -l)
[ "$distinct" -eq "$ACCOUNTS" ] || fail "the control rows of $ACCOUNTS accounts have $distinct spellings"
ok "the rows beside them carry every account's own spellings"

#!/bin/sh
# A record whose key a new customer got stops the export of its account alone: what others are answered, their copies and the numbers of their exports,
# does not say whose records have which keys.
. "$(dirname "$0")/lib.sh"

python3 - "$T" <<'PYTHON'
import random, sys
r = random.Random(3)
codes = r.sample(range(1000, 10000), 2500)
with open(sys.argv[1] + "/t.csv", "w") as f:
    f.write("code,name,memo\n")
    f.writelines("K%d,%s %s,%s\n" % (c, r.choice(["Ann", "Ben", "Cora", "Dan"]), r.choice(["Ek", "Frost", "Gray", "Hill"]), "m" * 1000) for c in codes)
PYTHON
make_ready t "$T/t.csv" --density 10 --kind name=person-name --kind code=opaque-id
for who in alice bob; do
	leakdye embed t --to $who@x "$T/t.csv" -o "$T/$who.csv"
	expect_exit 0
done
# Customers with the numbers of all of bob's records come to the end of the table, some of which alice's have, too.
awk -F, -v t="$T" 'BEGIN { OFS = "," }
	FNR == 1 { file++; next }
	file == 1 { real[$1]; next }
	file == 2 { if (!($1 in real)) hers[$1]; next }
	!($1 in real) { both += $1 in hers; print $1, "New Person", $3 }
	END { print both > (t "/both") }' "$T/t.csv" "$T/alice.csv" "$T/bob.csv" >"$T/new"
[ "$(cat "$T/both")" -gt 0 ] || fail "they have no key in common: this shows nothing"
cat "$T/t.csv" "$T/new" >"$T/grown.csv"
leakdye --json embed t --to bob@x "$T/grown.csv" -o "$T/bob-again.csv"
expect_exit 0
expect_output '"export":3'
[ "$(wc -l <"$T/bob-again.csv")" -gt "$(wc -l <"$T/grown.csv")" ] || fail "it has no records"
cut -d , -f 1 "$T/bob-again.csv" | sort | uniq -d >"$T/twice"
[ ! -s "$T/twice" ] || fail "keys that stand twice: $(head -n 1 "$T/twice")"
leakdye --json embed t --to alice@x "$T/t.csv" -o "$T/alice-again.csv"
expect_exit 0
expect_output '"export":4'
expect_same "$T/alice.csv" "$T/alice-again.csv"
leakdye list exports t --json
if grep -q '"complete":false' "$T/out"; then fail "an export is incomplete"; fi
leakdye log verify
expect_exit 0
ok "keys that were taken from one account change nothing for another"

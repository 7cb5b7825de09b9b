#!/bin/sh
# surrogates in a leak: keys alone name the account that they were given to, and so do few of them beside a telephone number.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 3000 --seed 31 >"$T/table.csv"
make_vault
leakdye learn d --surrogate customer_id "$T/table.csv"
expect_exit 0
leakdye log show
expect_output '"keys":3000,"sha256":'
python3 -c 'for i in range(1, 301): print("u%d@x" % i)' >"$T/accounts"
leakdye enrol d "$T/accounts"
expect_exit 0
for u in 3 77 290; do
	leakdye embed d --to "u$u@x" "$T/table.csv" -o "$T/u$u.csv"
	expect_exit 0
done

# columns of a copy that are leaked, rows, how
cut_out() { python3 - "$T" "$@" <<'PYTHON'; }
import csv, random, sys
folder, copy, columns, count, how = sys.argv[1:6]
# Of real people with a telephone: where one of three is an invented record there is a key less to count.
of = lambda r: (r["name"].strip(), r["phone"].strip())
people = {of(r) for r in csv.DictReader(open(folder + "/table.csv", newline="")) if of(r)[1]}
rows = [r for r in csv.DictReader(open(f"{folder}/{copy}.csv", newline="")) if of(r) in people]
random.seed(7)
rows = random.sample(rows, int(count))
columns = columns.split(",")
out = csv.writer(sys.stdout)
if "bare" not in how:
    out.writerow(columns)
for r in rows:
    out.writerow([r[c].lower() if "lower" in how else r[c] for c in columns])
PYTHON
named() { # account, file, and who is scored: everybody, if nothing is said
	leakdye trace "${3:---all-enrolled}" "$2"
	expect_exit 0
	expect_output "NAMED: account $1 "
	[ "$(grep -c NAMED "$T/out")" -eq 1 ] || fail "somebody else is named"
}
nobody() {
	leakdye trace --all-enrolled "$1"
	expect_exit 1
	expect_output "NOBODY NAMED"
}

cut_out u77 customer_id 40 plain >"$T/keys.csv"
named u77@x "$T/keys.csv"
expect_output "surrogate 1"
grep -q 'each mark by itself, log10 E:.*surrogate 1[0-9][0-9]' "$T/out" || fail "40 keys do not give 100 digits"
cut_out u290 customer_id 40 bare >"$T/bare.csv"
named u290@x "$T/bare.csv"
ok "a leak of keys alone names its account, with names of columns and without"

cut_out u3 customer_id,phone 3 plain >"$T/two.csv"
named u3@x "$T/two.csv"
expect_output "surrogate 2"
cut_out u3 phone,customer_id 4 bare >"$T/four.txt"
named u3@x "$T/four.txt"
ok "a few keys beside a telephone number name it"

# Foreign keys beside them: another table's, and true ones. Two copies mixed.
{ cat "$T/keys.csv"; seq 30000001 97 30003900; } >"$T/mixed.csv"
named u77@x "$T/mixed.csv"
{ cut_out u77 customer_id 60 plain; cut_out u290 customer_id 60 bare; } >"$T/both.csv"
leakdye trace --all-enrolled "$T/both.csv"
expect_exit 0
expect_output "NAMED: account u77@x "
expect_output "NAMED: account u290@x "
[ "$(grep -c NAMED "$T/out")" -eq 2 ] || fail "somebody else is named"
ok "among foreign keys, and of two copies both"

cut -d, -f1 "$T/table.csv" | head -n 200 >"$T/true.csv"
nobody "$T/true.csv"
{ echo customer_id; seq 40000001 7919 41600000; } >"$T/foreign.csv"
nobody "$T/foreign.csv"
{ head -n 1 "$T/keys.csv"; sed -n 2p "$T/keys.csv" | awk "{ for (i = 0; i < 40; i++) print }"; } >"$T/again.csv"
leakdye trace --all-enrolled --json "$T/again.csv"
python3 - "$T/out" <<'PYTHON' || fail "one key that is repeated counts more than once"
import json, sys
report = json.load(open(sys.argv[1]))
best = (report["accused"] + report["candidates"])[0]
assert best["log10_evidence"] < 5, best
PYTHON
ok "true keys, another table's and one key again and again name nobody"

# Traces of the same keys are one series.
head -n 20 "$T/keys.csv" >"$T/part.csv"
leakdye trace --all-enrolled "$T/part.csv"
expect_output "some of these cells were traced before"
ok "a later trace of some of them is known for one"

# The second scorer, from what was observed; and somebody who has changed the list.
leakdye trace --all-enrolled --dump-observations "$T/dump" "$T/two.csv" "$T/both.csv"
expect_exit 0
python3 tests/independent/score.py "$T/dump" >"$T/second" || fail "the second scorer comes to another verdict"
grep -q '"surrogate": [1-9]' "$T/second" || fail "the second scorer sees no surrogates"
ok "the second scorer agrees"

# A table that is learned again: whom it has no more was exported once.
{ head -n 1 "$T/table.csv"; tail -n 1500 "$T/table.csv"; } >"$T/half.csv"
leakdye learn d "$T/half.csv"
expect_exit 0
leakdye log show
[ "$(grep -c '"keys":3000,"sha256":' "$T/out")" -eq 2 ] || fail "the list lost keys"
# By the version that it exported with; who is enrolled could be named by both.
named u77@x "$T/keys.csv" --quiet
ok "keys of a table that was learned before are remembered"

python3 - "$LEAKDYE_VAULT/registry.db" <<'PYTHON'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE true_keys SET sealed = zeroblob(length(sealed))")
db.commit()
PYTHON
leakdye trace --all-enrolled "$T/keys.csv"
expect_exit 2
expect_message "is not the one that the log commits to"
leakdye log verify
expect_exit 2
expect_message "is not the one that the log commits to"
leakdye learn d "$T/table.csv"
expect_exit 0
named u77@x "$T/keys.csv" --quiet
ok "a list that was changed is refused, and made anew by learn"

# ---- what is forecast ----
leakdye forecast d --columns customer_id --rows 5,50
expect_exit 0
grep -qE '^1 +50 .* 100.0 %$' "$T/out" || fail "50 keys are not said to be enough"
# Six digits, one number in seventeen a key: three say little by themselves, beside a telephone number they do.
python3 -c '
print("id,phone")
import random
random.seed(3)
for i in random.sample(range(1000000), 60000):
    print("%06d,+1 555 %07d" % (i, i * 13 % 10000000))' >"$T/dense.csv"
leakdye learn dense --surrogate id:digits --kind id=opaque-id "$T/dense.csv"
expect_exit 0
leakdye enrol dense "$T/accounts"
leakdye embed dense --to u5@x --allow-unmarked "$T/dense.csv" -o "$T/dense-out.csv"
expect_exit 0
leakdye profile export dense
expect_output "bits.keys = 40" # log2(10^6 / 60000) = 4.06
{ head -n 1 "$T/dense-out.csv"; sed -n '300,302p' "$T/dense-out.csv"; } >"$T/dense-leak.csv"
leakdye trace --dataset dense --all-enrolled "$T/dense-leak.csv"
expect_exit 0
expect_output "NAMED: account u5@x"
cut -d, -f1 "$T/dense-leak.csv" >"$T/dense-keys.csv"
leakdye trace --dataset dense --all-enrolled "$T/dense-keys.csv"
expect_exit 1
ok "in a domain that is densely filled keys prove little alone, and much beside another cell"

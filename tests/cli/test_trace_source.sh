#!/bin/sh
# Rows of the table itself, of which no copy leaked: the report says one thing. Nobody is named, since the spellings are nobody's; that everybody
# exported these people names nobody; and more rows are not asked for, which would name nobody either.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 4000 --seed 91 >"$T/table.csv"
make_ready d "$T/table.csv"
for who in alice bob carol; do
	leakdye embed d --to "$who@x" "$T/table.csv" -o "$T/$who.csv"
	expect_exit 0
done
# rows FILE FROM: fifty lines of it, with its header.
rows() { head -n 1 "$1" && sed -n "$2,$(($2 + 49))p" "$1"; }

# Some 140 spellings, each of which a stranger has with a chance of 0.7: nine in ten of them he has in fewer than 1e-6 of runs.
for from in 2 1000 2500; do
	rows "$T/table.csv" "$from" >"$T/leak.csv"
	leakdye trace "$T/leak.csv"
	expect_exit 1
	expect_output 'NOBODY NAMED'
	expect_output "the spellings here are no account's: the nearest has "
	expect_output 'So these rows were taken elsewhere, from the table itself for instance, or the spellings of a copy were changed, or copies'
	expect_output 'That an account had these people does not name it: whoever exported them, or has the table, had them as well.'
	expect_silent 'it takes about'
	expect_silent 'of another table'
	# The figures are those of the account that has most of them.
	python3 - "$T/out" <<'PYTHON' || fail "another account is nearest"
import re, sys
text = open(sys.argv[1]).read()
said = tuple(map(int, re.search(r"the nearest has (\d+) of (\d+)", text).groups()))
shares = [(int(a), int(a) + int(d)) for a, d in re.findall(r"agree (\d+), differ (\d+)", text)]
assert len(shares) == 3 and said in shares and said[0] / said[1] == max(a / n for a, n in shares), (said, shares)
PYTHON
done
ok "rows of the table itself: one answer"

# Of a copy neither is said, where it names its account, or would with more rows.
rows "$T/alice.csv" 3200 >"$T/leak.csv"
leakdye trace "$T/leak.csv"
expect_exit 0
expect_output 'NAMED: account alice@x'
expect_silent "no account's"
expect_silent 'does not name it'
# Without an invented record, which would name it.
python3 - "$T" <<'PYTHON'
import csv, sys
t = sys.argv[1]
table, alice = (list(csv.reader(open(t + "/" + n, newline=""))) for n in ("table.csv", "alice.csv"))
keys = {r[0] for r in table}
csv.writer(open(t + "/leak.csv", "w", newline=""), lineterminator="\n").writerows(alice[:1] + [r for r in alice[1800:] if r[0] in keys][:14])
PYTHON
leakdye trace --alpha 1e-15 "$T/leak.csv"
expect_exit 1
expect_silent "no account's"
expect_output 'it takes about'
ok "rows of a copy are not called so"

# A record of one account alone came from a copy, whatever became of the spellings.
python3 - "$T" <<'PYTHON'
import csv, sys
t = sys.argv[1]
table, alice = (list(csv.reader(open(t + "/" + n, newline=""))) for n in ("table.csv", "alice.csv"))
keys = {r[0] for r in table}
born = [r for r in alice if r[0] not in keys][:1]
csv.writer(open(t + "/leak.csv", "w", newline=""), lineterminator="\n").writerows(table[:1] + table[3501:3551] + born)
PYTHON
leakdye trace --alpha 1e-60 "$T/leak.csv"
expect_exit 1
expect_output "the spellings here are no account's: the nearest has "
expect_output '  So the spellings of a copy were changed, or copies of several accounts are mixed'
expect_silent 'taken elsewhere'
ok "beside a record of an account's own, the table is not said to be where they are from"

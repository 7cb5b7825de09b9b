#!/bin/sh
# Clean tables show no record, however many are looked for, and alarm nobody; records that came back are told of all the same.
#
# By luck each of the tables shows one in fewer than 1 of 1,024 runs (docs/EVIDENCE.md, 4.2): all four together in fewer than 1 of 250. While the number of
# records was not counted, they showed 8 to 20 of them with 60,000 in the vault.
. "$(dirname "$0")/lib.sh"

rows=20000
[ "$SLOW" = 0 ] || rows=4000
gen --variant intl --rows "$rows" --seed 5 >"$T/table.csv"
make_vault
leakdye learn d "$T/table.csv" --density 50
expect_exit 0
enrol d a@x b@x c@x d@x e@x f@x
for who in a b c d e f; do
	leakdye embed d --to $who@x --no-index "$T/table.csv" -o "$T/$who.csv"
	expect_exit 0
done

gen --variant intl --rows 10000 --seed 77 >"$T/people.csv"
gen --variant cn --rows 10000 --seed 78 >"$T/cn.csv"
python3 - "$T" <<'PYTHON'
import csv, random, sys
T = sys.argv[1]
random.seed(1)
def write(name, rows):
    with open("%s/%s.csv" % (T, name), "w", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows(rows)
digits = lambda n: "%0*d" % (n, random.randrange(10**n))
write("digits", [["a", "b", "c", "d", "e"]] + [[digits(n) for n in (7, 8, 10, 12, 4)] for i in range(10000)])
write("meters", [["meter", "reading"]] + [[digits(7), digits(5)] for i in range(10000)])
# Eight records of one copy, in a table that is no copy: as they were, and the part of them that a seller shows.
known = {r[0] for r in csv.reader(open(T + "/table.csv"))}
copy = list(csv.reader(open(T + "/a.csv")))
born = [r for r in copy[1:] if r[0] not in known and r[9]][:40]
assert len(born) == 40
people = list(csv.reader(open(T + "/people.csv")))
write("mixed", people[:500] + born + people[500:1000])
shown = [copy[0].index(c) for c in ("name", "phone", "email")]
write("shown", [[r[c] for c in shown] for r in [copy[0]] + born])
PYTHON

for file in people cn digits meters; do
	leakdye canaries --check "$T/$file.csv"
	expect_exit 0
	[ ! -s "$T/out" ] || fail "$file.csv shows records"
	cp -R "$LEAKDYE_VAULT" "$T/again"
	leakdye learn "$file" "$T/$file.csv"
	expect_exit 0
	expect_silent "came back"
	rm -rf "$LEAKDYE_VAULT"
	mv "$T/again" "$LEAKDYE_VAULT"
done
ok "clean tables show none"

leakdye canaries --check "$T/mixed.csv"
expect_exit 0
[ "$(sed 1d "$T/out" | wc -l)" -eq 40 ] || fail "not all records are told of"
# Name, number and mailbox have 30 to 60 bits: most are more than chance does, in a file of 40 rows.
leakdye canaries --check "$T/shown.csv"
expect_exit 0
[ "$(sed 1d "$T/out" | wc -l)" -ge 20 ] || fail "hardly any is told of by name, number and mailbox"
ok "records that came back are told of, among other rows and by a part of them"

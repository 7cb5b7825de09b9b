#!/bin/sh
# An account's exports of some columns have the same draws as its exports of others. A row that was joined from two of them by the number shows enough of
# both together, though of neither alone: it is burned where it comes back.
. "$(dirname "$0")/lib.sh"

cat >"$T/make.py" <<'PYTHON'
"""make.py FOLDER: t.csv, whose numbers grow by little, so that an invented one says ten bits at most; a name says some thirteen, a telephone as many."""
import csv, random, sys
folder = sys.argv[1]
r = random.Random(5)
given = "Ada Ben Carl Dora Emil Fay Gus Hope Ivan Jane Kurt Lena Max Nora Otto Pia Rolf Sara Tom Uma Vera Walt Xena Yves Zoe Anna Bert Cora".split()
family = "Abel Brand Cole Dietz Engel Frost Gross Hahn Irwin Jung Klein Lang Moser Noll Orth Paul Quast Roth Sauer Thoma Unger Vogt Wolf Zorn Busch".split()
def table(rows, number):
    for _ in range(rows):
        number += r.randint(1, 7)
        yield ["K%07d" % (3 * number + r.randrange(3)), "%s %s" % (r.choice(given), r.choice(family)), "555-%03d-%04d" % (r.randrange(1000), r.randrange(10000))]
def write(name, rows):
    with open("%s/%s.csv" % (folder, name), "w", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows(rows)
t = list(table(1500, 100000))
write("t", [["id", "name", "phone"]] + t)
write("names", [["id", "name"]] + [x[:2] for x in t])
write("phones", [["id", "phone"]] + [[x[0], x[2]] for x in t])
write("other", [["id", "name", "phone"]] + list(table(3000, 500000)))
PYTHON
cat >"$T/join.py" <<'PYTHON'
"""join.py FOLDER: joined.csv is other.csv with ten rows in it that are joined from alice's two copies; halves.csv has of them what one copy shows."""
import csv, sys
folder = sys.argv[1]
read = lambda name: list(csv.reader(open("%s/%s.csv" % (folder, name))))
known = {x[0] for x in read("t")}
names = {x[0]: x[1] for x in read("alice-names") if x[0] not in known}
phones = {x[0]: x[1] for x in read("alice-phones") if x[0] not in known}
both = [[i, names[i], phones[i]] for i in names if i in phones][:10]
assert len(both) == 10, (len(names), len(phones))
rows = read("other")
for n, x in enumerate(both):
    rows[1100 + 60 * n] = x
with open(folder + "/joined.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(rows)
for n, x in enumerate(both):
    rows[1100 + 60 * n] = [x[0], x[1], rows[1][2]]
with open(folder + "/halves.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(rows)
PYTHON
burns() { python3 -c 'import os, sqlite3; print(sqlite3.connect(os.environ["LEAKDYE_VAULT"] + "/registry.db").execute("SELECT count(*) FROM burns").fetchone()[0])'; }

python3 "$T/make.py" "$T"
make_ready t "$T/t.csv" --density 10
for part in names phones; do
	leakdye embed t --to alice@x "$T/$part.csv" -o "$T/alice-$part.csv"
	expect_exit 0
done
run python3 "$T/join.py" "$T"
expect_exit 0
leakdye learn u "$T/halves.csv"
expect_exit 0
# One record in ten or less has a name so rare that number and name are enough; six of ten or more by luck in 1.5e-4 of all vaults.
[ "$(burns)" -le 5 ] || fail "$(burns) burns: a half of them is enough, so this shows nothing"
leakdye learn u "$T/joined.csv"
expect_exit 0
# All ten; and of the other 290 some by chance, each with 8 x 2^-10 at most (EVIDENCE, 4.2: L is 8), so twelve more with less than 1e-5.
joined=$(burns)
if [ "$joined" -lt 10 ] || [ "$joined" -ge 22 ]; then fail "$joined burns"; fi
ok "rows joined from two exports of an account are burned by learn"

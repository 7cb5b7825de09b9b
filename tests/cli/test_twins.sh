#!/bin/sh
# A column in which no two cells are the same stays so: a table with a unique index on it loads from every copy. Where two names differ in their spelling
# alone, both stay as they are, and all others carry marks as ever.
. "$(dirname "$0")/lib.sh"

# NAME COLUMNS PAIRS: 3,000 firms, no two alike, and PAIRS of them a second time in another spelling; with a number before each, or an amount behind.
cat >"$T/make.py" <<'PYTHON'
import random, sys
name, columns, pairs = sys.argv[1], sys.argv[2], int(sys.argv[3])
random.seed(11)
first, second = "Acme Harbor Northern Summit Prime Vertex Orion Liberty Apex Heritage".split(), "Electric Trading Systems Foods Logistics Motors Roofing Energy Design Media".split()
third = [a + b for a in ("Al", "Bel", "Cor", "Dun", "El", "Far") for b in ("bury", "comb", "dale", "ford", "gate", "ham", "ley", "mere", "ton", "wick")]
base = random.sample([f"{a} {b} {c}" for a in first for b in second for c in third], 3000)
forms = [" Ltd", " Limited", " Ltd."]
firms = [(b, random.choice(forms)) for b in base]
firms += [(b, random.choice([f for f in forms if f != form])) for b, form in firms[:pairs * 17:17]]
with open(name, "w") as f:
    f.write({"id": "customer_id,company\n", "alone": "company,sales\n"}[columns])
    for i, (b, form) in enumerate(firms):
        f.write(f"K{i * 7919 % 9999991:07},{b}{form}\n" if columns == "id" else f"{b}{form},{random.randint(1, 99)}\n")
PYTHON
cat >"$T/check.py" <<'PYTHON'
# SOURCE COPY: no two firms of the copy are the same; those that differ in their form alone in the source are there as they were; others are respelt.
import csv, re, sys
column = lambda file: [r[next(i for i, h in enumerate(rows[0]) if h == "company")] for rows in [list(csv.reader(open(file)))] for r in rows[1:]]
source, copy = column(sys.argv[1]), column(sys.argv[2])
base = lambda name: re.sub(r",? (Ltd\.?|Limited)$", "", name)
bases = [base(s) for s in source]
twins = {b for b in bases if bases.count(b) > 1}
changed = len(set(source) - set(copy))
print(len(copy), "rows,", len(set(copy)), "firms,", len(twins), "in two spellings,", changed, "respelt")
assert len(set(copy)) == len(copy) and changed > 1000
assert all(s in copy for s in source if base(s) in twins)
PYTHON

make_vault
for columns in id alone; do
	for pairs in 1 15; do
		python3 "$T/make.py" "$T/$columns$pairs.csv" $columns $pairs
		leakdye learn $columns$pairs "$T/$columns$pairs.csv"
		expect_output "hardly two cells are the same; values in several spellings, left as they are: $pairs"
		printf '%s\n' alice@x bob@x carol@x >"$T/accounts"
		leakdye enrol $columns$pairs "$T/accounts"
		for account in alice@x bob@x carol@x; do
			leakdye embed $columns$pairs --to $account --marks spelling "$T/$columns$pairs.csv" -o "$T/copy.csv"
			expect_exit 0
			python3 "$T/check.py" "$T/$columns$pairs.csv" "$T/copy.csv" || fail "of $columns, $pairs pairs: two firms became one, or nothing was marked"
			rm "$T/copy.csv"
		done
	done
done
ok "a column without two equal cells stays so"

# A filler, and a name in two towns, change nothing; where one cell in a hundred repeats another, nobody counts on it: the pairs are respelt like others.
for repeats in 25 40; do
	{
		cat "$T/id15.csv"
		sed -n "2,$((repeats + 1))p" "$T/id15.csv" | sed 's/^K/L/'
	} >"$T/equal$repeats.csv"
	leakdye learn equal$repeats "$T/equal$repeats.csv"
	expect_exit 0
	case $repeats in
	25) expect_output "hardly two cells are the same; values in several spellings, left as they are: 15" ;;
	40) expect_silent "hardly two cells are the same" ;;
	esac
done
ok "with many equal cells it has no twins"

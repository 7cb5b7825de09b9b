#!/bin/sh
# Columns that must not be respelt for what others hold: one that writes otherwise than the rest of its kind, and those that are made of one another.
. "$(dirname "$0")/lib.sh"

cat >"$T/make.py" <<'PYTHON'
# NAME KIND: 2,000 rows. habits: firms as people type them, and as an authority does, in capitals and without signs. made: an address beside the label that
# holds it; seldom: one label in three does. equal: two addresses, the same in seven rows of ten.
import random, sys
name, kind = sys.argv[1:]
random.seed(3)
words = "Acme Harbor Northern Summit Prime Vertex Orion Liberty Apex Heritage Pioneer Keystone Cascade Evergreen Baxter Colby Denton Fulton Grady Hobbs".split()
trades = "Electric Trading Systems Foods Logistics Motors Roofing Energy Design Media".split()
streets = "Oak Maple Elm Cedar River Hill Lake Walnut Spring Willow Chestnut Jefferson Lincoln Adams Jackson Monroe".split()
pick = random.choice
firm = lambda: f"{pick(words)} {pick(trades)} {pick(streets)}"
typed = lambda f: f + pick([", Inc.", " Inc.", " Inc", " Incorporated", ", Inc", " Ltd", " Limited", ", Ltd."])
official = lambda f: f.upper() + pick([" INC", " INCORPORATED", " LTD", " LIMITED"])
address = lambda: f"{random.randint(1, 9999)} {pick(streets)} {pick(['Street', 'St', 'St.', 'Avenue', 'Ave', 'Road', 'Rd', 'Rd.'])}"
rows = []
for i in range(2000):
    key, home = f"K{i * 7919 % 9999991:07}", address()
    if kind == "habits":
        rows.append([key, typed(firm()), official(firm())])
    elif kind in ("made", "seldom"):
        held = home if kind == "made" or i % 3 == 0 else address()
        rows.append([key, home, f"Ms. {pick(words)}; {held}; Tampa; FL {33600 + i % 90}"])
    else:
        rows.append([key, home, home if random.random() < 0.7 else address()])
head = {"habits": "id,customer,insurer", "made": "id,address,label", "seldom": "id,address,label", "equal": "id,billing,shipping"}[kind]
import csv
with open(name, "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows([head.split(",")] + rows)
PYTHON
cat >"$T/check.py" <<'PYTHON'
# KIND SOURCE COPY
import csv, sys
kind, source, copy = sys.argv[1], *({r[0]: r for r in csv.reader(open(f))} for f in sys.argv[2:4])
assert source.keys() <= copy.keys(), "a row is lost"
respelt = [sum(source[k][i] != copy[k][i] for k in source) for i in (1, 2)]
print(kind, "respelt:", respelt)
if kind == "habits":
    assert respelt[0] > 1000 and respelt[1] == 0
elif kind in ("made", "seldom"):
    assert respelt == [0, 0]
else:
    assert min(respelt) > 1000 and all((source[k][1] == source[k][2]) == (copy[k][1] == copy[k][2]) for k in source)
PYTHON

make_vault
printf 'alice@x\nbob@x\n' >"$T/accounts"
for kind in habits made seldom equal; do
	python3 "$T/make.py" "$T/$kind.csv" $kind
	leakdye learn $kind "$T/$kind.csv"
	expect_exit 0
	case $kind in
	habits) expect_output "its cells lack spellings that others of this kind have" ;;
	made | seldom)
		expect_output "its cells hold those of column 3 or stand in them"
		expect_silent " yes "
		;;
	equal) expect_silent "its cells" ;;
	esac
	leakdye enrol $kind "$T/accounts"
	for account in alice@x bob@x; do
		leakdye embed $kind --to $account "$T/$kind.csv" -o "$T/copy.csv"
		expect_exit 0
		python3 "$T/check.py" $kind "$T/$kind.csv" "$T/copy.csv" || fail "$kind: a column was respelt that must not be, or one was not that may"
		rm "$T/copy.csv"
	done
	ok "$kind"
done

# A label that is added later: the address goes on, for the label may show a copy's spelling; that they disagree is said, and the owner may leave both.
cut -d, -f 1,2 "$T/made.csv" | tr -d '"' >"$T/grows.csv"
leakdye learn grows "$T/grows.csv"
expect_exit 0
expect_silent "its cells"
leakdye learn grows "$T/made.csv"
expect_exit 2
expect_message "column label: it is new, and not marked (its cells hold those of column 2 or stand in them"
leakdye learn grows "$T/made.csv" --no-mark label
expect_exit 0
expect_output "its cells hold those of column 3 or stand in them: respelt, they would disagree; marked as before (--no-mark leaves it)"
leakdye learn grows "$T/made.csv" --no-mark address
expect_exit 0
expect_output "the owner does not want it marked"
leakdye learn grows "$T/made.csv"
expect_exit 0
expect_silent " yes "
expect_silent "spoke of"
ok "a column that repeats another comes later"

# Under another name it is not known again, which learn says, once, of what the owner said himself.
sed '1s/address/street/' "$T/made.csv" >"$T/renamed.csv"
leakdye learn grows "$T/renamed.csv" --no-mark street
expect_exit 0
expect_output "Not in these files, and you spoke of them before. One that has another name now must be named again:"
expect_output "  address "
expect_output " --no-mark"
leakdye learn grows "$T/renamed.csv" --json
expect_exit 0
expect_output '"gone":[{"column":"address","no_mark":true,"kind":false,"identity":false}]'
ok "a column that the owner spoke of has another name now"

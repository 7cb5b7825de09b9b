#!/bin/sh
# decoys: contact points of the owner's in invented records: taken in or refused with the row, given once, found again.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 3000 --seed 31 >"$T/table.csv"
make_ready d "$T/table.csv"
# decoys FROM TO: so many numbers and mailboxes of the owner's, numbered.
decoys() {
	echo "phone,email"
	i=$1
	while [ "$i" -le "$2" ]; do
		printf '(212) 777-%04d,desk%04d@owner.example\n' "$i" "$i"
		i=$((i + 1))
	done
}
# refused CODE ROW-AND-CAUSE: decoys.csv is, nothing is changed, no value is told.
refused() {
	before=$(entries)
	leakdye decoys import d "$T/decoys.csv" --source "${source:-$T/table.csv}"
	expect_exit 2
	expect_message "$1"
	expect_silent "777-"
	[ ! -s "$T/out" ] || fail "an answer beside the error"
	[ "$(entries)" = "$before" ] || fail "the log has an entry of it"
	leakdye decoys list d
	expect_output "d: 0 decoys, 0 given, 0 left"
}
entries() { "$LEAKDYE" log show | wc -l; }
# column NAME ROW: a cell of the table.
column() {
	python3 -c 'import csv, sys; print(list(csv.DictReader(open(sys.argv[1], newline="")))[int(sys.argv[3]) - 2][sys.argv[2]])' "$T/table.csv" "$1" "$2"
}

# ---- bad input ----
decoys 1 4 >"$T/good.csv"
where="leakdye: $T/decoys.csv: row"
# A customer's own number and mailbox, however they are written.
number=$(python3 - "$T/table.csv" <<'EOF'
import csv, re, sys
for r in csv.DictReader(open(sys.argv[1], newline="")):
    digits = re.sub("[^0-9]", "", r["phone"])
    if re.fullmatch(r"\([0-9]{3}\) [0-9]{3}-[0-9]{4}", r["phone"]):
        print("+1 %s.%s %s" % (digits[:3], digits[3:6], digits[6:]))
        break
EOF
)
{ cat "$T/good.csv"; echo "$number,desk0009@owner.example"; } >"$T/decoys.csv"
refused "$where 6: column phone: is a value of the table: a customer's own is no decoy"
mail=$(python3 -c 'import csv, sys; print(next(r["email"] for r in csv.DictReader(open(sys.argv[1], newline="")) if r["email"]).upper())' "$T/table.csv")
{ cat "$T/good.csv"; echo "(212) 777-0009,$mail"; } >"$T/decoys.csv"
refused "$where 6: column email: is a value of the table"
# One of two in a cell.
cp "$T/table.csv" "$T/two.csv"
python3 - "$T/two.csv" <<'EOF'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
rows[5][rows[0].index("phone")] = "+44 20 7946 0123; (212) 777-0003"
csv.writer(open(sys.argv[1], "w", newline=""), lineterminator="\n").writerows(rows)
EOF
cp "$T/good.csv" "$T/decoys.csv"
source=$T/two.csv refused "$where 4: column phone: is a value of the table"
ok "a customer's number or mailbox is refused with the row, however it is written"

{ cat "$T/good.csv"; echo "212-777-0002,desk0009@owner.example"; } >"$T/decoys.csv"
refused "$where 6: column phone: stands in an earlier row too"
{ cat "$T/good.csv"; echo "desk0009@owner.example,(212) 777-0009"; } >"$T/decoys.csv"
refused "$where 6: column phone: is not what the column holds"
{ cat "$T/good.csv"; echo "(212) 777-****,desk0009@owner.example"; } >"$T/decoys.csv"
refused "$where 6: column phone: is not what the column holds"
{ cat "$T/good.csv"; echo ","; } >"$T/decoys.csv"
refused "$where 6: has no value"
{ cat "$T/good.csv"; echo "(212) 777-0009"; } >"$T/decoys.csv"
refused "$where 6: "
sed 's/phone/telephone/' "$T/good.csv" >"$T/decoys.csv"
refused "$where 1: column telephone: the dataset has no column of this name"
sed 's/email/phone/' "$T/good.csv" >"$T/decoys.csv"
refused "column phone: "
sed 's/phone/city/' "$T/good.csv" >"$T/decoys.csv"
refused "$where 1: column city: "
sed 's/email/customer_id/' "$T/good.csv" >"$T/decoys.csv"
refused "$where 1: column customer_id: what is opaque-id is no contact point"
sed 's/email/name/' "$T/good.csv" >"$T/decoys.csv"
refused "$where 1: column name: what is person-name is no contact point"
head -n 1 "$T/good.csv" >"$T/decoys.csv"
refused "leakdye: $T/decoys.csv: has no decoy"
: >"$T/decoys.csv"
refused "leakdye: $T/decoys.csv: "
rm "$T/decoys.csv"
refused "leakdye: $T/decoys.csv: cannot open"
cp "$T/good.csv" "$T/decoys.csv"
head -n 2000 "$T/table.csv" >"$T/part.csv"
source=$T/part.csv refused "leakdye: $T/part.csv: has 1974 rows, and the dataset was learned from 3000: give the whole table"
cut -d , -f 1,2 "$T/table.csv" >"$T/narrow.csv"
source=$T/narrow.csv refused "column phone: this table lacks a column that decoys are for"
source=$T/none.csv refused "leakdye: $T/none.csv: cannot open"
# Another table of the same columns has other people's numbers: that no decoy stands in it says nothing.
gen --variant intl --rows 3000 --seed 32 >"$T/other.csv"
source=$T/other.csv refused "leakdye: $T/other.csv: is not the table that the dataset was learned from, or has changed much: of "
leakdye decoys import d "$T/decoys.csv" --source "$T/other.csv"
expect_message " contact points known of that table 0 are in this one (0 %): give that table, or learn this one first"
# Half of the one and half of the other.
{ head -n 1500 "$T/table.csv"; tail -n +1502 "$T/other.csv"; } >"$T/half.csv"
source=$T/half.csv refused "leakdye: $T/half.csv: is not the table that the dataset was learned from"
ok "what is no contact point, stands twice or has no place is refused with the row"

for arguments in "import d" "import d $T/decoys.csv" "import d - --source -" "import d $T/decoys.csv --source $T/table.csv --no-header" "list a b" "who" "give d" "list --source $T/table.csv"; do
	# shellcheck disable=SC2086
	leakdye decoys $arguments
	expect_exit 2
	expect_message "leakdye: decoys: "
done
leakdye decoys import nobody "$T/decoys.csv" --source "$T/table.csv"
expect_exit 2
expect_message "no dataset is called nobody"
leakdye decoys list nobody
expect_exit 2
leakdye decoys list
expect_exit 0
[ ! -s "$T/out" ] || fail "a list of nothing"
leakdye decoys who 2127770001
expect_exit 1
expect_output "2127770001: no decoy"
ok "usage; there are none"

# ---- in ----
# As the column writes numbers: one of these is written as no number there is.
decoys 1 40 | sed 's/^(212) 777-0007/+1(212)-777-0007/' >"$T/decoys.csv"
leakdye decoys import d "$T/decoys.csv" --source "$T/table.csv" --json
expect_exit 0
# Known are different numbers and mailboxes of rows of the table, nearly all of which have one of each; all are there.
python3 - "$T/out" "$T/table.csv" <<'EOF' || fail "what it says"
import csv, json, sys
r = json.load(open(sys.argv[1]))
rows = list(csv.DictReader(open(sys.argv[2], newline="")))
most = sum(len({x[c] for x in rows if x[c]}) for c in ("phone", "email"))
assert r["known"] == r["known_there"] and most * 0.9 < r["known"] <= most, (r, most)
del r["known"], r["known_there"]
assert r == {"imported": 40, "rewritten": 1, "left": 40, "table_rows": 3000}, r
EOF
# A forecast says what they would change, and how many are left.
leakdye forecast d --after buyer
expect_exit 0
expect_output "leakdye decoys import; 40 left now"
expect_output "also those that have one of the 40 decoys of the dataset (0 given)"
leakdye decoys import d "$T/decoys.csv" --source "$T/table.csv"
expect_exit 2
expect_message "$where 2: column phone: is a decoy already"
leakdye decoys list
expect_output "d: 40 decoys, 0 given, 40 left"
expect_output "  phone: 40, 40 left"
expect_message "leakdye: decoys: 40 left; the next export needs about 60; records beyond those get invented ones, which nobody answers"
leakdye learn d "$T/table.csv"
expect_exit 0
expect_message "leakdye: decoys: 40 left; the next export needs about 60"
leakdye log verify
expect_exit 0
strings -a "$T/vault/registry.db" >"$T/strings"
if grep -qE 'owner.example|777-00' "$T/strings"; then fail "a decoy stands clear in the registry"; fi
ok "taken in, written as the column is, sealed; that they will not do is said before"

# ---- given ----
leakdye embed d --to bob@x "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
# Of 3,000 rows 60 are parents, deviation 7.7, of which a third may be withheld: for their keys, or since they are like no row.
grep -qE '^leakdye: decoys: ([0-9]|1[0-9]) left; the next export needs about' "$T/err" || fail "bob's records took few"
# What stands in the vault now, its page names.
[ -e "$T/vault/decoys" ] || fail "no file of the decoys that are being given"
for file in "$T/vault"/* "$T/vault"/.[!.]*; do
	[ ! -e "$file" ] || grep -qxF -e ".It Pa ${file##*/}" -e ".Pa ${file##*/}" docs/man/leakdye.1 ||
		fail "docs/man/leakdye.1 does not name ${file##*/} among the files of a vault"
done
leakdye embed d --to alice@x "$T/table.csv" -o "$T/alice.csv" --json
expect_exit 0
grep -qE '"decoys":40,"decoys_left":[0-2],' "$T/out" || fail "alice's records took none of what was left"
cat >"$T/had.py" <<'EOF'
# Which decoys stand in the copies of FILE..., by their mailboxes and numbers.
import csv, re, sys
# ${both}: only those of which both stand there: a record may have an empty cell, as its row.
def had(path, both=False):
    found = {}
    for r in csv.DictReader(open(path, newline="")):
        n = re.search(r"777[^0-9]*0*([0-9]{1,2})$", r["phone"]) if "212" in r["phone"] else None
        m = re.fullmatch(r"desk0*([0-9]+)@owner.example", r["email"], re.I)
        if (n and m) or (not both and (n or m)):
            assert not (n and m) or n[1] == m[1], r
            found.setdefault(int((n or m)[1]), []).append(r["customer_id"])
    return found
EOF
python3 - "$T" <<'EOF' || fail "not each once"
import csv, sys
folder = sys.argv[1]
sys.path.insert(0, folder)
from had import had
keys = {r["customer_id"] for r in csv.DictReader(open(folder + "/table.csv", newline=""))}
bob, alice = had(folder + "/bob.csv"), had(folder + "/alice.csv")
print(len(bob), len(alice))
assert len(bob) >= 35 and len(bob) + len(alice) <= 40 and not set(bob) & set(alice), (len(bob), len(alice))
assert all(len(rows) == 1 and rows[0] not in keys for rows in [*bob.values(), *alice.values()]), bob
EOF
leakdye embed d --to bob@x "$T/table.csv" -o "$T/again.csv"
expect_exit 0
expect_same "$T/bob.csv" "$T/again.csv"
# A part of the table, without mailboxes: the same records have the same.
head -n 1000 "$T/table.csv" | python3 -c 'import csv, sys; w = csv.writer(sys.stdout, lineterminator="\n"); w.writerows([c for i, c in enumerate(r) if i != 9] for r in csv.reader(sys.stdin))' >"$T/part.csv"
leakdye embed d --to bob@x "$T/part.csv" -o "$T/part-bob.csv"
expect_exit 0
python3 - "$T" <<'EOF' || fail "a record changed its number"
import csv, re, sys
folder = sys.argv[1]
def numbers(name):
    return {r["customer_id"]: re.sub("[^0-9]", "", r["phone"])[-10:] for r in csv.DictReader(open(folder + "/" + name, newline=""))}
whole, part = numbers("bob.csv"), numbers("part-bob.csv")
assert all(whole[k] == part[k] for k in part), [k for k in part if whole[k] != part[k]]
assert sum(v.startswith("2127770") for v in part.values()) > 3
EOF
ok "used first, each in one record of one account, which keeps it; others get invented ones"

# ---- whose ----
one=$(python3 -c 'import sys; sys.path.insert(0, sys.argv[1]); import had; print(min(had.had(sys.argv[1] + "/bob.csv", True)))' "$T")
for spelling in "212777$(printf %04d "$one")" "+1 (212) 777-$(printf %04d "$one")" "001 212.777.$(printf %04d "$one")"; do
	leakdye decoys who "$spelling"
	expect_exit 0
	expect_output "$spelling: account bob@x (number 2, dataset d, column phone), given 20"
	expect_output "left in export 1 of 20"
done
leakdye decoys who "DESK$(printf %04d "$one")@owner.example" 2127779999 --json
expect_exit 1
python3 - "$T/out" <<'EOF' || fail "who in JSON"
import json, sys
known, unknown = json.load(open(sys.argv[1]))
assert known["recipient"] == "bob@x" and known["column"] == "email" and known["dataset"] == "d", known
assert unknown == {"value": "2127779999", "decoy": False}, unknown
EOF
decoys 50 55 >"$T/decoys.csv"
"$LEAKDYE" decoys import d - --source "$T/table.csv" <"$T/decoys.csv" >"$T/out" || fail "from standard input"
# Up to two of the first ones may be left still, as above.
grep -qE '^6 decoys imported, none of which stands in the 3000 rows of the table; 0 values written as the column is; [6-8] left$' "$T/out" ||
	fail "what an import says"
expect_output "only these rows were compared; of "
expect_output " are in them (100 %)"
leakdye decoys who "(212) 777-0050"
expect_exit 0
expect_output "(212) 777-0050: given to nobody yet (dataset d, column phone, imported 20"
leakdye log show
[ "$(grep -c '	open-decoy	' "$T/out")" -ge 5 ] || fail "the log has not who asked"
if grep '	open-decoy	' "$T/out" | grep -qv '{"values":[0-9]*}$'; then fail "the log tells what was asked"; fi
leakdye log verify
expect_exit 0
# The owner leaves them out of calls as all invented records.
leakdye canaries 1
[ "$(grep -c '2127770' "$T/out")" -ge 20 ] || fail "the list of records lacks the numbers"
ok "whose one is, however it is written; asking is logged"

# ---- at once ----
decoys 100 179 >"$T/decoys.csv"
leakdye decoys import d "$T/decoys.csv" --source "$T/table.csv"
expect_exit 0
i=0
while [ $i -lt 6 ]; do
	i=$((i + 1))
	echo "u$i@x"
done | "$LEAKDYE" enrol d >/dev/null
i=0
while [ $i -lt 6 ]; do
	i=$((i + 1))
	"$LEAKDYE" embed d --to "u$i@x" "$T/table.csv" -o "$T/u$i.csv" >"$T/log$i" 2>&1 &
done
wait
python3 - "$T" <<'EOF' || fail "given to two accounts: $(cat "$T"/log*)"
import csv, re, sys
folder, whose = sys.argv[1], {}
for i in range(1, 7):
    for r in csv.DictReader(open("%s/u%d.csv" % (folder, i), newline="")):
        digits = re.sub("[^0-9]", "", r["phone"])[-10:]
        if digits.startswith("2127770"):
            whose.setdefault(digits, set()).add(i)
print(len(whose))
assert len(whose) > 60 and all(len(w) == 1 for w in whose.values()), whose
EOF
leakdye decoys list
grep -qE '^d: 126 decoys, 12[4-6] given, [0-2] left$' "$T/out" || fail "how many are given"
leakdye log verify
expect_exit 0
ok "six exports at once share none"

# A record that left without one never gets one: its account would see which of its records changed.
decoys 200 299 >"$T/decoys.csv"
leakdye decoys import d "$T/decoys.csv" --source "$T/table.csv"
expect_exit 0
leakdye embed d --to alice@x "$T/table.csv" -o "$T/alice-again.csv"
expect_exit 0
expect_same "$T/alice.csv" "$T/alice-again.csv"
ok "what left without one stays as it was"

# ---- changed behind our back ----
if command -v sqlite3 >/dev/null; then
	cp "$T/vault/registry.db" "$T/kept.db"
	for edit in "UPDATE given_decoys SET parent = (SELECT parent FROM given_decoys WHERE id = 2) WHERE id = 1" \
		"UPDATE given_decoys SET decoy = 99999 WHERE id = 1" "DELETE FROM given_decoys WHERE id = 1" \
		"UPDATE given_decoys SET export = 2 WHERE id = 1" "UPDATE decoys SET sealed = (SELECT sealed FROM decoys WHERE id = 2) WHERE id = 1" \
		"DELETE FROM decoys WHERE id = 3" "UPDATE decoys SET made = made + 1 WHERE id = 1"; do
		sqlite3 "$T/vault/registry.db" "PRAGMA foreign_keys = OFF; $edit"
		leakdye log verify
		expect_exit 2
		leakdye decoys who 2127770001
		expect_exit 2
		leakdye embed d --to bob@x "$T/table.csv" -o "$T/none.csv"
		expect_exit 2
		expect_no_file "$T/none.csv"
		cp "$T/kept.db" "$T/vault/registry.db"
		rm -f "$T/vault/registry.db-wal" "$T/vault/registry.db-shm"
	done
	ok "what was changed behind the log's back is found by whoever reads it"
fi

# ---- in a leak ----
# Names and numbers of bob's copy, of records that have a decoy: the report names him beside the score, and nothing else does.
python3 - "$T" <<'EOF'
import csv, re, sys
folder = sys.argv[1]
rows = [r for r in csv.DictReader(open(folder + "/bob.csv", newline=""))]
mine = [r for r in rows if re.sub("[^0-9]", "", r["phone"])[-10:-2] == "21277700"][:5]
assert len(mine) == 5
with open(folder + "/leak.csv", "w") as f:
    f.write("name,phone\n" + "".join('"%s",%s\n' % (r["name"], r["phone"]) for r in mine + rows[100:110]))
EOF
leakdye trace --all-enrolled "$T/leak.csv"
expect_exit 1
expect_output "Decoys of the owner, which stand in the leak:"
[ "$(grep -c '^  .*777.*, given to account bob@x (number 2, dataset d) on 20.*, first in export 1$' "$T/out")" -eq 5 ] || fail "not the five"
expect_output "records of one account alone 0"
if grep -q "NAMED: account" "$T/out"; then fail "a decoy accused somebody"; fi
leakdye trace --all-enrolled --format json "$T/leak.csv"
python3 - "$T/out" <<'EOF' || fail "the report for programs"
import json, sys
r = json.load(open(sys.argv[1]))
assert r["accused"] == [] and r["units_observed"] == 0, r
assert len(r["decoys"]) == 5 and {(d["recipient"], d["number"], d["dataset"], d["column"], d["export"]) for d in r["decoys"]} == {("bob@x", 2, "d", "phone", 1)}
assert all(c["log10_evidence"] < 0.5 for c in r["candidates"]), r["candidates"]
EOF
# The numbers of nobody's, and others' rows, say nothing.
printf 'name,phone\nAnna Mill,(212) 777-0210\nJohn Mill,(212) 777-0211\nMary Mill,(415) 555-0911\n' >"$T/leak.csv"
leakdye trace "$T/leak.csv"
expect_exit 1
if grep -q Decoys "$T/out"; then fail "one that nobody was given"; fi
ok "a report says which stand in a leak and whose they are; they weigh nothing"

# A second telephone, which says the first one again: records do so too, but for a decoy.
gen --variant intl --rows 1500 --seed 33 >"$T/table.csv"
python3 - "$T/table.csv" <<'EOF'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
at = rows[0].index("phone")
rows = [r[:6] + [r[at] if r is not rows[0] else "mobile"] for r in rows]
csv.writer(open(sys.argv[1], "w", newline=""), lineterminator="\n").writerows(rows)
EOF
# Of some 75 records a third may be withheld for want of a gap among the keys: of 60 with decoys there are 15 but in 2e-5 of runs, if half are.
leakdye learn twice "$T/table.csv" --density 5
expect_exit 0
enrol twice bob@x
decoys 400 459 | cut -d , -f 1 | sed 's/phone/mobile/' >"$T/decoys.csv"
leakdye decoys import twice "$T/decoys.csv" --source "$T/table.csv"
expect_exit 0
leakdye embed twice --to bob@x "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
python3 - "$T" <<'EOF' || fail "decoys of the second telephone"
import csv, re, sys
table, copy = ({r["customer_id"]: r for r in csv.DictReader(open(sys.argv[1] + "/" + n, newline=""))} for n in ("table.csv", "bob.csv"))
born = [copy[k] for k in copy if k not in table]
given = [r for r in born if re.sub("[^0-9]", "", r["mobile"])[-10:].startswith("212777")]
again = [r for r in born if r["mobile"] == r["phone"]]
print(len(born), len(given), len(again))
assert len(given) >= 15 and len(given) + len(again) == len(born), born
EOF
ok "a decoy stands in a column that repeats another"

# Of a dataset without a pool the vault keeps no row, and nobody can tell whether it is the table.
leakdye learn bare "$T/table.csv" --no-pool
expect_exit 0
decoys 60 61 | cut -d , -f 1 >"$T/decoys.csv"
leakdye decoys import bare "$T/decoys.csv" --source "$T/other.csv"
expect_exit 0
expect_output "2 decoys imported, none of which stands in the 3000 rows of the table"
expect_output "only these rows were compared; whether they are the table that the dataset was learned from, the vault cannot tell"
ok "what share of the table that was learned is known is said, or that none is"

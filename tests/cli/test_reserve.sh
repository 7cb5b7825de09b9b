#!/bin/sh
# a reserve: numbers that the business does not use, where keys have no gaps; invented records have them, and nobody else.
. "$(dirname "$0")/lib.sh"

# Keys FROM, FROM + 1, ..., with a jump of so many numbers after each 1,000 rows: a prefix and a number of so many digits.
table() { # name, prefix, digits, first, jump
	gen --variant intl --rows 3000 --seed 3 --gapless >"$T/people.csv"
	python3 - "$T" "$@" <<'PYTHON'
import csv, sys
folder, name, prefix, digits, first, jump = sys.argv[1:]
rows = list(csv.reader(open(folder + "/people.csv", newline="")))
for i, row in enumerate(rows[1:]):
    row[0] = "%s%0*d" % (prefix, int(digits), int(first) + i + int(jump) * (i // 1000))
with open(folder + "/" + name, "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(rows)
PYTHON
}

# Of a copy: so many records and more, all with a number of one of the ranges, each another, none with a row's, in the order of the keys; the rows are all there.
check() { # table, copy, least, prefix, digits, FROM-TO...
	python3 - "$T" "$@" <<'PYTHON' || fail "the records of $2 have not the keys that they must have"
import csv, sys
folder, table, copy, least, prefix, digits, *ranges = sys.argv[1:]
def rows(name):
    return list(csv.reader(open(folder + "/" + name, newline="")))[1:]
true = {r[0] for r in rows(table)}
keys = [r[0] for r in rows(copy)]
born = [k for k in keys if k not in true]
assert len(born) >= int(least), len(born)
assert len(set(keys)) == len(keys) and true <= set(keys) and keys == sorted(keys)
ranges = [tuple(map(int, r.split("-"))) for r in ranges]
for k in born:
    assert k.startswith(prefix) and len(k) == len(prefix) + int(digits), k
    assert any(a <= int(k[len(prefix):]) <= b for a, b in ranges), k
for a, b in ranges:
    assert any(a <= int(k[len(prefix):]) <= b for k in born), (a, b)
PYTHON
}

table plain.csv "" 5 20000 0
make_vault
leakdye learn d "$T/plain.csv"
expect_exit 0
expect_output "column 1 is a unique number without gaps: there is no room for an invented one"
expect_output "(learn --surrogate COLUMN, or --reserve COLUMN:FROM-TO)"
leakdye learn d --reserve customer_id:23000-24999 "$T/plain.csv"
expect_exit 0
expect_output "Reserved for their keys: 23000 to 24999 of column 1, 2000 numbers that the business must not use."
expect_output "Canaries: beside 2.0 % of the rows"
leakdye learn d --dry-run --json "$T/plain.csv"
expect_exit 0
expect_output '"canaries":true'
expect_output '"reserved":[{"column":"customer_id","from":23000,"to":24999}]'
ok "a table without gaps has invented records where numbers are reserved for them, and learn says which"

enrol d alice@x bob@x
leakdye embed d --to alice@x "$T/plain.csv" -o "$T/alice.csv"
expect_exit 0
leakdye embed d --to bob@x "$T/plain.csv" -o "$T/bob.csv"
expect_exit 0
check plain.csv alice.csv 30 "" 5 23000-24999
check plain.csv bob.csv 30 "" 5 23000-24999
expect_differ "$T/alice.csv" "$T/bob.csv"
ok "their keys lie in the reserve, and no row has one"

# Name, telephone and key of 20 records: no address, so nothing but they is left.
python3 - "$T" <<'PYTHON'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1] + "/alice.csv", newline="")))
columns = "customer_id", "name", "phone"
with open(sys.argv[1] + "/leak.csv", "w", newline="") as f:
    csv.writer(f).writerows([columns] + [[r[c] for c in columns] for r in rows if int(r["customer_id"]) >= 23000][:20])
PYTHON
leakdye trace "$T/leak.csv"
expect_exit 0
expect_output "NAMED: account alice@x"
# One or two may show too little by name and telephone, where both are common.
grep -qE "records of this account alone: (18|19|20)$" "$T/out" || fail "not all records are seen"
ok "an account is named by them"

# ---- several ranges, and keys that are no bare numbers ----
table codes.csv C- 6 1 300
leakdye learn codes --reserve customer_id:1001-1300 --reserve customer_id:2301-2600 --reserve customer_id:3601-3900 "$T/codes.csv"
expect_exit 0
enrol codes alice@x
leakdye embed codes --to alice@x "$T/codes.csv" -o "$T/codes-out.csv"
expect_exit 0
check codes.csv codes-out.csv 30 C- 6 1001-1300 2301-2600 3601-3900
head -n 1001 "$T/codes.csv" >"$T/head.csv"
leakdye embed codes --to alice@x "$T/head.csv" -o "$T/head-out.csv"
expect_exit 0
check head.csv head-out.csv 4 C- 6 1001-1300
leakdye learn codes --no-pool "$T/codes.csv"
expect_exit 0
leakdye embed codes --to alice@x "$T/codes.csv" -o "$T/alone.csv"
expect_exit 0
check codes.csv alone.csv 30 C- 6 1001-1300 2301-2600 3601-3900
ok "each has a number of the range that comes next, written as keys are, with donors and without"

# ---- what was said goes on ----
leakdye profile export d
expect_output 'reserve = "customer_id:23000-24999"'
cp "$T/out" "$T/profile"
leakdye learn d "$T/plain.csv"
expect_exit 0
expect_output "Reserved for their keys: 23000 to 24999"
leakdye learn d --reserve none "$T/plain.csv"
expect_exit 0
expect_output "there is no room for an invented one"
leakdye profile export d
expect_silent 'reserve'
leakdye profile import d "$T/profile"
expect_exit 0
leakdye profile export d
expect_output 'reserve = "customer_id:23000-24999"'
leakdye embed d --to bob@x "$T/plain.csv" -o "$T/again.csv"
expect_exit 0
check plain.csv again.csv 30 "" 5 23000-24999
sed 's/23000-24999/24999-23000/' "$T/profile" >"$T/bad"
leakdye profile import d "$T/bad"
expect_exit 2
expect_message "reserve"
ok "it goes on in the next version and with the profile, until it is taken back"

# ---- a row of the export that has such a key: it stays, and no record has it ----
python3 - "$T" <<'PYTHON'
import csv, sys
rows = list(csv.reader(open(sys.argv[1] + "/plain.csv", newline="")))
more = [["%d" % (23000 + 2 * i)] + row[1:] for i, row in enumerate(rows[1:1001])]
with open(sys.argv[1] + "/used.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(rows + more)
PYTHON
leakdye embed d --to bob@x "$T/used.csv" -o "$T/used-out.csv"
expect_exit 0
check used.csv used-out.csv 5 "" 5 23000-24999
ok "a key that a row of the export has is no record's"

# ---- what is refused, and changes nothing ----
leakdye profile export d
cp "$T/out" "$T/before"
leakdye log
cp "$T/out" "$T/log"
refused() { # message, options and file
	message=$1
	shift
	leakdye learn d "$@"
	expect_exit 2
	expect_message "$message"
	leakdye profile export d
	expect_same "$T/out" "$T/before"
	leakdye log
	expect_same "$T/out" "$T/log"
}
refused "$T/used.csv: row 3002: column customer_id: this key is one of those that are reserved" "$T/used.csv"
grep -q "2300[0-9]" "$T/err" && fail "the message has a key"
refused "the reserve 23000-23100 has 101 numbers, and the records of 3000 rows take theirs from it: it needs 241" \
	--reserve none --reserve customer_id:23000-23100 "$T/plain.csv"
refused "column customer_id: the reserve 23000-24999 has 2000 numbers" --density 20 "$T/plain.csv"
refused "column customer_id: 99 numbers are reserved, and must be 100 at least" --density 0.5 \
	--reserve none --reserve customer_id:23000-23098 "$T/plain.csv"
refused "column customer: there is no such column" --reserve customer:23000-24999 "$T/plain.csv"
refused "column city: numbers can be reserved of a key alone" --reserve city:23000-24999 "$T/plain.csv"
refused "column phone: numbers can be reserved of a key alone" --reserve phone:23000-24999 "$T/plain.csv"
refused "column order_time: numbers can be reserved of a key alone" --reserve order_time:23000-24999 "$T/plain.csv"
refused "column customer_id: its keys leave as surrogates" --surrogate customer_id:9 "$T/plain.csv"
refused "--reserve does not allow" --reserve customer_id:24999-23000 "$T/plain.csv"
refused "--reserve does not allow" --reserve customer_id "$T/plain.csv"
refused "--reserve does not allow" --reserve customer_id:24000-26000 "$T/plain.csv"
sed '1s/customer_id/id/' "$T/plain.csv" >"$T/renamed.csv"
refused "column customer_id: there is no such column" "$T/renamed.csv"
python3 - "$T" <<'PYTHON'
import csv, sys
rows = list(csv.reader(open(sys.argv[1] + "/plain.csv", newline="")))
for i, row in enumerate(rows[1:]):
    row[0] = "".join("abcdefghij"[int(c)] for c in "%05d" % (i * 7919 % 100003 % 100000))
with open(sys.argv[1] + "/letters.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(rows)
PYTHON
refused "column customer_id: no cell of this column ends in a number" --kind customer_id=opaque-id --identity customer_id "$T/letters.csv"
ok "a reserve that is used, too small, or of no key is refused, and nothing is changed"

#!/bin/sh
# canaries: the invented records of an export, for their owner.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 3000 --seed 21 >"$T/table.csv"
make_ready d "$T/table.csv"
leakdye embed d --to bob@x "$T/table.csv" -o "$T/bob.csv" --json
expect_exit 0
made=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["canaries"])' "$T/out")
[ "$made" -gt 20 ] || fail "hardly any record is invented"

leakdye canaries 1
expect_exit 0
cp "$T/out" "$T/list.csv"
leakdye canaries 1 --json
expect_exit 0
cp "$T/out" "$T/list.json"
# Each is a row of the copy and none of the table, by its key; what it says stands in that row, letters and signs aside; and none is missing.
python3 - "$T" "$made" <<'PYTHON' || fail "the list is not what the copy has"
import csv, json, re, sys
folder, made = sys.argv[1], int(sys.argv[2])
def rows(name):
    return list(csv.DictReader(open(folder + "/" + name, newline="")))
def letters(text):
    return re.sub(r"[^0-9a-z]", "", text.lower())
table, copy = ({r["customer_id"]: r for r in rows(n)} for n in ("table.csv", "bob.csv"))
listed = rows("list.csv")
assert len(listed) == made == len(copy) - len(table), (len(listed), made, len(copy), len(table))
assert {r["customer_id"] for r in listed} == {k for k in copy if k not in table}, "others"
exact = ("customer_id", "email", "id_card", "plate", "name")
for r in listed:
    row = copy[r["customer_id"]]
    for column in exact:
        assert r[column] == "" or letters(r[column]) == letters(row[column]), (column, r[column], row[column])
    assert r["customer_id"] and sum(v != "" for v in r.values()) >= 4, r
    # The country's number, which the list has, may be missing in the copy, or its zero be there.
    assert letters(r["phone"]).endswith(letters(row["phone"])[-7:]), (r["phone"], row["phone"])
    house = re.findall(r"[0-9]+", r["address"])
    assert set(house) <= set(re.findall(r"[0-9]+", row["address"])), (r["address"], row["address"])
said = json.load(open(folder + "/list.json"))
assert [{k: v for k, v in r.items() if v} for r in listed] == [r["cells"] for r in said]
assert not any(r["burned"] for r in said)
PYTHON
ok "the list is the records of the copy"

leakdye log show
expect_exit 0
[ "$(grep -c 'open-canary	{"export":1}' "$T/out")" -eq 2 ] || fail "the log has not both openings"
leakdye log verify
expect_exit 0
ok "the log notes it"

# ---- which rows of a file are some ----
burns() { python3 -c 'import os, sqlite3; print(sqlite3.connect(os.environ["LEAKDYE_VAULT"] + "/registry.db").execute("SELECT count(*) FROM burns").fetchone()[0])'; }
leakdye embed d --to alice@x --marks canary "$T/table.csv" -o "$T/alice-first.csv"
expect_exit 0
python3 - "$T" <<'PYTHON'
import csv, sys
folder = sys.argv[1]
def rows(name):
    return list(csv.reader(open(folder + "/" + name, newline="")))
def write(name, table, **how):
    with open(folder + "/" + name, "w", newline="") as f:
        csv.writer(f, lineterminator="\n", **how).writerows(table)
bob, alice = rows("bob.csv"), rows("alice-first.csv")
keys = {r[0] for r in rows("table.csv")}
# Two copies as one file, columns turned round, with ";" and names of another program's.
both = bob[:1] + bob[1:1000] + alice[1:1000]
write("both.csv", [["C%d" % i for i in range(len(bob[0]))]] + [r[::-1] for r in both[1:]], delimiter=";")
with open(folder + "/expected", "w") as f:
    for i, r in enumerate(both[1:], 2):
        if r[0] not in keys:
            f.write("%d,%s\n" % (i, "bob@x" if i <= 1000 else "alice@x"))
PYTHON
leakdye canaries --check "$T/both.csv"
expect_exit 0
[ "$(head -n 1 "$T/out")" = "row,recipient,dataset,burned" ] || fail "no names"
[ "$(sed 1d "$T/out" | cut -d , -f 3,4 | sort -u)" = "d,false" ] || fail "other datasets, or burned"
sed 1d "$T/out" | cut -d , -f 1,2 | cmp - "$T/expected" || fail "other rows"
"$LEAKDYE" canaries --check - --json <"$T/both.csv" >"$T/out" || fail "a file from standard input"
python3 -c 'import json, sys; [print("%d,%s" % (r["row"], r["recipient"])) for r in json.load(open(sys.argv[1]))]' "$T/out" | cmp - "$T/expected" || fail "other rows in JSON"
ok "the rows of a file that are records, of two accounts"

leakdye canaries --check "$T/table.csv"
expect_exit 0
[ ! -s "$T/out" ] || fail "rows of the table are records"
expect_message "no row is an invented record"
leakdye canaries --check /dev/null --json
expect_exit 0
[ "$(cat "$T/out")" = "[]" ] || fail "no empty array"
[ "$(burns)" -eq 0 ] || fail "looking burned a record"
leakdye log show
[ "$(grep -c 'check-canary' "$T/out")" -eq 4 ] || fail "the log has not every look"
leakdye log verify
expect_exit 0
for call in "--check $T/nofile" "--check $T/table.csv 1" "--check $T/table.csv --header --no-header" "--check $T"; do
	# shellcheck disable=SC2086 # the words of a call each
	leakdye canaries $call
	expect_exit 2
	[ ! -s "$T/out" ] || fail "something was printed"
done
ok "a file without, what the log has, and what is no file"

# One that comes back is burned.
python3 - "$T" <<'PYTHON'
import csv, sys
folder = sys.argv[1]
def rows(name):
    return list(csv.reader(open(folder + "/" + name, newline="")))
key = rows("list.csv")[1][0]
table = rows("table.csv")
table[1:1] = [r for r in rows("bob.csv") if r[0] == key]
with open(folder + "/back.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(table)
PYTHON
leakdye embed d --to alice@x "$T/back.csv" -o "$T/alice.csv"
expect_exit 0
leakdye canaries 1 --json
expect_exit 0
[ "$(grep -c '"burned":true' "$T/out")" -eq 1 ] || fail "not the one that came back is burned"
ok "it says which came back"

leakdye embed d --to carol@x --marks spelling "$T/table.csv" -o "$T/carol.csv"
expect_exit 0
leakdye list exports
none=$(tail -n 1 "$T/out" | cut -f 1)
leakdye canaries "$none"
expect_exit 0
[ ! -s "$T/out" ] || fail "an export without records has some"
expect_message "leakdye: export $none has no invented records"
leakdye canaries "$none" --json
expect_exit 0
[ "$(cat "$T/out")" = "[]" ] || fail "no empty array"
ok "an export without records"

for number in 99 9223372036854775807; do
	leakdye canaries "$number"
	expect_exit 2
	expect_message "leakdye: there is no export $number"
done
for number in 0 1x +1 '' 99999999999999999999 ' 1'; do
	leakdye canaries "$number"
	expect_exit 2
	expect_message "is no number of an export"
done
leakdye canaries
expect_exit 2
[ ! -s "$T/out" ] || fail "something was printed"
ok "what is no export"

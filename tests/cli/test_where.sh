#!/bin/sh
# Every message says where, file, row and column, and why.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/advice.sh"

gen --rows 60 --seed 12 --variant intl >"$T/plain.csv"
make_ready people "$T/plain.csv"
columns=$(head -n 1 "$T/plain.csv")

python3 - "$T/plain.csv" "$T" <<'PYTHON'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
for row in rows:
    row[1] = " ".join(row[1].split())
address = rows[0].index("address")
for row in rows:
    row[address] = " ".join(row[address].split())
def write(name, change):
    copy = [list(row) for row in rows]
    change(copy)
    with open(sys.argv[2] + "/" + name, "w", newline="", encoding="utf-8", errors="surrogateescape") as f:
        csv.writer(f, lineterminator="\n").writerows(copy)
def at(row, column, text):
    def change(copy): copy[row - 1][column - 1] = text
    return change
write("byte.csv", at(21, address + 1, "4 R\udce9ad, \u5317"))
write("nul.csv", at(21, 2, "A\0nn"))
write("plain-lines.csv", lambda copy: None)
write("short.csv", lambda copy: copy[20].pop())
write("single.csv", lambda copy: copy.__setitem__(20, ["x"]))
PYTHON
refused "row 21: column $(echo "$columns" | tr , '\n' | grep -nx address | cut -d: -f1): invalid UTF-8" "$T/byte.csv"
refused "row 21: column 2: a NUL byte" "$T/nul.csv"
refused "row 21: column 2: a NUL byte (tr -d '\\000' <FILE >NEW takes it out)" "$T/nul.csv"
tr -d '\000' <"$T/nul.csv" >"$T/mended.csv"
leakdye embed people --to bob@x --allow-unmarked "$T/mended.csv" -o "$T/out.csv"
expect_exit 0
rm "$T/out.csv"
iconv -c -f UTF-8 -t UTF-8 <"$T/byte.csv" >"$T/mended.csv" || :
leakdye embed people --to bob@x --allow-unmarked "$T/mended.csv" -o "$T/out.csv"
expect_exit 0
rm "$T/out.csv"
sed '21s/,/,"x" y,/' "$T/plain-lines.csv" >"$T/junk.csv"
refused "row 21: column 2: text after a closing quote (a quote inside a cell in quotes is written twice" "$T/junk.csv"
refused "row 21: 13 cells where the table has 14 columns" "$T/short.csv"
refused "row 21: 1 cell where the table has 14 columns" "$T/single.csv"

# Dumps of statements begin with remarks and settings; no row of theirs is a title to be taken off.
python3 - "$T/dump.sql" "$T/updates.sql" <<'PYTHON'
import sys
_, dump, updates = sys.argv
values = "".join("INSERT INTO public.c VALUES (%d, 'Ann, %d', '%d Oak St, Salem');\n" % (i, i, i) for i in range(900))
open(dump, "w").write("--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\n\nCREATE TABLE public.c (\n    id integer,\n"
    "    name text,\n    address text\n);\n\n\n--\n-- Data for Name: c; Type: TABLE DATA\n--\n\n" + values)
open(updates, "w").writelines("UPDATE c SET name='Ann, %d', phone = '555%04d' WHERE address='%d Oak St, Salem';\n" % (i, i, i) for i in range(80))
PYTHON
refused "SQL statements, which cannot be written back: let the program it comes from write CSV" "$T/dump.sql"
refused "SQL statements, which cannot be written back: let the program it comes from write CSV" "$T/updates.sql"
# Rows of sqlite3 that end in 1E may hold line ends.
python3 -c 'import csv, sys; print(end="".join("\x1f".join(r) + "\x1e" for r in csv.reader(open(sys.argv[1], newline=""))))' "$T/plain.csv" >"$T/ascii.txt"
for option in '' '--delimiter=\x1f'; do
	for command in "learn --dry-run other" "embed people --to bob@x -o $T/none"; do
		# shellcheck disable=SC2086
		leakdye $command $option "$T/ascii.txt"
		expect_exit 2
		expect_message "$T/ascii.txt: rows that end in the control character 1E (sqlite3 .mode ascii), which cannot be written back"
		expect_no_file "$T/none"
	done
done
ok "rows that end in 1E"

# An encoding is guessed where there is something to guess from.
python3 - "$T/plain.csv" "$T/latin.csv" <<'PYTHON'
import sys
text = open(sys.argv[1], newline="").read().split("\n")
text[7:12] = [line.replace("a", "\u00e4").replace("o", "\u00f6").replace("u", "\u00fc") for line in text[7:12]]
open(sys.argv[2], "w", newline="", encoding="cp1252").write("\n".join(text))
PYTHON
refused "row 8: not UTF-8, but probably CP1252: convert it first with iconv -f CP1252 -t UTF-8" "$T/latin.csv"

# The result of a query that found nothing is an export of no rows.
head -n 1 "$T/plain.csv" >"$T/header.csv"
run sh -c "'$LEAKDYE' embed people --to bob@x <'$T/header.csv'"
expect_exit 0
expect_message ': 0 rows, 0 cells with a choice, 0 invented records'
expect_same "$T/out" "$T/header.csv"
leakdye learn --dry-run other "$T/plain.csv" "$T/header.csv"
expect_exit 2
expect_message "leakdye: $T/header.csv: no rows to learn from"
ok "no rows"

# A profile that is wrong is to blame itself, not the file that is exported.
leakdye profile export people -o "$T/people.ini"
sed 's/^kind = phone/kind = fone/' "$T/people.ini" >"$T/wrong.ini"
leakdye profile import people "$T/wrong.ini"
expect_exit 2
expect_message "leakdye: $T/wrong.ini: row "
expect_message "unknown kind 'fone'"
ok "a kind that is not known"

# One is one.
printf 'name\nAnn\n' >"$T/one.csv"
leakdye learn --dry-run one "$T/one.csv"
expect_output 'one: 1 row, 1 column, 0 tables of spellings'
printf 'dora@x\n' >"$T/account"
leakdye enrol people "$T/account"
expect_output '1 account added'
ok "singular"

# ---- invented records that were promised and cannot leave: why, and what helps ----
gen --variant intl --rows 2500 --seed 51 --mess 0 --shuffle >"$T/people.csv"
python3 - "$T" <<'PYTHON'
import csv, random, sys
rng, folder = random.Random(5), sys.argv[1]
rows = [r[:3] for r in csv.reader(open(folder + "/people.csv", newline=""))][1:]
def write(name, head, rows):
    csv.writer(open(folder + "/" + name, "w", newline=""), lineterminator="\n").writerows([head] + rows)
write("three.csv", ["id", "name", "phone"], rows)
write("odd.csv", ["id", "name", "phone"], [[a, b, c if i % 3 == 0 else "ask her"] for i, (a, b, c) in enumerate(rows)])
write("more.csv", ["id", "name", "phone", "note"], [r + ["x%d" % i] for i, r in enumerate(rows)])
write("masked.csv", ["id", "name", "phone"], [[a, b, "***"] for a, b, c in rows])
write("empty.csv", ["id", "name", "phone"], [[a, b, ""] for a, b, c in rows])
write("some.csv", ["id", "name", "phone"], [[a, b, c if i % 100 == 0 else ""] for i, (a, b, c) in enumerate(rows)])
# Seven of ten numbers are taken: of some 140 records more than a quarter finds its key taken, but for a chance below 1e-20.
write("dense.csv", ["id", "name"], [["M%d" % i, rows[k % len(rows)][1]] for k, i in enumerate(rng.sample(range(10000, 20000), 7000))])
# Names are cut to eleven letters; those of the records are not.
short = [[a, b[:11].rstrip(), c] for a, b, c in rows]
with open(folder + "/narrow.csv", "w") as f:
    f.writelines("%-8s|%-11s|%-18s\n" % tuple(r) for r in [["id", "name", "phone"]] + short)
write("names.csv", ["name"], [[r[1]] for r in rows])
PYTHON
printf 'alice@x\n' >"$T/one-account"
# expect_why DATASET SOURCE COPY TEXT
expect_why() {
	if [ "$1" != "${known:-}" ]; then
		leakdye learn "$1" "$2"
		expect_exit 0
		leakdye enrol "$1" "$T/one-account"
		expect_exit 0
	fi
	known=$1
	leakdye embed "$1" --to alice@x --marks canary --allow-unmarked --pass-unknown "$3" -o "$T/why.csv"
	expect_exit 0
	expect_message "$4"
}
# Of other rows a record would have a number; without them it imitates its own.
leakdye learn why-odd --no-pool "$T/three.csv"
leakdye enrol why-odd "$T/one-account"
known=why-odd
expect_why why-odd "$T/three.csv" "$T/odd.csv" "invented records could not leave: what stands in column 3 cannot be invented as phone"
expect_why why-three "$T/three.csv" "$T/more.csv" "no invented records: the profile does not know column 4: learn the table with it"
expect_why why-dense "$T/dense.csv" "$T/dense.csv" "invented records could not leave: their keys are taken by rows of the file"
# Made of the words of the column they are as short as its own.
leakdye learn why-narrow --no-pool "$T/narrow.csv"
leakdye enrol why-narrow "$T/one-account"
known=why-narrow
expect_why why-narrow "$T/narrow.csv" "$T/narrow.csv" "invented records could not leave: they do not fit this file: its columns are padded to a width"
# Of 2,500 rows at 20 % half have an even number, as 250 records: that of these four in five have one has no chance.
leakdye learn why-even --density 20 "$T/three.csv"
leakdye enrol why-even "$T/one-account"
known=why-even
awk -F, 'NR == 1 || $1 % 2 == 0' "$T/three.csv" >"$T/even.csv"
expect_why why-even "$T/three.csv" "$T/even.csv" "invented records could not leave: the query of this file does not ask for them"
expect_why why-names "$T/names.csv" "$T/names.csv" "no column that can be invented names a row: say which one does (learn --identity COLUMN)"
ok "why invented records do not leave"

# ---- what was not there when the table was learned is not kept, and nothing is left empty beside what is filled ----
# invented FILE: the rows of the copy that are none of FILE.
invented() {
	grep -vxFf "$1" "$T/why.csv" || true
}
expect_why why-empty "$T/empty.csv" "$T/three.csv" \
	"invented records could not leave: column 3 had no value when the table was learned, and has some now: learn the table as it is today"
expect_same "$T/why.csv" "$T/three.csv"
expect_why why-masked "$T/masked.csv" "$T/three.csv" \
	"invented records could not leave: column 3 holds other values than when the table was learned"
expect_same "$T/why.csv" "$T/three.csv"
leakdye embed why-masked --to alice@x --marks canary "$T/three.csv" -o "$T/refused.csv"
expect_exit 2
expect_message "no mark at all: it could never be traced (--allow-unmarked lets it through); its invented records could not leave: column 3 holds"
[ ! -e "$T/refused.csv" ] || fail "refused, and written"
# A few cells that are filled cost the records of their rows; of 50 records as good as all leave, and all are empty there.
expect_why why-empty "$T/empty.csv" "$T/some.csv" ""
invented "$T/some.csv" >"$T/invented"
[ "$(wc -l <"$T/invented")" -ge 20 ] || fail "few invented records: $(wc -l <"$T/invented")"
grep -qv ',$' "$T/invented" && fail "a record has what its parent has in a column that was empty"
# Learned as it is, it has records again, with numbers of their own.
expect_why why-clear "$T/three.csv" "$T/three.csv" ""
invented "$T/three.csv" | cut -d , -f 3 >"$T/numbers"
[ "$(wc -l <"$T/numbers")" -ge 20 ] || fail "few invented records"
cut -d , -f 3 "$T/three.csv" | grep -qxFf "$T/numbers" && fail "the number of a real row"
ok "columns that were empty or masked when they were learned"

#!/bin/sh
# What a message advises is done as it stands there, and helps. And every message says where: file, row, column.
. "$(dirname "$0")/lib.sh"

make_vault
gen --rows 60 --seed 12 --variant intl >"$T/plain.csv"
python3 - "$T/plain.csv" "$T" <<'PYTHON'
import csv, sys
rows = [[" ".join(c.replace("|", " ").replace("'", "").split()) for c in r] for r in csv.reader(open(sys.argv[1], newline=""))]
keep = [rows[0].index(n) for n in ("customer_id", "name", "phone", "city")]
for number, sign in enumerate(("@(", "/*", "::", "$.", "]^", "''", "\\/", "%&", "->", "\x01\x02", "--+")):
    with open("%s/several-%d.csv" % (sys.argv[2], number), "w") as f:
        f.writelines(sign.join(row[k] for k in keep) + "\n" for row in rows)
for number, sign in enumerate("#*!%$'&\\@"):
    with open("%s/one-%d.csv" % (sys.argv[2], number), "w") as f:
        f.writelines(sign.join(row[k] for k in keep) + "\n" for row in rows)
PYTHON

for file in "$T"/several-*.csv; do
	leakdye learn d "$file"
	if [ "$code" = 0 ]; then
		expect_output ' 4 columns'
		continue
	fi
	expect_exit 2
	expect_message 'a separator of several bytes cannot be written back'
	command=$(grep -o "sed 's/.*/g'" "$T/err")
	sh -c "$command" <"$file" >"$T/mended.csv"
	leakdye learn --dry-run "$(basename "$file" .csv)" "$T/mended.csv"
	expect_exit 0
	expect_output ' 4 columns'
	ok "$command"
done
for file in "$T"/one-*.csv; do
	leakdye learn --dry-run d "$file"
	if [ "$code" = 0 ]; then
		expect_output ' 4 columns'
		continue
	fi
	expect_exit 2
	option=$(grep -o "delimiter '.*' (" "$T/err")
	option=${option% (}
	run sh -c "'$LEAKDYE' learn --dry-run $(basename "$file" .csv) --$option '$file'"
	expect_exit 0
	expect_output ' 4 columns'
	ok "--$option"
done

# ---- where ----
rm -r "$LEAKDYE_VAULT"
make_ready people "$T/plain.csv"
columns=$(head -n 1 "$T/plain.csv")

# refused MESSAGE FILE: by learn, and by embed with nothing left, not even on standard output.
refused() {
	leakdye learn --dry-run other "$T/plain.csv" "$2"
	expect_exit 2
	expect_message "leakdye: $2: $1"
	leakdye embed people --to bob@x "$2" -o "$T/none"
	expect_exit 2
	expect_message "leakdye: $2: $1"
	expect_no_file "$T/none"
	run sh -c "'$LEAKDYE' embed people --to bob@x <'$2'"
	expect_exit 2
	expect_message "leakdye: -: $1"
	[ ! -s "$T/out" ] || fail "something left before the refusal"
	ok "$1"
}
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
write("short.csv", lambda copy: copy[20].pop())
write("single.csv", lambda copy: copy.__setitem__(20, ["x"]))
PYTHON
refused "row 21: column $(echo "$columns" | tr , '\n' | grep -nx address | cut -d: -f1): invalid UTF-8" "$T/byte.csv"
refused "row 21: column 2: a NUL byte" "$T/nul.csv"
refused "row 21: 13 cells where the table has 14 columns" "$T/short.csv"
refused "row 21: 1 cell where the table has 14 columns" "$T/single.csv"

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

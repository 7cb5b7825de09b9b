#!/bin/sh
# Files of programs that know no quotes (mysql --batch, psql -A, awk): a quote in them is a letter, and two of them never hide the rows between.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/advice.sh"

gen --variant intl --rows 1200 --seed 31 >"$T/table.csv"
python3 - "$T/table.csv" "$T" <<'PYTHON'
import csv, sys
rows = [[" ".join(c.replace('"', "").replace("|", " ").replace(";", " ").split()) for c in r] for r in csv.reader(open(sys.argv[1], newline=""))]
keep = [rows[0].index(n) for n in ("customer_id", "name", "phone", "city", "address", "order_time")]
rows = [[r[k] for k in keep] for r in rows]
head = rows[0]
company, address = len(head), head.index("address")
for n, r in enumerate(rows):
    r += [("Borealis", "Caldera", "Dovetail")[n % 3], ("paid", "open")[n % 2]]
head[company:] = ["company", "remark"]
def copy(): return [list(r) for r in rows]
def write(name, table, sign="\t", end="\n", null="NULL"):
    with open(sys.argv[2] + "/" + name, "w", newline="") as f:
        f.writelines(sign.join(c.replace(sign, " ") or null for c in r) + end for r in table)
write("clean.tsv", rows)
# Companies as in Poland, a note that begins with a quote, dittos, inches: nothing stands in quotes.
t = copy()
for r in t[8::25]:
    r[company] = '"ALFA" Sp. z o.o.'
t[701][-1] = '"call me" he said'
t[100][-1] = t[500][-1] = '"'
for r in t[10::40]:
    r[address] += ' 15" gate'
write("mysql.tsv", t)
write("psql.txt", t, "|", null="")
write("crlf.tsv", t, end="\r\n")
write("awk.txt", t, "\x01", null="")
# The same beside a company that is called so: nobody can tell from the file.
t[300][company] = '"BETA"'
write("unsure.tsv", t)
# Two quotes far apart, beside cells that do stand in quotes, or may; and two in neighbouring rows.
for name, sign, first, last in (("far.tsv", "\t", 100, 700), ("far.txt", "|", 100, 500), ("far.csv", ",", 100, 500), ("far-semicolon.csv", ";", 100, 500), ("near.tsv", "\t", 100, 101)):
    t = copy()
    t[3][company] = '"BETA"'
    t[first][-1], t[last][-1] = '"see the next order', 'pipe of 15"'
    write(name, t, sign)
PYTHON
make_ready people "$T/clean.tsv"
cp "$T/clean.tsv" "$T/plain.csv"

# letters FILE ARGUMENT...: learned, exported and traced with a quote being a letter.
letters() {
	table=$1
	shift
	leakdye learn house "$table" --density 10 --relearn "$@"
	expect_exit 0
	expect_output 'house: 1200 rows, '
	cp "$T/out" "$T/learned"
	printf 'bob@x\ncarol@x\n' >"$T/two"
	leakdye enrol house "$T/two"
	leakdye embed house --to bob@x --marks none --allow-unmarked "$table" -o "$T/none" "$@"
	expect_exit 0
	expect_same "$table" "$T/none"
	leakdye embed house --to bob@x "$table" -o "$T/copy" "$@"
	expect_exit 0
	python3 - "$table" "$T/copy" <<'PYTHON' || fail "the copy is not what a program without quotes would have written"
import sys
a, b = (open(f, newline="").read().split("\n")[:-1] for f in sys.argv[1:])
sign = max("\t|;,\x01", key=a[0].count)
width = a[0].count(sign)
assert {l.count(sign) for l in b} == {width}
cut = lambda lines: {l.split(sign)[0]: l.split(sign) for l in lines}
old, new = cut(a), cut(b)
assert len(old) == len(a) and len(new) == len(b), "keys stand twice"
assert set(old) <= set(new) and len(new) > len(old) + 50
# Invented or not, a cell has no quote that the file's writer would not have put there.
changed = 0
for key, cells in new.items():
    assert not any('""' in c for c in cells), cells
    if key in old:
        changed += cells != old[key]
        assert [c.count('"') for c in cells] == [c.count('"') for c in old[key]]
assert changed > 300
quoted = lambda rows: any(c[:1] == '"' == c[-1:] and len(c) > 1 for r in rows for c in r)
assert quoted(new.values()) == quoted(old.values())
PYTHON
	leakdye trace --json "$T/copy" "$@"
	expect_exit 0
	grep -q '"recipient":"bob@x"' "$T/out" || fail "not traced"
	rm "$T/none" "$T/copy"
	ok "${table##*/} $*"
}

for file in mysql.tsv psql.txt crlf.tsv awk.txt; do
	letters "$T/$file"
	grep -q 'Quotes were taken for letters' "$T/learned" || fail "$file: learn does not say it"
	letters "$T/$file" --quote none
	if grep -q 'Quotes were taken for letters' "$T/learned"; then fail "$file: learn says what the owner has said"; fi
done

# What is not certain is refused with the word that settles it.
hint='--quote none says that quotes are letters'
refused "row 9: column " "$T/unsure.tsv"
grep -q -e "text after a closing quote .*$hint" "$T/err" || fail "no way out"
letters "$T/unsure.tsv" --quote none
for file in far.tsv far.txt far.csv far-semicolon.csv near.tsv; do
	leakdye learn --dry-run other "$T/$file"
	expect_exit 2
	expect_message "leakdye: $T/$file: row 101: column 8: a cell in quotes holds whole rows of the table"
	expect_message "$hint"
	expect_silent 'the next order'
	leakdye embed people --to bob@x "$T/$file" -o "$T/none"
	expect_exit 2
	expect_message "row 101: column 8: a cell in quotes holds whole rows of the table"
	expect_no_file "$T/none"
	letters "$T/$file" --quote none
	ok "$file is refused, and read as its owner says"
done
# The owner may say that they are cells; the rows are of one length then.
# (In a vault without records: such a cell holds hundreds of rows, whose words and numbers make some record by chance.)
mv "$LEAKDYE_VAULT" "$T/vault-kept"
make_vault
leakdye learn --dry-run other "$T/far.tsv" --quote double
expect_exit 0
expect_output 'other: 600 rows, '
rm -rf "$LEAKDYE_VAULT"
mv "$T/vault-kept" "$LEAKDYE_VAULT"
leakdye learn --dry-run other "$T/far.tsv" --quote single
expect_exit 2
expect_message 'the quote is double or none'
ok "--quote double"
# A trace reads whatever comes.
for file in far.tsv far.csv near.tsv unsure.tsv; do
	leakdye trace "$T/$file"
	[ "$code" -lt 2 ] || fail "a trace refuses $file"
done
leakdye log show
expect_output '"quote":"none"'
ok "a trace forgives"

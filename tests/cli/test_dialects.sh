#!/bin/sh
# leakdye embed in every dialect: without marks the output is the input; with marks the changed cells put back give the input again, byte
# for byte; and the marked copy is traced to its account. 400 rows are some 700 bits of evidence where 36 are needed.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 4000 --seed 21 >"$T/table.csv"
make_ready customers "$T/table.csv"

# dialect NAME FILE ARGUMENT...: all three, with these options.
dialect() {
	name=$1 file=$2
	shift 2
	leakdye embed customers --to bob@x --marks none --allow-unmarked "$@" "$file" -o "$T/none"
	expect_exit 0
	expect_same "$T/none" "$file"
	leakdye embed customers --to bob@x --marks spelling "$@" "$file" -o "$T/marked"
	expect_exit 0
	expect_differ "$T/marked" "$file"
	python3 - "$file" "$T/marked" "$T/none" <<'PYTHON' || fail "$name: more than cells changed"
# Scan both files cell by cell; put each changed cell back; compare with the input.
import sys
def cells(data):
    """Raw spans of cells; a delimiter of a multi-byte character is none. Quotes as in RFC 4180."""
    encoding = "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding = "gb18030"
        text = data.decode(encoding)
    delimiter = max("|\t;,", key=text.split("\n", 1)[0].count)
    out, cell, quoted = [], "", False
    for c in text:
        if c == '"' and (quoted or cell in ("", "\ufeff")):
            quoted = not quoted
        elif c == '"' and cell.endswith('"'):
            quoted = True
        if not quoted and c in (delimiter, "\r", "\n"):
            out += [cell, c]
            cell = ""
        else:
            cell += c
    return out + [cell], encoding
a, encoding = cells(open(sys.argv[1], "rb").read())
b, _ = cells(open(sys.argv[2], "rb").read())
assert len(a) == len(b), (len(a), len(b))
changed = 0
for i in range(len(a)):
    if a[i] != b[i]:
        assert len(a[i]) > 1, "a separator changed"
        assert (a[i][:1] == '"') == (b[i][:1] == '"'), "quoting changed"
        b[i] = a[i]
        changed += 1
assert changed > 50, changed
assert "".join(b).encode(encoding) == open(sys.argv[1], "rb").read()
PYTHON
	leakdye trace --json "$@" "$T/marked"
	expect_exit 0
	python3 - "$T/out" <<'PYTHON' || fail "$name: not traced to bob alone"
import json, sys
assert [a["recipient"] for a in json.load(open(sys.argv[1]))["accused"]] == ["bob@x"]
PYTHON
	ok "$name"
}

rows() { gen --variant intl --rows 400 --seed 22 "$@" >"$T/in"; }

rows && dialect "comma" "$T/in"
rows --delimiter tab && dialect "tab" "$T/in"
rows --delimiter '|' && dialect "bar" "$T/in"
rows --delimiter ';' && dialect "semicolon" "$T/in"
rows --crlf && dialect "CR LF" "$T/in"
rows --bom && dialect "byte order mark" "$T/in"
rows --bom --crlf --delimiter ';' && dialect "byte order mark, CR LF, semicolon" "$T/in"
rows --encoding gb18030 && dialect "GB18030" "$T/in"
rows --encoding gb18030 --delimiter '|' --crlf && dialect "GB18030, bar, CR LF" "$T/in"

# rewrite HOW: write the table anew from its rows, into $T/new.
rewrite() {
	rows
	python3 - "$T/in" "$T/new" "$1" <<'PYTHON'
import csv, io, sys
rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8")))
how = sys.argv[3]
def line(i, row):
    f = io.StringIO(newline="")
    csv.writer(f, lineterminator="\n", quoting=csv.QUOTE_ALL if how == "quoted" else csv.QUOTE_MINIMAL).writerow(
        [c + "\r\nback door\n" if how == "breaks" and i and k == 1 else c for k, c in enumerate(row)])
    return f.getvalue() + ("\n" if how == "blank" and i % 7 == 3 else "")
text = "".join(line(i, row) for i, row in enumerate(rows))
if how == "open-end":
    text = text[:-1]
open(sys.argv[2], "w", newline="", encoding="utf-8").write(text)
PYTHON
}
rewrite quoted && dialect "every cell quoted" "$T/new"
rewrite open-end && dialect "last line without an end" "$T/new"
rewrite blank && dialect "blank lines" "$T/new"
rewrite breaks && dialect "line breaks in cells" "$T/new"

# Without a header an export has the profile's columns in their order.
gen --variant intl --rows 400 --seed 22 --no-header >"$T/in"
leakdye embed customers --to bob@x --no-header --marks none --allow-unmarked "$T/in" -o "$T/none"
if [ "$code" = 0 ]; then
	expect_same "$T/none" "$T/in"
	dialect "no header" "$T/in" --no-header
else
	expect_exit 2
	expect_no_file "$T/none"
	ok "no header: refused, with a message"
fi

# ---- Chinese customers, whose addresses carry no spelling mark yet: in and out the same ----
for encoding in utf-8 gb18030; do
	for delimiter in ',' '|' tab; do
		gen --variant cn --rows 500 --seed 8 --encoding "$encoding" --delimiter "$delimiter" >"$T/cn.csv"
		[ -n "${learned:-}" ] || {
			leakdye learn chinese "$T/cn.csv"
			expect_exit 0
			leakdye enrol chinese "$T/accounts"
			expect_exit 0
			learned=1
		}
		leakdye embed chinese --to bob@x --marks none --allow-unmarked "$T/cn.csv" -o "$T/cn.out"
		expect_exit 0
		expect_same "$T/cn.out" "$T/cn.csv"
	done
done
ok "Chinese customers in UTF-8 and GB18030"

# ---- memory does not grow with the table ----
if [ "$SLOW" = 0 ] && [ -x /usr/bin/time ]; then
	# The smaller one fills all that is held of a table, too.
	for rows in 50000 200000; do
		gen --variant intl --rows "$rows" --seed 5 >"$T/large.csv"
		run /usr/bin/time -f %M -o "$T/peak" "$LEAKDYE" embed customers --to bob@x --marks spelling "$T/large.csv" -o "$T/large.out"
		expect_exit 0
		eval "peak_$rows=$(tail -n 1 "$T/peak")"
	done
	# shellcheck disable=SC2154
	[ "$peak_200000" -lt $((peak_50000 + 8192)) ] || fail "peak memory: $peak_50000 kB, then $peak_200000 kB"
	ok "memory: $peak_50000 kB for 50,000 rows, $peak_200000 kB for 200,000"
fi

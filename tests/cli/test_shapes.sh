#!/bin/sh
# The shapes in which people paste records: any sign between cells, or two, one field a line, pages of the web. Each is read, or the report says what
# may be wrong. Eighty rows carry twice what is needed.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 3000 --seed 41 >"$T/table.csv"
make_ready customers "$T/table.csv"
leakdye embed customers --to bob@x --marks spelling "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
python3 - "$T/bob.csv" "$T" <<'PYTHON'
import csv, html, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")))[:80]
rows = [tuple(" ".join(r[c].split()) for c in ("name", "phone", "address")) for r in rows]
def write(name, lines, end="\n"):
    open(sys.argv[2] + "/leak-" + name, "w", encoding="utf-8").write("".join(line + end for line in lines))
for name, sign in (("hash", "#"), ("slash", "/"), ("star", "*"), ("dash", " - "), ("en-dash", " – "), ("spaced-slash", " / "),
                   ("dot", " · "), ("arrow", " => "), ("ampersand", " & "), ("box", "│")):
    write(name, (sign.join(row) for row in rows))
write("two-signs", ("%s|%s#%s" % row for row in rows))
write("two-words", ("%s => %s / %s" % row for row in rows))
write("lines", ("%s\n%s\n%s" % row for row in rows))
write("blank-lines", ("%s\n%s\n%s\n" % row for row in rows))
write("strokes", ("%s\n%s\n%s\n------" % row for row in rows))
write("labels", ("Name: %s\nTel: %s\nAddress: %s" % row for row in rows))
write("chinese-labels", ("姓名：%s\n电话：%s\n地址：%s\n" % row for row in rows))
write("page", ("<tr><td>%s</td><td>%s</td><td>%s</td></tr>" % tuple(map(html.escape, row)) for row in rows))
write("brackets", ("%s (%s) %s" % row for row in rows))
write("two-columns", ("%s|%s" % row[:2] for row in rows))
PYTHON

for shape in hash slash star dash en-dash spaced-slash dot arrow ampersand box two-signs two-words lines blank-lines strokes labels \
	chinese-labels page; do
	leakdye trace --alpha 1e-9 "$T/leak-$shape"
	expect_exit 0
	expect_output 'NAMED: account bob@x'
	expect_silent 'hint'
	ok "$shape"
done

# Where nobody is named, the report says that the cells may not have been found.
leakdye trace "$T/leak-brackets"
expect_exit 1
expect_output "hint: $T/leak-brackets: it was read as one column"
leakdye trace --json "$T/leak-brackets"
expect_output '"hint":"it was read as one column'
leakdye trace "$T/leak-two-columns"
expect_exit 1
expect_output "hint: $T/leak-two-columns: no column of it was taken for one of a kind that can carry marks"
ok "hints"

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
many = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")))[:240]
many = [tuple(" ".join(r[c].split()) for c in ("name", "phone", "address")) for r in many]
rows = many[:80]
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
# On one line, which could be cut at a sign that stands somewhere in it.
def page(rows): return "<table>" + "".join("<tr>%s</tr>" % "".join("<td>%s</td>" % html.escape(c) for c in r) for r in rows) + "</table>"
write("page-line", [page(rows)])
write("page-line-bare", [page(rows)], "")
write("page-line-signs", [page((a, c, "-", "x", "y & z", "q") for a, b, c in rows)])
write("words", ("%s lives at %s" % (a, c) for a, _, c in rows))
# Telephone numbers hold blanks: the line is cut around them, or is one.
# A list in a file that has a table too, and in a page's own lines.
lines = ["----".join(row) for row in rows]
write("dashes", lines)
marked = [html.escape(line) for line in lines]
decoy = [("Row %d" % i, str(1000 + 7 * i), "value %d" % i) for i in range(120)]
cells = lambda r: "<tr>%s</tr>" % "".join("<td>%s</td>" % c for c in r)
write("beside-page", ["<html><script>var x = 1;\nvar y = 2;\nvar z = 3;</script><table>", *map(cells, decoy), "</table><pre>", *marked, "</pre></html>"])
write("beside-below", ["<table>", *map(cells, decoy), "</table>", *lines])
write("beside-remark", ["<table>", *map(cells, decoy), "</table><!--", *lines, "-->"])
write("beside-dump", ["COPY public.log (a, b, c) FROM stdin;", *map("\t".join, decoy), "\\.", *lines])
posts = lambda text: ["<table>", *(cells(("user%d" % i, "2026-11-%02d" % (i + 1), text if i == 3 else "thanks, nice base")) for i in range(10)), "</table>"]
write("beside-post", posts("<br>".join(marked)))
write("beside-post-lines", posts("<br />\n".join(marked)))
write("beside-post-paragraphs", posts("".join("<p>%s</p>" % m for m in marked)))
write("beside-post-pre", posts("<pre>%s</pre>" % "\n".join(marked)))
write("page-breaks", ["<html><body><div class=post>" + "<br>\n".join(marked) + "</div></body></html>"])
write("page-spaces", (m.replace(" ", "&nbsp;") + "<br>" for m in marked))
write("page-quote", ["<blockquote>" + "<br>".join(marked) + "</blockquote>"])
# No such list: a heading, a script and cells of three lines.
write("beside-little", ["<html><h1>Customers</h1><script>var x = 1;\nvar y = 2;\nvar z = 3;\n</script><table>",
                        *(cells((html.escape(a), html.escape(b), html.escape(c) + "<br>x<br>y")) for a, b, c in rows), "</table></html>"])
write("brackets", ("%s (%s) %s" % row for row in rows))
digits = ["".join(c for c in p if c.isdigit())[-10:] for _, p, _ in rows]
spaced = ["(%s) %s-%s" % (d[:3], d[3:6], d[6:]) for d in digits]
write("phone-spaced", ("%s %s %s" % (r[0], p, r[2]) for r, p in zip(rows, spaced)))
for name, f in (("world", "+49 17%s %s"), ("groups", "017%s %s"), ("area", "017%s/%s"), ("area-apart", "017%s / %s")):
    write("phone-" + name, ("%s %s" % (r[0], f % (d[2], d[3:])) for r, d in zip(rows, digits)))
write("phone-hyphen", ("%s-%s %s" % (r[0], p, r[2]) for r, p in zip(rows, spaced)))
write("phone-colon", ("%s:%s:%s" % (r[0], p, r[2]) for r, p in zip(rows, spaced)))
write("phones-america", spaced)
write("phones-plus", ("+1 %s %s %s" % (d[:3], d[3:6], d[6:]) for d in digits))
write("phones-china", ("138 %s %s" % (d[:4], d[4:8]) for d in digits))
write("phones-header", ["phone", *spaced])
write("phones-key", ("%d %s" % (4711 + i, d) for i, d in enumerate(digits)))
write("phone-glued", ("%s%s, %s" % (r[0], p, r[2]) for r, p in zip(rows, spaced)))
import io
def table(name, rows, **how):
    f = io.StringIO(newline="")
    csv.writer(f, lineterminator="\n", **how).writerows(rows)
    write(name, [f.getvalue()], "")
table("plain", rows)
table("single-quotes", rows, quotechar="'")
table("backslash", rows, quoting=csv.QUOTE_NONE, escapechar="\\")
table("formulas-quoted", (['="%s"' % c for c in row] for row in rows))
write("formulas", (",".join('="%s"' % c for c in row) for row in rows))
write("spaces", (", ".join('"%s"' % c for c in row) for row in rows))
def in_quotes(rows, **how):
    f = io.StringIO(newline="")
    csv.writer(f, lineterminator="\n", **how).writerows(rows)
    return ('"%s"' % line.replace('"', '""') for line in f.getvalue().splitlines())
write("line-quotes", in_quotes(rows))
write("line-quotes-header", in_quotes([("name", "phone", "address")] + rows, delimiter=";"), "\r\n")
write("line-quotes-tab", ("name\tphone\taddress", *in_quotes(rows, delimiter="\t")))
# What a spreadsheet that cuts at commas leaves of lines that are cut elsewhere: quotes where they hold one.
def uncut(**how):
    f = io.StringIO(newline="")
    csv.writer(f, lineterminator="\n", **how).writerows(rows)
    g = io.StringIO(newline="")
    csv.writer(g, lineterminator="\n").writerows([line] for line in f.getvalue().splitlines())
    return g.getvalue().splitlines()
write("line-quotes-some", uncut(delimiter=";"))
write("line-quotes-tab-some", uncut(delimiter="\t"))
write("line-quotes-wide", (line + ",,," for line in in_quotes(rows)))
# Addresses alone carry less, without their commas less again, and each trace of the same rows raises what is asked of the next.
write("one-quoted", ('"%s"' % row[2] for row in many))
write("one-even", ('"%s, No, 7"' % row[2].replace(",", "") for row in many))
write("one-plain", (row[2] for row in many))
write("two-columns", ("%s|%s" % row[:2] for row in rows))
# Rows that end, or begin, anywhere.
import random
draw = random.Random(4)
full = [[" ".join(c.split()) for c in r] for r in csv.reader(open(sys.argv[1], newline="", encoding="utf-8"))]
names, full = full[0], full[700:780]
for name, sign in (("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("bar", "|")):
    table("ragged-" + name, (r[:draw.randrange(9, 15)] for r in full), delimiter=sign)
table("ragged-header", [names] + [r[:9 + i % 5] for i, r in enumerate(full)])
table("ragged-front", (r[draw.randrange(4):] for r in full))
table("ragged-both", (r[draw.randrange(4):][:draw.choice([7, 8, 9, 10])] for r in full))
table("ragged-inside", ([c for c in r if draw.random() < 0.85] for r in full))
write("ragged-hyphens", ("----".join(r[:draw.randrange(9, 15)]) for r in full))
# Rows that can be cut at "@" as well, cut off within the line of names.
kept = [names.index(c) for c in ("customer_id", "name", "email", "phone", "address", "city", "province", "id_card", "birth", "order_time",
                                 "amount", "gender", "vehicle_model")]
whole = [[" ".join(c.split()) for c in r] for r in csv.reader(open(sys.argv[1], newline="", encoding="utf-8"))]
full, names = [[r[k] for k in kept] for r in whole[1:] if "@" in r[names.index("email")]][400:480], [names[k] for k in kept]
def drawn(head, line, mid, end):
    wide = [max(len(r[i]) for r in [names] + full) for i in range(len(names))]
    rule = end + mid.join("-" * (w + 2) for w in wide) + end
    side = end.replace("+", "|")
    put = [side + line.join(" %s " % c.ljust(w) for c, w in zip(r, wide)) + side for r in [names] + full]
    return ([rule] if head else []) + [put[0], rule] + put[1:] + ([rule] if head else [])
for name, lines in (("psql", drawn(False, "|", "+", "")), ("mysql", drawn(True, "|", "+", "+")), ("markdown", drawn(False, "|", "|", "|")),
                    *((n, [s.join(r) for r in [names] + [[c.replace(s, " ") for c in r] for r in full]])
                      for n, s in (("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("bar", "|")))):
    text = "\n".join(lines) + "\n"
    write("cut-" + name, [text[text.index("address") + 1:]], "")
PYTHON

for shape in hash slash star dash en-dash spaced-slash dot arrow ampersand box two-signs two-words lines blank-lines strokes labels \
	chinese-labels page page-line page-line-bare page-line-signs; do
	leakdye trace --alpha 1e-9 "$T/leak-$shape"
	expect_exit 0
	expect_output 'NAMED: account bob@x'
	expect_silent 'hint'
	ok "$shape"
done

for shape in world groups area area-apart; do
	leakdye trace "$T/leak-phone-$shape"
	expect_output 'read as lines cut around the phone of each, without a header, columns: person-name, phone'
	ok "a sign of the number itself parts nothing: $shape"
done
for shape in brackets phone-spaced phone-hyphen phone-colon phone-glued; do
	leakdye trace --alpha 1e-9 "$T/leak-$shape"
	expect_exit 0
	expect_output 'NAMED: account bob@x'
	expect_output 'read as lines cut around the phone of each, without a header, columns: person-name, phone, address-latin'
	ok "lines around a telephone number: $shape"
done

for shape in america plus china header; do
	leakdye trace "$T/leak-phones-$shape"
	expect_exit 1
	expect_output 'columns: phone'
	expect_silent 'columns: phone,'
	ok "telephone numbers alone are cells, blanks and all: $shape"
done
leakdye trace "$T/leak-phones-key"
expect_output 'read as text, separator " ", without a header, columns: number, phone'
ok "a key and a telephone number with a blank between are two cells"

for shape in comma semicolon tab bar header front both inside hyphens; do
	leakdye trace "$T/leak-ragged-$shape"
	expect_exit 0
	expect_output 'NAMED: account bob@x'
	ok "rows of any number of cells, $shape"
done

for shape in comma semicolon tab bar psql mysql markdown; do
	leakdye trace "$T/leak-cut-$shape"
	expect_exit 0
	expect_output 'NAMED: account bob@x'
	ok "cut off within the names, $shape"
done

for shape in beside-page beside-below beside-remark beside-dump beside-post beside-post-lines beside-post-paragraphs beside-post-pre page-breaks page-spaces \
	page-quote; do
	leakdye trace --alpha 1e-9 "$T/leak-$shape"
	expect_exit 0
	expect_output 'NAMED: account bob@x'
	expect_output 'leakdye trace of 1 file against'
	expect_output "leak-$shape, lines beside tables: "
	expect_output 'read as text, separator "----", without a header, columns: person-name, phone, address-latin'
	ok "what stands beside tables is read: $shape"
done
leakdye --json trace "$T/leak-beside-page"
expect_output '"part":true,"rows":80,'
leakdye log show
expect_exit 0
if grep -q '"files":\["[0-9a-f]*","' "$T/out"; then fail "a part is logged as a file"; fi
grep -q '"files":\["[0-9a-f]*"\]' "$T/out" || fail "no file is logged"
leakdye trace "$T/leak-beside-little"
expect_silent 'beside tables'
ok "little beside a table is no part"

# CSV as other programs write it says what the plain one says.
leakdye trace --alpha 1e-9 "$T/leak-plain"
expect_exit 0
grep 'rows read' "$T/out" >"$T/plain"
for shape in single-quotes backslash formulas formulas-quoted spaces line-quotes line-quotes-header line-quotes-tab line-quotes-some line-quotes-tab-some line-quotes-wide; do
	leakdye trace --alpha 1e-9 "$T/leak-$shape"
	expect_exit 0
	expect_output 'NAMED: account bob@x'
	expect_output 'read as othercsv'
	expect_output "$(cat "$T/plain")"
	ok "$shape"
done
# A column of addresses in quotes is one still, though its commas agree.
for shape in one-plain one-quoted one-even; do
	leakdye trace "$T/leak-$shape"
	expect_exit 0
	expect_output 'NAMED: account bob@x'
	ok "$shape"
done
: >"$T/leak-empty"
leakdye trace "$T/leak-empty"
expect_exit 1
expect_output "hint: $T/leak-empty: the file is empty"
ok "an empty file"

# Where nobody is named, the report says that the cells may not have been found.
leakdye trace "$T/leak-words"
expect_exit 1
expect_output "hint: $T/leak-words: it was read as one column"
leakdye trace --json "$T/leak-words"
expect_output '"hint":"it was read as one column'
leakdye trace "$T/leak-two-columns"
expect_exit 1
expect_output "hint: $T/leak-two-columns: no column of it was taken for one of a kind that can carry marks, and invented records weigh only"
ok "hints"

# A header that is not of its columns: names swapped, one column cut out of the rows only, row names in front that have no name, all turned by one. The
# rows are those of the plain one, and the other reading costs half of the weight: 0.3 of log10 E.
python3 - "$T/bob.csv" "$T" <<'PYTHON'
import csv, sys
rows = [[" ".join(c.split()) for c in r] for r in list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8")))[:81]]
names, rows = rows[0], rows[1:]
def write(name, header, rows):
    with open(sys.argv[2] + "/leak-" + name, "w", newline="", encoding="utf-8") as f:
        csv.writer(f, lineterminator="\n").writerows([header] + rows)
def pick(*columns):
    return [[r[names.index(c)] for c in columns] for r in rows]
write("true-header", ["name", "address"], pick("name", "address"))
write("swapped", ["address", "name"], pick("name", "address"))
write("one-name", ["email"], pick("address"))
write("cut", names, [r[:2] + r[3:] for r in rows])
write("row-names", names, [[str(i)] + r for i, r in enumerate(rows, 1)])
write("turned", names[1:] + names[:1], rows)
write("no-address", ["address", "name"], pick("name", "phone"))
PYTHON
leakdye trace --alpha 1e-9 "$T/leak-true-header"
expect_exit 0
expect_silent 'other readings'
for shape in swapped one-name cut row-names turned; do
	leakdye trace --alpha 1e-9 "$T/leak-$shape"
	expect_exit 0
	expect_output 'NAMED: account bob@x'
	expect_output 'and other readings, averaged'
	ok "a header that is not of its columns: $shape"
done
leakdye trace "$T/leak-no-address"
expect_exit 1
expect_output "hint: $T/leak-no-address: columns were taken from the header; the cells of column 1, address-latin by its name, look like"
ok "the hint at such a header"

# What stands in the file beside the table of most rows, in another separator or encoding, is counted, but for rows that happen to split alike; its
# parts name the account.
python3 - "$T/leak-plain" "$T" <<'PYTHON'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8")))
first = "".join("r%d,%d,x%d,note %d\n" % (i, 7 * i, i % 9, i) for i in range(300)).encode()
second = "".join(";".join('"%s"' % c for c in r) + "\n" for r in rows).encode()
ten = "".join("|".join(r) + "\n" for r in rows[:10]).encode("utf-16-le")
rest = "".join("|".join(r) + "\n" for r in rows[10:]).encode()
# A file with a byte left over is not taken for UTF-16, and then all its rows are read: a blank line makes it even.
rest += b"\n" * ((len(ten) + len(rest)) % 2)
for name, data in (("two-tables", first + second), ("first-table", first), ("second-table", second), ("two-encodings", ten + rest),
                   ("first-encoding", ten), ("second-encoding", rest)):
    open(sys.argv[2] + "/leak-" + name, "wb").write(data)
PYTHON
leakdye trace "$T/leak-two-tables"
expect_exit 1
expect_output ' of 380 rows, with '
expect_output ' bytes, had not the 4 cells of most'
expect_output 'split the file there and trace its parts together'
leakdye trace --alpha 1e-9 "$T/leak-first-table" "$T/leak-second-table"
expect_exit 0
expect_output 'NAMED: account bob@x'
# Ten rows of it are read, and name nobody at that alpha.
leakdye trace --alpha 1e-18 "$T/leak-two-encodings"
expect_exit 1
expect_output ': 1 of 11 rows, with '
expect_output ' bytes, had not the 3 cells of most'
leakdye trace --alpha 1e-9 "$T/leak-first-encoding" "$T/leak-second-encoding"
expect_exit 0
expect_output 'NAMED: account bob@x'
ok "two tables in one file, two encodings"

# Noise beside a list is passed over, and so is a mark of an encoding that the list is not in.
python3 - "$T/leak-dashes" "$T" <<'PYTHON'
import random, sys
list_ = open(sys.argv[1], "rb").read()
draw = random.Random(7)
noise = lambda n: bytes(draw.randrange(256) for _ in range(n))
between = b"".join(line + b"\n\x01\x80" + noise(20).replace(b"\n", b"") + b"\n" for line in list_.splitlines())
for name, data in (("before", noise(6000) + b"\n" + list_), ("behind", list_ + noise(20000)), ("between", between),
                   ("little-endian", b"\xff\xfe" + list_), ("big-endian", b"\xfe\xff" + list_)):
    open("%s/leak-noise-%s" % (sys.argv[2], name), "wb").write(data)
PYTHON
for shape in before behind between little-endian big-endian; do
	leakdye trace --alpha 1e-9 "$T/leak-noise-$shape"
	expect_exit 0
	expect_output 'NAMED: account bob@x'
	expect_output 'bytes were not text'
	ok "noise and false marks: $shape"
done

# One part that cannot be read hides no other: a file that is no text, a row without an end.
cp "$T/leak-hash" "$T/part"
gzip -c "$T/part" >"$T/packed"
leakdye trace "$T/packed" "$T/part"
expect_exit 0
expect_output 'NAMED: account bob@x'
expect_output 'read as nothing: a file packed by gzip, which is not read: open it first, with gzip -dc <FILE >NEW'
leakdye trace "$T/packed"
expect_exit 2
expect_message "leakdye: $T/packed: a file packed by gzip, which is not read"
{
	cat "$T/leak-labels"
	head -c 17000000 /dev/zero | tr '\0' x
	echo
} >"$T/long"
leakdye trace "$T/long"
expect_exit 0
expect_output 'NAMED: account bob@x'
expect_output '1 row was cut at 16 MiB'
ok "a file that is no text, a row that is too long"

# Of two datasets the one is reported whose names the header has, where the rows fit both alike.
sed '1s/.*/a1,b2,c3,d4,e5,f6,g7,h8,i9,j10,k11,l12,m13,n14/' "$T/table.csv" >"$T/first.csv"
for dataset in aaa zzz; do
	case $dataset in aaa) table=$T/first.csv ;; zzz) table=$T/table.csv ;; esac
	leakdye learn "$dataset" "$table"
	expect_exit 0
	printf 'eve@x\n' | "$LEAKDYE" enrol "$dataset" >/dev/null
	leakdye embed "$dataset" --to eve@x "$table" -o "$T/$dataset.csv"
	expect_exit 0
done
for dataset in aaa zzz; do
	head -n 4 "$T/$dataset.csv" | cut -d, -f1-4 >"$T/few"
	leakdye trace "$T/few"
	expect_output 'with a header, columns: opaque-id, person-name, phone, opaque-id'
done
ok "the dataset whose header it is"

# A kind that the owner has named is tried where cells look like what the column looks like: addresses among remarks, in a leak without a header.
# 240 rows with one choice of two carry some 200 bits.
python3 - "$T/remarks.csv" <<'PYTHON'
import csv, random, sys
random.seed(4)
out = csv.writer(open(sys.argv[1], "w", newline=""), lineterminator="\n")
out.writerow(["id", "remark"])
for i in range(6000):
    remark = "%s %d" % (random.choice(["call before noon please", "no remark", "ring twice", "paid in cash"]), random.randint(1, 99999))
    if i % 100 >= 96:
        remark = "%d %s %s, Suite %d, Reno, NV %d, USA" % (random.randint(1, 9999), random.choice(["Main", "Oak", "Elm", "Park"]),
                random.choice(["Street", "St"]), random.randint(1, 900), random.randint(89501, 89599))
    out.writerow([7 * i + random.randint(0, 6), remark])
PYTHON
leakdye learn remarks "$T/remarks.csv"
expect_output 'remark                       text '
leakdye learn forced --kind remark=address-latin "$T/remarks.csv"
expect_exit 0
leakdye profile export forced
expect_output 'looks = text'
cp "$T/out" "$T/forced.ini"
leakdye profile import forced "$T/forced.ini"
expect_exit 0
printf 'eve@x\nmallory@x\n' | "$LEAKDYE" enrol forced >/dev/null
leakdye embed forced --to eve@x --marks spelling "$T/remarks.csv" -o "$T/eve.csv"
expect_exit 0
sed 1d "$T/eve.csv" >"$T/leak-remarks"
leakdye trace --dataset forced "$T/leak-remarks"
expect_exit 0
expect_output 'NAMED: account eve@x'
ok "a kind that the owner has named"

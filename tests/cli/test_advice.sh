#!/bin/sh
# What a message about a table advises is done as it stands there, and helps.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/advice.sh"

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

# ---- CSV as other programs write it ----
gen --rows 600 --seed 13 --variant intl >"$T/house.csv"
python3 - "$T/house.csv" "$T" <<'PYTHON'
import csv, sys
rows = [[" ".join(c.split()).replace('"', "") for c in r] for r in csv.reader(open(sys.argv[1], newline=""))]
place = rows[0].index("address")
for row in rows[5::7]:
    row[place] = '5" Pipe Rd' + row[place]
def write(name, lines): open(sys.argv[2] + "/" + name, "w", newline="").write("".join(l + "\n" for l in lines))
def table(name, **how): csv.writer(open(sys.argv[2] + "/" + name, "w", newline=""), lineterminator="\n", **how).writerows(rows)
def formula(c): return '="%s"' % c.replace('"', '""')
table("house.csv")
table("other-single.csv", quotechar="'")
csv.writer(open(sys.argv[2] + "/other-single-mark.csv", "w", newline="", encoding="utf-8-sig"), quotechar="'", quoting=csv.QUOTE_ALL).writerows(rows)
table("other-single-all.csv", quotechar="'", quoting=csv.QUOTE_ALL)
table("other-single-semicolon.csv", quotechar="'", quoting=csv.QUOTE_NONNUMERIC, delimiter=";")
table("other-escape.csv", quoting=csv.QUOTE_NONE, quotechar=None, escapechar="\\")
table("other-escape-quoted.csv", doublequote=False, escapechar="\\")
write("other-formulas.csv", (",".join(map(formula, r)) for r in rows))
write("other-formulas-tab.csv", ("\t".join(map(formula, r)) for r in rows))
quote = lambda c: '"%s"' % c.replace('"', '""')
write("other-formulas-quoted.csv", [",".join(rows[0])] + [",".join([quote(formula(r[0]))] + [quote(c) for c in r[1:]]) for r in rows[1:]])
write("other-spaces.csv", (", ".join(quote(c) if "," in c or '"' in c else c for c in r) for r in rows))
write("free-named.csv", (",".join((r[0], r[1], r[place])) for r in rows))
write("free-headless.csv", (",".join((r[0], r[1], r[place])) for r in rows[1:]))
write("free-bar.csv", ("|".join((r[1], r[place].replace(",", "|"))) for r in rows))
write("one-address.csv", ["Address"] + [r[place] for r in rows[1:]])
write("one-quoted.csv", (quote(r[1] + "|" + r[2] + ", " + r[place]) for r in rows[1:]))
write("one-headless.csv", (r[place] for r in rows[1:]))
write("one-even.csv", ["Address"] + ["%d Main St, Hartford, CT" % k for k in range(100, 500)])
write("title.csv", ["Customers of today", ""] + [",".join(map(quote, r)) for r in rows])
PYTHON
leakdye learn house "$T/house.csv"
expect_exit 0
printf 'bob@x\n' >"$T/one"
leakdye enrol house "$T/one"
for file in "$T"/other-*.csv; do
	both 'row ' "$file"
	grep -q 'cannot be written back: convert it first' "$T/said" || fail "no advice"
	command=$(grep -oE '(python3 -c|sed -E) .* <FILE >NEW' "$T/said")
	sh -c "$(printf '%s' "$command" | sed "s|<FILE >NEW|<'$file' >'$T/mended.csv'|")"
	python3 - "$T/house.csv" "$T/mended.csv" <<'PYTHON' || fail "the advice changes cells"
import csv, sys
a, b = (list(csv.reader(open(f, newline="", encoding="utf-8-sig"))) for f in sys.argv[1:])
assert a == b
PYTHON
	leakdye embed house --to bob@x --marks none --allow-unmarked "$T/mended.csv" -o "$T/out.csv"
	expect_exit 0
	expect_same "$T/mended.csv" "$T/out.csv"
	rm "$T/out.csv"
	ok "${file##*/}: its advice"
done
both 'row 2: a table with a backslash' "$T/other-escape.csv" --delimiter ,
# MySQL's OUTFILE: NULL is the empty cell, whatever stands around the cells.
python3 - "$T/house.csv" "$T" <<'PYTHON'
import csv, sys
rows = [[c if k % 5 or i % 3 == 0 else "" for k, c in enumerate(r, i)] for i, r in enumerate(csv.reader(open(sys.argv[1], newline="")))]
rows[7][1], rows[8][1], rows[9][1] = "O'Neil\nAnn", "a\tb", "\\Nora \\"
csv.writer(open(sys.argv[2] + "/null.csv", "w", newline=""), lineterminator="\n").writerows(rows)
def cell(c, sign, quote):
    if c == "":
        return "\\N"
    for s in ("\\", "\n", sign, quote):
        c = c.replace(s, "\\" + s) if s else c
    return quote + c + quote
for n, (sign, quote, end) in enumerate((s, q, e) for s in "\t,|" for q in ("", '"', "'") for e in ("\n", "\r\n")):
    with open("%s/mysql-%d.csv" % (sys.argv[2], n), "w", newline="") as f:
        f.writelines(sign.join(cell(c, sign, quote) for c in r) + end for r in rows)
PYTHON
for file in "$T"/mysql-*.csv; do
	both 'row ' "$file"
	command=$(grep -oE 'python3 -c .* <FILE >NEW' "$T/said")
	sh -c "$(printf '%s' "$command" | sed "s|<FILE >NEW|<'$file' >'$T/mended.csv'|")"
	expect_same "$T/null.csv" "$T/mended.csv"
done
ok "NULL of MySQL"
# sqlite3's .mode tcl writes letters beyond ASCII in octal.
python3 - "$T/house.csv" "$T" <<'PYTHON'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
for n, name in enumerate(("Construções", "Ñuñoa 35", "北京 \\1", 'O"Neil é')):
    rows[2 + n][1] = name
csv.writer(open(sys.argv[2] + "/letters.csv", "w", newline=""), lineterminator="\n").writerows(rows)
PYTHON
sqlite3 -header :memory: ".mode csv" ".import '$T/letters.csv' t" ".mode tcl" "select * from t" | sed 's/[[:space:]]*$//' >"$T/tcl"
grep -q '\\303\\247' "$T/tcl" || fail "sqlite3 writes no octal digits"
both 'row ' "$T/tcl" --delimiter ' '
command=$(grep -oE 'python3 -c .* <FILE >NEW' "$T/said")
sh -c "$(printf '%s' "$command" | sed "s|<FILE >NEW|<'$T/tcl' >'$T/mended.csv'|")"
expect_same "$T/letters.csv" "$T/mended.csv"
ok "octal digits of sqlite3"
# Columns between blanks and unusual signs, and of fixed width.
python3 - "$T/house.csv" "$T" <<'PYTHON'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
def write(name, lines): open(sys.argv[2] + "/" + name, "w", newline="").write("".join(l + "\n" for l in lines))
keep = [rows[0].index(n) for n in ("customer_id", "name", "phone", "address")]
for n, sign in enumerate((" ", "/", "_", "-", ".", "+", "@", "#", "$", "=", "\u00a0", "\u3000", "\u2192", "\uff0c", " / ", " \u00b7 ", "  ")):
    clean = [["".join(c.split(sign[0])) if n != 1 else c.replace("/", "") for c in (r[k] for k in keep)] for r in rows]
    csv.writer(open("%s/sign-%d.want" % (sys.argv[2], n), "w", newline=""), lineterminator="\n").writerows(clean)
    for head in (0, 1):
        write("sign-%d-%d.csv" % (n, head), (sign.join(r) for r in clean[head:]))
    write("sign-%d-held.csv" % n, (sign.join(r[k] for k in keep) for r in rows))
three = [[r[k] for k in keep[:2] + keep[3:]] for r in rows]
csv.writer(open(sys.argv[2] + "/fixed.want", "w", newline=""), lineterminator="\n").writerows(three)
width = [max(len(r[i]) for r in three) for i in range(3)]
for apart in (1, 2):
    for head in (0, 1):
        write("fixed-%d-%d.csv" % (apart, head), ("".join(c.ljust(w + apart) for c, w in zip(r, width)) for r in three[head:]))
# As R and pandas print a table: all cells to the right, a number before each row; and, not to be cut, with line ends in a few cells.
five = [[r[k] for k in keep] + [str(n * 7 % 1000) + ".00"] for n, r in enumerate(rows)]
wide = [max(len(r[i]) for r in five) for i in range(5)]
for name, gap in (("R", " "), ("pandas", "  ")):
    right = [gap.join(c.rjust(w) for c, w in zip(r, wide)) for r in five]
    write("printed-%s.csv" % name, [" " * 5 + right[0]] + ["%-5d%s" % (n, l) for n, l in enumerate(right[1:], 1)])
csv.writer(open(sys.argv[2] + "/printed.want", "w", newline=""), lineterminator="\n").writerows(five)
# The same whatever stands at its ends, a constant or one of three words, and with many columns; of two columns too.
def printed(name, table, gap=2, just=str.rjust, number=True):
    wide = [max(len(r[i]) for r in table) for i in range(len(table[0]))]
    lines = [(" " * gap).join(just(c, w) for c, w in zip(r, wide)) for r in table]
    write("ends-%s.csv" % name, ["%-5s%s%s" % ("" if n == 0 else n, " " * gap, l) for n, l in enumerate(lines)] if number else lines)
    csv.writer(open("%s/ends-%s.want" % (sys.argv[2], name), "w", newline=""), lineterminator="\n").writerows(table)
plan = [["plan", "free", "pro", "team"][n and 1 + n % 3] for n in range(len(rows))]
land = ["country"] + ["US"] * (len(rows) - 1)
who = [r[rows[0].index("name")] for r in rows]
where = [r[rows[0].index("address")] for r in rows]
mail = [r[rows[0].index("email")] for r in rows]
short = [[c if len(c) < 40 else c[:40].strip() for c in r] for r in rows]
printed("word-behind", [[a, b, p] for a, b, p in zip(who, where, plan)])
printed("same-behind", [[a, b, p] for a, b, p in zip(who, where, land)])
printed("two", [[a, p] for a, p in zip(who, plan)])
for name, just in (("left", str.ljust), ("right", str.rjust)):
    printed("same-around-" + name, [[c, a, p] for a, p, c in zip(who, plan, land)], 2, just, False)
    printed("word-before-" + name, [[p, a, b] for a, b, p in zip(who, where, plan)], 3, just, False)
    printed("two-" + name, [[a, p] for a, p in zip(who, plan)], 2, just, False)
    printed("apart-" + name, [[p, a] for a, p in zip(who, plan)], 6, just, False)
for columns in (11, 14, 17, 20, 24):
    printed("of-%d" % columns, [(r + [m, a] + r[:8])[:columns - 1] + [p] for r, m, a, p in zip(short, mail, who, plan)])
# The same with one comma in each row, which stands within a cell; and CSV that is padded, which is CSV.
town = [r[:3] + [" ".join(r[3].replace(",", " ").split()[:4]) + ", Tampa", r[4]] for r in five]
town[0][3] = "address"
wide = [max(len(r[i]) for r in town) for i in range(5)]
for name, gap in (("R", " "), ("pandas", "  ")):
    for just, put in (("right", str.rjust), ("left", str.ljust)):
        lines = [gap.join(put(c, w) for c, w in zip(r, wide)) for r in town]
        for head in (0, 1):
            write("town-%s-%s-%d.csv" % (name, just, head), [" " * 5 + lines[0]][head:] + ["%-5d%s" % (n, l) for n, l in enumerate(lines[1:], 1)])
csv.writer(open(sys.argv[2] + "/town.want", "w", newline=""), lineterminator="\n").writerows(town)
plain = [[c.replace(",", " ") for c in r] for r in town]
write("padded-before.csv", (",".join(c.rjust(w) for c, w in zip(r, wide)) for r in plain))
write("padded-behind.csv", (", ".join(c.ljust(w) for c, w in zip(r, wide)) for r in plain))
write("padded-apart.csv", ("".join((c + ",").ljust(w + 3) for c, w in zip(r[:4], wide)) + r[4] for r in plain))
write("padded-inside.csv", ("%s  %s,%s,%s" % (r[0][:2], r[0], r[1], r[3]) for r in plain[1:]))
wide = [max(len(r[i]) for r in five) for i in range(5)]
left = ["".join(c.ljust(w + 2) for c, w in zip(r, wide)) for r in five]
write("moved.csv", (l[:8] + "\n" + l[8:] if n % 40 == 39 else l for n, l in enumerate(left)))
write("blank-quoted.csv", (" ".join('"%s"' % c.replace('"', '""') for c in r) for r in three))
import io
def line(r):
    f = io.StringIO(newline="")
    csv.writer(f, lineterminator="").writerow(r)
    return f.getvalue()
write("whole.csv", ('"%s"' % line(r).replace('"', '""') for r in rows))
write("whole-headless.csv", ('"%s"' % line(r).replace('"', '""') for r in rows[1:]))
quote_whole = lambda l: '"%s"' % l.replace('"', '""')
def cut_at(r, sign):
    f = io.StringIO(newline="")
    csv.writer(f, lineterminator="", delimiter=sign).writerow(r)
    return f.getvalue()
def sheet(name, lines, sign=",", rows=rows):
    lines = list(lines)
    write("sheet-%s.csv" % name, lines)
    write("sheet-%s.want" % name, (cut_at(r, sign) for r in rows))
    return lines
whole = [quote_whole(line(r)) for r in rows]
only = lambda l, held: quote_whole(l) if any(c in l for c in held) else l
for name, tail in (("one", ","), ("many", "," * 13), ("semicolon", ";;"), ("bar", "|")):
    sheet("tail-" + name, (l + tail for l in whole))
    sheet("headless-" + name, (l + tail for l in whole[1:]), rows=rows[1:])
    sheet("head-" + name, [line(rows[0])] + [l + tail for l in whole[1:]] if tail[0] == "," else (l + tail for l in whole))
sheet("head-bare", [line(rows[0])] + whole[1:])
sheet("semicolon-lines", (quote_whole(cut_at(r, ";")) + ",," for r in rows), ";")
sheet("tab-lines", (quote_whole(cut_at(r, "\t")) + ",," for r in rows), "\t")
sheet("some-commas", (only(line(r), ';"') for r in rows))
sheet("some-semicolons", (only(cut_at(r, ";"), ',"') for r in rows), ";")
sheet("some-tabs", (only(cut_at(r, "\t"), ',"') for r in rows), "\t")
sheet("some-tail", (only(line(r), ';"') + ";;" for r in rows))
sheet("half-cut", (l + "," * 13 if i % 2 else line(rows[i]) for i, l in enumerate(whole)))
write("note.csv", (l + (",checked" if i == 500 else ",") for i, l in enumerate(whole)))
write("plain-places.csv", ["place,lat,lon"] + ['"Paris, Texas, USA",,' if i % 9 == 0 else "Rome,%d.5,%d.25" % (i % 50, i % 30) for i in range(300)])
write("plain-notes.csv", ["name,note"] + ['"Smith, John",' if i % 2 else "Ann,called %d" % i for i in range(300)])
write("plain-mostly.csv", ["address,note"] + [quote_whole(r[rows[0].index("address")]) + "," for r in rows[1:]])
write("one-padded.csv", (r[2].ljust(width[2]) for r in three))
write("one-name.csv", (r[1] for r in three))
write("one-mail.csv", (r[rows[0].index("email")] for r in rows))
write("one-time.csv", (r[rows[0].index("order_time")] for r in rows))
write("one-title.csv", (("Mr  ", "Mrs ", "Dr  ")[n % 3] + r[1] for n, r in enumerate(rows[1:])))
write("one-salute.csv", (("Mr  ", "Ms  ", "Dr  ")[n % 3] + r[1] for n, r in enumerate(rows[1:])))
write("one-amount.csv", ("%s%12.2f" % (("EUR", "USD")[n % 2], 7.25 * n * n) for n in range(300)))
write("one-double.csv", (r[1].replace(" ", "  " if n % 8 else " ", 1) for n, r in enumerate(rows[1:])))
write("one-code.csv", ("INV-%d" % (1234567 + 91 * i) for i in range(300)))
PYTHON
for file in "$T"/sign-*-held.csv; do
	leakdye learn --dry-run other "$file"
	[ "$code" = 2 ] || fail "${file##*/}: learnt"
done
for file in "$T"/sign-*-[01].csv; do
	both 'one column only, ' "$file"
	sed_command=$(grep -o "sed 's/.*/g'" "$T/said" || :)
	option=$(grep -o "delimiter '[^ ]*' (\|delimiter ' ' (" "$T/said" | sed 's/ ($//' || :)
	if [ -n "$sed_command" ]; then
		sh -c "$sed_command" <"$file" >"$T/mended.csv"
		leakdye learn --dry-run other "$T/mended.csv"
	else
		run sh -c "'$LEAKDYE' learn --dry-run other --$option '$file'"
	fi
	expect_exit 0
	expect_output ' 4 columns'
done
ok "unusual signs"
for file in "$T"/fixed-*.csv; do
	both 'one column only, though its lines look like cells of fixed width' "$file"
	command=$(grep -oE 'python3 -c .* <FILE >NEW' "$T/said")
	sh -c "$(printf '%s' "$command" | sed "s|<FILE >NEW|<'$file' >'$T/mended.csv'|")"
	case $file in *-0.csv) cp "$T/fixed.want" "$T/want" ;; *) sed 1d "$T/fixed.want" >"$T/want" ;; esac
	expect_same "$T/want" "$T/mended.csv"
done
both "one column only, though its lines look like several cells with \" \" between them: name the separator with --delimiter ' '" "$T/blank-quoted.csv"
leakdye learn --dry-run other "$T/blank-quoted.csv" --delimiter ' '
expect_output ' 3 columns'
for what in padded name mail time code title salute amount double; do
	file=$T/one-$what.csv
	leakdye learn --dry-run other "$file"
	expect_exit 0
	expect_output ' 1 column,'
done
for file in "$T"/printed-*.csv; do
	both 'one column only, though its lines look like cells of fixed width' "$file"
	command=$(grep -o 'python3 -c .* <FILE >NEW' "$T/said" | sed "s|<FILE >NEW|<'$file' >'$T/mended.csv'|")
	sh -c "$command"
	cut -d, -f 2- "$T/mended.csv" >"$T/columns.csv"
	expect_same "$T/columns.csv" "$T/printed.want"
done
for file in "$T"/ends-*.csv; do
	both 'one column only, though its lines look like cells of fixed width' "$file"
	command=$(grep -o 'python3 -c .* <FILE >NEW' "$T/said" | sed "s|<FILE >NEW|<'$file' >'$T/mended.csv'|")
	sh -c "$command"
	case $(basename "$file") in
	*-left.csv | *-right.csv) cp "$T/mended.csv" "$T/columns.csv" ;;
	*) python3 -c 'import csv; csv.writer(open(1, "w", newline=""), lineterminator="\n").writerows(r[1:] for r in csv.reader(open(0, newline="")))' <"$T/mended.csv" >"$T/columns.csv" ;;
	esac
	expect_same "$T/columns.csv" "${file%.csv}.want"
	ok "a printed table: $(basename "$file" .csv)"
done
for file in "$T"/town-*.csv; do
	both '"," stands within cells, for its lines look like cells of fixed width' "$file"
	command=$(grep -o 'python3 -c .* <FILE >NEW' "$T/said" | sed "s|<FILE >NEW|<'$file' >'$T/mended.csv'|")
	sh -c "$command"
	cut -d, -f 2- "$T/mended.csv" >"$T/columns.csv"
	case $file in *-0.csv) cp "$T/town.want" "$T/want" ;; *) sed 1d "$T/town.want" >"$T/want" ;; esac
	expect_same "$T/columns.csv" "$T/want"
done
for file in "$T"/padded-*.csv; do
	leakdye learn --dry-run other "$file"
	expect_exit 0
	expect_output " $(head -n 1 "$file" | tr -cd , | wc -c | awk '{ print $1 + 1 }') columns"
done
both 'one column only, though its lines look like several cells with blanks between them, not equally many' "$T/moved.csv"
ok "fixed width"
for file in "$T"/whole*.csv; do
	both 'one column only, for every line stands in quotes (") as a whole' "$file"
	command=$(grep -oE 'python3 -c .* <FILE >NEW' "$T/said")
	sh -c "$(printf '%s' "$command" | sed "s|<FILE >NEW|<'$file' >'$T/mended.csv'|")"
	leakdye learn --dry-run other "$T/mended.csv"
	expect_exit 0
	expect_output ' 14 columns'
	expect_silent 'One column was found'
done
leakdye learn --dry-run other "$T/one-name.csv"
expect_output 'One column was found'
ok "lines in quotes"
# The same in a sheet of several columns, where some lines only are in quotes, and under a header that is in none.
for file in "$T"/sheet-*.csv; do
	both 'one column only, for ' "$file"
	grep -q 'in quotes (") as a whole' "$T/said" || fail "${file##*/}: not said"
	command=$(grep -oE 'python3 -c .* <FILE >NEW' "$T/said")
	sh -c "$(printf '%s' "$command" | sed "s|<FILE >NEW|<'$file' >'$T/mended.csv'|")"
	expect_same "${file%.csv}.want" "$T/mended.csv"
	leakdye learn --dry-run other "$T/mended.csv"
	expect_exit 0
	expect_output ' 14 columns'
done
both 'one column only, for lines stand in quotes' "$T/note.csv"
for file in "$T"/plain-*.csv; do
	leakdye learn --dry-run other "$file"
	expect_exit 0
done
ok "lines in quotes in a sheet"
# Objects of Python and elements are no cells; and what an option allows.
python3 - "$T/house.csv" "$T" <<'PYTHON'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
open(sys.argv[2] + "/foreign-dicts", "w").writelines(repr(r) + "\n" for r in rows)
element = lambda r: "<c>" + "".join("<%s>%s</%s>" % (k, v.replace("&", "&amp;"), k) for k, v in r.items()) + "</c>"
open(sys.argv[2] + "/foreign-xml", "w").writelines(element(r) + "\n" for r in rows)
open(sys.argv[2] + "/foreign-line", "w").write("<r>" + "".join(map(element, rows)) + "</r>\n")
PYTHON
both "Python's dictionaries, which cannot be written back" "$T/foreign-dicts"
both 'XML, which cannot be written back' "$T/foreign-xml"
both 'XML, which cannot be written back' "$T/foreign-line"
leakdye learn --dry-run other "$T/house.csv" --kind name
expect_exit 2
expect_message 'does not allow that value: COLUMN=KIND'
leakdye learn --dry-run other "$T/house.csv" --kind name=road
expect_exit 2
expect_message "unknown kind 'road' (there are address-cn, address-latin, category, cn-id,"
ok "what is no table, and what an option allows"
# Cells that hold the separator without quotes; and what is one column, with or without the owner's word.
for file in "$T"/free-*.csv; do both 'one column only, though its lines look like several cells' "$file"; done
leakdye learn --dry-run other "$T/free-named.csv" --delimiter tab
expect_output ' 1 column,'
for file in "$T/one-address.csv" "$T/one-headless.csv" "$T/one-quoted.csv"; do
	leakdye learn --dry-run other "$file"
	expect_exit 0
	expect_output ' 1 column,'
done
both 'row 1: 1 cell where most rows have 3' "$T/one-even.csv"
leakdye learn --dry-run other "$T/one-even.csv" --delimiter tab
expect_output ' 1 column,'
ok "commas without quotes, and one column of addresses"
both 'row 1: 1 cell where most rows have 14: a title above the table must be taken off' "$T/title.csv"
both 'row 1: 1 cell where most rows have 14' "$T/title.csv" --header
sh -c "$(grep -o 'tail -n +[0-9]* <FILE >NEW' "$T/said" | sed "s|<FILE >NEW|<'$T/title.csv' >'$T/mended.csv'|")"
leakdye embed house --to bob@x "$T/mended.csv" -o "$T/out.csv"
expect_exit 0
rm "$T/out.csv"
ok "a title"
# What was not found is not let through by the next piece of advice.
leakdye embed house --to bob@x "$T/house.csv" --delimiter '~' -o "$T/none"
expect_exit 2
expect_message 'the file was read as 1 column, and the profile has 14: name what stands between its cells with --delimiter'
leakdye embed house --to bob@x "$T/house.csv" --delimiter '~' --header -o "$T/none"
expect_exit 2
expect_message 'the file was read as 1 column, and the profile has 14'
expect_no_file "$T/none"
sed '1s/.*/\U&/' "$T/house.csv" >"$T/upper.csv"
leakdye embed house --to bob@x "$T/upper.csv" -o "$T/none"
expect_exit 2
expect_message "row 1: column CUSTOMER_ID: the profile calls this column 'customer_id', in other letters: rename it in the file"
expect_no_file "$T/none"
ok "a name in capitals"
# Encodings of two and four bytes.
for encoding in UTF-16 UTF-16LE UTF-32 UTF-32BE; do
	iconv -f UTF-8 -t "$encoding" <"$T/house.csv" >"$T/wide.csv"
	leakdye embed house --to bob@x "$T/wide.csv" -o "$T/none"
	expect_exit 2
	expect_no_file "$T/none"
	command=$(grep -o 'iconv -f .* <FILE >NEW' "$T/err" | sed "s|<FILE >NEW|<'$T/wide.csv' >'$T/mended.csv'|")
	sh -c "$command"
	expect_same "$T/mended.csv" "$T/house.csv"
	# Who forgives reads it as it is, every character of it.
	leakdye trace "$T/wide.csv"
	expect_exit 1
	if grep -qE 'not text|left out' "$T/out"; then fail "bytes were lost"; fi
	ok "$encoding"
done

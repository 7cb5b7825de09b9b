#!/bin/sh
# What stands above a table, as spreadsheets, banks and accounting programs write it, is refused with the command that takes it off; and what only looks so is not.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 600 --seed 33 >"$T/table.csv"
python3 - "$T/table.csv" "$T" <<'PYTHON'
import csv, io, random, sys
rows = [[" ".join(c.split()) for c in r] for r in csv.reader(open(sys.argv[1], newline=""))]
keep = [rows[0].index(n) for n in ("customer_id", "name", "phone", "city", "address", "order_time", "amount")]
rows = [[r[k] for k in keep] for r in rows]
n = len(keep)
def text(table, sign=",", end="\n", **how):
    f = io.StringIO(newline="")
    csv.writer(f, delimiter=sign, lineterminator=end, **how).writerows(table)
    return f.getvalue()
def write(name, above, sign=",", end="\n", encoding="utf-8", **how):
    for part, t in (("csv", above + text(rows, sign, end, **how)), ("want", text(rows, sign, end, **how))):
        open("%s/%s.%s" % (sys.argv[2], name, part), "w", newline="", encoding=encoding if part == "csv" else "utf-8").write(t)
pad = lambda cells, sign=",": sign.join(cells + [""] * (n - len(cells)))
house = text(rows)
open(sys.argv[2] + "/house.csv", "w", newline="").write(house)
# A spreadsheet fills up every row; names of groups stand over the first column of theirs, or over each.
write("title-padded", pad(["Customer report"]) + "\n")
write("title-padded-blank", pad(["Customer report"]) + "\n" + pad([]) + "\n")
write("title-padded-lines", pad(["Customer report"]) + "\r\n" + pad(["as of", "27.11.2026"]) + "\r\n" + pad([]) + "\r\n", end="\r\n")
write("title-semicolon", pad(["Kundenliste"], ";") + "\r\n" + pad([], ";") + "\r\n", ";", "\r\n")
write("title-blank", pad([]) + "\n")
write("title-right", ",,,Customer report,,,\n")
write("groups-merged", "Customer,,,Place,,Order,\n")
write("groups-repeated", "Customer,Customer,Customer,Place,Place,Order,Order\n")
write("groups-title", pad(["Customers of today"]) + "\nCustomer,,,Place,,Order,\n")
# Other lines: a title with a comma, what a bank says of the account, DATEV's line of settings, notes with line ends in them.
write("title-comma", "Customers, as of 27 November 2026\n")
write("title-comma-lines", "Customer report\nSource: CRM, ERP\n\n")
write("bank", "Kontonummer:;DE12 3456 7890\r\nZeitraum:;01.11.2026 - 30.11.2026\r\n\r\n", ";", "\r\n")
write("bank-quoted", '"Kontonummer:";"DE12 3456"\r\n\r\n"Von:";"01.01.2026"\r\n"Bis:";"31.01.2026"\r\n\r\n', ";", "\r\n", quoting=csv.QUOTE_ALL)
write("bank-padded", pad(["Kontoauszug", "01.01.2026"], ";") + "\r\n", ";", "\r\n")
write("datev", '"EXTF";700;21;"Debitoren/Kreditoren";5;20260101;;"RE";"";"";1001;1;20260101;4\r\n', ";", "\r\n")
write("datev-wide", '"EXTF";700;21;"Debitoren"' + ";" * 27 + "\r\n", ";", "\r\n")
write("note", '"Customers\nof today",27 November\n')
write("many", "".join("%s:,%d\n" % (w, k) for k, w in enumerate(["Report", "From", "To", "Branch"] * 8)))
write("terms", "".join("Paragraph %d of the terms under which this list is given.\n" % k for k in range(230)))
# Of Excel and of an old Macintosh: tail alone would not do.
write("wide", "Customers\tof today\r\n", "\t", "\r\n", "utf-16")
write("wide-le", "Customers\tof today\r\n", "\t", "\r\n", "utf-16-le")
write("cr", "Customers, of today\r", ",", "\r")
# What is no title: names of rows, columns without names, rows of R, an empty cell at the end of all rows but the names', a first row with little in it.
def plain(name, table): open("%s/plain-%s.csv" % (sys.argv[2], name), "w", newline="").write(table)
plain("index", text([[""] + rows[0]] + [[k] + r for k, r in enumerate(rows[1:])]))
plain("unnamed", text([rows[0] + ["", ""]] + [r + ["", ""] for r in rows[1:]]))
plain("sparse-first", text([rows[0]] + [[rows[1][0]] + [""] * (n - 1)] + rows[2:]))
plain("sparse-headless", text([[rows[1][0]] + [""] * (n - 1)] + rows[2:]))
open(sys.argv[2] + "/short-R.csv", "w", newline="").write(text([rows[0]] + [[k] + r for k, r in enumerate(rows[1:])]))
open(sys.argv[2] + "/short-trailing.csv", "w", newline="").write(text([rows[0]] + [r + [""] for r in rows[1:]]))
# A licence in remarks, longer than what is looked at to find the separator, one of its lines with as many commas as a row.
plain("remarks", "".join("# Paragraph %d of the terms under which this list is given.\n" % k for k in range(700)) + "#%s any\n\n" % (" WHETHER," * (n - 1)) + house)
plain("remarks-few", "# Redistribution is permitted:\n#%s any\n# DAMAGES.\n" % (" INDIRECT," * (n - 1)) + house)
plain("words", text([["Name", "Town", "Colour"]] + [[a, b, c] for a in ("Ann", "Bob", "Cy", "Di", "Ed", "Flo") for b in ("Rome", "Oslo", "Bern") for c in ("red", "blue", "")]))
PYTHON
make_ready house "$T/house.csv"

for want in "$T"/*.want; do
	file=${want%.want}.csv
	leakdye embed house --to bob@x "$file" -o "$T/none"
	expect_exit 2
	expect_no_file "$T/none"
	leakdye learn --dry-run --order free other "$file"
	expect_exit 2
	expect_message "leakdye: $file: row 1: "
	expect_message ': a title above the table must be taken off, with '
	expect_silent 'Kontonummer'
	command=$(sed -n "s/.*taken off, with \(.*>NEW\).*/\1/p" "$T/err" | sed "s|<FILE|<'$file'|; s|>NEW|>'$T/mended.csv'|")
	sh -c "$command"
	case $file in */cr.csv) tr '\r' '\n' <"$want" >"$T/want" ;; *) cp "$want" "$T/want" ;; esac
	expect_same "$T/want" "$T/mended.csv"
	leakdye learn --dry-run other "$T/mended.csv"
	expect_exit 0
	expect_output 'other: 600 rows, 7 columns'
	expect_silent 'Row 1 was taken for data'
	ok "$(basename "$file" .csv): $command" | sed "s|'$T/[^']*'|FILE|g"
done
leakdye embed house --to bob@x "$T/mended.csv" -o "$T/copy"
expect_exit 0
# Whoever says that row 1 holds names does not know of the title; whoever says that no row does is believed.
leakdye learn --dry-run other "$T/title-padded.csv" --header
expect_exit 2
expect_message 'row 1: 1 different text in 7 cells, and the names of the columns below: a title above the table must be taken off'
leakdye learn --dry-run other "$T/title-padded.csv" --no-header
expect_exit 0
expect_output 'other: 602 rows'
leakdye learn --dry-run other "$T/bank.csv" --no-header
expect_exit 2
for file in "$T"/plain-*.csv; do
	leakdye learn --dry-run other "$file"
	expect_exit 0
	ok "$(basename "$file" .csv) is a table"
done
for file in "$T"/plain-remarks.csv "$T"/plain-remarks-few.csv; do
	leakdye learn --dry-run other "$file"
	expect_output 'other: 600 rows, 7 columns'
	leakdye embed house --to bob@x "$file" -o "$T/copy"
	expect_exit 0
	grep '^#' "$T/copy" >"$T/said"
	grep '^#' "$file" >"$T/want"
	expect_same "$T/want" "$T/said"
done
for file in "$T"/short-*.csv; do
	leakdye learn --dry-run other "$file"
	expect_exit 2
	expect_message 'row 2: 8 cells where the table has 7 columns'
	expect_silent 'a title above'
	ok "$(basename "$file" .csv): the first row is no title"
done

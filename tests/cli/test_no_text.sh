#!/bin/sh
# What is no text is named by its first bytes, and the command that opens it is run where its program is there.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/advice.sh"

make_vault
gen --rows 600 --seed 13 --variant intl >"$T/house.csv"
leakdye learn house "$T/house.csv"
expect_exit 0
printf 'bob@x\n' >"$T/one"
leakdye enrol house "$T/one"

# as_it_says FILE NAME: refused as such; its command is run in a folder of its own, where FILE stands under this name. Where the machine lacks the
# program nothing is run, and false returned.
as_it_says() {
	both "$2, which is not read: open it first, with " "$1"
	leakdye trace "$1"
	expect_exit 2
	expect_message "$1: $2, which is not read"
	command=$(sed -n 's/.*open it first, with \(.*\)/\1/p' "$T/said" | sed 's/ ([^()]*)$//; s/TABLE/t/')
	command -v "${command%% *}" >"$T/where" || return 1
	rm -rf "$T/opened"
	mkdir "$T/opened"
	cp "$1" "$T/opened/FILE"
	(cd "$T/opened" && sh -c "$command") || fail "$command: does not open it"
}
for packer in gzip compress bzip2 xz zstd lz4; do
	command -v $packer >"$T/where" || continue
	$packer -c <"$T/house.csv" >"$T/house.packed"
	as_it_says "$T/house.packed" "a file packed by $packer" || fail "$packer: no command"
	expect_same "$T/opened/NEW" "$T/house.csv"
	ok "$command"
done
python3 - "$T" <<'PYTHON'
import csv, sqlite3, sys, tarfile, zipfile
t = sys.argv[1]
rows = list(csv.reader(open(t + "/house.csv", newline="")))
def archive(name, *members):
    with zipfile.ZipFile(t + "/" + name, "w", zipfile.ZIP_DEFLATED) as z:
        for m in members:
            z.writestr(m, open(t + "/house.csv").read() if m == "house.csv" else "<x/>" if "/" in m else m)
archive("house.zip", "notes.txt", "house.csv")
archive("house.xlsx", "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml")
archive("house.docx", "[Content_Types].xml", "_rels/.rels", "word/document.xml")
with zipfile.ZipFile(t + "/house.ods", "w") as z:
    z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    z.writestr("content.xml", "<x/>", zipfile.ZIP_DEFLATED)
with tarfile.open(t + "/house.tar", "w") as archived:
    archived.add(t + "/house.csv", "house.csv")
db = sqlite3.connect(t + "/house.db")
db.execute("CREATE TABLE t (%s)" % ", ".join('"%s" TEXT' % n for n in rows[0]))
db.executemany("INSERT INTO t VALUES (%s)" % ", ".join("?" * len(rows[0])), rows[1:])
db.commit()
noise = bytes(range(256)) * 16
for name, head in (("pdf", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"), ("png", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), ("jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0"),
                   ("parquet", b"PAR1\x15\0"), ("xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + "Workbook".encode("utf-16le")), ("orc", b"ORC\0")):
    open("%s/magic.%s" % (t, name), "wb").write(head + noise)
PYTHON
as_it_says "$T/house.zip" 'a zip' || fail "no unzip"
expect_same "$T/opened/house.csv" "$T/house.csv"
as_it_says "$T/house.tar" 'an archive of tar' || fail "no tar"
expect_same "$T/opened/house.csv" "$T/house.csv"
as_it_says "$T/house.db" 'a database of SQLite' || fail "no sqlite3"
python3 - "$T/opened/NEW" "$T/house.csv" <<'PYTHON' || fail "the advice changes cells"
import csv, sys
a, b = (list(csv.reader(open(f, newline=""))) for f in sys.argv[1:])
assert a == b
PYTHON
while read -r file name; do
	both "$name, which is not read: " "$file"
	leakdye trace "$file"
	expect_exit 2
	expect_message "$name, which is not read: "
done <<EOF
$T/house.xlsx a spreadsheet of Excel (xlsx)
$T/house.docx a document of Word (docx)
$T/house.ods a spreadsheet (ods)
$T/magic.pdf a PDF
$T/magic.png a picture (PNG)
$T/magic.jpg a picture (JPEG)
$T/magic.parquet a file of Parquet
$T/magic.xls a spreadsheet of Excel (xls)
$T/magic.orc a file of ORC
EOF
# A table may begin with the same letters.
sed '1s/[^,]*/PAR1/' "$T/house.csv" >"$T/letters.csv"
leakdye learn --dry-run other "$T/letters.csv"
expect_exit 0
ok "what is no text is named"

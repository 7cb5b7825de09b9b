#!/bin/sh
# Cells that an export cannot respell would leave as they stand, in whoever's spelling they are (docs/EVIDENCE.md, section 8.1): a file with more than a few of them
# is refused. They are cells for whose spelling a padded column or a file without quotes has no room, and cells in which markup or signs hide it.
. "$(dirname "$0")/lib.sh"

# refused MESSAGE: the file $T/later.csv is, and nothing is left of the copy.
refused() {
	rm -f "$T/bob.csv"
	leakdye embed firms --to bob@x "$T/later.csv" -o "$T/bob.csv"
	expect_exit 2
	expect_message "$1"
	expect_no_file "$T/bob.csv"
}

# It leaves, as many lines as it has.
passes() {
	leakdye embed firms --to bob@x "$T/later.csv" -o "$T/bob.csv"
	expect_exit 0
	[ "$(wc -l <"$T/later.csv")" -eq "$(wc -l <"$T/bob.csv")" ] || fail "lines are missing"
}

# write FORMAT LEAST MOST: the rows whose address has so many letters, it written with awk's FORMAT.
write() {
	awk -F , -v OFS=, -v format="$1" -v least="$2" -v most="$3" 'NR == 1 || (length($3) >= least && length($3) <= most) {
		if (NR > 1) $3 = sprintf(format, $3)
		print }' "$T/table.csv" >"$T/later.csv"
}

make_vault
python3 "$(dirname "$0")/streets.py" >"$T/table.csv"
leakdye learn firms --no-canaries "$T/table.csv"
expect_exit 0
echo bob@x >"$T/accounts"
leakdye enrol firms "$T/accounts"

write '%-18s' 1 18
refused 'this cell and others cannot hold what this account writes there'
expect_message 'row '
# Room enough, though no cell of the first rows is as long; and rows below that are not padded.
write '%-40s' 1 40
passes
[ "$(awk -F , 'NR > 1 { print length($3) }' "$T/bob.csv" | sort -u)" = 40 ] || fail "a cell has another width"
write '%-40s' 1 14
awk 'NR > 1' "$T/table.csv" >>"$T/later.csv"
passes
head -n 1500 "$T/bob.csv" | tail -n 1000 | grep -q 'STREET' || fail "nothing is marked"
ok "padded columns have room, or are refused"

# A comma stands before the legal form in one of three spellings, and this file has no quotes.
python3 - "$T" <<'PYTHON'
import random, sys
random.seed(5)
pick = random.choice
def table(path, forms, quote):
    with open(path, "w") as f:
        f.write("id,company\n")
        for i in range(4000):
            word = pick(["Oak", "Elm", "Maple", "Cedar", "Edison", "Mill", "River", "Lake"])
            f.write("%06d,%s%s%d Works%s%s\n" % (i * 7919 % 999983, quote, word, i, pick(forms), quote))
table(sys.argv[1] + "/quoted.csv", [", Inc.", " Inc.", " Inc"], '"')
table(sys.argv[1] + "/later.csv", [" Inc.", " Inc"], "")
PYTHON
leakdye learn works --no-canaries "$T/quoted.csv"
expect_exit 0
leakdye enrol works "$T/accounts"
rm "$T/bob.csv"
leakdye embed works --to bob@x --quote none --delimiter , "$T/later.csv" -o "$T/bob.csv"
expect_exit 2
expect_message 'cannot hold what this account writes there'
expect_no_file "$T/bob.csv"
leakdye embed works --to bob@x "$T/later.csv" -o "$T/bob.csv"
expect_exit 0
grep -q '"' "$T/bob.csv" || fail "no cell is in quotes now"
ok "a file without quotes is refused where it needs them"

for format in '%s<br>' '<p>%s</p>' '%s&#13;' '_%s_' "'%s'" "N'%s'" '%s\\\\r' '%s\\\\0' '%s^M' '@%s@' '<td>%s</td>' '%s<!-- x -->' '<span class=a>%s</span>'; do
	write "$format" 1 99
	refused 'hold markup or signs'
	expect_message 'column address'
	ok "$format"
done
# Ten slots in all may.
write '%s' 1 99
awk -F , -v OFS=, 'NR > 1 && NR < 7 { $3 = $3 "<br>" } { print }' "$T/later.csv" >"$T/few.csv"
mv "$T/few.csv" "$T/later.csv"
passes
[ "$(grep -c '<br>' "$T/bob.csv")" -eq 5 ] || fail "the markup has changed"
# In a column that carries nothing markup hides nothing.
awk -F , -v OFS=, 'NR > 1 { $2 = "<b>" $2 "</b>" } { print }' "$T/table.csv" >"$T/later.csv"
passes
ok "a few pass, and markup elsewhere"

#!/bin/sh
# Rows of one account's copy that came back leave in the spelling of whoever exports them, whatever stands around their cells and however little room these have
# (docs/EVIDENCE.md, section 8.1): bob's copy of what carol has is bob's copy of the table, byte for byte. What cannot be respelt is refused where it is more than a few
# cells, and no refusal hangs on anybody's spellings.
. "$(dirname "$0")/lib.sh"

# refused MESSAGE: the file $T/later.csv is, and nothing is left of the copy.
refused() {
	rm -f "$T/bob.csv"
	leakdye embed "$dataset" --to bob@x "$T/later.csv" -o "$T/bob.csv"
	expect_exit 2
	expect_message "$1"
	expect_no_file "$T/bob.csv"
}

# write OF FORMAT [MOST]: into $T/later.csv the rows of $T/OF.csv, their address or company written with awk's FORMAT; of those alone whose cell has at most MOST letters in
# everybody's copy.
write() {
	awk -v format="$2" -v most="${3:-999}" -v column="$column" -v FS=, -v OFS=, '
		FNR == 1 { file++ }
		{ long[FNR] = length($column) > long[FNR] ? length($column) : long[FNR] }
		file == 3 && (FNR == 1 || long[FNR] <= most) {
			if (FNR > 1) $column = sprintf(format, $column)
			print
		}' "$T/plain.csv" "$T/carol.csv" "$T/$1.csv" >"$T/later.csv"
}

# alike WHAT [OPTION..]: bob gets the same of both files, $T/plain.later and $T/carol.later, and most of its cells are marked.
alike() {
	what=$1
	shift
	for of in plain carol; do
		leakdye embed "$dataset" --to bob@x "$@" "$T/$of.later" -o "$T/$of.bob"
		expect_exit 0
		[ "$(wc -l <"$T/$of.later")" -eq "$(wc -l <"$T/$of.bob")" ] || fail "$what: lines are missing"
	done
	cmp -s "$T/plain.later" "$T/carol.later" && fail "$what: carol has nothing of her own"
	cmp -s "$T/plain.bob" "$T/carol.bob" || fail "$what: bob's copy of carol's is not that of the table"
	[ "$(diff "$T/plain.bob" "$T/plain.later" | grep -c '^<')" -gt "${least:-500}" ] || fail "$what: the cells are not marked"
}

# both FORMAT [MOST]: write it of both.
both() {
	for of in plain carol; do
		write "$of" "$@"
		mv "$T/later.csv" "$T/$of.later"
	done
}

# answers WHAT [OPTION..]: a dry run says the same of $T/carol.later whoever asks, also of a few rows of it.
answers() {
	what=$1
	shift
	sed '15,$d' "$T/carol.later" >"$T/some"
	for file in "$T/some" "$T/carol.later"; do
		while read -r account; do
			leakdye embed "$dataset" --dry-run --to "$account" "$@" "$file"
			{ echo "$code" && sed "s/$account/account/" "$T/out" "$T/err"; } >"$T/answer.$account"
			cmp -s "$T/answer.$account" "$T/answer.bob@x" || fail "$what: $account is answered otherwise"
		done <"$T/accounts"
	done
}

make_vault
printf '%s\n' bob@x carol@x dave@x erin@x fred@x gina@x hugo@x iris@x >"$T/accounts"

# start DATASET COLUMN: learn $T/plain.csv, and export it to carol.
start() {
	dataset=$1 column=$2
	leakdye learn "$dataset" --no-canaries "$T/plain.csv"
	expect_exit 0
	leakdye enrol "$dataset" "$T/accounts"
	leakdye embed "$dataset" --to carol@x "$T/plain.csv" -o "$T/carol.csv"
	expect_exit 0
}

python3 "$(dirname "$0")/streets.py" >"$T/plain.csv"
start firms 3
for width in 18 20 25 40; do
	both "%-${width}s" "$width"
	alike "padded to $width"
	answers "padded to $width"
	[ "$(awk -F , 'NR > 1 { print length($3) }' "$T/plain.bob" | sort -u)" = "$width" ] || fail "a cell has another width"
done
# Rows that are not padded stand below, some wider than the column. Whether such a cell was padded cannot be seen; but bob's copy does not agree with carol's more for it.
both '%-17s' 17
for of in plain carol; do
	sed 1d "$T/$of.csv" >>"$T/$of.later"
	leakdye embed firms --to bob@x "$T/$of.later" -o "$T/$of.bob"
	expect_exit 0
	tail -n 3000 "$T/$of.bob" | sort >"$T/$of.below"
done
sed 1d "$T/carol.csv" | sort >"$T/carol.sorted"
[ "$(comm -12 "$T/carol.below" "$T/carol.sorted" | wc -l)" -le "$(comm -12 "$T/plain.below" "$T/carol.sorted" | wc -l)" ] ||
	fail "bob's copy keeps what carol has"
grep -q 'STREET' "$T/plain.below" || fail "nothing is marked below"
# As printf does it, many too long for it; and padded and bare rows by turns: then the blanks say how long what stood there was, and go.
both '%-19s'
alike "padded, some too long"
for of in plain carol; do
	awk -v FS=, -v OFS=, 'NR % 3 == 1 { $3 = sprintf("%-40s", $3) } { print }' "$T/$of.csv" >"$T/$of.later"
done
alike "padded by turns"
ok "padded columns keep their width, and nobody's spelling"

for format in '%s<br>' '<p>%s</p>' '%s&#13;' '_%s_' "'%s'" "N'%s'" '%s\\\\r' '%s\\\\0' '%s^M' '@%s@' '<td>%s</td>' '%s<!-- x -->' '<span class=a>%s</span>' \
	'%s--' '%s->' '%s..' '• %s' '%s_x000D_' '<![CDATA[%s]]>' '%s[/b]' 'Address: %s' 'Address=%s' '地址：%s'; do
	both "$format"
	alike "$format"
	ok "$format"
done

# What stands between the words of an address cannot be passed over.
for sign in ' <br>' '&nbsp;' '\\n' '%20' '<p>'; do
	awk -v sign="$sign" -v FS=, -v OFS=, 'NR > 1 { i = index($3, " "); $3 = substr($3, 1, i - 1) sign substr($3, i + 1) } { print }' "$T/plain.csv" >"$T/later.csv"
	refused 'markup, references or escapes among their words'
	expect_message 'column address'
	ok "$sign between words"
done

# It leaves, as many lines as it has.
passes() {
	leakdye embed "$dataset" --to bob@x "$T/later.csv" -o "$T/bob.csv"
	expect_exit 0
	[ "$(wc -l <"$T/later.csv")" -eq "$(wc -l <"$T/bob.csv")" ] || fail "lines are missing"
}

# Ten slots in all may.
write plain '%s'
awk -F , -v OFS=, 'NR > 1 && NR < 7 { sub(/ /, " <br>", $3) } { print }' "$T/later.csv" >"$T/few.csv"
mv "$T/few.csv" "$T/later.csv"
passes
[ "$(grep -c '<br>' "$T/bob.csv")" -eq 5 ] || fail "the markup has changed"
# In a column that carries nothing markup hides nothing.
awk -F , -v OFS=, 'NR > 1 { $2 = "<b>" $2 "</b>" } { print }' "$T/plain.csv" >"$T/later.csv"
passes
ok "a few pass, and markup elsewhere"

# A comma stands before the legal form in one of three spellings: a file without quotes cannot say it.
python3 - "$T/quoted.csv" <<'PYTHON'
import random, sys
random.seed(5)
pick = random.choice
with open(sys.argv[1], "w") as f:
    f.write("id,company\n")
    for i in range(4000):
        word = pick(["Oak", "Elm", "Maple", "Cedar", "Edison", "Mill", "River", "Lake"])
        f.write('%06d,"%s%d Works%s"\n' % (i * 7919 % 999983, word, i, pick([", Inc.", " Inc.", " Inc"])))
PYTHON
mv "$T/quoted.csv" "$T/plain.csv"
start works 2
for of in plain carol; do
	grep -v ', Inc' "$T/$of.csv" | tr -d '"' >"$T/$of.bare"
done
# Of both the rows alone that both can say.
cut -d , -f 1 "$T/carol.bare" >"$T/keys"
awk -F , 'NR == FNR { has[$1] = 1; next } $1 in has' "$T/keys" "$T/plain.bare" >"$T/plain.later"
cut -d , -f 1 "$T/plain.later" >"$T/keys"
awk -F , 'NR == FNR { has[$1] = 1; next } $1 in has' "$T/keys" "$T/carol.bare" >"$T/carol.later"
alike "without quotes" --quote none --delimiter ,
answers "without quotes" --quote none --delimiter ,
alike "with quotes where they are needed"
grep -q '"' "$T/plain.bob" || fail "no cell is in quotes now"
ok "a file without quotes keeps its form, and nobody's spelling"

# Excel quotes a cell with a comma where tabs part cells, which need it not.
for of in plain carol; do
	python3 - "$T/$of.csv" >"$T/$of.later" <<'PYTHON'
import csv, sys
for row in csv.reader(open(sys.argv[1])):
    print("\t".join('"%s"' % c if "," in c else c for c in row))
PYTHON
done
alike "tabs, and quotes around commas"
[ "$(grep -c '"' "$T/plain.bob")" -eq "$(grep -c ',' "$T/plain.bob")" ] || fail "quotes stand elsewhere than around commas"
ok "quotes are those of what is written"

# A comma within the name is a slot of its own, which shows where what stands around the cell hides the legal form: that is respelt all the same, with the comma
# in front of it or without.
python3 - "$T/plain.csv" <<'PYTHON'
import random, sys
random.seed(6)
pick = random.choice
forms = [", Inc.", ",Inc.", " Inc.", " Inc", ", Inc", " Incorporated", ", Incorporated", " LLC", ", LLC", " L.L.C."]
with open(sys.argv[1], "w") as f:
    f.write("id,company\n")
    for i in range(4000):
        name = "%s%s%d Works" % (pick(["Oak", "Elm", "Mill"]), pick([", Hill & ", ",Hill & ", " "]), i)
        f.write('%06d,"%s%s"\n' % (i * 7919 % 999983, name, pick(forms)))
PYTHON
# wrapped FORMAT: alike, with the cells of column 2 written with printf's FORMAT.
wrapped() {
	for of in plain carol; do
		python3 - "$1" "$T/$of.csv" >"$T/$of.later" <<'PYTHON'
import csv, sys
for n, (key, cell) in enumerate(csv.reader(open(sys.argv[2]))):
    cell = sys.argv[1] % cell.rstrip(".") if n else cell
    print('%s,"%s"' % (key, cell))
PYTHON
	done
	least=1500 alike "$dataset $1"
	# A trace reads what stands within, too, as the copy left.
	sed '402,$d' "$T/plain.bob" >"$T/leak.csv"
	leakdye trace --all-enrolled "$T/leak.csv"
	expect_exit 0
	expect_output "NAMED: account bob@x"
	ok "$dataset $1"
}
start partners 2
for format in '%s<br>' '<b>%s</b>' '%s&nbsp;' '%s^M' '%s..' 'Company: %s' 'Name: <%s>' '公司：%s' 'Société: %s' 'name=%s' \
	'<p class=x>%s<o:p></o:p></p>' '<company_name>%s</company_name>' '&lt;b&gt;%s&lt;/b&gt;' '&amp;quot;%s&amp;quot;' '<%s>^M' '<b><%s></b>' \
	"['%s']" '(%s-)' '[%s](http://example.org/x)' '【公司】%s' 'Name: 公司：%s' '{""name"": ""%s""}'; do
	wrapped "$format"
done

# What lies in North America is proven within the label alone, so the cell as it stands shows a comma that is no slot within, and words where slots are.
python3 - "$T/plain.csv" <<'PYTHON'
import random, sys
random.seed(7)
pick = random.choice
with open(sys.argv[1], "w") as f:
    f.write("id,address\n")
    for i in range(4000):
        place = pick([" Tampa, FL 33601", " Reno, NV 89511", " Albany", ""])
        unit = pick([", Suite %d", ",Suite %d", ", Ste %d", ",Ste. %d"]) % (i % 90 + 1)
        way = pick(["St", "Street", "Ave", "Avenue", "Rd"])
        f.write('%06d,"%d %s %s%s,%s"\n' % (i * 7919 % 999983, i + 1, pick(["Oak", "Elm", "N Mill"]), way, unit, place))
PYTHON
start suites 2
for format in '<p>%s</p>' '<b>%s</b>' '&quot;%s&quot;' '%s^M' '地址：%s' 'Société: %s' 'Address: %s'; do
	wrapped "$format"
done

# Amounts with the minus behind, or another sign at some of them: learn takes them, and so does embed. Sign, digits and places stay, and nothing tells whose they were.
python3 - "$T/plain.csv" <<'PYTHON'
import random, sys
random.seed(8)
with open(sys.argv[1], "w") as f:
    f.write("id,amount\n")
    for i in range(3000):
        shape = random.choice(["%s", "%s-", "%s*", "%s", "%s."] if i % 20 else ["[%s]", "#%s"])
        f.write("%06d,%s\n" % (i * 7919 % 999983, shape % ("%.2f" % random.uniform(100, 9999))))
PYTHON
leakdye learn ledger --no-canaries --tolerate amount=9 "$T/plain.csv"
expect_exit 0
leakdye enrol ledger "$T/accounts"
for account in bob carol; do
	leakdye embed ledger --to "$account@x" "$T/plain.csv" -o "$T/$account.csv"
	expect_exit 0
done
leakdye embed ledger --to bob@x "$T/carol.csv" -o "$T/again.csv"
expect_exit 0
expect_same "$T/bob.csv" "$T/again.csv"
expect_differ "$T/bob.csv" "$T/carol.csv"
[ "$(sed 's/[0-9]/9/g' "$T/plain.csv" | sha256sum)" = "$(sed 's/[0-9]/9/g' "$T/bob.csv" | sha256sum)" ] || fail "signs or digits were lost"
[ "$(diff "$T/plain.csv" "$T/bob.csv" | grep -c '^<.*[-*]$')" -gt 1000 ] || fail "amounts with a sign behind are not marked"
ok "a ledger with signs"

# Words of four letters and more as names are written, and shorter ones in capitals: what agrees in letters and signs is written, too.
python3 "$(dirname "$0")/streets.py" | sed -E '2,$s/\<([A-Z])([A-Z]{3,})\>/\1\L\2/g' >"$T/plain.csv"
start roads 3
for of in plain carol; do
	cp "$T/$of.csv" "$T/$of.later"
done
alike "short words in capitals"
ok "letters are nobody's"

# Nor does what else is made of a row tell how it was spelt: the records that are invented after it, and its place where nothing names it.
python3 "$(dirname "$0")/streets.py" | awk -F , -v OFS=, 'NR > 1 { $1 = NR * 524287 % 999983 + 1000000 } { print $1, $3, $4 }' >"$T/plain.csv"
leakdye learn records --density 9 --order free "$T/plain.csv"
expect_exit 0
leakdye enrol records "$T/accounts"
leakdye embed records --to carol@x --marks spelling "$T/plain.csv" -o "$T/carol.csv"
expect_exit 0
dataset=records
for of in plain carol; do
	leakdye embed records --to bob@x "$T/$of.csv" -o "$T/$of.bob"
	expect_exit 0
done
cmp -s "$T/plain.bob" "$T/carol.bob" || fail "the records that bob gets tell how carol has their parents"
[ "$(wc -l <"$T/plain.bob")" -gt "$(($(wc -l <"$T/plain.csv") + 50))" ] || fail "hardly any record is invented"
for of in plain carol; do
	awk -F , -v OFS=, 'NR > 1 { $1 = "" } 1' "$T/$of.csv" >"$T/$of.later"
done
alike "rows without a name"
sort "$T/plain.bob" >"$T/sorted.bob"
cmp -s "$T/plain.bob" "$T/sorted.bob" && fail "rows are sorted"
ok "records hang on what rows say, in whatever spelling"

# Every third row has no number, and addresses, two rows each, name none.
python3 "$(dirname "$0")/streets.py" | awk -F , -v OFS=, '
	NR > 1 { $1 = NR % 3 == 0 ? "" : NR * 524287 % 999983 + 1000000; address = NR % 2 == 0 ? $3 : address; $3 = address }
	{ print $1, $3, $4 }' >"$T/plain.csv"
leakdye learn nameless --identity id --no-canaries --order free "$T/plain.csv"
expect_exit 0
leakdye enrol nameless "$T/accounts"
leakdye embed nameless --to carol@x --marks spelling "$T/plain.csv" -o "$T/carol.csv"
expect_exit 0
for of in plain carol; do
	leakdye embed nameless --to bob@x "$T/$of.csv" -o "$T/$of.bob"
	expect_exit 0
done
expect_differ "$T/plain.csv" "$T/carol.csv"
cmp -s "$T/plain.bob" "$T/carol.bob" || fail "the places of rows without a name tell how carol has them"
[ "$(cut -d , -f 1 "$T/plain.csv" | sha256sum)" != "$(cut -d , -f 1 "$T/plain.bob" | sha256sum)" ] || fail "no row has moved"
ok "so do the places of rows that nothing names"

#!/bin/sh
# test_input.sh: tables and leaks as people have them: what stands before a table, names, separators, encodings, dirt.
. "$(dirname "$0")/lib.sh"

make_vault
gen --rows 400 --seed 11 --variant intl >"$T/plain.csv"

# A table that is learned as it is, and comes out as it went in where nothing is marked.
same() {
	leakdye learn "$1" "$T/$1.csv"
	expect_exit 0
	printf 'alice@x\n' | "$LEAKDYE" enrol "$1" >/dev/null
	leakdye embed "$1" --to alice@x --marks none --allow-unmarked "$T/$1.csv" -o "$T/$1.out"
	expect_exit 0
	expect_same "$T/$1.csv" "$T/$1.out"
}

{ printf 'sep=,\r\n'; cat "$T/plain.csv"; } >"$T/sep.csv"
{ printf '# made today, by "hand"\n\n'; cat "$T/plain.csv"; echo '# end'; } >"$T/comment.csv"
sed '1s/,/ , /g' "$T/plain.csv" >"$T/spaces.csv"
sed 's/$/,,/' "$T/plain.csv" >"$T/trailing.csv"
python3 -c '
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
for name, sign in (("tilde", "~"), ("soh", "\x01"), ("words", "::")):
    with open(sys.argv[2] + "/" + name + ".csv", "w") as f:
        f.writelines(sign.join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)
' "$T/plain.csv" "$T"
for table in sep comment spaces trailing tilde soh; do same "$table"; done
ok "sep=, comments, spaces around names, empty columns, ~ and \\x01 are read past and kept"

# With marks too: the lines before the table are the same, and the account is named.
leakdye embed comment --to alice@x "$T/comment.csv" -o "$T/marked.csv"
expect_exit 0
head -n 3 "$T/comment.csv" >"$T/a"
head -n 3 "$T/marked.csv" >"$T/b"
expect_same "$T/a" "$T/b"
[ "$(tail -n 1 "$T/marked.csv")" = '# end' ] || fail "the last line is not as it was"
ok "what stands beside a table stays, with marks"

leakdye learn words "$T/words.csv"
expect_exit 2
expect_message 'one column only, and every line holds'
expect_message 'a separator of several bytes cannot be written back'
leakdye embed tilde --to alice@x "$T/words.csv" -o "$T/none.csv"
expect_exit 2
expect_no_file "$T/none.csv"
ok "a separator that cannot be written back is named"

# A column that has no name and is not of the profile may be empty, and no more.
{ sed -n 's/$/,/;1,5p' "$T/plain.csv"; sed -n '6s/$/,x/p' "$T/plain.csv"; } >"$T/filled.csv"
leakdye embed spaces --to alice@x "$T/filled.csv" -o "$T/none.csv"
expect_exit 2
expect_message 'row 6: column '
expect_message 'has no name, and the profile does not know it, but it holds something'
expect_no_file "$T/none.csv"
ok "a column without a name must stay empty"

# Names that stand twice: with numbers, if the owner wants.
printf 'id,city,city\n' >"$T/double.csv"
seq 1 50 | sed 's/.*/&,Salem,Boston/' >>"$T/double.csv"
leakdye learn double "$T/double.csv"
expect_exit 2
expect_message 'columns 2 and 3 both have this name'
leakdye learn double --number-names "$T/double.csv"
expect_exit 0
expect_output 'city 2'
ok "names that stand twice"

# A headerless table says so, and is not asked again where the owner has said it.
sed 1d "$T/plain.csv" >"$T/headless.csv"
leakdye learn headless "$T/headless.csv"
expect_output 'Row 1 was taken for data'
leakdye learn headless --no-header "$T/headless.csv"
expect_silent 'Row 1 was taken for data'
ok "row 1 as data is said in words"

# Another encoding is named with the command that converts it.
printf 'nom,ville\nH\351l\350ne Lef\350vre,Orl\351ans\nZo\351 Gu\351rin,\311vry\n' >"$T/latin.csv"
leakdye learn latin "$T/latin.csv"
expect_exit 2
expect_message 'iconv -f CP1252 -t UTF-8'
ok "an encoding that is not read is named"

# ---- a leak with dirt in it ----
sed -n '4,$p' "$T/marked.csv" | grep -v '^#' >"$T/rows"
{ cat "$T/rows"; printf 'foot \351\n'; } >"$T/byte"
{ cat "$T/rows"; printf 'foot \000\n'; } >"$T/nul"
sed 's/^/x/;1!s/$/,and more/' "$T/rows" | sed 's/^x//' >"$T/ragged"
for leak in rows byte nul ragged; do
	leakdye trace "$T/$leak"
	expect_exit 0
	expect_output 'NAMED: account alice@x'
	case $leak in
	byte) expect_output '1 byte was not text' ;;
	nul) expect_output '1 NUL byte was left out' ;;
	esac
done
ok "stray bytes and rows of other lengths do not hide a leak"

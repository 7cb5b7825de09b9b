#!/bin/sh
# Lines that are no rows of the table leave as they stand. So cells of somebody's copy that were put there would leave in his spelling with everybody's, and
# name him in anybody's leak (docs/EVIDENCE.md, section 8.1): a source with more than a few of them is refused.
. "$(dirname "$0")/lib.sh"

# refused: the file on standard input with the table behind it is; nothing is left of the copy.
refused() {
	cat - "$T/table.csv" >"$T/later.csv"
	leakdye embed firms --to bob@x "$T/later.csv" -o "$T/bob.csv"
	expect_exit 2
	expect_message "beside the table hold addresses or companies"
	expect_no_file "$T/bob.csv"
}

make_vault
python3 "$(dirname "$0")/streets.py" >"$T/table.csv"
leakdye learn firms --no-canaries "$T/table.csv"
expect_exit 0
printf '%s\n' alice@x bob@x >"$T/accounts"
leakdye enrol firms "$T/accounts"
leakdye embed firms --to alice@x "$T/table.csv" -o "$T/alice.csv"
expect_exit 0
sed -n 2,61p "$T/alice.csv" | cut -d , -f 3 >"$T/cells"

# Who sends the table, and where he sits, may be said: it leaves byte for byte.
printf '# From: Example Corporation, 12 North Oak Street\n# To: 7 W Elm Ave\n' >"$T/said"
cat "$T/said" "$T/table.csv" >"$T/later.csv"
leakdye embed firms --to bob@x "$T/later.csv" -o "$T/bob.csv"
expect_exit 0
head -n 2 "$T/bob.csv" | cmp -s - "$T/said" || fail "the remarks have changed"
rm "$T/bob.csv"

sed 's/^/# /' "$T/cells" | refused
# However they stand in a line, since a trace finds what parts them.
for sign in ';' ',' '+' '/' '|' '  ' ' · ' '. '; do
	awk -v sign="$sign" 'NR == 1 { printf "# " } NR > 1 { printf "%s", sign } { printf "%s", $0 } END { print "" }' \
	    "$T/cells" | refused
done
# And between rows, in several blocks of them.
awk -v cells="$T/cells" '{ print } NR % 40 == 0 && (getline cell <cells) > 0 { print "# " cell }' "$T/table.csv" >"$T/amid.csv"
mv "$T/amid.csv" "$T/table.csv"
echo '# one customer a line' | refused
ok "lines beside a table leave as they are, or not at all"

#!/bin/sh
# resolve: the keys that surrogates stand for.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 3000 --seed 22 >"$T/table.csv"
make_vault
leakdye learn d --surrogate customer_id "$T/table.csv"
expect_exit 0
enrol d alice@x bob@x
leakdye embed d --to alice@x --marks spelling "$T/table.csv" -o "$T/alice.csv"
leakdye embed d --to bob@x --marks spelling "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
cell() { sed -n "$2p" "$T/$1.csv" | cut -d, -f1; }

leakdye resolve d --from alice@x "$(cell alice 2)" "$(cell alice 700)"
expect_exit 0
printf 'surrogate,key\n%s,%s\n%s,%s\n' "$(cell alice 2)" "$(cell table 2)" "$(cell alice 700)" "$(cell table 700)" >"$T/wanted"
expect_same "$T/out" "$T/wanted"
leakdye resolve d --from alice@x --column customer_id --json "$(cell alice 2)"
expect_exit 0
python3 - "$T/out" "$(cell alice 2)" "$(cell table 2)" <<'PYTHON' || fail "the answer for programs"
import json, sys
assert json.load(open(sys.argv[1])) == [{"value": 1, "surrogate": sys.argv[2], "key": sys.argv[3], "known": True, "zeros_restored": False}]
PYTHON
ok "values are resolved"

# A file: that column, or the only one; cells that hold nothing are passed over.
column() { python3 -c 'import csv, sys; print("\n".join(r["customer_id"] for r in csv.DictReader(open(sys.argv[1], newline=""))))' "$T/$1.csv"; }
column table >"$T/wanted"
column alice >"$T/column.txt"
for from in "$T/alice.csv" "$T/column.txt"; do
	leakdye resolve d --from alice@x --file "$from"
	expect_exit 0
	tail -n +2 "$T/out" | cut -d, -f3 >"$T/got"
	expect_same "$T/got" "$T/wanted"
done
head -n 2 "$T/out" | tail -n 1 | grep -q "^1,$(cell alice 2)," || fail "the row's number"
{ cat "$T/column.txt"; echo; } | "$LEAKDYE" resolve d --from alice@x --file - | tail -n +2 | cut -d, -f3 >"$T/got"
expect_same "$T/got" "$T/wanted"
ok "a file is resolved"

# ---- what does not resolve ----
leakdye resolve d --from bob@x "$(cell alice 2)"
expect_exit 2
expect_message '1 of 1 cannot be shown to be surrogates of account "bob@x"'
expect_message "Another account's?"
expect_silent "$(cell table 2)"
[ ! -s "$T/out" ] || fail "something was shown"
leakdye resolve d --from bob@x --all "$(cell alice 2)"
expect_exit 0
expect_output ",no"
expect_silent "$(cell table 2)"
for bad in C1234567 1234 01234567 "" 123456789012345678901234567890; do
	leakdye resolve d --from alice@x "$bad" "$(cell alice 3)"
	if [ -n "$bad" ]; then
		expect_exit 2
		expect_message "1 of 2 cannot be shown to be surrogates"
	fi
	[ "$(grep -c "$(cell table 3)" "$T/out")" -eq 1 ] || fail "the other value is not resolved"
done
ok "another account's are not given back as keys, and what else does not resolve is counted"

# A list of any length at once: each that does not resolve is said with its row, and never what it is.
column bob >"$T/bobs.txt"
{ head -n 4 "$T/column.txt"; echo 'C1-no-such-thing'; sed -n '5,$p' "$T/column.txt"; sed -n '11,13p' "$T/bobs.txt"; } >"$T/list.txt"
for way in "--file $T/list.txt" "--file -" -; do
	last="resolve $way"
	code=0
	# shellcheck disable=SC2086
	"$LEAKDYE" resolve d --from alice@x $way <"$T/list.txt" >"$T/out" 2>"$T/err" || code=$?
	expect_exit 2
	case $way in *list.txt) where="leakdye: $T/list.txt: row" ;; *) where='leakdye: row' ;; esac
	grep -qxF "$where 5: of another shape than the account's surrogates have" "$T/err" || fail "the row of another shape is not named"
	# The three last ones are another account's: that all stand for keys that the table had is a matter of 1e-7.
	grep -qE "^$where 300[234]: for a key that the table had not when it was learned\$" "$T/err" || fail "the rows of another account are not named"
	expect_message 'of 3004 cannot be shown to be surrogates of account "alice@x": 1 of another shape'
	expect_silent 'no-such-thing'
	tail -n +2 "$T/out" | cut -d, -f3 | head -n 3000 >"$T/got"
	column table >"$T/wanted"
	expect_same "$T/got" "$T/wanted"
done
# Each of twenty, and how many more.
sed 's/.*/nothing of ours/' "$T/column.txt" | head -n 50 >"$T/list.txt"
leakdye resolve d --from alice@x --file "$T/list.txt"
expect_exit 2
[ "$(grep -c ': row [0-9]*: of another shape' "$T/err")" = 20 ] || fail "not twenty rows are said"
expect_message 'and 30 more that do not resolve'
expect_message '50 of 50 cannot be shown'
leakdye resolve d --from alice@x "$(cell alice 2)" 'x y'
expect_exit 2
expect_message "leakdye: value 2: of another shape than the account's surrogates have"
ok "a list is resolved at once, and what does not resolve is said with its row"

refused() {
	expect_exit 2
	[ ! -s "$T/out" ] || fail "something was shown"
}
leakdye resolve d "$(cell alice 2)"
expect_message "--from is missing"
refused
leakdye resolve d --from alice@x
refused
leakdye resolve d --from alice@x --file "$T/alice.csv" "$(cell alice 2)"
refused
leakdye resolve d --from carol@x "$(cell alice 2)"
expect_message 'account "carol@x" is not enrolled'
refused
leakdye resolve e --from alice@x "$(cell alice 2)"
expect_message 'there is no dataset "e"'
refused
leakdye resolve d --from alice@x --column name "$(cell alice 2)"
expect_message "no such column"
refused
leakdye resolve d --from alice@x --file "$T/nothing"
refused
cut -d, -f2,3 "$T/alice.csv" >"$T/without.csv"
leakdye resolve d --from alice@x --file "$T/without.csv"
expect_message "column customer_id: the file has no column of that name"
refused
printf '%s\n' "damaged" >"$T/wrong"
chmod 600 "$T/wrong"
leakdye resolve d --from alice@x --passphrase-file "$T/wrong" "$(cell alice 2)"
refused
ok "bad input is refused"

# ---- two columns, and a version that has another length ----
{ echo "a,b,c"; for i in $(seq 1000000 1000600); do echo "$i,$((i + 7)),$((i * 3))"; done; } >"$T/two.csv"
leakdye learn two --surrogate a --surrogate b "$T/two.csv"
expect_exit 0
enrol two alice@x
leakdye embed two --to alice@x --allow-unmarked --marks none "$T/two.csv" -o "$T/two-out.csv"
expect_exit 0
leakdye resolve two --from alice@x "$(sed -n 2p "$T/two-out.csv" | cut -d, -f2)"
expect_message "say which (--column)"
refused
leakdye resolve two --from alice@x --column b "$(sed -n 2p "$T/two-out.csv" | cut -d, -f2)"
expect_exit 0
expect_output ",1000007"
# The same key in two columns of a dataset has the same surrogate.
[ "$(sed -n 9p "$T/two-out.csv" | cut -d, -f1)" = "$(sed -n 2p "$T/two-out.csv" | cut -d, -f2)" ] || fail "columns cannot be joined"
leakdye learn two --surrogate none --surrogate a:10 "$T/two.csv"
expect_exit 0
leakdye embed two --to alice@x --allow-unmarked --marks none "$T/two.csv" -o "$T/longer.csv"
expect_exit 0
leakdye resolve two --from alice@x --column a "$(sed -n 3p "$T/two-out.csv" | cut -d, -f1)" "$(sed -n 3p "$T/longer.csv" | cut -d, -f1)"
expect_exit 0
[ "$(grep -c ',1000001$' "$T/out")" -eq 2 ] || fail "both versions' surrogates are resolved"
ok "the column is said where there are several, and earlier versions count"

# ---- a spreadsheet took zeros away ----
python3 -c '
print("no,word")
for i in range(2000):
    print("%06d,w" % (i * 499 % 1000000))' >"$T/zeros.csv"
leakdye learn zeros --surrogate no --kind no=opaque-id "$T/zeros.csv"
expect_exit 0
enrol zeros alice@x
leakdye embed zeros --to alice@x --allow-unmarked --marks none "$T/zeros.csv" -o "$T/zeros-out.csv"
expect_exit 0
grep -m 3 '^0' "$T/zeros-out.csv" | cut -d, -f1 >"$T/with"
sed 's/^0*//' "$T/with" >"$T/without"
[ "$(wc -l <"$T/without")" -eq 3 ] || fail "no surrogate begins with 0"
grep -m 3 -n '^0' "$T/zeros-out.csv" | cut -d: -f1 | while read -r line; do sed -n "${line}p" "$T/zeros.csv" | cut -d, -f1; done >"$T/wanted"
leakdye resolve zeros --from alice@x --file "$T/without"
expect_exit 0
tail -n +2 "$T/out" | cut -d, -f3 >"$T/got"
expect_same "$T/got" "$T/wanted"
expect_message "3 had lost zeros in front"
tail -n +2 "$T/out" | cut -d, -f2 >"$T/got"
expect_same "$T/got" "$T/without"
leakdye resolve zeros --from alice@x --file "$T/without" --json
expect_exit 0
[ "$(grep -c '"zeros_restored":true' "$T/out")" -eq 3 ] || fail "programs are not told"
leakdye resolve zeros --from alice@x --file "$T/with"
expect_exit 0
expect_silent "had lost zeros"
# Another's: zeros in front make it nobody's key either.
leakdye resolve zeros --from alice@x 4711
expect_exit 2
expect_message "Without zeros that stood in front"
# Longer surrogates have one length: what is missing is known.
leakdye learn padded --surrogate no:digits:9 --kind no=opaque-id "$T/zeros.csv"
expect_exit 0
enrol padded alice@x
leakdye embed padded --to alice@x --allow-unmarked --marks none "$T/zeros.csv" -o "$T/padded-out.csv"
expect_exit 0
line=$(grep -m 1 -n '^0' "$T/padded-out.csv" | cut -d: -f1)
leakdye resolve padded --from alice@x "$(sed -n "${line}p" "$T/padded-out.csv" | cut -d, -f1 | sed 's/^0*//')"
expect_exit 0
expect_output ",$(sed -n "${line}p" "$T/zeros.csv" | cut -d, -f1)"
ok "zeros that a surrogate lost are put back"

# ---- invented records are listed as they left ----
leakdye embed d --to bob@x "$T/table.csv" -o "$T/whole.csv" --json
expect_exit 0
leakdye canaries "$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["export"])' "$T/out")"
expect_exit 0
tail -n +2 "$T/out" | cut -d, -f1 >"$T/listed"
[ "$(grep -c . "$T/listed")" -gt 20 ] || fail "hardly any record is invented"
column whole | sort >"$T/left"
sort "$T/listed" | comm -23 - "$T/left" >"$T/others"
[ ! -s "$T/others" ] || fail "keys are listed that no row of the copy has"
ok "invented records are listed by the surrogates that left"

leakdye log show
expect_exit 0
[ "$(grep -c 'resolve	{"dataset":1,"recipient":1}' "$T/out")" -ge 5 ] || fail "the log has not all openings"
leakdye log verify
expect_exit 0
ok "the log notes it"

#!/bin/sh
# Directions are those of North America. In an export of a table that lies there, a row whose country is another keeps them as they stand.
. "$(dirname "$0")/lib.sh"

# COUNTRY ROWS FIRST: streets with a direction in each of three spellings.
cat >"$T/make.py" <<'PYTHON'
import sys
country, rows, first = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
print("id,street,country")
for i in range(first, first + rows):
    print(f"K{i * 7919 % 9999991:07},{i} {('N', 'N.', 'North')[i % 3]} Oak Street,{country}")
PYTHON

make_vault
python3 "$T/make.py" US 3000 1 >"$T/us.csv"
leakdye learn t "$T/us.csv"
expect_exit 0
printf '%s\n' alice@x bob@x >"$T/accounts"
leakdye enrol t "$T/accounts"
expect_exit 0
for country in PH Germany IN US; do
	python3 "$T/make.py" $country 300 5001 >"$T/other.csv"
	leakdye embed t --to alice@x --marks spelling --allow-unmarked "$T/other.csv" -o "$T/copy.csv"
	expect_exit 0
	# The direction is the second word.
	cut -d ' ' -f 2 "$T/other.csv" >"$T/before"
	cut -d ' ' -f 2 "$T/copy.csv" >"$T/after"
	rm "$T/copy.csv"
	if [ $country = US ]; then
		! cmp -s "$T/before" "$T/after" || fail "no direction of a row of the US is respelt"
	else
		cmp -s "$T/before" "$T/after" || fail "directions of rows in $country are respelt: $(diff "$T/before" "$T/after" | head -n 4)"
	fi
done
ok "rows that lie elsewhere keep their directions"

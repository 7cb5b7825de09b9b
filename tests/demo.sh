#!/bin/sh
# demo.sh: the main job on real input, told step by step: learn the IEEE registry of 46,524 organisations, enrol 100,000
# accounts, export the table to three of them, paste 50 rows of one copy as text, and name the account. B is the build folder.
set -eu
B=${B:-build}
dye=$B/leakdye
data=/usr/share/ieee-data
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM

step() { printf '\n== %s\n' "$*"; }
run() { printf '$ leakdye %s\n' "$*"; "$dye" "$@"; }

LEAKDYE_VAULT=$dir/vault
LEAKDYE_PASSPHRASE_FILE=$dir/passphrase
export LEAKDYE_VAULT LEAKDYE_PASSPHRASE_FILE
(umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$LEAKDYE_PASSPHRASE_FILE")

step "1. A vault: keys, registry and log"
run init

step "2. Learn the dataset: four files, one table"
run learn ieee $data/oui.csv $data/oui36.csv $data/mam.csv $data/iab.csv

step "3. Enrol 100,000 accounts"
seq -f 'clerk-%06g@shop' 1 100000 >"$dir/accounts"
run enrol ieee "$dir/accounts"

step "4. Export the whole table to three of them"
head -n 1 $data/oui.csv >"$dir/table.csv"
for f in oui oui36 mam iab; do tail -n +2 $data/$f.csv >>"$dir/table.csv"; done
suspects="clerk-000017@shop clerk-031415@shop clerk-099999@shop"
for a in $suspects; do
	run embed ieee --to "$a" --meta ticket="export-$a" "$dir/table.csv" -o "$dir/$a.csv"
done
echo
echo "The same row in the original and in the three copies:"
for f in "$dir/table.csv" "$dir"/clerk-*.csv; do
	printf '  %s\n' "$(grep -m 1 '^MA-L,2046A1,' "$f")"
done

# Which account leaks is drawn anew each time.
leaker=$(echo "$suspects" | tr ' ' '\n' | shuf -n 1)
step "5. Somebody pastes 50 rows of one copy into a chat: name and address only, no header"
python3 tests/gen/gen_leak.py "$dir/$leaker.csv" --rows 50 --seed "$$" --distinct --filled \
	--columns 'Organization Name,Organization Address' --separator=---- >"$dir/pasted.txt"
head -n 3 "$dir/pasted.txt" | sed 's/^/  /'
echo "  ... ($(wc -l <"$dir/pasted.txt") lines)"

step "6. Trace it: 100,000 accounts, the chance of accusing anybody innocent below one in a thousand million"
run trace --all-enrolled --dataset ieee --alpha 1e-9 "$dir/pasted.txt"
"$dye" trace --all-enrolled --dataset ieee --alpha 1e-9 --json "$dir/pasted.txt" >"$dir/report.json"
named=$(python3 -c 'import json,sys; print(" ".join(a["recipient"] for a in json.load(open(sys.argv[1]))["accused"]))' "$dir/report.json")

step "7. Rows that nobody exported name nobody"
python3 tests/gen/gen_leak.py "$dir/table.csv" --rows 50 --seed "$$" --distinct --filled \
	--columns 'Organization Name,Organization Address' --separator=---- >"$dir/unmarked.txt"
innocent=0
"$dye" trace --all-enrolled --dataset ieee --alpha 1e-9 "$dir/unmarked.txt" >"$dir/nobody" || innocent=$?
grep 'NOBODY NAMED' "$dir/nobody" || true

step "8. The log of all this"
run log verify

echo
if [ "$named" = "$leaker" ] && [ "$innocent" = 1 ]; then
	echo "demo: the leak came from $leaker and leakdye named $named: PASSED"
else
	echo "demo: the leak came from $leaker, leakdye named \"$named\"; the unmarked rows ended with $innocent: FAILED"
	exit 1
fi

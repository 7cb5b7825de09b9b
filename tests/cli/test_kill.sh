#!/bin/sh
# Killed at twenty points of an export: the registry opens, what left belongs to a registered export, and nothing stands under the
# final name unless it is complete.
. "$(dirname "$0")/lib.sh"

rows=30000
[ "$SLOW" = 0 ] || rows=8000
gen --variant intl --rows "$rows" --seed 5 >"$T/table.csv"
make_ready d "$T/table.csv"

# A whole export tells how long one takes here, in milliseconds, and what bytes bob gets: the same every time. But the first: by chance a
# row of the source may show what makes a record of bob's own; the next reading burns it, and from then on it does not leave.
leakdye embed d --to bob@x "$T/table.csv" -o "$T/first.csv"
leakdye embed d --to bob@x "$T/table.csv" -o "$T/first.csv"
start=$(date +%s%N)
leakdye embed d --to bob@x "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
whole=$((($(date +%s%N) - start) / 1000000))
leakdye list exports d --json
before=$(grep -o 'bob@x' "$T/out" | wc -l)

i=0
while [ $i -lt 20 ]; do
	i=$((i + 1))
	ms=$((whole * i / 20))
	rm -f "$T/final.csv" "$T/left.csv"
	if [ $((i % 2)) = 0 ]; then
		"$LEAKDYE" embed d --to bob@x --quiet "$T/table.csv" -o "$T/final.csv" 2>/dev/null &
	else
		"$LEAKDYE" embed d --to bob@x --quiet "$T/table.csv" >"$T/left.csv" 2>/dev/null &
	fi
	pid=$!
	sleep "$(printf '%d.%03d' $((ms / 1000)) $((ms % 1000)))"
	kill -9 $pid 2>/dev/null || :
	wait $pid 2>/dev/null || :

	leakdye log verify
	expect_exit 0
	leakdye list exports d --json
	expect_exit 0
	now=$(grep -o 'bob@x' "$T/out" | wc -l)
	if [ -e "$T/final.csv" ]; then expect_same "$T/final.csv" "$T/bob.csv"; fi
	if [ -s "$T/left.csv" ]; then
		[ "$now" -gt "$before" ] || fail "point $i: bytes left, and no export was registered"
		head -c "$(wc -c <"$T/left.csv")" "$T/bob.csv" >"$T/part"
		expect_same "$T/left.csv" "$T/part"
	fi
	before=$now
done
ok "twenty kills: the registry opens, every byte that left is registered, no half file"

# Where a file can be without a name until it is complete, a kill leaves none: nothing stood under the final name, so it never had another one.
if python3 -c 'import os,sys; os.open(sys.argv[1], os.O_TMPFILE | os.O_RDWR)' "$T" 2>/dev/null; then
	rm -f "$T/final.csv"
	expect_no_file "$T/final.csv"
	ok "nothing is left beside the final name"
fi

# What a kill left beside the final name is not taken for it, and the next export works, and removes it.
printf 'half of a copy' >"$T/.leakdye.0123456789abcdef"
leakdye embed d --to bob@x "$T/table.csv" -o "$T/final.csv"
expect_exit 0
expect_same "$T/final.csv" "$T/bob.csv"
for left in "$T"/.leakdye.*; do
	[ ! -e "$left" ] || fail "still there: $left"
done
leakdye log verify
expect_exit 0
ok "the next export is complete"

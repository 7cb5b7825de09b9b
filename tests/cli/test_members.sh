#!/bin/sh
# Members of families come and go by their files alone: without one of each family (the only backend has another file name instead) the
# tree builds over what was built before, and does its job; likewise with one more.
. "$(dirname "$0")/lib.sh"

[ "$SLOW" = 0 ] || skip "a build with sanitizers is not built anew"
models=$(pwd)/tests/models
tree=$T/tree
mkdir -p "$tree/build"
cp -a Makefile formats watermark trace "$tree"
for floor in formats watermark trace gen; do cp -a "$B/$floor" "$tree/build/"; done
cd "$tree"

# member FAMILY NAME: the file that defines this member, or the first of the family if that one is gone.
member() {
	for member_name in "$2" '[a-z0-9_]*'; do
		member_file=$(grep -rl "^const struct dye_$1 dye_$1_$member_name =" --include='*.c' formats watermark trace | head -n 1)
		[ -z "$member_file" ] || break
	done
	[ -n "$member_file" ] || fail "no member of the family $1" >&2
	echo "$member_file"
}

run make all B=build
expect_exit 0
[ "$(grep -c '^  CC ' "$T/out")" -eq 0 ] || fail "the copy is not what was built"
before=$(nm -g build/libleakdye.a 2>/dev/null | grep -c 'dye_kind_')
canary=$T/canary.c
cp watermark/marks/canary.c "$canary"
cp "$(member command profile)" "$T/command.c"
rm "$(member kind plate)" "$(member format text)" "$(member mark canary)" "$(member report json)" "$(member command profile)"
backend=$(member sql_backend sqlite)
mv "$backend" "${backend%.c}_renamed.c"
run make all B=build
expect_exit 0
[ "$(grep -c '^  CC ' "$T/out")" -le 10 ] || fail "more was compiled than the tables and what was renamed"
after=$(nm -g build/libleakdye.a 2>/dev/null | grep -c 'dye_kind_')
[ "$after" -lt "$before" ] || fail "the deleted member is still there"
ok "the tree builds without a member of each family"

LEAKDYE=$tree/build/leakdye
leakdye --help
expect_exit 0
expect_output embed
leakdye profile export customers
expect_exit 2
awk 'BEGIN {
	print "id,address"
	for (i = 1; i <= 400; i++)
		printf "%d,\"%d %s %s, %s, NV 89511, USA\"\n", 7 * i, i, i % 2 ? "Main" : "Oak", i % 3 ? "Street" : "St", i % 23 ? "Reno" : "North Las Vegas"
}' >"$T/in.csv"
make_ready customers "$T/in.csv"
leakdye embed customers --to alice@x "$T/in.csv" -o "$T/out.csv"
expect_exit 0
leakdye trace "$T/out.csv"
expect_exit 0
expect_output alice@x
ok "what is left learns, embeds and traces"

# ---- a kind, a format and a command that come ----
# The models of tests/models, each copied to its place and nothing else. The room's number is written in either way, at random.
cp "$models/room.c" formats/field/room.c
cp "$models/labels.c" formats/table/labels.c
cp "$models/hello.c" watermark/cli/hello.c
run make all B=build
expect_exit 0
awk 'BEGIN {
	srand(7)
	print "id,room"
	for (i = 1; i <= 2000; i++)
		printf "C%07d,%s %d\n", 977 * i, rand() < 0.5 ? "Room" : "Rm", 100 + i
}' >"$T/rooms.csv"
first_vault=$LEAKDYE_VAULT
LEAKDYE_VAULT=$T/rooms.vault
make_ready rooms "$T/rooms.csv"
leakdye learn rooms "$T/rooms.csv"
expect_exit 0
grep -qE '^ *room +room +2000 +yes ' "$T/out" || fail "the new kind carries nothing"
leakdye embed rooms --to bob@x "$T/rooms.csv" -o "$T/rooms.out"
expect_exit 0
leakdye trace --dataset rooms "$T/rooms.out"
expect_exit 0
expect_output bob@x
# As Windows writes it: a byte order mark, CR LF.
sed "1d;s/^/id:/;s/,/|room:/;s/\$/$(printf '\r')/;2s/^/$(printf '\357\273\277')/" "$T/rooms.csv" >"$T/rooms.labels"
leakdye embed rooms --to carol@x "$T/rooms.labels" -o "$T/labels.out"
expect_exit 0
expect_differ "$T/rooms.labels" "$T/labels.out"
sed -E 's/(Room|Rm) //' "$T/rooms.labels" >"$T/a"
sed -E 's/(Room|Rm) //' "$T/labels.out" >"$T/b"
expect_same "$T/a" "$T/b"
leakdye trace --dataset rooms "$T/labels.out"
expect_exit 0
expect_output carol@x
expect_output "read as labels"
leakdye hello --times 2 you
expect_exit 0
[ "$(cat "$T/out")" = "hello you
hello you" ] || fail "the new command"
LEAKDYE_VAULT=$first_vault
rm formats/field/room.c formats/table/labels.c watermark/cli/hello.c
ok "a kind, a format and a command come by one file each, and work"

# ---- a kind that is gone ----
# The mark that invents records comes back, and the command. A dataset with a kind that this program lacks keeps no other from its work.
cp "$canary" watermark/marks/canary.c
cp "$T/command.c" watermark/cli/
rm "$(member kind email)"
run make all B=build
expect_exit 0
gen --rows 1500 --seed 3 >"$T/all.csv"
python3 -c 'import csv, sys
csv.writer(sys.stdout).writerows([r[k] for k in (0, 1, 2, 8, 9)] for r in csv.reader(open(sys.argv[1], newline="")))' "$T/all.csv" >"$T/cars.csv"
run "$B/leakdye" learn cars "$T/cars.csv"
expect_exit 0
expect_output " email "
run "$B/leakdye" enrol cars "$T/accounts"
leakdye learn --relearn customers "$T/in.csv"
expect_exit 0
leakdye embed customers --to alice@x "$T/in.csv" -o "$T/second.csv"
expect_exit 0
leakdye trace --dataset customers "$T/second.csv"
expect_exit 0
expect_output alice@x
for command in "embed cars --to alice@x -o $T/none $T/cars.csv" "learn cars $T/cars.csv" "learn --relearn cars $T/cars.csv" \
	"profile export cars" "trace --dataset cars $T/in.csv" "trace $T/in.csv"; do
	# shellcheck disable=SC2086
	leakdye $command
	expect_exit 2
	expect_message 'leakdye: profile of dataset cars: row '
	expect_message "unknown kind 'email' (if it is not misspelt, a program that has it must be used)"
	expect_no_file "$T/none"
done
expect_message "; leakdye trace --dataset NAME looks at another dataset alone"
ok "a dataset whose kind is gone says which it is, and how the others are traced"

# Its invented records must be recognised when they come back, in whatever dataset.
run "$B/leakdye" embed cars --to bob@x "$T/cars.csv" -o "$T/bob.csv"
expect_exit 0
[ "$(wc -l <"$T/bob.csv")" -gt "$(wc -l <"$T/cars.csv")" ] || fail "no record was invented"
# (Rows that were there when the table was learned need not be compared with them: one more came.)
{
	cat "$T/in.csv"
	sed -n '2s/[aeo]/u/gp' "$T/in.csv"
} >"$T/more.csv"
for command in "embed customers --to alice@x -o $T/none $T/more.csv" "learn customers $T/in.csv"; do
	# shellcheck disable=SC2086
	leakdye $command
	expect_exit 2
	expect_message "leakdye: dataset cars: its invented records have cells of kind"
	expect_message "its invented records have cells of kind 'email', which this program does not have"
	expect_no_file "$T/none"
done
ok "invented records that could not be recognised"

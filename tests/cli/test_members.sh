#!/bin/sh
# Members of families come and go by their files alone: without one of each family (the only backend has another file name instead) the
# tree builds over what was built before, and does its job.
. "$(dirname "$0")/lib.sh"

[ "$SLOW" = 0 ] || skip "a build with sanitizers is not built anew"
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
		printf "%d,\"%d %s %s, Reno, NV 89511, USA\"\n", 7 * i, i, i % 2 ? "Main" : "Oak", i % 3 ? "Street" : "St"
}' >"$T/in.csv"
make_ready customers "$T/in.csv"
leakdye embed customers --to alice@x "$T/in.csv" -o "$T/out.csv"
expect_exit 0
leakdye trace "$T/out.csv"
expect_exit 0
expect_output alice@x
ok "what is left learns, embeds and traces"

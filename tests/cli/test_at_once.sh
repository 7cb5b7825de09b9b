#!/bin/sh
# learn and profile import beside one another: what an owner said in one version is not lost in the next, which did not know of it.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 40000 --seed 12 >"$T/table.csv"
make_vault
leakdye learn d "$T/table.csv"
expect_exit 0
column=address
head -n 1 "$T/table.csv" | grep -q "$column" || fail "no such column"

# CPU time, in clock ticks, at which any learn of it has begun to read and has not ended: more than the passphrase costs, less than the cheapest.
midst=$(
	python3 - "$LEAKDYE" learn --dry-run --relearn d --no-canaries --no-mark "$column" "$T/table.csv" <<'EOF'
import os, resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
u = resource.getrusage(resource.RUSAGE_CHILDREN)
print(int(0.4 * (u.ru_utime + u.ru_stime) * os.sysconf("SC_CLK_TCK")))
EOF
)
# in_the_midst: the program that is to be held has used as much.
in_the_midst() {
	read -r stat <"/proc/$held/stat" || return 0
	# shellcheck disable=SC2086
	set -- ${stat##*)}
	[ "$((${12} + ${13}))" -ge "$midst" ]
}
# said VERSION: the newest version is that one, the address is not marked and density is 9 %, as was said.
said() {
	leakdye profile export d
	expect_exit 0
	grep -A 20 "name = \"$column\"" "$T/out" | grep -q -x 'said-no-mark = yes' || fail "what was said of the address is lost"
	grep -q -x 'density = 5898' "$T/out" || fail "the density that was said is lost"
	leakdye list datasets
	expect_output "d: profile version $1,"
}
# retry VERSION: the last run stored nothing, as that version came before.
retry() {
	expect_exit 2
	expect_message "somebody else has stored version $1 of this profile meanwhile (learn, or profile import): nothing is stored now; run this again, if it is what is wanted still"
	[ ! -s "$T/out" ] || fail "something on standard output"
}

held in_the_midst learn d "$T/table.csv"
leakdye learn d --no-mark "$column" --density 9 "$T/table.csv"
expect_exit 0
expect_output "stored as profile version 2"
held_on
retry 2
said 2
leakdye learn d "$T/table.csv"
expect_exit 0
said 3
ok "a learn that did not know of another one stores nothing, and run again it goes on from that"

held in_the_midst learn d --relearn "$T/table.csv"
leakdye learn d --no-mark "$column" --density 9 "$T/table.csv"
expect_exit 0
held_on
retry 4
said 4
ok "nor does learn --relearn drop what nobody had said when it began"

leakdye profile export d -o "$T/d.ini"
expect_exit 0
held in_the_midst learn d --no-canaries "$T/table.csv"
leakdye profile import d "$T/d.ini"
expect_exit 0
held_on
retry 5
said 5
ok "a learn that did not know of an import stores nothing"

sed '/^said-no-mark/d; s/^density = .*/density = 1311/' "$T/d.ini" >"$T/other.ini"
mkfifo "$T/slow.ini"
"$LEAKDYE" profile import d "$T/slow.ini" >"$T/first.out" 2>"$T/first.err" </dev/null &
first=$!
exec 9>"$T/slow.ini"
leakdye learn d "$T/table.csv"
expect_exit 0
cat "$T/other.ini" >&9
exec 9>&-
code=0
wait "$first" || code=$?
cp "$T/first.out" "$T/out"
cp "$T/first.err" "$T/err"
retry 6
said 6
ok "nor an import that did not know of a learn"

for round in 1 2; do
	one=0 two=0
	"$LEAKDYE" learn "new$round" "$T/table.csv" >"$T/first.out" 2>"$T/first.err" </dev/null &
	first=$!
	"$LEAKDYE" learn "new$round" "$T/table.csv" >"$T/out" 2>"$T/err" </dev/null || two=$?
	wait "$first" || one=$?
	code=$two
	if [ "$one" != 0 ]; then
		[ "$two" = 0 ] || fail "neither is stored"
		code=$one
		cp "$T/first.out" "$T/out"
		cp "$T/first.err" "$T/err"
	fi
	retry 1
	leakdye profile export "new$round" -r 2
	expect_exit 2
done
ok "of two first learns at once one is stored, and the other says what happened"

leakdye log verify
expect_exit 0
ok "the log is whole"

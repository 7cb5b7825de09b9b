#!/bin/sh
# backup: a vault's copy, made while exports run: a vault itself, that names the same accounts; or nothing.
. "$(dirname "$0")/lib.sh"

rows=12000
[ "$SLOW" = 0 ] || rows=4000
gen --variant intl --rows "$rows" --seed 13 >"$T/table.csv"
make_ready d "$T/table.csv"
leakdye embed d --to bob@x "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
sed -n '100,299p' "$T/bob.csv" >"$T/leak.csv"
# named: bob is, and by what.
named() {
	leakdye trace --all-enrolled "$T/leak.csv"
	expect_exit 0
	expect_output "NAMED: account bob@x (number 2, dataset d)"
	grep -E 'log10 of the evidence value|spellings: ' "$T/out" | sed 's/;.*//' >"$T/named"
}

# Two that export as long as there is a file "go".
: >"$T/go"
: >"$T/errors"
for who in alice carol; do
	while [ -e "$T/go" ]; do
		"$LEAKDYE" embed d --to $who@x --quiet "$T/table.csv" -o "$T/$who.csv" 2>>"$T/errors" || echo "$who failed" >>"$T/errors"
	done &
	echo $! >"$T/pid-$who"
done
copies='1 2 3 4 5 6'
for i in $copies; do
	leakdye backup "$T/copy$i"
	expect_exit 0
	expect_output "$T/copy$i is a copy of the vault, with its passphrase, up to entry "
	grep '^head ' "$T/out" >"$T/head$i"
	[ "$(stat -c %a "$T/copy$i")" = 700 ] || fail "the mode of the folder"
	[ "$(find "$T/copy$i" -type f -perm 600 | wc -l)" = 3 ] || fail "the modes of the files"
	[ "$(find "$T/copy$i" | wc -l)" = 4 ] || fail "more than a vault at rest"
done
rm "$T/go"
wait "$(cat "$T/pid-alice")" "$(cat "$T/pid-carol")"
[ ! -s "$T/errors" ] || fail "an export failed: $(cat "$T/errors")"
leakdye log show
cp "$T/out" "$T/log"
sum=$(sha256sum <"$T/vault/key" | cut -c 1-64)
for i in $copies; do
	leakdye log verify --vault "$T/copy$i"
	expect_exit 0
	[ "$(grep '^head ' "$T/out")" = "$(cat "$T/head$i")" ] || fail "not the head that was said"
	leakdye log show --vault "$T/copy$i"
	head -n "$(wc -l <"$T/out")" "$T/log" >"$T/part"
	expect_same "$T/out" "$T/part"
	[ "$(grep -c "	backup	{\"sha256\":\"$sum\"}\$" "$T/out")" -eq "$i" ] || fail "copy $i says of other copies than were made"
done
[ "$(wc -l <"$T/log")" -gt "$(wc -l <"$T/out")" ] || fail "nothing was exported behind the last copy"
[ "$(grep -c '	export-begin	' "$T/log")" -gt 3 ] || fail "nothing was exported meanwhile"
ok "six copies while two export: each is a vault, its log is the beginning of the vault's, and all is as it was written"

# ---- restored: the folder in the vault's place ----
named
cp "$T/named" "$T/before"
leakdye list exports
cp "$T/out" "$T/exports"
leakdye backup --json "$T/last/"
expect_exit 0
python3 -c 'import json, sys
v = json.load(sys.stdin)
assert v["to"] == sys.argv[1] and v["entries"] > 10 and len(v["head"]) == 64, v' "$T/last/" <"$T/out" || fail "the JSON"
mv "$T/vault" "$T/lost"
cp -a "$T/last" "$T/vault"
named
expect_same "$T/named" "$T/before"
leakdye list exports
expect_same "$T/out" "$T/exports"
leakdye embed d --to bob@x "$T/table.csv" -o "$T/again.csv"
expect_exit 0
leakdye embed d --to bob@x "$T/table.csv" -o "$T/lost.csv" --vault "$T/lost"
expect_exit 0
expect_same "$T/again.csv" "$T/lost.csv"
leakdye log verify
expect_exit 0
ok "restored: the same account by the same figures, the same list, the same copy byte for byte"

# ---- an older copy: what leakdye-backup(1) says of it ----
printf 'dave@x\n' >"$T/dave"
printf 'erin@x\n' >"$T/erin"
leakdye enrol d "$T/dave" --vault "$T/lost"
leakdye embed d --to dave@x "$T/table.csv" -o "$T/dave.csv" --vault "$T/lost"
expect_exit 0
sed -n '100,299p' "$T/dave.csv" >"$T/dave-leak.csv"
# back_to WHO...: with these enrolled in that order; who then is named for what dave exported since.
back_to() {
	rm -rf "$T/back"
	cp -a "$T/last" "$T/back"
	for back_who; do
		leakdye enrol d "$T/$back_who" --vault "$T/back"
		expect_exit 0
	done
	leakdye trace --all-enrolled --vault "$T/back" "$T/dave-leak.csv"
}
back_to
expect_exit 1
back_to erin
expect_output "NAMED: account erin@x (number 4, dataset d)"
back_to dave erin
expect_output "NAMED: account dave@x (number 4, dataset d)"
expect_silent "NAMED: account erin@x"
ok "the first who is enrolled after going back has the number of the first who was enrolled since: enrol the same one first"

# ---- refused, or failed: nothing is there ----
# refused MESSAGE TO: and nothing is made.
refused() {
	leakdye backup "$2"
	expect_exit 2
	expect_message "$1"
}
mkdir "$T/there"
cp "$T/bob.csv" "$T/kept.csv"
refused "$T/there: exists: a backup takes the place of nothing" "$T/there"
[ -z "$(ls -A "$T/there")" ] || fail "something was put into a folder that was there"
refused "$T/bob.csv: exists: a backup takes the place of nothing" "$T/bob.csv"
expect_same "$T/kept.csv" "$T/bob.csv"
refused "$T/vault/copy: lies in the vault that it is to be a copy of" "$T/vault/copy"
refused "$T/no/where: cannot be made: No such file or directory" "$T/no/where"
leakdye backup
expect_exit 2
expect_message "usage: leakdye backup TO"
printf 'correct horse battery stable\n' >"$T/wrong"
leakdye backup "$T/none" --passphrase-file "$T/wrong"
expect_exit 2
expect_message "wrong passphrase"
expect_no_file "$T/none" "$T/no" "$T/vault/copy" "$T/there." "$T/bob.csv."
ok "what stands there already is not touched"

# The disk fills in the middle of the copy: the log has room for its entry, the copy has not for its pages.
run sh -c "ulimit -f 150; trap '' XFSZ; exec '$LEAKDYE' backup '$T/none'"
expect_exit 2
expect_message "$T/none: the registry cannot grow: no space left"
expect_no_file "$T/none"
run sh -c "'$LEAKDYE' backup '$T/none' >/dev/full"
expect_exit 2
expect_message "the copy is made, but the summary could not be written to standard output"
leakdye log verify --vault "$T/none"
expect_exit 0
rm -r "$T/none"
ok "a full disk: nothing is left"

# Killed at any moment: what stands there is whole.
start=$(date +%s%N)
leakdye backup "$T/whole"
ms=$((($(date +%s%N) - start) / 1000000))
i=0 made=0
while [ $i -lt 12 ]; do
	i=$((i + 1))
	"$LEAKDYE" backup "$T/none" --quiet 2>/dev/null &
	pid=$!
	at=$((ms * (i + 1) / 8))
	sleep "$(printf '%d.%03d' $((at / 1000)) $((at % 1000)))"
	kill -9 $pid 2>/dev/null || :
	wait $pid 2>/dev/null || :
	if [ -e "$T/none" ]; then
		made=$((made + 1))
		leakdye log verify --vault "$T/none"
		expect_exit 0
		rm -r "$T/none"
	fi
	leakdye log verify
	expect_exit 0
	rm -rf "$T/none".??????
done
expect_no_file "$T/none"
ok "killed twelve times: $made whole copies, and no half one"

if ! command -v sqlite3 >/dev/null; then
	skip "the rest needs the program sqlite3"
fi
sqlite3 "$T/vault/registry.db" "UPDATE exports SET started = started - 1 WHERE id = 1"
leakdye backup "$T/none"
expect_exit 2
expect_message "leakdye: $T/vault: the registry was changed behind the log's back"
expect_no_file "$T/none"
ok "a registry that somebody has changed is not copied"

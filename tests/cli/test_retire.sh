#!/bin/sh
# retire: no exports any more for an account; its copies are traced as before.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 4000 --seed 14 >"$T/table.csv"
make_ready d "$T/table.csv"
leakdye embed d --to bob@x "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
sed -n '100,299p' "$T/bob.csv" >"$T/leak.csv"
# named: bob is, and by what.
named() {
	leakdye trace --all-enrolled "$T/leak.csv"
	expect_exit 0
	expect_output "NAMED: account bob@x (number 2, dataset d)"
	expect_output "accounts scored 3"
	grep -E 'log10 of the evidence value|spellings: ' "$T/out" | sed 's/;.*//' >"$T/named"
}
named
cp "$T/named" "$T/before"

leakdye retire bob@x
expect_exit 0
[ "$(cat "$T/out")" = "bob@x is retired: no export is made for it any more; its copies are traced as before" ] || fail "what it says"
leakdye list exports
cp "$T/out" "$T/exports"
for how in "$T/table.csv -o $T/again.csv" "$T/table.csv" "--dry-run $T/table.csv"; do
	# shellcheck disable=SC2086
	leakdye embed d --to bob@x $how
	expect_exit 2
	expect_message 'leakdye: account "bob@x" is retired: no export is made for it (leakdye retire --undo changes that)'
	[ ! -s "$T/out" ] || fail "something left"
done
expect_no_file "$T/again.csv"
leakdye list exports
expect_same "$T/out" "$T/exports"
leakdye embed d --to alice@x "$T/table.csv" -o "$T/alice.csv"
expect_exit 0
ok "nothing leaves for who is retired, and nothing is registered; others get their exports"

named
expect_same "$T/named" "$T/before"
ok "still scored, and named by the same figures"

leakdye list recipients
[ "$(grep -cE '^d	2	20[0-9TZ:-]*	bob@x	retired 20[0-9-]*T[0-9:]*Z$' "$T/out")" = 1 ] || fail "the list"
[ "$(grep -c retired "$T/out")" = 1 ] || fail "the list shows others as retired"
leakdye list recipients --json
python3 -c 'import json, sys
got = {r["recipient"]: r["retired"] for r in json.load(sys.stdin)}
assert got["alice@x"] is None and got["carol@x"] is None and got["bob@x"].startswith("20"), got' <"$T/out" || fail "the list in JSON"
leakdye log show
[ "$(grep -c '	retire	' "$T/out")" = 1 ] || fail "not one entry"
grep -q '	retire	{"recipient":2,"retired":true}$' "$T/out" || fail "the entry of the log"
leakdye log verify
expect_exit 0
ok "list shows it, the log says it"

leakdye retire bob@x
expect_exit 0
expect_output "bob@x was retired already"
leakdye retire --undo alice@x --json
expect_exit 0
[ "$(cat "$T/out")" = '{"account":"alice@x","retired":false,"changed":false}' ] || fail "the JSON"
leakdye retire --undo alice@x
expect_output "alice@x was not retired: nothing is changed"
leakdye retire nobody@x
expect_exit 2
expect_message "no account is called nobody@x"
leakdye retire
expect_exit 2
expect_message "usage: leakdye retire [--undo] ACCOUNT"
run sh -c "'$LEAKDYE' retire --undo alice@x >/dev/full"
expect_exit 2
leakdye log show
[ "$(grep -c '	retire	' "$T/out")" = 1 ] || fail "what changed nothing left an entry"
ok "what is so already changes nothing"

# Enrolled again, in another dataset too, he stays retired.
leakdye learn other "$T/table.csv"
expect_exit 0
leakdye enrol d "$T/accounts"
expect_output "0 accounts added, 3 known already"
leakdye enrol other "$T/accounts"
expect_exit 0
leakdye embed other --to bob@x "$T/table.csv" -o "$T/other.csv"
expect_exit 2
expect_message "is retired"
leakdye retire --undo bob@x --quiet
expect_exit 0
[ ! -s "$T/out" ] || fail "--quiet speaks"
leakdye embed d --to bob@x "$T/table.csv" -o "$T/again.csv"
expect_exit 0
leakdye embed other --to bob@x "$T/table.csv" -o "$T/other.csv"
expect_exit 0
leakdye list recipients
expect_silent "retired"
leakdye log verify
expect_exit 0
ok "in every dataset, until it is undone"

if ! command -v sqlite3 >/dev/null; then
	skip "the rest needs the program sqlite3"
fi
leakdye retire bob@x
sqlite3 "$T/vault/registry.db" "DELETE FROM retirements"
leakdye embed d --to bob@x "$T/table.csv" -o "$T/third.csv"
expect_exit 2
expect_message "log entry "
expect_message "(retire): the registry no longer holds what the entry committed to"
expect_no_file "$T/third.csv"
ok "a retirement that somebody takes away is missed"

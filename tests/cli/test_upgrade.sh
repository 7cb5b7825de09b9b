#!/bin/sh
# A vault that one of the versions before made is upgraded when it is opened: everything in it verifies, the same account is named, and
# exports go on. One of any other version is refused, with what to do.
. "$(dirname "$0")/lib.sh"

command -v sqlite3 >/dev/null || skip "needs the program sqlite3"
data=tests/data/vault-6
# old_vault: that of $data, in $LEAKDYE_VAULT.
old_vault() {
	rm -rf "$T/vault"
	mkdir "$T/vault"
	cp "$data/key" "$T/vault/key"
	echo "sqlite registry.db" >"$T/vault/registry"
	sqlite3 "$T/vault/registry.db" <"$data/registry.sql"
	sqlite3 "$T/vault/registry.db" 'PRAGMA application_id=1818524005; PRAGMA journal_mode=WAL' >/dev/null
	chmod 600 "$T/vault/key"
}
# ask SQL: of the registry's file.
ask() {
	sqlite3 "$T/vault/registry.db" "$1"
}

old_vault
[ "$(ask 'SELECT version FROM registry')" = 6 ] || fail "that is no vault of version 6"
[ "$(ask 'SELECT length(state) FROM points ORDER BY name')" = "72
168" ] || fail "it was not verified by the version before"
leakdye list datasets
expect_exit 0
expect_output "customers: profile version 1, 3 recipients, 3 exports"
[ "$(ask 'SELECT version FROM registry')" = 8 ] || fail "it was not upgraded"
leakdye log show
[ "$(tail -n 1 "$T/out" | cut -f 1,3,4)" = '70	upgrade	{"from":6,"to":8}' ] || fail "the entry: $(tail -n 1 "$T/out")"
leakdye log verify
expect_exit 0
expect_output "70 entries, all as they were written"
leakdye list recipients
leakdye log show
[ "$(wc -l <"$T/out")" -eq 70 ] || fail "it was upgraded again"
ok "opened, it is upgraded once, says so in the log, and verifies"

# As in the report that the version before made (README there).
leakdye trace --all-enrolled "$data/leak.csv"
expect_exit 0
expect_output "NAMED: account bob@x (number 2, dataset customers)"
expect_output "spellings: 98 agree, 0 differ; records of this account alone: 3"
ok "the same account is named, by as many spellings and records"

gen --variant intl --rows 700 --seed 66 >"$T/all.csv"
python3 - "$T/all.csv" "$T/table.csv" <<'EOF'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
at = [rows[0].index(c) for c in ("customer_id", "name", "phone", "city", "address")]
out = csv.writer(open(sys.argv[2], "w", newline=""), lineterminator="\n")
out.writerows([r[i] for i in at] for r in rows)
EOF
leakdye embed customers --to bob@x "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
sed 1d "$data/leak.csv" >"$T/rows"
# Some rows are read otherwise by now (rules of addresses), the keys are the same.
[ "$(grep -cxFf "$T/rows" "$T/bob.csv")" -ge 30 ] || fail "bob's copy is another than before"
leakdye retire alice@x
expect_exit 0
leakdye learn customers "$T/table.csv"
expect_exit 0
leakdye log verify
expect_exit 0
ok "exports go on, with the same copy"

# Several at once: one does it.
old_vault
i=0
while [ $i -lt 8 ]; do
	i=$((i + 1))
	"$LEAKDYE" list exports >"$T/list$i" 2>&1 &
done
wait
i=0
while [ $i -lt 8 ]; do
	i=$((i + 1))
	[ "$(wc -l <"$T/list$i")" -eq 3 ] || fail "one of eight could not open it: $(cat "$T/list$i")"
done
leakdye log verify
expect_exit 0
expect_output "70 entries"
ok "eight that open it at once: it is upgraded once"

# Killed at any moment: it is of one version or the other.
old_vault
start=$(date +%s%N)
leakdye list exports
ms=$((($(date +%s%N) - start) / 1000000))
before=0
i=0
while [ $i -lt 15 ]; do
	i=$((i + 1))
	at=$((ms * (i + 3) / 12))
	old_vault
	"$LEAKDYE" list exports >/dev/null 2>&1 &
	pid=$!
	sleep "$(printf '%d.%03d' $((at / 1000)) $((at % 1000)))"
	kill -9 $pid 2>/dev/null || :
	wait $pid 2>/dev/null || :
	version=$(ask 'SELECT version FROM registry')
	[ "$version" = 6 ] || [ "$version" = 8 ] || fail "version $version"
	[ "$version" = 8 ] || before=$((before + 1))
	leakdye log verify
	expect_exit 0
	expect_output "70 entries"
done
ok "killed fifteen times, $before of them before it was upgraded: each opens and verifies"

# One of version 7.
data=tests/data/vault-7
old_vault
[ "$(ask 'SELECT version FROM registry')" = 7 ] || fail "that is no vault of version 7"
leakdye list recipients
expect_exit 0
expect_output "carol@x	retired"
[ "$(ask 'SELECT version FROM registry')" = 8 ] || fail "it was not upgraded"
leakdye log show
[ "$(tail -n 1 "$T/out" | cut -f 3,4)" = 'upgrade	{"from":7,"to":8}' ] || fail "the entry: $(tail -n 1 "$T/out")"
leakdye log verify
expect_exit 0
leakdye trace --all-enrolled "$data/leak.csv"
expect_exit 0
expect_output "NAMED: account bob@x (number 2, dataset customers)"
expect_output "spellings: 168 agree, 0 differ; records of this account alone: 7"
ok "one of version 7 likewise: who was retired is, and the same account is named"
data=tests/data/vault-6

printf 'correct horse battery stable\n' >"$T/wrong"
old_vault
leakdye list datasets --passphrase-file "$T/wrong"
expect_exit 2
[ "$(ask 'SELECT version FROM registry')" = 6 ] || fail "a wrong passphrase upgraded it"
ask "UPDATE burns SET since = since + 86400"
leakdye trace --all-enrolled "$data/leak.csv"
expect_exit 2
expect_message "log entry "
expect_message " (burn): the registry no longer holds what the entry committed to"
old_vault
ask "CREATE VIEW v AS SELECT * FROM recipients"
leakdye list datasets
expect_exit 2
expect_message "somebody has changed its tables (v is not as leakdye makes it)"
[ "$(ask 'SELECT version FROM registry')" = 6 ] || fail "what somebody had changed was upgraded"
old_vault
ask "UPDATE registry SET version = 5"
leakdye list datasets
expect_exit 2
expect_message "the registry has version 5, and this program can upgrade none below 6: trace what was exported with it by the leakdye that wrote it, and make a new vault for what is to come"
ask "UPDATE registry SET version = 9"
leakdye list datasets
expect_exit 2
expect_message "the registry has version 9, and this program knows none above 8: open it with the leakdye that wrote it, or a later one"
ok "what was changed before is not hidden by it; other versions are refused, with what to do"

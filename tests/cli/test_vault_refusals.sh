#!/bin/sh
# A vault is opened by who may open it, or not at all: message, exit code, and nothing changed.
ONCE=0
. "$(dirname "$0")/lib.sh"

leakdye list datasets
expect_exit 2
expect_message "leakdye: $T/vault: there is no vault here: No such file or directory"
expect_no_file "$T/vault"
mkdir "$T/vault"
leakdye list datasets
expect_exit 2
expect_message "$T/vault/key: the vault has no key file"
rmdir "$T/vault"
ok "no vault"

make_vault
sum() { (cd "$T/vault" && find . -type f -exec sha256sum {} + | sort); }
sum >"$T/sum"
unchanged() {
	sum >"$T/now"
	expect_same "$T/sum" "$T/now"
}

printf 'correct horse battery stable\n' >"$T/wrong"
leakdye enrol customers /dev/null --passphrase-file "$T/wrong"
expect_exit 2
expect_message "leakdye: $T/vault: wrong passphrase"
expect_silent "stable"
unchanged
ok "a wrong passphrase"

chmod 750 "$T/vault"
leakdye list datasets
expect_exit 2
expect_message "$T/vault: can be read or changed by others (mode 0750); make it private with chmod 700"
chmod 700 "$T/vault"
for f in key registry.db; do
	chmod 640 "$T/vault/$f"
	leakdye list datasets
	expect_exit 2
	expect_message "$T/vault/$f: can be read or changed by others (mode 0640); make it private with chmod 600"
	chmod 600 "$T/vault/$f"
done
unchanged
ok "readable by others"

cp -a "$T/vault" "$T/good"
# Eight bytes that every vault draws anew: one byte would be this one already in each 256th run.
printf 'spoiled!' | dd of="$T/vault/key" bs=1 seek=100 conv=notrunc 2>/dev/null
leakdye list datasets
expect_exit 2
expect_message "the key file is damaged"
cp "$T/good/key" "$T/vault/key"

printf 'not a database at all, surely not' | dd of="$T/vault/registry.db" conv=notrunc 2>/dev/null
sum >"$T/sum"
leakdye list datasets
expect_exit 2
expect_message "leakdye: $T/vault: the registry is damaged: file is not a database"
unchanged
cp "$T/good/registry.db" "$T/vault/registry.db"
head -c 20000 "$T/good/registry.db" >"$T/vault/registry.db"
leakdye log verify
expect_exit 2
expect_message "the registry is damaged"
cp "$T/good/registry.db" "$T/vault/registry.db"
rm "$T/vault/registry.db"
leakdye list datasets
expect_exit 2
expect_message "$T/vault: the vault has no registry"
cp "$T/good/registry.db" "$T/vault/registry.db"
leakdye log verify
expect_exit 0
ok "damaged files"

if ! command -v sqlite3 >/dev/null; then
	skip "the rest needs the program sqlite3"
fi
sqlite3 "$T/vault/registry.db" 'UPDATE registry SET version = 9'
leakdye list datasets
expect_exit 2
expect_message "the registry has version 9, and this program knows none above 8: open it with the leakdye that wrote it, or a later one"
sqlite3 "$T/vault/registry.db" 'UPDATE registry SET version = 8'
ok "a registry of another version"

# A dataset by hand, so that enrol has something to write to; the log then does not know it.
sqlite3 "$T/vault/registry.db" "INSERT INTO datasets VALUES(1, 'customers', zeroblob(16), zeroblob(32), 0)"
leakdye log verify
expect_exit 2
expect_message "the registry's datasets are not those of the log: 1 where the log knows 0"
ok "a row that nobody logged"

# Another process in the middle of a transaction.
mkfifo "$T/lock"
sqlite3 "$T/vault/registry.db" >"$T/locker" <"$T/lock" &
locker=$!
exec 9>"$T/lock"
printf 'BEGIN IMMEDIATE;\nSELECT 1;\n' >&9
while [ ! -s "$T/locker" ]; do sleep 0.1; done
printf 'alice@x\n' >"$T/accounts"
leakdye enrol customers "$T/accounts"
expect_exit 2
expect_message "the registry is locked by another process"
expect_silent "alice"
leakdye list recipients
expect_exit 0
[ ! -s "$T/out" ] || fail "somebody was enrolled"
exec 9>&-
wait "$locker"
leakdye enrol customers "$T/accounts"
expect_exit 0
ok "a locked registry: said so after half a minute, nothing lost; looking is not locked out"

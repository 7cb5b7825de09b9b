#!/bin/sh
# init: a vault that nobody else can read, or nothing at all.
. "$(dirname "$0")/lib.sh"

leakdye init
expect_exit 0
[ "$(stat -c %a "$T/vault")" = 700 ] || fail "the folder's mode"
[ "$(find "$T/vault" -type f -perm 600 | wc -l)" = 3 ] || fail "the files' modes"
[ "$(find "$T/vault" -type f | wc -l)" = 3 ] || fail "a vault at rest is three files"
[ "$(cat "$T/vault/registry")" = "sqlite registry.db" ] || fail "what the registry is"
expect_message "keep both safe"
expect_silent "correct horse"
ok "init makes a private folder of three files"

cp -a "$T/vault" "$T/before"
leakdye init
expect_exit 2
expect_message "leakdye: $T/vault: exists and is not empty"
expect_same "$T/vault/key" "$T/before/key"
ok "an existing vault is not touched"

LEAKDYE_VAULT='' run "$LEAKDYE" init
expect_exit 2
expect_message "no vault given: use --vault DIR or set LEAKDYE_VAULT"
ok "a vault must be named"

leakdye --vault "$T/second" init --quiet
expect_exit 0
[ ! -s "$T/err" ] || fail "--quiet speaks"
leakdye init --vault="$T/third"
expect_exit 0
expect_file "$T/second/key" "$T/third/key"
ok "global options stand before or after the command"

chmod 644 "$T/passphrase"
leakdye init --vault "$T/fourth"
expect_exit 0
expect_message "leakdye: warning: $T/passphrase can be read by others"
chmod 600 "$T/passphrase"
ok "a passphrase file that others can read is warned of"

: >"$T/empty"
leakdye init --vault "$T/fifth" --passphrase-file "$T/empty"
expect_exit 2
expect_message "$T/empty: the passphrase is empty"
expect_no_file "$T/fifth"
leakdye init --vault "$T/fifth" --passphrase-file "$T/nowhere"
expect_exit 2
expect_message "$T/nowhere: the passphrase cannot be read: No such file or directory"
expect_no_file "$T/fifth"
head -c 2000 /dev/zero | tr '\0' x >"$T/long"
leakdye init --vault "$T/fifth" --passphrase-file "$T/long"
expect_exit 2
expect_message "the passphrase is longer than 1024 bytes"
expect_no_file "$T/fifth"
ok "no passphrase, no vault"

# Where files cannot grow, nothing stays behind: neither the folder nor anything in it.
run sh -c "ulimit -f 8; trap '' XFSZ; exec '$LEAKDYE' init --vault '$T/sixth'"
expect_exit 2
expect_no_file "$T/sixth"
mkdir "$T/seventh"
run sh -c "ulimit -f 8; trap '' XFSZ; exec '$LEAKDYE' init --vault '$T/seventh'"
expect_exit 2
[ -z "$(ls -A "$T/seventh")" ] || fail "something stayed behind"
ok "a full disk leaves nothing behind"

# The terminal: asked twice, without echo; two different answers make no vault.
run python3 tests/cli/ask.py "seven words,seven words" "$LEAKDYE" init --vault "$T/eighth"
expect_exit 0
expect_output "New passphrase:"
expect_output "Again:"
expect_silent "seven words"
run python3 tests/cli/ask.py "seven words" "$LEAKDYE" log verify --vault "$T/eighth"
expect_exit 0
expect_output "1 entry"
run python3 tests/cli/ask.py "seven words,seven wards" "$LEAKDYE" init --vault "$T/ninth"
expect_exit 2
expect_output "the two passphrases differ"
expect_no_file "$T/ninth"
ok "the terminal is asked twice, without echo"

run setsid -w env -u LEAKDYE_PASSPHRASE_FILE "$LEAKDYE" init --vault "$T/tenth"
expect_exit 2
expect_message "there is no terminal to ask for the passphrase: use --passphrase-file"
expect_no_file "$T/tenth"
ok "without a terminal it says what to do"

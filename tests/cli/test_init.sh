#!/bin/sh
# init: a vault that nobody else can read, or nothing at all.
ONCE=0
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

# nothing_beside NAME: no folder of a vault that is being made is left beside it, or in it.
nothing_beside() {
	for found in "$1".?????? "$1"/.??????; do
		[ ! -e "$found" ] || fail "left behind: $found"
	done
}

# begun NAME: something of a vault that is being made stands there.
begun() {
	for found in "$1" "$1".?????? "$1"/.??????; do
		[ ! -e "$found" ] || [ "$found" = "${2:-}" ] || return 0
	done
	return 1
}

# Somebody makes a vault and uses it while another init is stopped in the midst of it. What goes on deletes nothing.
n=0
while :; do
	n=$((n + 1))
	held "begun '$T/race$n'" --vault "$T/race$n" init
	[ ! -e "$T/race$n/key" ] || { held_on && continue; }
	leakdye --vault "$T/race$n" init
	expect_exit 0
	printf 'name,phone\nAda,1\n' >"$T/table.csv"
	leakdye --vault "$T/race$n" learn d "$T/table.csv"
	expect_exit 0
	break
done
cp -a "$T/race$n" "$T/race-before"
held_on
expect_exit 2
expect_message "leakdye: $T/race$n: was made by somebody else meanwhile, and is as it was"
expect_same "$T/race$n/key" "$T/race-before/key"
leakdye --vault "$T/race$n" log verify
expect_exit 0
leakdye --vault "$T/race$n" list datasets
expect_output "d"
nothing_beside "$T/race$n"
ok "an init that was overtaken deletes nothing"

# An empty folder that is there already keeps being the one it was, whoever is in it; of two, the first makes the vault.
mkdir "$T/given"
ln -s given "$T/link"
inode=$(stat -c %i "$T/given")
held "begun '$T/given' '$T/given'" --vault "$T/link" init
leakdye --vault "$T/given" init
expect_exit 2
expect_message "leakdye: $T/given: exists and is not empty"
held_on
expect_exit 0
(cd "$T/given" && leakdye --vault . log verify && expect_exit 0)
[ "$(stat -c %i "$T/given")" = "$inode" ] || fail "another folder"
[ "$(find "$T/given" | wc -l)" = 4 ] || fail "more than three files"
nothing_beside "$T/given"
ok "an empty folder becomes the vault itself"

# Killed at it: the name is free, and the next init makes the vault.
held "begun '$T/killed'" --vault "$T/killed" init
kill -KILL "$held"
held_on
expect_exit 137
[ ! -e "$T/killed" ] || fail "half a vault"
leakdye --vault "$T/killed" init
expect_exit 0
ok "an init that was killed is not in the way"

# Many at once: one makes it, and it opens.
for round in 1 2 3; do
	first=0 second=0
	"$LEAKDYE" --vault "$T/two$round" init 2>"$T/err1" </dev/null &
	one=$!
	"$LEAKDYE" --vault "$T/two$round" init 2>"$T/err2" </dev/null || second=$?
	wait "$one" || first=$?
	[ "$((first + second))" = 2 ] || fail "of two inits at once: $first and $second"
	leakdye --vault "$T/two$round" log verify
	expect_exit 0
	nothing_beside "$T/two$round"
done
ok "of two inits at once one makes the vault, and it opens"

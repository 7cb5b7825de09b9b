#!/bin/sh
# passphrase: another one for the same vault: all that was exported is traced as before, and the old one opens nothing.
ONCE=0
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 4000 --seed 12 >"$T/table.csv"
make_ready d "$T/table.csv"
leakdye embed d --to bob@x "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
sed -n '100,299p' "$T/bob.csv" >"$T/leak.csv"
cp "$LEAKDYE_PASSPHRASE_FILE" "$T/old"
cp -a "$T/vault" "$T/copy"
printf 'quite another one\n' >"$T/new"

# named: bob is, and by what: the figures of the first report.
named() {
	leakdye trace --all-enrolled "$T/leak.csv"
	expect_exit 0
	expect_output "NAMED: account bob@x (number 2, dataset d)"
	grep -E 'log10 of the evidence value|spellings: ' "$T/out" | sed 's/;.*//' >"$T/named"
}
named
cp "$T/named" "$T/before"

leakdye passphrase --new-passphrase-file "$T/new"
expect_exit 0
expect_message "leakdye: the passphrase of $T/vault is changed. Copies that were made before open with the one before."
expect_silent "another one"
[ ! -s "$T/out" ] || fail "something on standard output"
leakdye list datasets
expect_exit 2
expect_message "$T/vault: wrong passphrase"
LEAKDYE_PASSPHRASE_FILE=$T/new
leakdye log show
[ "$(tail -n 1 "$T/out" | cut -f 3,4)" = "passphrase	{\"sha256\":\"$(sha256sum <"$T/vault/key" | cut -c 1-64)\"}" ] ||
	fail "the log has no entry of the key file: $(tail -n 1 "$T/out")"
leakdye log verify
expect_exit 0
named
expect_same "$T/named" "$T/before"
[ "$(find "$T/vault" -type f | wc -l)" = 3 ] || fail "more than three files"
[ "$(stat -c %a "$T/vault/key")" = 600 ] || fail "the mode of the key file"
leakdye list datasets --vault "$T/copy"
expect_exit 2
leakdye list datasets --vault "$T/copy" --passphrase-file "$T/old"
expect_exit 0
ok "the new one opens the vault, the old one copies made before, and the same account is named by the same figures"

cp -a "$T/vault/key" "$T/key"
# refused MESSAGE ARGUMENT...: nothing is changed, and nothing is left.
refused() {
	refused_message=$1
	shift
	leakdye passphrase "$@"
	expect_exit 2
	expect_message "$refused_message"
	expect_same "$T/vault/key" "$T/key"
	expect_no_file "$T/vault/key.new"
}
refused "$T/vault: wrong passphrase" --passphrase-file "$T/old" --new-passphrase-file "$T/old"
refused "$T/vault: the new passphrase is the one that the vault has" --new-passphrase-file "$T/new"
: >"$T/empty"
refused "$T/empty: the passphrase is empty" --new-passphrase-file "$T/empty"
refused "$T/nowhere: the passphrase cannot be read: No such file or directory" --new-passphrase-file "$T/nowhere"
refused "usage: leakdye passphrase" "$T/old"
run setsid -w "$LEAKDYE" passphrase
expect_exit 2
expect_message "there is no terminal to ask for the passphrase: use --new-passphrase-file"
expect_same "$T/vault/key" "$T/key"
chmod 644 "$T/old"
leakdye passphrase --new-passphrase-file "$T/old" --quiet
expect_exit 0
[ "$(cat "$T/err")" = "leakdye: warning: $T/old can be read by others" ] || fail "what --quiet says"
LEAKDYE_PASSPHRASE_FILE=$T/old
ok "what is refused changes nothing"

run python3 tests/cli/ask.py "correct horse battery staple,seven words,seven words" "$LEAKDYE" passphrase
expect_exit 0
expect_output "Passphrase:"
expect_output "New passphrase:"
expect_output "Again:"
expect_silent "seven words"
cp -a "$T/vault/key" "$T/key"
run python3 tests/cli/ask.py "seven words,eight words,eight wards" "$LEAKDYE" passphrase
expect_exit 2
expect_output "the two passphrases differ"
run python3 tests/cli/ask.py "seven wards" "$LEAKDYE" passphrase
expect_exit 2
expect_output "wrong passphrase"
expect_same "$T/vault/key" "$T/key"
run python3 tests/cli/ask.py "seven words" "$LEAKDYE" log verify
expect_exit 0
ok "the terminal is asked for the old one, and twice for the new one"

# The key file lies elsewhere, and stays there.
printf 'seven words\n' >"$T/seven"
mkdir "$T/stick"
mv "$T/vault/key" "$T/stick/ours"
ln -s ../stick/ours "$T/vault/key"
leakdye passphrase --passphrase-file "$T/seven" --new-passphrase-file "$T/new"
expect_exit 0
[ -L "$T/vault/key" ] || fail "the link is gone"
[ "$(ls "$T/stick")" = ours ] || fail "something was left beside the key file"
leakdye passphrase --passphrase-file "$T/new" --new-passphrase-file "$T/seven"
expect_exit 0
rm "$T/vault/key"
mv "$T/stick/ours" "$T/vault/key"
cp -a "$T/vault/key" "$T/key"
ok "a link to the key file stays one"

# Where files cannot grow the old one holds. (Locked registries, kills: tests/unit/test_vault.c kills it between all calls.)
run sh -c "ulimit -f 0; trap '' XFSZ; exec '$LEAKDYE' passphrase --passphrase-file '$T/seven' --new-passphrase-file '$T/new'"
expect_exit 2
expect_same "$T/vault/key" "$T/key"
expect_no_file "$T/vault/key.new"
leakdye log verify --passphrase-file "$T/seven"
expect_exit 0
ok "a full disk changes nothing"

# One waits for its new passphrase while another changes it: what the other said holds, and the first changes nothing.
mkfifo "$T/answer"
chmod 600 "$T/answer"
"$LEAKDYE" passphrase --passphrase-file "$T/seven" --new-passphrase-file "$T/answer" >"$T/first.out" 2>"$T/first.err" </dev/null &
first=$!
# Opened for writing when it has opened it: the vault is open then.
exec 9>"$T/answer"
leakdye passphrase --passphrase-file "$T/seven" --new-passphrase-file "$T/new"
expect_exit 0
LEAKDYE_PASSPHRASE_FILE=$T/new
cp -a "$T/vault/key" "$T/key"
leakdye log show
cp "$T/out" "$T/log"
printf 'mine\n' >&9
exec 9>&-
code=0
wait "$first" || code=$?
cp "$T/first.out" "$T/out"
cp "$T/first.err" "$T/err"
expect_exit 2
expect_message "leakdye: $T/vault: somebody else has changed the passphrase meanwhile: theirs holds, and nothing was changed now"
expect_same "$T/vault/key" "$T/key"
leakdye log show
expect_same "$T/out" "$T/log"
ok "a passphrase that somebody else has changed meanwhile stays theirs"

# Two at once: one says so, and its passphrase opens the vault.
printf 'nine words\n' >"$T/nine"
for round in 1 2 3; do
	one=0 two=0
	cp -a "$T/vault" "$T/at-once$round"
	"$LEAKDYE" --vault "$T/at-once$round" passphrase --new-passphrase-file "$T/seven" >"$T/first.out" 2>"$T/first.err" </dev/null &
	first=$!
	"$LEAKDYE" --vault "$T/at-once$round" passphrase --new-passphrase-file "$T/nine" 2>"$T/err" </dev/null || two=$?
	wait "$first" || one=$?
	cat "$T/first.err" >>"$T/err"
	[ "$((one + two))" = 2 ] || fail "of two at once: $one and $two"
	[ "$(grep -c 'is changed' "$T/err")" = 1 ] || fail "who says that it is changed"
	if [ "$one" = 0 ]; then holds=seven; else holds=nine; fi
	leakdye --vault "$T/at-once$round" --passphrase-file "$T/$holds" log verify
	expect_exit 0
done
ok "of two at once one changes it, and its passphrase holds"

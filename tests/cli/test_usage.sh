#!/bin/sh
# The program itself: help, version, and what it says to a command line that it does not understand.
. "$(dirname "$0")/lib.sh"

leakdye --version
expect_exit 0
grep -qE '^leakdye [0-9]+\.[0-9]+\.[0-9]+$' "$T/out" || fail "the version"
leakdye --help
expect_exit 0
for c in init enrol list log; do expect_output "  $c "; done
leakdye help
expect_exit 0
expect_output "--passphrase-file FILE"
sed -n "s/^  \([a-z][a-z]*\)  .*/\1/p" "$T/out" | grep -v "^help$" >"$T/commands"
# As one uses them, whatever the order of their files.
[ "$(head -n 5 "$T/commands" | tr "\n" " ")" = "init learn profile enrol embed " ] || fail "the order of the commands"
while read -r c; do
	leakdye help "$c"
	expect_exit 0
	expect_output "Usage: leakdye $c"
	cp "$T/out" "$T/help"
	leakdye "$c" --help
	expect_same "$T/out" "$T/help"
done <"$T/commands"
ok "every command explains itself"

leakdye
expect_exit 2
expect_message "leakdye: no command given"
leakdye frobnicate
expect_exit 2
expect_message "leakdye: there is no command frobnicate"
leakdye list datasets --frobnicate
expect_exit 2
expect_message "leakdye: list: unknown option --frobnicate; see leakdye help list"
leakdye list datasets -x
expect_exit 2
expect_message "list: unknown option -x"
leakdye list
expect_exit 2
expect_message "usage: leakdye list datasets|recipients|exports [DATASET]"
leakdye list everything
expect_exit 2
expect_message "list: everything: say datasets, recipients or exports"
leakdye log destroy
expect_exit 2
expect_message "log: destroy: say verify or show"
leakdye list datasets --vault
expect_exit 2
expect_message "leakdye: --vault needs a value"
ok "a wrong command line: exit 2, and what is wrong"

make_vault
run sh -c "'$LEAKDYE' log verify >/dev/full"
expect_exit 2
expect_message "standard output cannot be written"
ok "a full disk behind standard output is seen"

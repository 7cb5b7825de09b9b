#!/bin/sh
# What the shell tests share: a test that fails ends with 1, with a server to be stopped as well, and one that lacks something says what is to be
# built.
. "$(dirname "$0")/lib.sh"

cat >"$T/failing.sh" <<'EOF'
. tests/cli/lib.sh
"$@"
fail "on purpose"
EOF
run env B="$B" sh "$T/failing.sh" true
expect_exit 1
expect_output "FAILED: on purpose"
run env B="$B" sh "$T/failing.sh" false
expect_exit 1
run env B="$B" sh "$T/failing.sh" skip "for want of something"
expect_exit 77
mkdir "$T/empty"
run env B="$T/empty" sh "$T/failing.sh" true
expect_exit 1
expect_output "empty/leakdye is not built; first: make B=$T/empty generators"
ok "a test that fails, that is skipped, and that lacks something"

run env B="$B" sh "$T/failing.sh" start_postgres
[ "$code" -ne 77 ] || skip "$(tail -n 1 "$T/out")"
expect_exit 1
expect_output "FAILED: on purpose"
ok "one that fails with a server"

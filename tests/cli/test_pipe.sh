#!/bin/sh
# A real database behind the pipe: PostgreSQL exports a table through leakdye embed, rows of what came out name the account, and the copy goes back
# into a database. The server is a private one, on a socket in the test's folder.
. "$(dirname "$0")/lib.sh"

bin=$(find /usr/lib/postgresql/*/bin -name initdb -exec dirname {} \; 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || skip "PostgreSQL is not installed"

# The server refuses to run as root.
owner=$(id -un)
[ "$(id -u)" != 0 ] || owner=nobody
as_owner() {
	if [ "$(id -un)" = "$owner" ]; then "$@"; else runuser -u "$owner" -- "$@"; fi
}
mkdir "$T/server"
chmod 711 "$T"
chown "$owner" "$T/server"
as_owner "$bin/initdb" -D "$T/server/data" -U leakdye -A trust -E UTF8 --locale=C >"$T/initdb" 2>&1 || skip "initdb does not run here"
as_owner "$bin/pg_ctl" -D "$T/server/data" -w -o "-c listen_addresses='' -k $T/server" -l "$T/server/log" start >/dev/null 2>&1 ||
	skip "the server does not start here"
stop_server() {
	as_owner "$bin/pg_ctl" -D "$T/server/data" -m immediate stop >/dev/null 2>&1 || :
	lib_cleanup
}
trap stop_server EXIT
psql() {
	"$bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$T/server" -U leakdye postgres "$@"
}

gen --variant intl --rows 5000 --seed 8 >"$T/table.csv"
make_ready customers "$T/table.csv"
columns=$(head -n 1 "$T/table.csv")
psql -c "create table customers ($(echo "$columns" | sed 's/,/ text, /g') text)"
psql -c "\\copy customers from '$T/table.csv' csv header"

psql -c "\\copy (select name, phone, address from customers order by customer_id) to stdout csv header" >"$T/plain.csv"
psql -c "\\copy (select name, phone, address from customers order by customer_id) to stdout csv header" |
	"$LEAKDYE" embed customers --to bob@x --marks spelling --meta ticket=7 --quiet >"$T/bob.csv"
[ "$(wc -l <"$T/plain.csv")" = "$(wc -l <"$T/bob.csv")" ] || fail "rows were lost in the pipe"
expect_differ "$T/plain.csv" "$T/bob.csv"
ok "a query through the pipe"

leak "$T/bob.csv" --rows 60 --columns address --separator=---- >"$T/leak.txt"
leakdye trace --alpha 1e-9 "$T/leak.txt"
expect_exit 0
expect_output "NAMED: account bob@x"
ok "60 addresses of what came out name the account"

# The copy is a table like any other: the database takes it back, and its rows are the same people.
psql -c "create table copy (name text, phone text, address text)"
psql -c "\\copy copy from '$T/bob.csv' csv header"
same=$(psql -At -c "select count(*) from copy natural join (select name, phone from customers) c")
[ "$same" -ge 4000 ] || fail "only $same people came back"
ok "the database takes the copy back"

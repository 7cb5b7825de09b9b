#!/bin/sh
# A real database behind the pipe: PostgreSQL exports a table through leakdye embed, rows of what came out name the account, and the copy goes back
# into a database. The server is a private one, on a socket in the test's folder.
. "$(dirname "$0")/lib.sh"

start_postgres

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

# A dump of several tables: a dataset is one of them, and so may a leak be.
psql -c "create table shops (id integer, city text)" -c "insert into shops values (1, 'Salem'), (2, 'Boston')"
as_owner "$pg_bin/pg_dump" -h "$T/server" -U leakdye postgres >"$T/dump.sql"
leakdye learn dumped "$T/dump.sql"
expect_exit 2
expect_message 'this file has several tables, and a dataset is one: choose with --table among public.copy, public.customers, public.shops'
leakdye learn dumped --table shoes "$T/dump.sql"
expect_exit 2
expect_message 'there is no table of that name in this file; it has public.copy, public.customers, public.shops'
leakdye learn dumped --table copy "$T/table.csv"
expect_exit 2
expect_message 'this file has no tables with names'
for name in shops public.shops; do
	leakdye learn dumped --table "$name" "$T/dump.sql"
	expect_exit 0
	expect_output 'dumped: 2 rows, 2 columns'
done
for leak in 'copy 0' 'customers 1' 'shops 1'; do
	leakdye trace --dataset customers --table "${leak% *}" "$T/dump.sql"
	expect_exit "${leak#* }"
done
as_owner "$pg_bin/pg_dump" -Fc -h "$T/server" -U leakdye postgres >"$T/FILE"
leakdye trace "$T/FILE"
expect_exit 2
expect_message 'a dump of PostgreSQL in its own format, which is not read: open it first, with pg_restore -f NEW FILE'
(cd "$T" && "$pg_bin/pg_restore" -f NEW FILE)
leakdye learn dumped --table shops "$T/NEW"
expect_exit 0
expect_output 'dumped: 2 rows, 2 columns'
ok "one table of a dump"

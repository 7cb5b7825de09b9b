#!/bin/sh
# Records that are found by runs of the index instead of being loaded: they burn when they come back; damage to the runs stops a reading and names the command
# that makes them anew; and that command does, unless the records are damaged themselves.
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 2000 --seed 31 >"$T/table.csv"
gen --variant intl --rows 1500 --seed 32 >"$T/others.csv"
make_ready d "$T/table.csv"
"$B/tests/gen/gen_canaries" "$LEAKDYE_VAULT" "$(cat "$LEAKDYE_PASSPHRASE_FILE")" d 100 <"$T/others.csv" || fail "no records"
# Three of them come back.
{ cat "$T/table.csv"; sed -n 2,4p "$T/others.csv"; } >"$T/back.csv"

edit() { python3 -c 'import os, sqlite3, sys
c = sqlite3.connect(os.environ["LEAKDYE_VAULT"] + "/registry.db")
print(c.execute(sys.argv[1]).fetchone() if sys.argv[1].startswith("SELECT") else c.execute(sys.argv[1]).rowcount)
c.commit()' "$1"; }
[ "$(edit "SELECT count(*) FROM index_runs WHERE family = 3")" != "(0,)" ] || fail "the records are not stored"
# From here on the log has been verified: what follows is not for it to find.
leakdye trace "$T/others.csv"
[ "$code" -le 1 ] || fail "no trace"
cp -a "$LEAKDYE_VAULT" "$T/kept"
again() { rm -rf "$LEAKDYE_VAULT" "$T/out.csv"; cp -a "$T/kept" "$LEAKDYE_VAULT"; }

leakdye embed d --to alice@x "$T/back.csv" -o "$T/out.csv" --json
expect_exit 0
burned=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["burned"])' "$T/out")
[ "$burned" -eq 3 ] || fail "$burned of 3 that came back are burned"
ok "records that are not loaded burn when they come back"

# ---- damaged runs ----
for damage in "DELETE FROM index_blocks WHERE first < 4611686018427387904 AND run IN (SELECT id FROM index_runs WHERE family = 3)" \
	"UPDATE index_blocks SET sealed = zeroblob(length(sealed)) WHERE run IN (SELECT id FROM index_runs WHERE family = 3)" \
	"DELETE FROM index_runs WHERE family = 3" \
	"UPDATE index_runs SET sealed = zeroblob(length(sealed)) WHERE family = 3" \
	"UPDATE points SET mac = zeroblob(32) WHERE name = 'covered'"; do
	again
	[ "$(edit "$damage")" -gt 0 ] || fail "nothing was damaged"
	leakdye embed d --to alice@x "$T/back.csv" -o "$T/out.csv"
	expect_exit 2
	expect_message "(leakdye canaries --rebuild makes it anew)"
	expect_no_file "$T/out.csv"
	# Who leaked hangs on no run.
	leakdye trace "$T/others.csv"
	[ "$code" -le 1 ] || fail "a trace is stopped, too"
	leakdye canaries --rebuild
	expect_exit 0
	expect_output "1500 invented records can be found"
	leakdye embed d --to alice@x "$T/back.csv" -o "$T/out.csv" --json
	expect_exit 0
	grep -q '"burned":3' "$T/out" || fail "others are burned than before: $damage"
	leakdye log verify
	expect_exit 0
done
ok "damaged runs stop a reading, and are made anew"

# ---- damaged records ----
for damage in "DELETE FROM canaries WHERE id = 2" "UPDATE canaries SET sealed = zeroblob(length(sealed)) WHERE id = 2"; do
	again
	runs=$(edit "SELECT count(*), sum(length(sealed)) FROM index_blocks")
	[ "$(edit "$damage")" -eq 1 ] || fail "nothing was damaged"
	leakdye embed d --to alice@x "$T/back.csv" -o "$T/out.csv"
	expect_exit 2
	expect_message "canaries of the registry have been taken away or changed"
	expect_no_file "$T/out.csv"
	leakdye canaries --rebuild
	expect_exit 2
	expect_message "canaries of the registry have been taken away or changed"
	[ "$(edit "SELECT count(*), sum(length(sealed)) FROM index_blocks")" = "$runs" ] || fail "runs were thrown away"
	leakdye log verify
	expect_exit 2
done
ok "nothing is made of damaged records, and nothing is lost"

# ---- killed ----
for moment in 0.05 0.1 0.15 0.2 0.3; do
	again
	"$LEAKDYE" canaries --rebuild >/dev/null 2>&1 &
	rebuilding=$!
	sleep "$moment"
	kill -9 "$rebuilding" 2>/dev/null || :
	wait "$rebuilding" 2>/dev/null || :
	leakdye embed d --to alice@x "$T/back.csv" -o "$T/out.csv" --json
	expect_exit 0
	grep -q '"burned":3' "$T/out" || fail "others are burned than before, after a kill"
	leakdye log verify
	expect_exit 0
done
ok "killed in its middle, it leaves a registry that finds all"

again
leakdye canaries --rebuild --json
expect_exit 0
expect_output '{"canaries":1500}'
leakdye canaries --rebuild --quiet
expect_exit 0
[ ! -s "$T/out" ] || fail "quiet prints"
for call in "--rebuild 1" "--rebuild --check $T/back.csv"; do
	# shellcheck disable=SC2086 # the words of a call each
	leakdye canaries $call
	expect_exit 2
	expect_message "or --rebuild"
done
ok "what it prints, and what it refuses"

#!/bin/sh
# run.sh: run every test program and every shell test, JOBS at a time (as many as there are cores); print one line for each and a
# verdict. A shell test that exits 77 was skipped, and says why. B is the build folder. What is limited is CPU time, never wall time:
# a busy machine must not fail a test.
set -u
B=${B:-build}
CPU_SECONDS=${CPU_SECONDS:-1800}
export B CPU_SECONDS CK_DEFAULT_TIMEOUT=0
log=$B/test-output
export log
mkdir -p "$log" && rm -f "$log"/*

# one TEST: run it, leave its output and its exit code, and say how it went.
cat >"$log/one.sh" <<'ONE'
t=$1 name=$(basename "$1")
prlimit --pid $$ --cpu="$CPU_SECONDS"
case $t in
*.sh) sh "$t" >"$log/$name.out" 2>&1 ;;
*) "$t" >"$log/$name.out" 2>&1 ;;
esac
rc=$?
echo "$rc" >"$log/$name.rc"
case $rc in
0) echo "ok    $name$(sed -n 's/^[0-9]*%: Checks: \([0-9]*\),.*/ (\1 checks)/p' "$log/$name.out" | tail -n 1)" ;;
77) echo "skip  $name: $(tail -n 1 "$log/$name.out")" ;;
*) echo "FAIL  $name (exit $rc)"; tail -n 40 "$log/$name.out" ;;
esac
ONE
for t in "$B"/tests/fresh/test_* tests/cli/test_*.sh "$B"/tests/unit/test_* "$B"/tests/conform/conform_*; do
	case $t in *.d | *'*'*) ;; *) echo "$t" ;; esac
done | xargs -P "${JOBS:-$(nproc)}" -n 1 sh "$log/one.sh"

# count CODE: how many tests ended with it.
count() {
	cat "$log"/*.rc 2>/dev/null | grep -c "^$1\$"
}
passed=$(count 0) skipped=$(count 77) all=$(cat "$log"/*.rc 2>/dev/null | wc -l)
failed=$((all - passed - skipped))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

#!/bin/sh
# run.sh: run every test program and every shell test, JOBS at a time (as many as there are cores); print one line for each and a
# verdict. A shell test that exits 77 was skipped, and says why. B is the build folder. What is limited is CPU time, never wall time:
# a busy machine must not fail a test.
set -u
B=${B:-build}
CPU_SECONDS=${CPU_SECONDS:-1800}
export B CPU_SECONDS CK_DEFAULT_TIMEOUT=0
# Where python3 is a script that looks for the interpreter at every call (pyenv), it takes longer than what the tests do with it.
python=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null) && PATH=$(dirname "$python"):$PATH
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
# What it and all that it waited for took of the processors, user and system; a substitution of its own would have no children.
times >"$log/$name.times"
sed -n '2s/[ms]/ /gp' "$log/$name.times" | awk -v name="$name" '{ printf "%.1f %s\n", 60 * ($1 + $3) + $2 + $4, name }' >"$log/$name.cpu"
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
echo "CPU seconds of all tests: $(cat "$log"/*.cpu | awk '{ sum += $1 } END { printf "%.0f", sum }'); of the longest:"
sort -rn "$log"/*.cpu | head -n 10
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

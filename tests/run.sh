#!/bin/sh
# run.sh: run every test program and every shell test; print one line for each and a verdict. A shell test that exits 77 was
# skipped, and says why. B is the build folder.
set -u
B=${B:-build}
export B CK_DEFAULT_TIMEOUT="${CK_DEFAULT_TIMEOUT:-300}"
passed=0 failed=0 skipped=0
log=$B/test-output
mkdir -p "$log"
for t in "$B"/tests/unit/test_* "$B"/tests/conform/conform_* tests/cli/test_*.sh; do
	case $t in *.d | *'*'*) continue ;; esac
	name=$(basename "$t")
	case $t in
	*.sh) sh "$t" >"$log/$name" 2>&1 ;;
	*) "$t" >"$log/$name" 2>&1 ;;
	esac
	rc=$?
	case $rc in
	0) passed=$((passed + 1)); echo "ok    $name$(sed -n 's/^.*: Checks: \([0-9]*\),.*/ (\1 checks)/p;s/^\([0-9]*%\): Checks: \([0-9]*\),.*/ (\2 checks)/p' "$log/$name" | tail -n 1)" ;;
	77) skipped=$((skipped + 1)); echo "skip  $name: $(tail -n 1 "$log/$name")" ;;
	*) failed=$((failed + 1)); echo "FAIL  $name (exit $rc)"; tail -n 40 "$log/$name" ;;
	esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

#!/bin/sh
# lint.sh: everything that can be said of the source without running it. Called by `make lint` with B and CPPFLAGS, and with FILES where only
# these are to be looked at (C files, headers, shell scripts, manual pages); run from the root of the tree. Prints what it found, a line for
# each check, and a verdict; exit code 1 if anything was found.
set -u
B=${B:-build}
CPPFLAGS=${CPPFLAGS:--I. -Iformats -Iwatermark -Itrace}
W=$B/lint
mkdir -p "$W" || exit 2
bad=

FILES=${FILES:-}
for lint_file in $FILES; do
	[ -f "$lint_file" ] || {
		echo "lint: there is no file $lint_file"
		exit 2
	}
done

# files PATTERN...: those of FILES, if any is named; else tracked files and new ones, or all where this is no git tree; nothing that was built.
files() {
	if [ -n "$FILES" ]; then
		for lint_file in $FILES; do
			for lint_pattern; do
				# shellcheck disable=SC2254
				case ${lint_file#./} in $lint_pattern) echo "${lint_file#./}" ;; esac
			done
		done | sort -u
	elif [ -e .git ]; then
		git ls-files -co --exclude-standard -- "$@" | sort -u | while read -r lint_file; do
			[ ! -f "$lint_file" ] || echo "$lint_file"
		done
	else
		for lint_pattern; do
			find . -path ./build -prune -o -type f -name "$lint_pattern" -print | sed 's|^\./||'
		done | sort -u
	fi
}

# check NAME FILE-LIST COMMAND...: run it with every file of the list, say how it went, keep the output for the end; nothing to do is fine.
check() {
	lint_name=$1 lint_list=$2
	shift 2
	[ -s "$lint_list" ] || return 0
	if xargs "$@" <"$lint_list" >"$W/$lint_name" 2>&1; then
		printf 'ok    %s%s\n' "$lint_name" "$(sed -n 's/^\(functions: .*\)/ (\1)/p' "$W/$lint_name")"
	else
		printf 'FAIL  %s\n' "$lint_name"
		head -n "${LINT_LINES:-60}" "$W/$lint_name" | sed 's/^/      /'
		bad="$bad $lint_name"
	fi
}

need() {
	command -v "$1" >/dev/null && return 0
	printf 'FAIL  %s is not installed (make deps)\n' "$1"
	bad="$bad $1"
	return 1
}

files '*.c' >"$W/c.list"
files '*.c' '*.h' >"$W/ch.list"
files '*.h' >"$W/h.list"
files '*.sh' >"$W/sh.list"
files 'docs/man/*.1' '*.1' | grep '^docs/man/' >"$W/man.list"
for lint_file in $FILES; do
	grep -qxF -e "${lint_file#./}" "$W/ch.list" "$W/sh.list" "$W/man.list" || {
		echo "lint: nothing looks at $lint_file: it is neither C nor shell nor a manual page"
		exit 2
	}
done

# As the Makefile compiles, with nothing written; any string does for a version. A header must stand by itself.
FLAGS="-std=c17 -D_GNU_SOURCE -DDYE_VERSION=__FILE__ -Wall -Wextra -Wshadow -Wconversion -Werror -fsyntax-only"

need clang-format && check format "$W/ch.list" clang-format --dry-run -Werror
# shellcheck disable=SC2086
if need gcc; then
	check gcc "$W/c.list" -P 2 -n 4 gcc $CPPFLAGS $FLAGS
	check gcc-headers "$W/h.list" -P 2 -n 1 gcc $CPPFLAGS $FLAGS -x c -include stddef.h
fi
# shellcheck disable=SC2086
need clang && check clang "$W/c.list" -P 2 -n 4 clang $CPPFLAGS $FLAGS
# Suppressed: what it says of headers it does not see; that it looked at some of many configurations only; code after a call that
# never returns, which it does not know of. Fuzzers and tests are checked as the rest is.
seen=$W/cppcheck-seen
[ -z "$FILES" ] || seen=$W/cppcheck-some
mkdir -p "$seen"
# shellcheck disable=SC2086
need cppcheck && check cppcheck "$W/c.list" cppcheck -q -j 2 --enable=warning,performance,portability --inline-suppr \
	--suppress=missingInclude --suppress=missingIncludeSystem --suppress=toomanyconfigs --suppress=unmatchedSuppression \
	--suppress=normalCheckLevelMaxBranches --library=gnu --library=posix --std=c11 -D_GNU_SOURCE -DDYE_VERSION=__FILE__ \
	--cppcheck-build-dir="$seen" --error-exitcode=1 $CPPFLAGS
need python3 && check house "$W/ch.list" python3 tests/lint.py --all
need shellcheck && check shellcheck "$W/sh.list" shellcheck -x -P SCRIPTDIR -s sh
need mandoc && check manual "$W/man.list" mandoc -T lint -W warning

if [ -n "$bad" ]; then
	echo "lint:$bad"
	exit 1
fi
echo "lint: clean"

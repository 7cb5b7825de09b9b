#!/bin/sh
# The manual pages say what the program says: a page for every command and the other way round, every option of `leakdye help`
# in its page and the other way round, every kind, format, report and mark; and mandoc has nothing to complain of.
. "$(dirname "$0")/lib.sh"

man=docs/man

# wrong TEXT: fail because of what a page says, which the last run's output has nothing to do with.
wrong() {
	echo "FAILED: $*"
	exit 1
}

# options_of_page PAGE: every option that stands as an item, "--output" and "-o" on lines of their own.
options_of_page() {
	sed -n 's/^\.It Fl /Fl /p' "$1" | sed 's/ , -/ , Fl -/' | grep -oE 'Fl -?[a-zA-Z][a-zA-Z-]*' | sed 's/^Fl /-/' | sort
}

# options_of_help: the same of the help in $T/out, of its section Options alone.
options_of_help() {
	sed -n '/^Options:/,/^$/p' "$T/out" | grep -oE '^ +(-[a-zA-Z], )? *--[a-z-]+' | tr -d ' ' | tr ',' '\n' | sort
}

leakdye help
expect_exit 0
sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' "$T/out" | grep -v -e '^help$' -e '^-' | sort >"$T/commands"
[ "$(wc -l <"$T/commands")" -ge 8 ] || fail "fewer commands than there are: $(cat "$T/commands")"
for page in "$man"/leakdye-*.1; do basename "$page" .1 | sed 's/^leakdye-//'; done | sort >"$T/pages"
missing=$(comm -23 "$T/commands" "$T/pages" | sed "s|.*|$man/leakdye-&.1|")
[ -z "$missing" ] || wrong "missing: $missing (and its line .It Xr in $man/leakdye.1)"
stray=$(comm -13 "$T/commands" "$T/pages" | sed "s|.*|$man/leakdye-&.1|")
[ -z "$stray" ] || wrong "the page of no command: $stray"
ok "a page for every command"

grep -oE '^  --[a-z-]+|, --[a-z-]+' "$T/out" | sed 's/^[ ,]*//' | sort >"$T/a"
options_of_page "$man/leakdye.1" >"$T/b"
[ "$(wc -l <"$T/a")" -ge 6 ] || fail "fewer common options than there are"
cmp -s "$T/a" "$T/b" || wrong "the common options differ: $(diff "$T/a" "$T/b")"
while read -r command; do
	leakdye help "$command"
	expect_exit 0
	options_of_help >"$T/a"
	options_of_page "$man/leakdye-$command.1" >"$T/b"
	cmp -s "$T/a" "$T/b" || wrong "the options of $command differ, < leakdye help $command, > $man/leakdye-$command.1: $(diff "$T/a" "$T/b")"
	grep -qx "\.It Xr leakdye-$command 1" "$man/leakdye.1" || wrong "$man/leakdye.1 lacks the command $command: a line \".It Xr leakdye-$command 1\" and below it one that says what it does"
done <"$T/commands"
leakdye help embed
options_of_help >"$T/a"
if ! grep -qxe --output "$T/a" || ! grep -qxe -o "$T/a"; then fail "this test does not find options"; fi
ok "every option stands in its page, and no other"

# members FAMILY FILE...: the names of the family's members that these files define.
members() {
	members_family=$1
	shift
	sed -n "s/^const struct dye_$members_family dye_${members_family}_\([a-z0-9_]*\) = {.*/\1/p" "$@" | tr _ - | sort
}

# listed PAGE FROM TO: what stands as .Cm, at the beginning of a line or as an item, between the lines that begin so.
listed() {
	sed -n "/^$2/,/^$3/{s/^\.Cm \([a-z0-9-]*\).*/\1/p;s/^\.It Cm \([a-z0-9-]*\).*/\1/p;}" "$man/$1" | sort
}

# expect_listed FAMILY PAGE HOW: $T/a, the members, is $T/b, what the page lists; HOW says which line a member NAME has, and where.
expect_listed() {
	[ -s "$T/a" ] || fail "no $1 found"
	comm -23 "$T/a" "$T/b" | while read -r name; do echo "$man/$2 lacks the $1 $name: $3" | sed "s/NAME/$name/g"; done >"$T/c"
	comm -13 "$T/a" "$T/b" | sed "s|.*|$man/$2 names the $1 &, which is not there: take it out|" >>"$T/c"
	[ ! -s "$T/c" ] || wrong "$(cat "$T/c")"
}

members kind formats/field/*.c >"$T/a"
sed -n '/^Kinds are/,/^and$/{s/^\.Cm \([a-z0-9-]*\).*/\1/p;};/^and$/,/^May be/{s/^\.Cm \([a-z0-9-]*\).*/\1/p;}' "$man/leakdye-learn.1" | sort -u >"$T/b"
expect_listed kind leakdye-learn.1 'a line ".Cm NAME ," below "Kinds are", in alphabetical order'
members format formats/table/*.c >"$T/a"
listed leakdye-trace.1 '\.Ss Formats of a leak' '\.El' >"$T/b"
expect_listed format leakdye-trace.1 'a line ".It Cm NAME" and one with its .description, below ".Ss Formats of a leak", in alphabetical order'
members report trace/report/*.c >"$T/a"
listed leakdye-trace.1 '\.It Fl -format' '\.It Fl -dump' >"$T/b"
expect_listed report leakdye-trace.1 'a line ".Cm NAME" below ".It Fl -format", with a comma or "or" between the names'
members mark watermark/marks/*.c >"$T/a"
# "none" stands for no mark at all.
listed leakdye-embed.1 '\.It Fl -marks' '\.It Fl -' | grep -vx none >"$T/b"
expect_listed mark leakdye-embed.1 'a line ".Cm NAME ," below ".It Fl -marks"'
# A command that no shell test runs has no test of what it prints.
while read -r command; do
	grep -qE "^[^#]*(leakdye|LEAKDYE\"?|/leakdye\"?) $command( |\$|\")" tests/cli/*.sh || wrong "no test in tests/cli runs leakdye $command: tests/cli/test_$command.sh is missing"
done <"$T/commands"
ok "every kind, format, report and mark is named, and every command tried"

sed -n 's/^\.Xr \(leakdye[a-z-]*\) 1.*/\1/p;s/^\.It Xr \(leakdye[a-z-]*\) 1.*/\1/p' "$man"/*.1 | sort -u | while read -r page; do
	[ -f "$man/$page.1" ] || wrong "a page refers to $page(1), which is not there"
done
ok "pages refer to pages that are there"

gen --variant intl --rows 1500 --seed 9 >"$T/people.csv"
make_ready people "$T/people.csv"
leakdye embed people --to bob@x "$T/people.csv" -o "$T/copy.csv"
expect_exit 0
leakdye trace --all-enrolled "$T/copy.csv"
leakdye trace --all-enrolled --json "$T/copy.csv"
expect_exit 0
python3 - "$T/out" <<'EOF' >"$T/a" || fail "the report is no JSON"
import json, sys
def members(x):
    if isinstance(x, dict):
        for k, v in x.items():
            yield k
            yield from () if k == "meta" else members(v)
    elif isinstance(x, list):
        for v in x:
            yield from members(v)
r = json.load(open(sys.argv[1]))
assert r["accused"] and r["candidates"] and r["earlier_traces"], "the report is not full"
print("\n".join(sorted(set(members(r)))))
EOF
sed -n 's/^\.It Ic //p;s/^\.Pq Ic //p;s/^\.Ic //p' "$man/leakdye-trace.1" | grep -oE '[a-z0-9_]+' | sort -u >"$T/b"
cmp -s "$T/a" "$T/b" || wrong "the members of the report differ, < program, > page: $(diff "$T/a" "$T/b")"
ok "every member of the report in JSON stands in the page, and no other"

command -v mandoc >/dev/null || skip "mandoc is not installed: pages not linted"
for page in "$man"/*.1; do
	run mandoc -T lint -W warning "$page"
	expect_exit 0
	[ ! -s "$T/out" ] || fail "mandoc complains of $page"
done
ok "mandoc has nothing to complain of"

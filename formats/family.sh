#!/bin/sh
# family.sh TYPE TABLE HEADER OUT FILE...: write into OUT the C table of all definitions `const struct TYPE TYPE_name` in the
# files, in alphabetical order, NULL at the end. This is what makes adding a member one file. OUT is replaced only where it
# would differ, so that calling this at every build rebuilds nothing.
set -eu
type=$1 table=$2 header=$3 out=$4
shift 4
names=$(for f in "$@"; do
	sed -n "s/^const struct $type \\(${type}_[a-z0-9_]*\\) *=.*/\\1/p" "$f"
done | LC_ALL=C sort)
new=$out.$$
trap 'rm -f "$new"' EXIT
{
	echo "/* Made by formats/family.sh. */"
	echo "#include <stddef.h>"
	echo "#include \"$header\""
	for n in $names; do echo "extern const struct $type $n;"; done
	echo "const struct $type * const ${table}[] = {"
	for n in $names; do echo "	&$n,"; done
	echo "	NULL"
	echo "};"
} >"$new"
cmp -s "$new" "$out" || cp "$new" "$out"

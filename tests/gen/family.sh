#!/bin/sh
# family.sh TYPE TABLE HEADER FILE...: print the C table of all definitions `const struct TYPE TYPE_name` in the files,
# in alphabetical order, NULL at the end. This is what makes adding a member one file.
set -eu
type=$1 table=$2 header=$3
shift 3
names=$(sed -n "s/^const struct $type \\(${type}_[a-z0-9_]*\\) *=.*/\\1/p" "$@" /dev/null | LC_ALL=C sort)
echo "/* Made by tests/gen/family.sh. */"
echo "#include \"$header\""
for n in $names; do echo "extern const struct $type $n;"; done
echo "const struct $type * const $table[] = {"
for n in $names; do echo "	&$n,"; done
echo "	NULL"
echo "};"

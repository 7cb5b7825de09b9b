#!/bin/sh
# family.sh TYPE TABLE HEADER FILE...: print the C table of all definitions `const struct TYPE TYPE_name` in the files,
# in alphabetical order, NULL at the end. This is what makes adding a member one file. A family without members, or
# even without a header yet, has an empty table.
set -eu
type=$1 table=$2 header=$3
shift 3
names=$(for f in "$@"; do
	[ ! -f "$f" ] || sed -n "s/^const struct $type \\(${type}_[a-z0-9_]*\\) *=.*/\\1/p" "$f"
done | LC_ALL=C sort)
echo "/* Made by tests/gen/family.sh. */"
echo "#include <stddef.h>"
if [ -f "$header" ]; then
	echo "#include \"$header\""
else
	echo "struct $type;"
	echo "extern const struct $type * const ${table}[];"
fi
for n in $names; do echo "extern const struct $type $n;"; done
echo "const struct $type * const ${table}[] = {"
for n in $names; do echo "	&$n,"; done
echo "	NULL"
echo "};"

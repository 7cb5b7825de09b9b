#!/bin/sh
# deps.sh PACKAGE...: install the Debian packages that are missing, and only those.
set -eu
missing=
for p in "$@"; do
	dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $p"
done
if [ -z "$missing" ]; then
	echo "deps: all $# packages are installed"
	exit 0
fi
echo "deps: installing$missing"
as=
[ "$(id -u)" = 0 ] || as=sudo
# The lists may be old or absent; installing says so itself if a package cannot be had.
$as apt-get -qq update || echo "deps: could not refresh the package lists; trying with those at hand" >&2
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as apt-get -qq install -y --no-install-recommends $missing >/dev/null
echo "deps: done"

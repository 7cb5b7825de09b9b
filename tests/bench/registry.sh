#!/bin/sh
# registry: what the invented records of others cost an export and a trace: of one row, of 1,000 rows that were learned and 1,000 that were not, and of a leak
# of 50 rows, in an empty registry and beside ${REGISTRY_CANARIES} (100000) records. Processor time, the least of five; peak memory; bytes a record.
set -u
B=${B:-build}
n=${REGISTRY_CANARIES:-100000}
dir=$(mktemp -d "${TMPDIR:-/tmp}/leakdye-bench.XXXXXX") || exit 2
trap 'rm -rf "$dir"' EXIT
[ -x /usr/bin/time ] || {
	echo "GNU time is not installed"
	exit 77
}
printf benchmark >"$dir/pass"
chmod 600 "$dir/pass"
LEAKDYE_PASSPHRASE_FILE=$dir/pass
export LEAKDYE_PASSPHRASE_FILE

customers() {
	"$B/tests/gen/gen_customers" --variant intl --rows "$1" --seed "$2"
}

# run FILE COMMAND...: processor seconds and KiB, the least of five, into FILE.
run() {
	out=$1
	shift
	for _ in 1 2 3 4 5; do
		code=0
		/usr/bin/time -o "$dir/time" -f '%U %S %M' "$@" >/dev/null 2>&1 || code=$?
		# A trace that names nobody.
		[ "$code" -le 1 ] || exit 2
		tail -n 1 "$dir/time"
	done | awk '{ c = $1 + $2; if (NR == 1 || c < least) { least = c; kib = $3 } } END { printf "%.2f %d\n", least, kib }' >"$out"
}

measure() {
	for rows in one known new; do
		run "$dir/$1.$rows" "$B/leakdye" --quiet --vault "$dir/$1" embed people --to a7 "$dir/$rows.csv" -o "$dir/out.csv"
	done
	run "$dir/$1.leak" "$B/leakdye" --quiet --vault "$dir/$1" trace "$dir/leak.csv" --dataset people
}

# tell WHAT NAME WANTED
tell() {
	awk -v what="$1" -v wanted="$3" -v n="$n" 'NR == 1 { was = $1 } NR == 2 { ratio = $1 / was; printf \
"bench: %s beside %d invented records: %.2f s of processor time, %.2f times that of none, %.0f MiB; yardstick: %s times, 64 MiB; %s\n", \
		what, n, $1, ratio, $2 / 1024, wanted, ratio <= wanted && $2 <= 65536 ? "met" : "MISSED" }' "$dir/empty.$2" "$dir/full.$2"
}

set -e
customers 20000 1 >"$dir/source.csv"
customers 1000 2 >"$dir/new.csv"
head -n 1001 "$dir/source.csv" >"$dir/known.csv"
head -n 2 "$dir/new.csv" >"$dir/one.csv"
head -n 51 "$dir/new.csv" >"$dir/leak.csv"
"$B/leakdye" --quiet --vault "$dir/empty" init
"$B/leakdye" --quiet --vault "$dir/empty" learn people "$dir/source.csv" >/dev/null
awk 'BEGIN { for (i = 1; i <= 1000; i++) print "a" i }' | "$B/leakdye" --quiet --vault "$dir/empty" enrol people >/dev/null
cp -a "$dir/empty" "$dir/full"
before=$(wc -c <"$dir/full/registry.db")
customers "$n" 3 | "$B/tests/gen/gen_canaries" "$dir/full" benchmark people 200
after=$(wc -c <"$dir/full/registry.db")
measure empty
measure full
{
	tell "an export of one row" one 1.2
	tell "an export of 1,000 rows that were learned" known 1.2
	tell "an export of 1,000 rows that are new" new 1.2
	tell "a trace of 50 rows" leak 1.5
	awk -v bytes=$((after - before)) -v n="$n" 'BEGIN { printf "bench: an invented record: %.0f bytes; yardstick: 300; %s\n", bytes / n, bytes <= 300 * n ? "met" : "MISSED" }'
} | tee "$dir/lines"
! grep -q 'MISSED$' "$dir/lines"

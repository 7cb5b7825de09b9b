# shellcheck shell=sh
# advice.sh: after lib.sh, for tests of what messages say and advise.

# both MESSAGE FILE ARGUMENT...: refused by learn and by embed of the dataset house to bob@x, with nothing left; what learn says is in $T/said.
both() {
	message=$1 file=$2
	shift 2
	leakdye embed house --to bob@x "$file" -o "$T/none" "$@"
	expect_exit 2
	expect_message "$message"
	expect_no_file "$T/none"
	leakdye learn --dry-run other "$file" "$@"
	expect_exit 2
	expect_message "leakdye: $file: $message"
	cp "$T/err" "$T/said"
}

# refused MESSAGE FILE: by learn beside $T/plain.csv, and by embed of the dataset people to bob@x with nothing left, not even on standard output.
refused() {
	leakdye learn --dry-run other "$T/plain.csv" "$2"
	expect_exit 2
	expect_message "leakdye: $2: $1"
	leakdye embed people --to bob@x "$2" -o "$T/none"
	expect_exit 2
	expect_message "leakdye: $2: $1"
	expect_no_file "$T/none"
	run sh -c "'$LEAKDYE' embed people --to bob@x <'$2'"
	expect_exit 2
	expect_message "leakdye: -: $1"
	[ ! -s "$T/out" ] || fail "something left before the refusal"
	ok "$1"
}

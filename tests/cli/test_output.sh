#!/bin/sh
# What stands where an output is to go: an input, the vault, a folder are refused at once; a link stays; what is no regular file is written into.
# shellcheck disable=SC2016 # inner shells expand these
. "$(dirname "$0")/lib.sh"

gen --variant intl --rows 1500 --seed 12 >"$T/t.csv"
make_ready d "$T/t.csv"
leakdye embed d --to bob@x "$T/t.csv" -o "$T/bob.csv"
expect_exit 0
cp "$T/t.csv" "$T/t.kept"
cp "$T/bob.csv" "$T/bob.kept"
cp "$LEAKDYE_PASSPHRASE_FILE" "$T/pw.kept"
ln -s t.csv "$T/link.csv"
ln "$T/t.csv" "$T/hard.csv"
ln -s link.csv "$T/link2.csv"
entries() { "$LEAKDYE" log show | wc -l; }
before=$(entries)

# refused MESSAGE COMMAND...: exit 2, the message, and nothing touched or logged.
refused() {
	refused_message=$1
	shift
	"$@"
	expect_exit 2
	expect_message "$refused_message"
	expect_same "$T/t.csv" "$T/t.kept"
	expect_same "$T/bob.csv" "$T/bob.kept"
	expect_same "$LEAKDYE_PASSPHRASE_FILE" "$T/pw.kept"
	[ "$(entries)" = "$before" ] || fail "something was logged"
}

# ---- an input ----
for out in t.csv link.csv link2.csv hard.csv ./t.csv; do
	refused "$T/$out: the output is what the command reads ($T/t.csv)" leakdye embed d --to alice@x "$T/t.csv" -o "$T/$out"
done
refused "the output is what the command reads ($T/link.csv)" leakdye embed d --to alice@x "$T/link.csv" -o "$T/t.csv"
refused "the output is what the command reads (standard input)" \
	run sh -c '"$1" embed d --to alice@x -o "$2" <"$2"' - "$LEAKDYE" "$T/t.csv"
refused "standard output: the output is what the command reads ($T/t.csv)" \
	run sh -c '"$1" embed d --to alice@x "$2" >>"$2"' - "$LEAKDYE" "$T/t.csv"
refused "the output is what the command reads ($T/bob.csv)" leakdye trace --dump-observations "$T/bob.csv" "$T/t.csv" "$T/bob.csv"
refused "standard output: the output is what the command reads ($T/bob.csv)" \
	run sh -c '"$1" trace "$2" >>"$2"' - "$LEAKDYE" "$T/bob.csv"
for command in "embed d --to alice@x $T/t.csv -o" "profile export d -o" "trace $T/bob.csv --dump-observations"; do
	# shellcheck disable=SC2086
	refused "the output is what the command reads ($LEAKDYE_PASSPHRASE_FILE)" leakdye $command "$LEAKDYE_PASSPHRASE_FILE"
done
ok "an output is none of the inputs"

# ---- folders and the vault ----
mkdir "$T/folder"
ln -s folder "$T/to-folder"
ln -s "$LEAKDYE_VAULT/new" "$T/to-vault"
ln -s round "$T/round"
LEAKDYE_VAULT=$T/other-vault leakdye init
expect_exit 0
for command in "embed d --to alice@x $T/t.csv -o" "profile export d -o" "trace $T/bob.csv --dump-observations"; do
	# shellcheck disable=SC2086
	{
		refused "$T/folder: the output is a folder" leakdye $command "$T/folder"
		refused "the output is a folder" leakdye $command "$T/to-folder"
		for out in "$LEAKDYE_VAULT/registry.db" "$LEAKDYE_VAULT/new" "$T/folder/../vault/key" "$T/to-vault"; do
			refused "the output lies in the folder of the vault ($LEAKDYE_VAULT)" leakdye $command "$out"
		done
		refused "the output lies in the folder of a vault" leakdye $command "$T/other-vault/new"
		refused "a symbolic link that leads to itself" leakdye $command "$T/round"
		refused "cannot create the output" leakdye $command "$T/nowhere/x"
	}
done
# A registry that lies on another disk, a key on a stick: by the names that they have there.
mkdir "$T/disk"
for part in key registry.db; do
	mv "$LEAKDYE_VAULT/$part" "$T/disk/$part"
	ln -s "$T/disk/$part" "$LEAKDYE_VAULT/$part"
	ln -s "disk/$part" "$T/to-$part"
done
leakdye list datasets
expect_exit 0
for command in "embed d --to alice@x $T/t.csv -o" "profile export d -o" "trace $T/bob.csv --dump-observations"; do
	for part in key registry.db; do
		# shellcheck disable=SC2086
		{
			refused "the output is a file of the vault ($LEAKDYE_VAULT)" leakdye $command "$T/disk/$part"
			refused "the output is a file of the vault ($LEAKDYE_VAULT)" leakdye $command "$T/to-$part"
		}
	done
done
[ ! -e "$LEAKDYE_VAULT/new" ] || fail "something was left in the vault"
ok "folders and the vault are refused at once"

# ---- links stay ----
echo old >"$T/target.csv"
ln -s target.csv "$T/a.csv"
ln -s folder/none.csv "$T/dangling.csv"
for out in a.csv dangling.csv; do
	leakdye embed d --to alice@x --marks spelling "$T/t.csv" -o "$T/$out"
	expect_exit 0
	[ -L "$T/$out" ] || fail "the link was replaced"
done
expect_same "$T/target.csv" "$T/folder/none.csv"
expect_differ "$T/target.csv" "$T/t.csv"
if [ ! -f "$T/target.csv" ] || [ -L "$T/target.csv" ]; then fail "the target is no file"; fi
cp "$T/target.csv" "$T/alice.csv"
printf 'a,b\n"' >"$T/broken.csv"
leakdye embed d --to alice@x "$T/broken.csv" -o "$T/a.csv"
expect_exit 2
expect_same "$T/target.csv" "$T/alice.csv"
[ -L "$T/a.csv" ] || fail "the link was replaced"
ok "a link stays, its target is replaced, or kept after an error"

# ---- names as long as the file system has them, and longer ----
longest=$(printf '%0255d' 0)
case $(getconf NAME_MAX "$T") in 255) ;; *) skip "names here are not of 255 bytes" ;; esac
mkdir "$T/long"
n=0
for command in "embed d --to alice@x --marks spelling $T/t.csv -o" "profile export d -o" "trace $T/bob.csv --dump-observations"; do
	n=$((n + 1))
	# shellcheck disable=SC2086
	{
		leakdye $command "$T/long/$n${longest#0}"
		expect_exit 0
		expect_file "$T/long/$n${longest#0}"
		before=$(entries)
		refused "cannot be an output: File name too long" leakdye $command "$T/long/x$longest"
	}
done
expect_same "$T/long/1${longest#0}" "$T/alice.csv"
# A path as long as they are: what is written meanwhile must not need a longer one.
deep=$T/deep
while [ ${#deep} -lt 3900 ]; do
	deep=$deep/$(printf '%0150d' 0)
done
mkdir -p "$deep"
deepest=$deep/$(printf "%0$((4095 - ${#deep} - 1))d" 0)
leakdye embed d --to alice@x --marks spelling "$T/t.csv" -o "$deepest"
expect_exit 0
expect_same "$deepest" "$T/alice.csv"
before=$(entries)
refused "cannot be an output: File name too long" leakdye embed d --to alice@x "$T/t.csv" -o "${deepest}1"
[ "$(find "$T/long" "$T/deep" -type f | wc -l)" = 4 ] || fail "something else was left"
ok "the longest names are written, longer ones refused before anything is done"

# ---- standard output by its sign ----
cd "$T"
leakdye embed d --to alice@x --marks spelling t.csv -o -
expect_exit 0
expect_same "$T/out" "$T/alice.csv"
leakdye --json embed d --to alice@x --marks spelling t.csv -o -
expect_exit 0
expect_same "$T/out" "$T/alice.csv"
expect_message '"sha256":'
leakdye profile export d
cp "$T/out" "$T/profile"
leakdye profile export d -o -
expect_exit 0
expect_same "$T/out" "$T/profile"
leakdye trace bob.csv --dump-observations -
expect_exit 0
expect_output '{"format":"leakdye-observations/5"'
before=$(entries)
refused "standard output: the output is what the command reads (t.csv)" \
	run sh -c '"$1" embed d --to alice@x t.csv -o - >>t.csv' - "$LEAKDYE"
expect_no_file "$T/-"
leakdye embed d --to alice@x --marks spelling t.csv -o ./-
expect_exit 0
expect_same "$T/-" "$T/alice.csv"
rm "$T/-"
cd "$OLDPWD"
ok "a dash is standard output for every command, ./- a file"

# ---- what is no regular file ----
mkfifo "$T/fifo"
cat "$T/fifo" >"$T/piped.csv" &
leakdye embed d --to alice@x --marks spelling "$T/t.csv" -o "$T/fifo"
expect_exit 0
wait
[ -p "$T/fifo" ] || fail "the FIFO was replaced"
expect_same "$T/piped.csv" "$T/alice.csv"
for out in /dev/stdout /proc/self/fd/1 /dev/fd/1; do
	leakdye embed d --to alice@x --marks spelling "$T/t.csv" -o "$out"
	expect_exit 0
	expect_same "$T/out" "$T/alice.csv"
	leakdye --json embed d --to alice@x --marks spelling "$T/t.csv" -o "$out"
	expect_same "$T/out" "$T/alice.csv"
	expect_message '"sha256":'
done
echo first >"$T/more.csv"
run sh -c '"$1" embed d --to alice@x --marks spelling "$2" -o /dev/stdout >>"$3"' - "$LEAKDYE" "$T/t.csv" "$T/more.csv"
expect_exit 0
{ echo first; cat "$T/alice.csv"; } | cmp -s - "$T/more.csv" || fail "what stood there was not kept"
leakdye profile export d -o /dev/stdout
expect_exit 0
cp "$T/out" "$T/profile"
leakdye profile export d
expect_same "$T/out" "$T/profile"
# Of our own, where they can be had: who may replace the machine's must not find out that way.
null=$T/null full=$T/full
mknod "$null" c 1 3 2>/dev/null && mknod "$full" c 1 7 && : 2>/dev/null >"$null" || null=/dev/null full=/dev/full
for command in "embed d --to alice@x $T/t.csv -o" "profile export d -o" "trace $T/bob.csv --dump-observations"; do
	# shellcheck disable=SC2086
	{
		leakdye $command "$null"
		expect_exit 0
		[ -c "$null" ] || fail "the device was replaced"
		leakdye $command "$full"
		expect_exit 2
		expect_message "No space left on device"
		[ -c "$full" ] || fail "the device was replaced"
	}
done
ok "FIFOs, devices and open descriptors are written straight into"

# ---- what is done though its summary is lost ----
leakdye --json embed d --to alice@x "$T/t.csv" -o "$T/done.csv"
expect_exit 0
expect_output '"sha256":'
[ ! -s "$T/err" ] || fail "the summary stands in both places"
lost() { run sh -c '"$@" >"$FULL"' - "$LEAKDYE" "$@"; expect_exit 2; }
FULL=$full
export FULL
lost --json embed d --to alice@x --marks spelling "$T/t.csv" -o "$T/lost.csv"
expect_message "the export is complete and stands in $T/lost.csv, but the summary could not be written"
expect_same "$T/lost.csv" "$T/alice.csv"
for how in '' --json; do
	# shellcheck disable=SC2086
	{
		lost $how learn d "$T/t.csv"
		expect_message "the profile is stored, but the summary could not be written"
		lost $how enrol d "$T/accounts"
		expect_message "the accounts are enrolled, but the summary could not be written"
	}
done
ok "what is done is said though the summary is lost"

# ---- a limit of file size, a full registry ----
run sh -c 'ulimit -f 8; "$1" embed d --to alice@x "$2" -o "$3"' - "$LEAKDYE" "$T/t.csv" "$T/large.csv"
expect_exit 2
expect_message "the registry cannot grow: no space left"
expect_no_file "$T/large.csv"
# Whichever write is the one that has no room: the room that is taken for burns, too, whose error SQLite keeps to itself.
least=0
for limit in 64 128 192 256 320 384 448 512 640 768 1024 4096; do
	run sh -c 'ulimit -f "$4"; "$1" embed d --to alice@x "$2" -o "$3"' - "$LEAKDYE" "$T/t.csv" "$T/large.csv" "$limit"
	[ "$code" -ne 0 ] || break
	expect_message "no space left"
	expect_no_file "$T/large.csv"
	least=$limit
done
expect_exit 0
[ "$least" -ge 128 ] || fail "no write had no room"
leakdye log verify
expect_exit 0
ok "no room is an error with a message"

# ---- contradictions ----
for twice in '--to bob@x' "-o $T/other.csv" "--output $T/other.csv" '--threads 1 --threads 2' '--marks spelling --marks canary'; do
	# shellcheck disable=SC2086
	leakdye embed d --to alice@x -o "$T/no.csv" $twice "$T/t.csv"
	expect_exit 2
	expect_message "is given twice"
	expect_no_file "$T/no.csv" "$T/other.csv"
done
for option in "--vault $T/vault" "--passphrase-file=$LEAKDYE_PASSPHRASE_FILE"; do
	# shellcheck disable=SC2086
	leakdye $option list datasets $option
	expect_exit 2
	expect_message "leakdye: ${option%%[ =]*} is given twice"
	[ ! -s "$T/out" ] || fail "something on standard output"
done
leakdye trace --format text --format json "$T/bob.csv"
expect_exit 2
expect_message "trace: --format is given twice"
leakdye embed d --to alice@x --meta a=b --meta a=c "$T/t.csv" -o "$T/no.csv"
expect_exit 2
expect_message "--meta has one key twice"
leakdye embed d --to alice@x --marks none "$T/t.csv" -o "$T/no.csv"
expect_exit 2
expect_message "(--allow-unmarked lets it through)"
expect_no_file "$T/no.csv"
ok "options that contradict each other are refused"

# ---- causes that are named ----
{ echo "customer_id,name,city"; printf '%s\n' 'r1,1,Ann Allen,Salem' 'r2,2,Bob Brown,Boston'; } >"$T/r.csv"
leakdye learn r "$T/r.csv"
expect_exit 2
expect_message "row 2: 4 cells where the table has 3 columns"
expect_message "the header lacks a name: R's write.table"
for end in '\\.' '\032'; do
	{ cat "$T/t.csv"; printf '%b\n' "$end"; } >"$T/end.csv"
	for command in "learn e $T/end.csv" "embed d --to alice@x $T/end.csv -o $T/no.csv"; do
		# shellcheck disable=SC2086
		leakdye $command
		expect_exit 2
		expect_message 'the \. of COPY or a Ctrl-Z'
	done
done
expect_no_file "$T/no.csv"
leakdye trace --leaked-on 2001-01-01 "$T/bob.csv"
expect_exit 2
expect_message "or the leak left (or was seized) before the first was"
ok "the cause is named"

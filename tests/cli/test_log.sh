#!/bin/sh
# log: what was done, and whether it was changed since.
. "$(dirname "$0")/lib.sh"

make_vault
leakdye log verify
expect_exit 0
expect_output "1 entry, all as they were written"
leakdye log verify --json
python3 - "$T/out" <<'EOF' || fail "the JSON"
import json, sys
v = json.load(open(sys.argv[1]))
assert v["entries"] == 1 and len(v["head"]) == 64, v
EOF
leakdye log show
expect_exit 0
grep -qE '^1	20[0-9-]*T[0-9:]*Z	init	\{"version":1,"key":"[0-9a-f]{64}"\}$' "$T/out" || fail "the first entry"
leakdye log show --json
cp "$T/out" "$T/shown"
leakdye log verify --json
python3 - "$T/shown" "$T/out" <<'EOF' || fail "the entries, or the head that is not theirs"
import datetime, hashlib, json, struct, sys
entries, verified = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
e = entries[0]
body = json.dumps(e["body"], separators=(",", ":")).encode()
when = int(datetime.datetime.strptime(e["when"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc).timestamp())
frame = lambda b: struct.pack("<I", len(b)) + b
want = hashlib.sha256(bytes(32) + frame(b"init") + struct.pack("<Qq", 1, when) + frame(body)).hexdigest()
assert e["hash"] == want == verified["head"], (e, want)
EOF
ok "the log is hashed as docs/FORMAT.md says (computed by another program)"

# ---- who looks at a source leaves an entry before the answer ----
# last N TYPE BODY: the last entry but N-1 is this one.
last() {
	leakdye log show
	tail -n "$1" "$T/out" | head -n 1 >"$T/last"
	[ "$(cut -f 3 "$T/last")" = "$2" ] || fail "no entry $2"
	[ "$(cut -f 4 "$T/last")" = "$3" ] || fail "the entry $2 is: $(cat "$T/last")"
}

gen --variant intl --rows 4000 --seed 11 >"$T/table.csv"
leakdye learn --dry-run customers "$T/table.csv"
expect_exit 0
last 2 read '{"dry_run":true,"name":"customers"}'
leakdye learn customers "$T/none.csv"
expect_exit 2
last 1 read '{"dry_run":false,"name":"customers"}'
leakdye learn customers "$T/table.csv"
expect_exit 0
last 4 read '{"dry_run":false,"name":"customers"}'
printf 'alice@x\nbob@x\n' >"$T/names"
leakdye enrol customers "$T/names"
leakdye embed customers --to bob@x "$T/table.csv" -o "$T/bob.csv"
expect_exit 0
# What is then burned, and said of it, comes after that.
leakdye embed customers --to alice@x --dry-run "$T/bob.csv"
expect_exit 2
expect_message "carries the invented records of an export already"
leakdye log show
[ "$(sed -n '/	indexed	/,$p' "$T/out" | cut -f 3 | sed 1d | uniq | paste -s -d ' ')" = "dry-run source burn" ] ||
	fail "the dry run left other entries: $(cut -f 3 "$T/out" | tail -n 12 | paste -s -d ' ')"
[ "$(grep -c '	burn	' "$T/out")" -eq 8 ] || fail "more of a copy was burned than it takes to know it"
grep '	source	' "$T/out" | cut -f 4 | sed 's/:[0-9][0-9]*/:N/g' | sort -u >"$T/sources"
[ "$(cat "$T/sources")" = '{"nonce":N,"carries":N,"name":"customers"}' ] || fail "an entry shows what a source carried"
entry=$(grep '	source	' "$T/out" | tail -n 1 | cut -f 1)
leakdye sources
expect_exit 0
[ "$(cut -f 1,3- "$T/out" | tail -n 1)" = "$entry	customers	bob@x (number 2)" ] ||
	fail "the owner is not told what the source carried: $(cat "$T/out")"
[ "$(cut -f 4 "$T/out" | head -n 1)" = - ] || fail "the first source carried somebody's spellings: $(cat "$T/out")"
leakdye sources --json
expect_exit 0
python3 -c 'import json, sys
a = json.load(sys.stdin)
assert a[-1]["recipient"] == "bob@x" and a[-1]["number"] == 2 and a[0]["recipient"] is None, a' <"$T/out" ||
	fail "the owner is told otherwise in JSON"
leakdye embed customers --to alice@x "$T/bob.csv" -o "$T/again.csv"
expect_exit 2
expect_message "carries the invented records of an export already"
expect_no_file "$T/again.csv"
leakdye learn customers "$T/bob.csv"
expect_exit 2
expect_message "carries the invented records of an export already"
last 2 read '{"dry_run":false,"name":"customers"}'
leakdye log verify
expect_exit 0
ok "learn and a dry run leave their entry before anything is said, and what a source carries is masked"

# The key commitment, by another program from the key file and the passphrase. Debian's python3 has the package.
python=python3
[ ! -x /usr/bin/python3 ] || python=/usr/bin/python3
$python -c 'import cryptography' 2>/dev/null || skip "needs python3-cryptography"
$python - "$T/vault/key" "$T/passphrase" "$T/shown" <<'EOF' || fail "the commitment"
import hashlib, json, sys
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.hashes import SHA256
f = open(sys.argv[1], "rb").read()
assert len(f) == 184 and f[:12] == b"leakdye\0\1\0\0\0" and f[12:28].hex() == "00800000000000000800000001000000"
assert hashlib.sha256(f[:152]).digest() == f[152:]
k = hashlib.scrypt(open(sys.argv[2], "rb").readline().rstrip(b"\n"), salt=f[28:60], n=32768, r=8, p=1, dklen=32, maxmem=1 << 27)
master = AESGCM(k).decrypt(f[92:104], f[104:152], f[:92])
commitment = HKDF(SHA256(), 32, bytes(16), b"leakdye/2 commit").derive(master)
assert commitment == f[60:92] and json.load(open(sys.argv[3]))[0]["body"]["key"] == commitment.hex()
EOF
ok "another program opens the key file"

command -v sqlite3 >/dev/null || skip "the rest needs the program sqlite3"
cp "$T/vault/registry.db" "$T/good"
for program in "CREATE TRIGGER t BEFORE INSERT ON log BEGIN SELECT RAISE(IGNORE); END" \
	"CREATE VIEW v AS SELECT * FROM recipients"; do
	cp "$T/vault/registry.db" "$T/registry.kept"
	sqlite3 "$T/vault/registry.db" "$program"
	leakdye log verify
	expect_exit 2
	expect_message 'somebody has changed its tables'
	cp "$T/registry.kept" "$T/vault/registry.db"
done
ok "triggers and views in the registry are refused"

sqlite3 "$T/vault/registry.db" "UPDATE log SET made = made - 86400"
leakdye log verify
expect_exit 2
expect_message "log entry 1 was changed"
cp "$T/good" "$T/vault/registry.db"
sqlite3 "$T/vault/registry.db" "DELETE FROM log"
leakdye log verify
expect_exit 2
expect_message "the registry belongs to another key"
cp "$T/good" "$T/vault/registry.db"
sqlite3 "$T/vault/registry.db" "UPDATE log SET mac = randomblob(32)"
leakdye log verify
expect_exit 2
expect_message "log entry 1 was changed"
ok "a changed log is found"

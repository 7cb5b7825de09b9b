#!/usr/bin/python3
"""Print the test vectors of docs/FORMAT.md, sections 5, 7 and 8. Written from that page alone."""

import hashlib
import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from score import bare
from xxh3 import xxh3_128

MASTER = bytes(range(32))
SALT = bytes(range(0xA0, 0xB0))
CASES = [
    # kind, canonical value, whether a row anchor takes part, recipient, lane
    ("address-latin", b"1 main \x01\x23", False, 1, 3),
    ("address-latin", b"1 main \x01\x23", False, 999999, 3),
    ("address-latin", b"\x01\x22 105 zhongcheng \x01\x21 taipei tw 23674", False, 500000, 66),
    ("company", b"vecow \x01\x20", False, 2**40 + 7, 8),
    ("datetime", b"2024-01-02 03:04:\x01\x20", True, 31415, 0),
    ("opaque-id", b"", False, 1, 4095),
]


def hkdf(label, length):
    return HKDF(hashes.SHA256(), length, SALT, b"leakdye/2 " + label).derive(MASTER)


def aes(key, block):
    e = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return e.update(block) + e.finalize()


def frame(x):
    return len(x).to_bytes(4, "little") + x


def bucket_key(j):
    return aes(hkdf(b"slot", 16), u64(j) + u64(0))


def u64(x):
    return x.to_bytes(8, "little")


def sha256(x):
    return hashlib.sha256(x).digest()


def tree():
    """All levels of the tree over the bucket keys, leaves first."""
    slot = Cipher(algorithms.AES(hkdf(b"slot", 16)), modes.ECB()).encryptor()
    keys = slot.update(b"".join(u64(j) + u64(0) for j in range(65536)))
    levels = [[sha256(b"\0" + j.to_bytes(2, "little") + keys[16 * j:16 * j + 16]) for j in range(65536)]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([sha256(b"\1" + below[i] + below[i + 1]) for i in range(0, len(below), 2)])
    return levels


ROW = aes(hkdf(b"anchor", 16), xxh3_128(frame(b"opaque-id") + frame(b"k0001")))

for label, length in (("anchor", 16), ("slot", 16), ("canary-place", 16), ("canary-text", 16), ("seal", 32),
                      ("seal-commit", 32)):
    print(f"key {label} {hkdf(label.encode(), length).hex()}")
print(f"row opaque-id {b'k0001'.hex()} {ROW.hex()}")
for kind, canonical, row, recipient, lane in CASES:
    digest = xxh3_128(frame(kind.encode()) + frame(bare(canonical)) + (frame(ROW) if row else b""))
    anchor = aes(hkdf(b"anchor", 16), xxh3_128(frame(kind.encode()) + frame(canonical)))
    cell = aes(bucket_key(int.from_bytes(digest[:2], "little")), digest)
    block = aes(cell, recipient.to_bytes(8, "little") + (lane // 8).to_bytes(8, "little"))
    u = int.from_bytes(block[2 * (lane % 8):2 * (lane % 8) + 2], "little")
    print(f"cell {kind} {canonical.hex() or '-'} {'row' if row else '-'} {digest.hex()} {anchor.hex()} {cell.hex()} "
          f"{recipient} {lane} {block.hex()} {u}")

# The tree over the bucket keys, and the way of two buckets to its root.

TREE = tree()
ROOT = TREE[16][0]
print(f"root {ROOT.hex()}")
for j in (0, 40961):
    beside = "".join(TREE[level][j >> level ^ 1].hex() for level in range(16))
    print(f"bucket {j} {bucket_key(j).hex()} {beside}")

# Section 7: canaries.

# Two columns: one that names the row, is invented and sorted; one that is kept.
COLUMNS = [(b"No", b"opaque-id", 1 + 4 + 16), (b"City", b"category", 0)]


def draw(key, column, rules, counter):
    h = int.from_bytes(xxh3_128(column)[:8], "little") ^ rules
    print(f"draw {column.decode()} {counter} {aes(key, h.to_bytes(8, 'little') + counter.to_bytes(8, 'little')).hex()}")


for recipient in (1, 2**40 + 7):
    mixed = (int.from_bytes(ROW[:8], "little") ^ recipient).to_bytes(8, "little") + ROW[8:]
    place = int.from_bytes(aes(hkdf(b"canary-place", 16), mixed)[:8], "little")
    drawn = aes(hkdf(b"canary-text", 16), mixed)
    print(f"parent {recipient} {place} {drawn.hex()}")
    draw(drawn, b"Name", 0, 1)
RULES = xxh3_128(b"".join(frame(name) + frame(kind) + bytes([rule]) for name, kind, rule in COLUMNS))
RULES = int.from_bytes(RULES[:8], "little")
print("rules " + " ".join(f"{n.decode()} {k.decode()} {r}" for n, k, r in COLUMNS) + f" {RULES}")
draw(drawn, b"No", RULES, 0)
BITS = [3.5, 10]
RECORD = (b"\2" + (2).to_bytes(4, "little") + b"".join(int(b * 2**20).to_bytes(4, "little") for b in BITS)
          + (1).to_bytes(4, "little") + (2).to_bytes(8, "little") + frame(b"b") + frame(b"id") + frame(b"4711"))
RECORD += bytes(-len(RECORD) % 128)
OWN = aes(hkdf(b"anchor", 16), xxh3_128(frame(b"opaque-id") + frame(b"k0002")))
NONCE = bytes(range(0x70, 0x7C))
SEALED = AESGCM(hkdf(b"seal", 32)).encrypt(NONCE, RECORD, SALT + (5).to_bytes(8, "little") + ROW + OWN)
print(f"record 5 {ROW.hex()} {OWN.hex()} {(hkdf(b'seal-commit', 32) + NONCE + SEALED).hex()} {RECORD.hex()}")

# Section 8: the key file and the log.

PASSPHRASE = b"correct-horse"
WHEN = 1767225600  # 2026-01-01 00:00:00 UTC


def key_file():
    salt = bytes(range(0x40, 0x60))
    nonce = bytes(range(0x60, 0x6C))
    head = (b"leakdye\0" + (1).to_bytes(4, "little") + u64(2**14) + (8).to_bytes(4, "little") + (1).to_bytes(4, "little")
            + salt + COMMITMENT)
    key = Scrypt(salt=salt, length=32, n=2**14, r=8, p=1).derive(PASSPHRASE)
    sealed = nonce + AESGCM(key).encrypt(nonce, MASTER, head)
    return head + sealed + hashlib.sha256(head + sealed).digest()


def mac(data):
    return hmac.new(LOG_KEY, data, hashlib.sha256).digest()


def name_mac(number, name):
    """CBC-MAC of number, length and name, filled up with zeros."""
    key = HKDF(hashes.SHA256(), 16, None, b"leakdye/2 name").derive(LOG_KEY)
    text = u64(number) + u64(len(name)) + name
    e = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    return e.update(text + bytes(-len(text) % 16))[-16:]


def salted(kind, number, data):
    """HKDF without a salt (RFC 5869: 32 zero bytes), then SHA-256 of what came out and the data."""
    salt = HKDF(hashes.SHA256(), 32, None, b"leakdye/2 salt" + frame(kind) + u64(number)).derive(LOG_KEY)
    return hashlib.sha256(salt + data).hexdigest().encode()


def entry(seq, kind, body):
    global previous
    h = hashlib.sha256(previous + frame(kind) + u64(seq) + u64(WHEN + seq) + frame(body)).digest()
    print(f"log {seq} {WHEN + seq} {kind.decode()} {previous.hex()} {h.hex()} {mac(frame(b'entry') + h).hex()} {body.decode()}")
    previous = h


def sha(data):
    return hashlib.sha256(data).hexdigest()


LOG_KEY = HKDF(hashes.SHA256(), 32, bytes(16), b"leakdye/2 log").derive(MASTER)
COMMITMENT = HKDF(hashes.SHA256(), 32, bytes(16), b"leakdye/2 commit").derive(MASTER)
ACCOUNTS = [(1, "zhang.san@cs"), (2, "m\u00fcller@partner")]
PROFILE = b"[profile]\nformat = leakdye-profile-2\n"
ANCHOR, PARENT, SEALED = bytes(range(16)), bytes(range(16, 32)), b"\xf0\xf1\xf2"
CELLS = [bytes(range(32, 48)), bytes(range(48, 64))]
previous = bytes(32)

print(f"sealed {PASSPHRASE.decode()} {key_file().hex()}")
entry(1, b"init", b'{"version":1,"key":"%s"}' % COMMITMENT.hex().encode())
print(f"dataset 1 {SALT.hex()} {ROOT.hex()} customers")
entry(2, b"dataset", b'{"dataset":1,"salt":"%s","root":"%s","name":"customers"}' % (SALT.hex().encode(), ROOT.hex().encode()))
print(f"profile 1 1 {PROFILE.hex()}")
entry(3, b"learn", b'{"dataset":1,"version":1,"sha256":"%s"}' % salted(b"learn", 1, PROFILE))
for number, name in ACCOUNTS:
    print(f"enrolled {number} {name}")
    print(f"named {number} {name_mac(number, name.encode()).hex()}")
entry(4, b"enrol", b'{"dataset":1,"added":2,"new":2,"known":0,"sha256":"%s"}'
      % salted(b"enrol", 1, b"".join(u64(n) + frame(name.encode()) for n, name in ACCOUNTS)))
print('export 1 1 1 2 spelling,canary {"ticket":"4711"}')
entry(5, b"export-begin",
      b'{"export":1,"dataset":1,"version":1,"recipient":2,"marks":"spelling,canary","meta":{"ticket":"4711"}}')
print(f"canary 1 1 2 {ANCHOR.hex()} {PARENT.hex()} 1 {SEALED.hex()}")
print(f"place 1 {PARENT.hex()} 1")
for cell in CELLS:
    print(f"anchor 1 {cell.hex()}")
TRIALS = u64(1) + u64(2)
print(f"tried 1 {TRIALS.hex()}")
batch = u64(1) + u64(1) + u64(2) + ANCHOR + PARENT + u64(1) + frame(SEALED) + u64(1) + PARENT + u64(1)
batch += b"".join(u64(1) + cell for cell in CELLS) + u64(1) + frame(TRIALS)
entry(6, b"canary", b'{"export":1,"canaries":1,"places":1,"cells":2,"tried":2,"sha256":"%s"}' % sha(batch).encode())
LEFT = b"name\nMary\nJohn\n"
print(f"left 1 2 1 {LEFT.hex()}")
entry(7, b"export-end", b'{"export":1,"rows":2,"canaries":1,"bytes":%d,"sha256":"%s"}'
      % (len(LEFT), salted(b"export", 1, hashlib.sha256(LEFT).digest())))
print(f"burned 1 2 {PARENT.hex()} 1767225000")
entry(8, b"burn", b'{"dataset":1,"recipient":2,"parent":"%s","from":1767225000}' % PARENT.hex().encode())

#!/usr/bin/env python3
"""
The test vectors of docs/FORMAT.md, computed from what that page says and nothing else: prints their lines.

Whoever changes a derivation changes page and program, and sees whether this, changed by the page alone, still prints
what the program computes (tests/cli/test_vectors.sh, tests/unit/test_format_page.c).
"""
import hashlib
import hmac
import json
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ff1 import surrogate
from keys import aes, bare, block_input, bucket_key, cell_key, digest, frame, lane_bits
from xxh3 import xxh3_128

MASTER = bytes(range(32))
SALT = bytes(range(0xA0, 0xB0))
NO_SALT = bytes(16)


def u16(n):
    return n.to_bytes(2, "little")


def u32(n):
    return n.to_bytes(4, "little")


def u64(n):
    return n.to_bytes(8, "little")


def integer(x):
    """The first eight bytes as an integer."""
    return int.from_bytes(x[:8], "little")


def sha256(x):
    return hashlib.sha256(x).digest()


def hkdf(secret, salt, info, length):
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def key(label, length, salt=SALT):
    return hkdf(MASTER, salt, b"leakdye/2 " + label.encode(), length)


def anchor(kind, canonical):
    return aes(key("anchor", 16))(digest(kind, canonical))


def show(*words):
    print(*(w.hex() or "-" if isinstance(w, bytes) else w for w in words))


# Sections 2 to 5: keys, cells, symbols

LABELS = (("anchor", 16), ("slot", 16), ("canary-place", 16), ("canary-text", 16), ("seal", 32), ("seal-commit", 32), ("order", 16), ("surrogate", 16))
ROW = ("opaque-id", b"k0001")
CELLS = (
    # kind, canonical value, keyed by the row, recipient, lane
    ("address-latin", b"1 main \x01\x23", False, 1, 3),
    ("address-latin", b"1 main \x01\x23", False, 999999, 3),
    ("address-latin", b"\x01\x22 105 zhongcheng \x01\x21 taipei tw 23674", False, 500000, 66),
    ("company", b"vecow \x01\x20", False, 1099511627783, 8),
    ("datetime", b"2024-01-02 03:04:\x01\x20", True, 31415, 0),
    ("opaque-id", b"", False, 1, 4095),
)
BUCKETS = (0, 40961)
# kind, canonical value, recipient, which of the rows of that value in one window
PLACES = (
    ("phone", b"13912345678", 1, 0),
    ("phone", b"13912345678", 1, 1),
    ("phone", b"13912345678", 1, 2),
    ("phone", b"13912345678", 1099511627783, 0),
    ("opaque-id", b"k0001", 314159, 0),
)


# alphabet, length, no key begins with 0, prefix, skeleton, recipient, key
SURROGATES = (
    ("digits", 0, False, "", "*", 1, "004711"),
    ("digits", 0, True, "C", "*", 1, "C1004711"),
    ("digits", 0, True, "C", "*", 2, "C1004711"),
    ("digits", 9, True, "", "*", 1, "4711"),
    ("digits", 9, False, "K", "*-*", 1, "K47-11"),
    ("upper-hex", 0, False, "", "*", 1099511627783, "70B3D5A1F"),
    ("mixed", 0, False, "", "*_*", 314159, "aZ09_qQ7xKp31Lm8"),
)


def show_surrogate(alphabet, length, nonzero, prefix, skeleton, recipient, true):
    of_account = aes(key("surrogate", 16))(u64(recipient) + u64(0))
    shape = f"id:{alphabet}:{length}:{'nonzero' if nonzero else 'any'}:{prefix}:{skeleton}"
    show("surrogate", shape, recipient, of_account, true, surrogate(of_account, alphabet, length, nonzero, prefix, true))


def show_cell(kind, canonical, by_row, recipient, lane):
    of_cell = digest(kind, bare(canonical), anchor(*ROW) if by_row else None)
    p = cell_key(key("slot", 16), of_cell)
    block = aes(p)(block_input(recipient, lane))
    cell = kind, canonical, "row" if by_row else "-", of_cell, anchor(kind, canonical), p
    show("cell", *cell, recipient, lane, block, lane_bits(block, lane))


def splitmix(state, n):
    """Number n, from 1, of SplitMix64 from that state."""
    mask = (1 << 64) - 1
    x = (state + n * 0x9E3779B97F4A7C15) & mask
    x = ((x ^ x >> 30) * 0xBF58476D1CE4E5B9) & mask
    x = ((x ^ x >> 27) * 0x94D049BB133111EB) & mask
    return x ^ x >> 31


def show_place(kind, canonical, recipient, again):
    of_cell = digest(kind, canonical)
    p = cell_key(key("order", 16), of_cell)
    block = aes(p)(block_input(recipient, 0))
    place = splitmix(integer(block[8:]), again) if again else integer(block)
    show("moved", kind, canonical, of_cell, p, recipient, again, block, place)


@lru_cache
def tree():
    """The levels of the tree over the bucket keys, the leaves first."""
    slot = key("slot", 16)
    levels = [[sha256(b"\0" + u16(j) + bucket_key(slot, j)) for j in range(1 << 16)]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([sha256(b"\1" + below[i] + below[i + 1]) for i in range(0, len(below), 2)])
    return levels


def opened(j, bucket, beside):
    """The root that somebody computes who is given a bucket's key and what stands beside its way."""
    h = sha256(b"\0" + u16(j) + bucket)
    for level in range(16):
        other = beside[32 * level : 32 * level + 32]
        h = sha256(b"\1" + (other + h if j >> level & 1 else h + other))
    return h


def show_buckets(levels):
    root = levels[16][0]
    show("root", root)
    for j in BUCKETS:
        bucket = bucket_key(key("slot", 16), j)
        beside = b"".join(levels[level][j >> level ^ 1] for level in range(16))
        assert opened(j, bucket, beside) == root
        show("bucket", j, bucket, beside)


def show_cells():
    for label, length in LABELS:
        show("key", label, key(label, length))
    show("row", *ROW, anchor(*ROW))
    for cell in CELLS:
        show_cell(*cell)
    show_buckets(tree())
    for place in PLACES:
        show_place(*place)
    for of in SURROGATES:
        show_surrogate(*of)


# Section 7: canaries


def with_recipient(row_anchor, recipient):
    return u64(integer(row_anchor) ^ recipient) + row_anchor[8:]


def show_parent(recipient):
    m = with_recipient(anchor(*ROW), recipient)
    record = aes(key("canary-text", 16))(m)
    show("parent", recipient, integer(aes(key("canary-place", 16))(m)), record)
    return record


def show_draw(record, rules, column, c):
    stream = integer(xxh3_128(column.encode())) ^ rules
    show("draw", column, c, aes(record)(u64(stream) + u64(c)))


def show_rules(*columns):
    told = b"".join(frame(name.encode()) + frame(kind.encode()) + bytes([byte]) for name, kind, byte in columns)
    rules = integer(xxh3_128(told))
    show("rules", *(word for column in columns for word in column), rules)
    return rules


def show_record(recipient):
    """The worked example: draws of 3.5 and 10 bits, one cell that reveals the second."""
    parent, own = anchor(*ROW), anchor("opaque-id", b"k0002")
    draws = u32(2) + u32(int(3.5 * 2**20)) + u32(10 * 2**20)
    clear = b"\x02" + draws + u32(1) + u64(0b10) + frame(b"b") + frame(b"id") + frame(b"4711")
    clear += bytes(-len(clear) % 128)
    nonce = bytes(range(0x70, 0x7C))
    box = AESGCM(key("seal", 32)).encrypt(nonce, clear, SALT + u64(recipient) + parent + own)
    show("record", recipient, parent, own, key("seal-commit", 32) + nonce + box, clear)


def show_canaries():
    show_draw(show_parent(1), 0, "Name", 1)
    record = show_parent(1099511627783)
    show_draw(record, 0, "Name", 1)
    rules = show_rules(("No", "opaque-id", 1 + 4 + 16), ("City", "category", 0))
    show_draw(record, rules, "No", 0)
    show_record(5)


# Section 8: the key file and the log


def show_key_file(passphrase):
    salt, nonce, n = bytes(range(0x40, 0x60)), bytes(range(0x60, 0x6C)), 1 << 14
    head = b"leakdye\0" + u32(1) + u64(n) + u32(8) + u32(1) + salt + key("commit", 32, NO_SALT)
    sealing = Scrypt(salt, 32, n, 8, 1).derive(passphrase.encode())
    file = head + nonce + AESGCM(sealing).encrypt(nonce, MASTER, head)
    show("sealed", passphrase, file + sha256(file))


class Log:
    """Prints its entries as they are made."""

    def __init__(self):
        self.key, self.seq, self.last = key("log", 32, NO_SALT), 0, bytes(32)

    def salted(self, what, n, x):
        salt = hkdf(self.key, None, b"leakdye/2 salt" + frame(what.encode()) + u64(n), 32)
        return sha256(salt + x).hex()

    def mac(self, x):
        return hmac.digest(self.key, x, "sha256")

    def name_mac(self, number, name):
        """AES-128-CBC-MAC."""
        text = u64(number) + u64(len(name)) + name
        text += bytes(-len(text) % 16)
        encrypt, block = aes(hkdf(self.key, None, b"leakdye/2 name", 16)), bytes(16)
        for at in range(0, len(text), 16):
            block = encrypt(bytes(a ^ b for a, b in zip(block, text[at : at + 16])))
        return block

    def enter(self, what, **body):
        self.seq += 1
        when = 1767225600 + self.seq
        body = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
        text = self.last + frame(what.encode()) + u64(self.seq) + u64(when) + frame(body.encode())
        before, self.last = self.last, sha256(text)
        show("log", self.seq, when, what, before, self.last, self.mac(frame(b"entry") + self.last), body)


def show_dataset(log):
    root = tree()[16][0]
    show("dataset", 1, SALT, root, "customers")
    log.enter("dataset", dataset=1, salt=SALT.hex(), root=root.hex(), name="customers")
    text = b"[profile]\nformat = leakdye-profile-2\n"
    show("profile", 1, 1, 1767225602, text)
    log.enter("learn", dataset=1, version=1, read=1767225602, sha256=log.salted("learn", 1, text))


def show_accounts(log):
    names = ["zhang.san@cs", "müller@partner"]
    for number, name in enumerate(names, 1):
        show("enrolled", number, name)
        show("named", number, log.name_mac(number, name.encode()))
    added = b"".join(u64(number) + frame(name.encode()) for number, name in enumerate(names, 1))
    log.enter("enrol", dataset=1, added=2, new=2, known=0, sha256=log.salted("enrol", 1, added))


def show_batch(log):
    own, parent, sealed = bytes(range(16)), bytes(range(0x10, 0x20)), b"\xf0\xf1\xf2"
    cells, trials = [bytes(range(0x20, 0x30)), bytes(range(0x30, 0x40))], u64(1) + u64(2)
    show("canary", 1, 1, 2, own, parent, 1, sealed)
    show("place", 1, parent, 1)
    for cell in cells:
        show("anchor", 1, cell)
    show("tried", 1, trials)
    batch = u64(1) + u64(1) + u64(2) + own + parent + u64(1) + frame(sealed) + u64(1) + parent + u64(1)
    batch += b"".join(u64(1) + cell for cell in cells) + u64(1) + frame(trials)
    log.enter("canary", export=1, canaries=1, places=1, cells=2, tried=2, sha256=sha256(batch).hex())
    return parent


def show_export(log):
    meta, left = {"ticket": "4711"}, b"name\nMary\nJohn\n"
    show("export", 1, 1, 1, 2, "spelling,canary", json.dumps(meta, separators=(",", ":")))
    log.enter("export-begin", export=1, dataset=1, version=1, recipient=2, marks="spelling,canary", meta=meta)
    parent = show_batch(log)
    show("left", 1, 2, 1, left)
    of_file = log.salted("export", 1, sha256(left))
    log.enter("export-end", export=1, rows=2, canaries=1, bytes=len(left), sha256=of_file)
    since = 1767225000
    show("burned", 1, 2, parent, since)
    log.enter("burn", **{"dataset": 1, "recipient": 2, "parent": parent.hex(), "from": since})
    show("retired", 2, 1)
    log.enter("retire", recipient=2, retired=True)


def main():
    show_cells()
    show_canaries()
    show_key_file("correct-horse")
    log = Log()
    log.enter("init", version=1, key=key("commit", 32, NO_SALT).hex())
    show_dataset(log)
    show_accounts(log)
    show_export(log)


if __name__ == "__main__":
    main()

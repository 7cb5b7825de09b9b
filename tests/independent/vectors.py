#!/usr/bin/python3
"""Print the test vectors of docs/FORMAT.md, section 5. Written from that page alone."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

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
    return HKDF(hashes.SHA256(), length, SALT, b"leakdye/1 " + label).derive(MASTER)


def aes(key, block):
    e = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return e.update(block) + e.finalize()


def frame(x):
    return len(x).to_bytes(4, "little") + x


ROW = aes(hkdf(b"anchor", 16), xxh3_128(frame(b"opaque-id") + frame(b"k0001")))

for label, length in (("anchor", 16), ("slot", 16), ("canary-place", 16), ("canary-text", 16), ("seal", 32)):
    print(f"key {label} {hkdf(label.encode(), length).hex()}")
print(f"row opaque-id {b'k0001'.hex()} {ROW.hex()}")
for kind, canonical, row, recipient, lane in CASES:
    digest = xxh3_128(frame(kind.encode()) + frame(canonical) + (frame(ROW) if row else b""))
    anchor = aes(hkdf(b"anchor", 16), xxh3_128(frame(kind.encode()) + frame(canonical)))
    cell = aes(hkdf(b"slot", 16), digest)
    block = aes(cell, recipient.to_bytes(8, "little") + (lane // 8).to_bytes(8, "little"))
    u = int.from_bytes(block[2 * (lane % 8):2 * (lane % 8) + 2], "little")
    print(f"cell {kind} {canonical.hex() or '-'} {'row' if row else '-'} {digest.hex()} {anchor.hex()} {cell.hex()} "
          f"{recipient} {lane} {block.hex()} {u}")

"""Keys and symbols, from FORMAT.md, sections 2, 4 and 5."""
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from xxh3 import xxh3_128


def aes(key):
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update


def frame(x):
    return len(x).to_bytes(4, "little") + x


def bare(canonical):
    """The canonical value without its boundaries."""
    return bytes(b for i, b in enumerate(canonical) if b != 0x20 or i > 0 and canonical[i - 1] == 0x01)


def digest(kind, canonical, row_anchor=None):
    framed = frame(kind.encode()) + frame(canonical)
    return xxh3_128(framed if row_anchor is None else framed + frame(row_anchor))


def bucket_key(slot_key, bucket):
    return aes(slot_key)(bucket.to_bytes(8, "little") + bytes(8))


def cell_key(slot_key, of_cell):
    """The key of the cell with this digest, which is that of its bare canonical value."""
    return aes(bucket_key(slot_key, int.from_bytes(of_cell[:2], "little")))(of_cell)


def block_input(recipient, lane):
    return recipient.to_bytes(8, "little") + (lane // 8).to_bytes(8, "little")


def lane_bits(block, lane):
    at = 2 * (lane % 8)
    return int.from_bytes(block[at : at + 2], "little")

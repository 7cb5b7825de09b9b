"""XXH3-128 with seed 0 and the default secret, for every length, in plain Python.

Written from the specification of the XXH3 algorithm (Yann Collet, xxHash, doc/xxhash_spec.md); the constants are those of
the specification. `python3 xxh3.py` checks published values.
"""

M32 = 0xFFFFFFFF
M64 = 0xFFFFFFFFFFFFFFFF

P32 = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
P64 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)

SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
    "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
    "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
    "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e"
    "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e"
)


def u32(data, at):
    return int.from_bytes(data[at:at + 4], "little")


def u64(data, at):
    return int.from_bytes(data[at:at + 8], "little")


def swap(value, size):
    return int.from_bytes(value.to_bytes(size, "little"), "big")


def fold(a, b):
    product = a * b
    return (product & M64) ^ (product >> 64)


def avalanche(h):
    h ^= h >> 37
    h = h * 0x165667919E3779F9 & M64
    return h ^ (h >> 32)


def avalanche64(h):
    h ^= h >> 33
    h = h * P64[1] & M64
    h ^= h >> 29
    h = h * P64[2] & M64
    return h ^ (h >> 32)


def key(at):
    return u64(SECRET, at)


def to_16(data):
    n = len(data)
    if n == 0:
        return avalanche64(key(64) ^ key(72)), avalanche64(key(80) ^ key(88))
    if n <= 3:
        low = data[0] << 16 | data[n >> 1] << 24 | data[n - 1] | n << 8
        turned = swap(low, 4)
        high = (turned << 13 | turned >> 19) & M32
        return (
            avalanche64(low ^ u32(SECRET, 0) ^ u32(SECRET, 4)),
            avalanche64(high ^ u32(SECRET, 8) ^ u32(SECRET, 12)),
        )
    if n <= 8:
        value = u32(data, 0) | u32(data, n - 4) << 32
        product = (value ^ key(16) ^ key(24)) * (P64[0] + (n << 2))
        low, high = product & M64, product >> 64
        high = (high + (low << 1)) & M64
        low ^= high >> 3
        low ^= low >> 35
        low = low * 0x9FB21C651E98DF25 & M64
        low ^= low >> 28
        return low, avalanche(high)
    first, last = u64(data, 0), u64(data, n - 8)
    product = (first ^ last ^ key(32) ^ key(40)) * P64[0]
    low, high = product & M64, product >> 64
    low = (low + ((n - 1) << 54)) & M64
    last ^= key(48) ^ key(56)
    high = (high + (last & ~M32) + (last & M32) * P32[1]) & M64
    low ^= swap(high, 8)
    product = low * P64[1]
    return avalanche(product & M64), avalanche(((product >> 64) + high * P64[1]) & M64)


def mix16(data, at, secret):
    return fold(u64(data, at) ^ key(secret), u64(data, at + 8) ^ key(secret + 8))


def mix32(acc, data, one, two, secret):
    low, high = acc
    low = (low + mix16(data, one, secret)) & M64
    low ^= (u64(data, two) + u64(data, two + 8)) & M64
    high = (high + mix16(data, two, secret + 16)) & M64
    high ^= (u64(data, one) + u64(data, one + 8)) & M64
    return low, high


def finish(acc, n):
    low, high = acc
    return (
        avalanche((low + high) & M64),
        -avalanche((low * P64[0] + high * P64[3] + n * P64[1]) & M64) & M64,
    )


def to_240(data):
    n = len(data)
    acc = (n * P64[0] & M64, 0)
    if n <= 128:
        for i in range((n - 1) // 32, -1, -1):
            acc = mix32(acc, data, 16 * i, n - 16 * (i + 1), 32 * i)
        return finish(acc, n)
    for i in range(4):
        acc = mix32(acc, data, 32 * i, 32 * i + 16, 32 * i)
    acc = (avalanche(acc[0]), avalanche(acc[1]))
    for i in range(4, n // 32):
        acc = mix32(acc, data, 32 * i, 32 * i + 16, 3 + 32 * (i - 4))
    acc = mix32(acc, data, n - 16, n - 32, 136 - 17 - 16)
    return finish(acc, n)


def stripe(acc, data, at, secret):
    for i in range(8):
        value = u64(data, at + 8 * i)
        keyed = value ^ key(secret + 8 * i)
        acc[i ^ 1] = (acc[i ^ 1] + value) & M64
        acc[i] = (acc[i] + (keyed & M32) * (keyed >> 32)) & M64


def merge(acc, secret, start):
    for i in range(4):
        start += fold(acc[2 * i] ^ key(secret + 16 * i), acc[2 * i + 1] ^ key(secret + 16 * i + 8))
    return avalanche(start & M64)


def long(data):
    n = len(data)
    acc = [P32[2], P64[0], P64[1], P64[2], P64[3], P32[1], P64[4], P32[0]]
    blocks = (n - 1) // 1024
    for b in range(blocks):
        for s in range(16):
            stripe(acc, data, 1024 * b + 64 * s, 8 * s)
        for i in range(8):
            a = acc[i]
            a ^= a >> 47
            a ^= key(128 + 8 * i)
            acc[i] = a * P32[0] & M64
    for s in range((n - 1 - 1024 * blocks) // 64):
        stripe(acc, data, 1024 * blocks + 64 * s, 8 * s)
    stripe(acc, data, n - 64, 192 - 64 - 7)
    return merge(acc, 11, n * P64[0] & M64), merge(acc, 192 - 64 - 11, ~(n * P64[1]) & M64)


def xxh3_128(data):
    """The 16 bytes of XXH3-128 in canonical (big-endian) order."""
    n = len(data)
    low, high = to_16(data) if n <= 16 else to_240(data) if n <= 240 else long(data)
    return high.to_bytes(8, "big") + low.to_bytes(8, "big")


def sanity(n):
    """The buffer of xxHash's own sanity check: top bytes of a multiplicative generator."""
    out, byte = bytearray(), P32[0]
    for _ in range(n):
        out.append(byte >> 56)
        byte = byte * 0x9E3779B185EBCA8D & M64
    return bytes(out)


# Length, low and high half: values published with xxHash (tests/sanity_test_vectors.h), seed 0.
PUBLISHED = (
    (0, 0x6001C324468D497F, 0x99AA06D3014798D8),
    (1, 0xC44BDFF4074EECDB, 0xA6CD5E9392000F6A),
    (6, 0x3E7039BDDA43CFC6, 0x082AFE0B8162D12A),
    (12, 0x061A192713F69AD9, 0x6E3EFD8FC7802B18),
    (24, 0x1E7044D28B1B901D, 0xCE966E4678D3761),
    (48, 0xF942219AED80F67B, 0xA002AC4E5478227E),
    (81, 0x5E8BAFB9F95FB803, 0x4952F58181AB0042),
    (222, 0xF1AEBD597CEC6B3A, 0x337E09641B948717),
    (403, 0xCDEB804D65C6DEA4, 0x1B6DE21E332DD73D),
    (512, 0x617E49599013CB6B, 0x18D2D110DCC9BCA1),
    (2048, 0xDD59E2C3A5F038E0, 0xF736557FD47073A5),
    (2240, 0x6E73A90539CF2948, 0xCCB134FBFA7CE49D),
    (2367, 0xCB37AEB9E5D361ED, 0xE89C0F6FF369B427),
)

if __name__ == "__main__":
    for size, low_half, high_half in PUBLISHED:
        assert xxh3_128(sanity(size)) == high_half.to_bytes(8, "big") + low_half.to_bytes(8, "big"), size
    print("%d published values agree" % len(PUBLISHED))

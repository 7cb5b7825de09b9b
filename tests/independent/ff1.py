"""FF1 of NIST SP 800-38G, algorithms 7 and 8, with whole numbers of any size; and surrogates, from FORMAT.md, section 5."""
from keys import aes

ALPHABETS = {
    "digits": "0123456789",
    "upper-hex": "0123456789ABCDEF",
    "lower-hex": "0123456789abcdef",
    "base32": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "upper": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lower": "0123456789abcdefghijklmnopqrstuvwxyz",
    "mixed": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
}


def number(letters, radix):
    x = 0
    for letter in letters:
        x = x * radix + letter
    return x


def letters_of(x, radix, count):
    out = []
    for _ in range(count):
        x, letter = divmod(x, radix)
        out.append(letter)
    return out[::-1]


def xor(a, b):
    return bytes(p ^ q for p, q in zip(a, b))


def ff1(key, radix, letters, tweak=b"", back=False):
    cipher = aes(key)
    n, t = len(letters), len(tweak)
    u = n // 2
    v = n - u
    b = ((radix**v - 1).bit_length() + 7) // 8
    d = 4 * ((b + 3) // 4) + 4
    p = bytes([1, 2, 1]) + radix.to_bytes(3, "big") + bytes([10, u % 256]) + n.to_bytes(4, "big") + t.to_bytes(4, "big")
    left, right = letters[:u], letters[u:]
    for i in reversed(range(10)) if back else range(10):
        other = left if back else right
        q = tweak + bytes((-t - b - 1) % 16) + bytes([i]) + number(other, radix).to_bytes(b, "big")
        text, r = p + q, bytes(16)
        for at in range(0, len(text), 16):
            r = cipher(xor(r, text[at : at + 16]))
        s = r + b"".join(cipher(xor(r, j.to_bytes(16, "big"))) for j in range(1, (d + 15) // 16))
        y = int.from_bytes(s[:d], "big")
        m = u if i % 2 == 0 else v
        if back:
            c = letters_of((number(right, radix) - y) % radix**m, radix, m)
            left, right = c, left
        else:
            c = letters_of((number(left, radix) + y) % radix**m, radix, m)
            left, right = right, c
    return left + right


def surrogate(key, alphabet, length, nonzero, prefix, text):
    """Of one key whose letters behind the prefix are of the alphabet or stay."""
    letters = ALPHABETS[alphabet]
    rest = text[len(prefix) :]
    values = [letters.index(c) for c in rest if c in letters]
    more = length - len(values) if length else 0
    if more and nonzero:
        values = [1] + [0] * (more - 1) + values
    elif more:
        values = [0] * (more - 1) + [1] + values
    while True:
        values = ff1(key, len(letters), values)
        if not (nonzero and values[0] == 0):
            break
    written = [letters[v] for v in values]
    out, first = prefix, True
    for c in rest:
        if c not in letters:
            out += c
            continue
        if first:
            out += "".join(written[:more])
            written = written[more:]
            first = False
        out += written.pop(0)
    return out

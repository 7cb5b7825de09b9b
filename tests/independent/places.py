"""
What the order of a leak says: EVIDENCE.md, 6.2, written from the page alone.

    places.py NUMBER...      log2 of the bank for places given as whole numbers of 2^-64
"""
import math
import sys
from collections import Counter

import keys

MOST = 1024
WIDTHS, SLOPES = range(1, 11), range(14)
SHARES = ((1, 0.25), (0.95, 0.25), (0.8, 0.15), (0.5, 0.2), (0.2, 0.15))
STRAYS = ((0.02, 0.3), (0.1, 0.25), (0.3, 0.2), (0.6, 0.15), (0.9, 0.1))


def log2(x):
    return math.log2(x) if x > 0 else -math.inf


def log_sum(terms):
    top = max(terms)
    return top if top == -math.inf else top + math.log2(math.fsum(2 ** (t - top) for t in terms))


def intervals(places):
    """Every interval of every width, on a grid of half its width, by how many places lie in it."""
    n = len(places)
    for width in WIDTHS:
        halves = 2 ** (width + 1)
        held = Counter(p * halves >> 64 for p in places)
        inside = Counter(held[j] + held[(j + 1) % halves] for j in range(halves))
        for m, how_many in inside.items():
            for share, weight in SHARES:
                outside = (n - m) * log2(1 - share) if m < n else 0
                yield log2(weight * how_many / halves / len(WIDTHS)) + outside + m * log2(1 - share + share * 2**width)


def chains(places):
    gaps = [((b - a) % 2**64 + 0.5) / 2**64 for a, b in zip(places, places[1:])]
    for slope in SLOPES:
        steep = 2.0**slope
        top = steep / -math.expm1(-steep)
        for stray, weight in STRAYS:
            steps = (log2(stray + (1 - stray) * top * math.exp(-steep * g)) for g in gaps)
            yield log2(weight / len(SLOPES)) + math.fsum(steps)


def bank(places):
    """log2 of what intervals and chains give, half the weight each."""
    return log_sum([log_sum(list(intervals(places))) - 1, log_sum(list(chains(places))) - 1])


def place(key, recipient):
    return int.from_bytes(keys.aes(key)(keys.block_input(recipient, 0))[:8], "little")


def evidence(cells, recipient):
    """log2 of E_order: the keys of the places that are used, in the order of the leak."""
    return log_sum([0.0, bank([place(k, recipient) for k in cells])]) - 1 if cells else 0.0


if __name__ == "__main__":
    print(repr(bank([int(p) for p in sys.argv[1:]])))

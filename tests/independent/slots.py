"""What one slot says under a model: EVIDENCE.md, section 5."""
import math
from collections import Counter
from functools import lru_cache
from itertools import product

UNITS = 65536


class Malformed(Exception):
    """The file is not what FORMAT.md says."""


def must(true, what):
    if not true:
        raise Malformed(what)


# Arithmetic: EVIDENCE.md, 4.4


def log2(x):
    return math.log2(x) if x > 0 else -math.inf


def log_add(x, y):
    """log2(2^x + 2^y)."""
    high, low = max(x, y), min(x, y)
    return high if low == -math.inf else high + math.log2(1 + 2 ** (low - high))


# Tables


class Table:
    def __init__(self, told):
        self.kind, self.type = told["kind"], told["type"]
        self.alternatives, self.units = told["alternatives"], told["units"]
        must(len(self.units) == len(self.alternatives), "a table with other units than alternatives")
        must(min(self.units) >= 1 and sum(self.units) == UNITS, "the units of a table do not sum to 65536")
        self.p = tuple(u / UNITS for u in self.units)

    def mass(self, positions):
        return sum(self.units[k] for k in positions) / UNITS

    def draw(self, u):
        for k, units in enumerate(self.units):
            if u < units:
                return k
            u -= units
        raise AssertionError("units sum to 65536")

    def positions_of(self, alternative):
        return frozenset(k for k, a in enumerate(self.alternatives) if a == alternative)


# The factor of a slot: EVIDENCE.md, 5


def factor(p, chances):
    """s(y | x) for every x, from P(y | x) for every x."""
    mean = sum(a * b for a, b in zip(p, chances))
    return [c / mean for c in chances] if mean > 0 else [1.0] * len(p)


def chances_kept(table, seen, g):
    natural = g * table.mass(seen)
    return [(1 - g) * (x in seen) + natural for x in range(len(table.p))]


@lru_cache(maxsize=None)
def log_factors(table, seen, ruled, how):
    """log2 of s for every position x."""
    g, by_rule = how
    chances = chances_kept(table, ruled if by_rule else seen, g)
    return [log2(s) for s in factor(table.p, chances)]


@lru_cache(maxsize=None)
def log_typical(table, seen, ruled, how):
    """log2 of what an accused explains, for every position x: EVIDENCE.md, 7."""
    g, by_rule = how
    spellings = 2 ** -sum(p * math.log2(p) for p in table.p)
    shown = ruled if by_rule else seen
    return [log2((1 - g) * spellings * (x in shown) + g) for x in range(len(table.p))]


class Slot:
    def __init__(self, told, tables):
        self.key, self.lane = bytes.fromhex(told["key"]), told["lane"]
        self.table = tables[told["table"]]
        must(self.lane % 64 == self.table.type, "a lane and a table of different types")
        self.seen = self.ruled = frozenset(told["seen"])
        must(self.seen, "no observation")
        must(max(self.seen) < len(self.table.p), "an observation that the table does not have")

    def settle(self, rule):
        """With the rule of its group: y' and the classes (5.4)."""
        self.ruled = self.seen | undo(rule, self.table, self.seen) if rule else self.seen
        marks = [(x in self.seen, x in self.ruled) for x in range(len(self.table.p))]
        self.classes = len(set(marks))
        self.class_of = [marks.index(m) for m in marks]

    def log_factor(self, position, how):
        return log_factors(self.table, self.seen, self.ruled, how)[position]

    def log_explained(self, position, how):
        return log_typical(self.table, self.seen, self.ruled, how)[position]


# Rules: EVIDENCE.md, 5.2. A rule is (None, k), all to k, or (j, k); None is none.


def undo(rule, table, y):
    """f^-1(y); y itself in tables where the rule is none."""
    j, k = rule
    to = table.positions_of(k)
    if j is None:
        return y if not to else frozenset(range(len(table.p))) if to <= y else frozenset()
    away = table.positions_of(j)
    if not to or not away:
        return y
    return (y - away) | (away if to <= y else frozenset())


def rule_bits(rule, observed):
    bits = 0.0
    for (table, y), times in observed.items():
        before = undo(rule, table, y)
        if before != y:
            bits += times * math.log2(0.95 * table.mass(before) / table.mass(y) + 0.05)
    return bits


def choose_rule(slots):
    observed = Counter((s.table, s.seen) for s in slots)
    known = sorted({a for table, _ in observed for a in table.alternatives})
    best, best_bits = None, 4.0
    for rule in [(None, k) for k in known] + list(product(known, known)):
        bits = rule_bits(rule, observed)
        if bits > best_bits + 1e-6:
            best, best_bits = rule, bits
    return best


def settle_rules(slots):
    groups = {}
    for slot in slots:
        groups.setdefault((slot.table.kind, slot.table.type), []).append(slot)
    for group in groups.values():
        rule = choose_rule(group)
        for slot in group:
            slot.settle(rule)

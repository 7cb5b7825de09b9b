"""What one slot says under a model: EVIDENCE.md, section 5."""
import math
from collections import Counter
from functools import lru_cache
from itertools import combinations_with_replacement, product

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


# Tables and what several sources publish: EVIDENCE.md, 5.3


class Table:
    def __init__(self, told):
        self.kind, self.type = told["kind"], told["type"]
        self.alternatives, self.units = told["alternatives"], told["units"]
        must(len(self.units) == len(self.alternatives), "a table with other units than alternatives")
        must(min(self.units) >= 1 and sum(self.units) == UNITS, "the units of a table do not sum to 65536")
        self.p = tuple(u / UNITS for u in self.units)
        # Commonest first; of equally common ones the lower position.
        self.order = sorted(range(len(self.units)), key=lambda k: (-self.units[k], k))

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

    def standing(self, x, seen):
        if x in seen:
            return 0
        return 1 if all(self.order.index(x) < self.order.index(k) for k in seen) else 2


def joint_by_count(p, sources, choose):
    """J[x][k] = p(x) W(k | x), of the spelling that most (max) or fewest (min) of the sources have."""
    joint = [[0.0] * len(p) for _ in p]
    for have in combinations_with_replacement(range(len(p)), sources):
        counts = Counter(have)
        chance = math.factorial(sources) * math.prod(p[k] ** n / math.factorial(n) for k, n in counts.items())
        wanted = choose(counts.values())
        tied = [k for k, n in counts.items() if n == wanted]
        for x, n in counts.items():
            for k in tied:
                joint[x][k] += chance * n / sources / len(tied)
    return joint


def joint_by_order(p, sources, order):
    """The same, where the first in the order is taken of those that the sources have."""
    joint = [[0.0] * len(p) for _ in p]
    for i, k in enumerate(order):
        from_here = sum(p[x] for x in order[i:]) ** (sources - 1)
        after = sum(p[x] for x in order[i + 1 :]) ** (sources - 1)
        joint[k][k] = p[k] * from_here
        for x in order[i + 1 :]:
            joint[x][k] = p[x] * (from_here - after)
    return joint


@lru_cache(maxsize=None)
def joint(p, order, strategy, sources):
    if strategy in ("commonest", "rarest"):
        return joint_by_order(p, sources, order if strategy == "commonest" else order[::-1])
    if strategy == "coin" or len(p) > 16:
        one = range(len(p))
        return [[p[x] * ((x == k) / sources + (1 - 1 / sources) * p[k]) for k in one] for x in one]
    return joint_by_count(p, sources, max if strategy == "majority" else min)


# The factor of a slot: EVIDENCE.md, 5


def factor(p, chances):
    """s(y | x) for every x, from P(y | x) for every x."""
    mean = sum(a * b for a, b in zip(p, chances))
    return [c / mean for c in chances] if mean > 0 else [1.0] * len(p)


def chances_kept(table, seen, g):
    natural = g * table.mass(seen)
    return [(1 - g) * (x in seen) + natural for x in range(len(table.p))]


def chances_compared(table, seen, strategy, sources):
    having = joint(table.p, tuple(table.order), strategy, sources)
    standing = [table.standing(x, seen) for x in range(len(table.p))]
    shown, mass = [0.0] * 3, [0.0] * 3
    for x, t in enumerate(standing):
        shown[t] += sum(having[x][k] for k in seen)
        mass[t] += table.p[x]
    natural = table.mass(seen)
    return [0.99 * shown[t] / mass[t] + 0.01 * natural for t in standing]


@lru_cache(maxsize=None)
def log_factors(table, seen, ruled, how):
    """log2 of s for every position x."""
    if how[0] == "kept":
        chances = chances_kept(table, ruled if how[2] else seen, how[1])
    else:
        chances = chances_compared(table, seen, *how)
    return [log2(s) for s in factor(table.p, chances)]


def log_differing(table, seen, how):
    """log2 of what s is multiplied by where a slot was seen differently: EVIDENCE.md, 5."""
    says_something = how[0] != "kept" or how[1] < 1
    return log2(min(1, table.mass(seen) / (2 * max(table.p[k] for k in seen)))) if says_something else 0.0


@lru_cache(maxsize=None)
def log_typical(table, seen, ruled, how):
    """log2 of what an accused explains, for every position x: EVIDENCE.md, 7. Strategies supply every row: it is never asked."""
    if how[0] != "kept":
        return [0.0] * len(table.p)
    spellings = 2 ** -sum(p * math.log2(p) for p in table.p)
    shown = ruled if how[2] else seen
    return [log2((1 - how[1]) * spellings * (x in shown) + how[1]) for x in range(len(table.p))]


@lru_cache(maxsize=None)
def log_lift(table, seen, how):
    """log2 of P(seen) under the model over p(seen): EVIDENCE.md, 6.3."""
    if how[0] == "kept":
        return 0.0
    return log2(sum(a * b for a, b in zip(table.p, chances_compared(table, seen, *how))) / table.mass(seen))


class Slot:
    def __init__(self, told, tables):
        self.key, self.lane = bytes.fromhex(told["key"]), told["lane"]
        self.table = tables[told["table"]]
        must(self.lane % 64 == self.table.type, "a lane and a table of different types")
        self.seen = self.ruled = frozenset(told["seen"])
        self.differs = told.get("differs", False)
        must(self.seen, "no observation")
        must(max(self.seen) < len(self.table.p), "an observation that the table does not have")

    def settle(self, rule):
        """With the rule of its group: y' and the classes (5.4)."""
        self.ruled = self.seen | undo(rule, self.table, self.seen) if rule else self.seen
        marks = [(self.table.standing(x, self.seen), x in self.ruled) for x in range(len(self.table.p))]
        self.classes = len(set(marks))
        self.class_of = [marks.index(m) for m in marks]

    def log_factor(self, position, how):
        less = log_differing(self.table, self.seen, how) if self.differs else 0.0
        return log_factors(self.table, self.seen, self.ruled, how)[position] + less

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

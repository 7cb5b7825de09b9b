"""detectors.py: scripts that look for canaries in one copy. Each takes (table, dataset) and gives names and scores, one a row; which
end is suspicious the attacker learns with a vault of his own. NEAR are those that look at the rows around, ALONE the others."""
import re
import unicodedata

import numpy
import scipy.sparse
from sklearn.feature_extraction.text import HashingVectorizer

import datasets
import table as tables

NEAR, ALONE = {}, {}


def near(name):
    return lambda f: NEAR.setdefault(name, f)


def alone(name):
    return lambda f: ALONE.setdefault(name, f)


def weights(table):
    """What it says that two rows share this row's value, in nats, per column: nothing where it is empty or nobody shares it."""
    return [numpy.where(c > 1, numpy.log(table.n / numpy.maximum(c, 1)), 0.0) for c in table.counts]


# ---- rows that share much with another ----

def shared(table, distance, weight):
    """How much each row (from distance on) shares with the one so many rows before it."""
    total = numpy.zeros(table.n - distance)
    for codes, w in zip(table.codes, weight):
        total += numpy.where(codes[distance:] == codes[:-distance], w[distance:], 0.0)
    return total


@near("overlap with neighbours, by rarity")
def overlap_near(table, ds):
    weight, behind, ahead, scores = weights(table), numpy.zeros(table.n), numpy.zeros(table.n), {}
    for d in range(1, min(513, table.n)):
        s = shared(table, d, weight)
        behind[d:] = numpy.maximum(behind[d:], s)
        ahead[:-d] = numpy.maximum(ahead[:-d], s)
        if d in (8, 64, 128, 512):
            scores[f"{d} rows around"] = numpy.maximum(behind, ahead)
            scores[f"{d} rows before"] = behind.copy()
    scores["before against behind"] = behind - ahead
    return scores


@alone("overlap with all rows, by rarity")
def overlap_all(table, ds):
    """Values of more than an eighth of the rows say next to nothing and are left out."""
    blocks = []
    for codes, counts, w in zip(table.codes, table.counts, weights(table)):
        here = numpy.flatnonzero((counts > 1) & (counts <= max(2, table.n // 8)))
        blocks.append(scipy.sparse.csr_matrix((numpy.sqrt(w[here]), (here, codes[here])), (table.n, codes.max() + 2)))
    m = scipy.sparse.hstack(blocks).tocsr()
    best, second = numpy.zeros(table.n), numpy.zeros(table.n)
    for at in range(0, table.n, 500):
        part = (m[at:at + 500] @ m.T).tolil()
        part.setdiag(0, k=at)
        part = part.tocsr()
        best[at:at + 500] = part.max(axis=1).toarray().ravel()
        second[at:at + 500] = best[at:at + 500] - part.sum(axis=1).A1 / table.n
    return {"most with any row": best, "most, less the mean": second}


@alone("repeats of nearly unique values")
def repeats(table, ds):
    total, parts = numpy.zeros(table.n), {}
    for place, name in enumerate(table.names):
        if table.distinct(place) < 0.5:
            continue
        counts = table.counts[place]
        parts[name] = (counts > 1) / numpy.maximum(counts, 1)
        total += numpy.where((counts > 1) & (counts < 5), numpy.log(table.n / numpy.maximum(counts, 1)), 0.0)
    return parts | {"all columns": total}


@alone("repeats of tuples")
def tuples(table, ds):
    """Two columns that together have a value more often than apart, and all columns that are not nearly unique as one."""
    places = [p for p in range(len(table.names)) if 1 / table.n < table.distinct(p) < 0.9 and table.codes[p].max() > 0]
    total, most, whole = numpy.zeros(table.n), numpy.zeros(table.n), None
    for i, a in enumerate(places):
        whole = table.codes[a] if whole is None else tables.joined(whole, table.codes[a])
        for b in places[:i]:
            counts = tables.counts_of(tables.joined(table.codes[a], table.codes[b]))
            expected = table.counts[a] * table.counts[b] / table.n
            says = numpy.where(counts > 1, numpy.log(numpy.maximum(counts, 1) / numpy.maximum(expected, 1e-9)), 0.0)
            total, most = total + says, numpy.maximum(most, says)
    scores = {"pairs, summed": total, "pairs, most": most}
    return scores if whole is None else scores | {"all together": (tables.counts_of(whole) > 1).astype(float)}


# ---- columns that agree ----

def ascii_letters(text):
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z]", "", plain)


def learned_agreement(a, b):
    """-log of how much likelier the pair is than by chance, this row itself left out; 0 where a part is empty."""
    pairs = tables.counts_of(tables.joined(a, b))
    expected = tables.counts_of(a) * tables.counts_of(b) / len(a)
    return numpy.where(pairs > 0, -numpy.log((numpy.maximum(pairs - 1, 0) + 0.2 * expected + 0.01) / numpy.maximum(expected, 1e-9)), 0.0)


@alone("e-mail against name")
def mail_and_name(table, ds):
    if not ds.mail:
        return {}
    names = [[ascii_letters(w) for w in re.findall(r"[^\W\d_]+", v)] for v in table.column(ds.person)]
    mails = [ascii_letters(v.split("@")[0]) for v in table.column(ds.mail)]
    covered = [sum(len(w) for w in n if len(w) > 1 and w in m) / len(m) if m else numpy.nan for n, m in zip(names, mails)]
    covered = numpy.array(covered, dtype=float)
    scores = {"letters of the mailbox that no name has": 1 - numpy.where(numpy.isnan(covered), numpy.nanmean(covered), covered)}
    first = tables.codes_of([tables.canonical(v)[:1] for v in table.column(ds.person)])
    for k in (2, 3, 4):
        begin = tables.codes_of([m[:k] for m in mails])
        scores[f"first sign of the name, {k} letters of the mailbox"] = learned_agreement(first, begin)
    return scores


def features(values):
    """What of a column may hang together with another: itself, beginnings, ends, words at either end, digits."""
    plain = [tables.canonical(v) for v in values]
    words = [re.findall(r"\w+", v.casefold()) or [""] for v in values]
    all_features = [plain] + [[p[:k] for p in plain] for k in (1, 2, 3, 4, 6)] + [[p[-1:] for p in plain], [p[6:10] for p in plain]]
    all_features += [[w[0] for w in words]] + [[w[-k] if len(w) >= k else "" for w in words] for k in (1, 2, 3)]
    codes = [tables.codes_of(f) for f in all_features]
    return {n: c for n, c in enumerate(codes) if 1 < c.max() + 1 < len(values) / 20}


def information(a, b):
    """Mutual information in nats, less what as many pairs of values give by chance (Miller 1955)."""
    use = (a >= 0) & (b >= 0)
    if use.sum() < 100:
        return 0.0
    a, b = a[use], b[use]
    pair = tables.joined(a, b)
    found = numpy.log(tables.counts_of(pair) * len(a) / (tables.counts_of(a) * tables.counts_of(b))).mean()
    return found - (len(set(a)) - 1) * (len(set(b)) - 1) / (2 * len(a))


def telling(columns, ds, known={}):
    """Of each two columns the features that tell most of one another, by every third row of the first copy of a dataset that is seen."""
    if ds.name not in known:
        pairs = []
        for i, one in enumerate(columns):
            for j, other in enumerate(columns[:i]):
                most = max(((information(a[::3], b[::3]), n, m) for n, a in one.items() for m, b in other.items()), default=(0, 0, 0))
                pairs += [(i, most[1], j, most[2])] if most[0] > 0.05 else []
        known[ds.name] = pairs
    return [p for p in known[ds.name] if p[1] in columns[p[0]] and p[3] in columns[p[2]]]


@alone("columns that do not agree")
def disagreement(table, ds):
    """City and postcode, telephone, number of identity, birth, and whatever else tells of another."""
    columns = [features(table.column(n)) for n in table.names]
    total, most, parts = numpy.zeros(table.n), numpy.zeros(table.n), {}
    for i, n, j, m in telling(columns, ds):
        says = learned_agreement(columns[i][n], columns[j][m])
        parts[f"{table.names[j]} and {table.names[i]}"] = says
        total, most = total + says, numpy.maximum(most, says)
    return parts | {"all, summed": total, "all, most": most}


@alone("a number in two columns")
def same_digits(table, ds):
    """Columns of which one has another's digits within (a birth in a number of identity): rows where it is not so."""
    digits = [[re.sub(r"\D", "", v) for v in table.column(n)] for n in table.names]
    scores = {}
    for i, one in enumerate(digits):
        for j, other in enumerate(digits):
            has = numpy.array([len(o) > 3 and o in w for w, o in zip(one, other)])
            if i != j and has.mean() > 0.1:
                scores[f"{table.names[j]} in {table.names[i]}"] = 1.0 - has
    return scores


# ---- words and signs ----

def scarcity(texts, analyzer, size):
    """How rare the pieces of each text are in the column: the mean and the least of log(rows with it, this one aside)."""
    m = HashingVectorizer(analyzer=analyzer, ngram_range=(size, size), norm=None, alternate_sign=False, binary=True,
                          n_features=2 ** 18, lowercase=False, token_pattern=r"(?u)\w+").transform(texts)
    rarity = numpy.log(numpy.maximum(m.sum(axis=0).A1 - 1, 0) + 0.5)
    m.data = rarity[m.indices]
    pieces = numpy.maximum(numpy.diff(m.indptr), 1)
    rarest = -(-(m - m.astype(bool).multiply(20.0))).min(axis=1).toarray().ravel()
    once = scipy.sparse.csr_matrix((m.data < 0, m.indices, m.indptr), m.shape).sum(axis=1).A1
    return {"mean": m.sum(axis=1).A1 / pieces, "rarest": rarest, "once": once.astype(float)}


def by_column(table, analyzer, size, case=False):
    total, parts = numpy.zeros(table.n), {}
    for name in table.names:
        texts = table.column(name)
        for what, s in scarcity(texts if case else [v.casefold() for v in texts], analyzer, size).items():
            parts[f"{what}, {name}"] = s
            if what == "mean" and s.std() > 0:
                total += (s - s.mean()) / s.std()
    return parts | {"all columns": total}


@alone("words, how rare")
def words(table, ds):
    return by_column(table, "word", 1)


@alone("two words, how rare")
def word_pairs(table, ds):
    return by_column(table, "word", 2)


@alone("signs, how rare")
def signs(table, ds):
    return by_column(table, "char", 1, case=True) | {f"2, {k}": v for k, v in by_column(table, "char", 2, case=True).items()}


@alone("three signs, how rare")
def trigrams(table, ds):
    return by_column(table, "char", 3)


def shape(text):
    text = re.sub(r"[0-9]", "9", text)
    text = re.sub(r"[^\W\d_A-Z]+", "a", text)
    return re.sub(r"[A-Z]+", "A", text)


@alone("shapes of cells")
def shapes(table, ds):
    total, parts = numpy.zeros(table.n), {}
    for place, name in enumerate(table.names):
        codes = tables.codes_of(["_" + shape(v) for v in table.column(name)])
        parts[name] = -numpy.log(tables.counts_of(codes) / table.n)
        parts["length, " + name] = numpy.array([float(len(v)) for v in table.column(name)])
        total += parts[name]
    return parts | {"all columns": total}


@alone("cells that are empty, in quotes, or end in a blank")
def looks(table, ds):
    raw = [[f"{c[:1] == chr(34)} {c == ''} {c != c.strip()}" for c in row] for row in table.raw]
    total, parts = numpy.zeros(table.n), {}
    for place, name in enumerate(table.names):
        codes = tables.codes_of([r[place] for r in raw])
        parts[name] = -numpy.log(tables.counts_of(codes) / table.n)
        total += parts[name]
    whole = tables.codes_of(["".join(r) for r in raw])
    return parts | {"all columns": total, "the row": -numpy.log(tables.counts_of(whole) / table.n)}


def digit_rarity(values, size):
    """The mean of -log of how many values of as many digits have the same ones there."""
    result, lengths = numpy.zeros(len(values)), numpy.array([len(v) for v in values])
    for length in set(lengths[lengths >= size]):
        rows = numpy.flatnonzero(lengths == length)
        for i in range(length - size + 1):
            codes = numpy.array([int(values[r][i:i + size]) for r in rows])
            result[rows] -= numpy.log(numpy.bincount(codes)[codes]) / (length - size + 1)
    return result


@alone("digits where they stand")
def digits(table, ds):
    """Each digit of a column given how many there are and where it stands, from the right; and given the one before."""
    scores = {}
    for name in table.names:
        values = [re.sub(r"\D", "", unicodedata.normalize("NFKC", v)) for v in table.column(name)]
        if numpy.mean([len(v) > 2 for v in values]) < 0.3:
            continue
        for size, label in ((1, ""), (2, "pairs, "), (3, "threes, ")):
            scores[label + name] = digit_rarity(values, size)
        for k in (1, 2, 3):
            counts = tables.counts_of(tables.codes_of([v[-k:len(v) - k + 1] for v in values]))
            scores[f"digit {k} from the right, {name}"] = -numpy.log(1 + counts)
        scores["number, " + name] = numpy.array([float(v[:18] or -1) for v in values])
    return scores


# ---- keys ----

@alone("gaps between keys")
def gaps(table, ds):
    keys = numpy.array([float(ds.number(v)) for v in table.column(ds.key)])
    order = numpy.argsort(keys, kind="stable")
    steps = numpy.diff(keys[order], prepend=keys[order[0]] - 1e3, append=keys[order[-1]] + 1e3)
    before, behind = numpy.empty(table.n), numpy.empty(table.n)
    before[order], behind[order] = steps[:-1], steps[1:]
    least, both = numpy.minimum(before, behind), before + behind
    return {"before": before, "behind": behind, "the smaller": least, "both together": both,
            "in the middle": least / numpy.maximum(both, 1), "key": keys, "parity": keys % 2, "last digit": keys % 10}


@near("keys and times against the rows around")
def against_neighbours(table, ds):
    """Of every column: how far a cell's rank is from the median of those around; how many rows around stand on the wrong side of it."""
    scores = {}
    for name in table.names:
        sort = datasets.sort_key(ds, name)
        values = [sort(v) for v in table.column(name)]
        if len(set(values)) < 50:
            continue
        rank = ranks_of(values)
        scores["median, " + name] = numpy.abs(rank - local_median(rank))
        scores["wrong side, " + name] = inversions(rank, 32)
    return scores


def ranks_of(values):
    place = {v: i for i, v in enumerate(sorted(set(values)))}
    return numpy.array([float(place[v]) for v in values])


def local_median(rank, half=8):
    around = numpy.stack([numpy.roll(rank, d) for d in range(-half, half + 1) if d != 0])
    return numpy.median(around, axis=0)


def inversions(rank, width):
    """How many rows within the width before are greater, and behind smaller."""
    wrong = numpy.zeros(len(rank))
    for d in range(1, min(width + 1, len(rank))):
        out = rank[:-d] > rank[d:]
        wrong[d:] += out
        wrong[:-d] += out
    return wrong


@near("place in the file")
def place(table, ds):
    at = numpy.arange(table.n)
    return {"number of the row": at.astype(float), "odd": at % 2.0}


@near("neighbours that are alike")
def alike(table, ds):
    """How many cells a row shares with the one before, the one behind; how long its values have not been seen, in rows."""
    equal = numpy.zeros((table.n, len(table.names)))
    for p, codes in enumerate(table.codes):
        equal[1:, p] = (codes[1:] == codes[:-1]) & (codes[1:] >= 0)
    before = equal.sum(axis=1)
    behind = numpy.append(before[1:], 0)
    return {"before": before, "behind": behind, "both": before + behind}

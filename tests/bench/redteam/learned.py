"""learned.py: detectors that are trained. The attacker learns his copy with a vault of his own, exports it to accounts of his own,
and so has labels; what he trains on one half of the blocks of rows judges the other, so that none is judged by what was told of it."""
import os

import numpy
import scipy.sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier

import detectors
import table as tables
import vault

BLOCK = 512  # rows: those that a canary stands beside are mostly of its half
OWN = 3      # exports of his own


def own_labels(program, folder, ds, copy):
    """Tables of his own, each with which of its rows were invented by his vault."""
    mine = vault.Vault(program, folder)
    mine.learn("mine", copy, OWN, ds.options)
    result = []
    for account in range(OWN):
        out = folder + "/own.csv"
        said = mine.embed("mine", account, copy, out)
        table = tables.Table.read(out)
        result.append((table, table.truth(mine.canaries(said["export"]), ds.key)))
        os.unlink(out)
    return result


def half(table):
    return numpy.arange(table.n) // BLOCK % 2


def grams(table):
    """Pieces of one to three signs of each column."""
    make = HashingVectorizer(analyzer="char_wb", ngram_range=(1, 3), n_features=2 ** 16, alternate_sign=False)
    return scipy.sparse.hstack([make.transform(table.column(n)) for n in table.names]).tocsr()


def numbers(table, ds):
    """The scores of all other detectors, by their names and ways."""
    return {(name, label): scores for name, detector in {**detectors.ALONE, **detectors.NEAR}.items()
            for label, scores in detector(table, ds).items()}


def aligned(scores, labels):
    """A matrix with these columns: a feature that a table lacks is missing there."""
    n = len(next(iter(scores.values())))
    return numpy.stack([scores.get(label, numpy.full(n, numpy.nan)) for label in labels], axis=1)


def cross(fit, own, features, target, target_half):
    """Scores of the rows of the target, each half by what was trained on the other."""
    result = numpy.zeros(len(target_half))
    for side in (0, 1):
        parts = [(f[half(t) != side], y[half(t) != side]) for (t, y), f in zip(own, features)]
        stack = scipy.sparse.vstack if scipy.sparse.issparse(target) else numpy.concatenate
        model = fit(stack([f for f, _ in parts]), numpy.concatenate([y for _, y in parts]))
        result[target_half == side] = model(target[target_half == side])
    return result


def logistic(x, y):
    model = SGDClassifier(loss="log_loss", alpha=1e-6, class_weight="balanced", max_iter=15, tol=None, random_state=1).fit(x, y)
    return model.decision_function


def boosted(x, y):
    keep = y | (numpy.random.default_rng(1).random(len(y)) < 0.4)
    model = HistGradientBoostingClassifier(max_iter=150, learning_rate=0.08, max_leaf_nodes=15, min_samples_leaf=20,
                                           random_state=1).fit(x[keep], y[keep])
    return lambda z: model.decision_function(z)


def scores(program, folder, ds, copy, table):
    """Names and scores of the trained detectors for one copy."""
    own = own_labels(program, folder, ds, copy)
    sides = half(table)
    result = {"n-grams, logistic regression": cross(logistic, own, [grams(t) for t, _ in own], grams(table), sides)}
    target, of_own = numbers(table, ds), [numbers(t, ds) for t, _ in own]
    for name, near in (("gradient boosting", False), ("gradient boosting with the rows around", True)):
        labels = sorted(label for label in target if near or label[0] not in detectors.NEAR)
        features = [aligned(f, labels) for f in of_own]
        result[name] = cross(boosted, own, features, aligned(target, labels), sides)
    return result

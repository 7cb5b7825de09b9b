"""measure.py: how well scores of suspicion find canaries, and the lines of the benchmark."""
import math
import statistics

import numpy

AUC_MOST, OVERLAP_MOST, FIRST_MOST, SHOWN_MOST = 0.58, 0.62, 5.0, 0.01


def ranks(scores):
    """Mean ranks from 1: equal scores share theirs."""
    values, inverse, counts = numpy.unique(scores, return_inverse=True, return_counts=True)
    return (numpy.cumsum(counts) - (counts - 1) / 2)[inverse]


def auc(scores, truth):
    """The chance that a canary is more suspicious than another row, a tie being a half (Mann and Whitney 1947)."""
    hits = truth.sum()
    return (ranks(scores)[truth].sum() - hits * (hits + 1) / 2) / (hits * (len(truth) - hits))


def first(scores, truth, share=0.01):
    """How many times likelier than any row the most suspicious share of rows are canaries. Rows that tie at the end count in part."""
    room = max(1, round(share * len(scores)))
    edge = numpy.sort(scores)[len(scores) - room]
    above, at = scores > edge, scores == edge
    hits = truth[above].sum() + truth[at].sum() * (room - above.sum()) / at.sum()
    return hits / room / truth.mean()


def shown(scores, truth):
    """Which canaries are shown: they are more suspicious than 99 % of the other rows, one that ties being a half."""
    others = numpy.sort(scores[~truth])
    below, up_to = (numpy.searchsorted(others, scores[truth], side=side) for side in ("left", "right"))
    return (below + up_to) / 2 >= 0.99 * len(others)


class Detector:
    """What one detector gave, copy by copy. The attacker knows by a vault of his own which end of the scores is suspicious."""

    def __init__(self):
        self.aucs, self.up, self.down = [], [], []

    def add(self, scores, truth):
        scores = numpy.nan_to_num(scores.astype(float))
        self.aucs.append(auc(scores, truth))
        self.up.append(first(scores, truth))
        self.down.append(first(-scores, truth))

    def result(self):
        """AUC, its standard error (None of one copy), times chance in the first 1 %."""
        mean, error = statistics.fmean(self.aucs), None
        if len(self.aucs) > 1:
            error = statistics.stdev(self.aucs) / math.sqrt(len(self.aucs))
        if mean < 0.5:
            return 1 - mean, error, statistics.fmean(self.down)
        return mean, error, statistics.fmean(self.up)


    def excess(self, most):
        """How far it is on its way to the limits: above 1 where one is missed."""
        value, _, times = self.result()
        return max((value - 0.5) / (most - 0.5), times / FIRST_MOST)


def selftest():
    """By hand: of the pairs of a canary (3, 2) and another row (2, 1, 0) five are in order and one ties."""
    scores, truth = numpy.array([3.0, 2, 2, 1, 0]), numpy.array([True, True, False, False, False])
    assert abs(auc(scores, truth) - 5.5 / 6) < 1e-12
    assert abs(first(scores, truth, 0.4) - (1 + 0.5) / 2 / 0.4) < 1e-12
    many = numpy.concatenate([[5.0, 4.0], [4.0, 4.0], numpy.zeros(98)])
    assert list(shown(many, numpy.arange(102) < 2)) == [True, True]
    assert not shown(numpy.where(numpy.arange(102) < 5, 1.0, 0.0), numpy.arange(102) < 2)[0]  # three of a hundred others tie: 98.5 %


def detector_line(dataset, name, detector, most, more=""):
    """A line of the benchmark; whether it is met."""
    value, error, times = detector.result()
    met = value <= most and times <= FIRST_MOST
    deviation = "" if error is None else f", standard error {error:.3f}"
    copies = f"{len(detector.aucs)} cop{'y' if len(detector.aucs) == 1 else 'ies'}"
    print(f"bench: redteam {dataset}, {name}: AUC {value:.3f} ({copies}{deviation}), {times:.1f} times chance in the first 1 %{more}; "
          f"yardstick: at most {most}, {FIRST_MOST:.0f} times; {'met' if met else 'MISSED'}", flush=True)
    return met


def shown_line(dataset, name, hits, of):
    met = hits <= SHOWN_MOST * of
    judged = f"{hits} of {of} canaries shown ({100 * hits / of:.1f} %); yardstick: at most 1 %; {'met' if met else 'MISSED'}" if of else \
        "no canary in them; yardstick: none, printed only"
    print(f"bench: redteam {dataset}, two exports: {name}: {judged}", flush=True)
    return met

#!/usr/bin/env python3
"""stats.py: Wilson's interval and the lines of the benchmark, as tests/bench/bench_stats.h has them.

    stats.py wilson HITS TRIALS     the 95 % score interval of a share
    stats.py median X...            median, least and greatest
    stats.py selftest               against published values
"""
import math
import statistics
import sys

Z = 1.959963984540054


def wilson(hits, trials):
    """Wilson's score interval (1927), 95 %."""
    if trials == 0:
        return 0.0, 1.0
    p, z2 = hits / trials, Z * Z
    middle = (p + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z / (1 + z2 / trials) * math.sqrt(p * (1 - p) / trials + z2 / (4 * trials * trials))
    return (0.0 if hits == 0 else middle - half), (1.0 if hits == trials else middle + half)


def share_line(what, hits, trials, bound=None, most=False):
    low, high = wilson(hits, trials)
    p = hits / trials if trials else 0.0
    line = f"bench: {what}: {hits} of {trials} ({100 * p:.4g} %; 95 % {100 * low:.4g}..{100 * high:.4g}); yardstick: "
    if bound is None:
        return line + "none, printed only"
    met = trials > 0 and (p <= bound if most else p >= bound)
    return line + f"at {'most' if most else 'least'} {100 * bound:.4g} %; {'met' if met else 'MISSED'}"


def measured_line(what, unit, values, bound):
    """Measurements that must be at most the bound, or (None) are printed only."""
    middle = statistics.median(values)
    line = f"bench: {what}: median {middle:.4g} {unit} ({min(values):.4g}..{max(values):.4g}); "
    if bound is None:
        return line + f"{len(values)} trials; yardstick: none, printed only"
    within = sum(v <= bound for v in values)
    low, high = wilson(within, len(values))
    return line + (f"{within} of {len(values)} trials within (95 % {100 * low:.4g}..{100 * high:.4g} %); yardstick: at most "
                   f"{bound:.4g} {unit}; {'met' if middle <= bound else 'MISSED'}")


def selftest():
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3 (score)."""
    for hits, trials, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
                                    (1, 29, 0.0061, 0.1718)):
        got = wilson(hits, trials)
        assert abs(got[0] - low) < 6e-5 and abs(got[1] - high) < 6e-5, (hits, trials, got)
    print("stats.py: Wilson's interval agrees with the published values")


def main(arguments):
    if arguments[:1] == ["wilson"] and len(arguments) == 3:
        print("%.6f %.6f" % wilson(int(arguments[1]), int(arguments[2])))
    elif arguments[:1] == ["median"] and len(arguments) > 1:
        values = [float(a) for a in arguments[1:]]
        print(f"{statistics.median(values):.6g} {min(values):.6g} {max(values):.6g}")
    elif arguments == ["selftest"]:
        selftest()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

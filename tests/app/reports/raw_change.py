"""What has changed between two rounds, from what was found about each case, by other code.

The formulas are those of docs/method.md; the p values are adjusted by scipy.
"""

from collections import defaultdict
from math import exp, log, sqrt

from scipy.stats import false_discovery_control

from tests.app.reports.raw_answers import is_judged
from tests.app.reports.raw_figures import TAIL, joined, share_of
from tests.app.reports.raw_rounds import UNREAD, counted, everywhere, mean_of, means_of, met_of

LEAST, MOST = 1e-12, 0.999


def changes_of(before, after, hidden, smallest):
    """Compare two rounds, each its cases and its checklist.

    ``hidden`` are questions left out of either round; a group of means with fewer than
    ``smallest`` files is left out here too.
    """
    old = {each["id"]: each for each in before[1] if is_judged(each)}
    new = {each["id"]: each for each in after[1] if is_judged(each)}
    able = [id_ for id_ in new if id_ in old and same(old[id_], new[id_]) and id_ not in hidden]
    cases = before[0], after[0]
    questions = {id_: change(cases, met_of(id_), smallest, twice=True) for id_ in able}
    told = told_of("questions", questions)
    for kind in ("sections", "indices"):
        means = {}
        for (of, name), ids in means_of(list(new.values())).items():
            among = [id_ for id_ in ids if id_ in able]
            if of == kind and among:
                means[name] = change(cases, mean_of(among), smallest, twice=False)
        told |= told_of(kind, means, rounded=True)
    told_questions = {path[1] for path in told if path[0] == "questions"}
    told["not_comparable",] = len(set(old) | set(new)) - len(told_questions)
    return told


def same(old, new):
    """Tell whether two questions ask the same; how they are worded does not matter."""

    def meaning(question):
        answer = question.get("answer", {"kind": "met" if "computed" in question else ""})
        codes = [each["code"] for each in answer.get("options", ()) if isinstance(each, dict)]
        rest = {
            name: answer.get(name)
            for name in ("kind", "partly", "not_applicable", "not_found", "met_from", "counts")
        }
        ways = (
            answer.get("good_direction"),
            question.get("computed"),
            question.get("enable_when"),
            question.get("enable_behavior", "all"),
        )
        return codes, rest, ways

    return meaning(old) == meaning(new)


def change(cases, score, smallest, *, twice):
    """Give both shares, their difference with limits, p, and whether it is a fact."""
    names = sorted({case["stratum"] for case in cases[0]} | {case["stratum"] for case in cases[1]})
    sides = [
        [
            counted([case for case in each if case["stratum"] == name], everywhere, score)
            for name in names
        ]
        for each in cases
    ]
    used = [[s for s in side if s[0]] for side in sides]
    if any(sum(s[2] for s in side) == 0 or any(s[1] == 0 for s in side) for side in used):
        return None
    if not twice and any(sum(s[2] for s in side) < smallest for side in used):
        return None
    first, second = (share_of(side) for side in used)
    related = correlation(cases, sides, names, score, smallest) if twice else 0.0

    def limits(tail):
        ends = [limits_at(side, tail) for side in used]
        if None in ends:
            return None
        (l1, u1), (l2, u2) = ends
        down, up = (second - l2, u1 - first), (u2 - second, first - l1)
        low, high = (sqrt(max(a * a + b * b - 2 * related * a * b, 0.0)) for a, b in (down, up))
        return max(second - first - low, -1.0), min(second - first + high, 1.0)

    known = all(s[0] == s[1] for side in used for s in side)
    ends = limits(TAIL)
    p = None if ends is None or known else smallest_error(limits)
    return {"ends": (first, second), "limits": ends, "p": p, "known": known}


def limits_at(side, tail):
    part = [s for s in side if s[1] < s[0]]
    share = share_of(side)
    if not part:
        return share, share
    if any(n == 1 for _, n, *_ in part) or sum(max(m - 1, 0) for _, _, m, *_ in part) <= 0:
        return None
    return joined(side, part, share, tail)


def smallest_error(limits):
    """Find the smallest error at which the interval leaves out zero."""

    def apart(error):
        low, high = limits(error / 2)
        return low > 0 or high < 0

    if not apart(MOST):
        return 1.0
    below, above = log(LEAST), log(MOST)
    for _ in range(40):
        middle = (below + above) / 2
        below, above = (below, middle) if apart(exp(middle)) else (middle, above)
    return exp(above)


def read_in(cases):
    return [case for case in cases if "found" in case]


def correlation(cases, sides, names, score, smallest):
    """Give the covariance within strata of cases read in both rounds, over both errors."""
    found = [
        {
            case["number"]: (case["stratum"], score(case["found"]))
            for case in each
            if "found" in case
        }
        for each in cases
    ]
    frames = [{(case["number"], case["stratum"]) for case in each} for each in cases]
    shared = defaultdict(int)
    for _, stratum in frames[0] & frames[1]:
        shared[stratum] += 1
    shares = [share_of([s for s in side if s[0]]) for side in sides]
    covariance = 0.0
    for place, name in enumerate(names):
        pairs = [
            (found[0][number][1], found[1][number][1])
            for number in found[0].keys() & found[1].keys()
            if found[0][number][0] == found[1][number][0] == name
        ]
        pairs = [
            tuple(0.0 if met is None else met - p for met, p in zip(pair, shares, strict=True))
            for pair in pairs
            if UNREAD not in pair
        ]
        if len(pairs) < max(smallest, 2):
            continue
        middle = [sum(each) / len(pairs) for each in zip(*pairs, strict=True)]
        together = sum((a - middle[0]) * (b - middle[1]) for a, b in pairs) / (len(pairs) - 1)
        (N1, n1, *_), (N2, n2, *_) = sides[0][place], sides[1][place]  # noqa: N806 (as in the text)
        part = len(pairs) / (n1 * n2) - shared[name] / (N1 * N2)
        covariance += N1 * N2 * part * together
    sizes = [sum(N / n * m for N, n, m, *_ in side if N) for side in sides]
    errors = [error_of(side, share) for side, share in zip(sides, shares, strict=True)]
    if not all(errors):
        return 0.0
    return max(-1.0, min(1.0, covariance / (sizes[0] * sizes[1]) / (errors[0] * errors[1])))


def error_of(side, p):
    """Give the standard error of a share, with the finite population."""
    size = sum(N / n * m for N, n, m, *_ in side if N)
    variance = 0.0
    for N, n, m, a, squares in side:  # noqa: N806 (as in the text)
        if n > 1:
            spread = (squares - 2 * p * a + p * p * m - (a - p * m) ** 2 / n) / (n - 1)
            variance += N * N * (1 - n / N) * spread / n
    return sqrt(variance) / size


def told_of(kind, changes, *, rounded=False):
    """Round as a page does, adjust p over the family, and say what may be said."""
    made = {name: each for name, each in changes.items() if each is not None}
    asked = [name for name, each in made.items() if each["p"] is not None]
    adjusted = dict(
        zip(asked, false_discovery_control([made[name]["p"] for name in asked]), strict=True)
        if asked
        else ()
    )
    told = {}
    for name, each in made.items():
        first, second = each["ends"]
        row = {"difference": round(second - first, 2), "verdict": "cannot_tell"}
        row |= dict(zip(("before", "after"), each["ends"], strict=True))
        if rounded:
            row |= {"before": round(first, 2), "after": round(second, 2)}
        if each["limits"] is not None:
            row |= {"low": round(each["limits"][0], 2), "high": round(each["limits"][1], 2)}
        if name in adjusted:
            row |= {"p": round(each["p"], 3), "p_adjusted": round(float(adjusted[name]), 3)}
        if each["known"] or adjusted.get(name, 1.0) <= 2 * TAIL:
            row["verdict"] = "better" if second > first else "worse"
            if each["known"] and second == first:
                row["verdict"] = "unchanged"
        told |= {(kind, name, field): value for field, value in row.items()}
    return told

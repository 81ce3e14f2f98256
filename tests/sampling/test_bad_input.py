"""What is no sample is refused by name, wherever it comes in, and never made into one."""

import math

import numpy as np
import pytest

import sampling as s
from sampling import intervals
from sampling.agreement import cohen_kappa
from sampling.errors import SamplingError
from sampling.estimate import (
    eligible_cases,
    estimate_mean,
    estimate_median,
    estimate_ratio,
    estimate_total,
    poststratified_mean,
    share_out_unknown,
    weighting_class_mean,
)
from sampling.run_chart import run_chart
from tests.sampling.calls import BOTH, judged, overlapping

POPULATIONS, SPREAD = {"A": 10, "B": 20}, {"A": 0.5, "B": 0.5}
FRAME = s.Frame.of([("A", str(number)) for number in range(5)])
QUEUE = s.draw(FRAME, {"A": 1}, "5" * 64)["A"]
THREE = np.zeros(3, dtype=np.uint64), np.zeros(3, dtype=int)

# Each takes one number of cases.
COUNTED = {
    "total": lambda x: s.allocate(POPULATIONS, x),
    "equal total": lambda x: s.allocate_equally(POPULATIONS, x),
    "fixed": lambda x: s.allocate_fixed(POPULATIONS, x),
    "population": lambda x: s.allocate({"A": x, "B": 5}, 3),
    "population, rate": lambda x: s.allocate_rate({"A": x}, 0.5),
    "population, fixed": lambda x: s.allocate_fixed({"A": x}, 5),
    "population, budget": lambda x: s.allocate_to_budget({"A": x}, {"A": 1}, {"A": 1}, 5),
    "at least": lambda x: s.allocate(POPULATIONS, 6, at_least=x),
    "size for share": lambda x: s.size_for_share(x, 0.05),
    "sizes for share": lambda x: s.sizes_for_share({"A": x}, 0.05),
    "census": s.advise_census,
    "nonresponse": lambda x: s.size_with_nonresponse(x, 0.5, 100),
    "nonresponse, population": lambda x: s.size_with_nonresponse(5, 0.5, x),
    "discover": lambda x: s.size_to_discover(x, 1),
    "discover, faulty": lambda x: s.size_to_discover(10, x),
    "accept": lambda x: s.size_to_accept(10, x),
    "accept, allowed": lambda x: s.size_to_accept(10, 3, allowed=x),
    "chance": lambda x: s.chance_to_discover(10, x, 3),
    "margin": lambda x: s.margin_of(100, x),
    "margins": lambda x: s.margins_of(POPULATIONS, {"A": x, "B": 2}),
    "ruled out": lambda x: s.faulty_ruled_out(10, x),
    "change, frames": lambda x: s.size_to_detect_change(0.4, 0.5, populations=(x, 50)),
    "power": lambda x: s.power_to_detect_change(0.4, 0.5, x),
    "overlap, first": lambda x: s.expected_overlap(x, 1, 10, 0.1),
    "overlap, population": lambda x: s.expected_overlap(1, 1, x, 0.1),
    "shift, size": lambda x: s.shift_start(0, x, 10, renewed=0.5),
    "top up": lambda x: s.top_up(QUEUE, [], x),
    "select": lambda x: s.select_lowest(*THREE, [x], lambda _row: b""),
    "draw": lambda x: s.draw(FRAME, {"A": x}, "5" * 64),
    "interval, hits": lambda x: s.share_interval(x, 10, 20),
    "interval, sampled": lambda x: s.share_interval(1, x, 20),
    "interval, population": lambda x: s.share_interval(1, 10, x),
    "strata": lambda x: s.tabulate([[1, 1]], [0, 0], strata=x),
    "eligible": lambda x: eligible_cases(10, x, 1, opened_until_enough=False),
    "eligible, interval": lambda x: s.eligible_interval(x, 5, 2, opened_until_enough=True),
    "strata, hits": lambda x: s.stratified_interval([x, 1], [5, 5], [9, 9]),
    "strata, sampled": lambda x: s.stratified_interval([1, 1], [x, 5], [9, 9]),
    "strata, population": lambda x: s.stratified_interval([1, 1], [2, 2], [x, 9]),
}
# Each takes one number that is not negative.
MEASURED = {
    "deviation": lambda x: s.allocate_neyman(POPULATIONS, {"A": x, "B": 1}, 6),
    "variation": lambda x: s.allocate_by_power(POPULATIONS, 6, variations={"A": x, "B": 1}),
    "cost": lambda x: s.allocate_by_cost(POPULATIONS, SPREAD, {"A": x, "B": 1}, 6),
    "budget": lambda x: s.allocate_to_budget(POPULATIONS, SPREAD, {"A": 1, "B": 1}, x),
    "target": lambda x: s.allocate_for_targets(POPULATIONS, {"met": SPREAD}, {"met": x}),
    "target, deviation": lambda x: s.allocate_for_targets(
        POPULATIONS, {"met": {"A": x}}, {"met": 1}
    ),
    "rate": lambda x: s.allocate_rate(POPULATIONS, x),
    "power of sizes": lambda x: s.allocate_by_power(POPULATIONS, 6, power=x),
    "margin": lambda x: s.size_for_share(100, x),
    "share": lambda x: s.size_for_share(100, 0.05, share=x),
    "confidence": lambda x: s.size_for_share(100, 0.05, confidence=x),
    "design effect": lambda x: s.size_for_share(100, 0.05, design_effect=x),
    "mean, deviation": lambda x: s.size_for_mean(100, 1, x),
    "answered": lambda x: s.size_with_nonresponse(5, x, 100),
    "tolerable": s.size_to_accept_rate,
    "expected": lambda x: s.size_to_accept_rate(0.05, x),
    "overlap": lambda x: s.size_to_detect_change(0.4, 0.5, overlap=x),
    "correlation": lambda x: s.size_to_detect_change(0.4, 0.5, correlation=x),
    "renewed": lambda x: s.shift_start(0, 1, 10, renewed=x),
    "shift": lambda x: s.expected_overlap(1, 1, 10, x),
    "interval, confidence": lambda x: s.share_interval(1, 10, 20, confidence=x),
    "estimate, confidence": lambda x: s.share_from_counts([1], [5], [5], [9], confidence=x),
    "kappa, confidence": lambda x: cohen_kappa([(1, 2), (2, 2), (1, 1)], [1, 2], confidence=x),
    "frame of a share": lambda x: s.estimate_share([1, 1, 0], [0, 0, 0], [x]),
    "frame of a mean": lambda x: estimate_mean([1, 1, 0], [0, 0, 0], [x]),
    "counts": lambda x: s.share_from_counts([1, 1], [5, 5], [5, 5], [x, 9]),
    "mask": lambda x: s.mask([[x, 5], [6, 7]]),
    "mask, shares": lambda x: s.mask_shares([x], [5]),
    "smallest": lambda x: s.mask([[9, 5], [6, 7]], smallest=x),
    "chart, hits": lambda x: run_chart([x, 2], [5, 5]),
    "chart, cases": lambda x: run_chart([1, 2], [x, 5]),
    "strata, confidence": lambda x: s.stratified_interval([1], [5], [9], confidence=x),
    "groups of a sample": lambda x: s.compare_domains(
        s.StratumCounts.of([1], [2], [5], [9]),
        s.StratumCounts.of([1], [2], [5], [9]),
        confidence=x,
    ),
    "frame of a difference": lambda x: s.estimate_mean_difference(
        [1, 2, 4], [0, 0, 0], [x], [1, 0, 0], [0, 1, 1]
    ),
    "unknown": lambda x: share_out_unknown(x, 1, 1),
}


@pytest.mark.parametrize("wrong", [-1, math.nan, math.inf, "7", None, 2.5, True], ids=repr)
@pytest.mark.parametrize("call", COUNTED.values(), ids=COUNTED)
def test_what_is_no_number_of_cases_is_refused(call, wrong):
    with pytest.raises(SamplingError):
        call(wrong)


@pytest.mark.parametrize("wrong", [-1, math.nan, math.inf, "x", None], ids=repr)
@pytest.mark.parametrize("call", MEASURED.values(), ids=MEASURED)
def test_what_is_no_measure_is_refused(call, wrong):
    with pytest.raises(SamplingError):
        call(wrong)


@pytest.mark.parametrize("wrong", [math.nan, math.inf, "x", None], ids=repr)
@pytest.mark.parametrize("estimate", [estimate_mean, estimate_total, estimate_median])
def test_a_figure_that_is_none_is_refused(estimate, wrong):
    with pytest.raises(SamplingError):
        estimate([wrong, 1, 2], [0, 0, 0], [9])
    with pytest.raises(SamplingError):
        estimate_ratio([1, 1, 2], [wrong, 1, 2], [0, 0, 0], [9])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: s.allocate({}, 0), "There are no strata to share the cases out to."),
        (lambda: s.allocate(POPULATIONS, math.nan), "'total' must be a whole number, not nan."),
        (lambda: s.allocate_rate(POPULATIONS, math.nan), "The rate must be a number, not nan."),
        (lambda: s.Frame.of([("A", "1"), ("B", "1")]), "Case number '1' comes more than once."),
        (lambda: s.Frame.of([("A", 1)]), "A case number must be a text, not 1."),
        (lambda: s.Frame.of(["A1"]), "A row is (stratum, case number), and not 'A1'."),
        (lambda: s.Frame.of([None]), "A row is (stratum, case number), and not None."),
        (lambda: s.Frame.of([("A", "1", "x")]), "A row is (stratum, case number), and not ('A',"),
        (lambda: s.draw(FRAME, {"B": 1}, "5" * 64), "The frame has no stratum 'B'."),
        (lambda: s.draw(FRAME, {"A": 1}, None), "A seed must be a text, not None."),
        (lambda: s.share_from_counts([], [], [], []), "There are no strata to estimate from."),
        (lambda: s.mask([[1, 2], [3]]), "The counts must be numbers, and are [[1, 2], [3]]."),
        (lambda: s.mask([[math.inf, 5]]), "The counts must be numbers, and one is inf."),
        (lambda: s.adjust_p(["x"]), "The p values must be numbers, and are ['x']."),
        (
            lambda: s.compare_rounds(
                s.StratumCounts.of([1], [2], [2], [5]),
                s.StratumCounts.of([1, 1], [2, 2], [2, 2], [5, 5]),
            ),
            "The rounds have 1 and 2 strata.",
        ),
        (
            lambda: poststratified_mean([1, 2], [0, 0], [9], [0, 5], [4, 5]),
            "5 is not a known group: they run from 0 to 1.",
        ),
        (
            lambda: weighting_class_mean([1, 2], [True, True], [0, 0], [9], [0, -1]),
            "-1 is not a known group: they run from 0 to 0.",
        ),
    ],
)
def test_a_refusal_names_what_is_wrong(call, message):
    with pytest.raises(SamplingError) as refusal:
        call()

    assert str(refusal.value).startswith(message)


# Each was taken for something else, or for nothing at all, before it was refused.
NEVER_REPAIRED = {
    "a domain in words": lambda: estimate_mean([1, 2, 3], [0] * 3, [9], in_domain=["no"] * 3),
    "a domain of nan": lambda: estimate_mean([1, 2, 3], [0] * 3, [9], in_domain=[math.nan] * 3),
    "a domain of numbers": lambda: s.estimate_share([1, 0], [0, 0], [9], in_domain=[2, 1]),
    "who answered, in words": lambda: weighting_class_mean(
        [1, 2, 3], ["no", "yes", "yes"], [0] * 3, [9], [0] * 3
    ),
    "one figure for all": lambda: weighting_class_mean(7, [True] * 3, [0] * 3, [9], [0] * 3),
    "figures in words": lambda: estimate_total(["1", "2", "3"], [0] * 3, [9]),
    "a masked figure": lambda: estimate_mean(
        np.ma.masked_array([1.0, 2, 99], [False, False, True]), [0] * 3, [9]
    ),
    "a figure too large to square": lambda: estimate_mean([1e200, 1, 2], [0] * 3, [9]),
    "dates": lambda: estimate_mean(np.array(["2026-01-01"] * 2, "M8[D]"), [0, 0], [9]),
    "half a case": lambda: s.StratumCounts.of([1], [2.5], [3], [9]),
    "a population of nine and a half": lambda: estimate_mean([1, 2], [0, 0], [9.5]),
    "more than can be counted": lambda: estimate_mean([1, 2], [0, 0], [2**63]),
    "true for a number of cases": lambda: s.StratumCounts.of([True], [True], [True], [True]),
    "a confidence nobody gets to": lambda: estimate_mean([1, 2], [0, 0], [9, 5], confidence=None),
    "true for a number of hits": lambda: intervals.wilson(True, 10),
    "degrees of freedom in words": lambda: intervals.logit(0.5, 0.1, "9"),
    "a variance below nought": lambda: intervals.korn_graubard(
        0.5, 9, variance=0.5, variance_without_fpc=-1.0, df=3
    ),
    "more in common than there are": lambda: overlapping(BOTH, [8, 10]),
    "in common, but not a number": lambda: overlapping(BOTH, [8, math.nan]),
    "read twice, but in one frame": lambda: overlapping(BOTH, [1, 1]),
    "fewer than none read twice": lambda: overlapping([[[-1, 0, 0], [0] * 3, [0] * 3]] * 2, 8),
    "a p value in words": lambda: judged("0.01"),
    "a p value below nought": lambda: judged(-0.01),
    "yes, in words": lambda: eligible_cases(50, 10, 5, opened_until_enough="no"),
    "true for a number": lambda: share_out_unknown(True, 5, 3),
    "a seed that is none": lambda: s.tickets(None, [b"A\t1"]),
    "a seed that is a number": lambda: s.ticket(5, "A\t1"),
    "numbers with parts": lambda: s.from_start(np.array([1.5]), 0),
    "a row that is not there": lambda: s.start_after(THREE[0], np.array([-1]), 0),
    "no way to the whole ticket": lambda: s.select_lowest(*THREE, [1], None),
    "strata in one text": lambda: s.allocate({"A": 5}, 2, census="A"),
    "a stratum without a name": lambda: s.allocate({5: 5}, 2),
    "nan in JSON": lambda: s.canonical_json({"a": math.nan}),
    "one text for many": lambda: s.permanent_numbers(bytes(32), "123"),
    "true for a smallest count": lambda: s.mask([[9, 5], [6, 7]], smallest=True),
    "a row of text": lambda: cohen_kappa([1, 2], [1, 2]),
    "nobody's population": lambda: cohen_kappa([(1, 2), (2, 2)], [1, 2], population=2.5),
}


@pytest.mark.parametrize("call", NEVER_REPAIRED.values(), ids=NEVER_REPAIRED)
def test_what_is_not_meant_is_never_repaired(call):
    with pytest.raises(SamplingError):
        call()


@pytest.mark.parametrize("whole", [np.int64, np.uint32, np.array], ids=lambda kind: kind.__name__)
def test_whole_numbers_of_numpy_are_whole_numbers(whole):
    assert s.shift_start(3, whole(2), whole(10), renewed=0.5) == s.shift_start(
        3, 2, 10, renewed=0.5
    )
    assert s.size_for_share(whole(100), 0.1) == s.size_for_share(100, 0.1)
    index = s.TicketIndex.of(*THREE, whole(1), bytes)
    assert [rows.tolist() for rows in index.select([whole(0)])] == [[]]

import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.errors import SamplingError
from sampling.estimate import (
    AnswerCode,
    OneCase,
    Unknown,
    estimate_share,
    share_from_counts,
    tabulate,
)
from sampling.exact import share_interval
from sampling.intervals import Method

YES, NO, PARTLY = AnswerCode.yes, AnswerCode.no, AnswerCode.partly
NOT_APPLICABLE, NOT_REVIEWED = AnswerCode.not_applicable, AnswerCode.not_reviewed


def zero_extended(met, inside, stratum, population):
    """The textbook's route, case by case: scores that are zero outside the domain."""
    met, inside, stratum = (np.asarray(part) for part in (met, inside, stratum))
    opened = np.bincount(stratum, minlength=len(population))
    weight = np.asarray(population)[stratum] / opened[stratum]
    size = (weight * inside).sum()
    share = (weight * inside * met).sum() / size
    score = weight * inside * (met - share) / size
    variance = 0.0
    for h, total in enumerate(population):
        scores = score[stratum == h]
        n = len(scores)
        if n < total:
            variance += (1 - n / total) * n * scores.var(ddof=1)
    return share, math.sqrt(variance)


def test_the_households_of_scheaffer_mendenhall_and_ott():
    # Elementary Survey Sampling, the county with towns A and B and a rural area: 16 of 20,
    # 2 of 8 and 6 of 12 households watch the show; the book finds 0.60 and a variance of 0.0045.
    found = share_from_counts([16, 2, 6], [20, 8, 12], [20, 8, 12], [155, 62, 93]).estimate()

    assert found.share == pytest.approx(0.60, abs=1e-12)
    assert found.standard_error**2 == pytest.approx(0.0045, abs=0.5e-4)
    assert found.df == 37


def test_on_average_over_all_samples_share_and_variance_are_right():
    strata = [np.array([1, 0, 0, 1]), np.array([1, 1, 0])]
    samples = product(combinations(range(4), 2), combinations(range(3), 2))
    hits = [[strata[0][list(a)].sum(), strata[1][list(b)].sum()] for a, b in samples]

    found = share_from_counts(hits, [2, 2], [2, 2], [4, 3])

    assert found.share.mean() == pytest.approx(4 / 7)
    assert (found.standard_error**2).mean() == pytest.approx(found.share.var())


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.booleans()), max_size=40))
def test_counts_give_what_the_cases_give_one_by_one(cases):
    # Two cases of each stratum, of which one lies in the domain, so that all can be estimated.
    cases += [(h, 0, bool(i)) for h in range(3) for i in range(2)]
    stratum, met, inside = (list(part) for part in zip(*cases, strict=True))
    population = [stratum.count(0) + 30, stratum.count(1) + 1, stratum.count(2)]

    found = estimate_share(met, stratum, population, in_domain=inside)

    share, error = zero_extended(met, inside, stratum, population)
    assert found.share == pytest.approx(share)
    if found.standard_error is not None:
        assert found.standard_error == pytest.approx(error, abs=1e-12)


counts = st.lists(st.integers(2, 12), min_size=1, max_size=5).flatmap(
    lambda opened: st.tuples(
        st.just(opened),
        st.tuples(*(st.integers(0, n) for n in opened)),
        st.tuples(*(st.integers(n, 3 * n) for n in opened)),
    )
)


@settings(deadline=None)
@given(counts)
def test_an_interval_holds_the_share_and_has_a_width_unless_all_was_read(drawn):
    opened, hits, population = drawn

    found = share_from_counts(hits, opened, opened, population).estimate()

    assert 0 <= found.interval.low <= found.share <= found.interval.high <= 1
    everything = sum(opened) == sum(population)
    assert (found.interval.low == found.interval.high) == everything
    assert (found.interval.method is Method.census) == everything


@settings(deadline=None)
@given(counts, st.data())
def test_the_order_of_strata_and_of_cases_does_not_matter(drawn, data):
    opened, hits, population = drawn
    order = list(data.draw(st.permutations(range(len(opened)))))

    straight = share_from_counts(hits, opened, opened, population).estimate()
    turned = share_from_counts(
        *(np.array(part)[order] for part in (hits, opened, opened, population))
    )

    assert turned.estimate().share == pytest.approx(straight.share)
    assert turned.estimate().interval.low == pytest.approx(straight.interval.low, abs=1e-9)
    assert turned.estimate().interval.high == pytest.approx(straight.interval.high, abs=1e-9)


def test_one_stratum_wholly_counted_gets_the_exact_interval():
    found = share_from_counts(3, 20, 20, 60).estimate()

    assert found.interval == share_interval(3, 20, 60)


def test_the_shares_of_single_strata_come_from_one_more_axis():
    hits, opened, population = np.array([3, 0]), np.array([20, 9]), np.array([60, 9])

    found = share_from_counts(hits[:, None], opened[:, None], opened[:, None], population[:, None])

    assert found.estimate(0).interval == share_interval(3, 20, 60)
    assert found.estimate(1).interval == share_interval(0, 9, 9)


def test_none_met_is_bounded_above_and_all_met_below():
    none = share_from_counts([0, 0], [20, 10], [20, 10], [100, 50]).estimate()
    every = share_from_counts([20, 10], [20, 10], [20, 10], [100, 50]).estimate()

    assert (none.interval.low, every.interval.high) == (0.0, 1.0)
    assert 0.08 < none.interval.high < 0.16
    assert every.interval.low == pytest.approx(1 - none.interval.high)


def test_cases_that_weigh_little_do_not_narrow_what_is_said_of_those_that_weigh_much():
    # Five cases stand for a thousand, and all thirty others for fifty.
    found = share_from_counts([0, 0], [5, 30], [5, 30], [1000, 50]).estimate()

    assert found.interval.high > share_interval(0, 5, 1000).high * 1000 / 1050 * 0.9


def test_a_stratum_read_in_full_brings_no_error():
    with_it = share_from_counts([2, 5], [10, 20], [10, 20], [100, 20]).estimate()
    alone = share_from_counts([2, 0], [10, 0], [10, 0], [100, 0]).estimate()

    assert with_it.standard_error == pytest.approx(alone.standard_error * 100 / 120)
    assert with_it.df == alone.df == 9


def test_a_stratum_of_one_case_that_was_read_is_a_stratum_read_in_full():
    found = share_from_counts([2, 1], [10, 1], [10, 1], [100, 1]).estimate()

    assert found.unknown is Unknown.known
    assert found.share == pytest.approx(21 / 101)


def test_a_stratum_read_in_full_is_no_longer_so_when_an_answer_is_missing():
    codes = [YES, NO, YES, NOT_REVIEWED]
    found = tabulate(codes, [0, 0, 0, 0], strata=1)

    share = share_from_counts(
        found.hits()[0, 0], found.counted[0, 0], found.opened[0, 0], [4]
    ).estimate()

    assert share.interval.method is Method.hypergeometric
    assert share.interval.low == 2 / 4
    assert share.interval.high == 3 / 4


class TestOneCase:
    hits, opened, population = [3, 1, 2], [10, 1, 4], [100, 3, 20]

    def estimate(self, rule, groups=None):
        return share_from_counts(
            self.hits, self.opened, self.opened, self.population, one_case=rule, groups=groups
        ).estimate()

    def test_by_default_the_uncertainty_is_not_estimated(self):
        found = share_from_counts(self.hits, self.opened, self.opened, self.population).estimate()

        assert found.unknown is Unknown.one_case_in_stratum
        assert found.share == pytest.approx((30 + 3 + 10) / 123)
        assert found.standard_error is None
        assert found.interval is None

    def test_average_lends_the_mean_of_the_others(self):
        parts = [
            100**2 * 0.9 * (0.3 * 0.7 * 10 / 9) / 10,
            20**2 * 0.8 * (0.5 * 0.5 * 4 / 3) / 4,
        ]

        found = self.estimate(OneCase.average)

        assert found.standard_error == pytest.approx(math.sqrt(sum(parts) * 1.5) / 123)

    def test_adjust_measures_from_the_whole(self):
        parts = [
            100**2 * 0.9 * (0.3 * 0.7 * 10 / 9) / 10,
            20**2 * 0.8 * (0.5 * 0.5 * 4 / 3) / 4,
            (2 / 3) * (3 * (1 - 43 / 123)) ** 2,
        ]

        assert self.estimate(OneCase.adjust).standard_error == pytest.approx(
            math.sqrt(sum(parts)) / 123
        )

    def test_remove_leaves_it_out(self):
        parts = [
            100**2 * 0.9 * (0.3 * 0.7 * 10 / 9) / 10,
            20**2 * 0.8 * (0.5 * 0.5 * 4 / 3) / 4,
        ]

        assert self.estimate(OneCase.remove).standard_error == pytest.approx(
            math.sqrt(sum(parts)) / 123
        )

    def test_collapse_takes_the_named_strata_as_one(self):
        share = 43 / 123
        scores = np.array(
            [3 * (1 - share), 5 * (1 - share), 5 * (1 - share), -5 * share, -5 * share]
        )
        parts = [
            100**2 * 0.9 * (0.3 * 0.7 * 10 / 9) / 10,
            (1 - 5 / 23) * 5 * scores.var(ddof=1),
        ]

        found = self.estimate(OneCase.collapse, groups=[0, 1, 1])

        assert found.standard_error == pytest.approx(math.sqrt(sum(parts)) / 123)
        assert found.df == 13

    def test_collapse_needs_groups_and_only_collapse_does(self):
        with pytest.raises(SamplingError, match="collapse"):
            self.estimate(OneCase.adjust, groups=[0, 1, 1])
        with pytest.raises(SamplingError, match="collapse"):
            self.estimate(OneCase.collapse)

    def test_a_group_that_leaves_the_case_alone_is_no_answer(self):
        found = self.estimate(OneCase.collapse, groups=[0, 1, 2])

        assert found.unknown is Unknown.one_case_in_stratum

    def test_there_is_nothing_to_average_when_every_stratum_has_one_case(self):
        found = share_from_counts(
            [1, 0], [1, 1], [1, 1], [5, 5], one_case=OneCase.average
        ).estimate()

        assert found.interval is None


def test_a_question_that_applies_to_nobody_has_no_share():
    found = share_from_counts([0, 0], [0, 0], [10, 10], [50, 50]).estimate()

    assert found.unknown is Unknown.no_answers
    assert found.share is None
    assert found.interval is None


def test_a_stratum_that_nobody_read_cannot_be_spoken_for():
    found = share_from_counts([3, 0], [10, 0], [10, 0], [50, 50]).estimate()

    assert found.unknown is Unknown.stratum_without_answers
    assert found.share is None


def test_a_domain_with_one_case_in_each_stratum_shows_no_spread():
    found = share_from_counts([1, 0], [1, 1], [10, 10], [50, 50]).estimate()

    assert found.unknown is Unknown.too_few_cases
    assert found.df == 0
    assert found.share == 0.5
    assert found.interval is None


def test_a_domain_seen_only_where_all_was_read_may_still_lie_elsewhere():
    counts = [4, 0], [9, 0], [20, 10]

    assert share_from_counts(*counts, [20, 50]).estimate().interval is None
    # When the frame knows that the other stratum holds none of it, the share is known.
    sure = share_from_counts([4, 0], [9, 0], [20, 0], [20, 0]).estimate()
    assert sure.interval.low == sure.interval.high == pytest.approx(4 / 9)


def test_strata_where_a_domain_did_not_turn_up_are_counted():
    found = share_from_counts([2, 0, 0], [6, 0, 0], [10, 10, 20], [50, 50, 20]).estimate()

    assert found.unseen == 1


def test_a_stratum_without_spread_does_not_leave_the_correction_to_the_others():
    # Three of 458 cases, none met, and nearly all of a few others, some met.
    found = share_from_counts([0, 2], [3, 23], [3, 23], [458, 24]).estimate()

    assert found.interval.high > 0.3


def test_the_size_of_a_domain_across_strata_is_an_estimate_and_widens_the_interval():
    known = share_from_counts([5, 8], [5, 8], [5, 8], [50, 8]).estimate()
    guessed = share_from_counts([2, 4], [5, 8], [10, 20], [100, 20]).estimate()

    assert known.population == 58
    assert guessed.population == pytest.approx(58)
    assert guessed.interval.low < guessed.share < guessed.interval.high


def test_partly_met_answers_count_for_their_part():
    found = tabulate([YES, PARTLY, NO, PARTLY], [0] * 4, strata=1)

    share = share_from_counts(
        found.hits(0.5)[0, 0],
        found.counted[0, 0],
        found.opened[0, 0],
        [40],
        squares=found.squares(0.5)[0, 0],
    ).estimate()

    assert share.share == 0.5
    assert share.standard_error == pytest.approx(
        math.sqrt(0.9 * np.var([1, 0.5, 0, 0.5], ddof=1) / 4)
    )
    assert share.interval.method is Method.korn_graubard


def test_counting_separates_domains_strata_and_the_three_kinds_of_silence():
    answers = [[YES, NO, NOT_APPLICABLE, NOT_REVIEWED, YES], [NO, NO, YES, YES, PARTLY]]

    found = tabulate(answers, [0, 0, 1, 1, 1], [0, 1, 0, 1, 1], strata=2, domains=2)

    assert found.hits().tolist() == [[[1, 0], [0, 1]], [[0, 1], [0, 1]]]
    assert found.counted.tolist() == [[[1, 0], [1, 1]], [[1, 1], [1, 2]]]
    assert found.not_applicable.tolist() == [[[0, 1], [0, 0]], [[0, 0], [0, 0]]]
    assert found.opened.tolist() == [[[2, 2]], [[2, 3]]]
    assert found.whole().counted.tolist() == [[[2, 1]], [[2, 3]]]


def test_recounting_shuffled_cases_gives_identical_bytes():
    shuffled = np.array([4, 0, 2, 3, 1])
    answers = np.array([[YES, NO, NOT_APPLICABLE, NOT_REVIEWED, YES]])
    stratum, domain = np.array([0, 0, 1, 1, 1]), np.array([0, 1, 0, 1, 1])

    first = tabulate(answers, stratum, domain, strata=2, domains=2)
    again = tabulate(answers[:, shuffled], stratum[shuffled], domain[shuffled], strata=2, domains=2)

    assert first.by_answer.tobytes() == again.by_answer.tobytes()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: share_from_counts([3], [2], [5], [9]), r"counted cases \(2\).*the hits \(3\)"),
        (lambda: share_from_counts([1], [6], [5], [9]), r"opened cases \(5\)"),
        (lambda: share_from_counts([1], [2], [10], [9]), r"the population \(9\)"),
        (lambda: share_from_counts([-1], [2], [5], [9]), r"\(-1\)"),
        (lambda: share_from_counts([1], [2], [5], [math.inf]), r"the population \(inf\)"),
        (lambda: share_from_counts([1, 2], [2, 2, 2], [5], [9]), r"\(2,\), \(2,\), \(3,\)"),
        (lambda: share_from_counts(1, 2, 5, 9, confidence=0), "0 does not"),
        (lambda: estimate_share([2], [0], [9]), "not 2"),
        (lambda: estimate_share([1], [1], [9]), "1 is not a known stratum"),
        (lambda: estimate_share([1, 0], [0], [9]), "do not fit"),
        (lambda: estimate_share([1], [0.5], [9]), "float64"),
        (lambda: estimate_share([1], [0], [9], in_domain=[True, False]), "domain marks"),
        (lambda: tabulate([[7]], [0], strata=1), "7 is not a known answer to question 0"),
        (lambda: tabulate([[1]], [0], [3], strata=1, domains=2), "3 is not a known domain"),
        (lambda: tabulate([[1]], [0], strata=1).hits(2.0), "2.0"),
        (lambda: share_from_counts(1, 2, 5, 9).estimate(0), "has 0 numbers, not 1"),
    ],
)
def test_counts_that_contradict_each_other_are_refused_by_name(call, said):
    with pytest.raises(SamplingError, match=said):
        call()

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import intervals
from sampling.errors import SamplingError
from sampling.intervals import Side, clopper_pearson, korn_graubard, logit, wilson
from tests.sampling.reading import published

samples = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize("row", published("single_proportion"), ids=lambda row: row["method"])
def test_limits_agree_with_the_published_ones(row):
    method = getattr(intervals, row["method"])

    found = method(int(row["hits"]), int(row["sampled"]), confidence=float(row["confidence"]))

    assert found.low == pytest.approx(float(row["low"]), abs=0.5e-4)
    assert found.high == pytest.approx(float(row["high"]), abs=0.5e-4)


@pytest.mark.parametrize("method", [wilson, clopper_pearson])
@given(samples)
def test_an_interval_holds_the_share_and_stays_within_nought_and_one(method, sample):
    hits, sampled = sample

    found = method(hits, sampled)

    assert 0 <= found.low <= hits / sampled <= found.high <= 1
    assert found.low < found.high


@pytest.mark.parametrize("method", [wilson, clopper_pearson])
@pytest.mark.parametrize("sampled", [1, 3, 49, 1000])
def test_none_begins_at_exactly_nought_and_all_ends_at_exactly_one(method, sampled):
    assert method(0, sampled).low == 0.0
    assert method(sampled, sampled).high == 1.0


@given(samples)
def test_clopper_pearson_leaves_the_stated_tails(sample):
    hits, sampled = sample
    found = clopper_pearson(hits, sampled)

    def at_most(k, p):
        return math.fsum(
            math.comb(sampled, i) * p**i * (1 - p) ** (sampled - i) for i in range(k + 1)
        )

    if hits < sampled:
        assert at_most(hits, found.high) == pytest.approx(0.025, rel=1e-6)
    if hits > 0:
        assert 1 - at_most(hits - 1, found.low) == pytest.approx(0.025, rel=1e-6)


def test_a_one_sided_limit_lies_closer_than_a_two_sided_one():
    both, above = clopper_pearson(0, 200), clopper_pearson(0, 200, side=Side.at_most)

    assert round(100 * both.high, 2) == 1.83
    assert round(100 * above.high, 2) == 1.49
    assert above.side is Side.at_most


def test_a_one_sided_limit_says_nothing_of_the_other_side():
    assert clopper_pearson(3, 10, side=Side.at_most).low == 0.0
    assert wilson(3, 10, side=Side.at_least).high == 1.0


def test_korn_and_graubard_is_clopper_and_pearson_for_a_sample_from_endless_cases():
    n, hits = 80, 12
    share = hits / n
    # The unbiased variance of a share divides by n - 1; it is the binomial one that gives n back.
    variance = share * (1 - share) / n

    found = korn_graubard(share, n, variance=variance, variance_without_fpc=variance, df=n - 1)

    exact = clopper_pearson(hits, n)
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high), rel=1e-9)


def test_a_variance_that_promises_more_cases_than_were_read_is_not_believed():
    found = korn_graubard(0.1, 50, variance=1e-6, variance_without_fpc=1e-6, df=49)

    exact = clopper_pearson(5, 50)
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high), rel=1e-9)


def test_the_finite_population_narrows_after_the_cut():
    found = korn_graubard(0.1, 50, variance=0.5e-6, variance_without_fpc=1e-6, df=49)

    exact = clopper_pearson(10, 100)
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high), rel=1e-9)


def test_without_any_hit_the_sampling_fraction_stands_for_the_correction():
    found = korn_graubard(0.0, 50, variance=0.5, variance_without_fpc=0.0, df=49)

    assert found.low == 0.0
    assert found.high == pytest.approx(clopper_pearson(0, 100).high, rel=1e-9)


@pytest.mark.parametrize("df", [0, -3, math.nan])
def test_without_degrees_of_freedom_there_is_no_interval(df):
    assert korn_graubard(0.5, 2, variance=0.1, variance_without_fpc=0.1, df=df) is None
    assert logit(0.5, 0.1, df) is None


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_log_odds_do_not_exist_at_none_and_all(share):
    assert logit(share, 0.1, 20) is None


def test_log_odds_are_bounded_by_student():
    found = logit(0.2, 0.05, 10)

    # t(0.975; 10) = 2.2281 (Fisher and Yates 1963, table III); logit 0.2 = -1.3863.
    reach = 2.2281 * 0.05 / 0.16
    assert math.log(found.low / (1 - found.low)) == pytest.approx(-1.38629 - reach, abs=1e-4)
    assert math.log(found.high / (1 - found.high)) == pytest.approx(-1.38629 + reach, abs=1e-4)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: wilson(3, 2), "3 do not"),
        (lambda: wilson(-1, 2), "-1 do not"),
        (lambda: clopper_pearson(0, 0), "there are 0"),
        (lambda: clopper_pearson(0, math.nan), "there are nan"),
        (lambda: wilson(1, 2, confidence=1.0), "1.0 does not"),
        (lambda: logit(1.2, 0.1, 5), "1.2 does not"),
        (lambda: logit(0.2, -0.1, 5), "not -0.1"),
        (
            lambda: korn_graubard(0.5, 9, variance=2.0, variance_without_fpc=1.0, df=3),
            "not 2.0",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, said):
    with pytest.raises(SamplingError, match=said):
        call()

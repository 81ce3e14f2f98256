"""Where we differ from R's survey on purpose, the difference goes the way the page says."""

import pytest

from sampling import estimate_share
from tests.sampling.comparisons_with_survey import place
from tests.sampling.reading import published

BETA = [row for row in published("r_limits") if row["method"] == "beta"]


@pytest.mark.parametrize("row", BETA, ids=lambda r: f"{r['data']}-{r['domain']}-{r['confidence']}")
def test_the_cut_limits_never_lie_within_those_without_a_cut(row):
    columns, where, inside = place(row)

    found = estimate_share(
        columns["met"], *where, in_domain=inside, confidence=float(row["confidence"])
    )

    assert found.interval.low <= float(row["low"]) + 1e-12
    assert found.interval.high >= float(row["high"]) - 1e-12


def test_the_cut_makes_a_difference_where_stratification_gained():
    columns, where, inside = place(BETA[0])

    found = estimate_share(columns["met"], *where, in_domain=inside, confidence=0.9)

    assert found.interval.low < float(BETA[0]["low"]) - 1e-6

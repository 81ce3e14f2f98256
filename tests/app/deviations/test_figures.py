"""The figures of deviations, counted by hand beside the product."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deviations.counting import Row, groups, whole
from app.deviations.expected import Expected, expected_of
from app.deviations.figures import deviation_figures
from app.deviations.figures_shown import sentence
from app.deviations.service import report_deviation, withdraw_deviation
from app.summary.findings import Found
from app.summary.queries import material_of
from tests.app.deviations.failing import words
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.cast import KIM, NOON, RUT

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 11, 23)


def a_row(reported, closed=None, due=None, **more):
    return Row(
        **{
            "kind": "plan",
            "cause": "workload",
            "severity": "serious",
            "unit_id": "north",
            "routine_id": None,
            "rule_of_law": False,
            **more,
        },
        reported_on=reported,
        closed_on=closed,
        due_on=due,
    )


ROWS = [
    a_row(date(2025, 12, 30), date(2026, 1, 9)),
    a_row(date(2026, 2, 1), date(2026, 2, 21)),
    a_row(date(2026, 3, 1), date(2026, 6, 9)),
    a_row(date(2026, 4, 1), due=date(2026, 11, 22)),
    a_row(date(2026, 5, 1), due=date(2026, 11, 23)),
    a_row(date(2026, 11, 24)),
]


def test_what_is_reported_closed_and_overdue_is_counted_as_of_a_day():
    counted = whole(ROWS, YEAR, TODAY)

    assert (counted.opened, counted.handled, counted.closed) == (4, 2, 3)
    assert counted.share_handled == 0.5
    assert counted.median_days == 20
    assert (counted.open, counted.overdue) == (2, 1)


def test_an_earlier_day_knows_nothing_of_what_came_later():
    counted = whole(ROWS, YEAR, date(2026, 3, 15))

    assert (counted.opened, counted.handled, counted.open) == (2, 1, 1)


def test_nothing_reported_has_no_share():
    assert whole([], YEAR, TODAY).share_handled is None
    assert whole([], YEAR, TODAY).median_days is None


@given(
    st.lists(st.sampled_from(["plan", "visit", "contract", None]), max_size=60),
    st.integers(2, 8),
)
def test_no_small_group_is_told_nor_follows_from_the_others(kinds, smallest):
    rows = [a_row(date(2026, 2, 1), kind=kind) for kind in kinds]

    told = groups(rows, lambda row: row.kind, YEAR, TODAY, smallest)

    shown = [group for group in told if not group.hidden]
    assert all(group.opened >= smallest for group in shown)
    rest = len(rows) - sum(group.opened for group in shown)
    assert rest == 0 or rest >= smallest or len(rows) < smallest or not shown


@pytest.mark.both
def test_the_register_is_counted_without_what_was_withdrawn(session):
    for number in range(3):
        report_deviation(session, RUT, words(rule_of_law=number == 0), now=NOON)
    mistake = report_deviation(session, RUT, words(), now=NOON)
    withdraw_deviation(session, KIM, mistake.id, "Fel.", version=1, now=NOON)

    counted = deviation_figures(
        session,
        units=None,
        period_from=YEAR[0],
        period_to=YEAR[1],
        today=TODAY,
        smallest=5,
    )

    assert (counted.whole.opened, counted.by_hand, counted.rule_of_law.opened) == (3, 3, 1)
    assert [(group.key, group.hidden) for group in counted.by_unit] == [("north", True)]


def test_a_manager_of_one_unit_is_told_of_her_unit_and_of_no_sample(session):
    report_deviation(session, RUT, words(unit_id="south"), now=NOON)

    counted = deviation_figures(
        session,
        units=frozenset({"north"}),
        period_from=YEAR[0],
        period_to=YEAR[1],
        today=TODAY,
        smallest=5,
    )

    assert (counted.whole.opened, counted.expected) == (0, ())


def test_what_there_should_be_is_weighted_by_the_strata(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    material = material_of(session, round_)

    told = {one.question_id: one for one in expected_of(material, {"care_plan_exists": 3}, 5)}

    found = material.findings
    place = [question.id for question in found.questions].index("care_plan_exists")
    by_hand = 0.0
    for stratum, cases in enumerate(material.frame.cases.sum(axis=0)):
        inside = found.stratum == stratum
        by_hand += cases * (found.found[place][inside] == Found.no).sum() / inside.sum()
    plan = told["care_plan_exists"]
    assert plan.frame == 76
    assert plan.cases == pytest.approx(by_hand, abs=0.5)
    assert plan.low <= by_hand <= plan.high
    assert plan.dark_low == max(0, plan.low - 3)


def test_a_figure_is_said_in_a_sentence_and_never_alone():
    many = Expected("visits", frame=344, cases=170, low=130, high=227, reported=25)
    none = Expected("visits", frame=344, cases=10, low=4, high=20, reported=20)

    assert "105–202 är sannolikt inte rapporterade" in sentence("F1", "Våren 2026", many)
    assert "Inget tyder på att det saknas några" in sentence("F1", "Våren 2026", none)

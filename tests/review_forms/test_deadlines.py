"""Every expected figure here was counted by hand on a calendar."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from review_forms import Met
from review_forms.deadline_rules import Rule
from review_forms.deadlines import compute
from tests.review_forms.make import PERIOD

DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))


def computed(rule, **values):
    """Compute with answers given as start=…, done=…; the rule's own names for them."""
    whole = TypeAdapter(Rule).validate_python(rule)
    return compute(whole, PERIOD | values)


def fourteen_days(**values):
    return computed({"rule": "within_days", "start": "start", "done": "done", "days": 14}, **values)


def four_months(**values):
    return computed(
        {"rule": "within_months", "start": "start", "done": "done", "months": 4}, **values
    )


def every_six_months(**values):
    rule = {"rule": "recurring", "start": "case.started_on", "dates": "dates", "months": 6}
    return computed(rule, **values)


@pytest.mark.parametrize(
    ("done", "met", "late"),
    [
        ("2026-03-01", Met.yes, 0),
        ("2026-03-15", Met.yes, 0),
        ("2026-03-16", Met.no, 1),
        ("2026-04-14", Met.no, 30),
    ],
)
def test_the_fourteenth_day_is_in_time_and_the_fifteenth_is_late(done, met, late):
    deadline = fourteen_days(start="2026-03-01", done=done)

    assert (deadline.met, deadline.days_late) == (met, late)


def test_fourteen_days_across_a_leap_day():
    assert fourteen_days(start="2024-02-20", done="2024-03-05").met is Met.yes
    assert fourteen_days(start="2025-02-20", done="2025-03-07").days_late == 1


@pytest.mark.parametrize(
    ("start", "done", "late"),
    [
        ("2026-01-15", "2026-05-15", 0),
        ("2026-01-15", "2026-05-16", 1),
        ("2025-10-31", "2026-02-28", 0),
        ("2025-10-31", "2026-03-01", 1),
        ("2023-10-31", "2024-02-29", 0),
    ],
)
def test_an_inquiry_takes_four_calendar_months(start, done, late):
    assert four_months(start=start, done=done).days_late == late


def test_what_is_not_in_the_file_is_not_done_once_it_was_due():
    deadline = fourteen_days(start="2026-06-01", done="not_found")

    assert deadline.met is Met.no
    assert deadline.days_late == 15


def test_what_was_not_yet_due_on_the_last_day_reviewed_is_not_held_against_the_file():
    assert fourteen_days(start="2026-06-20", done="not_found").met is Met.not_applicable


def test_nothing_is_computed_until_the_days_are_there():
    assert fourteen_days(start="2026-03-01") is None
    assert fourteen_days(done="2026-03-01") is None
    assert fourteen_days(start="not_found", done="2026-03-01") is None


def test_without_a_day_to_count_from_what_is_missing_is_missing():
    assert fourteen_days(done="not_found").met is Met.no


def test_a_check_must_be_made_no_later_than_the_placement_begins():
    rule = {"rule": "within_days", "start": "case.started_on", "done": "check", "days": 0}

    assert computed(rule, **{"case.started_on": "2026-03-01", "check": "2026-03-01"}).met is Met.yes
    late = computed(rule, **{"case.started_on": "2026-03-01", "check": "2026-03-04"})
    assert late.days_late == 3


def test_a_placement_that_goes_on_has_not_ended_in_time():
    rule = {"rule": "within_months", "start": "concluded", "done": "case.ended_on", "months": 2}

    assert computed(rule, concluded="2026-04-01").days_late == 29
    assert computed(rule, concluded="2026-05-01").met is Met.not_applicable
    assert computed(rule, concluded="2026-04-01", **{"case.ended_on": "2026-06-01"}).met is Met.yes


def test_considerations_in_time_show_when_the_next_is_due():
    deadline = every_six_months(**{"case.started_on": "2025-08-31"}, dates="2026-02-28,2026-05-10")

    assert deadline.met is Met.yes
    assert [interval.due for interval in deadline.intervals] == [
        date(2026, 2, 28),
        date(2026, 8, 28),
        date(2026, 11, 10),
    ]
    assert deadline.next_due == date(2026, 11, 10)


def test_the_first_consideration_counts_from_the_start_of_the_placement():
    deadline = every_six_months(**{"case.started_on": "2025-09-15"}, dates="2026-03-20")

    assert (deadline.met, deadline.days_late) == (Met.no, 5)


def test_the_worst_gap_between_considerations_is_what_is_told():
    deadline = every_six_months(
        **{"case.started_on": "2024-01-01"}, dates="2025-05-01,2025-11-03,2026-05-23"
    )

    assert [interval.days_late for interval in deadline.intervals] == [2, 20, 0]
    assert deadline.days_late == 20


def test_the_time_after_the_last_consideration_counts_too():
    deadline = every_six_months(**{"case.started_on": "2024-01-01"}, dates="2025-06-01,2025-11-30")

    assert deadline.intervals[-1].done is None
    assert (deadline.met, deadline.days_late) == (Met.no, 31)


def test_a_gap_that_was_over_before_the_period_is_not_under_review():
    deadline = every_six_months(
        **{"case.started_on": "2020-01-01"}, dates="2022-01-01,2025-06-01,2025-12-01,2026-06-01"
    )

    assert deadline.met is Met.yes
    assert deadline.intervals[0].start == date(2025, 6, 1)


def test_an_old_placement_without_considerations_is_late_within_the_period():
    deadline = every_six_months(**{"case.started_on": "2015-01-08"}, dates="not_found")

    assert deadline.met is Met.no
    assert deadline.intervals[0].start == date(2025, 1, 1)
    assert deadline.days_late == 364


def test_a_new_placement_has_nothing_to_consider_yet():
    deadline = every_six_months(**{"case.started_on": "2026-04-01"}, dates="not_found")

    assert deadline.met is Met.not_applicable
    assert deadline.next_due == date(2026, 10, 1)


def test_what_was_decided_as_the_placement_began_is_no_consideration_of_it():
    deadline = every_six_months(**{"case.started_on": "2026-04-01"}, dates="2026-03-20,2026-04-01")

    assert deadline.met is Met.not_applicable
    assert deadline.next_due == date(2026, 10, 1)


def test_a_gap_that_ends_on_the_first_day_of_the_period_is_under_review():
    deadline = every_six_months(
        **{"case.started_on": "2020-01-01"}, dates="2024-12-01,2025-07-01,2025-12-31,2026-06-30"
    )

    assert deadline.days_late == 30


def test_what_happens_after_the_last_day_reviewed_does_not_mend_the_period():
    deadline = every_six_months(**{"case.started_on": "2025-10-01"}, dates="2026-07-15")

    assert (deadline.met, deadline.days_late) == (Met.no, 90)


def test_custody_is_considered_after_two_years_and_then_every_year():
    rule = {
        "rule": "recurring",
        "start": "case.started_on",
        "dates": "dates",
        "months": 12,
        "first_months": 24,
    }

    new = computed(rule, **{"case.started_on": "2024-02-29", "dates": "2026-02-28"})
    old = computed(rule, **{"case.started_on": "2020-01-01", "dates": "2025-02-01,2026-02-11"})

    assert (new.met, new.next_due) == (Met.yes, date(2027, 2, 28))
    assert (old.met, old.days_late) == (Met.no, 10)


@pytest.mark.parametrize(
    ("done", "met"),
    [("2025-06-30", Met.yes), ("2025-06-29", Met.no), ("not_found", Met.no)],
)
def test_a_consultation_is_at_most_a_year_old(done, met):
    rule = {"rule": "recent", "start": "case.started_on", "done": "done", "months": 12}

    assert computed(rule, **{"case.started_on": "2022-01-01", "done": done}).met is met


def test_a_placement_younger_than_a_year_need_not_have_been_consulted_about():
    rule = {"rule": "recent", "start": "case.started_on", "done": "done", "months": 12}

    deadline = computed(rule, **{"case.started_on": "2026-01-01", "done": "not_found"})

    assert (deadline.met, deadline.next_due) == (Met.not_applicable, date(2027, 1, 1))


AS_PLANNED = {
    "rule": "as_planned",
    "planned": "planned",
    "dates": "visits",
    "start": "case.started_on",
}


@pytest.mark.parametrize(
    ("started", "visits", "met", "expected", "found"),
    [
        ("2020-01-01", "2025-07-01,2025-10-01,2026-01-01,2026-04-01", Met.yes, 4, 4),
        ("2020-01-01", "2025-06-30,2025-10-01,2026-01-01,2026-04-01", Met.no, 4, 3),
        ("2020-01-01", "2025-09-30,2025-12-31,2026-03-31,2026-06-30", Met.yes, 4, 4),
        ("2026-01-01", "2026-01-01", Met.yes, 1, 1),
        ("2025-12-30", "2026-02-01", Met.no, 2, 1),
        ("2026-06-01", "not_found", Met.not_applicable, 0, 0),
    ],
)
def test_visits_are_counted_against_the_plan(started, visits, met, expected, found):
    deadline = computed(AS_PLANNED, **{"case.started_on": started}, planned="4", visits=visits)

    assert (deadline.met, deadline.expected, deadline.found) == (met, expected, found)


def test_a_plan_that_names_no_number_gives_nothing_to_count_against():
    assert computed(AS_PLANNED, planned="not_found", visits="2026-01-01") is None


@settings(max_examples=100)
@given(DAYS, st.lists(DAYS, max_size=6), DAYS, DAYS)
def test_late_and_not_met_are_one_and_the_same(start, days, one, other):
    period_from, end = sorted([one, other])
    deadline = every_six_months(
        **{
            "case.started_on": start.isoformat(),
            "case.period_from": period_from.isoformat(),
            "case.reviewed_to": end.isoformat(),
        },
        dates=",".join(sorted({day.isoformat() for day in days})) or "not_found",
    )

    assert (deadline.met is Met.no) == (deadline.days_late > 0)
    assert all(interval.days_late >= 0 for interval in deadline.intervals)
    assert [interval.start for interval in deadline.intervals[1:]] == [
        interval.done for interval in deadline.intervals[:-1]
    ]


@settings(max_examples=100)
@given(DAYS, st.lists(DAYS, min_size=1, max_size=6), DAYS)
def test_one_more_consideration_never_makes_it_later(start, days, extra):
    def lateness(considered):
        return every_six_months(
            **{"case.started_on": start.isoformat(), "case.period_from": "2000-01-01"},
            dates=",".join(sorted({day.isoformat() for day in considered})),
        ).days_late

    assert lateness([*days, extra]) <= lateness(days)

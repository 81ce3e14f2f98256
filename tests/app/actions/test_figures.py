from datetime import date

import pytest

from app.actions.figures import action_figures
from app.actions.models import Effect
from app.actions.training import count_trained
from tests.app.actions.plans import LATER, a_closed_action, a_done_action, an_action
from tests.cast import RUT

TODAY = LATER.date()
YEAR = {"period_from": date(2026, 1, 1), "period_to": date(2026, 12, 31), "today": TODAY}


def figures(session, units=None, **more):
    return action_figures(session, units=units, **{**YEAR, **more})


@pytest.mark.both
def test_the_plan_is_counted_by_state_unit_and_kind(session):
    an_action(session, due_on=date(2026, 11, 1), scope="unit", unit_id="north")
    an_action(session, owner_id=None)
    a_done_action(session, due_on=date(2026, 11, 24))
    a_closed_action(session)
    a_closed_action(session, Effect.cannot_tell, kind="meeting")

    whole = figures(session).whole

    assert (whole.planned, whole.awaiting, whole.overdue, whole.orphans) == (2, 1, 1, 1)
    assert (whole.done, whole.dated, whole.on_time, whole.median_days) == (3, 3, 2, 3)
    assert (whole.verified, whole.helped, whole.not_helped, whole.cannot_tell) == (2, 1, 0, 1)
    assert whole.share_on_time == pytest.approx(2 / 3)
    found = figures(session)
    assert [(one.name, one.counts.planned) for one in found.by_unit] == [("Enhet Norr", 1), ("", 1)]
    assert [(one.key, one.counts.verified) for one in found.by_kind] == [
        ("measure", 1),
        ("meeting", 1),
    ]


def test_what_was_done_outside_the_period_does_not_count_in_it(session):
    a_closed_action(session)

    earlier = figures(session, period_from=date(2025, 1, 1), period_to=date(2025, 12, 31)).whole

    assert (earlier.done, earlier.verified, earlier.share_on_time) == (0, 0, None)


def test_another_units_actions_are_in_nobody_elses_figures(session):
    an_action(session, scope="unit", unit_id="south")
    an_action(session)

    assert figures(session, frozenset({"north"})).whole.planned == 1


def test_training_is_covered_unit_by_unit_when_it_was_held_in_the_period(session):
    action = an_action(session, kind="training")
    count_trained(session, RUT, action.id, {"north": (10, 8)}, version=1, now=LATER)
    assert figures(session).training == ()

    action.held_on = date(2026, 9, 1)
    session.flush()

    (covered,) = figures(session).training
    assert (covered.name, covered.invited, covered.attended, covered.share) == (
        "Enhet Norr",
        10,
        8,
        0.8,
    )


def test_money_is_planned_against_realised_for_economy_alone(session):
    an_action(session, kind="economy", money_planned=1_300_000.0)
    an_action(session, money_planned=5.0)
    saved = a_done_action(session, kind="economy", money_planned=200_000.0)
    saved.money_realised = 150_000.0
    session.flush()

    found = figures(session)

    assert (found.money_planned, found.money_realised) == (1_500_000, 150_000)


def test_an_empty_plan_has_figures_too(session):
    found = figures(session)

    assert (found.whole.open, found.whole.median_days, found.by_unit) == (0, None, ())

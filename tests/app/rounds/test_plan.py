from datetime import date

import pytest
from sqlmodel import select

from app.audit.models import AuditEntry
from app.errors import NotFound
from app.rounds.access import CoversMoreUnits, FrameIsFrozen, get_round
from app.rounds.drawing import abort_draw
from app.rounds.freezing import freeze_frame
from app.rounds.models import Round, RoundState
from app.rounds.plan import PopulationPlan, RoundPlan, suggested
from app.rounds.queries import rounds_seen_by
from app.rounds.service import (
    OnceCommitted,
    PlanDoesNotHold,
    WrongStop,
    change_plan,
    close,
    delete_round,
    plan_round,
    start_reviewing,
)
from app.web.forms import understand
from tests.app.rounds.test_freeze import ENTROPY, events
from tests.cast import AUDREY, MAX, MONA, NOON
from tests.make import a_planned_round, a_register


def a_plan(**more):
    return RoundPlan.model_validate(
        {
            "name": "Hösten 2026",
            "review_form": "placed_child_full/2026-1",
            "period_from": "2026-05-01",
            "period_to": "2026-10-31",
            "due_on": "2026-12-18",
            "open_in_period": "on",
            "strata_fields": ("placement_form",),
            "sample_size": 10,
            **more,
        }
    )


@pytest.mark.both
def test_a_plan_becomes_a_round(session):
    round_ = plan_round(session, MONA, a_plan(margin_points="7,5", double_percent="12,5"), now=NOON)

    assert (round_.form_name, round_.form_version) == ("placed_child_full", "2026-1")
    assert (round_.margin, round_.double_share) == (0.075, 0.125)
    assert (round_.state, round_.created_by) == (RoundState.planned, MONA.id)
    assert events(session) == ["RoundPlanned"]


@pytest.mark.both
def test_a_plan_can_change_until_it_is_frozen(session):
    a_register(session, {"HVB": 12})
    round_ = plan_round(session, MONA, a_plan(), now=NOON)

    change_plan(session, MONA, round_.id, a_plan(sample_size=8), now=NOON)
    freeze_frame(session, MONA, round_.id, entropy=ENTROPY, now=NOON)

    assert round_.sample_size == 8
    with pytest.raises(FrameIsFrozen):
        change_plan(session, MONA, round_.id, a_plan(sample_size=9), now=NOON)
    assert events(session) == ["RoundPlanned", "RoundChanged", "FrameFrozen"]


def test_a_plan_that_is_kept_as_it_was_is_no_change(session):
    round_ = plan_round(session, MONA, a_plan(), now=NOON)

    change_plan(session, MONA, round_.id, a_plan(), now=NOON)

    assert events(session) == ["RoundPlanned"]


@pytest.mark.parametrize(
    "more",
    [
        {"name": "2026-2"},
        {"review_form": "placed_child_full/1999-1"},
        {"review_form": "nonsense"},
        {"excluded_numbers": ("X-1",), "excluded_reasons": ("syskonakt",)},
    ],
)
def test_a_plan_that_does_not_fit_is_not_kept(session, more):
    a_planned_round(session, name="2026-2")

    with pytest.raises(PlanDoesNotHold):
        plan_round(session, MONA, a_plan(**more), now=NOON)


def test_a_case_that_is_singled_out_is_kept_with_its_reason(session):
    a_register(session, {"HVB": 3})

    round_ = plan_round(
        session,
        MONA,
        a_plan(excluded_numbers=("hvb-001", ""), excluded_reasons=("syskonakt", "")),
        now=NOON,
    )

    assert round_.excluded == {"hvb-001": "syskonakt"}


def test_a_manager_of_one_unit_plans_for_that_unit(session):
    round_ = plan_round(session, MAX, a_plan(), now=NOON)

    assert round_.unit_ids == ["north"]
    with pytest.raises(CoversMoreUnits):
        plan_round(session, MAX, a_plan(name="Annan", unit_ids=("north", "south")), now=NOON)


def test_a_round_that_was_only_planned_can_be_deleted(session):
    round_ = a_planned_round(session)

    delete_round(session, MONA, round_.id, now=NOON)

    assert session.exec(select(Round)).all() == []
    assert session.exec(select(AuditEntry.event)).all() == ["RoundDeleted"]


def test_a_round_that_was_ever_frozen_stays(session):
    a_register(session, {"HVB": 12})
    round_ = a_planned_round(session)
    freeze_frame(session, MONA, round_.id, entropy=ENTROPY, now=NOON)

    with pytest.raises(FrameIsFrozen):
        delete_round(session, MONA, round_.id, now=NOON)
    abort_draw(session, MONA, round_.id, "Fel period", now=NOON)
    with pytest.raises(OnceCommitted):
        delete_round(session, MONA, round_.id, now=NOON)


def names(session, actor):
    return sorted(each.round_.name for each in rounds_seen_by(session, actor))


def test_the_list_holds_the_rounds_of_ones_own_units(session):
    a_planned_round(session, name="Alla")
    a_planned_round(session, name="Norr", unit_ids=["north"])
    south = a_planned_round(session, name="Söder", unit_ids=["south"])

    seen = {
        actor.id: [each.round_.name for each in rounds_seen_by(session, actor)]
        for actor in (MAX, AUDREY)
    }

    assert sorted(seen[MAX.id]) == ["Alla", "Norr"]
    assert sorted(seen[AUDREY.id]) == ["Alla", "Norr", "Söder"]
    with pytest.raises(NotFound):
        get_round(session, MAX, south.id)
    with pytest.raises(NotFound):
        get_round(session, MAX, "nosuchround")


def test_the_later_stops_follow_each_other(session):
    round_ = a_planned_round(session)
    with pytest.raises(WrongStop):
        start_reviewing(session, round_, now=NOON)

    round_.state = RoundState.drawn
    with pytest.raises(WrongStop):
        close(session, round_, now=NOON)
    start_reviewing(session, round_, now=NOON)
    close(session, round_, now=NOON)

    assert (round_.state, round_.published_at, round_.closed_at) == (RoundState.closed, NOON, NOON)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"period_to": "2026-04-30"}, "period_to"),
        ({"due_on": "2026-01-01"}, "due_on"),
        ({"margin_points": "0"}, "margin_points"),
        ({"hours_per_case": "nan"}, "hours_per_case"),
        ({"strata_fields": ["salary"]}, "strata_fields"),
        ({"excluded_numbers": ["A-1"], "excluded_reasons": [""]}, "excluded_reasons"),
        ({"name": "18900101-9802"}, "name"),
        ({"people_to_roll": "-1"}, "people_to_roll"),
    ],
)
def test_what_is_wrong_in_a_plan_is_told_where_it_stands(typed, field):
    right = {
        "name": "X",
        "review_form": "placed_child_full/2026-1",
        "period_from": "2026-05-01",
        "period_to": "2026-10-31",
        "due_on": "2026-12-18",
    }

    assert list(understand(RoundPlan, right | typed).wrong) == [field]


def test_the_suggested_period_is_the_last_six_whole_months():
    typed = suggested(date(2026, 3, 17), "placed_child_full/2026-1")

    assert (typed["period_from"], typed["period_to"]) == (date(2025, 9, 1), date(2026, 2, 28))
    assert understand(PopulationPlan, typed).wrong == {}

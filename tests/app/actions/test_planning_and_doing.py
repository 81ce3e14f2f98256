from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.actions.access import ActionHasChanged
from app.actions.doing import (
    Evidence,
    NoEvidence,
    NotToBeDone,
    abandon_action,
    finish_action,
    reopen_action,
    start_action,
)
from app.actions.handing_over import NobodyToHandTo, hand_over
from app.actions.models import Action, ActionChange, ActionForDeviation, ActionState
from app.actions.queries import ActionsWanted, all_matching, orphaned_deviations
from app.actions.series import MONTHS, months_after, next_due
from app.actions.service import (
    NoDayForSeries,
    NotOpen,
    WhatIsMissing,
    change_action,
    plan_action,
)
from app.actions.training import MoreCameThanInvited, count_trained, numbers_in
from app.admin.service import deactivate_person
from app.errors import Forbidden, NotFound
from app.organisation.models import Person
from tests.app.actions.plans import (
    DUE,
    LATER,
    SHOWN,
    a_closed_action,
    a_deviation,
    a_done_action,
    a_plan,
    an_action,
    told,
)
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, NOON, RUT, SAM
from tests.make import a_drawn_round

TODAY = LATER.date()


@pytest.mark.both
def test_an_action_is_planned_for_a_deviation_with_the_next_number_of_the_year(session):
    deviation = a_deviation(session)
    first, second = an_action(session), an_action(session, deviation_ids=[deviation.id])

    linked = session.exec(select(ActionForDeviation)).one()

    assert (first.number, second.number) == ("ÅTG-2026-001", "ÅTG-2026-002")
    assert (linked.action_id, linked.deviation_id) == (second.id, deviation.id)
    assert told(session, "ActionPlanned")[-1]["deviation_ids"] == [deviation.id]


@pytest.mark.parametrize("scope", ["unit", "routine", "case"])
def test_an_action_says_which_unit_routine_or_case_it_is_for(session, scope):
    with pytest.raises(WhatIsMissing):
        an_action(session, scope=scope)


def test_an_action_on_a_case_belongs_to_the_unit_of_the_case(session):
    a_drawn_round(session, {"north": 1})

    action = an_action(session, scope="case", frame_case_id="north-01", unit_id="south")

    assert action.unit_id == "north"


def test_what_is_done_again_needs_a_first_day(session):
    with pytest.raises(NoDayForSeries):
        an_action(session, recurrence="yearly", due_on=None)


def test_a_manager_of_one_unit_plans_for_no_other_and_not_for_the_whole(session):
    assert an_action(session, by=MAX, scope="unit", unit_id="north").unit_id == "north"
    for elsewhere in ({"scope": "unit", "unit_id": "south"}, {"scope": "whole"}):
        with pytest.raises(Forbidden):
            an_action(session, by=MAX, **elsewhere)


@pytest.mark.parametrize("who", [RUT, AUDREY, ADA])
def test_who_does_not_plan_cannot_plan(session, who):
    with pytest.raises(Forbidden):
        plan_action(session, who, a_plan(), now=NOON)


def test_a_deviation_of_another_unit_does_not_exist(session):
    deviation = a_deviation(session, unit_id="south")

    with pytest.raises(NotFound):
        an_action(session, by=MAX, scope="unit", unit_id="north", deviation_ids=[deviation.id])


def test_every_field_that_is_changed_keeps_what_it_was(session):
    action = an_action(session)

    changed = a_plan(title="Ny rutin", due_on=date(2027, 1, 31))
    change_action(session, MONA, action.id, changed, version=1, now=LATER)
    session.flush()

    rows = session.exec(select(ActionChange).order_by(ActionChange.field)).all()
    assert [(row.field, row.before, row.after) for row in rows] == [
        ("due_on", "2026-12-31", "2027-01-31"),
        ("title", "Revidera rutinen", "Ny rutin"),
    ]
    assert action.version == 2
    assert told(session, "ActionChanged") == [
        {"action_id": action.id, "fields": ["title", "due_on"]}
    ]


@pytest.mark.both
def test_what_somebody_else_has_just_written_is_not_overwritten(session):
    action = an_action(session)
    change_action(session, MONA, action.id, a_plan(title="Mona"), version=1, now=LATER)

    with pytest.raises(ActionHasChanged):
        change_action(session, KIM, action.id, a_plan(title="Kim"), version=1, now=LATER)

    assert action.title == "Mona"


def test_a_closed_plan_does_not_change(session):
    action = a_closed_action(session)

    with pytest.raises(NotOpen):
        change_action(session, MONA, action.id, a_plan(), version=action.version, now=LATER)


def test_its_owner_begins_it_and_marks_it_as_done_with_evidence(session):
    action = an_action(session)

    start_action(session, RUT, action.id, version=1, now=NOON)
    finish_action(session, RUT, action.id, SHOWN, version=2, now=LATER)

    assert (action.state, action.done_by, action.evidence) == ("done", RUT.id, SHOWN.text)
    assert [len(told(session, name)) for name in ("ActionStarted", "ActionDone")] == [1, 1]


def test_done_without_evidence_is_refused(session):
    action = an_action(session)

    with pytest.raises(NoEvidence):
        finish_action(session, RUT, action.id, Evidence(text=" "), version=1, now=LATER)


@pytest.mark.both
def test_the_database_itself_refuses_done_without_evidence_and_closed_without_effect(session):
    action = a_done_action(session)
    session.commit()

    for values in (
        {"evidence": ""},
        {"state": "verified"},
        {
            "state": "verified",
            "effect": "helped",
            "effect_note": "Ja.",
            "verified_at": LATER,
            "verified_by": RUT.id,
        },
    ):
        with pytest.raises(IntegrityError):
            session.execute(sa.update(Action).where(Action.id == action.id).values(**values))
        session.rollback()


def test_somebody_elses_action_does_not_exist_to_a_reviewer(session):
    action = an_action(session)

    with pytest.raises(NotFound):
        finish_action(session, SAM, action.id, SHOWN, version=1, now=LATER)


def test_the_auditor_sees_it_and_cannot_do_it(session):
    action = an_action(session)

    with pytest.raises(Forbidden):
        start_action(session, AUDREY, action.id, version=1, now=LATER)


def test_what_is_done_is_done_once(session):
    action = a_done_action(session)

    with pytest.raises(NotToBeDone):
        finish_action(session, RUT, action.id, SHOWN, version=action.version, now=LATER)


def test_done_is_taken_back_and_the_work_goes_on(session):
    action = a_done_action(session)

    reopen_action(session, KIM, action.id, version=action.version, now=LATER)

    assert (action.state, action.done_by) == (ActionState.ongoing, None)
    assert len(told(session, "ActionReopened")) == 1


def test_an_abandoned_action_stays_with_its_reason(session):
    action = an_action(session)

    abandon_action(session, MONA, action.id, "Ersatt av ny rutin.", version=1, now=LATER)

    assert (action.state, action.abandoned_because) == ("abandoned", "Ersatt av ny rutin.")
    assert len(told(session, "ActionAbandoned")) == 1
    with pytest.raises(NotToBeDone):
        start_action(session, RUT, action.id, version=2, now=LATER)


@pytest.mark.both
def test_the_next_of_a_series_is_made_with_its_own_day_when_one_is_done(session):
    first = a_done_action(session, recurrence="half_yearly", owner_role="Enhetschef")
    second = session.exec(select(Action).where(Action.series_id == first.id)).one()

    assert (second.due_on, second.state, second.title) == (
        date(2027, 6, 30),
        "planned",
        first.title,
    )
    assert (second.owner_id, second.owner_role, second.evidence) == (RUT.id, "Enhetschef", "")
    assert told(session, "ActionDone")[-1]["next_id"] == second.id


def test_what_is_done_once_makes_no_series(session):
    a_done_action(session)

    assert len(session.exec(select(Action)).all()) == 1


@given(
    st.sampled_from(sorted(MONTHS)),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
def test_the_next_day_of_a_series_is_ahead_and_in_step(recurrence, due_on, today):
    ahead = next_due(recurrence, due_on, today)

    months = (ahead.year - due_on.year) * 12 + ahead.month - due_on.month
    assert ahead > max(due_on, today)
    assert months % MONTHS[recurrence] == 0
    assert (
        months == MONTHS[recurrence] or months_after(due_on, months - MONTHS[recurrence]) <= today
    )


def test_the_last_of_a_month_stays_the_last():
    assert [months_after(date(2026, 2, 28), n) for n in (1, 12)] == [
        date(2026, 3, 31),
        date(2027, 2, 28),
    ]
    assert months_after(date(2026, 1, 30), 1) == date(2026, 2, 28)


@pytest.mark.both
def test_when_somebody_leaves_her_open_actions_and_deviations_are_nobodys(session):
    a_closed_action(session)
    action = an_action(session)
    a_deviation(session, owner_id=RUT.id, number="2026-007")
    assert not all_matching(session, MONA, ActionsWanted(orphan=True), today=TODAY)

    deactivate_person(session, ADA, RUT.id, now=LATER)
    session.flush()

    found = all_matching(session, MONA, ActionsWanted(orphan=True), today=TODAY)
    assert [(one.action.id, one.orphan) for one in found] == [(action.id, True)]
    assert [deviation.number for deviation in orphaned_deviations(session, MONA)] == ["2026-007"]


def test_nobodys_actions_are_handed_over_together(session):
    actions = [an_action(session, owner_id=None) for _ in range(2)]

    hand_over(session, MONA, [action.id for action in actions], SAM.id, now=LATER)

    assert [action.owner_id for action in actions] == [SAM.id, SAM.id]
    assert [entry["to_id"] for entry in told(session, "ActionHandedOver")] == [SAM.id, SAM.id]


def test_nothing_is_handed_to_somebody_who_has_left(session):
    action = an_action(session)
    session.get(Person, SAM.id).active = False

    with pytest.raises(NobodyToHandTo):
        hand_over(session, MONA, [action.id], SAM.id, now=LATER)


def test_a_manager_of_one_unit_hands_over_no_other_units_actions(session):
    action = an_action(session, scope="unit", unit_id="south")

    with pytest.raises(NotFound):
        hand_over(session, MAX, [action.id], SAM.id, now=LATER)


def test_a_training_counts_who_was_invited_and_who_came_in_each_unit(session):
    action = an_action(session, kind="training")

    numbers = {"north": (10, 8), "south": (5, 5)}
    count_trained(session, RUT, action.id, numbers, version=1, now=LATER)

    assert (action.invited, action.attended) == (15, 13)
    assert told(session, "TrainingCounted")[-1]["attended"] == 13


def test_more_cannot_come_than_were_invited(session):
    action = an_action(session, kind="training")

    with pytest.raises(MoreCameThanInvited):
        count_trained(session, RUT, action.id, {"north": (3, 4)}, version=1, now=LATER)
    assert not isinstance(numbers_in({"invited-north": "3", "attended-north": "3"}), str)


def test_only_a_training_is_counted(session):
    action = an_action(session)

    with pytest.raises(NotToBeDone):
        count_trained(session, RUT, action.id, {}, version=1, now=LATER)


def test_the_plan_is_listed_with_what_is_urgent_first_and_closed_last(session):
    closed = a_closed_action(session)
    later = an_action(session, due_on=date(2027, 3, 1))
    late = an_action(session, due_on=date(2026, 11, 1))

    found = all_matching(session, MONA, ActionsWanted(), today=TODAY)

    assert [one.action.id for one in found] == [late.id, later.id, closed.id]
    assert [one.overdue(TODAY) for one in found] == [True, False, False]


@pytest.mark.both
def test_everybody_sees_her_own_actions_and_those_of_her_units(session):
    north = an_action(session, scope="unit", unit_id="north", owner_id=SAM.id)
    south = an_action(session, scope="unit", unit_id="south")
    whole = an_action(session, owner_id=SAM.id)

    def seen(who):
        found = all_matching(session, who, ActionsWanted(), today=TODAY)
        return {one.action.id for one in found}

    assert seen(MONA) == seen(AUDREY) == {north.id, south.id, whole.id}
    assert seen(MAX) == {north.id, whole.id}
    assert seen(RUT) == {south.id}
    assert seen(ADA) == set()


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"text": "lokal rutin"}, 1),
        ({"state": "done"}, 1),
        ({"owner_id": "sam"}, 1),
        ({"unit_id": "north"}, 1),
        ({"kind": "training"}, 1),
        ({"scope": "whole"}, 3),
        ({"overdue": True}, 1),
        ({}, 4),
    ],
)
def test_the_plan_is_narrowed_down(session, wanted, expected):
    an_action(session, title="Lokal rutin", owner_id=SAM.id, scope="unit", unit_id="north")
    an_action(session, kind="training")
    an_action(session, due_on=date(2026, 11, 1))
    a_done_action(session)

    found = all_matching(session, MONA, ActionsWanted(**wanted), today=TODAY)

    assert len(found) == expected


def test_due_is_what_the_plan_says():
    assert a_plan().due_on == DUE

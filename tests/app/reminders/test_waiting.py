import pytest

from app.actions.models import ActionState
from app.deviations.models import Deficiency, DeficiencyState, Objection, ProtectionAlarm
from app.reminders.waiting import waiting_for
from app.reports.models import Report
from app.reviews.models import Replacement, ReviewState
from app.web.language import said
from tests.app.reminders.due import TODAY, an_action
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, NOON, RUT, SAM
from tests.make import a_review


def waits(session, actor):
    return {
        said(each.one if each.count == 1 else each.many, {"num": each.count}): each.href
        for each in waiting_for(session, actor)
    }


@pytest.fixture
def review(session):
    return a_review(session, state=ReviewState.submitted)


def a_deficiency(session, review, state=DeficiencyState.waiting):
    deficiency = Deficiency(
        round_id=review.round_id,
        frame_case_id=review.frame_case_id,
        review_id=review.id,
        unit_id="south",
        form_name=review.form_name,
        form_version=review.form_version,
        question_id="care_plan_exists",
        state=state,
        found_at=NOON,
    )
    session.add(deficiency)
    session.flush()
    return deficiency


@pytest.mark.both
def test_deficiencies_wait_for_those_who_decide_in_the_unit(session, review):
    a_deficiency(session, review)

    words = {"1 brist att besluta om": f"/rounds/{review.round_id}/deficiencies"}
    assert waits(session, MONA) == words
    assert waits(session, KIM).items() > words.items()
    for other in (MAX, RUT, ADA, AUDREY):
        assert waits(session, other) == {}


def test_what_has_been_decided_waits_no_more(session, review):
    a_deficiency(session, review, DeficiencyState.not_warranted)

    assert waits(session, MONA) == {}


@pytest.mark.both
def test_an_alarm_comes_first_and_is_urgent_until_somebody_takes_it_over(session, review):
    a_deficiency(session, review)
    alarm = ProtectionAlarm(
        round_id=review.round_id,
        frame_case_id=review.frame_case_id,
        raised_at=NOON,
        raised_by=RUT.id,
    )
    session.add(alarm)
    session.flush()

    first, *_ = waiting_for(session, MONA)

    assert (first.count, first.href, first.urgent) == (1, "/alarms", True)
    assert waits(session, MAX) == {}
    alarm.taken_over_at = NOON
    session.flush()
    assert not any(each.urgent for each in waiting_for(session, MONA))


def test_an_objection_waits_for_quality_but_not_for_her_who_made_it(session, review):
    deficiency = a_deficiency(session, review, DeficiencyState.deviation)
    objection = Objection(deficiency_id=deficiency.id, text="Den finns.", at=NOON, by=MAX.id)
    session.add(objection)
    session.flush()

    assert waits(session, KIM)["1 invändning att besluta om"] == "/deviations/objections"
    assert waits(session, MONA) == {}
    objection.by = KIM.id
    session.flush()
    assert "1 invändning att besluta om" not in waits(session, KIM)


def test_an_effect_is_verified_by_somebody_else_than_who_did_it(session):
    an_action(
        session, days=0, state=ActionState.done, evidence="Klart.", done_by=RUT.id, done_at=NOON
    )
    an_action(
        session,
        days=0,
        number="2026-2",
        state=ActionState.done,
        evidence="Klart.",
        done_by=KIM.id,
        done_at=NOON,
    )

    assert waits(session, KIM) == {"1 åtgärd vars effekt ska verifieras": "/actions?state=done"}


def test_a_draft_for_the_board_waits_to_be_signed(session):
    session.add(
        Report(
            kind="t2",
            year=2026,
            subject="t2-2026",
            period_from=TODAY.replace(month=5),
            cut_off=TODAY,
            created_at=NOON,
            created_by=KIM.id,
        )
    )
    session.flush()

    assert waits(session, MONA) == {"1 rapport som inte är signerad": "/reports"}
    assert waits(session, MAX) == {}


def test_a_replacement_waits_for_another_than_who_proposed_it(session, review):
    for actor in (RUT, MONA):
        session.add(
            Replacement(
                round_id=review.round_id,
                frame_case_id=review.frame_case_id,
                reason="wrong_entry",
                proposed_by=actor.id,
                proposed_at=NOON,
            )
        )
    session.flush()

    assert set(waits(session, MONA)) == {"1 ersättning att besluta om"}
    assert "2 ersättningar att besluta om" in waits(session, KIM)
    assert waits(session, SAM) == {}

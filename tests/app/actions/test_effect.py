from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.actions.doing import finish_action, reopen_action
from app.actions.effect import (
    ByNextRound,
    ByOther,
    ByReReview,
    NoReason,
    NotDone,
    NotReadAgain,
    OwnWork,
    verify_effect,
)
from app.actions.failed import cases_of, failed_case
from app.actions.handing_over import hand_over
from app.actions.models import Effect, ReReview
from app.actions.re_reviews import (
    MayNotRead,
    NotAllAnswered,
    NothingToRead,
    NotReadAgainYet,
    ReReviewWanted,
    ask_for_re_review,
    candidates,
    finish_re_review,
    step_down,
)
from app.assignment.conflicts import ConflictReason, add_conflict
from app.assignment.models import Conflict
from app.deviations.models import Deficiency
from app.errors import Forbidden, NotFound
from app.reviews.models import ReviewState
from app.reviews.sheet import Given
from app.rounds.models import FrameCase
from tests.app.actions.plans import LATER, SHOWN, a_deviation, a_done_action, an_action, told
from tests.app.reviews_assure.handed_in import GOOD, a_round_to_assure, hand_in
from tests.cast import AUDREY, KIM, MAX, MONA, RUT, SAM

ADAY = timedelta(days=1)
HELPED = ByOther(Effect.helped, "Tio nya akter lästa.")
FAILED = GOOD | {"care_plan_exists": "no"}
QUESTION = "care_plan_exists"


def a_failed_case(session):
    """Let Rut review a case of the south whose file has no care plan, and approve it."""
    _, reviews = a_round_to_assure(session, {"south": 1})
    hand_in(session, reviews["south-01", 1], FAILED, state=ReviewState.approved)
    return session.get(FrameCase, "south-01")


def a_mended_case(session, **more):
    """Plan an action on a failed case, owned by Mona and done by her."""
    case = a_failed_case(session)
    more = {"scope": "case", "frame_case_id": case.id, "owner_id": MONA.id, **more}
    return a_done_action(session, by=MONA, **more)


def ask(session, action, reviewer=RUT, questions=(QUESTION,), by=KIM):
    wanted = ReReviewWanted(
        frame_case_id="south-01", question_ids=questions, reviewer_id=reviewer.id
    )
    asked = ask_for_re_review(session, by, action.id, wanted, now=LATER)
    session.flush()
    return asked


def answer(session, re_review, value="yes", by=RUT):
    finish_re_review(session, by, re_review.id, {QUESTION: Given(value=value)}, now=LATER)
    session.flush()


def verify(session, action, how=HELPED, by=KIM):
    return verify_effect(session, by, action.id, how, version=action.version, now=LATER)


@pytest.mark.both
def test_an_action_is_closed_when_somebody_else_has_seen_that_it_helped(session):
    action = verify(session, a_done_action(session))

    assert (action.state, action.effect, action.verified_by) == ("verified", "helped", KIM.id)
    assert action.effect_note == "Tio nya akter lästa."
    assert told(session, "EffectVerified") == [
        {"action_id": action.id, "by": "other", "effect": "helped"}
    ]


def test_that_it_cannot_be_told_is_a_verdict_too(session):
    action = verify(session, a_done_action(session), ByOther(Effect.cannot_tell, "För få ärenden."))

    assert (action.state, action.effect) == ("verified", "cannot_tell")


@pytest.mark.parametrize("owner", [KIM.id, RUT.id])
def test_nobody_verifies_her_own_work(session, owner):
    action = an_action(session, owner_id=owner)
    finish_action(session, KIM, action.id, SHOWN, version=1, now=LATER)

    with pytest.raises(OwnWork):
        verify(session, action)


def test_handing_over_what_is_done_does_not_make_it_somebody_elses_work(session):
    action = a_done_action(session, by=MONA, owner_id=KIM.id)
    hand_over(session, KIM, [action.id], RUT.id, now=LATER)
    session.flush()

    with pytest.raises(OwnWork):
        verify(session, action)


def test_who_once_said_that_it_was_done_does_not_verify_it_after_somebody_else_did(session):
    action = a_done_action(session, by=KIM)
    reopen_action(session, MONA, action.id, version=action.version, now=LATER)
    finish_action(session, MONA, action.id, SHOWN, version=action.version, now=LATER)
    session.flush()

    with pytest.raises(OwnWork):
        verify(session, action)


def test_who_planned_it_and_let_another_answer_for_it_before_it_was_done_may_verify(session):
    action = an_action(session, owner_id=KIM.id)
    hand_over(session, MONA, [action.id], RUT.id, now=LATER)
    finish_action(session, RUT, action.id, SHOWN, version=action.version, now=LATER + ADAY)
    session.flush()

    assert verify(session, action).state == "verified"


def test_what_is_not_done_has_no_effect_to_verify(session):
    with pytest.raises(NotDone):
        verify(session, an_action(session))


def test_a_verdict_without_a_reason_is_refused(session):
    with pytest.raises(NoReason):
        verify(session, a_done_action(session), ByOther(Effect.helped, "  "))


@pytest.mark.parametrize("who", [MONA, AUDREY])
def test_only_quality_staff_verify(session, who):
    with pytest.raises(Forbidden):
        verify(session, a_done_action(session), by=who)


@pytest.mark.both
def test_a_corrected_file_is_read_again_for_what_it_failed_and_nothing_else(session):
    action = a_mended_case(session)

    failed = failed_case(session, cases_of(session, action)[0])
    asked = ask(session, action)

    assert QUESTION in [question.id for question, _ in failed.questions]
    assert "implementation_plan_exists" not in [question.id for question, _ in failed.questions]
    assert (asked.question_ids, asked.form_version) == ([QUESTION], "2026-1")
    assert asked.due_on == LATER.date() + timedelta(days=30)
    assert told(session, "ReReviewAsked")[-1]["reviewer_id"] == RUT.id


def test_the_case_may_stand_behind_a_deviation_of_the_action(session):
    case = a_failed_case(session)
    deviation = a_deviation(session, unit_id="south")
    review = session.get(FrameCase, case.id)
    session.add(
        Deficiency(
            round_id=review.round_id,
            frame_case_id=case.id,
            review_id=_review_of(session, case.id),
            unit_id="south",
            form_name="placed_child_short",
            form_version="2026-1",
            question_id=QUESTION,
            state="deviation",
            deviation_id=deviation.id,
            found_at=LATER,
        )
    )
    session.flush()

    action = a_done_action(session, deviation_ids=[deviation.id])

    assert [found.id for found in cases_of(session, action)] == ["south-01"]


def _review_of(session, case_id):
    from app.reviews.models import Review  # noqa: PLC0415

    return session.exec(select(Review.id).where(Review.frame_case_id == case_id)).one()


@pytest.mark.parametrize(("value", "effect"), [("yes", "helped"), ("no", "not_helped")])
def test_the_effect_is_what_the_re_review_found(session, value, effect):
    action = a_mended_case(session)
    answer(session, ask(session, action), value)

    verify(session, action, ByReReview())

    assert (action.state, action.effect, action.effect_by) == ("verified", effect, "re_review")
    assert "1 av 1" in action.effect_note if value == "yes" else "0 av 1" in action.effect_note


def test_what_has_not_been_read_again_shows_nothing(session):
    action = a_mended_case(session)
    with pytest.raises(NotReadAgain):
        verify(session, action, ByReReview())
    ask(session, action)
    with pytest.raises(NotReadAgain):
        verify(session, action, ByReReview())


def test_a_file_is_read_again_when_the_action_is_done(session):
    a_failed_case(session)
    action = an_action(session, scope="case", frame_case_id="south-01")

    with pytest.raises(NotReadAgainYet):
        ask(session, action)


def test_a_question_that_the_file_met_is_not_asked_again(session):
    action = a_mended_case(session)

    with pytest.raises(NothingToRead):
        ask(session, action, questions=["implementation_plan_exists"])


def test_nobody_reads_again_her_own_case_or_her_own_mending_or_against_a_conflict(session):
    action = a_mended_case(session)
    case = session.get(FrameCase, "south-01")
    case.caseworker = SAM.caseworker
    session.flush()

    with pytest.raises(MayNotRead):
        ask(session, action, SAM)
    add_conflict(session, KIM, case.id, RUT.id, ConflictReason.related, now=LATER)
    with pytest.raises(MayNotRead):
        ask(session, action, RUT)
    with pytest.raises(NotFound):
        ask(session, action, KIM)


def test_who_has_mended_the_file_does_not_read_it_again(session):
    action = a_mended_case(session, owner_id=RUT.id)

    barred = {
        one.person.id
        for one in candidates(session, action, cases_of(session, action)[0])
        if one.barred
    }

    assert barred == {RUT.id}


def test_a_manager_of_another_unit_asks_for_nothing(session):
    action = a_mended_case(session)

    with pytest.raises(NotFound):
        ask(session, action, by=MAX)


def test_every_question_is_answered_before_it_is_handed_in(session):
    asked = ask(session, a_mended_case(session))

    with pytest.raises(NotAllAnswered):
        finish_re_review(session, RUT, asked.id, {}, now=LATER)


def test_somebody_elses_re_review_does_not_exist(session):
    asked = ask(session, a_mended_case(session))

    with pytest.raises(NotFound):
        answer(session, asked, by=SAM)


def test_a_re_review_is_handed_in_once(session):
    asked = ask(session, a_mended_case(session))
    answer(session, asked)

    with pytest.raises(NotFound):
        answer(session, asked)
    assert len(told(session, "ReReviewDone")) == 1


def test_a_new_request_withdraws_the_one_that_waits(session):
    action = a_mended_case(session)
    first = ask(session, action, RUT)
    ask(session, action, SAM)

    assert first.withdrawn_at is not None
    assert [one.reviewer_id for one in _waiting(session)] == [SAM.id]


def test_she_steps_down_for_a_conflict_that_stays_on_record(session):
    asked = ask(session, a_mended_case(session))

    step_down(session, RUT, asked.id, ConflictReason.related, now=LATER)
    session.flush()

    assert session.exec(select(Conflict.person_id)).all() == [RUT.id]
    assert _waiting(session) == []
    assert len(told(session, "ReReviewWithdrawn")) == 1


def _waiting(session):
    rows = session.exec(select(ReReview)).all()
    return [row for row in rows if row.withdrawn_at is None and row.done_at is None]


def test_a_later_round_is_needed_to_see_a_change(session):
    round_, _ = a_round_to_assure(session, {"south": 1})
    action = a_done_action(session, question_id=QUESTION, baseline_round_id=round_.id)

    with pytest.raises(NotFound):
        verify(session, action, ByNextRound(round_.id, 5))
    assert round_.period_to > date(2026, 1, 1)


def test_asking_again_for_what_was_good_does_not_hide_what_was_not(session):
    failing = FAILED | {"child_talks": "not_found"}
    _, reviews = a_round_to_assure(session, {"south": 1})
    hand_in(session, reviews["south-01", 1], failing, state=ReviewState.approved)
    case = {"scope": "case", "frame_case_id": "south-01", "owner_id": MONA.id}
    action = a_done_action(session, by=MONA, **case)
    both = ask(session, action, questions=(QUESTION, "child_talks"))
    assert len(both.question_ids) == 2
    found = {QUESTION: Given(value="yes"), "child_talks": Given(value="not_found")}
    finish_re_review(session, RUT, both.id, found, now=LATER)
    session.flush()
    answer(session, ask(session, action))

    assert verify(session, action, ByReReview()).effect == Effect.not_helped


def test_what_was_read_before_it_was_done_again_shows_nothing_of_what_was_done_since(session):
    action = a_mended_case(session)
    answer(session, ask(session, action))
    reopen_action(session, MONA, action.id, version=action.version, now=LATER + ADAY)
    finish_action(session, MONA, action.id, SHOWN, version=action.version, now=LATER + ADAY)
    session.flush()

    with pytest.raises(NotReadAgain):
        verify(session, action, ByReReview())

"""Corrected files read again: one that closed its action, and one that waits for its reader."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from app.actions.doing import Evidence, finish_action
from app.actions.effect import ByReReview, readings, verify_effect
from app.actions.failed import FailedCase, failed_case
from app.actions.models import Action, EffectBy, Scope
from app.actions.re_reviews import (
    ReReviewWanted,
    ask_for_re_review,
    candidates,
    finish_re_review,
)
from app.actions.service import ActionPlan, plan_action
from app.auth.actor import Actor
from app.demo.people import PEOPLE
from app.deviations.models import Deficiency, DeficiencyState
from app.organisation.models import Role
from app.reviews.sheet import Given
from app.rounds.models import FrameCase, Round
from review_forms import Met, Question

PLANNED = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
CORRECTED = datetime(2026, 6, 18, 15, 0, tzinfo=UTC)
READ = datetime(2026, 7, 2, 10, 0, tzinfo=UTC)
LATELY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def read_files_again(session: Session, cast: Mapping[str, Actor]) -> None:
    """Have two files of the spring corrected, and one of them read again."""
    first, second = _failed_cases(session)[:2]
    mended = _corrected(session, cast, first, now=PLANNED, done=CORRECTED)
    reader = _ask(session, cast, mended, first, now=CORRECTED)
    answers = {
        question.id: Given(value="yes", comment="Finns nu i akten.")
        for question, _ in _again(first)
    }
    waiting = _my_re_review(session, mended)
    finish_re_review(session, reader, waiting, answers, now=READ)
    session.flush()
    verify_effect(session, cast["kim"], mended.id, ByReReview(), version=mended.version, now=READ)
    _ask(
        session,
        cast,
        _corrected(session, cast, second, now=LATELY, done=LATELY),
        second,
        now=LATELY,
    )


def _failed_cases(session: Session) -> list[FailedCase]:
    """Find cases of the spring that failed questions which are answered yes or no."""
    round_ = session.exec(select(Round).where(Round.name == "Våren 2026")).one()
    failed = session.exec(
        select(FrameCase)
        .join(Deficiency, col(Deficiency.frame_case_id) == FrameCase.id)
        .where(FrameCase.round_id == round_.id, Deficiency.state == DeficiencyState.deviation)
        .order_by(col(FrameCase.case_number))
        .distinct()
        .limit(8)
    ).all()
    found = [failed_case(session, case) for case in failed]
    return [one for one in found if _again(one)]


def _again(failed: FailedCase) -> Sequence[tuple[Question, Met]]:
    return [(q, met) for q, met in failed.questions if q.kind == "met" and met is Met.no][:3]


def _corrected(
    session: Session,
    cast: Mapping[str, Actor],
    failed: FailedCase,
    *,
    now: datetime,
    done: datetime,
) -> Action:
    mona = cast["mona"]
    plan = ActionPlan(
        title="Komplettera akten med det som saknades vid granskningen",
        how="Handläggaren kompletterar. Enhetschefen går igenom akten innan den omgranskas.",
        scope=Scope.case,
        frame_case_id=failed.case.id,
        due_on=done.date(),
        owner_id=mona.id,
        owner_role="Avdelningschef",
        effect_by=EffectBy.re_review,
    )
    action = plan_action(session, mona, plan, now=now)
    session.flush()
    shown = Evidence(text="Akten är kompletterad och genomgången med handläggaren.")
    finish_action(session, mona, action.id, shown, version=action.version, now=done)
    session.flush()
    return action


def _ask(
    session: Session,
    cast: Mapping[str, Actor],
    action: Action,
    failed: FailedCase,
    *,
    now: datetime,
) -> Actor:
    """Ask the first who may read the file, and give her."""
    readers = {cast[each.username].id for each in PEOPLE if each.role is Role.reviewer}
    chosen = next(
        one.person.id
        for one in candidates(session, action, failed.case)
        if not one.barred and not one.own_unit and one.person.id in readers
    )
    wanted = ReReviewWanted(
        frame_case_id=failed.case.id,
        question_ids=[question.id for question, _ in _again(failed)],
        reviewer_id=chosen,
    )
    ask_for_re_review(session, cast["kim"], action.id, wanted, now=now)
    session.flush()
    return next(actor for actor in cast.values() if actor.id == chosen)


def _my_re_review(session: Session, action: Action) -> str:
    return readings(session, action)[0].id

"""A corrected file is read again: only what it failed, by somebody who may judge it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.actions.access import get_action
from app.actions.events import ReReviewAsked, ReReviewDone, ReReviewWithdrawn
from app.actions.failed import cases_of, failed_case
from app.actions.models import Action, ActionState, ReReview, ReReviewAnswer
from app.assignment.conflicts import ConflictReason, add_conflict
from app.assignment.models import Conflict
from app.assignment.rules import DrawnCase, Reviewer, Rule, bars, in_own_unit
from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import GRANTS, Permission
from app.errors import N_, DomainError, NotFound
from app.organisation.models import Person, Role, RoleGrant
from app.reviews.sheet import Given
from app.rounds.models import FrameCase
from app.web.language import ZONE

READERS = [role for role in Role if Permission.fill_review in GRANTS[role]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReReviewWanted:
    """Which file is to be read again, for what, by whom, and within how many days."""

    frame_case_id: str
    question_ids: Collection[str]
    reviewer_id: str
    days: int = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could read the file again, and what speaks against it."""

    person: Person
    barred: Sequence[Rule]
    own_unit: bool


class NotReadAgainYet(DomainError):
    """Before the file is corrected there is nothing new to read."""

    message = N_("%(number)s is not done. A file is read again when it has been corrected.")


class NothingToRead(DomainError):
    """A re-review asks what the file failed, and nothing else."""

    status = 422
    message = N_("Choose at least one of the questions that the file did not meet.")


class MayNotRead(DomainError):
    """Nobody judges her own case or her own mending, nor one that she is not impartial to."""

    status = 422
    message = N_(
        "%(name)s may not read this file again: the case or the action is her own, or a conflict "
        "of interest is declared. Choose somebody else."
    )


class NotAllAnswered(DomainError):
    """A half-read file says nothing about the other half."""

    status = 422
    message = N_("Answer every question before you hand in.")


def candidates(session: Session, action: Action, case: FrameCase) -> list[Candidate]:
    """List everybody who reads cases, by name, with the rules of the assignment applied."""
    people = session.exec(
        select(Person)
        .where(
            col(Person.active),
            col(Person.id).in_(select(RoleGrant.person_id).where(col(RoleGrant.role).in_(READERS))),
        )
        .order_by(col(Person.name))
    ).all()
    declared = set(
        session.exec(select(Conflict.person_id).where(Conflict.frame_case_id == case.id))
    )
    drawn = DrawnCase(case.id, case.unit_id, case.caseworker, case.case_number)
    own = {action.done_by, action.owner_id}
    found = []
    for person in people:
        conflicts = frozenset({case.id}) if person.id in declared else frozenset[str]()
        reader = Reviewer(person.id, person.unit_id, person.caseworker, person.hours, conflicts)
        rules = bars(drawn, reader) or ([Rule.own_case] if person.id in own else [])
        found.append(Candidate(person, rules, in_own_unit(drawn, reader)))
    return found


def ask_for_re_review(
    session: Session, actor: Actor, action_id: str, wanted: ReReviewWanted, *, now: datetime
) -> ReReview:
    """Ask somebody to read a corrected file again; an earlier request that waits is withdrawn."""
    action = get_action(session, actor, action_id)
    case = next((c for c in cases_of(session, action) if c.id == wanted.frame_case_id), None)
    if case is None:
        raise NotFound
    if not actor.may_in(Permission.ask_for_re_review, case.unit_id):
        raise NotFound
    if action.state != ActionState.done:
        raise NotReadAgainYet(number=action.number)
    failed = failed_case(session, case)
    questions = [q.id for q, _ in failed.questions if q.id in set(wanted.question_ids)]
    if not questions:
        raise NothingToRead
    _demand_impartial(session, action, case, wanted.reviewer_id)
    _withdraw_waiting(session, actor, action, case, now=now)
    re_review = ReReview(
        action_id=action.id,
        frame_case_id=case.id,
        form_name=failed.form.name,
        form_version=failed.form.version,
        question_ids=questions,
        reviewer_id=wanted.reviewer_id,
        due_on=now.astimezone(ZONE).date() + timedelta(days=wanted.days),
        asked_at=now,
        asked_by=actor.id,
    )
    session.add(re_review)
    record(
        session,
        ReReviewAsked(
            at=now,
            actor_id=actor.id,
            frame_case_id=case.id,
            re_review_id=re_review.id,
            reviewer_id=wanted.reviewer_id,
        ),
    )
    return re_review


def re_review_to_fill(session: Session, actor: Actor, re_review_id: str) -> ReReview:
    """Load what she has been asked to read again, and hold it. To others it does not exist."""
    if not re_review_id.isprintable():
        raise NotFound
    found = session.exec(
        select(ReReview)
        .where(
            ReReview.id == re_review_id,
            ReReview.reviewer_id == actor.id,
            col(ReReview.done_at).is_(None),
            col(ReReview.withdrawn_at).is_(None),
        )
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def finish_re_review(
    session: Session,
    actor: Actor,
    re_review_id: str,
    answers: Mapping[str, Given],
    *,
    now: datetime,
) -> ReReview:
    """Hand in what the corrected file says now, every question of it."""
    re_review = re_review_to_fill(session, actor, re_review_id)
    if any(not answers.get(name, Given()).value for name in re_review.question_ids):
        raise NotAllAnswered
    session.add_all(
        ReReviewAnswer(
            re_review_id=re_review.id,
            question_id=name,
            value=answers[name].value,
            comment=answers[name].comment,
        )
        for name in re_review.question_ids
    )
    re_review.done_at = now
    session.add(re_review)
    record(
        session,
        ReReviewDone(
            at=now,
            actor_id=actor.id,
            frame_case_id=re_review.frame_case_id,
            re_review_id=re_review.id,
        ),
    )
    return re_review


def step_down(
    session: Session, actor: Actor, re_review_id: str, reason: ConflictReason, *, now: datetime
) -> ReReview:
    """Leave a file to somebody else because of a conflict of interest, which is put on record."""
    re_review = re_review_to_fill(session, actor, re_review_id)
    add_conflict(session, actor, re_review.frame_case_id, actor.id, reason, now=now)
    _withdraw(session, actor, re_review, now=now)
    return re_review


def _demand_impartial(session: Session, action: Action, case: FrameCase, reviewer_id: str) -> None:
    chosen = next(
        (one for one in candidates(session, action, case) if one.person.id == reviewer_id), None
    )
    if chosen is None:
        raise NotFound
    if chosen.barred:
        raise MayNotRead(name=chosen.person.name)


def _withdraw_waiting(
    session: Session, actor: Actor, action: Action, case: FrameCase, *, now: datetime
) -> None:
    waiting = session.exec(
        select(ReReview).where(
            ReReview.action_id == action.id,
            ReReview.frame_case_id == case.id,
            col(ReReview.done_at).is_(None),
            col(ReReview.withdrawn_at).is_(None),
        )
    )
    for re_review in waiting:
        _withdraw(session, actor, re_review, now=now)


def _withdraw(session: Session, actor: Actor, re_review: ReReview, *, now: datetime) -> None:
    re_review.withdrawn_at = now
    session.add(re_review)
    record(
        session,
        ReReviewWithdrawn(
            at=now,
            actor_id=actor.id,
            frame_case_id=re_review.frame_case_id,
            re_review_id=re_review.id,
        ),
    )

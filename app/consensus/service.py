"""Where two reviewers differ, a third person decides what counts, and says why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlmodel import Session, select

from app.audit.log import Event, record
from app.auth.actor import Actor
from app.consensus.comparing import Comparison, comparison
from app.consensus.models import SettledAnswer
from app.errors import N_, DomainError
from app.rounds.models import Round, RoundState


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSettled(Event):
    """It was decided what counts for some questions about a case."""

    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    question_ids: list[str]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is to count for a question, and why."""

    value: str
    reason: str


class OwnReading(DomainError):
    """Who has answered herself is not the one to say whose answer is right."""

    status = 403
    message = N_("You have reviewed %(case)s yourself. A third person has to settle it.")


class NotReviewedNow(DomainError):
    """What has been rolled up into figures does not change under them."""

    message = N_("%(round)s is not being reviewed. What was settled stands.")


class NothingToSettle(DomainError):
    """What two people agree on is not up to a third."""

    message = N_("The reviewers do not differ on this question, so there is nothing to settle.")


class NotOnOffer(DomainError):
    """What counts must be an answer that the question can have."""

    status = 422
    message = N_("Choose one of the answers.")


def settle_case(
    session: Session,
    actor: Actor,
    round_id: str,
    frame_case_id: str,
    answers: Mapping[str, Settlement],
    *,
    now: datetime,
) -> Comparison:
    """Decide what counts where two reviewers of a case differ; it can be decided anew."""
    session.exec(select(Round.id).where(Round.id == round_id).with_for_update()).one_or_none()
    compared = comparison(session, actor, round_id, frame_case_id)
    _demand_third_person(compared, actor)
    differing = {question.id: question for question in compared.differing}
    for question_id, settlement in answers.items():
        if question_id not in differing:
            raise NothingToSettle
        if settlement.value not in compared.choices(differing[question_id]):
            raise NotOnOffer
        row = compared.settled.get(question_id) or SettledAnswer(
            frame_case_id=frame_case_id,
            question_id=question_id,
            value=settlement.value,
            reason=settlement.reason,
            by=actor.id,
            at=now,
        )
        row.value, row.reason, row.by, row.at = settlement.value, settlement.reason, actor.id, now
        session.add(row)
    record(
        session,
        CaseSettled(
            at=now,
            actor_id=actor.id,
            frame_case_id=frame_case_id,
            question_ids=sorted(answers),
        ),
    )
    return comparison(session, actor, round_id, frame_case_id)


def may_settle(compared: Comparison, actor: Actor) -> bool:
    """Tell whether somebody is the third person, and the round still open."""
    return compared.round_.state == RoundState.reviewing and not _has_read(compared, actor)


def _demand_third_person(compared: Comparison, actor: Actor) -> None:
    if _has_read(compared, actor):
        raise OwnReading(case=compared.case.case_number)
    if compared.round_.state != RoundState.reviewing:
        raise NotReviewedNow(round=compared.round_.name)


def _has_read(compared: Comparison, actor: Actor) -> bool:
    return actor.id in {review.reviewer_id for review in compared.reviews}

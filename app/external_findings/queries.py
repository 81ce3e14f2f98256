"""External findings as they are listed and read, and the questions that can measure them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from sqlmodel import Session, col, func, select

from app.errors import NotFound
from app.external_findings.models import ExternalFinding, Recommendation
from app.organisation.models import Person
from app.rounds.models import Round, RoundState
from app.summary.figures import Share
from app.summary.findings import judged
from app.summary.service import report_of_round
from review_forms import all_forms, latest


class Standing(StrEnum):
    """Where the reply stands."""

    replied = auto()
    late = auto()
    waiting = auto()
    no_reply = auto()


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """A finding in the register, with how far its answer has come."""

    finding: ExternalFinding
    owner: str
    recommendations: int
    answered: int
    standing: Standing


def standing_of(finding: ExternalFinding, today: date) -> Standing:
    if finding.replied_on is not None:
        return Standing.replied
    if finding.reply_by is None:
        return Standing.no_reply
    return Standing.late if finding.reply_by < today else Standing.waiting


def findings(session: Session, *, today: date) -> list[ListedFinding]:
    """List all findings: those that wait for a reply first, the most urgent at the top."""
    counts = (
        select(
            col(Recommendation.external_finding_id).label("finding_id"),
            func.count().label("all"),
            func.count(func.nullif(col(Recommendation.answer), "")).label("answered"),
        )
        .group_by(col(Recommendation.external_finding_id))
        .subquery()
    )
    rows = session.exec(
        select(
            ExternalFinding,
            func.coalesce(Person.name, ""),
            func.coalesce(counts.c.all, 0),
            func.coalesce(counts.c.answered, 0),
        )
        .outerjoin(Person, col(Person.id) == ExternalFinding.owner_id)
        .outerjoin(counts, counts.c.finding_id == ExternalFinding.id)
        .order_by(col(ExternalFinding.received_on).desc())
    )
    listed = [
        ListedFinding(finding, owner, number, answered, standing_of(finding, today))
        for finding, owner, number, answered in rows
    ]
    return sorted(listed, key=_urgency)


def _urgency(one: ListedFinding) -> tuple[bool, date]:
    waits = one.standing in {Standing.late, Standing.waiting}
    return not waits, (one.finding.reply_by or date.max) if waits else date.min


def recommendations_of(session: Session, finding_id: str) -> Sequence[Recommendation]:
    return session.exec(
        select(Recommendation)
        .where(Recommendation.external_finding_id == finding_id)
        .order_by(col(Recommendation.place))
    ).all()


def recommendation_of(session: Session, recommendation_id: str) -> Recommendation:
    found = session.get(Recommendation, recommendation_id)
    if found is None:
        raise NotFound
    return found


def measuring_questions(language: str) -> list[tuple[str, str]]:
    """List the questions of the newest forms whose answers a share can be taken of."""
    questions: dict[str, str] = {}
    for name in sorted({form.name for form in all_forms() if form.reviews == "case"}):
        form = latest(name)
        for one in judged(form):
            question = form.question(one.id)
            questions.setdefault(one.id, f"{question.number} {question.text.in_language(language)}")
    return list(questions.items())


@dataclass(frozen=True, slots=True)
class Measured:
    """What the latest closed round said about a question."""

    round_: Round
    share: Share


def measured(
    session: Session, question_ids: Sequence[str], *, smallest: int
) -> dict[str, Measured]:
    """Give the latest figure of each question that a closed round has one of."""
    found: dict[str, Measured] = {}
    wanted = {name for name in question_ids if name}
    rounds = session.exec(
        select(Round)
        .where(Round.state == RoundState.closed)
        .order_by(col(Round.period_to).desc(), col(Round.closed_at).desc())
    ).all()
    for round_ in rounds:
        if not wanted - set(found):
            break
        figures = report_of_round(session, round_, smallest=smallest).figures
        for name in wanted - set(found):
            line = figures.question(name)
            if line is not None:
                found[name] = Measured(round_, line.whole)
    return found

"""Writing the analysis of a draft, and deciding about what is red."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.actions.access import get_action
from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError
from app.reports.access import draft_to_change
from app.reports.events import AreaWritten, RedDecided
from app.reports.models import AreaWords, AreaWordsVersion, Decision, RedDecision


class WrittenMeanwhile(DomainError):
    """Two people write in the same report; neither may overwrite the other unawares."""

    message = N_(
        "Somebody else has saved words about this meanwhile. Read theirs, then save again."
    )


class DecisionIncomplete(DomainError):
    """A decision says what is done about it, or why nothing is, or until when it is watched."""

    status = 422
    message = N_(
        "Say what is decided: an action or words for act, a reason for accept, a day for watch."
    )


@dataclass(frozen=True, slots=True)
class AreaText:
    """What somebody writes about an area."""

    seen: str = ""
    why: str = ""
    doing: str = ""


@dataclass(frozen=True, slots=True)
class RedChoice:
    """What somebody decides about something red."""

    decision: Decision
    words: str = ""
    action_id: str | None = None
    watch_until: date | None = None

    @property
    def complete(self) -> bool:
        match self.decision:
            case Decision.act:
                return bool(self.words or self.action_id)
            case Decision.accept:
                return bool(self.words)
            case Decision.watch:
                return self.watch_until is not None


def newer_words(
    session: Session, actor: Actor, report_id: str, area: str, version: int
) -> AreaWords | None:
    """Give what somebody else has saved about an area since ``version`` was read."""
    draft_to_change(session, actor, report_id, Permission.write_report)
    row = session.get(AreaWords, (report_id, area))
    return row if row is not None and row.version != version else None


def write_words(
    session: Session,
    actor: Actor,
    report_id: str,
    area: str,
    text: AreaText,
    *,
    version: int,
    now: datetime,
) -> AreaWords:
    """Save words about an area, if nobody else has saved since ``version`` was read."""
    draft_to_change(session, actor, report_id, Permission.write_report)
    row = session.get(AreaWords, (report_id, area))
    if (row.version if row else 0) != version:
        raise WrittenMeanwhile
    if row is None:
        row = AreaWords(report_id=report_id, area=area, at=now, by=actor.id)
    else:
        row.version += 1
    row.seen, row.why, row.doing = text.seen, text.why, text.doing
    row.at, row.by = now, actor.id
    session.add(row)
    session.add(AreaWordsVersion(**row.model_dump()))
    record(
        session,
        AreaWritten(at=now, actor_id=actor.id, report_id=report_id, area=area, version=row.version),
    )
    return row


def decide_red(
    session: Session,
    actor: Actor,
    report_id: str,
    red_ids: Sequence[str],
    choice: RedChoice,
    *,
    now: datetime,
) -> list[RedDecision]:
    """Decide about one or several red questions; it can be decided anew until it is signed."""
    report = draft_to_change(session, actor, report_id, Permission.write_report)
    if not choice.complete or not red_ids:
        raise DecisionIncomplete
    if choice.action_id:
        get_action(session, actor, choice.action_id)
    rows = []
    for red_id in red_ids:
        row = session.get(RedDecision, (report.id, red_id)) or RedDecision(
            report_id=report.id, red_id=red_id, decision=choice.decision, at=now, by=actor.id
        )
        row.decision, row.words = choice.decision, choice.words
        row.action_id, row.watch_until = choice.action_id, choice.watch_until
        row.at, row.by = now, actor.id
        session.add(row)
        rows.append(row)
    record(
        session,
        RedDecided(
            at=now,
            actor_id=actor.id,
            report_id=report.id,
            red_ids=sorted(red_ids),
            decision=choice.decision.value,
        ),
    )
    return rows

"""A deviation from report to closing. Whatever changes leaves its trace."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session, col, select

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.access import get_deviation, lock_deviation
from app.deviations.content import Content, change, demand_own_unit, demand_sound
from app.deviations.events import (
    DeviationChanged,
    DeviationClosed,
    DeviationEvent,
    DeviationOpened,
    DeviationReopened,
    DeviationReported,
    DeviationWithdrawn,
)
from app.deviations.models import Deviation, DeviationChange, DeviationState
from app.deviations.numbers import DEVIATIONS
from app.deviations.releasing import release
from app.errors import N_, DomainError, Forbidden
from app.organisation.models import Person


class ChangedMeanwhile(DomainError):
    """Two people never write over each other without knowing."""

    message = N_(
        "Somebody has changed %(deviation)s since you opened it. See what has changed, then "
        "write your change again."
    )


class NobodyResponsible(DomainError):
    """What nobody owns and no day limits is never done."""

    status = 422
    message = N_("Say who is responsible and by which day, before %(deviation)s is handled.")


class NotNow(DomainError):
    """A deviation goes from draft to handled to closed; each step once."""

    message = N_("That cannot be done with %(deviation)s as it stands now. Read the page again.")


def report_deviation(
    session: Session, actor: Actor, content: Content, *, now: datetime
) -> Deviation:
    """Report something that went wrong, whoever saw it and wherever."""
    if not actor.may(Permission.report_deviation):
        raise Forbidden
    demand_sound(session, content)
    deviation = draft(session, actor, content, now=now)
    record(
        session,
        DeviationReported(at=now, actor_id=actor.id, deviation_id=deviation.id, deficiencies=0),
    )
    return deviation


def draft(session: Session, actor: Actor, content: Content, *, now: datetime) -> Deviation:
    """Put a deviation into the register, with the next number."""
    deviation = Deviation(
        number=DEVIATIONS.next_number(session, now),
        reported_at=now,
        reported_by=actor.id,
        **asdict(content),
    )
    session.add(deviation)
    session.flush()
    return deviation


def change_deviation(
    session: Session,
    actor: Actor,
    deviation_id: str,
    content: Content,
    *,
    version: int,
    now: datetime,
) -> Deviation:
    """Write what has become known about a deviation. ``version`` is the one she has read."""
    deviation = _as_read(session, actor, deviation_id, version)
    _demand(deviation, DeviationState.draft, DeviationState.open)
    demand_sound(session, content, deviation)
    demand_own_unit(actor, content, deviation)
    if deviation.state == DeviationState.open and not _responsible(content.owner_id, content):
        raise NobodyResponsible(deviation=deviation.number)
    changed = change(session, actor, deviation, asdict(content), now)
    if changed:
        record(
            session,
            DeviationChanged(
                at=now, actor_id=actor.id, deviation_id=deviation.id, fields=sorted(changed)
            ),
        )
    return deviation


def open_deviation(
    session: Session, actor: Actor, deviation_id: str, *, version: int, now: datetime
) -> Deviation:
    """Let the handling begin: somebody is responsible, and there is a day."""
    deviation = _as_read(session, actor, deviation_id, version)
    _demand(deviation, DeviationState.draft)
    if deviation.owner_id is None or deviation.due_on is None:
        raise NobodyResponsible(deviation=deviation.number)
    deviation.opened_at = now
    return _moved(session, actor, deviation, {"state": DeviationState.open}, DeviationOpened, now)


def close_deviation(
    session: Session, actor: Actor, deviation_id: str, note: str, *, version: int, now: datetime
) -> Deviation:
    """Close a deviation that is handled, with a note on how.

    What comes later in the story may still refuse: an action whose effect nobody has verified.
    """
    deviation = _as_read(session, actor, deviation_id, version)
    _demand(deviation, DeviationState.open)
    deviation.closed_at, deviation.closed_by = now, actor.id
    values: dict[str, object] = {"state": DeviationState.closed, "closing_note": note}
    return _moved(session, actor, deviation, values, DeviationClosed, now)


def reopen_deviation(
    session: Session, actor: Actor, deviation_id: str, *, version: int, now: datetime
) -> Deviation:
    """Take a deviation up again that turned out not to be handled."""
    deviation = _as_read(session, actor, deviation_id, version)
    _demand(deviation, DeviationState.closed)
    deviation.closed_at = deviation.closed_by = None
    values: dict[str, object] = {"state": DeviationState.open}
    return _moved(session, actor, deviation, values, DeviationReopened, now)


def withdraw_deviation(
    session: Session, actor: Actor, deviation_id: str, reason: str, *, version: int, now: datetime
) -> Deviation:
    """Take back a deviation that was a mistake. It stays in the register, and says why.

    What it was about waits for a decision again, or withdrawing would be a way around deciding.
    """
    deviation = _as_read(session, actor, deviation_id, version)
    _demand(deviation, DeviationState.draft, DeviationState.open)
    release(session, actor, deviation, now=now)
    values: dict[str, object] = {"state": DeviationState.withdrawn, "closing_note": reason}
    return _moved(session, actor, deviation, values, DeviationWithdrawn, now)


def changes_since(
    session: Session, actor: Actor, deviation_id: str, version: int
) -> Sequence[tuple[DeviationChange, str]]:
    """List what others have changed after the version somebody has read."""
    deviation = get_deviation(session, actor, deviation_id)
    return session.exec(
        select(DeviationChange, Person.name)
        .join(Person, col(Person.id) == DeviationChange.by)
        .where(
            DeviationChange.deviation_id == deviation.id,
            col(DeviationChange.version) > version,
        )
        .order_by(col(DeviationChange.version), col(DeviationChange.field))
    ).all()


def _as_read(session: Session, actor: Actor, deviation_id: str, version: int) -> Deviation:
    deviation = lock_deviation(session, actor, deviation_id)
    if deviation.version != version:
        raise ChangedMeanwhile(deviation=deviation.number)
    return deviation


def _demand(deviation: Deviation, *states: DeviationState) -> None:
    if deviation.state not in states:
        raise NotNow(deviation=deviation.number)


def _responsible(owner_id: str | None, content: Content) -> bool:
    return owner_id is not None and content.due_on is not None


def _moved(
    session: Session,
    actor: Actor,
    deviation: Deviation,
    values: dict[str, object],
    event: type[DeviationEvent],
    now: datetime,
) -> Deviation:
    change(session, actor, deviation, values, now)
    record(session, event(at=now, actor_id=actor.id, deviation_id=deviation.id))
    return deviation

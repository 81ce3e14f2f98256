"""The routines as their page shows them: how old, what is overdue, what has been revised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import NotFound
from app.routines.models import Routine

YEAR = timedelta(days=365)
DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class RoutineShown:
    """A routine with its age on a day."""

    routine: Routine
    today: date
    replaced_by: Routine | None = None

    @property
    def holds_since(self) -> date | None:
        """Give the day its text was last looked at."""
        return self.routine.revised_on or self.routine.decided_on

    @property
    def years(self) -> float | None:
        """Give its age in years; None when nobody knows."""
        since = self.holds_since
        return None if since is None else (self.today - since).days / DAYS_A_YEAR

    @property
    def overdue(self) -> bool:
        """Whether it should have been revised by now."""
        by = self.routine.revise_by
        return self.routine.active and by is not None and by < self.today

    @property
    def revised_lately(self) -> bool:
        """Whether it was revised within the last year."""
        on = self.routine.revised_on
        return on is not None and on > self.today - YEAR


def routines_of(
    session: Session, actor: Actor, today: date, *, active: bool | None = None
) -> list[RoutineShown]:
    """List the routines, those to revise first; what is no longer in use comes last."""
    if not actor.may(Permission.read_routines):
        raise NotFound
    rows = session.exec(select(Routine)).all()
    by_id = {row.id: row for row in rows}
    listed = [
        RoutineShown(row, today, by_id.get(row.replaced_by or ""))
        for row in rows
        if active is None or row.active is active
    ]
    return sorted(listed, key=_urgency)


def get_routine(session: Session, actor: Actor, routine_id: str, today: date) -> RoutineShown:
    """Load one routine."""
    routine = session.get(Routine, routine_id) if routine_id.isprintable() else None
    if routine is None or not actor.may(Permission.read_routines):
        raise NotFound
    other = session.get(Routine, routine.replaced_by) if routine.replaced_by else None
    return RoutineShown(routine, today, other)


def routine_names(session: Session) -> Sequence[tuple[str, str]]:
    """List the routines in use by name, to choose from."""
    return session.exec(
        select(Routine.id, Routine.name).where(col(Routine.active)).order_by(col(Routine.key))
    ).all()


def _urgency(shown: RoutineShown) -> tuple[bool, bool, date, str]:
    by = shown.routine.revise_by or date.max
    return not shown.routine.active, not shown.overdue, by, shown.routine.key

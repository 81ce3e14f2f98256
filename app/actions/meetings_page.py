"""What stands on the page of the board's meetings, and in the file that is taken from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.actions.economy import Cut, cuts_of
from app.actions.meetings import all_meetings, meetings_of
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_
from app.summary.sheets import Cell, Column, Kind, Sheet
from app.web.language import gettext

COLUMNS = (
    Column("sammantrade", N_("Meeting of the board")),
    Column("planerad_besparing", N_("Planned saving, kronor"), Kind.number),
    Column("planerad_sedan_forra", N_("Planned saving, change since the last"), Kind.number),
    Column("uppnadd_besparing", N_("Realised saving, kronor"), Kind.number),
    Column("uppnadd_sedan_forra", N_("Realised saving, change since the last"), Kind.number),
    Column("planerade", N_("Planned"), Kind.integer),
    Column("pagaende", N_("Ongoing"), Kind.integer),
    Column("klara", N_("Done in the year"), Kind.integer),
)


@dataclass(frozen=True, slots=True)
class MeetingsShown:
    """A year of meetings: what each was told, how it stands now, and the days to come."""

    year: int
    days: tuple[date, ...]
    held: Sequence[Cut]
    now: Cut | None
    """Only in the year that is; the day of a meeting belongs here until it is over."""
    coming: tuple[date, ...]
    next: date | None
    """In this year or a later one."""


def meetings_shown(session: Session, actor: Actor, year: int, today: date) -> MeetingsShown:
    """Gather what the board was told at each meeting of a year, for one reader's units."""
    days = meetings_of(session, year)
    over = [day for day in days if day < today]
    units = actor.units_for(Permission.read_actions)
    is_now = year == today.year
    cuts = cuts_of(session, units, [*over, *([today] if is_now else [])])
    return MeetingsShown(
        year=year,
        days=days,
        held=cuts[: len(over)],
        now=cuts[-1] if is_now else None,
        coming=tuple(day for day in days if day >= today),
        next=next((day for day in all_meetings(session) if day >= today), None),
    )


def meetings_sheet(shown: MeetingsShown) -> Sheet:
    """Lay out what each meeting of a year was told, a meeting on a row."""
    return Sheet("sammantraden", N_("The board’s meetings"), COLUMNS, list(_rows(shown)))


def _rows(shown: MeetingsShown) -> Iterator[tuple[Cell, ...]]:
    for cut in shown.held:
        yield cut.economy.on.isoformat(), *_told(cut)
    if shown.now:
        yield f"{gettext(N_('As it stands now'))} {shown.now.economy.on}", *_told(shown.now)


def _told(cut: Cut) -> tuple[Cell, ...]:
    told = cut.economy
    return (
        told.money_planned,
        cut.planned_since,
        told.money_realised,
        cut.realised_since,
        told.planned,
        told.ongoing,
        told.done,
    )

"""What stands on the page To do: what is due for a person and for her role, late things first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from sqlmodel import Session

from app.auth.actor import Actor
from app.errors import N_
from app.reminders.calendar import Occasion, board_meetings, cut_offs
from app.reminders.gathering import all_matters, colleagues
from app.reminders.matters import Matter, Why, hearers
from app.reminders.waiting import Waiting, waiting_for
from app.reminders.words import KINDS, REASONS, named, reviews_left, when

WEEK, MONTH = 7, 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing with a day, as its line on the page."""

    matter: Matter
    why: Why
    title: str
    kind: str
    when: str
    late: bool
    whose: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Things that are equally near."""

    id: str
    title: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Todo:
    """All that a person has to do, hers and her role's."""

    groups: list[Group] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    board: list[Occasion] = field(default_factory=list)

    @property
    def late(self) -> int:
        return sum(entry.late for group in self.groups for entry in group.entries)

    @property
    def within_a_week(self) -> int:
        return sum(len(group.entries) for group in self.groups if group.id == "week")

    @property
    def urgent(self) -> int:
        """Count what cannot wait: late things, this week's, and what others wait for."""
        return self.late + self.within_a_week + sum(each.count for each in self.waiting)


GROUPS: tuple[tuple[str, str, Callable[[int], bool]], ...] = (
    ("late", N_("Late"), lambda left: left < 0),
    ("week", N_("Within a week"), lambda left: 0 <= left <= WEEK),
    ("month", N_("Within a month"), lambda left: WEEK < left <= MONTH),
    ("later", N_("Later"), lambda left: left > MONTH),
)


def todo_of(session: Session, actor: Actor, today: date) -> Todo:
    """Gather what a person has to do."""
    people = colleagues(session)
    me = next((person for person in people if person.id == actor.id), None)
    if me is None:
        return Todo()
    names = {person.id: person.name for person in people}
    entries = [
        _entry(matter, why, names, today)
        for matter in all_matters(session)
        if (why := hearers(matter, today, people).get(actor.id)) is not None
    ]
    groups = (
        Group(id_, title, [each for each in entries if fits(_left(each, today))])
        for id_, title, fits in GROUPS
    )
    board = chain(cut_offs(me, today), board_meetings(session, me, today))
    soon = today + timedelta(days=3 * MONTH)
    return Todo(
        groups=[group for group in groups if group.entries],
        waiting=waiting_for(session, actor),
        board=sorted((each for each in board if each.on <= soon), key=lambda each: each.on),
    )


def _left(entry: Entry, today: date) -> int:
    return (entry.matter.due_on - today).days


def _entry(matter: Matter, why: Why, names: dict[str, str], today: date) -> Entry:
    whose = names.get(matter.owner_id or "", "") if why in {Why.late, Why.orphan} else ""
    return Entry(
        matter=matter,
        why=why,
        title=matter.title or named(matter, whose=whose),
        kind=KINDS[matter.kind],
        when=when(matter.due_on, today),
        late=matter.due_on < today,
        whose=whose,
        note=reviews_left(matter) or REASONS[why],
    )

"""What to remind whom of on a given day: pure, from what is open to who hears of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from app.organisation.models import Role


class Kind(StrEnum):
    """What sort of thing has a day."""

    duty = auto()
    deviation = auto()
    action = auto()
    re_review = auto()
    external_finding = auto()
    reviews = auto()
    routine = auto()


class Why(StrEnum):
    """Why somebody hears of a thing: it is hers, her role's, late, or nobody's."""

    own = auto()
    role = auto()
    late = auto()
    orphan = auto()


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that is to be done by a day, and who answers for it.

    ``name`` may leave the house in a mail: a number, or the name of a round or routine. ``title``
    may not. ``role`` answers when the thing belongs to a role and not to a person.
    """

    kind: Kind
    id: str
    name: str
    due_on: date
    href: str
    owner_id: str | None = None
    role: Role | None = None
    unit_id: str | None = None
    title: str = ""
    left: int = 0
    """How many reviews are left, where it is reviews."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here, and the roles she has; ``None`` is the whole organisation."""

    id: str
    name: str
    active: bool
    grants: frozenset[tuple[Role, str | None]]


@dataclass(frozen=True, slots=True)
class Rules:
    """How many days before, and how often after."""

    before: tuple[int, ...] = (14, 3, 0)
    every: int = 7


@dataclass(frozen=True, slots=True)
class Reminder:
    """That a person is to hear of a thing, and why. The key is the same for the same step."""

    person_id: str
    matter: Matter
    why: Why
    key: str


def reminders_on(
    day: date,
    matters: Iterable[Matter],
    people: Sequence[Colleague],
    rules: Rules,
    already: Collection[tuple[str, str]] = frozenset(),
) -> list[Reminder]:
    """List who is to hear of what on a day, but for what she has heard ``already``.

    A step that was passed while nothing ran is taken later; one that a later step has
    overtaken never. What is done is no matter any more, and nobody hears of it.
    """
    found = []
    for matter in matters:
        heard = hearers(matter, day, people)
        step = _step(matter, day, rules, orphan=_is_orphan(heard))
        if step is None:
            continue
        key = f"{matter.kind}:{matter.id}:{matter.due_on}:{step}"
        found += [
            Reminder(person_id, matter, why, key)
            for person_id, why in heard.items()
            if (person_id, key) not in already
        ]
    return found


def hearers(matter: Matter, day: date, people: Sequence[Colleague]) -> dict[str, Why]:
    """Tell who hears of a thing on a day: its owner; and the role, when it is late or nobody's."""
    active = [person for person in people if person.active]
    own = [person for person in active if person.id == matter.owner_id]
    if not own and matter.owner_id is None and matter.role is not None:
        own = _in_role(matter.role, matter.unit_id, active) or _in_role(matter.role, None, active)
    why = Why.own if matter.owner_id else Why.role
    heard = {person.id: why for person in own}
    late = matter.due_on < day
    if late or not own:
        for person in _heads(matter, active):
            heard.setdefault(person.id, Why.late if own else Why.orphan)
    return heard


def is_orphan(matter: Matter, day: date, people: Sequence[Colleague]) -> bool:
    """Tell whether nobody who is still here answers for a thing."""
    return _is_orphan(hearers(matter, day, people))


def _is_orphan(heard: dict[str, Why]) -> bool:
    return Why.orphan in heard.values()


def _step(matter: Matter, day: date, rules: Rules, *, orphan: bool) -> str | None:
    left = (matter.due_on - day).days
    if left < 0:
        return f"late-{(-left - 1) // rules.every}"
    if orphan:
        return f"orphan-{day.toordinal() // rules.every}"
    reached = [before for before in rules.before if left <= before]
    return f"before-{min(reached)}" if reached else None


def _heads(matter: Matter, active: Sequence[Colleague]) -> list[Colleague]:
    """Find who is above the owner: the unit's managers, the whole's, or else quality staff."""
    others = [person for person in active if person.id != matter.owner_id]
    levels = ((Role.manager, matter.unit_id), (Role.manager, None), (Role.quality, None))
    return next((found for level in levels if (found := _in_role(*level, others))), [])


def _in_role(role: Role, unit_id: str | None, people: Sequence[Colleague]) -> list[Colleague]:
    return [person for person in people if (role, unit_id) in person.grants]

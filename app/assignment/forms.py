"""What the pages of this slice may send."""

from pydantic import field_validator

from app.assignment.conflicts import ConflictReason
from app.assignment.seating import Place
from app.errors import N_
from app.web.forms import Form

MOST_HOURS = 1000


def hours_from(typed: str) -> float:
    """Read hours as they are written in Swedish: 12,5."""
    try:
        hours = float(typed.strip().replace(" ", "").replace("\u00a0", "").replace(",", "."))
    except ValueError:
        hours = -1
    if not 0 <= hours <= MOST_HOURS:
        raise ValueError(N_("Write hours as 12 or 12.5, from 0 to 1,000."))
    return hours


class ChoiceOfReviewers(Form):
    """Who takes part; ``people`` and ``hours`` are the columns of a table, row by row."""

    takes_part: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    double_percent: float = 0
    hours_per_case: float = 1

    @field_validator("double_percent", mode="before")
    @classmethod
    def _a_percentage(cls, typed: object) -> float:
        share = _number(typed)
        if share is None or not 0 <= share <= 100:  # noqa: PLR2004 (a hundred percent is all)
            raise ValueError(N_("Write a percentage from 0 to 100."))
        return share

    @field_validator("hours_per_case", mode="before")
    @classmethod
    def _some_time(cls, typed: object) -> float:
        hours = _number(typed)
        if hours is None or not 0.1 <= hours <= 40:  # noqa: PLR2004 (minutes, and a week)
            raise ValueError(N_("Write the hours for one case, from 0.1 to 40."))
        return hours

    @field_validator("hours")
    @classmethod
    def _hours(cls, typed: tuple[str, ...]) -> tuple[str, ...]:
        for hours in typed:
            hours_from(hours)
        return typed

    @property
    def chosen(self) -> dict[str, float]:
        """Give the hours of those who take part."""
        taking_part = set(self.takes_part)
        return {
            person_id: hours_from(hours)
            for person_id, hours in zip(self.people, self.hours, strict=False)
            if person_id in taking_part
        }

    @property
    def double_share(self) -> float:
        return self.double_percent / 100


def _number(typed: object) -> float | None:
    try:
        return float(str(typed).strip().replace(",", "."))
    except ValueError:
        return None


class Proposal(Form):
    keep: bool = False


class SeatsByHand(Form):
    """Wishes are written ``case:seat:person``, and seats to keep ``case:seat``."""

    wish: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()

    @property
    def wishes(self) -> dict[Place, str | None]:
        parts = [wish.split(":") for wish in self.wish]
        return {
            (part[0], int(part[1])): part[2] or None
            for part in parts
            if len(part) == len(("case", "seat", "person")) and part[1] in {"1", "2"}
        }

    @property
    def pins(self) -> set[Place]:
        parts = [pin.split(":") for pin in self.pinned]
        return {(part[0], int(part[1])) for part in parts if part[1:] in (["1"], ["2"])}


class DeclaredConflict(Form):
    case: str
    person: str
    reason: ConflictReason


class WithdrawnConflict(Form):
    case: str
    person: str


class Recusal(Form):
    reason: ConflictReason

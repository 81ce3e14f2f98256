"""One figure of a report, with its name, what it is about, and how it is written."""

from dataclasses import dataclass

from app.errors import N_
from app.web.language import number, said


@dataclass(frozen=True, slots=True)
class Told:
    """A figure by name. The key is the same in every edition, whatever things are called then."""

    key: tuple[str, ...]
    about: str
    name: str
    text: str
    value: float | None = None
    low: float | None = None
    high: float | None = None


def counted_told(key: tuple[str, ...], about: str, name: str, count: int | None) -> Told:
    """Tell of a number of something; of too few, only that they are too few."""
    text = said(N_("too few")) if count is None else number(count)
    return Told(key, about, said(name), text, count)

"""The figures of a round: plain values, the same on a page, in a file and in the frozen copy."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Share:
    """How one group of cases came out on one question, section or grade.

    The counts are of cases read, never weighted. ``share`` is weighted by the design, counts
    *yes* alone as met, and leaves out what was not applicable; ``unweighted`` is the same
    without weights. None means that it cannot be said: ``unknown`` says why, or ``hidden`` that
    the group is too small to be shown.
    """

    frame: int
    """Cases of the group in the frame."""
    assessed: int | None = None
    """Answers *yes*, *partly* and *no*: what the share is a share of."""
    yes: int | float | None = None
    partly: int | None = None
    no: int | None = None
    not_applicable: int | None = None
    unanswered: int | None = None
    not_asked: int | None = None
    no_file: int | None = None
    """How many of the *no* stand there because the file could not be found."""
    share: float | None = None
    low: float | None = None
    high: float | None = None
    unweighted: float | None = None
    method: str = ""
    unknown: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A unit, a stratum or the whole: how many cases there were, and what became of them."""

    id: str
    name: str
    frame: int
    sample: int
    """Cases drawn, spares that were called in among them."""
    replaced: int
    read: int
    waiting: int
    missing: int | None
    """Files that could not be found; they are read too, as not met throughout."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far two reviewers of the same files agreed on one question."""

    cases: int | None
    agreed: float | None = None
    ac1: float | None = None
    low: float | None = None
    high: float | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One question, section or grade: the whole, each unit and each stratum."""

    id: str
    whole: Share
    units: tuple[Share, ...]
    strata: tuple[Share, ...]
    reliability: Reliability | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a round. ``smallest`` is None when nothing has been left out of them."""

    whole: Group
    units: tuple[Group, ...]
    strata: tuple[Group, ...]
    questions: tuple[Line, ...]
    sections: tuple[Line, ...]
    overall: Line
    grades: tuple[Line, ...]
    read_twice: int
    agreement: Reliability | None = None
    smallest: int | None = None
    left_out: tuple[str, ...] = field(default=())
    """Questions that too few files were assessed on: in no figure of a section either."""
    indices: tuple[Line, ...] = field(default=())
    """Means over questions that belong together across sections; in no summary of version 1."""

    def question(self, question_id: str) -> Line | None:
        return next((line for line in self.questions if line.id == question_id), None)

    def lines(self) -> Iterator[Line]:
        yield from (*self.questions, *self.sections, *self.indices, self.overall, *self.grades)

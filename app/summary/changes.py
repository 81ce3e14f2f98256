"""What may be said of a change between two rounds: plain values, fit to be frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.summary.roll_up import Material
from sampling import ChangeVerdict


@dataclass(frozen=True, slots=True)
class Change:
    """How a question, section, index or grade came out in two rounds.

    ``comparable`` is false when the question means another thing in the other round, or stands
    in one of them only; ``why_not`` says which. ``hidden``: too few files in either round. Limits
    and p are rounded to what a page shows, as one could reckon back from more.
    """

    id: str
    comparable: bool = True
    why_not: str = ""
    """``changed``, ``only_earlier`` or ``only_later``."""
    hidden: bool = False
    questions: int = 1
    """How many questions, comparable and told of in both rounds, it is made of."""
    first: float | None = None
    second: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    adjusted_p: float | None = None
    known: bool = False
    """Whether both rounds read every file, so that the difference is a fact."""
    verdict: ChangeVerdict = ChangeVerdict.cannot_tell

    @property
    def sure(self) -> bool:
        """Whether it may be shown as better or worse."""
        return self.verdict in {ChangeVerdict.better, ChangeVerdict.worse}


@dataclass(frozen=True, slots=True)
class RoundChange:
    """All that may be said of what has changed between two rounds."""

    earlier_id: str
    later_id: str
    questions: tuple[Change, ...]
    sections: tuple[Change, ...]
    indices: tuple[Change, ...]
    overall: Change
    grades: tuple[Change, ...]
    same_population: bool
    """Whether both frames were made by the same rules."""
    same_strata: bool
    """Whether both rounds were stratified by the same fields."""
    read_twice: int | None
    """Cases read in both rounds; None when they are too few to be told of."""
    smallest: int
    preliminary: bool = False

    def question(self, question_id: str) -> Change | None:
        return next((each for each in self.questions if each.id == question_id), None)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two rounds."""

    material: Material
    told: frozenset[str]
    """Questions told of: large enough as a whole."""
    files_told: bool


@dataclass(frozen=True, slots=True)
class Common:
    """What two rounds have in common.

    Attributes
    ----------
    questions : mapping of question to why it cannot be compared; empty when it can
    groups : sections and indices, with the questions of each
    grades : whether files were graded by the same questions
    frame : cases that stand in both frames, in the same stratum, by its name
    same_strata, same_population : bool
    """

    questions: Mapping[str, str]
    sections: Mapping[str, Sequence[str]]
    indices: Mapping[str, Sequence[str]]
    grades: bool
    frame: Mapping[str, int]
    same_strata: bool
    same_population: bool

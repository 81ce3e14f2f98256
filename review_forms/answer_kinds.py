"""What a question can be answered with; one model per kind."""

from enum import StrEnum, auto
from typing import Annotated, Literal

from pydantic import Field

from review_forms.words import Frozen, Option, Words


class Met(StrEnum):
    """How far the file meets what is asked."""

    yes = auto()
    partly = auto()
    no = auto()
    not_applicable = auto()


NOT_FOUND = "not_found"
"""The answer when the file does not say: a finding, not a gap in the review."""


class MetAnswer(Frozen):
    """Yes, partly, no, not applicable."""

    kind: Literal["met"]
    partly: bool = True
    not_applicable: bool = False
    good_direction: Literal["yes", "no", "neither"] = "yes"
    """Which answer is the good one; ``neither`` for a question that only leads on to others."""


class DateAnswer(Frozen):
    """One day, or that the file does not give it."""

    kind: Literal["date"]
    counts: bool = False
    """Whether a date in the file is what is asked for: found is yes, not found is no."""


class DatesAnswer(Frozen):
    """Several days, oldest first, or that the file gives none."""

    kind: Literal["dates"]
    counts: bool = False


class NumberAnswer(Frozen):
    """An amount, or that the file does not give it."""

    kind: Literal["number"]
    least: float = 0
    most: float = 1_000_000
    whole: bool = True
    unit: Words | None = None
    counts: bool = False


class Choice(Option):
    """An option, and whether choosing it means that what is asked for is met."""

    met: Met | None = None


class ChoiceAnswer(Frozen):
    """One of several options, or any number of them."""

    kind: Literal["choice"]
    options: tuple[Choice, ...] = Field(min_length=2)
    multiple: bool = False


class Level(Frozen):
    """A step on the scale, anchored by an example so that two reviewers mean the same."""

    level: int = Field(ge=0, le=3)
    label: Words
    example: Words


class ScaleAnswer(Frozen):
    """A grade from 0 to 3."""

    kind: Literal["scale"]
    levels: tuple[Level, Level, Level, Level]
    met_from: int = Field(default=2, ge=1, le=3)


class TextAnswer(Frozen):
    """A few words, guarded against identity numbers."""

    kind: Literal["text"]
    max_length: int = Field(default=400, ge=20, le=2000)


AnswerKind = Annotated[
    MetAnswer | DateAnswer | DatesAnswer | NumberAnswer | ChoiceAnswer | ScaleAnswer | TextAnswer,
    Field(discriminator="kind"),
]


def codes(kind: AnswerKind) -> tuple[str, ...]:
    """List the answers a closed kind offers, in order; empty for an open one.

    Parameters
    ----------
    kind : AnswerKind

    Returns
    -------
    tuple of str
    """
    match kind:
        case MetAnswer():
            left_out = {Met.partly: not kind.partly, Met.not_applicable: not kind.not_applicable}
            return tuple(met.value for met in Met if not left_out.get(met, False))
        case ChoiceAnswer():
            return tuple(option.code for option in kind.options)
        case ScaleAnswer():
            return tuple(str(level.level) for level in kind.levels)
        case _:
            return ()

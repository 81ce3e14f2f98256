"""Kinds of time limits, as the authors of a form write them. They are computed in ``deadlines``."""

from typing import Annotated, Literal

from pydantic import Field

from review_forms.words import Frozen


class WithinDays(Frozen):
    """Done at most so many days after the start; 0 days: no later than that day."""

    rule: Literal["within_days"]
    start: str
    done: str
    end: str = "case.reviewed_to"
    days: int = Field(ge=0)


class WithinMonths(Frozen):
    """Done at most so many calendar months after the start."""

    rule: Literal["within_months"]
    start: str
    done: str
    end: str = "case.reviewed_to"
    months: int = Field(ge=1)


class Recurring(Frozen):
    """Done again and again, never with more than so many months between.

    Counted from the start of the placement, or, when that lies further back than the period that
    is reviewed, from the last time before the period. With no such time in the answers it counts
    from one interval before the period: what is older is not under review.
    """

    rule: Literal["recurring"]
    start: str
    dates: str
    end: str = "case.reviewed_to"
    period_from: str = "case.period_from"
    months: int = Field(ge=1)
    first_months: int | None = Field(default=None, ge=1)
    """Where the first time has a longer limit than the following ones."""


class Recent(Frozen):
    """Last done at most so many months before the last day looked at."""

    rule: Literal["recent"]
    start: str
    done: str
    end: str = "case.reviewed_to"
    months: int = Field(ge=1)


class AsPlanned(Frozen):
    """Done as many times in the last twelve months as the plan says for a year.

    A shorter time is counted in proportion, in whole months, rounded down.
    """

    rule: Literal["as_planned"]
    planned: str
    dates: str
    start: str
    end: str = "case.reviewed_to"


Rule = Annotated[
    WithinDays | WithinMonths | Recurring | Recent | AsPlanned, Field(discriminator="rule")
]


def inputs(rule: Rule) -> tuple[str, ...]:
    """List the questions and facts a rule reads.

    Parameters
    ----------
    rule : Rule

    Returns
    -------
    tuple of str
    """
    match rule:
        case WithinDays() | WithinMonths() | Recent():
            return rule.start, rule.done, rule.end
        case Recurring():
            return rule.start, rule.dates, rule.end, rule.period_from
        case AsPlanned():
            return rule.planned, rule.dates, rule.start, rule.end

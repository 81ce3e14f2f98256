"""What the pages of the plan may send."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from app.actions.models import ActionKind, ActionState, Effect, EffectBy, Recurrence, Scope
from app.actions.queries import ActionsWanted
from app.actions.service import ActionPlan
from app.assignment.conflicts import ConflictReason
from app.errors import N_
from app.web.as_read import ReadForm
from app.web.forms import NEWEST, OLDEST, Form

LONGEST = 4000
MOST_MEETINGS = 60


def _swedish_number(typed: object) -> object:
    """Read 1 300 000,50 as people write it."""
    if not isinstance(typed, str):
        return typed
    return typed.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace(",", ".")


Kronor = Annotated[float, BeforeValidator(_swedish_number), Field(ge=0, le=1e12)]


class PlanForm(Form):
    title: str = Field(min_length=1, max_length=200)
    why: str = Field("", max_length=LONGEST)
    how: str = Field("", max_length=LONGEST)
    kind: ActionKind = ActionKind.measure
    scope: Scope = Scope.whole
    unit_id: str | None = None
    frame_case_id: str | None = None
    routine_id: str | None = None
    recommendation_id: str | None = None
    deviation_ids: list[str] = Field(default_factory=list)
    due_on: date | None = None
    recurrence: Recurrence = Recurrence.never
    owner_id: str | None = None
    owner_role: str = Field("", max_length=200)
    effect_by: EffectBy = EffectBy.other
    question_id: str = ""
    baseline_round_id: str | None = None
    money_planned: Kronor | None = None
    version: int = 0
    next: str = ""
    """The page that the plan was begun from, to come back to."""

    def plan(self, when_said: str = "", form_name: str = "") -> ActionPlan:
        """Give what was typed as a plan; the words of an imported one stay."""
        return ActionPlan(
            **self.model_dump(exclude={"version", "next"}), when_said=when_said, form_name=form_name
        )


class PlanFilter(Form):
    text: str = ""
    state: ActionState | None = None
    owner_id: str | None = None
    unit_id: str | None = None
    kind: ActionKind | None = None
    scope: Scope | None = None
    round_id: str | None = None
    recommendation_id: str | None = None
    finding_id: str | None = None
    deviation_id: str | None = None
    overdue: bool = False
    orphan: bool = False
    mine: bool = False
    page: int = Field(1, ge=1, le=10_000)

    def wanted(self) -> ActionsWanted:
        return ActionsWanted(**self.model_dump())


class StepForm(Form):
    version: int = Field(ge=1)


class DoneForm(StepForm):
    evidence: str = Field(min_length=1, max_length=LONGEST)
    held_on: date | None = None
    money_realised: Kronor | None = None


class AbandonForm(StepForm):
    because: str = Field(min_length=1, max_length=1000)


class HandOverForm(Form):
    owner_id: str = Field(min_length=1)
    action_ids: list[str] = Field(default_factory=list)


class OtherEffectForm(StepForm):
    effect: Effect
    reason: str = Field(min_length=1, max_length=LONGEST)


class RoundEffectForm(StepForm):
    later_round_id: str = Field(min_length=1)


class ReReviewForm(Form):
    frame_case_id: str = Field(min_length=1)
    reviewer_id: str = Field(min_length=1)
    question_ids: list[str] = Field(min_length=1)


class StepDownForm(Form):
    reason: ConflictReason


Year = Annotated[int, Field(ge=OLDEST.year, le=NEWEST.year)]


class YearForm(Form):
    year: Year | None = None


class MeetingsForm(ReadForm):
    year: Year
    days: list[date] = Field(default_factory=list, max_length=MOST_MEETINGS)

    @field_validator("days", mode="before")
    @classmethod
    def parted(cls, typed: Any) -> list[date]:
        """Read one day a line, or parted by commas."""
        lines = typed if isinstance(typed, list) else [typed]
        parts = [part.strip() for line in lines for part in re.split(r"[,\n]", line)]
        try:
            return [date.fromisoformat(part) for part in parts if part]
        except ValueError:
            raise ValueError(N_("Write one day a line, as 2026-03-24.")) from None

    @field_validator("days")
    @classmethod
    def of_the_year(cls, days: list[date], found: ValidationInfo) -> list[date]:
        """Refuse a day of another year: it would be told of nowhere on the page of this one."""
        if any(day.year != found.data.get("year", day.year) for day in days):
            raise ValueError(N_("Every day must be in the year of the page."))
        return days

"""What the pages of deviations send."""

from datetime import date
from typing import Any

from pydantic import Field, field_validator

from app.deviations.content import NAMES, Content
from app.deviations.models import AlarmContact, Cause, DeviationKind, Duty, Severity
from app.errors import N_
from app.web.as_read import ReadForm
from app.web.forms import Form

SHORT, LONG = 200, 4000


class ReportForm(Form):
    """What is asked of somebody who reports: what she saw, not what is to be done about it."""

    title: str = Field(min_length=1, max_length=SHORT)
    description: str = Field(min_length=1, max_length=LONG)
    kind: DeviationKind = DeviationKind.other
    severity: Severity = Severity.moderate
    unit_id: str | None = None
    happened_on: date | None = None
    immediate_measure: str = Field("", max_length=LONG)

    @property
    def content(self) -> Content:
        return Content(**self.model_dump())


class ChangeForm(ReportForm):
    """Everything about a deviation that can be changed, and the version that was read."""

    description: str = Field("", max_length=LONG)
    version: int
    rule_of_law: bool = False
    cause: Cause = Cause.unknown
    routine_id: str | None = None
    owner_id: str | None = None
    owner_role: str = Field("", max_length=SHORT)
    due_on: date | None = None
    outside_number: str = Field("", max_length=SHORT)

    @property
    def content(self) -> Content:
        return Content(**self.model_dump(include=set(NAMES)))


class StepForm(Form):
    """A step that needs no words: open, reopen."""

    version: int


class NoteForm(StepForm):
    """A step that needs a note: close, withdraw."""

    note: str = Field(min_length=1, max_length=LONG)


class DutyForm(Form):
    duty: Duty
    due_on: date


class DoneForm(Form):
    done_on: date
    diary_number: str = Field("", max_length=SHORT)
    note: str = Field("", max_length=LONG)


class DecisionForm(Form):
    """One of three ways to decide on a deficiency; each button sends its own."""

    decision: str
    deviation_id: str = ""
    outside_number: str = Field("", max_length=SHORT)
    why: str = Field("", max_length=LONG)


class GatherForm(Form):
    """Deficiencies that were chosen by question and unit, and what is to become of them."""

    chosen: list[str] = Field(default_factory=list, validate_default=True)
    decision: str
    why: str = Field("", max_length=LONG)

    @field_validator("chosen")
    @classmethod
    def _something(cls, chosen: list[str]) -> list[str]:
        if not chosen:
            raise ValueError(N_("Choose at least one line."))
        return chosen

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The question and the unit of each line."""
        parts = [one.partition(" ") for one in self.chosen]
        return [(question, unit) for question, _, unit in parts]


class ObjectionForm(Form):
    text: str = Field(min_length=1, max_length=LONG)


class AdjudicationForm(Form):
    upheld: bool
    reason: str = Field(min_length=1, max_length=LONG)


class CallForm(Form):
    called: str = Field(min_length=1, max_length=SHORT)
    answered: bool = False


class OutcomeForm(ReadForm):
    outcome: str = Field(min_length=1, max_length=LONG)


class ContactForm(ReadForm):
    role: str = Field(min_length=1, max_length=SHORT)
    phone: str = Field(min_length=3, max_length=40)
    hours: str = Field("", max_length=SHORT)

    @property
    def contact(self) -> AlarmContact:
        return AlarmContact(role=self.role, phone=self.phone, hours=self.hours)


class CallBeforeForm(Form):
    other_id: str = ""


def typed_of(deviation: Any) -> dict[str, Any]:
    """Give a deviation as its form would have been filled in."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name in NAMES
        if (value := getattr(deviation, name)) is not None
    }

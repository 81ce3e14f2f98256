from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id
from app.web.as_read import stamp

FILE_MISSING = "file_missing"
"""The question of a deficiency that is the file itself: it could not be found."""


class DeficiencyState(StrEnum):
    """What became of a deficiency. An overturned one turned out not to be one."""

    waiting = auto()
    deviation = auto()
    not_warranted = auto()
    overturned = auto()


class DeviationState(StrEnum):
    """How far a deviation has come. A draft has no owner yet; a withdrawn one was a mistake."""

    draft = auto()
    open = auto()
    closed = auto()
    withdrawn = auto()


class Severity(StrEnum):
    """How much it matters to the child; from lowest to highest."""

    minor = auto()
    moderate = auto()
    serious = auto()


class DeviationKind(StrEnum):
    """What has gone wrong, in the words of the process."""

    assessment = auto()
    decision = auto()
    plan = auto()
    follow_up = auto()
    consideration = auto()
    child_heard = auto()
    provider_check = auto()
    contract = auto()
    documentation = auto()
    other = auto()


class Cause(StrEnum):
    """Why it went wrong, as far as anybody knows."""

    routine_missing = auto()
    routine_outdated = auto()
    routine_not_followed = auto()
    workload = auto()
    vacancy = auto()
    competence = auto()
    cooperation = auto()
    case_system = auto()
    other = auto()
    unknown = auto()


class Duty(StrEnum):
    """A duty to report that goes further than the deviation itself (SoL 27 kap.)."""

    lex_sarah = auto()
    lex_sarah_ivo = auto()
    provider_ivo = auto()


class Deficiency(Table, table=True):
    """A question that a case file failed, and what was decided about it.

    One row a case and question, whether one or two reviewers found it.
    """

    __tablename__ = "deficiency"
    __table_args__ = (UniqueConstraint("frame_case_id", "question_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id", index=True)
    frame_case_id: str = Field(foreign_key="frame_case.id")
    review_id: str = Field(foreign_key="review.id", index=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    form_name: str
    form_version: str
    question_id: str
    critical: bool = False
    reason: str = Field(default="", description="the form's code for why it is not met")
    stands: bool = Field(default=True, description="whether the answers still say so")
    state: str = Field(default=DeficiencyState.waiting, index=True)
    deviation_id: str | None = Field(default=None, foreign_key="deviation.id", index=True)
    why: str = Field(default="", description="why no deviation is warranted, or why overturned")
    found_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = Field(default=None, foreign_key="person.id")


class Deviation(Table, table=True):
    """Something that went wrong, with an owner and a day. Holds nothing about a person."""

    __tablename__ = "deviation"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    number: str = Field(description="letters, year and running number, as AVV-2026-014")
    title: str
    description: str = ""
    kind: str = Field(default=DeviationKind.other, index=True)
    severity: str = Field(default=Severity.moderate, index=True)
    rule_of_law: bool = Field(default=False, description="the child's or family's legal security")
    cause: str = Field(default=Cause.unknown, index=True)
    routine_id: str | None = Field(default=None, foreign_key="routine.id", index=True)
    immediate_measure: str = ""
    unit_id: str | None = Field(default=None, foreign_key="unit.id", index=True)
    round_id: str | None = Field(default=None, foreign_key="round.id", index=True)
    form_name: str = ""
    form_version: str = ""
    question_id: str = Field(default="", description="the question that most of it is about")
    happened_on: date | None = None
    owner_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    owner_role: str = ""
    due_on: date | None = Field(default=None, index=True)
    state: str = Field(default=DeviationState.draft, index=True)
    outside_number: str = Field(default="", description="in the municipality's own system")
    reported_at: datetime = Field(sa_type=UtcDateTime, index=True)
    reported_by: str = Field(foreign_key="person.id")
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: str | None = Field(default=None, foreign_key="person.id")
    closing_note: str = ""
    version: int = 1


class DeviationChange(Table, table=True):
    """One field of a deviation, as it was and as it became. Never changed itself."""

    __tablename__ = "deviation_change"

    id: str = Field(default_factory=new_id, primary_key=True)
    deviation_id: str = Field(foreign_key="deviation.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")
    field: str
    before: str = ""
    after: str = ""
    version: int = Field(default=1, description="the version of the deviation that it made")


class ReportingDuty(Table, table=True):
    """A duty to report a deviation further, its own last day, and when it was done."""

    __tablename__ = "reporting_duty"
    __table_args__ = (UniqueConstraint("deviation_id", "duty"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    deviation_id: str = Field(foreign_key="deviation.id", index=True)
    duty: str
    due_on: date = Field(index=True)
    done_on: date | None = None
    diary_number: str = ""
    note: str = ""
    decided_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str = Field(foreign_key="person.id")


class Objection(Table, table=True):
    """The unit's reply to a deficiency that it holds is wrong, and how it was decided."""

    __tablename__ = "objection"

    id: str = Field(default_factory=new_id, primary_key=True)
    deficiency_id: str = Field(foreign_key="deficiency.id", index=True)
    text: str
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")
    upheld: bool | None = Field(default=None, description="whether the unit was right")
    reason: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = Field(default=None, foreign_key="person.id")


class AlarmContact(Table, table=True):
    """Whom to call when a child may be at risk now, in the order to call them."""

    __tablename__ = "alarm_contact"

    id: str = Field(default_factory=new_id, primary_key=True)
    role: str
    phone: str
    hours: str = ""
    place: int = 1

    @property
    def as_read(self) -> str:
        """Stand for this line, so that a form can tell what its writer had read."""
        return stamp(self.role, self.phone, self.hours)


class ProtectionAlarm(Table, table=True):
    """A reviewer's alarm that a child may be at risk now, and who took it over, and when."""

    __tablename__ = "protection_alarm"

    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id", index=True)
    frame_case_id: str = Field(foreign_key="frame_case.id", index=True)
    raised_at: datetime = Field(sa_type=UtcDateTime)
    raised_by: str = Field(foreign_key="person.id")
    taken_over_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_over_by: str | None = Field(default=None, foreign_key="person.id")
    outcome: str = ""

    @property
    def as_read(self) -> str:
        """Stand for what was done, so that a form can tell what its writer had read."""
        return stamp(self.outcome)


class AlarmCall(Table, table=True):
    """A call that was made about an alarm: who called whom, and when."""

    __tablename__ = "alarm_call"

    id: str = Field(default_factory=new_id, primary_key=True)
    alarm_id: str = Field(foreign_key="protection_alarm.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")
    called: str = Field(description="the role that was called")
    answered: bool = True

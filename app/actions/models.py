from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id


class ActionState(StrEnum):
    """How far an action has come. Done is not closed: the effect must be verified first."""

    planned = auto()
    ongoing = auto()
    done = auto()
    verified = auto()
    abandoned = auto()


OPEN = (ActionState.planned, ActionState.ongoing, ActionState.done)
"""What still has somebody who answers for it: done waits for its effect to be verified."""


class ActionKind(StrEnum):
    """What sort of action it is."""

    measure = auto()
    training = auto()
    routine = auto()
    meeting = auto()
    economy = auto()


HELD = (ActionKind.training, ActionKind.meeting)
"""What is held on a day."""


class Scope(StrEnum):
    """What an action is to change."""

    case = auto()
    unit = auto()
    routine = auto()
    whole = auto()


class Recurrence(StrEnum):
    """How often it is to be done again. What goes on all the time has no day of its own."""

    never = auto()
    continuous = auto()
    monthly = auto()
    quarterly = auto()
    every_term = auto()
    half_yearly = auto()
    yearly = auto()


class EffectBy(StrEnum):
    """How it will be seen whether the action helped."""

    re_review = auto()
    next_round = auto()
    other = auto()


class Effect(StrEnum):
    """Whether it helped."""

    helped = auto()
    not_helped = auto()
    cannot_tell = auto()


class Action(Table, table=True):
    """What is to be done, how, by when and by whom; and whether it helped."""

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        CheckConstraint("state <> 'done' OR evidence <> ''", name="done_has_evidence"),
        # The gate, in the last place that can be gone around: closed means verified, by another.
        CheckConstraint(
            "state <> 'verified' OR (effect <> '' AND effect_note <> ''"
            " AND done_by IS NOT NULL AND verified_at IS NOT NULL"
            " AND verified_by IS NOT NULL AND verified_by <> done_by)",
            name="closed_is_verified_by_another",
        ),
        CheckConstraint("attended IS NULL OR attended <= invited", name="attended_were_invited"),
        CheckConstraint("attended IS NULL OR attended >= 0", name="attended_not_negative"),
        CheckConstraint("invited IS NULL OR invited >= 0", name="invited_not_negative"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    number: str = Field(description="letters, year and running number, as ÅTG-2026-014")
    title: str
    why: str = Field(default="", description="the recommendation in words, where none is linked")
    how: str = ""
    kind: str = Field(default=ActionKind.measure, index=True)
    scope: str = Field(default=Scope.whole)
    unit_id: str | None = Field(default=None, foreign_key="unit.id", index=True)
    frame_case_id: str | None = Field(default=None, foreign_key="frame_case.id", index=True)
    routine_id: str | None = Field(default=None, foreign_key="routine.id", index=True)
    recommendation_id: str | None = Field(default=None, foreign_key="recommendation.id", index=True)
    due_on: date | None = Field(default=None, index=True)
    when_said: str = Field(default="", description="when, in the words of an imported plan")
    recurrence: str = Recurrence.never
    series_id: str | None = Field(default=None, index=True, description="the first of a series")
    owner_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    owner_role: str = ""
    state: str = Field(default=ActionState.planned, index=True)
    evidence: str = ""
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: str | None = Field(default=None, foreign_key="person.id")
    effect_by: str = EffectBy.other
    form_name: str = ""
    question_id: str = Field(default="", description="the question that is to change")
    baseline_round_id: str | None = Field(default=None, foreign_key="round.id")
    later_round_id: str | None = Field(default=None, foreign_key="round.id")
    effect: str = ""
    effect_note: str = ""
    verified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    verified_by: str | None = Field(default=None, foreign_key="person.id")
    held_on: date | None = None
    invited: int | None = None
    attended: int | None = None
    money_planned: float | None = Field(default=None, description="kronor")
    money_realised: float | None = Field(default=None, description="kronor")
    abandoned_because: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(foreign_key="person.id")
    version: int = 1


class ActionForDeviation(Table, table=True):
    """That an action answers a deviation. One action may answer many, and many one."""

    __tablename__ = "action_for_deviation"

    action_id: str = Field(foreign_key="action.id", primary_key=True)
    deviation_id: str = Field(foreign_key="deviation.id", primary_key=True, index=True)


class TrainedInUnit(Table, table=True):
    """How many of a unit were invited to a training, and how many came."""

    __tablename__ = "trained_in_unit"
    __table_args__ = (
        CheckConstraint("attended >= 0 AND attended <= invited", name="attended_were_invited"),
    )

    action_id: str = Field(foreign_key="action.id", primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", primary_key=True)
    invited: int
    attended: int


class ActionChange(Table, table=True):
    """One field of an action, as it was and as it became. Never changed itself."""

    __tablename__ = "action_change"

    id: str = Field(default_factory=new_id, primary_key=True)
    action_id: str = Field(foreign_key="action.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")
    field: str
    before: str = ""
    after: str = ""


class BoardMeetings(Table, table=True):
    """The days on which the board meets in a year."""

    __tablename__ = "board_meetings"

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    days: list[str] = Field(default_factory=list, sa_type=JSON, description="the earliest first")
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")


class ReReview(Table, table=True):
    """A corrected file read again: only the questions that it failed."""

    __tablename__ = "re_review"

    id: str = Field(default_factory=new_id, primary_key=True)
    action_id: str = Field(foreign_key="action.id", index=True)
    frame_case_id: str = Field(foreign_key="frame_case.id", index=True)
    form_name: str
    form_version: str
    question_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    reviewer_id: str = Field(foreign_key="person.id", index=True)
    due_on: date = Field(index=True)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    asked_by: str = Field(foreign_key="person.id")
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReReviewAnswer(Table, table=True):
    """What a re-review found about one question."""

    __tablename__ = "re_review_answer"

    re_review_id: str = Field(foreign_key="re_review.id", primary_key=True)
    question_id: str = Field(primary_key=True)
    value: str
    comment: str = ""

"""The save path: what the page calls saved, is saved.

Runs inside the group writer, whose commit is durable before anybody is answered. Core statements
only; everything about one save happens in one savepoint.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import ClassVar

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from app.audit.log import Event, append, canonical
from app.errors import N_, DomainError, NotFound
from app.group_commit import GroupWriter
from app.organisation.models import Person
from app.reviews.judging import Refused, Sent, understood
from app.reviews.models import Answer, AnswerVersion
from app.reviews.queries import ReviewLocked, can_be_filled, row_to_fill, sheet_of
from app.reviews.sheet import NOTHING, Given, Sheet
from review_forms import Question

# Made once: these are said with every save, and building a statement costs more than doing it.
_TABLES = Answer.metadata.tables
_ANSWER, _OPERATION = _TABLES["answer"], _TABLES["save_operation"]
_FIRST, _KEEP, _DONE = (
    insert(_ANSWER),
    insert(_TABLES["answer_version"]),
    insert(_OPERATION),
)
_NEXT = update(_ANSWER).where(
    _ANSWER.c.review_id == bindparam("to_review"),
    _ANSWER.c.question_id == bindparam("to_question"),
)
_DONE_BEFORE = select(_OPERATION.c.request_sha256, _OPERATION.c.version, _OPERATION.c.at).where(
    _OPERATION.c.op_id == bindparam("op_id")
)


class OperationReused(DomainError):
    """A number for one save stands for that save only, so that sending it again does no harm."""

    message = N_("This save was sent before with another content. Read the page again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSaved(Event):
    object_field: ClassVar[str | None] = "review_id"

    review_id: str
    question_id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """One change of one answer, as the page sends it.

    ``version`` is the one the page showed; ``op_id`` is the same each time this change is sent.
    """

    review_id: str
    question_id: str
    sent: Sent
    version: int
    op_id: str

    @property
    def sha256(self) -> str:
        return sha256(canonical(asdict(self)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer stands, durably. ``before`` and ``sheet`` are the review around it."""

    question: Question
    version: int
    at: datetime
    before: Sheet
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody, or another window, saved first: nothing was written, both texts are kept."""

    question: Question
    current: Given
    by: str
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class NotSaved:
    """What was sent is no answer to this question, and why."""

    question: Question
    refused: Refused
    sheet: Sheet


Outcome = Saved | Stale | NotSaved


def save_answer(connection: Connection, actor_id: str, save: Save, *, now: datetime) -> Outcome:
    """Save one answer, once, on top of the version that the page showed.

    Raises
    ------
    NotFound
        If the review is somebody else's, or the form has no such question.
    ReviewLocked
        If the review or its round is no longer open.
    OperationReused
        If the same ``op_id`` has been used for something else.
    """
    row = row_to_fill(connection, actor_id, save.review_id)
    sheet = sheet_of(connection, row)
    question = _question(sheet, save.question_id)
    done = _done_before(connection, save)
    if done is not None:
        before = _as_it_stood(connection, sheet, question, done[0] - 1)
        return Saved(question, *done, before=before, sheet=sheet)
    if not can_be_filled(row.state, row.round_state):
        raise ReviewLocked
    current = sheet.given(question)
    if current.version != save.version:
        return Stale(question, current, _name(connection, current.by), sheet)
    meant = understood(sheet.form, question, save.sent, current, now)
    if isinstance(meant, Refused):
        return NotSaved(question, meant, sheet)
    given = replace(meant, version=current.version + 1, at=now, by=actor_id)
    _write(connection, save, given)
    answers = {**sheet.answers, question.id: given}
    return Saved(question, given.version, now, sheet, replace(sheet, answers=answers))


def save_durably(group: GroupWriter, actor_id: str, save: Save, *, now: datetime) -> Outcome:
    """Save together with the others who are saving, and return when it is on the disk."""
    work = partial(save_answer, actor_id=actor_id, save=save, now=now)
    try:
        return group.run(work)
    except IntegrityError:
        # The same save came in by another process at the same moment; now it is there to be seen.
        return group.run(work)


def _question(sheet: Sheet, question_id: str) -> Question:
    for question in sheet.form.questions:
        if question.id == question_id and question.computed is None:
            return question
    raise NotFound


def _done_before(connection: Connection, save: Save) -> tuple[int, datetime] | None:
    done = connection.execute(_DONE_BEFORE, {"op_id": save.op_id}).one_or_none()
    if done is not None and done.request_sha256 != save.sha256:
        raise OperationReused
    return None if done is None else (done.version, done.at)


def _as_it_stood(connection: Connection, sheet: Sheet, question: Question, version: int) -> Sheet:
    """Lay the review out with an earlier version of one answer."""
    row = connection.execute(
        select(col(AnswerVersion.value), col(AnswerVersion.reason)).where(
            col(AnswerVersion.review_id) == sheet.review_id,
            col(AnswerVersion.question_id) == question.id,
            col(AnswerVersion.version) == version,
        )
    ).one_or_none()
    earlier = Given(*row) if row is not None else NOTHING
    return replace(sheet, answers={**sheet.answers, question.id: earlier})


def _name(connection: Connection, person_id: str) -> str:
    found = connection.execute(
        select(col(Person.name)).where(col(Person.id) == person_id)
    ).scalar_one_or_none()
    return found or ""


def _write(connection: Connection, save: Save, given: Given) -> None:
    if given.at is None:
        raise ValueError("An answer is saved at a moment.")
    keys = {"review_id": save.review_id, "question_id": save.question_id}
    values = asdict(given)
    if given.version == NOTHING.version + 1:
        connection.execute(_FIRST, {**keys, **values})
    else:
        to = {"to_review": save.review_id, "to_question": save.question_id}
        connection.execute(_NEXT, {**to, **values})
    connection.execute(_KEEP, {**keys, **values})
    append(
        connection,
        AnswerSaved(at=given.at, actor_id=given.by, version=given.version, **keys),
    )
    done = {
        "op_id": save.op_id,
        "review_id": save.review_id,
        "request_sha256": save.sha256,
        "version": given.version,
        "at": given.at,
    }
    connection.execute(_DONE, done)

"""What counts in the end: the answers of approved reviews, and of two reviewers the joint one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col

from app.consensus.models import SettledAnswer
from app.reviews.models import Answer, Review, ReviewState
from app.rounds.models import FrameCase, Round
from review_forms import CaseFacts, ReviewForm, asked, load

CASES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class FinalAnswer:
    """What counts for one question about one case."""

    frame_case_id: str
    question_id: str
    value: str


@dataclass(frozen=True, slots=True)
class FinalCase:
    """A case that has been read to the end, by one reviewer or by two.

    ``answers`` are as given: what is no longer called for is still among them. ``by_reviewer``
    holds the answers of each, in the order of their seats.
    """

    frame_case_id: str
    answers: Mapping[str, str]
    file_missing: bool
    by_reviewer: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class UnsettledQuestion:
    """A question that two reviewers answered differently, and that nobody has settled yet."""

    frame_case_id: str
    question_id: str


def final_answers(session: Session, round_id: str) -> list[FinalAnswer]:
    """List every answer that counts in a round."""
    return [
        FinalAnswer(case.frame_case_id, question_id, value)
        for case in final_cases(session, round_id)
        for question_id, value in case.answers.items()
    ]


def final_cases(
    session: Session, round_id: str, *, among: Collection[str] | None = None
) -> Iterator[FinalCase]:
    """Give the cases that are read to the end, one at a time however many they are.

    ``among`` asks for some cases of the round only, so that a very large one can be gone through
    in parts.

    Every review of the case must be approved. Where two reviewers gave the same answer it
    counts; where they differ, what was settled counts, and nothing until then. A file is
    missing when nobody found it; when one of two did, the answers of the finder count.
    """
    settled = _settled(session, round_id, among)
    approved = _approved(session, round_id, among)
    cases = list(approved)
    for start in range(0, len(cases), CASES_AT_ONCE):
        some = cases[start : start + CASES_AT_ONCE]
        reviews = [review_id for case in some for review_id, _ in approved[case]]
        given = _answers(session, reviews)
        for frame_case_id in some:
            found = [review_id for review_id, missing in approved[frame_case_id] if not missing]
            readings = tuple(given.get(review_id, {}) for review_id in found)
            yield FinalCase(
                frame_case_id=frame_case_id,
                answers=_joined(readings, settled.get(frame_case_id, {})),
                file_missing=not found,
                by_reviewer=readings,
            )


def unsettled(session: Session, round_id: str) -> list[UnsettledQuestion]:
    """List what must be settled before the round can be closed.

    A follow-up question that the joint answers no longer call for need not be settled, nor
    need a free text.
    """
    round_ = session.get_one(Round, round_id)
    form = load(round_.form_name, round_.form_version)
    twice = [case for case in final_cases(session, round_id) if len(case.by_reviewer) > 1]
    facts = facts_of_cases(session, round_) if twice else {}
    return [
        UnsettledQuestion(case.frame_case_id, question_id)
        for case in twice
        for question_id in _open_questions(form, case, facts[case.frame_case_id])
    ]


def facts_of_cases(
    session: Session, round_: Round, *, among: Collection[str] | None = None
) -> dict[str, Mapping[str, str]]:
    """Give what the frame says about each drawn case, as the rules of a form read it."""
    cases = session.connection().execute(
        select(
            col(FrameCase.id),
            col(FrameCase.placement_form),
            col(FrameCase.legal_basis),
            col(FrameCase.age),
            col(FrameCase.contract_form),
            col(FrameCase.started_on),
            col(FrameCase.ended_on),
        ).where(
            _those(col(FrameCase.id), among, round_.id, col(FrameCase.round_id)),
            col(FrameCase.drawn),
        )
    )
    return {
        case.id: CaseFacts(
            period_from=round_.period_from,
            period_to=round_.period_to,
            placement_form=case.placement_form,
            legal_basis=case.legal_basis,
            age=case.age,
            contract_form=case.contract_form,
            started_on=case.started_on,
            ended_on=case.ended_on,
        ).answers()
        for case in cases
    }


def _open_questions(form: ReviewForm, case: FinalCase, facts: Mapping[str, str]) -> list[str]:
    answered = {name for reading in case.by_reviewer for name in reading}
    return [
        question.id
        for question in asked(form, {**facts, **case.answers})
        if question.id in answered and question.id not in case.answers and question.kind != "text"
    ]


def _joined(
    readings: tuple[Mapping[str, str], ...], settled: Mapping[str, str]
) -> Mapping[str, str]:
    if len(readings) < 2:  # noqa: PLR2004 (two, as in "reviewed twice")
        return readings[0] if readings else {}
    first, second = readings
    same = {name: value for name, value in first.items() if second.get(name) == value}
    return {**same, **settled}


def _those(
    case: Any, among: Collection[str] | None, round_id: str, of_round: Any
) -> ColumnElement[bool]:
    """Ask for some cases by their ids alone, else for all of a round.

    Asked for both, SQLite would go through the whole round for each few cases.
    """
    asked_for: ColumnElement[bool] = of_round == round_id if among is None else case.in_(among)
    return asked_for


def _settled(
    session: Session, round_id: str, among: Collection[str] | None
) -> dict[str, dict[str, str]]:
    rows = session.execute(
        select(
            col(SettledAnswer.frame_case_id),
            col(SettledAnswer.question_id),
            col(SettledAnswer.value),
        )
        .join(FrameCase, col(FrameCase.id) == col(SettledAnswer.frame_case_id))
        .where(
            _those(col(SettledAnswer.frame_case_id), among, round_id, col(FrameCase.round_id)),
        )
    )
    settled: dict[str, dict[str, str]] = {}
    for case_id, question_id, value in rows:
        settled.setdefault(case_id, {})[question_id] = value
    return settled


def _approved(
    session: Session, round_id: str, among: Collection[str] | None
) -> dict[str, list[tuple[str, bool]]]:
    """Give the reviews of each case that has nothing but approved ones, by seat."""
    rows = session.execute(
        select(
            col(Review.frame_case_id), col(Review.id), col(Review.state), col(Review.file_missing)
        )
        .join(FrameCase, col(FrameCase.id) == col(Review.frame_case_id))
        .where(
            _those(col(Review.frame_case_id), among, round_id, col(Review.round_id)),
            col(Review.state) != ReviewState.withdrawn,
            col(FrameCase.drawn),
            col(FrameCase.replaced).is_(False),
        )
        .order_by(col(Review.frame_case_id), col(Review.seat))
    ).all()
    waiting = {case_id for case_id, _, state, _ in rows if state != ReviewState.approved}
    reviews: dict[str, list[tuple[str, bool]]] = {}
    for case_id, review_id, _, file_missing in rows:
        if case_id not in waiting:
            reviews.setdefault(case_id, []).append((review_id, file_missing))
    return reviews


class _AsObject(FunctionElement[dict[str, str]]):
    """Gathers names and texts of several rows in one object; each database has its own word."""

    type = JSON()
    inherit_cache = True


@compiles(_AsObject, "sqlite")
def _in_sqlite(element: _AsObject, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_group_object({compiler.process(element.clauses, **kw)})"


@compiles(_AsObject, "postgresql")
def _in_postgresql(element: _AsObject, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_object_agg({compiler.process(element.clauses, **kw)})"


def _answers(session: Session, reviews: Sequence[str]) -> dict[str, dict[str, str]]:
    """Give the answers of some reviews, by review and question; what was cleared is none."""
    given: dict[str, dict[str, str]] = {review_id: {} for review_id in reviews}
    found = session.connection().execute(
        # One row for a review, put together by the database: a row for each answer takes twice
        # the time, and there may be millions.
        select(col(Answer.review_id), _AsObject(col(Answer.question_id), col(Answer.value)))
        .where(col(Answer.review_id).in_(reviews), col(Answer.value) != "")
        .group_by(col(Answer.review_id))
    )
    given.update((review_id, answers) for review_id, answers in found)
    return given

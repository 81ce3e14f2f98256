"""The questions that a case file failed when it was reviewed, on the form it was reviewed with."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.actions.models import Action, ActionForDeviation
from app.consensus.queries import facts_of_cases, final_cases
from app.deviations.models import Deficiency, DeficiencyState
from app.rounds.models import FrameCase, Round
from review_forms import Met, Question, ReviewForm, asked, load, outcome


@dataclass(frozen=True, slots=True)
class FailedCase:
    """A case that an action is about, and what its file did not meet, worst first."""

    case: FrameCase
    round_: Round
    form: ReviewForm
    questions: Sequence[tuple[Question, Met]]


_WORST_FIRST = (Met.no, Met.partly)


def cases_of(session: Session, action: Action) -> Sequence[FrameCase]:
    """List the cases that an action is about: its own, and those behind its deviations."""
    behind = (
        select(Deficiency.frame_case_id)
        .join(ActionForDeviation, col(ActionForDeviation.deviation_id) == Deficiency.deviation_id)
        .where(
            ActionForDeviation.action_id == action.id,
            Deficiency.state != DeficiencyState.overturned,
            col(Deficiency.stands),
        )
    )
    return session.exec(
        select(FrameCase)
        .where((col(FrameCase.id) == action.frame_case_id) | col(FrameCase.id).in_(behind))
        .order_by(col(FrameCase.case_number))
    ).all()


def failed_case(session: Session, case: FrameCase) -> FailedCase:
    """Find what a case failed: questions whose answer can be looked for in the file again.

    A time limit that was missed cannot be met afterwards, so what is computed is left out. Of a
    file that could not be found, everything is to be read.
    """
    round_ = session.get_one(Round, case.round_id)
    form = load(round_.form_name, round_.form_version)
    # Read to the end: an answer that is left half-read keeps its cursor open in the database.
    final, *_ = [*final_cases(session, round_.id, among=[case.id]), None]
    facts = facts_of_cases(session, round_).get(case.id, {})
    if final is None:
        return FailedCase(case, round_, form, [])
    answers = {} if final.file_missing else final.answers
    found: list[tuple[Question, Met]] = []
    for question in asked(form, {**facts, **answers}):
        met = Met.no if final.file_missing else _met(question, answers.get(question.id))
        if met in _WORST_FIRST and question.kind != "text":
            found.append((question, met))
    return FailedCase(
        case, round_, form, sorted(found, key=lambda pair: _WORST_FIRST.index(pair[1]))
    )


def _met(question: Question, value: str | None) -> Met | None:
    return outcome(question, value) if value else None

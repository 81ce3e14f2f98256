"""Rounds that have been read, with answers made up by a rule that anybody can follow."""

from collections.abc import Callable, Mapping
from datetime import date
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from app.consensus.queries import facts_of_cases
from app.register.models import RegisterImport
from app.reviews.models import Answer, Review, ReviewState
from app.rounds.models import Attempt, DiceRoll, ExcludedCase, FrameCase, Round, RoundState
from review_forms import asked, load
from tests.cast import MONA, NOON, RUT

# Unit and stratum: how many cases the frame has, and how many of them were drawn.
CELLS = {
    ("north", "Familjehem"): (30, 8),
    ("south", "Familjehem"): (24, 7),
    ("north", "HVB"): (9, 5),
    ("south", "HVB"): (8, 4),
    ("north", "Jourhem"): (3, 3),
    ("south", "Jourhem"): (2, 2),
}
Answers = Callable[[FrameCase], Mapping[str, str]]


def a_reviewed_round(
    session: Session,
    cells: Mapping[tuple[str, str], tuple[int, int]] = CELLS,
    *,
    dice: bool = True,
    **more: Any,
) -> Round:
    """Make a round that is drawn, whose sample nobody has read yet."""
    round_ = Round(
        **{
            "id": "r" * 16,
            "name": "Höst 2026",
            "period_from": date(2025, 11, 1),
            "period_to": date(2026, 10, 31),
            "due_on": date(2026, 12, 18),
            "form_name": "placed_child_short",
            "form_version": "2026-1",
            "state": RoundState.reviewing,
            "created_by": MONA.id,
            "created_at": NOON,
            **more,
        }
    )
    export = RegisterImport(
        at=NOON,
        imported_by=MONA.id,
        file_name="uttag.csv",
        file_sha256="a" * 64,
        rows_read=1,
        rows_refused=0,
        rows_new=1,
        rows_changed=0,
        rows_gone=0,
    )
    session.add_all([round_, export])
    session.flush()
    attempt = Attempt(
        round_id=round_.id,
        number=1,
        import_id=export.id,
        frozen_at=NOON,
        frozen_by=MONA.id,
        commitment={},
        commit_sha256="c" * 64,
        server_entropy=b"",
        drawn_at=NOON,
        seed="d" * 64,
    )
    session.add(attempt)
    session.flush()
    if dice:
        session.add(
            DiceRoll(attempt_id=attempt.id, person_id=MONA.id, digits="1" * 20, at=NOON, place=1)
        )
    session.add(
        ExcludedCase(
            attempt_id=attempt.id, case_number="x-1", stratum="HVB", reason="Skyddade uppgifter"
        )
    )
    for (unit, stratum), (frame, drawn) in cells.items():
        session.add_all(
            FrameCase(
                id=f"{round_.id[:3]}-{unit}-{stratum}-{place:03}",
                attempt_id=attempt.id,
                round_id=round_.id,
                case_number=f"{unit}-{stratum}-{place:03}",
                stratum=stratum,
                unit_id=unit,
                placement_form=stratum,
                legal_basis="SoL",
                age=9,
                started_on=date(2025, 3, 1),
                ticket=f"{place:064x}",
                place=place,
                drawn=place <= drawn,
            )
            for place in range(1, frame + 1)
        )
    session.flush()
    return round_


def sample_of(session: Session, round_: Round) -> list[FrameCase]:
    return list(
        session.exec(
            select(FrameCase)
            .where(FrameCase.round_id == round_.id, col(FrameCase.drawn))
            .order_by(col(FrameCase.id))
        )
    )


def read_all(session: Session, round_: Round, *, seed: int = 7) -> None:
    """Let every case of the sample be read once and approved, with answers by chance."""
    facts = facts_of_cases(session, round_)
    for case in sample_of(session, round_):
        a_review(session, case, some_answers(round_, facts[case.id], Random(f"{seed}{case.id}")))


def some_answers(round_: Round, facts: Mapping[str, str], chance: Random) -> dict[str, str]:
    """Answer what is asked, follow-up questions too, mostly well."""
    form = load(round_.form_name, round_.form_version)
    answers: dict[str, str] = {}
    while True:
        left = [q for q in asked(form, {**facts, **answers}) if q.id not in answers]
        if not left:
            return answers
        answers[left[0].id] = _some_answer(left[0], chance)


ANSWERS = {
    "date": ["2026-03-02", "2026-05-20", "not_found"],
    "dates": ["2026-01-10,2026-06-30", "2026-04-01", "not_found"],
    "number": ["2", "4", "not_found"],
    "scale": ["0", "1", "2", "3"],
    "text": ["kort"],
}


def _some_answer(question: Any, chance: Random) -> str:
    if question.kind == "choice":
        return str(chance.choice(question.answer.options).code)
    if question.kind != "met":
        return chance.choice(ANSWERS[question.kind])
    offered = ["yes"] * 7 + ["no"] * 2
    offered += ["partly"] * (2 if question.answer.partly else 0)
    offered += ["not_applicable"] * (2 if question.answer.not_applicable else 0)
    return chance.choice(offered)


def a_review(
    session: Session,
    case: FrameCase,
    answers: Mapping[str, str],
    *,
    reviewer: Any = RUT,
    seat: int = 1,
    state: ReviewState = ReviewState.approved,
    file_missing: bool = False,
) -> Review:
    round_ = session.get_one(Round, case.round_id)
    review = Review(
        round_id=case.round_id,
        frame_case_id=case.id,
        reviewer_id=reviewer.id,
        seat=seat,
        form_name=round_.form_name,
        form_version=round_.form_version,
        state=state,
        file_missing=file_missing,
        submitted_at=NOON,
    )
    session.add(review)
    session.flush()
    session.add_all(
        Answer(
            review_id=review.id,
            question_id=name,
            value=value,
            version=1,
            at=NOON,
            by=reviewer.id,
        )
        for name, value in answers.items()
    )
    session.flush()
    return review

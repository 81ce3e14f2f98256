"""What the figures of a round are made from, as the database has it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from app.consensus.queries import FinalCase, facts_of_cases, final_cases
from app.errors import NotFound
from app.organisation.models import Unit
from app.reviews.models import Replacement
from app.reviews.replacing import ReplacementReason
from app.rounds.models import Attempt, FrameCase, Round
from app.rounds.queries import standing_attempt
from app.summary.estimates import Frame
from app.summary.figures import Group
from app.summary.findings import Findings, Found, Judged, categories, found_in, judged
from app.summary.models import Summary
from app.summary.roll_up import Material, Ratings
from review_forms import ReviewForm, load


@dataclass(frozen=True, slots=True)
class DrawnCase:
    """A case of the sample, as far as the figures need it."""

    id: str
    case_number: str
    unit_id: str
    stratum: str
    replaced: bool
    outside: bool
    """Replaced because it turned out not to belong to what is reviewed."""


CASES_AT_ONCE = 500

# A case that belongs to the round but could not be read is missing, and stays missed: the rest
# of its stratum speaks for it. One that never belonged there was found out, and weighs as read.
OUTSIDE = (
    ReplacementReason.wrong_entry,
    ReplacementReason.not_in_population,
    ReplacementReason.other_municipality,
)


def attempt_of(session: Session, round_id: str) -> Attempt:
    """Find the draw that counts. Until there is one, there is nothing to sum up."""
    attempt = standing_attempt(session, round_id)
    if attempt is None or attempt.drawn_at is None:
        raise NotFound
    return attempt


def frozen_summary(session: Session, round_id: str) -> Summary | None:
    """Give the figures as they stood at the closing; None while the round is open."""
    return session.execute(
        select(Summary).where(col(Summary.round_id) == round_id)
    ).scalar_one_or_none()


def material_of(session: Session, round_: Round) -> Material:
    """Gather everything that counts of a round right now."""
    form = load(round_.form_name, round_.form_version)
    attempt = attempt_of(session, round_.id)
    sizes = _sizes(session, attempt.id)
    units = _units(session, {unit for unit, _ in sizes})
    strata = sorted({stratum for _, stratum in sizes}, key=str.casefold)
    drawn = drawn_cases(session, attempt.id)
    reading = _read(session, round_, form, [case.id for case in drawn if not case.replaced])
    cases = np.array([[sizes.get((unit, name), 0) for name in strata] for unit in units])
    return Material(
        findings=_findings(drawn, reading, (list(units), strata)),
        frame=Frame(cases.reshape(len(units), len(strata)).astype(np.int64)),
        units=[
            _group(
                (unit, name),
                sum(number for key, number in sizes.items() if key[0] == unit),
                [case for case in drawn if case.unit_id == unit],
                reading,
            )
            for unit, name in units.items()
        ],
        strata=[
            _group(
                (name, name),
                sum(number for key, number in sizes.items() if key[1] == name),
                [case for case in drawn if case.stratum == name],
                reading,
            )
            for name in strata
        ],
        whole=_group(("", ""), sum(sizes.values()), drawn, reading),
        ratings=_ratings(form, reading),
        read_twice=len(reading.pairs),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was found about the cases read so far; the answers themselves are not kept."""

    questions: Sequence[Judged]
    found: NDArray[np.int8]
    """Shape (cases, questions): a row for each drawn case that was not replaced."""
    place: Mapping[str, int]
    read: set[str]
    missing: set[str]
    pairs: Sequence[tuple[list[int], list[int]]]


def _read(session: Session, round_: Round, form: ReviewForm, cases: Sequence[str]) -> _Reading:
    questions = judged(form)
    place = {case: number for number, case in enumerate(cases)}
    found = np.full((len(cases), len(questions)), Found.outside, dtype=np.int8)
    read: set[str] = set()
    missing: set[str] = set()
    pairs: list[tuple[list[int], list[int]]] = []
    for case, known in read_through(session, round_, cases):
        found[place[case.frame_case_id]] = found_in(
            form, questions, {**known, **case.answers}, file_missing=case.file_missing
        )
        read.add(case.frame_case_id)
        if case.file_missing:
            missing.add(case.frame_case_id)
        if len(case.by_reviewer) > 1:
            first, second = (
                found_in(form, questions, {**known, **given}) for given in case.by_reviewer
            )
            pairs.append((first, second))
    return _Reading(questions, found, place, read, missing, pairs)


def read_through(
    session: Session, round_: Round, cases: Sequence[str]
) -> Iterator[tuple[FinalCase, Mapping[str, str]]]:
    """Go through those of these cases that are read to the end, each with its facts.

    They come in the order asked for, and a few hundred at a time: memory stays the same however
    many there are.
    """
    for start in range(0, len(cases), CASES_AT_ONCE):
        some = cases[start : start + CASES_AT_ONCE]
        facts = facts_of_cases(session, round_, among=some)
        read = {case.frame_case_id: case for case in final_cases(session, round_.id, among=some)}
        yield from ((read[case], facts[case]) for case in some if case in read)


def drawn_cases(session: Session, attempt_id: str) -> list[DrawnCase]:
    """List the sample, always in the same order, so that sums come out the same to the last bit."""
    rows = session.execute(
        select(
            col(FrameCase.id),
            col(FrameCase.case_number),
            col(FrameCase.unit_id),
            col(FrameCase.stratum),
            col(FrameCase.replaced),
            found_outside(),
        ).where(col(FrameCase.attempt_id) == attempt_id, col(FrameCase.drawn))
    )
    # Sorted here: the two databases do not put letters in the same order.
    return sorted((DrawnCase(*row) for row in rows), key=lambda case: case.id)


def found_outside() -> ColumnElement[bool]:
    """Tell of a frame case that it was replaced because it does not belong to the round."""
    return (
        select(col(Replacement.id))
        .where(
            col(Replacement.frame_case_id) == col(FrameCase.id),
            col(Replacement.approved).is_(True),
            col(Replacement.reason).in_(OUTSIDE),
        )
        .exists()
    )


def _sizes(session: Session, attempt_id: str) -> Mapping[tuple[str, str], int]:
    rows = session.execute(
        select(col(FrameCase.unit_id), col(FrameCase.stratum), func.count())
        .where(col(FrameCase.attempt_id) == attempt_id)
        .group_by(col(FrameCase.unit_id), col(FrameCase.stratum))
    ).all()
    return {(row[0], row[1]): row[2] for row in rows}


def _units(session: Session, ids: set[str]) -> dict[str, str]:
    rows = session.execute(select(col(Unit.id), col(Unit.name)).where(col(Unit.id).in_(ids))).all()
    return {row.id: row.name for row in sorted(rows, key=lambda row: row.name.casefold())}


def _findings(
    drawn: Sequence[DrawnCase], reading: _Reading, names: tuple[Sequence[str], Sequence[str]]
) -> Findings:
    counted = [case for case in drawn if case.outside or case.id in reading.read]
    outside = np.full(len(reading.questions), Found.outside, dtype=np.int8)
    rows = [outside if case.replaced else reading.found[reading.place[case.id]] for case in counted]
    found = np.array(rows, dtype=np.int8).reshape(len(counted), len(reading.questions))
    return Findings(
        questions=reading.questions,
        found=np.ascontiguousarray(found.T),
        unit=_places([case.unit_id for case in counted], names[0]),
        stratum=_places([case.stratum for case in counted], names[1]),
        missing=np.array([case.id in reading.missing for case in counted], dtype=bool),
        case_numbers=[case.case_number for case in counted],
    )


def _places(values: Sequence[str], names: Sequence[str]) -> NDArray[np.int64]:
    place = {name: number for number, name in enumerate(names)}
    return np.array([place[value] for value in values], dtype=np.int64)


def _group(
    called: tuple[str, str], frame: int, drawn: Sequence[DrawnCase], reading: _Reading
) -> Group:
    state = Counter(
        "replaced" if case.replaced else "read" if case.id in reading.read else "waiting"
        for case in drawn
    )
    return Group(
        id=called[0],
        name=called[1],
        frame=frame,
        sample=len(drawn),
        replaced=state["replaced"],
        read=state["read"],
        waiting=state["waiting"],
        missing=sum(case.id in reading.missing for case in drawn),
    )


def _ratings(form: ReviewForm, reading: _Reading) -> list[Ratings]:
    return [
        Ratings(
            question.id,
            categories(form.question(question.id)),
            [(_name(first[place]), _name(second[place])) for first, second in reading.pairs],
        )
        for place, question in enumerate(reading.questions)
    ]


def _name(found: int) -> str | None:
    return Found(found).name if found <= Found.not_applicable else None

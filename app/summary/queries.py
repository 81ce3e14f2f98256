"""What the figures of a round are made from, as the database has it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.consensus.queries import FinalCase, facts_of_cases, final_cases
from app.errors import NotFound
from app.organisation.models import Unit
from app.rounds.models import Attempt, FrameCase, Round
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
    unit_id: str
    stratum: str
    replaced: bool


def round_to_read(session: Session, actor: Actor, round_id: str) -> Round:
    """Load a round whose summary this person may read; she must have a unit in it."""
    round_ = session.get(Round, round_id) if round_id.isprintable() else None
    if round_ is None:
        raise NotFound
    units = actor.units_for(Permission.read_summary)
    if units is not None and round_.unit_ids and units.isdisjoint(round_.unit_ids):
        raise NotFound
    return round_


def attempt_of(session: Session, round_id: str) -> Attempt:
    """Find the draw that counts. Until there is one, there is nothing to sum up."""
    attempt: Attempt | None = session.execute(
        select(Attempt).where(
            col(Attempt.round_id) == round_id,
            col(Attempt.drawn_at).is_not(None),
            col(Attempt.aborted_at).is_(None),
        )
    ).scalar_one_or_none()
    if attempt is None:
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
    final = {case.frame_case_id: case for case in final_cases(session, round_.id)}
    facts = facts_of_cases(session, round_)
    findings = _findings(form, drawn, final, facts, (list(units), strata))
    cases = np.array([[sizes.get((unit, name), 0) for name in strata] for unit in units])
    frame = Frame(cases.reshape(len(units), len(strata)).astype(np.int64))
    twice = [case for case in final.values() if len(case.by_reviewer) > 1]
    return Material(
        findings=findings,
        frame=frame,
        units=[
            _group(
                (unit, name),
                sum(number for key, number in sizes.items() if key[0] == unit),
                [case for case in drawn if case.unit_id == unit],
                final,
            )
            for unit, name in units.items()
        ],
        strata=[
            _group(
                (name, name),
                sum(number for key, number in sizes.items() if key[1] == name),
                [case for case in drawn if case.stratum == name],
                final,
            )
            for name in strata
        ],
        whole=_group(("", ""), sum(sizes.values()), drawn, final),
        ratings=_ratings(form, findings.questions, twice, facts),
        read_twice=len(twice),
    )


def drawn_cases(session: Session, attempt_id: str) -> list[DrawnCase]:
    """List the sample, in the order of the strata and their queues."""
    rows = session.execute(
        select(
            col(FrameCase.id),
            col(FrameCase.unit_id),
            col(FrameCase.stratum),
            col(FrameCase.replaced),
        )
        .where(col(FrameCase.attempt_id) == attempt_id, col(FrameCase.drawn))
        .order_by(col(FrameCase.stratum), col(FrameCase.place))
    )
    return [DrawnCase(*row) for row in rows]


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
    form: ReviewForm,
    drawn: Sequence[DrawnCase],
    final: Mapping[str, FinalCase],
    facts: Mapping[str, Mapping[str, str]],
    names: tuple[Sequence[str], Sequence[str]],
) -> Findings:
    questions = judged(form)
    counted = [case for case in drawn if case.replaced or case.id in final]
    found = np.full((len(counted), len(questions)), Found.outside, dtype=np.int8)
    missing = np.zeros(len(counted), dtype=bool)
    for place, case in enumerate(counted):
        if not case.replaced:
            read = final[case.id]
            missing[place] = read.file_missing
            values = {**facts[case.id], **read.answers}
            found[place] = found_in(form, questions, values, file_missing=read.file_missing)
    return Findings(
        questions=questions,
        found=np.ascontiguousarray(found.T),
        unit=_places([case.unit_id for case in counted], names[0]),
        stratum=_places([case.stratum for case in counted], names[1]),
        missing=missing,
    )


def _places(values: Sequence[str], names: Sequence[str]) -> NDArray[np.int64]:
    place = {name: number for number, name in enumerate(names)}
    return np.array([place[value] for value in values], dtype=np.int64)


def _group(
    called: tuple[str, str],
    frame: int,
    drawn: Sequence[DrawnCase],
    final: Mapping[str, FinalCase],
) -> Group:
    state = Counter(
        "replaced" if case.replaced else "read" if case.id in final else "waiting" for case in drawn
    )
    return Group(
        id=called[0],
        name=called[1],
        frame=frame,
        sample=len(drawn),
        replaced=state["replaced"],
        read=state["read"],
        waiting=state["waiting"],
        missing=sum(case.id in final and final[case.id].file_missing for case in drawn),
    )


def _ratings(
    form: ReviewForm,
    questions: Sequence[Judged],
    twice: Sequence[FinalCase],
    facts: Mapping[str, Mapping[str, str]],
) -> list[Ratings]:
    readings = [
        [
            found_in(form, questions, {**facts[case.frame_case_id], **reading})
            for reading in case.by_reviewer
        ]
        for case in twice
    ]
    return [
        Ratings(
            question.id,
            categories(form.question(question.id)),
            [(_name(first[place]), _name(second[place])) for first, second in readings],
        )
        for place, question in enumerate(questions)
    ]


def _name(found: int) -> str | None:
    return Found(found).name if found <= Found.not_applicable else None

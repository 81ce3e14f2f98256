"""The deficiencies of a round and of a review, gathered so that nobody drowns in them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.access import deficiencies_for, visible
from app.deviations.models import (
    FILE_MISSING,
    Deficiency,
    DeficiencyState,
    Deviation,
    DeviationState,
    Objection,
)
from app.errors import N_, NotFound
from app.organisation.models import Unit
from app.reviews.models import Review
from app.rounds.models import FrameCase, Round
from app.web.language import language, said
from review_forms import ReviewForm, load, reasons_for


@dataclass(frozen=True, slots=True)
class InUnit:
    """How the deficiencies of one question and one unit stand."""

    unit_id: str
    unit: str
    states: Counter[str]

    @property
    def waiting(self) -> int:
        return self.states[DeficiencyState.waiting]

    @property
    def total(self) -> int:
        return self.states.total()


@dataclass(frozen=True, slots=True)
class Themed:
    """The deficiencies of one question in a round, by unit."""

    question_id: str
    label: str
    critical: bool
    units: Sequence[InUnit]

    @property
    def waiting(self) -> int:
        return sum(unit.waiting for unit in self.units)

    @property
    def total(self) -> int:
        return sum(unit.total for unit in self.units)

    def count(self, state: str) -> int:
        return sum(unit.states[state] for unit in self.units)


def themes_of(session: Session, actor: Actor, round_: Round) -> list[Themed]:
    """Group the deficiencies of a round by question and unit, those that wait first."""
    rows = session.execute(
        sa.select(
            col(Deficiency.question_id),
            col(Deficiency.unit_id),
            col(Unit.name),
            col(Deficiency.state),
            func.count(),
        )
        .join(Unit, col(Unit.id) == Deficiency.unit_id)
        .where(
            col(Deficiency.round_id) == round_.id,
            *deficiencies_for(actor, Permission.decide_deficiency),
        )
        .group_by(
            col(Deficiency.question_id),
            col(Deficiency.unit_id),
            col(Unit.name),
            col(Deficiency.state),
        )
    )
    states: dict[str, dict[tuple[str, str], Counter[str]]] = {}
    for question_id, unit_id, unit, state, count in rows:
        cell = states.setdefault(question_id, {}).setdefault((unit, unit_id), Counter())
        cell[state] += count
    form = load(round_.form_name, round_.form_version)
    order = {question.id: place for place, question in enumerate(form.questions)}
    themes = [
        Themed(
            question_id=name,
            label=question_label(form, name),
            critical=is_critical(form, name),
            units=[
                InUnit(unit_id, unit, counted) for (unit, unit_id), counted in sorted(cells.items())
            ],
        )
        for name, cells in states.items()
    ]
    return sorted(
        themes, key=lambda one: (not one.waiting, not one.critical, order.get(one.question_id, -1))
    )


def waiting_in(
    session: Session, actor: Actor, round_: Round, chosen: Sequence[tuple[str, str]]
) -> list[str]:
    """Give the keys of the deficiencies that wait, of these questions and units."""
    rows = session.exec(
        select(Deficiency.id, Deficiency.question_id, Deficiency.unit_id).where(
            Deficiency.round_id == round_.id,
            Deficiency.state == DeficiencyState.waiting,
            *deficiencies_for(actor, Permission.decide_deficiency),
        )
    )
    return [id_ for id_, question_id, unit_id in rows if (question_id, unit_id) in chosen]


@dataclass(frozen=True, slots=True)
class OneDeficiency:
    """A deficiency with what its page, or the page of its review, shows about it."""

    row: Deficiency
    case_number: str
    unit: str
    label: str
    reason: str
    deviation: Deviation | None
    objection: Objection | None


def deficiencies_of_review(session: Session, actor: Actor, review: Review) -> list[OneDeficiency]:
    """List the deficiencies of the case that was reviewed, critical ones first."""
    return _listed(session, actor, col(Deficiency.frame_case_id) == review.frame_case_id)


def deficiencies_of_question(
    session: Session, actor: Actor, round_: Round, question_id: str
) -> list[OneDeficiency]:
    """List the cases of a round that fail a question."""
    return _listed(
        session,
        actor,
        col(Deficiency.round_id) == round_.id,
        col(Deficiency.question_id) == question_id,
    )


def one_deficiency(session: Session, actor: Actor, deficiency_id: str) -> OneDeficiency:
    """Load one deficiency that the actor may read the case of."""
    found = _listed(session, actor, col(Deficiency.id) == deficiency_id)
    if not found:
        raise NotFound
    return found[0]


def objected(session: Session, actor: Actor) -> list[OneDeficiency]:
    """List the deficiencies that somebody has objected to, undecided ones first."""
    return sorted(
        _listed(session, actor, col(Objection.id).is_not(None)),
        key=lambda one: (
            one.objection is not None and one.objection.upheld is not None,
            str(one.objection.at if one.objection else ""),
        ),
    )


def open_alike(
    session: Session, actor: Actor, rows: Sequence[Deficiency]
) -> dict[str, list[Deviation]]:
    """Give for each question the deviations not over that a new deficiency can belong to."""
    names = {row.question_id for row in rows}
    units = {row.unit_id for row in rows}
    found = session.exec(
        select(Deviation)
        .where(
            visible(actor),
            col(Deviation.question_id).in_(names),
            col(Deviation.state).in_([DeviationState.draft, DeviationState.open]),
            col(Deviation.unit_id).in_(units) | col(Deviation.unit_id).is_(None),
        )
        .order_by(col(Deviation.number).desc())
    ).all()
    return {name: [one for one in found if one.question_id == name] for name in names}


def question_label(form: ReviewForm, question_id: str) -> str:
    """Name a question by number and text; a missing file by its own words."""
    if question_id == FILE_MISSING:
        return said(N_("The case file cannot be found"))
    question = form.question(question_id)
    return f"{question.number} {question.text.in_language(language())}"


def is_critical(form: ReviewForm, question_id: str) -> bool:
    """Tell whether a question is critical; that a file is missing always is."""
    return question_id == FILE_MISSING or form.question(question_id).critical


def _listed(
    session: Session, actor: Actor, *conditions: ColumnElement[bool]
) -> list[OneDeficiency]:
    rows = session.execute(
        sa.select(Deficiency, col(FrameCase.case_number), col(Unit.name), Deviation, Objection)
        .join(FrameCase, col(FrameCase.id) == Deficiency.frame_case_id)
        .join(Unit, col(Unit.id) == Deficiency.unit_id)
        .outerjoin(Deviation, col(Deviation.id) == Deficiency.deviation_id)
        .outerjoin(Objection, col(Objection.deficiency_id) == Deficiency.id)
        .where(*deficiencies_for(actor, Permission.read_reviews), *conditions)
        .order_by(
            col(Deficiency.critical).desc(),
            col(FrameCase.case_number),
            col(Deficiency.question_id),
        )
    ).all()
    return [
        OneDeficiency(
            row=row,
            case_number=number,
            unit=unit,
            label=question_label(load(row.form_name, row.form_version), row.question_id),
            reason=_reason(row),
            deviation=deviation,
            objection=objection,
        )
        for row, number, unit, deviation, objection in rows
    ]


def _reason(row: Deficiency) -> str:
    if not row.reason or row.question_id == FILE_MISSING:
        return ""
    form = load(row.form_name, row.form_version)
    known = {
        option.code: option.text.in_language(language())
        for option in reasons_for(form, form.question(row.question_id))
    }
    return known.get(row.reason, "")

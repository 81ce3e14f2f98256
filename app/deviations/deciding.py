"""What becomes of deficiencies: a deviation of one or of many, one that exists, or none."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.access import deficiencies_for, visible
from app.deviations.content import Content
from app.deviations.drafting import Theme, draft_of
from app.deviations.events import DeficienciesDecided, DeviationReported
from app.deviations.models import (
    Deficiency,
    DeficiencyState,
    Deviation,
    DeviationState,
    Objection,
)
from app.deviations.service import draft
from app.errors import N_, DomainError, NotFound
from app.organisation.models import Unit
from app.rounds.models import Round
from review_forms import load


class NothingChosen(DomainError):
    """A decision is about something."""

    status = 422
    message = N_("Choose at least one deficiency.")


class AlreadyOverturned(DomainError):
    """What the unit was right about is not decided once more behind its back."""

    message = N_("The deficiency has been overturned after an objection. There is nothing to do.")


class ObjectionRules(DomainError):
    """What a unit objects to is decided by somebody else; it cannot be taken away meanwhile."""

    message = N_(
        "The unit has objected to this deficiency, so the decision on the objection is what counts."
    )


class DeviationOver(DomainError):
    """Nobody looks any more at a deviation that is closed or withdrawn."""

    message = N_("%(deviation)s is closed or withdrawn. Choose one that is being handled.")


class OfDifferentForms(DomainError):
    """Deficiencies are gathered by question, and a question belongs to a checklist."""

    message = N_("Gather deficiencies of one round at a time.")


def make_deviation(
    session: Session, actor: Actor, deficiency_ids: Collection[str], *, now: datetime
) -> Deviation:
    """Make one deviation of one deficiency, or of many; its words are drafted."""
    rows = _to_decide(session, actor, deficiency_ids)
    deviation = draft(session, actor, _content(session, rows), now=now)
    _decided(session, actor, rows, DeficiencyState.deviation, deviation=deviation, now=now)
    record(
        session,
        DeviationReported(
            at=now, actor_id=actor.id, deviation_id=deviation.id, deficiencies=len(rows)
        ),
    )
    return deviation


def make_deviations(
    session: Session, actor: Actor, deficiency_ids: Collection[str], *, now: datetime
) -> list[Deviation]:
    """Make a deviation of each deficiency."""
    return [make_deviation(session, actor, [one], now=now) for one in deficiency_ids]


def refer_to_deviation(
    session: Session,
    actor: Actor,
    deficiency_ids: Collection[str],
    deviation_id: str,
    *,
    now: datetime,
) -> Deviation:
    """Say that deficiencies belong to a deviation that is there already."""
    rows = _to_decide(session, actor, deficiency_ids)
    deviation = session.exec(
        select(Deviation).where(Deviation.id == deviation_id, visible(actor))
    ).one_or_none()
    if deviation is None:
        raise NotFound
    return _refer(session, actor, rows, deviation, now)


def refer_to_outside(
    session: Session,
    actor: Actor,
    deficiency_ids: Collection[str],
    outside_number: str,
    *,
    now: datetime,
) -> Deviation:
    """Say that deficiencies belong to a deviation of the municipality's own system.

    It is entered here under that number, unless it is here already, so that it is counted.
    """
    rows = _to_decide(session, actor, deficiency_ids)
    known = session.exec(
        select(Deviation)
        .where(
            Deviation.outside_number == outside_number,
            visible(actor),
            col(Deviation.state).in_([DeviationState.draft, DeviationState.open]),
        )
        .limit(1)
    ).first()
    if known is not None:
        return _refer(session, actor, rows, known, now)
    deviation = make_deviation(session, actor, deficiency_ids, now=now)
    deviation.outside_number = outside_number
    session.add(deviation)
    return deviation


def find_not_warranted(
    session: Session, actor: Actor, deficiency_ids: Collection[str], why: str, *, now: datetime
) -> None:
    """Say why deficiencies need no deviation."""
    rows = _to_decide(session, actor, deficiency_ids)
    if _objected(session, rows):
        raise ObjectionRules
    _decided(session, actor, rows, DeficiencyState.not_warranted, why=why, now=now)


def _objected(session: Session, rows: Sequence[Deficiency]) -> bool:
    keys = [row.id for row in rows]
    wanted = select(Objection.id).where(col(Objection.deficiency_id).in_(keys)).limit(1)
    return session.exec(wanted).first() is not None


def _refer(
    session: Session, actor: Actor, rows: Sequence[Deficiency], deviation: Deviation, now: datetime
) -> Deviation:
    if deviation.state not in {DeviationState.draft, DeviationState.open}:
        raise DeviationOver(deviation=deviation.number)
    _decided(session, actor, rows, DeficiencyState.deviation, deviation=deviation, now=now)
    return deviation


def _to_decide(
    session: Session, actor: Actor, deficiency_ids: Collection[str]
) -> Sequence[Deficiency]:
    wanted = set(deficiency_ids)
    if not wanted:
        raise NothingChosen
    rows = session.exec(
        select(Deficiency)
        .where(
            col(Deficiency.id).in_(wanted),
            *deficiencies_for(actor, Permission.decide_deficiency),
        )
        .order_by(col(Deficiency.id))
        .with_for_update(of=Deficiency)
    ).all()
    if len(rows) != len(wanted):
        raise NotFound
    if any(row.state == DeficiencyState.overturned for row in rows):
        raise AlreadyOverturned
    if len({row.round_id for row in rows}) > 1:
        raise OfDifferentForms
    return rows


def _content(session: Session, rows: Sequence[Deficiency]) -> Content:
    """Draft the words; a deviation of several units belongs to the whole organisation."""
    first = rows[0]
    round_ = session.get_one(Round, first.round_id)
    form = load(first.form_name, first.form_version)
    order = {question.id: place for place, question in enumerate(form.questions)}
    questions = sorted({row.question_id for row in rows}, key=lambda name: order.get(name, -1))
    units = {row.unit_id for row in rows}
    names = session.exec(select(Unit.name).where(col(Unit.id).in_(units))).all()
    reasons = {row.reason for row in rows if row.reason}
    drafted = draft_of(Theme(form, questions, round_.name, round_.period_to, names, reasons))
    return Content(
        title=drafted.title,
        description=drafted.description,
        kind=drafted.kind,
        severity=drafted.severity,
        rule_of_law=drafted.rule_of_law,
        unit_id=units.pop() if len(units) == 1 else None,
    )


def _decided(
    session: Session,
    actor: Actor,
    rows: Sequence[Deficiency],
    state: DeficiencyState,
    *,
    now: datetime,
    deviation: Deviation | None = None,
    why: str = "",
) -> None:
    if deviation is not None and not deviation.round_id:
        _place(deviation, rows)
        session.add(deviation)
    for row in rows:
        row.state, row.why = state, why
        row.deviation_id = deviation.id if deviation else None
        row.decided_at, row.decided_by = now, actor.id
        session.add(row)
    record(
        session,
        DeficienciesDecided(
            at=now,
            actor_id=actor.id,
            round_id=rows[0].round_id,
            state=state,
            deviation_id=deviation.id if deviation else None,
            deficiency_ids=[row.id for row in rows],
        ),
    )


def _place(deviation: Deviation, rows: Sequence[Deficiency]) -> None:
    """Say which round a deviation comes from, and which question most of it is about."""
    names = [row.question_id for row in rows]
    deviation.round_id = rows[0].round_id
    deviation.form_name, deviation.form_version = rows[0].form_name, rows[0].form_version
    deviation.question_id = max(sorted(set(names)), key=names.count)

"""Critical factors that are counted every month: defining them, and entering what they came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit.log import record
from app.auth.actor import Actor
from app.db import new_id
from app.errors import N_, DomainError
from app.key_figures.events import FactorChanged, FactorDefined, MonthEntered
from app.key_figures.models import Better, MonthlyFactor, MonthlyValue
from app.key_figures.queries import get_factor
from app.key_figures.reading_months import COLUMNS, Month, demand_possible, read_months
from app.key_figures.service import NothingInFile, RowsRefused
from app.key_figures.table import table_of


class FactorNameTaken(DomainError):
    """Two factors of one name would be entered into each other."""

    status = 422
    message = N_("There is already a factor called %(name)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorPlan:
    """What a factor is, in words, and what is wanted of it."""

    name: str
    counted: str
    of: str
    target: float | None = None
    better: Better = Better.more
    baseline: int | None = None
    active: bool = True


def define_factor(
    session: Session, actor: Actor, plan: FactorPlan, *, now: datetime
) -> MonthlyFactor:
    """Begin to follow something every month."""
    _demand_free(session, plan.name)
    factor = MonthlyFactor(
        id=new_id(), name="", key="", counted="", of="", created_at=now, created_by=actor.id
    )
    _write(factor, plan)
    session.add(factor)
    session.flush()
    record(session, FactorDefined(at=now, actor_id=actor.id, factor_id=factor.id, name=factor.name))
    return factor


def change_factor(
    session: Session, actor: Actor, factor_id: str, plan: FactorPlan, *, now: datetime
) -> MonthlyFactor:
    """Change the words, the target or the limits of a factor; its months stay."""
    factor = get_factor(session, factor_id)
    if factor.key != _key(plan.name):
        _demand_free(session, plan.name)
    changed = _write(factor, plan)
    if changed:
        record(
            session,
            FactorChanged(at=now, actor_id=actor.id, factor_id=factor.id, fields=changed),
        )
    return factor


def enter_months(
    session: Session, actor: Actor, factor_id: str, months: Sequence[Month], *, now: datetime
) -> int:
    """Enter what months came to, or correct them. Gives how many were new or other."""
    factor = get_factor(session, factor_id)
    entered = []
    for month in months:
        demand_possible(month, now.date())
        row = session.get(MonthlyValue, (factor.id, month.month))
        if row is not None and (row.met, row.counted, row.note) == (
            month.met,
            month.counted,
            month.note,
        ):
            continue
        session.merge(
            MonthlyValue(
                factor_id=factor.id,
                month=month.month,
                met=month.met,
                counted=month.counted,
                note=month.note,
                at=now,
                by=actor.id,
            )
        )
        entered.append(f"{month.month:%Y-%m}")
    if entered:
        record(
            session,
            MonthEntered(at=now, actor_id=actor.id, factor_id=factor.id, months=entered),
        )
    return len(entered)


def import_months(
    session: Session,
    actor: Actor,
    factor_id: str,
    content: bytes,
    *,
    without_refused: bool = False,
    now: datetime,
) -> int:
    """Take in months from a file: all of it, or all but the rows that are refused."""
    months, refused = read_months(table_of(content, COLUMNS), today=now.date())
    if refused and not without_refused:
        raise RowsRefused(refused)
    if not months:
        raise NothingInFile
    return enter_months(session, actor, factor_id, months, now=now)


def _demand_free(session: Session, name: str) -> None:
    taken = select(col(MonthlyFactor.id)).where(col(MonthlyFactor.key) == _key(name))
    if session.execute(taken).first() is not None:
        raise FactorNameTaken(name=name)


def _write(factor: MonthlyFactor, plan: FactorPlan) -> list[str]:
    wanted = {
        "name": plan.name,
        "key": _key(plan.name),
        "counted": plan.counted,
        "of": plan.of,
        "target": plan.target,
        "better": plan.better,
        "baseline": plan.baseline,
        "active": plan.active,
    }
    changed = [name for name, value in wanted.items() if getattr(factor, name) != value]
    for name in changed:
        setattr(factor, name, wanted[name])
    return changed


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()

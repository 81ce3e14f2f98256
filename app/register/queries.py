from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.organisation.models import Person, Unit
from app.register.comparison import COMPARED, case_key
from app.register.models import RegisterCase, RegisterImport

PER_PAGE = 50
UNIT_NAME = col(Unit.name)


def last_import(session: Session) -> RegisterImport | None:
    """Give the export that the register stands on; ``None`` before the first."""
    return session.scalars(
        select(RegisterImport).order_by(col(RegisterImport.at).desc()).limit(1)
    ).one_or_none()


def imports(session: Session) -> list[tuple[RegisterImport, str]]:
    """List the exports that were brought in, newest first, and by whom."""
    rows = session.execute(
        select(RegisterImport, col(Person.name))
        .join(Person, col(Person.id) == RegisterImport.imported_by)
        .order_by(col(RegisterImport.at).desc())
        .limit(20)
    )
    return [(row[0], row[1]) for row in rows]


def known_facts(session: Session) -> dict[str, Mapping[str, Any]]:
    """Give the register as it stands, by case key."""
    columns = [name for name in COMPARED if name != "unit"]
    rows = session.execute(
        select(
            col(RegisterCase.case_key),
            col(RegisterCase.gone),
            col(Unit.name).label("unit"),
            *(getattr(RegisterCase, name) for name in columns),
        ).join(Unit, col(Unit.id) == RegisterCase.unit_id)
    ).mappings()
    return {row["case_key"]: dict(row) for row in rows}


def unit_names(session: Session) -> list[str]:
    return list(session.scalars(select(col(Unit.name)).order_by(col(Unit.key))))


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """Which cases of the register somebody wants to see."""

    search: str = ""
    unit_id: str = ""
    placement_form: str = ""
    page: int = 1

    @property
    def narrows(self) -> bool:
        return bool(self.search or self.unit_id or self.placement_form)


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of the register, and how many cases there are behind it."""

    cases: list[tuple[RegisterCase, str]]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    @property
    def first(self) -> int:
        return min(self.total, (self.page - 1) * PER_PAGE + 1)

    @property
    def last(self) -> int:
        return min(self.total, self.page * PER_PAGE)


def _visible(actor: Actor) -> list[ColumnElement[bool]]:
    units = actor.units_for(Permission.read_register)
    visible: list[ColumnElement[bool]] = [col(RegisterCase.gone).is_(False)]
    if units is not None:
        visible.append(col(RegisterCase.unit_id).in_(units))
    return visible


def cases_seen_by(session: Session, actor: Actor, wanted: RegisterFilter) -> RegisterPage:
    """Give a page of the cases that the actor may see."""
    where = _visible(actor)
    if wanted.search:
        where.append(col(RegisterCase.case_key).contains(case_key(wanted.search), autoescape=True))
    if wanted.unit_id:
        where.append(col(RegisterCase.unit_id) == wanted.unit_id)
    if wanted.placement_form:
        where.append(col(RegisterCase.placement_form) == wanted.placement_form)
    total = session.execute(
        select(func.count()).select_from(RegisterCase).where(*where)
    ).scalar_one()
    page = min(wanted.page, max(1, -(-total // PER_PAGE)))
    rows = session.execute(
        select(RegisterCase, col(Unit.name))
        .join(Unit, col(Unit.id) == RegisterCase.unit_id)
        .where(*where)
        .order_by(col(RegisterCase.case_key))
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    return RegisterPage([(row[0], row[1]) for row in rows], total, page)


def counts_by(session: Session, actor: Actor, *columns: Any) -> dict[tuple[Any, ...], int]:
    """Count the cases that the actor may see, by one or more of their facts."""
    rows = session.execute(
        select(*columns, func.count())
        .select_from(RegisterCase)
        .join(Unit, col(Unit.id) == RegisterCase.unit_id)
        .where(*_visible(actor))
        .group_by(*columns)
    )
    return {tuple(row[:-1]): row[-1] for row in rows}

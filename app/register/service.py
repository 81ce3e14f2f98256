from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.audit.log import Event, record
from app.auth.actor import Actor
from app.db import new_id
from app.errors import N_, DomainError
from app.organisation.models import Unit
from app.register.comparison import Difference, case_key, compare, facts_of, unit_key
from app.register.models import ColumnMemory, RegisterCase, RegisterImport
from app.register.queries import header_key, known_facts, unit_names
from app.register.reading import ParsedRegister, RegisterRow


@dataclass(frozen=True, slots=True)
class RegisterExport:
    """An export as the case system gave it, read and looked through."""

    file_name: str
    file_sha256: str
    parsed: ParsedRegister


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterImported(Event):
    object_field: ClassVar[str | None] = "import_id"

    import_id: str
    file_sha256: str
    rows_read: int
    rows_refused: int
    rows_new: int
    rows_changed: int
    rows_gone: int


class NothingToImport(DomainError):
    """An import without cases would empty the register, and every frame after it."""

    status = 422
    message = N_("There is no row to bring in. Correct the file and choose it again.")


class ColumnsMissing(DomainError):
    """A case without a number, a unit, a form or a first day can be in no frame."""

    status = 422
    message = N_(
        "Say which columns hold the case number, the unit, the placement form and the start."
    )


class RefusedRowsNotAccepted(DomainError):
    """Rows are never dropped silently: whoever imports says that she has seen what is missing."""

    status = 422
    message = N_("%(refused)s rows are refused. Say that the others shall come in without them.")


def preview(session: Session, parsed: ParsedRegister) -> Difference:
    """Say what an import would do, without doing it."""
    return compare(parsed.rows, known_facts(session), unit_names(session))


def import_register(
    session: Session,
    actor: Actor,
    export: RegisterExport,
    *,
    now: datetime,
    without_refused: bool = False,
) -> RegisterImport:
    """Bring an export into the register: what it holds comes in, what it lacks is gone.

    Raises
    ------
    ColumnsMissing, NothingToImport, RefusedRowsNotAccepted
        If the export cannot stand for the register.
    """
    parsed = export.parsed
    if parsed.missing:
        raise ColumnsMissing
    if not parsed.rows:
        raise NothingToImport
    if parsed.rows_refused and not without_refused:
        raise RefusedRowsNotAccepted(refused=parsed.rows_refused)
    difference = preview(session, parsed)
    brought_in = RegisterImport(
        at=now,
        imported_by=actor.id,
        file_name=export.file_name[:120],
        file_sha256=export.file_sha256,
        rows_read=parsed.rows_read,
        rows_refused=parsed.rows_refused,
        rows_new=len(difference.new),
        rows_changed=len(difference.changed),
        rows_gone=len(difference.gone),
    )
    session.add(brought_in)
    session.flush()
    _write(session, parsed.rows, _units(session, parsed.rows), brought_in.id)
    _remember_columns(session, parsed, now)
    record(session, _told(brought_in, actor, now))
    return brought_in


def _told(brought_in: RegisterImport, actor: Actor, now: datetime) -> RegisterImported:
    return RegisterImported(
        at=now,
        actor_id=actor.id,
        import_id=brought_in.id,
        file_sha256=brought_in.file_sha256,
        rows_read=brought_in.rows_read,
        rows_refused=brought_in.rows_refused,
        rows_new=brought_in.rows_new,
        rows_changed=brought_in.rows_changed,
        rows_gone=brought_in.rows_gone,
    )


def _units(session: Session, rows: tuple[RegisterRow, ...]) -> dict[str, str]:
    """Give the id of every unit that the rows name; units not met before are added."""
    known = {unit.key: unit.id for unit in session.scalars(select(Unit))}
    for row in rows:
        name = row.unit or ""
        if unit_key(name) not in known:
            unit = Unit(name=name, key=unit_key(name))
            session.add(unit)
            known[unit.key] = unit.id
    session.flush()
    return known


def _write(
    session: Session, rows: tuple[RegisterRow, ...], units: dict[str, str], import_id: str
) -> None:
    known = dict(
        session.execute(select(col(RegisterCase.case_key), col(RegisterCase.id))).tuples().all()
    )
    session.execute(update(RegisterCase).values(gone=True))
    fresh: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    for row in rows:
        facts = facts_of(row)
        facts["unit_id"] = units[unit_key(facts.pop("unit"))]
        facts |= {"case_number": row.case_number, "import_id": import_id, "gone": False}
        key = case_key(row.case_number)
        if key in known:
            again.append({"id": known[key], **facts})
        else:
            fresh.append({"id": new_id(), "case_key": key, **facts})
    if fresh:
        session.execute(insert(RegisterCase), fresh)
    if again:
        session.execute(update(RegisterCase), again)


def _remember_columns(session: Session, parsed: ParsedRegister, now: datetime) -> None:
    key = header_key(parsed.header)
    columns = {
        "fields": {str(field): name for field, name in parsed.columns.fields.items()},
        "attributes": dict(parsed.columns.attributes),
    }
    known = session.scalars(
        select(ColumnMemory).where(col(ColumnMemory.header_key) == key)
    ).one_or_none()
    if known is None:
        session.add(ColumnMemory(header_key=key, columns=columns, used_at=now))
    else:
        known.columns, known.used_at = columns, now
        session.add(known)

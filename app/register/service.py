from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import text
from sqlmodel import Session

from app.audit.log import Event, record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError, Forbidden
from app.register.comparison import Difference, compare
from app.register.models import RegisterImport
from app.register.opening import REQUIRED
from app.register.queries import known_facts, last_import, unit_names
from app.register.reading import ParsedRegister
from app.register.writing import remember_columns, write_cases

# A number of our own, so that no other program's advisory lock is ours by chance.
IMPORT_LOCK = 0x57_1C_4B_10
EMPTY_REGISTER = "empty"


@dataclass(frozen=True, slots=True)
class RegisterExport:
    """An export as the case system gave it, read and looked through.

    ``compared_with`` is the import (or ``EMPTY_REGISTER``) that the register stood on when
    somebody saw what would change; ``None`` if nobody has looked.
    """

    file_name: str
    file_sha256: str
    parsed: ParsedRegister
    compared_with: str | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterViewed(Event):
    """Somebody looked at cases in the register. What was searched for may be a case: not kept."""

    unit_id: str
    placement_form: str
    searched: bool
    page: int
    cases: int


class NotTheWholeOrganisation(Forbidden):
    """An export stands for the whole register: what it lacks is gone in every unit."""

    message = N_(
        "An import replaces the register of all units, and your role covers only some of them. "
        "Ask a manager for the whole organisation to bring the file in."
    )


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


class RegisterHasChanged(DomainError):
    """Whoever brings an export in has seen what it changes, not what it would have changed."""

    message = N_(
        "Somebody else has brought in an export since you looked. See what yours changes now, "
        "and bring it in again if it is still right."
    )


def demand_whole_organisation(actor: Actor) -> None:
    """Let only those import who answer for all units."""
    if actor.units_for(Permission.import_register) is not None:
        raise NotTheWholeOrganisation


def preview(session: Session, parsed: ParsedRegister) -> Difference:
    """Say what an import would do, without doing it."""
    return compare(parsed.rows, known_facts(session), unit_names(session))


def stands_on(session: Session) -> str:
    """Give the import that the register stands on now, to be compared with later."""
    last = last_import(session)
    return last.id if last else EMPTY_REGISTER


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
    NotTheWholeOrganisation, ColumnsMissing, NothingToImport, RefusedRowsNotAccepted
        If the export cannot stand for the register.
    RegisterHasChanged
        If it was compared with another register than there is now.
    """
    parsed = export.parsed
    demand_whole_organisation(actor)
    _demand_whole(parsed, without_refused=without_refused)
    _wait_for_turn(session)
    if export.compared_with not in {None, stands_on(session)}:
        raise RegisterHasChanged
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
    write_cases(session, parsed.rows, difference, brought_in.id)
    remember_columns(session, parsed, now)
    record(session, _told(brought_in, actor, now))
    return brought_in


def _demand_whole(parsed: ParsedRegister, *, without_refused: bool) -> None:
    if parsed.columns.missing(REQUIRED):
        raise ColumnsMissing
    if not parsed.rows:
        raise NothingToImport
    if parsed.rows_refused and not without_refused:
        raise RefusedRowsNotAccepted(refused=parsed.rows_refused)


def _wait_for_turn(session: Session) -> None:
    """Let imports follow one another. On SQLite all writing does so already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": IMPORT_LOCK})


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

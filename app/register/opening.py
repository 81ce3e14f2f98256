"""From a file to an export that can be looked at, understood as the last one like it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit.log import canonical
from app.register.models import ColumnMemory
from app.register.reading import (
    ColumnMap,
    Field,
    ParsedRegister,
    ReadOptions,
    RegisterUnreadable,
    header_of,
    read_in_child,
)

# What a case must have to be placed in a frame.
REQUIRED = (Field.case_number, Field.unit, Field.placement_form, Field.started_on)
AS_FOUND = ReadOptions(required=REQUIRED)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as somebody sent it, and what she says of how it is to be read."""

    name: str
    content: bytes
    options: ReadOptions = AS_FOUND

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def open_export(
    session: Session, file: SentFile, columns: ColumnMap | None = None
) -> ParsedRegister | RegisterUnreadable:
    """Read an export, or give the reason why it cannot be read.

    Without ``columns`` they are understood as in the last export with the same headings.
    """
    try:
        parsed = read_in_child(file.content, file.name, columns, file.options)
        if columns is None:
            remembered = _remembered(session, parsed)
            if remembered is not None and remembered != parsed.columns:
                parsed = read_in_child(file.content, file.name, remembered, file.options)
    except RegisterUnreadable as reason:
        return reason
    return parsed


def header_key(header: tuple[str, ...]) -> str:
    """Recognise an export of the same kind by its headings, in whatever order they stand."""
    return sha256(canonical(sorted(header)).encode()).hexdigest()


def _remembered(session: Session, parsed: ParsedRegister) -> ColumnMap | None:
    keys = list(_possible_keys(parsed))
    found = session.scalars(
        select(ColumnMemory)
        .where(col(ColumnMemory.header_key).in_(keys))
        .order_by(col(ColumnMemory.used_at).desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    fields = {Field(name): column for name, column in found.columns["fields"].items()}
    return ColumnMap(fields, found.columns["attributes"])


def _possible_keys(parsed: ParsedRegister) -> Iterator[str]:
    """Give the keys of all rows that may hold the headings; a person may have pointed one out."""
    yield header_key(parsed.header)
    for row in parsed.preview:
        yield header_key(header_of(list(row.cells)))

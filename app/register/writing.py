"""How an export that has been looked at is written into the register."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.db import new_id
from app.organisation.models import Unit
from app.register.comparison import Difference, case_key, facts_of, unit_key
from app.register.models import ColumnMemory, RegisterCase
from app.register.opening import header_key
from app.register.reading import ParsedRegister, RegisterRow


def write_cases(
    session: Session, rows: tuple[RegisterRow, ...], difference: Difference, import_id: str
) -> None:
    """Write what is new or different; of the other cases only that they were in this export."""
    units = _units(session, difference.new_units)
    known = dict(session.execute(select(col(RegisterCase.case_key), col(RegisterCase.id))).all())
    written = {case_key(number) for number in difference.new}
    written |= {case_key(change.case_number) for change in difference.changed}
    fresh: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    for row in rows:
        key = case_key(row.case_number)
        if key not in written:
            continue
        facts = facts_of(row)
        facts["unit_id"] = units[unit_key(facts.pop("unit"))]
        facts |= {"import_id": import_id, "gone": False}
        if key in known:
            again.append({"id": known[key], **facts})
        else:
            fresh.append({"id": new_id(), "case_key": key, **facts})
    gone = [{"id": known[case_key(number)], "gone": True} for number in difference.gone]
    for changes in (gone, again):
        if changes:
            session.execute(update(RegisterCase), changes)
    session.execute(
        update(RegisterCase)
        .where(col(RegisterCase.gone).is_(False))
        .values(import_id=import_id)
        .execution_options(synchronize_session=False)
    )
    if fresh:
        session.execute(insert(RegisterCase), fresh)


def remember_columns(session: Session, parsed: ParsedRegister, now: datetime) -> None:
    """Keep how the columns were understood, for the next export with the same headings."""
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


def _units(session: Session, names: Iterable[str]) -> dict[str, str]:
    """Give the id of every unit; those not met before are added."""
    for name in names:
        session.add(Unit(name=name, key=unit_key(name)))
    session.flush()
    return dict(session.execute(select(col(Unit.key), col(Unit.id))).all())

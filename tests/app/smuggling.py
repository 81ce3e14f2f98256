"""Sending, with every form of the product, what its page does not ask for."""

import re
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from lxml import html
from sqlmodel import Session

from app.clock import now
from app.organisation.models import Person, Role, RoleGrant, Unit
from app.tables import METADATA
from tests.conftest import Browser

WORD, NUMBER, DAY = "insmugglat", "86753", "1871-03-18"
PERSON, UNIT = "insmugglad", "insmugglade"
KEY = re.compile(r"[a-z2-7]{16}|(?<=/summary/)\w+")
# What ends something is tried last, so that what it ends has been tried before.
LAST = ("withdraw", "remove", "retire", "discard", "abandon", "delete", "revoke", "deactivate",
        "close", "sign", "done", "submit", "reopen", "effect", "abort", "approve",
        "return")  # fmt: skip
# These would leave, or turn somebody away, before the rest has been tried.
NEVER = ("/sign-out", "/account/sessions", "/confirm", "/people")


def hide(session: Session) -> None:
    """Put somebody and a unit into the register whom no form of another's would be sent with."""
    session.add(Unit(id=UNIT, name="Ööö", key="ööö"))
    session.flush()
    session.add(Person(id=PERSON, username=PERSON, name="Ööö", unit_id=UNIT, created_at=now()))
    session.flush()
    for role in Role:
        scope = UNIT if role is Role.reviewer else None
        session.add(RoleGrant(person_id=PERSON, role=role, unit_id=scope))


@dataclass
class Kind:
    """A form, and the fields of all forms that are sent to the same kind of address."""

    form: Any
    asked: set[str] = field(default_factory=set)


def kinds_of_forms(pages: list[str]) -> list[Kind]:
    """Give one form of each kind, those that end something last."""
    found: dict[str, Kind] = {}
    for page in pages:
        for form in html.fromstring(page).forms:
            if form.method == "POST" and form.action and not form.action.startswith(NEVER):
                kind = found.setdefault(KEY.sub("*", form.action), Kind(form))
                kind.asked.update(form.inputs.keys())
    return sorted(found.values(), key=lambda kind: any(word in kind.form.action for word in LAST))


def send_too_much(browser: Browser, kind: Kind) -> int:
    """Fill in a form as somebody would, and send every column that there is along with it."""
    form, sent = kind.form, dict[str, Any]()
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value.removeprefix("\n"))
    for name in set(form.inputs.keys()):
        if name not in sent or sent[name] == [""]:
            sent[name] = [_typed_in(form.inputs[name])]
    strange = {name: value for name, value in _every_column().items() if name not in kind.asked}
    return int(browser.post(form.action, data=strange | sent).status_code)


def smuggled(session: Session) -> set[str]:
    """Name the columns that hold what no page asked for."""
    own = {"person", "unit", "role_grant"}
    return {
        f"{table.name}.{name}"
        for table in METADATA.sorted_tables
        for row in session.connection().execute(sa.select(table)).mappings()
        for name, value in row.items()
        if _strange(str(value)) or (table.name not in own and value in (PERSON, UNIT))
    }


def _strange(value: str) -> bool:
    return WORD in value or value.startswith(DAY) or value == NUMBER


def _typed_in(box: Any) -> str:
    if hasattr(box, "value_options"):
        return next(filter(None, box.value_options), "")
    if box.get("inputmode") in {"numeric", "decimal"}:
        return "1"
    kind = box.get("type", "text")
    return {"date": "2026-12-01", "number": "1", "checkbox": ""}.get(kind, "Några ord")


def _every_column() -> dict[str, str]:
    return {
        column.name: _strange_value(column)
        for table in METADATA.sorted_tables
        for column in table.columns
    }


def _strange_value(column: sa.Column[Any]) -> str:
    points_at = {key.column.table.name for key in column.foreign_keys}
    if points_at & {"person", "unit"}:
        return PERSON if "person" in points_at else UNIT
    if isinstance(column.type, sa.Date | sa.DateTime):
        return DAY
    whole = isinstance(column.type, sa.Integer | sa.Float)
    return NUMBER if whole and not isinstance(column.type, sa.Boolean) else WORD

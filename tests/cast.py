"""The people of the tests. They mean the same everywhere."""

from dataclasses import replace
from datetime import UTC, datetime

from app.auth.actor import Actor
from app.organisation.models import Person, Role, RoleGrant, Unit

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

NORTH = Unit(id="north", name="Enhet Norr", key="enhet norr")
SOUTH = Unit(id="south", name="Enhet Söder", key="enhet söder")
UNITS = (NORTH, SOUTH)


def _actor(id_: str, name: str, role: Role, unit: str | None = None, **more: str) -> Actor:
    scope = unit if role is Role.reviewer else None
    return Actor(id=id_, name=name, grants=frozenset({(role, scope)}), unit_id=unit, **more)


RUT = _actor("rut", "Rut Lind", Role.reviewer, "north", caseworker="hl101")
SAM = _actor("sam", "Sam Berg", Role.reviewer, "south", caseworker="hl202")
MONA = _actor("mona", "Mona Ek", Role.manager)
MAX = replace(_actor("max", "Max Ås", Role.manager), grants=frozenset({(Role.manager, "north")}))
KIM = _actor("kim", "Kim Öst", Role.quality)
ADA = _actor("ada", "Ada Nord", Role.admin)
AUDREY = _actor("audrey", "Audrey Dahl", Role.auditor)
CAST = (RUT, SAM, MONA, MAX, KIM, ADA, AUDREY)


def people() -> list[Unit | Person | RoleGrant]:
    """Give the rows of the cast: units first, then people, then what they may do."""
    rows: list[Unit | Person | RoleGrant] = [Unit(**unit.model_dump()) for unit in UNITS]
    rows += [
        Person(
            id=actor.id,
            username=actor.id,
            name=actor.name,
            unit_id=actor.unit_id,
            caseworker=actor.caseworker,
            created_at=NOON,
        )
        for actor in CAST
    ]
    for actor in CAST:
        rows += [
            RoleGrant(person_id=actor.id, role=role, unit_id=unit) for role, unit in actor.grants
        ]
    return rows

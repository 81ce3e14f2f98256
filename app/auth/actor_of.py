"""Who a person is right now: for what acts in her name without her browser."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.auth.actor import Actor
from app.organisation.models import Person, Role, RoleGrant


def actor_of(session: Session, person_id: str) -> Actor | None:
    """Give a person with the rights she has at this moment; None when she is shut out."""
    rows = session.execute(
        select(
            col(Person.id),
            col(Person.name),
            col(Person.unit_id),
            col(Person.caseworker),
            col(Person.language),
            col(RoleGrant.role),
            col(RoleGrant.unit_id).label("role_unit"),
        )
        .outerjoin(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(col(Person.id) == person_id, col(Person.active))
    ).all()
    if not rows:
        return None
    found = rows[0]
    return Actor(
        id=found.id,
        name=found.name,
        grants=frozenset((Role(row.role), row.role_unit) for row in rows if row.role is not None),
        unit_id=found.unit_id,
        caseworker=found.caseworker,
        language=found.language,
    )

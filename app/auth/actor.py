from dataclasses import dataclass

from app.auth.permissions import GRANTS, SECOND_FACTOR_ROLES, Permission
from app.organisation.models import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who asks, with the rights she has at this moment.

    ``grants`` holds a role and the unit it is for; ``None`` means the whole organisation.
    """

    id: str
    name: str
    grants: frozenset[tuple[Role, str | None]]
    unit_id: str | None = None
    caseworker: str | None = None
    language: str = "sv"
    color_scheme: str = "auto"
    session_id: str = ""

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for role, _ in self.grants)

    @property
    def needs_second_factor(self) -> bool:
        return bool(self.roles & SECOND_FACTOR_ROLES)

    def may(self, permission: Permission | str) -> bool:
        return any(permission in GRANTS[role] for role, _ in self.grants)

    def units_for(self, permission: Permission) -> frozenset[str] | None:
        """Give the units in which she may do it; ``None`` is the whole organisation."""
        units = {unit for role, unit in self.grants if permission in GRANTS[role]}
        return None if None in units else frozenset(unit for unit in units if unit is not None)

    def may_in(self, permission: Permission, unit_id: str | None) -> bool:
        """Tell whether she may do it to something that belongs to this unit."""
        if not self.may(permission):
            return False
        units = self.units_for(permission)
        return units is None or unit_id in units

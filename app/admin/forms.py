import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from app.admin.service import Details, Grant
from app.errors import N_
from app.organisation.models import Role, Unit
from app.web.forms import Form

WHOLE = "*"
# What a reviewer sees is given case by case; the other two look after the whole.
EVERYWHERE = frozenset({Role.reviewer, Role.admin, Role.auditor})
_ROLES = frozenset(role.value for role in Role)
USERNAME = re.compile(r"[\w.@-]+")


def _with_point(typed: Any) -> Any:
    return typed.replace(",", ".") if isinstance(typed, str) else typed


class DetailsForm(Form):
    """What is written down about a person."""

    name: str = Field(min_length=1, max_length=100)
    title: str | None = Field(None, max_length=100)
    email: str | None = Field(None, max_length=200)
    unit_id: str | None = Field(None, max_length=40)
    caseworker: str | None = Field(None, max_length=40)
    hours: Annotated[float, BeforeValidator(_with_point)] = Field(16, ge=0, le=400)

    @field_validator("email")
    @classmethod
    def looks_like_an_address(cls, email: str | None) -> str | None:
        if email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            raise ValueError(N_("Write an e-mail address as name@municipality.se."))
        return email

    def details(self, username: str) -> Details:
        return Details(
            name=self.name,
            username=username,
            title=self.title,
            email=self.email,
            unit_id=self.unit_id,
            caseworker=self.caseworker,
            hours=self.hours,
        )


class NewPersonForm(DetailsForm):
    """Somebody new: who she is, and what she may do."""

    username: str = Field(min_length=1, max_length=60)
    grants: list[str] = Field(default_factory=list, max_length=500)

    @field_validator("username")
    @classmethod
    def can_be_typed(cls, username: str) -> str:
        if not USERNAME.fullmatch(username):
            raise ValueError(N_("Use letters, digits, full stops and hyphens only."))
        return username


class RolesForm(Form):
    """What a person may do: each grant a role and a unit, or the whole organisation."""

    grants: list[str] = Field(default_factory=list, max_length=500)


class LinkForm(Form):
    telephone_lost: bool = False


class UnitForm(Form):
    name: str = Field(min_length=1, max_length=100)
    active: bool = False


class PeopleFilter(Form):
    text: str = Field("", max_length=100)
    role: Role | None = None
    unit_id: str | None = Field(None, max_length=40)
    gone: bool = False
    page: int = Field(1, ge=1, le=10_000)


def grants_of(typed: list[str], units: list[Unit]) -> set[Grant]:
    """Read which roles were ticked, and where; what is no role or no unit counts for nothing."""
    places = {WHOLE: None} | {unit.id: unit.id for unit in units}
    grants: set[Grant] = set()
    for text in typed:
        role, _, place = text.partition(":")
        if role in _ROLES and place in (places if role not in EVERYWHERE else {WHOLE}):
            grants.add((Role(role), places[place]))
    return grants


def ticks_of(grants: set[Grant]) -> list[str]:
    return [
        f"{role}:{WHOLE if role in EVERYWHERE else unit_id or WHOLE}" for role, unit_id in grants
    ]

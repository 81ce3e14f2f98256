"""What happens at the door. Nothing here names anybody but by her key."""

from dataclasses import dataclass
from typing import ClassVar

from app.audit.log import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    """Somebody signed in: by password, code, recovery code, or as a demonstration."""

    object_field: ClassVar[str | None] = "person_id"

    person_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed(Event):
    """A wrong password or code. The mark is the same each time, but says nobody's name."""

    object_field: ClassVar[str | None] = "mark"

    mark: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofGiven(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorSet(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorRemoved(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesMade(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkIssued(Event):
    """A link to choose a password was made; whoever holds it becomes that person."""

    object_field: ClassVar[str | None] = "person_id"

    person_id: str

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id


class Credential(Table, table=True):
    """How a person proves who she is: a password, and for some roles a second factor."""

    __tablename__ = "credential"

    person_id: str = Field(primary_key=True, foreign_key="person.id")
    password_hash: str | None = None
    totp_secret: str | None = Field(default=None, description="encrypted with the data key")
    totp_confirmed: bool = False
    totp_last_step: int = Field(default=0, description="no code is accepted twice")
    changed_at: datetime = Field(sa_type=UtcDateTime)


class RecoveryCode(Table, table=True):
    """A code for the day the telephone is gone. Used once."""

    __tablename__ = "recovery_code"

    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    code_hash: str
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInSession(Table, table=True):
    """A browser that is signed in. Only the hash of its token is kept."""

    __tablename__ = "sign_in_session"

    id: str = Field(default_factory=new_id, primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    proved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    second_factor: bool = False
    browser: str = ""


class OneTimeLink(Table, table=True):
    """A link with which a person chooses a password, once and soon."""

    __tablename__ = "one_time_link"

    id: str = Field(default_factory=new_id, primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ApiToken(Table, table=True):
    """A token with which a program reads in a person's name. Only its hash is kept."""

    __tablename__ = "api_token"

    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    name: str
    prefix: str = Field(description="how it begins, so that its person knows it again")
    token_hash: str = Field(unique=True)
    scopes: list[str] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def lives(self, now: datetime) -> bool:
        """Tell whether it still opens anything."""
        return self.revoked_at is None and now < self.expires_at


class SignInFailure(Table, table=True):
    """A failed try, counted per account and per address so that guessing grows slow."""

    __tablename__ = "sign_in_failure"

    id: str = Field(default_factory=new_id, primary_key=True)
    subject: str = Field(index=True, description="hash of the account or of the address")
    at: datetime = Field(sa_type=UtcDateTime)

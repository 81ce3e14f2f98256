"""The way in: a password, then a code for those who have one."""

import json
import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit.log import record
from app.auth.codes import right_code
from app.auth.data_key import DataKey
from app.auth.events import SignedIn, SignedOut, SignInFailed
from app.auth.models import Credential
from app.auth.password import hash_password, matches, outdated
from app.auth.sessions import end_session, open_session
from app.auth.throttle import Subject, count_try, forgive, forgive_all, wait_for
from app.db import Database
from app.organisation.models import Person

HALF_WAY_LASTS = timedelta(minutes=5)
ADDRESS_REMEMBERED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Caller:
    """The browser that knocks, and what it carries from earlier visits."""

    address: str
    browser: str = ""
    known: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try at signing in went: a session, half way, too soon, or simply wrong."""

    person_id: str | None = None
    session: str | None = None
    known: str | None = None
    half_way: str | None = None
    wait: int = 0


class _Try(NamedTuple):
    """A try that is counted, before it is known whether it was right."""

    person_id: str | None
    password_hash: str | None
    subjects: tuple[Subject, ...]
    rows: tuple[str, ...]


WRONG = Outcome()


def sign_in(
    database: Database, key: DataKey, username: str, password: str, caller: Caller, *, now: datetime
) -> Outcome:
    """Try a user name and a password.

    The try is counted first, then looked at: the slow hash is computed between two short
    transactions, so that nobody's saving waits for it.
    """
    with database.writing() as session:
        begun = _begin(session, key, username, caller, now)
    if isinstance(begun, Outcome):
        return begun
    if not matches(begun.password_hash, password):
        return _failed(database, begun, now)
    better = hash_password(password) if outdated(begun.password_hash or "") else None
    with database.writing() as session:
        return _password_was_right(session, key, begun, better, caller, now)


def give_code(
    session: Session, key: DataKey, half_way: str, code: str, caller: Caller, *, now: datetime
) -> Outcome | None:
    """Try a code after the right password. ``None``: too late, begin again."""
    person_id = _who_is_half_way(session, key, half_way, now)
    if person_id is None:
        return None
    subject = Subject(key.mark(f"code of {person_id}{_known_nonce(key, caller, person_id)}"))
    left = wait_for(session, subject, now=now)
    if left:
        return Outcome(wait=math.ceil(left.total_seconds()))
    count_try(session, subject, now=now)
    by = right_code(session, key, person_id, code, now=now)
    if by is None:
        record(session, SignInFailed(at=now, actor_id=None, mark=subject.mark, by="code"))
        return WRONG
    forgive_all(session, subject, now=now)
    return _opened(session, key, person_id, caller, by=by, now=now)


def sign_in_as(
    session: Session, key: DataKey, person_id: str, caller: Caller, *, now: datetime
) -> Outcome:
    """Sign in without any proof. Only for the demonstration, where everything is made up."""
    return _opened(session, key, person_id, caller, by="demo", now=now)


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    person_id = end_session(session, token)
    if person_id is not None:
        record(session, SignedOut(at=now, actor_id=person_id, person_id=person_id))


def username_key(username: str) -> str:
    """Write a user name as it is stored: the same however it was typed."""
    return username.strip().casefold()


def _begin(
    session: Session, key: DataKey, username: str, caller: Caller, now: datetime
) -> _Try | Outcome:
    name = username_key(username)
    found = session.execute(
        select(col(Person.id), col(Credential.password_hash))
        .outerjoin(Credential, col(Credential.person_id) == col(Person.id))
        .where(col(Person.username) == name, col(Person.active))
    ).one_or_none()
    person_id, stored = found or (None, None)
    subjects = _subjects(key, name, person_id, caller)
    left = max(wait_for(session, subject, now=now) for subject in subjects)
    if left:
        return Outcome(wait=math.ceil(left.total_seconds()))
    rows = tuple(count_try(session, subject, now=now) for subject in subjects)
    return _Try(person_id, stored, subjects, rows)


def _subjects(
    key: DataKey, name: str, person_id: str | None, caller: Caller
) -> tuple[Subject, ...]:
    """Say what a try counts against.

    A browser in which this person has signed in before has a count of its own: somebody else
    who guesses at her account can then make her wait nowhere but in browsers new to her.
    """
    nonce = _known_nonce(key, caller, person_id)
    if nonce:
        return (Subject(key.mark(f"account {name}{nonce}")),)
    return (
        Subject(key.mark(f"account {name}")),
        Subject(key.mark(f"address {caller.address}"), ADDRESS_REMEMBERED),
    )


def _failed(database: Database, begun: _Try, now: datetime) -> Outcome:
    with database.writing() as session:
        mark = begun.subjects[0].mark
        record(session, SignInFailed(at=now, actor_id=None, mark=mark, by="password"))
    return WRONG


def _password_was_right(
    session: Session, key: DataKey, begun: _Try, better: str | None, caller: Caller, now: datetime
) -> Outcome:
    forgive_all(session, begun.subjects[0], now=now)
    for row in begun.rows[1:]:
        forgive(session, row)
    credential = session.get(Credential, begun.person_id)
    if credential is None or begun.person_id is None:
        return WRONG
    if better is not None:
        credential.password_hash = better
    if not credential.totp_confirmed:
        return _opened(session, key, begun.person_id, caller, by="password", now=now)
    held = {"person_id": begun.person_id, "changed_at": credential.changed_at.isoformat()}
    return Outcome(
        begun.person_id, half_way=key.lend(held, purpose="half way", until=now + HALF_WAY_LASTS)
    )


def _who_is_half_way(session: Session, key: DataKey, half_way: str, now: datetime) -> str | None:
    """Find who gave the right password, unless it was long ago or has been changed since."""
    held = key.take_back(half_way, purpose="half way", now=now)
    if held is None:
        return None
    person = session.get(Person, held["person_id"])
    credential = session.get(Credential, held["person_id"])
    if person is None or not person.active or credential is None:
        return None
    return person.id if credential.changed_at.isoformat() == held["changed_at"] else None


def _opened(
    session: Session, key: DataKey, person_id: str, caller: Caller, *, by: str, now: datetime
) -> Outcome:
    if caller.session:
        end_session(session, caller.session)
    token = open_session(
        session, person_id, now=now, second_factor=by != "password", browser=caller.browser
    )
    record(session, SignedIn(at=now, actor_id=person_id, person_id=person_id, by=by))
    known = caller.known if _known_nonce(key, caller, person_id) else None
    return Outcome(person_id, session=token, known=known or _made_known(key, person_id))


def _made_known(key: DataKey, person_id: str) -> str:
    held = {"person_id": person_id, "nonce": secrets.token_hex(8)}
    return key.seal(json.dumps(held), purpose="known browser")


def _known_nonce(key: DataKey, caller: Caller, person_id: str | None) -> str:
    """Give the mark of a browser that this person has signed in with before, else nothing."""
    opened = key.unseal(caller.known, purpose="known browser") if caller.known else None
    if opened is None:
        return ""
    held = json.loads(opened)
    return f" in {held['nonce']}" if held["person_id"] == person_id else ""

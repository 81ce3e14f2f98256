"""Showing once more that it is she, before what cannot be undone."""

import math
from datetime import datetime

from sqlmodel import Session

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.codes import right_code
from app.auth.data_key import DataKey
from app.auth.events import ProofGiven, SignInFailed
from app.auth.models import Credential
from app.auth.password import matches
from app.auth.sessions import renew_session
from app.auth.sign_in import WRONG, Outcome
from app.auth.throttle import Subject, count_try, forgive_all, wait_for
from app.db import Database


def prove_by_code(
    session: Session, key: DataKey, actor: Actor, code: str, *, now: datetime
) -> Outcome:
    """Try a code; if it is right, the session gets a new token and is fresh for a while."""
    subject = _subject(key, actor)
    waiting = _counted(session, subject, now)
    if waiting is not None:
        return waiting
    by = right_code(session, key, actor.id, code, now=now)
    if by is None:
        record(session, SignInFailed(at=now, actor_id=actor.id, mark=subject.mark, by="code"))
        return WRONG
    return _proved(session, subject, actor, by=by, now=now)


def prove_by_password(
    database: Database, key: DataKey, actor: Actor, password: str, *, now: datetime
) -> Outcome:
    """Try the password of somebody who has no second factor; the hash is computed in between."""
    subject = _subject(key, actor)
    with database.writing() as session:
        waiting = _counted(session, subject, now)
        credential = session.get(Credential, actor.id)
    if waiting is not None:
        return waiting
    right = matches(credential.password_hash if credential else None, password)
    with database.writing() as session:
        if right:
            return _proved(session, subject, actor, by="password", now=now)
        record(session, SignInFailed(at=now, actor_id=actor.id, mark=subject.mark, by="password"))
    return WRONG


def prove_in_demonstration(session: Session, actor: Actor, *, now: datetime) -> Outcome:
    """Take her word for it. Only for the demonstration, where everything is made up."""
    token = renew_session(session, actor.session_id, proved_at=now)
    record(session, ProofGiven(at=now, actor_id=actor.id, person_id=actor.id, by="demo"))
    return Outcome(actor.id, session=token)


def _subject(key: DataKey, actor: Actor) -> Subject:
    return Subject(key.mark(f"proof of {actor.id}"))


def _counted(session: Session, subject: Subject, now: datetime) -> Outcome | None:
    left = wait_for(session, subject, now=now)
    if left:
        return Outcome(wait=math.ceil(left.total_seconds()))
    count_try(session, subject, now=now)
    return None


def _proved(session: Session, subject: Subject, actor: Actor, *, by: str, now: datetime) -> Outcome:
    forgive_all(session, subject, now=now)
    token = renew_session(session, actor.session_id, proved_at=now)
    record(session, ProofGiven(at=now, actor_id=actor.id, person_id=actor.id, by=by))
    return Outcome(actor.id, session=token)

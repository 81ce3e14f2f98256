from datetime import datetime

from sqlmodel import Session

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.codes import make_recovery_codes, set_second_factor
from app.auth.data_key import DataKey
from app.auth.events import SessionsEnded
from app.auth.models import SignInSession
from app.auth.sessions import end_sessions, renew_session
from app.errors import NotFound
from app.organisation.models import Person


def choose_language(session: Session, actor: Actor, language: str) -> None:
    session.get_one(Person, actor.id).language = language


def choose_color_scheme(session: Session, actor: Actor, color_scheme: str) -> None:
    session.get_one(Person, actor.id).color_scheme = color_scheme


def end_own_session(session: Session, actor: Actor, session_id: str, *, now: datetime) -> None:
    """Sign out one of one's own browsers; somebody else's does not exist."""
    opened = session.get(SignInSession, session_id)
    if opened is None or opened.person_id != actor.id:
        raise NotFound
    session.delete(opened)
    record(session, SessionsEnded(at=now, actor_id=actor.id, person_id=actor.id, sessions=1))


def end_other_sessions(session: Session, actor: Actor, *, now: datetime) -> int:
    """Sign out everywhere but here."""
    ended = end_sessions(session, actor.id, but=actor.session_id)
    record(session, SessionsEnded(at=now, actor_id=actor.id, person_id=actor.id, sessions=ended))
    return ended


def take_second_factor_into_use(
    session: Session, key: DataKey, actor: Actor, secret: str, code: str, *, now: datetime
) -> tuple[str, list[str]] | None:
    """Begin to ask for codes; give the session's new token and the codes for the paper.

    ``None`` if the code was wrong. Other browsers are signed out: they came in without a code.
    """
    if not set_second_factor(session, key, actor, secret, code, now=now):
        return None
    end_sessions(session, actor.id, but=actor.session_id)
    token = renew_session(session, actor.session_id, proved_at=now, second_factor=True)
    return token, make_recovery_codes(session, key, actor, now=now)

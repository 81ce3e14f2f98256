"""The codes of a person: the ones her telephone shows, and the ones she has on paper."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.data_key import DataKey
from app.auth.events import (
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondFactorRemoved,
    SecondFactorSet,
)
from app.auth.models import Credential, RecoveryCode
from app.auth.second_factor import DIGITS, new_recovery_codes, plain, step_of_code
from app.db import new_id


def credential_of(session: Session, person_id: str, *, now: datetime) -> Credential:
    """Give how a person proves who she is; nothing yet, for somebody new."""
    credential = session.get(Credential, person_id)
    if credential is None:
        credential = Credential(person_id=person_id, changed_at=now)
        session.add(credential)
        session.flush()
    return credential


def has_second_factor(session: Session, person_id: str) -> bool:
    credential = session.get(Credential, person_id)
    return credential is not None and credential.totp_confirmed


def right_code(
    session: Session, key: DataKey, person_id: str, code: str, *, now: datetime
) -> str | None:
    """Say which kind of code it was, and use it up; ``None`` if it is wrong."""
    typed = plain(code)
    if len(typed) == DIGITS and typed.isdecimal():
        return "code" if _of_the_moment(session, key, person_id, typed, now) else None
    return "recovery_code" if _from_the_paper(session, key, person_id, typed, now) else None


def set_second_factor(
    session: Session, key: DataKey, actor: Actor, secret: str, code: str, *, now: datetime
) -> bool:
    """Take a new secret into use, once a code shows that the telephone has it too."""
    step = step_of_code(secret, plain(code), now=now, after=0)
    if step is None:
        return False
    credential = credential_of(session, actor.id, now=now)
    credential.totp_secret = key.seal(secret, purpose=_purpose(actor.id))
    credential.totp_confirmed = True
    credential.totp_last_step = step
    record(session, SecondFactorSet(at=now, actor_id=actor.id, person_id=actor.id))
    return True


def remove_second_factor(session: Session, actor: Actor, person_id: str, *, now: datetime) -> None:
    """Forget a telephone that is lost; its owner sets up another when she signs in."""
    credential = credential_of(session, person_id, now=now)
    credential.totp_secret, credential.totp_confirmed = None, False
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))
    record(session, SecondFactorRemoved(at=now, actor_id=actor.id, person_id=person_id))


def make_recovery_codes(
    session: Session, key: DataKey, actor: Actor, *, now: datetime
) -> list[str]:
    """Make ten new codes, to be shown once; the old ones are worth nothing from now on."""
    codes = new_recovery_codes()
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.person_id) == actor.id))
    session.add_all(
        RecoveryCode(id=new_id(), person_id=actor.id, code_hash=_mark(key, actor.id, plain(code)))
        for code in codes
    )
    record(session, RecoveryCodesMade(at=now, actor_id=actor.id, person_id=actor.id))
    return codes


def recovery_codes_left(session: Session, person_id: str) -> int:
    left: int = session.execute(
        select(func.count())
        .select_from(RecoveryCode)
        .where(col(RecoveryCode.person_id) == person_id, col(RecoveryCode.used_at).is_(None))
    ).scalar_one()
    return left


def _of_the_moment(
    session: Session, key: DataKey, person_id: str, typed: str, now: datetime
) -> bool:
    credential = session.get(Credential, person_id, with_for_update=True)
    if credential is None or not credential.totp_confirmed or credential.totp_secret is None:
        return False
    secret = key.unseal(credential.totp_secret, purpose=_purpose(person_id))
    if secret is None:
        return False
    step = step_of_code(secret, typed, now=now, after=credential.totp_last_step)
    if step is None:
        return False
    credential.totp_last_step = step
    return True


def _from_the_paper(
    session: Session, key: DataKey, person_id: str, typed: str, now: datetime
) -> bool:
    found = session.scalars(
        select(RecoveryCode)
        .where(
            col(RecoveryCode.person_id) == person_id,
            col(RecoveryCode.code_hash) == _mark(key, person_id, typed),
            col(RecoveryCode.used_at).is_(None),
        )
        .with_for_update()
    ).one_or_none()
    if found is None:
        return False
    found.used_at = now
    session.flush()
    left = recovery_codes_left(session, person_id)
    record(session, RecoveryCodeUsed(at=now, actor_id=person_id, person_id=person_id, left=left))
    return True


def _purpose(person_id: str) -> str:
    return f"second factor of {person_id}"


def _mark(key: DataKey, person_id: str, typed: str) -> str:
    return key.mark(f"recovery code of {person_id}: {typed}")

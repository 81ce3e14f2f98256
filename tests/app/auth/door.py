"""How the tests come to the door: who knocks, and what she knows."""

import pyotp

from app.auth.codes import credential_of, make_recovery_codes
from app.auth.data_key import DataKey
from app.auth.password import hash_password
from app.auth.sign_in import Caller
from tests.cast import NOON

KEY = DataKey.of(bytes(range(32)))
PASSWORD = "grävling trumpet månsken"
HASH = hash_password(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
AT_WORK = Caller(address="192.0.2.10", browser="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
ELSEWHERE = Caller(address="198.51.100.7", browser="curl/8")


def code_at(moment):
    return pyotp.TOTP(SECRET).at(moment)


def has_password(session, actor):
    credential_of(session, actor.id, now=NOON).password_hash = HASH
    session.flush()


def has_second_factor(session, actor, key=KEY):
    """Give a password, a telephone and ten codes on paper; the codes are returned."""
    has_password(session, actor)
    credential = credential_of(session, actor.id, now=NOON)
    credential.totp_secret = key.seal(SECRET, purpose=f"second factor of {actor.id}")
    credential.totp_confirmed = True
    codes = make_recovery_codes(session, key, actor, now=NOON)
    session.flush()
    return codes

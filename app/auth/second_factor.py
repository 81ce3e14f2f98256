import base64
import hmac
import secrets
from datetime import datetime, timedelta
from io import BytesIO

import pyotp
import segno

STEP = timedelta(seconds=30)
DIGITS = 6
RECOVERY_CODES = 10


def new_secret() -> str:
    return pyotp.random_base32()


def address_for_app(secret: str, username: str, organisation: str) -> str:
    """Give what the QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(
        name=username, issuer_name=f"Stickprov {organisation}"
    )


def qr_code(text: str) -> bytes:
    """Draw a QR code as SVG, on white so that it can be read in the dark as well."""
    drawing = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawing, kind="svg", scale=6, border=4, light="white"
    )
    return drawing.getvalue()


def step_of_code(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """Find the half minute that a code belongs to, at most one before or after this one.

    ``after`` is the last one used: a code that somebody saw over a shoulder is worth nothing.
    """
    current = int(now.timestamp() // STEP.total_seconds())
    found = None
    for step in (current - 1, current, current + 1):
        right = pyotp.TOTP(secret).generate_otp(step)
        if hmac.compare_digest(right.encode(), code.encode()) and step > after:
            found = step
    return found


def plain(code: str) -> str:
    """Take away how a code was grouped: spaces, hyphens, capitals."""
    return "".join(sign for sign in code.casefold() if sign.isalnum())


def new_recovery_codes() -> list[str]:
    """Make codes of 60 random bits, grouped for reading."""
    return [_grouped(secrets.token_bytes(10)) for _ in range(RECOVERY_CODES)]


def _grouped(chance: bytes) -> str:
    letters = base64.b32encode(chance).decode().lower()[:12]
    return "-".join(letters[start : start + 4] for start in range(0, 12, 4))

"""The key that lies outside the database, so that a stolen copy of it opens no second factor."""

import base64
import binascii
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.settings import Settings

KEY_BYTES = 32
NONCE_BYTES = 12
FEWEST_DIFFERENT = 16
OTHERS = 0o077


class WeakKey(RuntimeError):
    """A key that can be guessed or read by others protects nothing: the program stays down."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """Encrypts what must be readable again, and marks what must only be recognised."""

    _cipher: AESGCM
    _marker: bytes

    @classmethod
    def of(cls, secret: bytes) -> "DataKey":
        return cls(AESGCM(_derived(secret, b"encrypt")), _derived(secret, b"recognise"))

    def seal(self, text: str, *, purpose: str) -> str:
        """Encrypt a text; it can be opened again only for the same purpose."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), purpose.encode())
        return base64.urlsafe_b64encode(sealed).decode()

    def unseal(self, sealed: str, *, purpose: str) -> str | None:
        """Open what was sealed; ``None`` if it is not ours, or was for something else."""
        try:
            raw = base64.b64decode(sealed.encode("ascii"), altchars=b"-_", validate=True)
            opened = self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError):
            return None
        return opened.decode()

    def lend(self, held: dict[str, Any], *, purpose: str, until: datetime) -> str:
        """Seal something for a while, to be carried by the browser instead of the database."""
        return self.seal(json.dumps([until.timestamp(), held]), purpose=purpose)

    def take_back(self, lent: str, *, purpose: str, now: datetime) -> dict[str, Any] | None:
        """Open what was lent; ``None`` when its time is over."""
        opened = self.unseal(lent, purpose=purpose)
        if opened is None:
            return None
        until, held = json.loads(opened)
        return dict(held) if now.timestamp() <= until else None

    def mark(self, text: str) -> str:
        """Give a mark by which a text is recognised, but never found out by trying."""
        return hmac.new(self._marker, text.encode(), sha256).hexdigest()


def load_data_key(settings: Settings) -> DataKey:
    """Read the key; make it at the first start, unless the administrator has named a file.

    Raises
    ------
    WeakKey
        If the key is too short, looks like no chance made it, or can be read by other users.
    """
    if settings.secret_key_file is not None:
        return DataKey.of(_strong(_read(settings.secret_key_file)))
    path = settings.data_dir / "secret.key"
    if not path.exists():
        _make(path)
    if os.name == "posix" and path.stat().st_mode & OTHERS:
        raise WeakKey(f"{path} can be read by others. Run: chmod 600 {path}")
    return DataKey.of(_strong(_read(path)))


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600, exist_ok=False)
    with draft.open("wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # whole or not at all, and never over a key that is in use
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read(path: Path) -> bytes:
    text = path.read_bytes().strip()
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as fault:
        raise WeakKey(f"{path} does not hold a key in base64.") from fault


def _strong(secret: bytes) -> bytes:
    if len(secret) < KEY_BYTES:
        raise WeakKey(
            f"The secret key has {len(secret)} bytes; {KEY_BYTES} random ones are needed."
        )
    if len(set(secret)) < FEWEST_DIFFERENT:
        raise WeakKey("The secret key repeats itself: it was not made by chance.")
    return secret


def _derived(secret: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"stickprov " + use).derive(secret)

import threading
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import N_

LONGEST = 128
SHORTEST_ALONE = 15
SHORTEST_WITH_SECOND_FACTOR = 12
FEWEST_OWN_CHARACTERS = 6
SHORTEST_WORD = 3

# OWASP, Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Each takes 19 MiB: many at once would be a way to use up the memory.
_at_once = threading.BoundedSemaphore(4)

_CONTEXT = ("stickprov", "socialtjänst", "socialtjänsten", "kommun", "kommunen", "socialnämnden")
_LETTERS_FOR_SIGNS = str.maketrans("013457@$!", "oieastasi")


def hash_password(password: str) -> str:
    with _at_once:
        return _hasher.hash(_composed(password))


def matches(stored: str | None, password: str) -> bool:
    """Tell whether a password is the one that was chosen.

    Somebody without a password takes as long to refuse as somebody with one, so that the time
    says nothing about who has an account.
    """
    nobody = _hash_of_nobody()
    with _at_once:
        try:
            right = _hasher.verify(stored or nobody, _composed(password))
        except (VerificationError, InvalidHashError):
            return False
    return right and stored is not None


def outdated(stored: str) -> bool:
    """Tell whether a hash was made with less work than is asked for today."""
    return _hasher.check_needs_rehash(stored)


def fault_in(password: str, *, second_factor: bool, about: Iterable[str]) -> str | None:
    """Say why a password may not be chosen; ``None`` when it may.

    Length and unguessability count; there are no rules on which characters to mix
    (NIST SP 800-63B, 3.1.1.2). ``about`` holds what others know about the person.
    """
    if len(password) > LONGEST:
        return N_("Use at most 128 characters.")
    if second_factor and len(password) < SHORTEST_WITH_SECOND_FACTOR:
        return N_("Use at least 12 characters, for example three or four words.")
    if not second_factor and len(password) < SHORTEST_ALONE:
        return N_("Use at least 15 characters, for example four words.")
    if _easily_guessed(password, about):
        return N_(
            "This is easily guessed: it is made of common passwords, your name or words from work. "
            "Take some words that have nothing to do with each other."
        )
    return None


def _easily_guessed(password: str, about: Iterable[str]) -> bool:
    """Tell whether little is left when the words that anybody would try are taken away."""
    known = {*common_passwords(), *_CONTEXT, *(word for text in about for word in text.split())}
    plain = _folded(password)
    return any(
        _own_characters(form, known) < FEWEST_OWN_CHARACTERS
        for form in (plain, plain.translate(_LETTERS_FOR_SIGNS))
    )


def _own_characters(text: str, known: set[str]) -> int:
    for word in sorted(map(_folded, known), key=len, reverse=True):
        if len(word) >= SHORTEST_WORD:
            text = text.replace(word, " ")
    return len({sign for sign in text if sign.isalnum()})


@cache
def common_passwords() -> frozenset[str]:
    """Give the passwords and words that are tried first, in Swedish and English."""
    text = files("app.auth").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def _folded(text: str) -> str:
    """Take away case and diacritics, so that å and a are tried alike."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def _composed(password: str) -> str:
    """Write å, ä, ö one way, whichever keyboard they came from."""
    return unicodedata.normalize("NFC", password)


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("nobody")

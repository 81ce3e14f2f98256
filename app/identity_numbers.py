"""The gate that keeps identity numbers of people out of every text.

``find_identity_number`` is certain and blocks; ``suspicious`` is a guess and only warns. Names
cannot be recognised reliably and are not looked for.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from functools import lru_cache

from personnummer import personnummer

SHORTEST = 10
MASK = "••••••"


class Kind(StrEnum):
    """What a text seems to hold."""

    personal_number = auto()
    coordination_number = auto()
    reserve_number = auto()
    masked_number = auto()
    date_and_number = auto()

    @property
    def certain(self) -> bool:
        return self is not Kind.date_and_number


@dataclass(frozen=True, slots=True)
class Found:
    """Where in a text a number stands. The number itself is never carried along."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A birth date and what follows it, in plain digits and signs."""

    born: str
    gap: str
    tail: str
    grouped: bool

    @property
    def tight(self) -> bool:
        """Whether date and tail hang together; a dashed date and a loose number need not."""
        return not self.grouped or not self.gap or self.gap in ("-", "+")

    @property
    def bare(self) -> bool:
        return not self.grouped and not self.gap


_CENTURY = r"(?:1[89]|20)"
_MASKING = "Xx×*?•#"
_TAIL = rf"(?:\d{{4}}(?!\d)|[\d{_MASKING}]{{4}}(?![\d{_MASKING}])|[A-Za-z][\dFf]\d\d(?!\d))"
_GAP = r"[ \t]{0,2}[-+/_.:]{0,2}[ \t]{0,2}"

# Each is wrapped in a lookahead, so that a candidate that fails never hides the next one.
_COMPACT = re.compile(
    rf"(?<!\d)(?=(?P<all>(?P<born>{_CENTURY}?\d{{6}})(?P<gap>{_GAP})(?P<tail>{_TAIL})))"
)
_GROUPED = re.compile(
    rf"(?<!\d)(?=(?P<all>(?P<born>{_CENTURY}?\d\d(?P<sign>[-/. ])\d\d(?P=sign)\d\d)"
    rf"(?P<gap>{_GAP})(?P<tail>{_TAIL})(?![-./:,]\d)))"
)
_SPREAD = re.compile(
    r"(?<!\d)(?<!\d )(?=(?P<all>(?P<born>\d(?: \d){5}(?: \d \d)?)(?P<gap> ?[-+] ?| )"
    r"(?P<tail>\d(?: \d){3})(?! ?\d)))"
)
# Twelve digits from 99, the birth year and a serial number: used where no number was issued.
_SERIAL_RESERVE = re.compile(rf"(?<!\d)99{_CENTURY}\d{{2}}-?\d{{6}}(?!\d)")

# The letters that stand for the first digit of a temporary number.
_INTERIM = frozenset("TRSUWXJKLMN")
_MOBILE = ("070", "072", "073", "076", "079")
_NOT_A_SIGN_OF_ITS_OWN = ("Cf", "Mn", "Me")
_HYPHENS = frozenset("\u2212\u2043\u02d7\u2010\u2011")


def find_identity_number(text: str) -> Found | None:
    """Find the first certain identity number: it must not be stored anywhere."""
    return next((found for found in _found(text) if found.kind.certain), None)


def suspicious(text: str) -> Found | None:
    """Find what looks like an identity number but need not be one: worth a warning."""
    return next((found for found in _found(text) if not found.kind.certain), None)


def first_found(text: str) -> Found | None:
    """Find the first certain number, or else the first suspicious one, in one reading."""
    doubtful = None
    for found in _found(text):
        if found.kind.certain:
            return found
        doubtful = doubtful or found
    return doubtful


def mask(text: str) -> str:
    """Blot out everything that is, or may be, an identity number."""
    shown, read_to = [], 0
    for found in sorted(_found(text), key=lambda found: found.start):
        if found.end > read_to:
            shown += [text[read_to : max(found.start, read_to)], MASK]
            read_to = found.end
    return "".join([*shown, text[read_to:]])


def _found(text: str) -> Iterator[Found]:
    if len(text) < SHORTEST:
        return
    plain, origins = _plain(text)
    for pattern, grouped in ((_COMPACT, False), (_GROUPED, True), (_SPREAD, False)):
        for match in pattern.finditer(plain):
            kind = _kind(
                _Candidate(
                    born=re.sub(r"\D", "", match["born"]),
                    gap=match["gap"].strip() if match["gap"].strip() else match["gap"],
                    tail=match["tail"].replace(" ", ""),
                    grouped=grouped and match["sign"] != " ",
                )
            )
            if kind is not None:
                start, end = match.span("all")
                yield Found(origins[start], origins[end - 1] + 1, kind)
    for match in _SERIAL_RESERVE.finditer(plain):
        yield Found(origins[match.start()], origins[match.end() - 1] + 1, Kind.date_and_number)


def _kind(candidate: _Candidate) -> Kind | None:
    if not _is_birth_date(candidate.born):
        return None
    if candidate.tail.isdigit():
        return _kind_of_digits(candidate)
    if any(sign in _MASKING for sign in candidate.tail[1:]) or candidate.tail[0] in "×*?•#":
        return Kind.masked_number if candidate.tight else Kind.date_and_number
    letter = candidate.tail[0].upper()
    if letter not in _INTERIM or (candidate.bare and letter != "T"):
        return None
    hangs_together = candidate.tight and not candidate.gap.isspace()
    return Kind.reserve_number if hangs_together or not candidate.gap else Kind.date_and_number


def _kind_of_digits(candidate: _Candidate) -> Kind | None:
    if not _passes_checksum(candidate):
        # Ten digits in a row that fail the checksum are more often a telephone number.
        return None if candidate.bare and len(candidate.born) == 6 else Kind.date_and_number  # noqa: PLR2004 (yymmdd)
    if not candidate.tight:
        return Kind.date_and_number
    if int(candidate.born[-2:]) <= 31:  # noqa: PLR2004 (days above are coordination numbers)
        return Kind.personal_number
    if candidate.bare and candidate.born.startswith(_MOBILE):
        return Kind.date_and_number
    return Kind.coordination_number


def _passes_checksum(candidate: _Candidate) -> bool:
    sign = "+" if "+" in candidate.gap else "-"
    return bool(personnummer.valid(f"{candidate.born}{sign}{candidate.tail}"))


def _is_birth_date(born: str) -> bool:
    """Tell whether six or eight digits are a day, also with the 60 of a coordination number."""
    year, month, day = int(born[:-4]), int(born[-4:-2]), int(born[-2:])
    day -= 60 if day > 60 else 0  # noqa: PLR2004
    # Without a century 29 February must be let through; 2000 to 2099 has every leap year.
    return _is_day(year if year > 99 else 2000 + year, month, day)  # noqa: PLR2004


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _plain(text: str) -> tuple[str, range | list[int]]:
    """Write a text with plain digits, hyphens and spaces, and say where each sign came from."""
    if text.isascii() and text.isprintable():
        return text, range(len(text))
    signs: list[str] = []
    origins: list[int] = []
    for position, sign in enumerate(text):
        for plain in _plain_sign(sign):
            signs.append(plain)
            origins.append(position)
    return "".join(signs), origins


@lru_cache(maxsize=4096)
def _plain_sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in _NOT_A_SIGN_OF_ITS_OWN or (category == "Cc" and not sign.isspace()):
        return ""
    if category == "Pd" or sign in _HYPHENS:
        return "-"
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    if sign in "ΧХχх":  # Greek and Cyrillic letters that are read as X
        return "X"
    return " " if category == "Zs" else unicodedata.normalize("NFKC", sign)

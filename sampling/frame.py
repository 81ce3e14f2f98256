from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sampling.errors import SamplingError
from sampling.given import many

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FRAME = ("stratum", "case number")
_EXCLUDED = ("stratum", "case number", "reason")
# Letters and marks by their kind, but nothing to see: fillers of Hangul and Khmer, a joiner of
# letters, choosers between the forms of one letter.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\uffa0\ufe00-\ufe0f"
    "\U000e0100-\U000e01ef]"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The cases a sample may be drawn from, in the one order their text form has.

    Two frames of the same cases are equal whatever the order the cases came in.

    Attributes
    ----------
    lines : tuple of bytes, length N
        ``stratum TAB case_number`` in UTF-8, normalised to NFC, sorted by their bytes.
    """

    lines: tuple[bytes, ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> Frame:
        """Freeze cases into a frame.

        Parameters
        ----------
        rows : iterable of (stratum, case_number), length N
            In any order.

        Raises
        ------
        SamplingError
            If a value is empty, has white space around it or holds a character that cannot be
            seen, or if a case number comes twice, in whichever strata. Case numbers that differ
            only in upper and lower case, or in the kind and number of spaces, are the same.
        """
        return cls(_lines(rows, _FRAME))

    @classmethod
    def read(cls, text: bytes) -> Frame:
        """Read a frame file, which must be exactly as `text` writes it."""
        return cls(_read(text, _FRAME))

    def text(self) -> bytes:
        """Give the frame file: the lines, each ended by a line feed."""
        return _text(self.lines)

    def digest(self) -> str:
        """Give the SHA-256 of the frame file, in hexadecimal."""
        return sha256(self.text()).hexdigest()

    def sizes(self) -> dict[str, int]:
        """Count the cases of each stratum, in the order of the file."""
        counts = Counter(line.partition(b"\t")[0] for line in self.lines)
        return {stratum.decode(): count for stratum, count in counts.items()}

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for line in self.lines:
            stratum, _, case_number = line.decode().partition("\t")
            yield stratum, case_number


@dataclass(frozen=True, slots=True)
class Excluded:
    """The cases of the register that could not be drawn, and why.

    They are committed to together with the frame, so that nothing can be left out unseen.

    Attributes
    ----------
    lines : tuple of bytes
        ``stratum TAB case_number TAB reason`` in UTF-8, normalised to NFC, sorted.
    """

    lines: tuple[bytes, ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]]) -> Excluded:
        """Freeze cases that are not eligible, as (stratum, case_number, reason) in any order.

        Raises
        ------
        SamplingError
            As for `Frame.of`. A case has one reason.
        """
        return cls(_lines(rows, _EXCLUDED))

    @classmethod
    def read(cls, text: bytes) -> Excluded:
        """Read an excluded file, which must be exactly as `text` writes it."""
        return cls(_read(text, _EXCLUDED))

    def text(self) -> bytes:
        """Give the excluded file, which is empty when nothing is excluded."""
        return _text(self.lines)

    def digest(self) -> str:
        """Give the SHA-256 of the excluded file, in hexadecimal."""
        return sha256(self.text()).hexdigest()

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        for line in self.lines:
            stratum, case_number, reason = line.decode().split("\t")
            yield stratum, case_number, reason


def refuse_overlap(frame: Frame, excluded: Excluded) -> None:
    """Refuse a case that is both eligible and excluded.

    Raises
    ------
    SamplingError
        If a case number of the frame is also among the excluded.
    """
    # The excluded are few beside the frame, so only their keys are held.
    outside = {_key(case_number) for _, case_number, _ in excluded}
    if not outside:
        return
    for _, case_number in frame:
        if _key(case_number) in outside:
            raise SamplingError(f"Case number {case_number!r} is both in the frame and excluded.")


def plain(value: str, what: str) -> str:
    """Normalise a text to NFC and refuse what could not be told apart when it is read or hashed.

    Parameters
    ----------
    value : str
    what : str
        What the value is, for the message.

    Raises
    ------
    SamplingError
        If the value is not a text, is empty, has white space around it, or holds a control
        character or another one that cannot be seen.
    """
    if not isinstance(value, str):
        raise SamplingError(f"A {what} must be a text, not {value!r}.")
    value = unicodedata.normalize("NFC", value)
    blank = not value.isascii() and _BLANK.search(value)
    if blank or (not value.isprintable() and any(map(_unseen, value))):
        raise SamplingError(f"The {what} {value!r} holds a character that cannot be seen.")
    if not value or value.isspace():
        raise SamplingError(f"A {what} is empty: {value!r}.")
    if value != value.strip():
        raise SamplingError(f"The {what} {value!r} has white space before or after it.")
    return value


def _unseen(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] == "C" or category in ("Zl", "Zp")


def _key(case_number: str) -> str:
    # A space that does not break the line looks like any other.
    return " ".join(case_number.split()).casefold()


def _lines(rows: Iterable[Sequence[str]], names: tuple[str, ...]) -> tuple[bytes, ...]:
    seen: dict[str, str] = {}
    lines: list[bytes] = []
    many("rows", rows)
    for row in rows:
        if not isinstance(row, Sequence) or isinstance(row, str) or len(row) != len(names):
            raise SamplingError(f"A row is ({', '.join(names)}), and not {row!r}.")
        fields = [plain(value, name) for value, name in zip(row, names, strict=True)]
        case_number = fields[1]
        twin = seen.setdefault(_key(case_number), case_number)
        if len(seen) == len(lines):
            also = "" if twin == case_number else f" (as {twin!r})"
            raise SamplingError(f"Case number {case_number!r} comes more than once{also}.")
        lines.append("\t".join(fields).encode())
    lines.sort()
    return tuple(lines)


def _text(lines: tuple[bytes, ...]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _read(text: bytes, names: tuple[str, ...]) -> tuple[bytes, ...]:
    lines = _lines(_fields(text, len(names)), names)
    if _text(lines) != text:
        raise SamplingError("The lines are not sorted by their bytes, or not normalised to NFC.")
    return lines


def _fields(text: bytes, count: int) -> Iterator[list[str]]:
    if not isinstance(text, bytes):
        raise SamplingError(f"A file is bytes, and not {text!r}.")
    if text and not text.endswith(b"\n"):
        raise SamplingError("The last line does not end with a line feed.")
    for number, line in enumerate(text.split(b"\n")[:-1], start=1):
        try:
            fields = line.decode().split("\t")
        except UnicodeDecodeError as error:
            raise SamplingError(f"Line {number} is not UTF-8: {line!r}.") from error
        if len(fields) != count:
            raise SamplingError(f"Line {number} has {len(fields)} fields instead of {count}.")
        yield fields

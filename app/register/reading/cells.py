"""A cell as the file has it, and as a person would read it."""

import unicodedata
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta
Row = list[Cell]
Table = list[Row]

EMPTY = frozenset({"", "-", "–", "—"})


def shown(cell: Cell) -> str:
    """Write a cell as a person would see it in the spreadsheet program."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


def clean(text: str) -> str:
    """Take away what cannot be seen: zero-width signs, and spaces before, after and doubled."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(text.split())


def key(text: str) -> str:
    """Make one key of all spellings of a word: case, spaces and full-width letters aside."""
    return unicodedata.normalize("NFKC", clean(text)).casefold()


def squeezed(text: str) -> str:
    """Keep the letters and digits alone, without case or accents: ``Ansv. handläggare``."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def is_empty(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return False
    return not cell or ((len(cell.strip()) <= 1 or not cell.isascii()) and clean(cell) in EMPTY)


def is_blank(row: Row) -> bool:
    return all(isinstance(cell, str) and not cell.strip() for cell in row)

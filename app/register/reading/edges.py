"""Rows around the cases: blank, repeated headings, totals, and notes below the table."""

import re

from app.register.reading.cells import Row, Table, clean, is_blank, shown
from app.register.reading.header import header_of
from app.register.reading.reasons import Reason

_TOTAL = re.compile(
    r"(?:summa|totalt?|delsumma|sum|grand total|subtotal|medelvärde|genomsnitt|"
    r"antal(?: (?:rader|poster|ärenden|placeringar|akter))?)(?: totalt)?(?:[\s:=]+[\d\s.,]*)?",
    re.IGNORECASE,
)
_FEW = 2
_WIDE = 5


def edge(row: Row, header: tuple[str, ...], key_place: int | None) -> Reason | None:
    """Say why a row in the middle of the table is no case, or None if it may be one."""
    first = next((word for cell in row if (word := clean(shown(cell)))), "")
    beyond = key_place is None or key_place >= len(row)
    key = "" if key_place is None or beyond else clean(shown(row[key_place]))
    if key in ("", first) and _TOTAL.fullmatch(first):
        return Reason.total_row
    if key_place is not None and key == header[key_place] and header_of(row) == header:
        return Reason.repeated_headings
    return None


def end_of_cases(table: Table, start: int) -> int:
    """Find the place after the last case: below stand only notes.

    A note is a lone cell of several words, or a row of one or two cells set off from a wide
    table by a blank row. Anything else is taken for a case, and refused with a reason if it
    is not: a file cut off in the middle must never look whole.
    """
    end = len(table)
    width = len(header_of(table[start - 1]))
    while end > start and (is_blank(table[end - 1]) or _is_lone_note(table[end - 1], width)):
        end -= 1
    for place in range(end - 1, max(start, end - 20), -1):
        if _filled(table[place]) > _FEW or width < _WIDE:
            break
        if is_blank(table[place]):
            return end_of_cases(table[:place], start)
    return end


def _is_lone_note(row: Row, width: int) -> bool:
    words = [clean(shown(cell)) for cell in row if clean(shown(cell))]
    return width > _FEW and len(words) == 1 and " " in words[0]


def _filled(row: Row) -> int:
    return sum(bool(clean(shown(cell))) for cell in row)

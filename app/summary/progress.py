"""How far the writing of a file has come, told while it is written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from app.summary.sheets import Block, Sheet

OFTEN = 0.25
"""Seconds between two words: more often nobody can read, and it would cost."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows that are written, and the share of the work that is done."""

    rows: int
    share: float


Tell = Callable[[Progress], None]


class _Followed:
    """Counts what passes. Whoever listens may stop the work by raising."""

    def __init__(self, tell: Tell, weight: int, often: float) -> None:
        self.tell = tell
        self.weight = max(weight, 1)
        self.often = often
        self.rows = 0
        self.done = 0
        self.told = monotonic()

    def through(self, blocks: Iterable[Block], each: int) -> Iterator[Block]:
        for block in blocks:
            yield block
            self.rows += len(block.tails)
            self.done += each
            if monotonic() - self.told >= self.often:
                self._say()

    def _say(self) -> None:
        self.told = monotonic()
        self.tell(Progress(self.rows, min(self.done / self.weight, 1.0)))


def followed(sheets: Sequence[Sheet], tell: Tell | None, *, often: float = OFTEN) -> list[Sheet]:
    """Give sheets that tell how far they have come as their rows are taken."""
    if tell is None:
        return list(sheets)
    told = _Followed(tell, rows_expected(sheets), often)
    return [
        sheet
        if sheet.long is None
        else replace(sheet, long=told.through(sheet.long, sheet.rows_each))
        for sheet in sheets
    ]


def rows_expected(sheets: Iterable[Sheet]) -> int:
    """Count the rows that the long sheets will have at most."""
    return sum(sheet.size * sheet.rows_each for sheet in sheets)

"""A table in a CSV file: read cell by cell, or refused by file, row, column and value."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sampling.errors import SamplingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# As figures are written in English; a decimal comma is refused, not guessed at.
NUMBER = re.compile(r"-?\d+(\.\d+)?")
# The column names are row 1, as in a spreadsheet.
FIRST_ROW = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a file, as text.

    Attributes
    ----------
    name : str
        Of the file.
    columns : tuple of str
    rows : list of list of str
        Each as long as there are columns.
    """

    name: str
    columns: tuple[str, ...]
    rows: list[list[str]]

    @classmethod
    def read(cls, path: Path, delimiter: str = ",") -> Sheet:
        """Read a file of comma-separated values in UTF-8, with the column names first.

        Raises
        ------
        SamplingError
            If it is not such a file, has no row, or a row is not as long as the first.
        """
        if len(delimiter) != 1:
            raise SamplingError(f"The columns are told apart by one sign, not {delimiter!r}.")
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise SamplingError(f"{path.name} is not written in UTF-8: {error}.") from error
        try:
            lines = list(
                csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
            )
        except csv.Error as error:
            raise SamplingError(f"{path.name} cannot be read as CSV: {error}.") from error
        if len(lines) < FIRST_ROW:
            raise SamplingError(f"{path.name} has no row beneath its column names.")
        sheet = cls(path.name, tuple(lines[0]), lines[1:])
        sheet._check()
        return sheet

    def _check(self) -> None:
        twice = {name for name in self.columns if self.columns.count(name) > 1}
        if twice:
            raise SamplingError(f"{self.name} has the column {min(twice)!r} more than once.")
        for row, cells in enumerate(self.rows, FIRST_ROW):
            if len(cells) != len(self.columns):
                raise SamplingError(
                    f"{self.name}, row {row}: {len(cells)} cells do not fit "
                    f"{len(self.columns)} columns: {cells!r}."
                )

    def column(self, name: str) -> list[str]:
        """Give the cells of a column."""
        if name not in self.columns:
            there = ", ".join(map(repr, self.columns))
            raise SamplingError(
                f"{self.name} has no column {name!r}, only {there}. "
                "Is the column named, and the --delimiter right?"
            )
        place = self.columns.index(name)
        return [cells[place] for cells in self.rows]

    def refusal(self, place: int, column: str, why: str) -> SamplingError:
        """Word a refusal of one cell; `place` counts the rows from 0."""
        value = self.column(column)[place]
        return SamplingError(
            f"{self.name}, row {place + FIRST_ROW}, column {column!r}: {value!r} {why}."
        )

    def among(self, column: str, known: Mapping[str, int], what: str) -> list[int]:
        """Look up each cell among the known ones."""
        cells = self.column(column)
        for place, cell in enumerate(cells):
            if cell not in known:
                raise self.refusal(
                    place, column, f"is not {what}: {', '.join(filter(None, known))}"
                )
        return [known[cell] for cell in cells]

    def names(self, column: str) -> list[str]:
        """Give the cells of a column in which each must be there once."""
        cells = self.column(column)
        seen: set[str] = set()
        for place, cell in enumerate(cells):
            if not cell or cell in seen:
                raise self.refusal(place, column, "comes twice" if cell else "is no name")
            seen.add(cell)
        return cells

    def numbers(self, column: str, besides: Iterable[str] = ()) -> list[float | None]:
        """Give the numbers of a column; None where it holds one of the words `besides`."""
        cells, words = self.column(column), tuple(besides)
        for place, cell in enumerate(cells):
            if cell not in words and not NUMBER.fullmatch(cell):
                raise self.refusal(place, column, _no_number(words))
        return [None if cell in words else float(cell) for cell in cells]

    def counts(self, column: str) -> list[int]:
        """Give the whole numbers of a column."""
        cells = self.column(column)
        for place, cell in enumerate(cells):
            if not (cell.isascii() and cell.isdecimal()):
                raise self.refusal(place, column, "is no whole number from 0 up")
        return [int(cell) for cell in cells]


def _no_number(words: tuple[str, ...]) -> str:
    besides = f", nor {' or '.join(words)}" if words else ""
    return f"is no number, with a point before the decimals{besides}"

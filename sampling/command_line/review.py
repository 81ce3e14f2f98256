"""What a round's two files hold: an answer for each case drawn, and the size of each stratum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sampling.command_line.sheet import Sheet
from sampling.estimate import AnswerCode, OneCase

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from pathlib import Path

    from numpy.typing import NDArray

    Places = NDArray[np.intp]

CODES = {code.name: int(code) for code in AnswerCode}
OUTSIDE, MISSING = AnswerCode.not_applicable.name, AnswerCode.not_reviewed.name


@dataclass(frozen=True, slots=True)
class Review:
    """Answers with their strata.

    Attributes
    ----------
    answers, sizes : Sheet
    names : list of str
        Of the strata, in the order of their file.
    population : ndarray of int, shape (strata,)
    stratum : ndarray of int, shape (cases,)
    """

    answers: Sheet
    sizes: Sheet
    names: list[str]
    population: NDArray[np.int64]
    stratum: Places

    @classmethod
    def read(cls, answers: Path, sizes: Path, column: str, delimiter: str) -> Review:
        """Read the two files; every stratum of the answers has its size."""
        found, strata = Sheet.read(answers, delimiter), Sheet.read(sizes, delimiter)
        names = strata.names("stratum")
        places = {name: place for place, name in enumerate(names)}
        stratum = np.array(found.among(column, places, f"a stratum of {strata.name}"))
        return cls(found, strata, names, np.array(strata.counts("cases")), stratum)

    def codes(self, column: str) -> NDArray[np.int64]:
        """Read answers in words: yes, partly, no, not_applicable, not_reviewed."""
        return np.array(self.answers.among(column, CODES, "an answer"))

    def figures(self, column: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Read figures, nan where the question does not apply, and which cases were reviewed."""
        numbers = self.answers.numbers(column, (OUTSIDE, MISSING))
        read = np.array([cell != MISSING for cell in self.answers.column(column)])
        return np.array([np.nan if number is None else number for number in numbers]), read

    def domains(self, column: str) -> tuple[list[str], Places]:
        """Give the names of the groups in a column, and the group of each case."""
        cells = self.answers.column(column)
        for place, cell in enumerate(cells):
            if not cell:
                raise self.answers.refusal(place, column, "is no group")
        names = sorted(set(cells))
        places = {name: place for place, name in enumerate(names)}
        return names, np.array([places[cell] for cell in cells])

    def groups(self, column: str | None) -> list[int] | None:
        """Give the strata to be collapsed, from a column beside their sizes."""
        if column is None:
            return None
        names = self.sizes.column(column)
        return [names.index(name) for name in names]


def add_one_case(parser: ArgumentParser) -> None:
    """Ask for the rule for strata of one case, which is chosen before the answers are seen."""
    parser.add_argument(
        "--one-case",
        type=OneCase,
        choices=list(OneCase),
        default=OneCase.refuse,
        metavar="RULE",
        help=f"for a stratum of which one case was read: {', '.join(OneCase)}",
    )
    parser.add_argument(
        "--groups", metavar="COLUMN", help="of the strata's file, for --one-case collapse"
    )

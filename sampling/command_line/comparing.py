"""Two rounds side by side: what has changed, and whether chance alone could have done it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sampling.change import compare_rounds
from sampling.command_line.review import Review, add_one_case
from sampling.command_line.sheet import Sheet
from sampling.command_line.verb import (
    Answer,
    Verbs,
    add_confidence,
    add_delimiter,
    add_file,
    add_verb,
    as_json,
)
from sampling.errors import SamplingError
from sampling.estimate import AnswerCode, StratumCounts, tabulate
from sampling.multiple import Adjustment, adjust_p
from sampling.overlap import Overlap

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Places = NDArray[np.intp]

# Where an answer stands in a table of two rounds; one that is missing stands nowhere.
NOT_MET, MET, OUTSIDE, MISSING = range(4)
SEEN = {
    AnswerCode.no: NOT_MET,
    AnswerCode.partly: NOT_MET,
    AnswerCode.yes: MET,
    AnswerCode.not_applicable: OUTSIDE,
}


def add(verbs: Verbs) -> None:
    """Add ``compare``."""
    parser = add_verb(
        verbs,
        "compare",
        _compare,
        "compare the shares that answered yes in two rounds, with adjusted p values",
        "compare answers.csv strata.csv later.csv strata.csv --column plan --column visit "
        "--case case --both both.csv",
    )
    add_file(parser, "first", "answers of the earlier round, as for estimate")
    add_file(parser, "first_strata", "CSV with the columns stratum and cases")
    add_file(parser, "second", "answers of the later round")
    add_file(parser, "second_strata", "CSV with the columns stratum and cases")
    parser.add_argument(
        "--column", action="append", required=True, help="of both rounds; give it again for more"
    )
    parser.add_argument("--stratum", default="stratum", metavar="COLUMN", help="of the answers")
    parser.add_argument(
        "--case", metavar="COLUMN", help="the case number, when cases were read in both rounds"
    )
    parser.add_argument(
        "--both",
        type=Path,
        metavar="FILE",
        help="CSV with the columns stratum and cases: those in both frames",
    )
    parser.add_argument(
        "--adjustment", type=Adjustment, choices=list(Adjustment), default=Adjustment.holm
    )
    parser.add_argument("--lower-is-better", action="store_true")
    add_one_case(parser)
    add_confidence(parser)
    add_delimiter(parser)


def _compare(asked: Namespace) -> Answer:
    if (asked.case is None) != (asked.both is None):
        raise SamplingError("--case and --both go together: which cases were read twice, of which.")
    first, second = (
        Review.read(answers, sizes, asked.stratum, asked.delimiter)
        for answers, sizes in (
            (asked.first, asked.first_strata),
            (asked.second, asked.second_strata),
        )
    )
    if first.names != second.names:
        raise SamplingError(
            f"{first.sizes.name} and {second.sizes.name} must have the same strata in the same "
            f"order, not {first.names} and {second.names}."
        )
    twice = None if asked.case is None else _Twice.of(first, second, asked)
    changes = compare_rounds(
        _counted(first, asked.column),
        _counted(second, asked.column),
        overlap=None if twice is None else twice.overlap(asked.column),
        confidence=asked.confidence,
        one_case=asked.one_case,
        groups=first.groups(asked.groups),
    )
    adjusted = adjust_p(changes.p, asked.adjustment)
    verdicts = changes.verdicts(adjusted_p=adjusted, higher_is_better=not asked.lower_is_better)
    arrays = {
        "first": changes.first,
        "second": changes.second,
        "difference": changes.difference,
        "low": changes.low,
        "high": changes.high,
        "p": changes.p,
        "adjusted_p": adjusted,
    }
    answer: dict[str, object] = {
        "confidence": asked.confidence,
        "adjustment": str(asked.adjustment),
        "family": int((~np.isnan(changes.p)).sum()),
    }
    if twice is not None:
        answer["read_twice"] = len(twice.before)
    answer["columns"] = {
        column: {name: _number(array[place]) for name, array in arrays.items()}
        | {"verdict": str(verdicts[place])}
        for place, column in enumerate(asked.column)
    }
    return as_json(answer), 0


@dataclass(frozen=True, slots=True)
class _Twice:
    """The cases that both rounds drew from the same stratum, as rows of their two files."""

    first: Review
    second: Review
    before: Places
    after: Places
    frame: NDArray[np.int64]

    @classmethod
    def of(cls, first: Review, second: Review, asked: Namespace) -> _Twice:
        sheet = Sheet.read(asked.both, asked.delimiter)
        if sheet.names("stratum") != first.names:
            raise SamplingError(
                f"{sheet.name} must have the strata {first.names}, not {sheet.names('stratum')}."
            )
        rows = {name: row for row, name in enumerate(second.answers.names(asked.case))}
        pairs = [
            (row, rows[name])
            for row, name in enumerate(first.answers.names(asked.case))
            if name in rows and first.stratum[row] == second.stratum[rows[name]]
        ]
        both = np.array(pairs, dtype=np.intp).reshape(-1, 2)
        return cls(first, second, both[:, 0], both[:, 1], np.array(sheet.counts("cases")))

    def overlap(self, columns: Sequence[str]) -> Overlap:
        """Count the pairs of answers in each stratum, of the cases reviewed both times."""
        strata = len(self.first.names)
        answers = np.zeros((len(columns), strata, 3, 3))
        for place, column in enumerate(columns):
            one, other = (
                [SEEN.get(AnswerCode(code), MISSING) for code in review.codes(column)[rows]]
                for review, rows in ((self.first, self.before), (self.second, self.after))
            )
            for stratum, a, b in zip(self.first.stratum[self.before], one, other, strict=True):
                if MISSING not in (a, b):
                    answers[place, stratum, a, b] += 1
        return Overlap(answers, self.frame)


def _counted(review: Review, columns: Sequence[str]) -> StratumCounts:
    codes = np.array([review.codes(column) for column in columns])
    found = tabulate(codes, review.stratum, strata=len(review.names))
    hits, counted, opened = found.hits()[:, 0], found.counted[:, 0], found.opened[:, 0]
    return StratumCounts.of(hits, counted, opened, review.population)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

"""Which figures of a table must be left out, so that no small group can be read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling.command_line.sheet import Sheet
from sampling.command_line.verb import (
    Answer,
    Verbs,
    add_delimiter,
    add_file,
    add_verb,
    as_json,
)
from sampling.errors import SamplingError
from sampling.masking import mask, with_totals

if TYPE_CHECKING:
    from argparse import Namespace


def add(verbs: Verbs) -> None:
    """Add ``mask``."""
    parser = add_verb(
        verbs,
        "mask",
        _mask,
        "leave small counts out of a table, and as many more as it takes to hide them",
        "mask table.csv --smallest 5",
    )
    add_file(parser, "table", "CSV: the groups in the first column, counts of cases in the others")
    parser.add_argument("--smallest", type=int, default=5, help="smallest count to show")
    add_delimiter(parser)


def _mask(asked: Namespace) -> Answer:
    sheet = Sheet.read(asked.table, asked.delimiter)
    groups, answers = sheet.names(sheet.columns[0]), sheet.columns[1:]
    if not answers:
        raise SamplingError(f"{sheet.name} has no column of counts beside {sheet.columns[0]!r}.")
    counts = np.array([sheet.counts(answer) for answer in answers]).T
    hidden = mask(counts, smallest=asked.smallest).extended
    shown = [
        [None if left_out else int(figure) for figure, left_out in zip(*line, strict=True)]
        for line in zip(with_totals(counts), hidden, strict=True)
    ]
    lines = [dict(zip((*answers, "total"), line, strict=True)) for line in shown]
    return as_json(
        {
            "smallest": asked.smallest,
            "groups": dict(zip(groups, lines[:-1], strict=True)),
            "total": lines[-1],
            "left_out": int(hidden.sum()),
        }
    ), 0

"""How far reviewers of the same case files agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampling.agreement import (
    Agreement,
    Scale,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
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

if TYPE_CHECKING:
    from argparse import Namespace

PAIR = 2


def add(verbs: Verbs) -> None:
    """Add ``agree``."""
    parser = add_verb(
        verbs,
        "agree",
        _agree,
        "measure how far reviewers agree: percent, Gwet's AC, kappa and alpha side by side",
        "agree ratings.csv --reader Rut --reader Sam --category yes --category partly "
        "--category no --scale linear",
    )
    add_file(parser, "ratings", "CSV with a row for each case; a cell left empty is no answer")
    parser.add_argument(
        "--reader", action="append", required=True, metavar="COLUMN", help="two or more"
    )
    parser.add_argument(
        "--category", action="append", required=True, help="all there are, in order, used or not"
    )
    parser.add_argument("--scale", type=Scale, choices=list(Scale), default=Scale.nominal)
    parser.add_argument(
        "--population", type=int, metavar="CASES", help="that those read twice were drawn from"
    )
    add_confidence(parser)
    add_delimiter(parser)


def _agree(asked: Namespace) -> Answer:
    if len(asked.reader) < PAIR:
        raise SamplingError(f"Agreement takes two readers or more, not {asked.reader!r}.")
    sheet = Sheet.read(asked.ratings, asked.delimiter)
    places = {name: place for place, name in enumerate(asked.category)}
    for reader in asked.reader:
        sheet.among(reader, places | {"": -1}, "a category")
    columns = [sheet.column(reader) for reader in asked.reader]
    ratings = [[cell or None for cell in row] for row in zip(*columns, strict=True)]
    functions = [percent_agreement, gwet_ac, fleiss_kappa, krippendorff_alpha]
    if len(columns) == PAIR:
        functions.append(cohen_kappa)
    found = [
        function(
            ratings,
            asked.category,
            scale=asked.scale,
            confidence=asked.confidence,
            population=asked.population,
        )
        for function in functions
    ]
    head = {"confidence": asked.confidence, "scale": str(asked.scale)}
    return as_json(head | {str(one.coefficient): _told(one) for one in found}), 0


def _told(found: Agreement) -> dict[str, object]:
    interval = found.interval
    return {
        "value": found.value,
        "observed": found.observed,
        "expected": found.expected,
        "standard_error": found.standard_error,
        "low": None if interval is None else interval.low,
        "high": None if interval is None else interval.high,
        "cases": found.cases,
        "undefined": str(found.undefined),
    }

"""Shares over many rounds or months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampling.command_line.sheet import Sheet
from sampling.command_line.verb import (
    Answer,
    Verbs,
    add_delimiter,
    add_file,
    add_verb,
    as_json,
)
from sampling.run_chart import run_chart

if TYPE_CHECKING:
    from argparse import Namespace


def add(verbs: Verbs) -> None:
    """Add ``chart``."""
    parser = add_verb(
        verbs,
        "chart",
        _chart,
        "find points and runs that chance would hardly give in shares over time",
        "chart months.csv --baseline 10",
    )
    add_file(parser, "rounds", "CSV with the columns round, hits and cases, in the order of time")
    parser.add_argument(
        "--baseline", type=int, metavar="ROUNDS", help="first rounds for the limits"
    )
    parser.add_argument("--shift", type=int, default=8, help="points in a row on one side")
    parser.add_argument("--trend", type=int, default=6, help="points in a row rising or falling")
    add_delimiter(parser)


def _chart(asked: Namespace) -> Answer:
    sheet = Sheet.read(asked.rounds, asked.delimiter)
    names, hits, cases = sheet.names("round"), sheet.counts("hits"), sheet.counts("cases")
    for place, (met, read) in enumerate(zip(hits, cases, strict=True)):
        if read == 0:
            raise sheet.refusal(place, "cases", "is no case at all, and gives no share")
        if met > read:
            raise sheet.refusal(place, "hits", f"is more than the {read} cases")
    chart = run_chart(hits, cases, baseline=asked.baseline, shift=asked.shift, trend=asked.trend)
    arrays = {
        "share": chart.shares,
        "low": chart.low,
        "high": chart.high,
        "outside": chart.outside,
        "shift": chart.shift,
        "trend": chart.trend,
    }
    columns = {name: array.tolist() for name, array in arrays.items()}
    rounds = {
        round_: {name: column[place] for name, column in columns.items()}
        for place, round_ in enumerate(names)
    }
    return as_json({"centre": chart.centre, "enough": chart.enough, "rounds": rounds}), 0

"""What every verb has: a help text with an example, and a function that answers it."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter, _SubParsersAction
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from sampling.errors import SamplingError

# What is printed, and the exit code.
Answer = tuple[str, int]
Verbs: TypeAlias = "_SubParsersAction[ArgumentParser]"


def add_verb(
    verbs: Verbs, name: str, run: Callable[[Namespace], Answer], what: str, example: str
) -> ArgumentParser:
    """Give a verb its place, its help and its example."""
    parser = verbs.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.",
        epilog=f"example:\n  python -m sampling {example}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def add_file(parser: ArgumentParser, name: str, what: str) -> None:
    """Ask for a file."""
    parser.add_argument(name, type=Path, help=what)


def add_confidence(parser: ArgumentParser) -> None:
    """Ask for the confidence of an interval or a limit."""
    parser.add_argument("--confidence", type=float, default=0.95, metavar="SHARE")


def add_delimiter(parser: ArgumentParser) -> None:
    """Ask what stands between the columns of a CSV file."""
    parser.add_argument(
        "--delimiter", default=",", metavar="SIGN", help="between columns: a comma by default"
    )


def as_json(value: object) -> str:
    """Write a value down; what cannot be estimated is null, and nothing is ever NaN."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)


def numbers(pairs: list[str]) -> dict[str, int]:
    """Read STRATUM=NUMBER pairs."""
    found = {}
    for pair in pairs:
        stratum, equals, number = pair.rpartition("=")
        if not equals or not number.isdecimal() or stratum in found:
            raise SamplingError(f"Each stratum is written once, as STRATUM=NUMBER, not {pair!r}.")
        found[stratum] = int(number)
    return found

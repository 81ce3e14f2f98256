"""The verbs put together."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from sampling.command_line import (
    agreeing,
    charting,
    comparing,
    differing,
    drawing,
    estimating,
    masking,
    planning,
)
from sampling.command_line.verb import Answer

PARTS = (planning, drawing, estimating, comparing, differing, agreeing, masking, charting)


def main(arguments: list[str]) -> int:
    """Do what is asked and give the exit code: 0 done, 1 a draw that does not hold, 2 refused."""
    asked = parser().parse_args(arguments)
    try:
        answer: Answer = asked.run(asked)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.buffer.write(f"{answer[0]}\n".encode())
    return answer[1]


def parser() -> ArgumentParser:
    """Build the parser of all verbs."""
    whole = ArgumentParser(
        prog="python -m sampling",
        description="Plan, draw, estimate and compare samples of case files. Answers are JSON.",
        epilog="python -m sampling VERB --help shows an example of each. "
        "Figures are shown as they are; mask says which to leave out. "
        "python -m sampling.coverage counts how often the intervals hold.",
    )
    verbs = whole.add_subparsers(dest="verb", required=True, metavar="VERB")
    for part in PARTS:
        part.add(verbs)
    return whole

"""Draw, verify, allocate and plan from a command line, without the rest of the product.

python -m sampling draw frame.txt SEED --size "SÄBO=10" --size HVB=5
python -m sampling verify transcript.json frame.txt excluded.txt [--published HASH]
python -m sampling allocate 100 --stratum "SÄBO=400" --stratum HVB=17 [--at-least 2]
python -m sampling size 417 0.05 [--share 0.5] [--confidence 0.95]
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from sampling.allocation import allocate
from sampling.draw import draw
from sampling.errors import SamplingError
from sampling.frame import Frame
from sampling.size import advise_census
from sampling.verdict import verify


def main(arguments: list[str]) -> int:
    """Do what is asked and give the exit code: 0 done, 1 a draw that does not hold, 2 refused."""
    asked = _parser().parse_args(arguments)
    try:
        text, code = _COMMANDS[asked.command](asked)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.buffer.write(f"{text}\n".encode())
    return code


def _draw(asked: Namespace) -> tuple[str, int]:
    frame = Frame.read(asked.frame.read_bytes())
    drawn = draw(frame, _numbers(asked.size), asked.seed)
    return _json(
        {
            stratum: {"selected": queue.selected, "spares": queue.spares}
            for stratum, queue in drawn.items()
        }
    ), 0


def _verify(asked: Namespace) -> tuple[str, int]:
    verdict = verify(
        json.loads(asked.transcript.read_bytes()),
        asked.frame.read_bytes(),
        asked.excluded.read_bytes(),
        published=asked.published,
    )
    lines = [
        f"{'ok' if check.ok else 'WRONG'}\t{check.name}\t{check.why}" for check in verdict.checks
    ]
    return "\n".join(line.rstrip() for line in lines), 0 if verdict.ok else 1


def _allocate(asked: Namespace) -> tuple[str, int]:
    sizes = allocate(
        _numbers(asked.stratum),
        asked.total,
        at_least=asked.at_least,
        at_most=asked.at_most,
        census=frozenset(asked.census),
    )
    return _json(sizes), 0


def _size(asked: Namespace) -> tuple[str, int]:
    advice = advise_census(
        asked.population, asked.margin, share=asked.share, confidence=asked.confidence
    )
    return _json({"cases": advice.sample, "census_advised": advice.advised}), 0


_COMMANDS = {"draw": _draw, "verify": _verify, "allocate": _allocate, "size": _size}


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m sampling")
    commands = parser.add_subparsers(dest="command", required=True)

    drawing = commands.add_parser("draw", help="draw from a frame file with a seed")
    drawing.add_argument("frame", type=Path)
    drawing.add_argument("seed")
    drawing.add_argument("--size", action="append", default=[], metavar="STRATUM=N")

    verifying = commands.add_parser("verify", help="redo a draw from its transcript")
    verifying.add_argument("transcript", type=Path)
    verifying.add_argument("frame", type=Path)
    verifying.add_argument("excluded", type=Path)
    verifying.add_argument("--published", help="the hash that was shown before the chance")

    allocating = commands.add_parser("allocate", help="share out a sample over strata")
    allocating.add_argument("total", type=int)
    allocating.add_argument("--stratum", action="append", default=[], metavar="STRATUM=CASES")
    allocating.add_argument("--at-least", type=int, default=0)
    allocating.add_argument("--at-most", type=int)
    allocating.add_argument("--census", action="append", default=[], metavar="STRATUM")

    sizing = commands.add_parser("size", help="find the smallest sample for a margin")
    sizing.add_argument("population", type=int)
    sizing.add_argument("margin", type=float)
    sizing.add_argument("--share", type=float, default=0.5)
    sizing.add_argument("--confidence", type=float, default=0.95)
    return parser


def _numbers(pairs: list[str]) -> dict[str, int]:
    numbers = {}
    for pair in pairs:
        stratum, equals, number = pair.rpartition("=")
        if not equals or not number.isdecimal() or stratum in numbers:
            raise SamplingError(f"Each stratum is written once, as STRATUM=NUMBER, not {pair!r}.")
        numbers[stratum] = int(number)
    return numbers


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

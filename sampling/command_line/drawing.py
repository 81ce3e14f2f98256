"""Draw a sample, and redo somebody else's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sampling.command_line.verb import Answer, Verbs, add_file, add_verb, as_json, numbers
from sampling.draw import draw
from sampling.errors import SamplingError
from sampling.frame import Frame
from sampling.verdict import verify

if TYPE_CHECKING:
    from argparse import Namespace


def add(verbs: Verbs) -> None:
    """Add ``draw`` and ``verify``."""
    drawing = add_verb(
        verbs,
        "draw",
        _draw,
        "draw from a frame file with a seed",
        f"draw frame.txt {'5' * 64} --size SÄBO=10 --size HVB=5",
    )
    add_file(drawing, "frame", "a line 'stratum TAB case number' for each case")
    drawing.add_argument("seed")
    drawing.add_argument("--size", action="append", default=[], metavar="STRATUM=N")

    verifying = add_verb(
        verbs,
        "verify",
        _verify,
        "redo a draw from its transcript; exit code 1 if it does not hold",
        "verify transcript.json frame.txt excluded.txt",
    )
    add_file(verifying, "transcript", "JSON")
    add_file(verifying, "frame", "as it was committed to")
    add_file(verifying, "excluded", "as it was committed to")
    verifying.add_argument("--published", help="the hash that was shown before the chance")


def _draw(asked: Namespace) -> Answer:
    frame = Frame.read(asked.frame.read_bytes())
    drawn = draw(frame, numbers(asked.size), asked.seed)
    return as_json(
        {
            stratum: {"selected": queue.selected, "spares": queue.spares}
            for stratum, queue in drawn.items()
        }
    ), 0


def _verify(asked: Namespace) -> Answer:
    try:
        told = json.loads(asked.transcript.read_bytes())
    except ValueError as error:
        raise SamplingError(f"{asked.transcript.name} is not JSON: {error}.") from error
    verdict = verify(
        told,
        asked.frame.read_bytes(),
        asked.excluded.read_bytes(),
        published=asked.published,
    )
    lines = [
        f"{'ok' if check.ok else 'WRONG'}\t{check.name}\t{check.why}" for check in verdict.checks
    ]
    return "\n".join(line.rstrip() for line in lines), 0 if verdict.ok else 1

"""How many cases, and of which strata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampling.allocation import allocate
from sampling.command_line.verb import (
    Answer,
    Verbs,
    add_confidence,
    add_verb,
    as_json,
    numbers,
)
from sampling.size import (
    advise_census,
    chance_to_discover,
    faulty_ruled_out,
    size_to_accept,
    size_to_discover,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add(verbs: Verbs) -> None:
    """Add ``allocate``, ``size``, ``discover`` and ``accept``."""
    allocating = add_verb(
        verbs,
        "allocate",
        _allocate,
        "share out a sample over strata",
        "allocate 40 --stratum SÄBO=400 --stratum HVB=17 --at-least 5",
    )
    allocating.add_argument("total", type=int)
    allocating.add_argument("--stratum", action="append", default=[], metavar="STRATUM=CASES")
    allocating.add_argument("--at-least", type=int, default=0)
    allocating.add_argument("--at-most", type=int)
    allocating.add_argument("--census", action="append", default=[], metavar="STRATUM")

    sizing = add_verb(
        verbs, "size", _size, "find the smallest sample for a margin", "size 417 0.05 --share 0.8"
    )
    _add_population(sizing)
    sizing.add_argument("margin", type=float, help="0.05 for five percentage points each way")
    sizing.add_argument("--share", type=float, default=0.5)
    add_confidence(sizing)

    discovering = add_verb(
        verbs,
        "discover",
        _discover,
        "find the smallest sample that holds at least one faulty case, if so many are",
        "discover 400 8",
    )
    _add_population(discovering)
    discovering.add_argument("faulty", type=int, help="faulty cases in the frame")
    discovering.add_argument(
        "--sample", type=int, metavar="CASES", help="tell the chance of this sample instead"
    )
    add_confidence(discovering)

    accepting = add_verb(
        verbs,
        "accept",
        _accept,
        "find the smallest sample that rules out too many faulty cases",
        "accept 400 20 --allowed 1",
    )
    _add_population(accepting)
    accepting.add_argument("tolerable", type=int, help="so many faulty cases are too many")
    accepting.add_argument(
        "--allowed", type=int, default=0, help="faulty cases the sample may hold"
    )
    accepting.add_argument(
        "--sample", type=int, metavar="CASES", help="tell what this sample rules out instead"
    )
    add_confidence(accepting)


def _add_population(parser: ArgumentParser) -> None:
    parser.add_argument("population", type=int, help="cases in the frame")


def _allocate(asked: Namespace) -> Answer:
    sizes = allocate(
        numbers(asked.stratum),
        asked.total,
        at_least=asked.at_least,
        at_most=asked.at_most,
        census=frozenset(asked.census),
    )
    return as_json(sizes), 0


def _size(asked: Namespace) -> Answer:
    advice = advise_census(
        asked.population, asked.margin, share=asked.share, confidence=asked.confidence
    )
    return as_json({"cases": advice.sample, "census_advised": advice.advised}), 0


def _discover(asked: Namespace) -> Answer:
    cases = asked.sample
    if cases is None:
        cases = size_to_discover(asked.population, asked.faulty, asked.confidence)
    chance = chance_to_discover(asked.population, asked.faulty, cases)
    return as_json({"cases": cases, "chance": float(chance)}), 0


def _accept(asked: Namespace) -> Answer:
    cases, confidence = asked.sample, asked.confidence
    if cases is None:
        cases = size_to_accept(asked.population, asked.tolerable, confidence, allowed=asked.allowed)
    ruled_out = faulty_ruled_out(asked.population, cases, confidence, allowed=asked.allowed)
    enough = ruled_out <= asked.tolerable
    return as_json({"cases": cases, "ruled_out": ruled_out, "enough": enough}), 0

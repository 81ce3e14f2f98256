"""What comes after the draw: spares in their order, never a new draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampling.draw import Queue
from sampling.errors import SamplingError
from sampling.given import count, of_kind

if TYPE_CHECKING:
    from collections.abc import Sequence


def next_spare(queue: Queue, called: Sequence[str]) -> str:
    """Give the one case that may replace a drawn case which turned out not to be eligible.

    A case file that cannot be found is not replaced: it is reviewed, as missing.

    Parameters
    ----------
    queue : Queue
    called : sequence of str
        The spares of this stratum that were called before, in the order they were called,
        whether they could be reviewed or not.

    Raises
    ------
    SamplingError
        If the spares were not called in their order, or none is left.
    """
    return top_up(queue, called, 1)[0]


def top_up(queue: Queue, called: Sequence[str], more: int) -> tuple[str, ...]:
    """Give the cases that make a sample larger: what a larger draw would have held.

    Parameters
    ----------
    queue : Queue
    called : sequence of str
        As for `next_spare`.
    more : int, not negative

    Raises
    ------
    SamplingError
        If the spares were not called in their order, or too few are left.
    """
    of_kind("queue", queue, Queue)
    of_kind("spares that were called", called, list, tuple)
    if queue.spares[: len(called)] != tuple(called):
        raise SamplingError("The spares were not called in the order of their tickets.")
    left = len(queue.spares) - len(called)
    if count("number of spares", more, least=0) > left:
        raise SamplingError(f"{more} spares are asked for, and {left} are left.")
    return queue.spares[len(called) : len(called) + more]

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from sampling.frame import Frame, plain
from sampling.given import of_kind
from sampling.protocol import check_sizes
from sampling.tickets import DIGEST_BYTES, digests, ticket_order

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Queue:
    """The cases of a stratum by ascending ticket: those that are drawn, then the spares.

    Attributes
    ----------
    selected : tuple of str
        Case numbers, lowest ticket first.
    spares : tuple of str
        The rest in the order they are to be taken, for replacement and for topping up.
    digests : bytes
        The tickets of all of them in the same order, 32 bytes each.
    """

    selected: tuple[str, ...]
    spares: tuple[str, ...]
    digests: bytes = field(repr=False)

    @property
    def tickets(self) -> tuple[str, ...]:
        """The tickets of the selected and then of the spares, as 64 hexadecimal digits each."""
        starts = range(0, len(self.digests), DIGEST_BYTES)
        return tuple(self.digests[start : start + DIGEST_BYTES].hex() for start in starts)


def draw(frame: Frame, sizes: Mapping[str, int], seed: str) -> dict[str, Queue]:
    """Draw a stratified simple random sample without replacement.

    Who is drawn depends on the seed and on each case's own line, and on nothing else: a larger
    size keeps every case of a smaller one, and no stratum touches another.

    Parameters
    ----------
    frame : Frame
    sizes : mapping of stratum to number of cases
        A stratum that is left out gets none.
    seed : str
        Made by `seed_of`, after the frame and the sizes have been committed to.

    Returns
    -------
    dict of stratum to Queue
        Every stratum of the frame, in its order.

    Raises
    ------
    SamplingError
        If a size is negative or larger than its stratum, or names a stratum the frame lacks, or
        the seed is no text.

    References
    ----------
    Rivest (2018), *Consistent sampling with replacement*, arXiv:1808.10016; Ohlsson (1995),
    "Coordination of samples using permanent random numbers", in Cox et al., *Business Survey
    Methods*, Wiley, chapter 9: sequential simple random sampling.
    """
    of_kind("frame", frame, Frame)
    check_sizes(sizes, frame.sizes())
    plain(seed, "seed")
    strata = groupby(frame.lines, key=_stratum)
    return {
        name.decode(): _queue(tuple(lines), sizes.get(name.decode(), 0), seed)
        for name, lines in strata
    }


def _stratum(line: bytes) -> bytes:
    return line.partition(b"\t")[0]


def _queue(lines: tuple[bytes, ...], size: int, seed: str) -> Queue:
    hashed = digests(seed, lines)
    order = ticket_order(hashed).tolist()
    cases = tuple([lines[row].partition(b"\t")[2].decode() for row in order])
    ranked = b"".join([hashed[row * DIGEST_BYTES : (row + 1) * DIGEST_BYTES] for row in order])
    return Queue(cases[:size], cases[size:], ranked)

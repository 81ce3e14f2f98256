"""Drawing from registers of millions: only the lowest tickets are ever sorted.

The queues are those of `sampling.draw`, to the last case; what differs is the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sampling.errors import SamplingError
from sampling.given import count, many, of_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.intp]
    Tickets = NDArray[np.uint64]
    Codes = NDArray[np.integer]
    # Gives the whole ticket of a row, for the rare case that two rows share 64 bits.
    WholeTicket = Callable[[int], bytes]

_CHUNK: Final = 1 << 15
_FEW: Final = 4
_ALL: Final = 2**64 - 1


def select_lowest(
    tickets: Tickets, codes: Codes, sizes: Sequence[int], whole: WholeTicket
) -> list[Rows]:
    """Select the lowest tickets of every stratum in one pass over the register.

    A limit that a stratum's n lowest tickets almost certainly lie below lets through little
    more than the sample. Where it let through too few, the stratum is read again without it.

    Parameters
    ----------
    tickets : ndarray of uint64, shape (N,)
        As `sampling.tickets.tickets` gives them.
    codes : ndarray of int, shape (N,)
        The stratum of each row, from 0 to H - 1.
    sizes : sequence of int, length H
    whole : callable
        Gives the whole ticket of a row; asked only when 64 bits do not decide.

    Returns
    -------
    list of ndarray of intp, length H
        The rows of each stratum's sample, lowest ticket first.

    Raises
    ------
    SamplingError
        If a size is negative or larger than its stratum, or a row has no known stratum.
    """
    many("sizes", sizes)
    populations = _populations(tickets, codes, len(sizes), whole)
    wanted = _wanted(sizes, populations)
    rows = _below(tickets, codes, _limits(wanted, populations))
    found = np.bincount(codes[rows], minlength=len(wanted))
    short = found < wanted
    if bool(short.any()):
        missed = np.flatnonzero(short[codes])
        rows = np.concatenate((rows[~short[codes[rows]]], missed))
        found[short] = populations[short]
    rows = rows[_order(tickets[rows], codes[rows], len(wanted), lambda row: whole(int(rows[row])))]
    starts = np.cumsum(found) - found
    return [
        rows[start : start + size]
        for start, size in zip(starts.tolist(), wanted.tolist(), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class TicketIndex:
    """A register sorted once, from which any sample is a slice.

    Attributes
    ----------
    rows : ndarray of intp, shape (N,)
        By stratum, then by ticket.
    starts : ndarray of intp, shape (H + 1,)
        Where each stratum begins.
    """

    rows: Rows
    starts: Rows

    @classmethod
    def of(cls, tickets: Tickets, codes: Codes, strata: int, whole: WholeTicket) -> TicketIndex:
        """Sort a register of H `strata`; the other parameters are those of `select_lowest`."""
        strata = count("number of strata", strata, least=0)
        populations = _populations(tickets, codes, strata, whole)
        starts = np.concatenate(([0], np.cumsum(populations))).astype(np.intp)
        return cls(_order(tickets, codes, strata, whole), starts)

    def select(self, sizes: Sequence[int]) -> list[Rows]:
        """Give the first rows of every stratum's queue, lowest ticket first.

        Parameters
        ----------
        sizes : sequence of int, length H

        Raises
        ------
        SamplingError
            If a size is negative or larger than its stratum.
        """
        wanted = _wanted(sizes, np.diff(self.starts))
        first = self.starts[:-1].tolist()
        return [
            self.rows[start : start + size]
            for start, size in zip(first, wanted.tolist(), strict=True)
        ]


def _wanted(sizes: Sequence[int], populations: Rows) -> Rows:
    many("sizes", sizes)
    wanted = np.array([count(f"size {place}", size, least=-1) for place, size in enumerate(sizes)])
    wanted = wanted.astype(np.intp)
    if len(wanted) != len(populations):
        raise SamplingError(f"There are {len(populations)} strata and {len(wanted)} sizes.")
    wrong = np.flatnonzero((wanted < 0) | (wanted > populations))
    if len(wrong):
        first = int(wrong[0])
        raise SamplingError(
            f"{wanted[first]} cases cannot be drawn from the {populations[first]}"
            f" of stratum {first}."
        )
    return wanted


def _populations(tickets: Tickets, codes: Codes, strata: int, whole: WholeTicket) -> Rows:
    if not callable(whole):
        raise SamplingError(f"What gives whole tickets must be a function, not {whole!r}.")
    of_kind("tickets", tickets, np.ndarray)
    of_kind("strata", codes, np.ndarray)
    if (
        tickets.ndim != 1
        or tickets.dtype != np.uint64
        or tickets.shape != codes.shape
        or codes.dtype.kind not in "iu"
    ):
        raise SamplingError(
            f"{tickets.shape} tickets of {tickets.dtype} and {codes.shape} strata of {codes.dtype}"
            " are no register: each row has one ticket of 64 bits and one whole number."
        )
    counts = np.zeros(strata, dtype=np.intp)
    # Counting makes numbers of eight bytes of the codes, so not of all of them at once.
    for start in range(0, len(codes), _CHUNK):
        chunk = codes[start : start + _CHUNK]
        if chunk.dtype.kind == "i" and int(chunk.min()) < 0:
            raise SamplingError(f"A row has stratum {chunk.min()}, and the first one is 0.")
        some = np.bincount(chunk, minlength=strata)
        if len(some) > strata:
            raise SamplingError(f"A row has stratum {len(some) - 1}, and there are {strata}.")
        counts += some
    return counts


def _limits(wanted: Rows, populations: Rows) -> Tickets:
    """Give each stratum a ticket that its n lowest lie below, but once in very many draws."""
    # Of Poisson many tickets below the limit, six deviations to spare; 18 for the smallest n.
    enough = wanted + 6 * np.sqrt(wanted) + 18
    share = enough / np.maximum(populations, 1)
    limits = np.full(len(wanted), _ALL, dtype=np.uint64)
    partial = share < 1
    limits[partial] = (share[partial] * 2.0**64).astype(np.uint64)
    return limits


def _below(tickets: Tickets, codes: Codes, limits: Tickets) -> Rows:
    """Find the rows below the limit of their stratum."""
    highest = limits.max(initial=0)
    # Unless most rows pass it anyway, one limit for all leaves few to look up the stratum of.
    few = highest < _ALL // _FEW
    parts = [np.empty(0, dtype=np.intp)]
    for start in range(0, len(tickets), _CHUNK):
        some, strata = tickets[start : start + _CHUNK], codes[start : start + _CHUNK]
        if few:
            rows = np.flatnonzero(some <= highest)
            rows = rows[some[rows] <= limits[strata[rows]]]
        else:
            rows = np.flatnonzero(some <= limits[strata])
        parts.append(rows + start)
    return np.concatenate(parts)


def _order(tickets: Tickets, codes: Codes, strata: int, whole: WholeTicket) -> Rows:
    """Put rows in the order of their strata, and in each of their tickets, by one plain sort.

    What is sorted is one number a row: the stratum in its highest bits, the place of the row in
    its lowest, and between them as much of the ticket as there is room for. Sorting numbers is
    several times as quick as sorting places by them. The few rows that it leaves undecided are
    then settled by what there was no room for.
    """
    place, stratum = (np.uint64(max(most - 1, 1).bit_length()) for most in (len(tickets), strata))
    keys = np.arange(len(tickets), dtype=np.uint64)
    # A piece at a time, so that what is made on the way stays in the processor's own memory.
    for start in range(0, len(keys), _CHUNK):
        piece = slice(start, start + _CHUNK)
        keys[piece] |= tickets[piece] >> (stratum + place) << place
        keys[piece] |= codes[piece].astype(np.uint64) << (np.uint64(64) - stratum)
    keys.sort()
    low = (np.uint64(1) << place) - np.uint64(1)
    undecided = [np.empty(0, dtype=np.intp)]
    for start in range(0, len(keys), _CHUNK):
        beside = keys[start : start + _CHUNK + 1]
        undecided.append(np.flatnonzero(beside[1:] ^ beside[:-1] <= low) + start)
    keys &= low
    rows = keys.view(np.intp)
    for first, last in _runs(np.concatenate(undecided)):
        run = rows[first:last]
        run = run[np.argsort(tickets[run], kind="stable")]
        for start, end in _runs(np.flatnonzero(tickets[run[1:]] == tickets[run[:-1]])):
            run[start:end] = sorted(run[start:end].tolist(), key=whole)
        rows[first:last] = run
    return rows


def _runs(places: Rows) -> list[tuple[int, int]]:
    """Join neighbours into runs, as first row and the row after the last.

    Parameters
    ----------
    places : ndarray of intp
        Rows that are as the row after them.
    """
    runs = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    return [(int(run[0]), int(run[-1]) + 2) for run in runs if len(run)]

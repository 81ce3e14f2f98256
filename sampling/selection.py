"""Drawing from registers of millions: only the lowest tickets are ever sorted.

The queues are those of `sampling.draw`, to the last case; what differs is the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sampling.errors import SamplingError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.intp]
    Tickets = NDArray[np.uint64]
    Codes = NDArray[np.integer]
    # Gives the whole ticket of a row, for the rare case that two rows share 64 bits.
    WholeTicket = Callable[[int], bytes]

_CHUNK: Final = 1 << 17
_ALL: Final = np.iinfo(np.uint64).max


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
        If a size is negative or larger than its stratum.
    """
    populations = _populations(codes, len(sizes))
    wanted = _wanted(sizes, populations)
    rows = _below(tickets, codes, _limits(wanted, populations))
    found = np.bincount(codes[rows], minlength=len(wanted))
    short = found < wanted
    if bool(short.any()):
        missed = np.flatnonzero(short[codes])
        rows = np.concatenate((rows[~short[codes[rows]]], missed))
    rows = rows[np.lexsort((tickets[rows], codes[rows]))]
    _settle_ties(rows, tickets, codes, whole)
    starts = np.searchsorted(codes[rows], np.arange(len(wanted)))
    return [rows[start : start + size] for start, size in zip(starts, wanted, strict=True)]


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
        populations = _populations(codes, strata)
        starts = np.concatenate(([0], np.cumsum(populations))).astype(np.intp)
        # Whole numbers of 16 bits are sorted by counting.
        small = codes.astype(np.uint16) if strata <= 1 << 16 else codes
        rows = np.argsort(small, kind="stable").astype(np.intp)
        for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            rows[start:end] = rows[start:end][_order(tickets[rows[start:end]])]
        _settle_ties(rows, tickets, codes, whole)
        return cls(rows, starts)

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
    wanted = np.asarray(sizes, dtype=np.intp)
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


def _populations(codes: Codes, strata: int) -> Rows:
    counts = np.zeros(strata, dtype=np.intp)
    # Counting makes numbers of eight bytes of the codes, so not of all of them at once.
    for start in range(0, len(codes), _CHUNK):
        some = np.bincount(codes[start : start + _CHUNK], minlength=strata)
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
    parts = [np.empty(0, dtype=np.intp)]
    for start in range(0, len(tickets), _CHUNK):
        end = start + _CHUNK
        passed = tickets[start:end] <= limits[codes[start:end]]
        parts.append(np.flatnonzero(passed) + start)
    return np.concatenate(parts)


def _order(tickets: Tickets) -> Rows:
    """Sort tickets by their upper bits, with each row's place in the lower: one sort, no keys."""
    bits = np.uint64(max(len(tickets) - 1, 1).bit_length())
    places = np.arange(len(tickets), dtype=np.uint64)
    keys = (tickets >> bits << bits) | places
    keys.sort()
    order = (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.intp)
    upper = keys >> bits
    for first, last in _runs(upper[1:] == upper[:-1]):
        run = order[first:last]
        order[first:last] = run[np.argsort(tickets[run], kind="stable")]
    return order


def _settle_ties(rows: Rows, tickets: Tickets, codes: Codes, whole: WholeTicket) -> None:
    ranked, strata = tickets[rows], codes[rows]
    for first, last in _runs((ranked[1:] == ranked[:-1]) & (strata[1:] == strata[:-1])):
        rows[first:last] = sorted(rows[first:last].tolist(), key=whole)


def _runs(same_as_next: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Find the runs of equal neighbours, as first row and the row after the last."""
    edges = np.diff(np.concatenate(([False], same_as_next, [False])).astype(np.int8))
    firsts, lasts = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(first), int(last) + 1) for first, last in zip(firsts, lasts, strict=True)]

from __future__ import annotations

from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from sampling.errors import SamplingError
from sampling.frame import plain
from sampling.given import many

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

DIGEST_BYTES: Final = 32
_WORD: Final = np.dtype(">u8")
_BATCH: Final = 1 << 14


def digests(seed: str, lines: Iterable[bytes]) -> bytes:
    """Hash every line of a frame with the seed: the whole tickets, one after the other.

    Parameters
    ----------
    seed : str
    lines : iterable of bytes, length N
        Read once, so that it may be a stream.

    Returns
    -------
    bytes, length 32 N
        The ticket of line i stands at 32 i.
    """
    prefix = _prefix(seed)
    hashed = bytearray()
    # A batch at a time: the digests are never all held as objects of their own.
    for batch in _batches(lines):
        try:
            hashed += b"".join([sha256(prefix + line).digest() for line in batch])
        except TypeError as error:
            raise _no_bytes(batch) from error
    return bytes(hashed)


def tickets(seed: str, lines: Iterable[bytes]) -> NDArray[np.uint64]:
    """Give the first 64 bits of each case's ticket, as a number to select the lowest by.

    Two cases of ten million share a number about once in 400,000 draws; the rest of the
    ticket decides then, which is why the selections ask for a way to get at it.

    Parameters
    ----------
    seed : str
    lines : iterable of bytes, length N

    Returns
    -------
    ndarray of uint64, shape (N,)
        The first eight bytes of the digest, the first of them weighing most.
    """
    prefix = _prefix(seed)
    parts = []
    for batch in _batches(lines):
        try:
            hashed = b"".join([sha256(prefix + line).digest()[:8] for line in batch])
        except TypeError as error:
            raise _no_bytes(batch) from error
        parts.append(np.frombuffer(hashed, _WORD))
    return np.concatenate([np.empty(0, _WORD), *parts]).astype(np.uint64)


def ticket_order(hashed: bytes) -> NDArray[np.intp]:
    """Put whole tickets in ascending order.

    Parameters
    ----------
    hashed : bytes, length 32 N
        As `digests` gives them.

    Returns
    -------
    ndarray of intp, shape (N,)
        Where the lowest ticket stands, then the next. Equal tickets keep their order.
    """
    words = np.frombuffer(hashed, _WORD).reshape(-1, DIGEST_BYTES // 8)
    first = words[:, 0].astype(np.uint64)
    order = np.argsort(first, kind="stable")
    ranked = first[order]
    if bool(np.any(ranked[1:] == ranked[:-1])):
        return np.lexsort(tuple(words[:, column] for column in (3, 2, 1, 0)))
    return order


def _prefix(seed: str) -> bytes:
    """Begin what is hashed: nobody may take a number, or nothing at all, for a seed."""
    return f"{plain(seed, 'seed')}\t".encode()


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    many("lines", lines)
    stream = iter(lines)
    while batch := list(islice(stream, _BATCH)):
        yield batch


def _no_bytes(batch: list[bytes]) -> SamplingError:
    wrong = next(line for line in batch if not isinstance(line, bytes))
    return SamplingError(f"A line is bytes, and not {wrong!r}.")

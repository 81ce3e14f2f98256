"""Redo a draw from its transcript, and say of every step whether it holds."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sampling.draw import draw
from sampling.errors import SamplingError
from sampling.frame import refuse_overlap
from sampling.protocol import check_sizes, seed_of
from sampling.transcript import read_transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    from sampling.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Check:
    """One step of the protocol.

    Attributes
    ----------
    name : str
        ``form``, ``commitment``, ``published``, ``frame``, ``excluded``, ``apart``,
        ``entropy``, ``seed``, ``sizes`` or ``result``.
    ok : bool
    why : str
        What is wrong; empty when nothing is.
    """

    name: str
    ok: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found, step by step."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether every step holds."""
        return all(check.ok for check in self.checks)


def verify(
    transcript: object, frame_text: bytes, excluded_text: bytes, *, published: str | None = None
) -> Verdict:
    """Redo a draw and compare every step with its transcript.

    Nothing in the transcript is believed. What is malformed is a finding, not an exception.

    Parameters
    ----------
    transcript : object
        As `transcript` writes it, or whatever somebody says is one, read from JSON.
    frame_text, excluded_text : bytes
        The frame file and the excluded file.
    published : str, optional
        The hash that was shown before the chance. Only this tells a draw that was rewritten
        from its beginning from the one that was held.

    Returns
    -------
    Verdict
        Only the ``form`` check if the transcript cannot be read at all.
    """
    try:
        record = read_transcript(transcript, frame_text, excluded_text)
    except SamplingError as error:
        return Verdict((Check("form", ok=False, why=str(error)),))
    except RecursionError:
        return Verdict((Check("form", ok=False, why="The transcript is nested too deep."),))
    checks = [
        Check("form", ok=True),
        _check("commitment", lambda: _commitment(record)),
        _check("frame", lambda: _frame(record)),
        _check("excluded", lambda: _excluded(record)),
        _check("apart", lambda: _apart(record)),
        _check("entropy", lambda: _entropy(record)),
        _check("seed", lambda: _seed(record)),
        _check("sizes", lambda: _sizes(record)),
        _check("result", lambda: _result(record)),
    ]
    if published is not None:
        checks.insert(2, _check("published", lambda: _published(record, published)))
    return Verdict(tuple(checks))


def _check(name: str, holds: Callable[[], None]) -> Check:
    try:
        holds()
    except SamplingError as error:
        return Check(name, ok=False, why=str(error))
    return Check(name, ok=True)


def _same(what: str, written: object, found: object) -> None:
    if written != found:
        raise SamplingError(f"{what} should be {found}, and {written!r} is written.")


def _commitment(record: Transcript) -> None:
    _same("The hash of the commitment", record.commit_sha256, record.commitment.digest())


def _published(record: Transcript, published: str) -> None:
    _same("The published hash", published.strip().lower(), record.commitment.digest())


def _frame(record: Transcript) -> None:
    frame_sha256 = sha256(record.frame_text).hexdigest()
    _same("The hash of the frame", record.commitment.frame_sha256, frame_sha256)
    rows = len(record.frame)
    _same("The number of rows in the frame", record.commitment.frame_rows, rows)


def _excluded(record: Transcript) -> None:
    excluded_sha256 = sha256(record.excluded_text).hexdigest()
    _same("The hash of the excluded", record.commitment.excluded_sha256, excluded_sha256)
    rows = len(record.excluded)
    _same("The number of excluded rows", record.commitment.excluded_rows, rows)


def _apart(record: Transcript) -> None:
    refuse_overlap(record.frame, record.excluded)


def _entropy(record: Transcript) -> None:
    server_entropy_sha256 = sha256(record.server_entropy).hexdigest()
    written = record.commitment.server_entropy_sha256
    _same("The hash of the server's entropy", written, server_entropy_sha256)


def _seed(record: Transcript) -> None:
    seed = seed_of(record.commitment.digest(), record.public, record.server_entropy)
    _same("The seed", record.seed, seed)


def _sizes(record: Transcript) -> None:
    check_sizes(record.commitment.sizes, record.frame.sizes())


def _result(record: Transcript) -> None:
    seed = seed_of(record.commitment.digest(), record.public, record.server_entropy)
    drawn = draw(record.frame, record.commitment.sizes, seed)
    _same("The strata of the result", sorted(record.result), sorted(drawn))
    for stratum, queue in drawn.items():
        selected, spares = record.result[stratum]
        _same(f"The number drawn of {stratum!r}", len(selected), len(queue.selected))
        _same(f"The number of spares of {stratum!r}", len(spares), len(queue.spares))
        places = zip(selected + spares, queue.selected + queue.spares, strict=True)
        for place, (written, found) in enumerate(places, start=1):
            _same(f"Place {place} of {stratum!r}", written, found)

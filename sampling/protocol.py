"""STICKPROV-DRAW-1: what is committed to before the chance, and how chance becomes tickets.

Every byte is fixed by the protocol. A change is a new protocol with a new name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from sampling.errors import SamplingError
from sampling.frame import plain, refuse_overlap

if TYPE_CHECKING:
    from sampling.frame import Excluded, Frame

PROTOCOL: Final = "STICKPROV-DRAW-1"
ENTROPY_BYTES: Final = 32
# The largest whole number that every reader of JSON, a browser included, reads back unchanged.
LARGEST_NUMBER: Final = 2**53 - 1

_HEX: Final = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What may no longer change once its hash has been shown, before any die is rolled.

    Attributes
    ----------
    round : str
    attempt : int, at least 1
        An aborted attempt keeps its number.
    frame_sha256, excluded_sha256 : str of 64 hexadecimal digits
    frame_rows, excluded_rows : int
    sizes : mapping of stratum to number of cases
    public_source : str
        Where the public strings will come from, in words.
    server_entropy_sha256 : str of 64 hexadecimal digits
        Hash of the bytes that the server keeps secret until the public strings are in.
    log_head : str of 64 hexadecimal digits
        Where the audit log stood.
    protocol : str
    """

    round: str
    attempt: int
    frame_sha256: str
    frame_rows: int
    excluded_sha256: str
    excluded_rows: int
    sizes: Mapping[str, int]
    public_source: str
    server_entropy_sha256: str
    log_head: str
    protocol: str = PROTOCOL

    def __post_init__(self) -> None:
        if self.protocol != PROTOCOL:
            raise SamplingError(f"The protocol is {self.protocol!r}, not {PROTOCOL!r}.")
        for name in ("round", "public_source"):
            object.__setattr__(self, name, plain(getattr(self, name), name))
        for name in ("frame_sha256", "excluded_sha256", "server_entropy_sha256", "log_head"):
            _check_hash(name, getattr(self, name))
        _check_number("attempt", self.attempt, least=1)
        _check_number("frame_rows", self.frame_rows)
        _check_number("excluded_rows", self.excluded_rows)
        object.__setattr__(self, "sizes", _plain_sizes(self.sizes))

    @classmethod
    def to(
        cls,
        frame: Frame,
        excluded: Excluded,
        sizes: Mapping[str, int],
        *,
        round: str,  # noqa: A002 - the word the protocol has for it
        attempt: int,
        public_source: str,
        server_entropy: bytes,
        log_head: str,
    ) -> Commitment:
        """Commit to a frame, what was left out of it, and how much to draw.

        Parameters
        ----------
        frame : Frame
        excluded : Excluded
        sizes : mapping of stratum to number of cases
        round : str
        attempt : int, at least 1
        public_source : str
        server_entropy : bytes, length 32
            Random and secret; only its hash becomes part of the commitment.
        log_head : str of 64 hexadecimal digits

        Raises
        ------
        SamplingError
            If a case is both in the frame and excluded, or a size cannot be drawn.
        """
        refuse_overlap(frame, excluded)
        check_sizes(sizes, frame.sizes())
        check_entropy(server_entropy)
        return cls(
            round=round,
            attempt=attempt,
            frame_sha256=frame.digest(),
            frame_rows=len(frame),
            excluded_sha256=excluded.digest(),
            excluded_rows=len(excluded),
            sizes=sizes,
            public_source=public_source,
            server_entropy_sha256=sha256(server_entropy).hexdigest(),
            log_head=log_head,
        )

    def as_dict(self) -> dict[str, object]:
        """Give the commitment as the plain values that its canonical JSON is written from."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return values | {"sizes": dict(self.sizes)}

    def digest(self) -> str:
        """Give `commit_sha256`, the hash that is shown before the chance."""
        return sha256(canonical_json(self.as_dict())).hexdigest()


def canonical_json(value: Mapping[str, object]) -> bytes:
    """Write JSON in the one form that is hashed: sorted keys, no spaces, letters as they are.

    Parameters
    ----------
    value : mapping of text to text, whole number, list or mapping
    """
    try:
        text = json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
    except (TypeError, ValueError) as error:
        raise SamplingError(f"This cannot be written as JSON: {error}.") from error
    return text.encode()


def seed_of(commit_sha256: str, public: Sequence[str], server_entropy: bytes) -> str:
    """Make the seed from the commitment, what people rolled, and what the server kept secret.

    Nobody can steer it: the people do not know the server's bytes, and the server was bound to
    them before anybody rolled.

    Parameters
    ----------
    commit_sha256 : str of 64 hexadecimal digits
    public : sequence of str
        One string a person or source, in the order they were asked. Without any, nobody
        outside can vouch for the draw.
    server_entropy : bytes, length 32

    Returns
    -------
    str of 64 hexadecimal digits

    Raises
    ------
    SamplingError
        If a public string is empty, has white space around it, or is more than one line.
    """
    _check_hash("commit_sha256", commit_sha256)
    check_entropy(server_entropy)
    if isinstance(public, str) or not isinstance(public, Sequence):
        raise SamplingError("The public strings are a sequence of texts, not one text.")
    strings = [plain(string, "public string") for string in public]
    parts = [PROTOCOL, commit_sha256, *strings, server_entropy.hex()]
    return sha256("\n".join(parts).encode()).hexdigest()


def ticket(seed: str, line: str) -> str:
    r"""Give a case its ticket in the draw; the lowest of a stratum are drawn.

    Parameters
    ----------
    seed : str
    line : str
        The case's line in the frame file, without its line feed.

    Returns
    -------
    str of 64 hexadecimal digits
        By hand: ``printf '%s\t%s\t%s' SEED STRATUM CASE | sha256sum``.
    """
    if not isinstance(line, str):
        raise SamplingError(f"A line must be a text, not {line!r}.")
    return sha256(f"{plain(seed, 'seed')}\t{line}".encode()).hexdigest()


def check_sizes(sizes: Mapping[str, int], populations: Mapping[str, int]) -> None:
    """Refuse sizes that cannot be drawn from strata of these populations.

    Raises
    ------
    SamplingError
        If a size is no whole number, is negative or larger than its stratum, or names a
        stratum the frame lacks.
    """
    if not isinstance(sizes, Mapping):
        raise SamplingError(f"The sizes are a mapping of stratum to cases, and not {sizes!r}.")
    for stratum, size in sizes.items():
        if stratum not in populations:
            raise SamplingError(f"The frame has no stratum {stratum!r}.")
        _check_number(f"size of {stratum!r}", size)
        if size > populations[stratum]:
            raise SamplingError(
                f"{size} cases cannot be drawn from the {populations[stratum]} of {stratum!r}."
            )


def check_entropy(server_entropy: bytes) -> None:
    """Refuse anything but the 32 bytes the server's share of the chance is made of."""
    if not isinstance(server_entropy, bytes) or len(server_entropy) != ENTROPY_BYTES:
        raise SamplingError(f"The server's entropy must be {ENTROPY_BYTES} bytes.")


def _plain_sizes(sizes: Mapping[str, int]) -> dict[str, int]:
    if not isinstance(sizes, Mapping):
        raise SamplingError("The sizes must be a mapping of stratum to number of cases.")
    plain_sizes: dict[str, int] = {}
    for stratum, size in sizes.items():
        _check_number(f"size of {stratum!r}", size)
        name = plain(stratum, "stratum")
        if name in plain_sizes:
            raise SamplingError(f"The stratum {stratum!r} has two sizes.")
        plain_sizes[name] = size
    return plain_sizes


def _check_hash(name: str, value: str) -> None:
    if not isinstance(value, str) or len(value) != sha256().digest_size * 2 or set(value) - _HEX:
        raise SamplingError(f"{name} must be 64 lower-case hexadecimal digits, not {value!r}.")


def _check_number(name: str, value: int, *, least: int = 0) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise SamplingError(f"The {name} must be a whole number, not {value!r}.")
    if not least <= value <= LARGEST_NUMBER:
        raise SamplingError(f"The {name} must be from {least} to {LARGEST_NUMBER}, not {value}.")

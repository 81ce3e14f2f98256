from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from sampling.draw import Queue
from sampling.errors import SamplingError
from sampling.frame import Excluded, Frame, plain
from sampling.given import of_kind
from sampling.protocol import Commitment, check_entropy, seed_of, ticket
from sampling.tickets import DIGEST_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence


_PARTS = {"commit", "commit_sha256", "reveal", "seed", "result"}


@dataclass(frozen=True)
class Transcript:
    """What a transcript says, in the kinds it should have, and the files beside it.

    Nothing more is known of it than that: `verify` says whether it is true.
    """

    commitment: Commitment
    commit_sha256: object
    public: list[str]
    server_entropy: bytes
    seed: object
    result: dict[str, tuple[list[object], list[object]]]
    frame_text: bytes
    excluded_text: bytes

    @cached_property
    def frame(self) -> Frame:
        """The frame, if its file is in order."""
        return Frame.read(self.frame_text)

    @cached_property
    def excluded(self) -> Excluded:
        """The excluded cases, if their file is in order."""
        return Excluded.read(self.excluded_text)


def transcript(
    commitment: Commitment,
    drawn: Mapping[str, Queue],
    *,
    public: Sequence[str],
    server_entropy: bytes,
) -> dict[str, object]:
    """Write down a draw so that anyone who has the frame file can redo it.

    It is confidential: whoever has the seed can test whether a case number was drawn.

    Parameters
    ----------
    commitment : Commitment
    drawn : mapping of stratum to Queue
        What `draw` gave for the committed frame and sizes and for the seed of this reveal.
    public : sequence of str
    server_entropy : bytes, length 32

    Returns
    -------
    dict
        Plain values, ready for JSON: ``commit``, ``commit_sha256``, ``reveal``, ``seed``,
        ``result``.

    Raises
    ------
    SamplingError
        If the bytes are not those that were committed to, if the drawn cases are not as many
        as the committed sizes and frame, or if they were drawn with another seed.
    """
    of_kind("commitment", commitment, Commitment)
    of_kind("draw", drawn, Mapping)
    for queue in drawn.values():
        of_kind("queue", queue, Queue)
    _check_counts(commitment, drawn)
    check_entropy(server_entropy)
    if sha256(server_entropy).hexdigest() != commitment.server_entropy_sha256:
        raise SamplingError("The server's entropy is not what was committed to.")
    commit_sha256 = commitment.digest()
    seed = seed_of(commit_sha256, public, server_entropy)
    _check_seed(seed, drawn)
    return {
        "commit": commitment.as_dict(),
        "commit_sha256": commit_sha256,
        "reveal": {
            "public": [plain(string, "public string") for string in public],
            "server_entropy": server_entropy.hex(),
        },
        "seed": seed,
        "result": {
            stratum: {"selected": list(queue.selected), "spares": list(queue.spares)}
            for stratum, queue in drawn.items()
        },
    }


def _check_counts(commitment: Commitment, drawn: Mapping[str, Queue]) -> None:
    rows = sum(len(queue.selected) + len(queue.spares) for queue in drawn.values())
    if rows != commitment.frame_rows:
        raise SamplingError(
            f"{rows} cases have a place, and the frame has {commitment.frame_rows}."
        )
    for stratum in commitment.sizes.keys() | drawn.keys():
        wanted = commitment.sizes.get(stratum, 0)
        given = len(drawn[stratum].selected) if stratum in drawn else 0
        if given != wanted:
            raise SamplingError(f"{given} cases of {stratum!r} were drawn, not {wanted}.")


def _check_seed(seed: str, drawn: Mapping[str, Queue]) -> None:
    for stratum, queue in drawn.items():
        first = (queue.selected + queue.spares)[0]
        if queue.digests[:DIGEST_BYTES].hex() != ticket(seed, f"{stratum}\t{first}"):
            raise SamplingError(f"The cases of {stratum!r} were drawn with another seed.")


def read_transcript(written: object, frame_text: bytes, excluded_text: bytes) -> Transcript:
    """Take a transcript apart, believing nothing but the kinds of its values.

    Parameters
    ----------
    written : object
        What a JSON file held.
    frame_text, excluded_text : bytes

    Raises
    ------
    SamplingError
        If a part is missing, unknown, or of another kind.
    """
    parts = _mapping("The transcript", written, _PARTS)
    reveal = _mapping("The reveal", parts["reveal"], {"public", "server_entropy"})
    return Transcript(
        commitment=_read_commitment(parts["commit"]),
        commit_sha256=parts["commit_sha256"],
        public=[_public(string) for string in _list("public", reveal["public"])],
        server_entropy=_bytes(reveal["server_entropy"]),
        seed=parts["seed"],
        result=_read_result(parts["result"]),
        frame_text=frame_text,
        excluded_text=excluded_text,
    )


def _read_commitment(value: object) -> Commitment:
    names = {field.name for field in fields(Commitment)}
    # Each value is whatever the file says; the commitment itself refuses a wrong one.
    values: dict[str, object] = _mapping("The commitment", value, names)
    commitment = Commitment(**values)  # type: ignore[arg-type]
    if commitment.as_dict() != values:
        raise SamplingError("The commitment is not normalised to NFC.")
    return commitment


def _read_result(value: object) -> dict[str, tuple[list[object], list[object]]]:
    result = {}
    for stratum, queue in _mapping("The result", value, None).items():
        lists = _mapping(f"The result of {stratum!r}", queue, {"selected", "spares"})
        result[stratum] = (_list("selected", lists["selected"]), _list("spares", lists["spares"]))
    return result


def _mapping(what: str, value: object, names: set[str] | None) -> dict[str, object]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise SamplingError(f"{what} is not an object with named parts.")
    if names is not None and value.keys() != names:
        odd = ", ".join(sorted(value.keys() ^ names))
        raise SamplingError(f"{what} lacks a part, or has one too many: {odd}.")
    return value


def _list(what: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise SamplingError(f"{what!r} is not a list.")
    return value


def _public(value: object) -> str:
    if not isinstance(value, str) or plain(value, "public string") != value:
        raise SamplingError("A public string is not a text normalised to NFC.")
    return value


def _bytes(digits: object) -> bytes:
    try:
        server_entropy = bytes.fromhex(digits) if isinstance(digits, str) else b""
    except ValueError:
        server_entropy = b""
    if server_entropy.hex() != digits:
        raise SamplingError("The server's entropy is not lower-case hexadecimal digits.")
    return server_entropy

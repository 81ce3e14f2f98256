"""The papers of a draw, and the checks that anyone can make of them."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session, col, select

import sampling
from app.audit.models import AuditEntry, AuditPayload
from app.rounds.models import Attempt, FrameCase
from app.rounds.queries import attempts_of, digits_of, excluded_of, frame_of
from sampling import Excluded, Frame, Verdict, canonical_json, verify


@dataclass(frozen=True, slots=True)
class Papers:
    """What a draw left behind: its commitment, its transcript and the files beside it.

    ``frame_text`` and ``excluded_text`` hold the case numbers, and so does the transcript.
    """

    attempt: Attempt
    frame_text: bytes
    excluded_text: bytes
    transcript: dict[str, object] | None
    published: str | None

    @property
    def verdict(self) -> Verdict | None:
        """Redo the whole draw; ``None`` before it has been held."""
        if self.transcript is None:
            return None
        return verify(
            self.transcript, self.frame_text, self.excluded_text, published=self.published
        )


def papers_of(session: Session, attempt: Attempt) -> Papers:
    """Write the papers of an attempt from what the database holds now."""
    cases = frame_of(session, attempt.id)
    excluded = excluded_of(session, attempt.id)
    frame = Frame.of((case.stratum, case.case_number) for case in cases)
    left_out = Excluded.of((case.stratum, case.case_number, case.reason) for case in excluded)
    return Papers(
        attempt=attempt,
        frame_text=frame.text(),
        excluded_text=left_out.text(),
        transcript=_transcript(session, attempt, cases),
        published=_published(session, attempt),
    )


def _transcript(
    session: Session, attempt: Attempt, cases: list[FrameCase]
) -> dict[str, object] | None:
    """Write what is stored, true or not; the verdict is for `verify` to give."""
    if attempt.seed is None:
        return None
    result: dict[str, dict[str, list[str]]] = {}
    for case in sorted(cases, key=lambda case: (case.stratum, case.place or 0)):
        queue = result.setdefault(case.stratum, {"selected": [], "spares": []})
        drawn = (case.place or 0) <= attempt.commitment["sizes"].get(case.stratum, 0)
        queue["selected" if drawn else "spares"].append(case.case_number)
    return {
        "commit": attempt.commitment,
        "commit_sha256": attempt.commit_sha256,
        "reveal": {
            "public": digits_of(session, attempt),
            "server_entropy": attempt.server_entropy.hex(),
        },
        "seed": attempt.seed,
        "result": result,
    }


def _published(session: Session, attempt: Attempt) -> str | None:
    """Read from the log the hash that was shown before the chance, if the log still has it."""
    payloads = session.exec(
        select(AuditPayload.payload)
        .join(AuditEntry, col(AuditEntry.seq) == AuditPayload.seq)
        .where(AuditEntry.event == "FrameFrozen", AuditEntry.object_id == attempt.round_id)
    )
    told = (json.loads(payload) for payload in payloads)
    return next((each["commit_sha256"] for each in told if each["attempt"] == attempt.number), None)


def receipt(session: Session, papers: Papers, *, people_to_roll: int) -> dict[str, object]:
    """Write what everybody may see of a draw: sums and counts, no case and no seed."""
    attempt, verdict = papers.attempt, papers.verdict
    aborted = [
        {"attempt": other.number, "reason": other.abort_reason}
        for other in attempts_of(session, attempt.round_id)
        if other.aborted_at is not None
    ]
    kept = ("protocol", "round", "attempt", "frame_rows", "excluded_rows", "sizes", "public_source")
    return {
        **{name: attempt.commitment[name] for name in kept},
        "commit_sha256": attempt.commit_sha256,
        "seed_sha256": sha256((attempt.seed or "").encode()).hexdigest(),
        "frozen_at": attempt.frozen_at.isoformat(),
        "drawn_at": attempt.drawn_at.isoformat() if attempt.drawn_at else None,
        "independently_verifiable": people_to_roll > 0,
        "aborted_attempts": aborted,
        "holds": verdict is not None and verdict.ok,
    }


def commitment_file(attempt: Attempt) -> bytes:
    """Write the commitment in the very bytes whose sum was shown."""
    return canonical_json(attempt.commitment)


def verifier() -> bytes:
    """Give the program with which an outsider redoes a draw without any code of ours."""
    return (Path(sampling.__file__).parent / "verify_draw.py").read_bytes()


def as_file(value: object) -> bytes:
    """Write JSON for a person to open."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()

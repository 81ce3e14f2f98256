"""What changed since the round before, as a report tells it."""

from collections.abc import Sequence

from sqlmodel import Session

from app.reports.content import Change, Changed
from app.rounds.models import Round
from app.summary.change import round_change, rounds_before
from app.summary.changes import Change as RoundsOwn


def change_of(session: Session, round_: Round, *, smallest: int) -> Change | None:
    """Hold a closed round against the one before it that is most like it."""
    before = rounds_before(session, round_)
    if not before:
        return None
    made = round_change(session, before[0], round_, smallest=smallest)
    questions = _told(made.questions)
    return Change(
        earlier=before[0].name,
        questions=questions,
        sections=_told(made.sections),
        indices=_told(made.indices),
        not_comparable=len(made.questions) - len(questions),
    )


def _told(changes: Sequence[RoundsOwn]) -> tuple[Changed, ...]:
    """Keep those of which both shares and the difference can be told."""
    return tuple(
        Changed(
            id=each.id,
            before=each.first,
            after=each.second,
            difference=each.difference,
            low=each.low,
            high=each.high,
            p=each.p,
            p_adjusted=each.adjusted_p,
            verdict=each.verdict.value,
        )
        for each in changes
        if each.comparable
        and each.first is not None
        and each.second is not None
        and each.difference is not None
    )

"""What waits for somebody of a role without having a day: others cannot go on until it is done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_
from app.reviews.models import Replacement, Review, ReviewState
from app.rounds.access import sees
from app.rounds.models import Round, RoundState


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of a sort wait, where, and what they are called (one, many)."""

    count: int
    one: str
    many: str
    where: str
    href: str
    urgent: bool = False


def waiting_for(session: Session, actor: Actor) -> list[Waiting]:
    """List what waits for somebody with her roles, within the units she answers for."""
    rounds = [
        round_
        for round_ in session.scalars(
            select(Round).where(col(Round.state) == RoundState.reviewing).order_by(col(Round.name))
        )
        if sees(actor, round_, Permission.follow_round)
    ]
    return [found for part in PARTS for found in part(session, actor, rounds)]


def _to_approve(session: Session, actor: Actor, rounds: list[Round]) -> Iterator[Waiting]:
    if not actor.may(Permission.approve_review):
        return
    counts = _by_round(session, Review.round_id, col(Review.state) == ReviewState.submitted)
    for round_ in rounds:
        if counts.get(round_.id):
            yield Waiting(
                counts[round_.id],
                N_("%(num)s review to read and approve"),
                N_("%(num)s reviews to read and approve"),
                round_.name,
                f"/rounds/{round_.id}/progress",
            )


def _replacements(session: Session, actor: Actor, rounds: list[Round]) -> Iterator[Waiting]:
    if not actor.may(Permission.decide_replacement):
        return
    counts = _by_round(
        session,
        Replacement.round_id,
        col(Replacement.approved).is_(None),
        col(Replacement.proposed_by) != actor.id,
    )
    for round_ in rounds:
        if counts.get(round_.id):
            yield Waiting(
                counts[round_.id],
                N_("%(num)s replacement to decide on"),
                N_("%(num)s replacements to decide on"),
                round_.name,
                f"/rounds/{round_.id}/replacements",
            )


PARTS: tuple[Callable[[Session, Actor, list[Round]], Iterator[Waiting]], ...] = (
    _to_approve,
    _replacements,
)


def _by_round(session: Session, of: object, *where: object) -> dict[str, int]:
    rows = session.execute(select(of, func.count()).where(*where).group_by(of))  # type: ignore[call-overload]
    return {row[0]: row[1] for row in rows}

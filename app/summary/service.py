"""Reading the figures of a round, and freezing them when it is closed."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.audit.log import Event, canonical, record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.consensus.queries import unsettled
from app.errors import N_, DomainError
from app.reviews.models import Replacement, Review, ReviewState
from app.rounds.access import get_round, lock_round
from app.rounds.models import FrameCase, Round, RoundState
from app.rounds.service import close
from app.summary.annex import Annex, annex_of
from app.summary.change import changes_to_freeze
from app.summary.figures import Figures
from app.summary.masked import masked, of_units
from app.summary.models import Summary
from app.summary.queries import frozen_summary, material_of
from app.summary.roll_up import Material, roll_up


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundClosed(Event):
    object_field: ClassVar[str | None] = "round_id"

    round_id: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallGroupsViewed(Event):
    """Somebody looked at figures of groups that are too small for others to see."""

    object_field: ClassVar[str | None] = "round_id"

    round_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryExported(Event):
    object_field: ClassVar[str | None] = "round_id"

    round_id: str
    format: str
    answers: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """A round with its figures, as one reader may see them."""

    round_: Round
    figures: Figures
    annex: Annex
    masked: bool
    scoped: bool = False
    """Whether the reader sees some units only."""
    closed_at: datetime | None = None
    sha256: str = ""

    @property
    def preliminary(self) -> bool:
        return self.closed_at is None


class NotReadToTheEnd(DomainError):
    """A round is closed when all that was drawn has been read: what is left could be picked."""

    message = N_(
        "%(reviews)s reviews are not approved, %(cases)s drawn cases have no review, "
        "%(replacements)s replacements wait for a decision and %(questions)s questions read "
        "twice are not settled. Finish these before you close the round."
    )


class AlreadyClosed(DomainError):
    """A round is closed once. Its figures are never made again."""

    message = N_("The round %(round)s is already closed.")


# Strata that follow units or caseworkers would show other units to somebody who has one.
OF_OTHERS = frozenset({"unit", "caseworker"})
# Version 1, without a number, held figures and annex; 2 holds indices and changes as well.
VERSION = 2
_FIGURES = TypeAdapter(Figures)
_ANNEX = TypeAdapter(Annex)


def report_of(
    session: Session, actor: Actor, round_id: str, *, smallest: int, unmasked: bool = False
) -> Report:
    """Give the figures of a round, as this reader may see them."""
    round_ = get_round(session, actor, round_id, Permission.read_summary)
    seen = unmasked and actor.may(Permission.export_answers)
    report = report_of_round(session, round_, smallest=smallest, unmasked=seen)
    units = actor.units_for(Permission.read_summary)
    if units is None:
        return report
    with_strata = OF_OTHERS.isdisjoint(round_.strata_fields)
    figures = of_units(report.figures, units, with_strata=with_strata)
    return replace(report, figures=figures, scoped=True)


def report_of_round(
    session: Session, round_: Round, *, smallest: int, unmasked: bool = False
) -> Report:
    """Give the figures of a round: the frozen ones if it is closed, else as they stand now."""
    frozen = frozen_summary(session, round_.id)
    if frozen is None:
        material = material_of(session, round_)
        figures = roll_up(material) if unmasked else masked(material, smallest)
        annex = annex_of(session, round_)
    else:
        figures = _FIGURES.validate_python(frozen.figures["full" if unmasked else "masked"])
        annex = _ANNEX.validate_python(frozen.figures["annex"])
    return Report(
        round_=round_,
        figures=figures,
        annex=annex,
        masked=not unmasked,
        closed_at=frozen.closed_at if frozen else None,
        sha256=frozen.sha256 if frozen else "",
    )


def close_round(
    session: Session, actor: Actor, round_id: str, *, smallest: int, now: datetime
) -> Summary:
    """Close a round that has been read to the end, and freeze its figures for good."""
    round_ = lock_round(session, actor, round_id, Permission.close_round)
    if round_.state == RoundState.closed:
        raise AlreadyClosed(round=round_.name)
    _demand_all_read(session, round_)
    close(session, round_, now=now)
    material = material_of(session, round_)
    figures = frozen_figures(material, annex_of(session, round_), smallest)
    told = _FIGURES.validate_python(figures["masked"])
    figures["changes"] = changes_to_freeze(session, round_, material, told, smallest)
    summary = Summary(
        round_id=round_id,
        closed_at=now,
        closed_by=actor.id,
        figures=figures,
        sha256=sha256(canonical(figures).encode()).hexdigest(),
    )
    session.add(summary)
    record(
        session,
        RoundClosed(at=now, actor_id=actor.id, round_id=round_id, sha256=summary.sha256),
    )
    return summary


def frozen_figures(material: Material, annex: Annex, smallest: int) -> dict[str, Any]:
    """Write all figures as plain values: all of them, and those that everybody may see."""
    return {
        "version": VERSION,
        "full": _FIGURES.dump_python(roll_up(material), mode="json"),
        "masked": _FIGURES.dump_python(masked(material, smallest), mode="json"),
        "annex": _ANNEX.dump_python(annex, mode="json"),
    }


def _demand_all_read(session: Session, round_: Round) -> None:
    missing = whats_missing(session, round_)
    if any(missing.values()):
        raise NotReadToTheEnd(**missing)


def whats_missing(session: Session, round_: Round) -> dict[str, int]:
    """Count what stands between a round and its closing."""
    states = Counter(
        session.execute(
            select(col(Review.state))
            .join(FrameCase, col(FrameCase.id) == col(Review.frame_case_id))
            .where(
                col(Review.round_id) == round_.id,
                col(Review.state) != ReviewState.withdrawn,
                col(FrameCase.replaced).is_(False),
            )
        ).scalars()
    )
    unread = session.execute(
        select(func.count())
        .select_from(FrameCase)
        .outerjoin(
            Review,
            (col(Review.frame_case_id) == col(FrameCase.id))
            & (col(Review.state) != ReviewState.withdrawn),
        )
        .where(
            col(FrameCase.round_id) == round_.id,
            col(FrameCase.drawn),
            col(FrameCase.replaced).is_(False),
            col(Review.id).is_(None),
        )
    ).scalar_one()
    undecided = session.execute(
        select(func.count()).where(
            col(Replacement.round_id) == round_.id, col(Replacement.approved).is_(None)
        )
    ).scalar_one()
    return {
        "reviews": states.total() - states[ReviewState.approved],
        "cases": unread,
        "replacements": undecided,
        "questions": len(unsettled(session, round_.id)),
    }

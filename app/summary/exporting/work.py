"""What a file is made of, and the making of it: the same at once and as a job."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import NotFound
from app.rounds.access import get_round, is_drawn, sees
from app.rounds.models import Round
from app.summary.export import (
    Made,
    Order,
    answer_sheets,
    digest_of,
    export,
    export_together,
    for_actor,
)
from app.summary.progress import Tell, rows_expected
from app.summary.service import Report, report_of


@dataclass(frozen=True, slots=True)
class Work:
    """An order, and the round it is for; ``None`` is all of them together."""

    order: Order
    round_id: str | None


def make(
    session: Session, actor: Actor, work: Work, folder: Path, *, tell: Tell | None = None
) -> Made:
    """Write the file that was ordered, as far as whoever ordered it may see."""
    order = for_actor(work.order, actor)
    reports = reports_for(session, actor, work)
    path = folder / order.file_name
    if work.round_id is None:
        export_together(session, reports, order, path, tell=tell)
    else:
        export(session, reports[0], order, path, tell=tell)
    return Made(path, digest_of(path), [report.round_.id for report in reports])


def rows_of(session: Session, actor: Actor, work: Work) -> int:
    """Tell how many rows the single answers come to, without reading any; none are masked."""
    if not work.order.answers:
        return 0
    return sum(
        rows_expected(answer_sheets(session, round_, for_actor(work.order, actor)))
        for round_ in rounds_of(session, actor, work)
    )


def rounds_of(session: Session, actor: Actor, work: Work) -> list[Round]:
    """Give the rounds that an order is about, as far as she may see them."""
    if work.round_id is None:
        return rounds_with_figures(session, actor)
    return [get_round(session, actor, work.round_id, Permission.read_summary)]


def reports_for(session: Session, actor: Actor, work: Work) -> list[Report]:
    """Give the reports an order is about, as she may see them."""
    order = work.order
    wanted = (
        [round_.id for round_ in rounds_with_figures(session, actor)]
        if work.round_id is None
        else [work.round_id]
    )
    if not wanted:
        raise NotFound
    return [
        report_of(session, actor, round_id, smallest=order.smallest, unmasked=order.answers)
        for round_id in wanted
    ]


def rounds_with_figures(session: Session, actor: Actor) -> list[Round]:
    """List the rounds that are drawn and whose figures she may see, oldest first."""
    rounds = session.exec(select(Round).order_by(col(Round.period_to), col(Round.name)))
    return [
        round_
        for round_ in rounds
        if is_drawn(round_) and sees(actor, round_, Permission.read_summary)
    ]

"""Deviations as they stood on a day: what was closed, reopened or put off later is undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from app.deviations.models import Deviation, DeviationChange, DeviationState
from app.web.language import ZONE


@dataclass(frozen=True, slots=True)
class Stood:
    """When a deviation was closed, if it was by then, and which day it was to be handled by."""

    closed_at: datetime | None
    due_on: date | None


def as_they_stood(session: Session, day: date) -> Mapping[str, Stood]:
    """Give the deviations that have changed after a day, by id, as they stood when it ended."""
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZONE)
    undone: dict[str, dict[str, str]] = {}
    for change in session.exec(
        select(DeviationChange)
        .where(DeviationChange.at >= end, col(DeviationChange.field).in_(("state", "due_on")))
        .order_by(col(DeviationChange.at).desc(), col(DeviationChange.version).desc())
    ):
        undone.setdefault(change.deviation_id, {})[change.field] = change.before
    closings = _closings(session, set(undone), end)
    rows = session.exec(select(Deviation).where(col(Deviation.id).in_(undone)))
    return {
        one.id: Stood(
            closed_at=closings.get(one.id)
            if undone[one.id].get("state", one.state) == DeviationState.closed
            else None,
            due_on=_day(undone[one.id]["due_on"]) if "due_on" in undone[one.id] else one.due_on,
        )
        for one in rows
    }


def _closings(session: Session, ids: set[str], end: datetime) -> dict[str, datetime]:
    """Find when each was last closed before a moment; being reopened takes that from its row."""
    rows = session.exec(
        select(DeviationChange)
        .where(
            col(DeviationChange.deviation_id).in_(ids),
            DeviationChange.field == "state",
            DeviationChange.after == DeviationState.closed,
            DeviationChange.at < end,
        )
        .order_by(col(DeviationChange.at))
    )
    return {change.deviation_id: change.at for change in rows}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

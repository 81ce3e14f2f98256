"""The economic actions as the board was told of them: cut at the end of each of its meetings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, or_, select

from app.actions.as_it_stood import as_it_stood
from app.actions.figures import Period, counts_in_money
from app.actions.models import Action, ActionChange, ActionKind, ActionState
from app.web.language import ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Economy:
    """The economic actions at the end of a day: those open, and those done in its year so far."""

    on: date
    planned: int
    ongoing: int
    done: int
    """Done in the year, whether or not its effect has been verified."""
    money_planned: float
    money_realised: float


@dataclass(frozen=True, slots=True)
class Cut:
    """What a meeting was told, and what had changed since the one before it in the same year.

    The first meeting of a year is held against none: what was done last year is counted no more.
    """

    economy: Economy
    before: Economy | None

    @property
    def planned_since(self) -> float | None:
        return self.economy.money_planned - self.before.money_planned if self.before else None

    @property
    def realised_since(self) -> float | None:
        return self.economy.money_realised - self.before.money_realised if self.before else None


def end_of(day: date) -> datetime:
    """Give the moment a day is over in Sweden."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZONE)


def cuts_of(
    session: Session, units: frozenset[str] | None, days: Sequence[date]
) -> tuple[Cut, ...]:
    """Cut the economic actions at the end of each day of a year, the earliest first.

    They are those of some units and of the whole organisation; as they stood, so that an action
    that has been moved since is still told of where it was.
    """
    # What has been of another kind since may have been economic on an earlier day.
    other = select(ActionChange.action_id).where(ActionChange.field == "kind")
    actions = session.exec(
        select(Action).where(or_(Action.kind == ActionKind.economy, col(Action.id).in_(other)))
    ).all()
    changes: dict[str, list[ActionChange]] = {}
    for change in session.exec(
        select(ActionChange)
        .where(col(ActionChange.action_id).in_([action.id for action in actions]))
        .order_by(col(ActionChange.at).desc())
    ):
        changes.setdefault(change.action_id, []).append(change)
    told = [economy_on(day, actions, changes, units) for day in days]
    return tuple(Cut(one, before) for one, before in zip(told, [None, *told], strict=False))


def economy_on(
    day: date,
    actions: Iterable[Action],
    changes: Mapping[str, Sequence[ActionChange]],
    units: Collection[str] | None = None,
) -> Economy:
    """Count actions as they stood when a day ended; ``changes`` are newest first. Pure."""
    end = end_of(day)
    year = Period(date(day.year, 1, 1), day, day)
    counted = [
        stood
        for action in actions
        if action.created_at < end
        for stood in [as_it_stood(action, [c for c in changes.get(action.id, ()) if c.at >= end])]
        if counts_in_money(stood, year)
        and (units is None or stood.unit_id is None or stood.unit_id in units)
    ]
    states = [action.state for action in counted]
    return Economy(
        on=day,
        planned=states.count(ActionState.planned),
        ongoing=states.count(ActionState.ongoing),
        done=states.count(ActionState.done) + states.count(ActionState.verified),
        money_planned=sum((action.money_planned or 0 for action in counted), 0.0),
        money_realised=sum((action.money_realised or 0 for action in counted), 0.0),
    )

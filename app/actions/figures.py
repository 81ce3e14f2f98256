"""How the plan goes, in figures: counted in one pass over the actions, as they stand today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from sqlmodel import Session, col, or_, select

from app.actions.models import OPEN, Action, ActionKind, ActionState, Effect, TrainedInUnit
from app.actions.queries import is_overdue
from app.organisation.models import Person, Unit
from app.web.language import ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCounts:
    """One group of actions: a unit, a kind or the whole.

    What stands open is counted as of today; what was done, verified or given up within the period.
    """

    planned: int
    ongoing: int
    awaiting: int
    """Done, and waiting for its effect to be verified."""
    overdue: int
    orphans: int
    done: int
    on_time: int
    """Of those done in the period that had a day: how many by that day."""
    dated: int
    median_days: float | None
    """From the day of planning to the day it was done."""
    verified: int
    abandoned: int
    helped: int
    not_helped: int
    cannot_tell: int

    @property
    def open(self) -> int:
        return self.planned + self.ongoing + self.awaiting

    @property
    def share_on_time(self) -> float | None:
        return self.on_time / self.dated if self.dated else None


@dataclass(frozen=True, slots=True)
class NamedCounts:
    """A group with its key and, for a unit, its name; no key is the whole organisation."""

    key: str
    name: str
    counts: ActionCounts


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a unit were invited to trainings held in the period, and how many came."""

    unit_id: str
    name: str
    invited: int
    attended: int

    @property
    def share(self) -> float | None:
        return self.attended / self.invited if self.invited else None


@dataclass(frozen=True, slots=True)
class ActionFigures:
    """All figures of the plan, for one reader's units, at one day."""

    period_from: date
    period_to: date
    today: date
    whole: ActionCounts
    by_unit: tuple[NamedCounts, ...]
    by_kind: tuple[NamedCounts, ...]
    training: tuple[Coverage, ...]
    money_planned: float
    money_realised: float
    """Of actions of the kind economy that are open or were done in the period; kronor."""


@dataclass(frozen=True, slots=True)
class Period:
    """Between which days something happened, and which day it is."""

    first: date
    last: date
    today: date

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and self.first <= on_day(moment) <= self.last


def on_day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def action_figures(
    session: Session,
    *,
    units: frozenset[str] | None,
    period_from: date,
    period_to: date,
    today: date,
) -> ActionFigures:
    """Count the plan: everything, or that of some units and what is for the whole."""
    period = Period(period_from, period_to, today)
    wanted = select(Action, Person.active).outerjoin(Person, col(Person.id) == Action.owner_id)
    if units is not None:
        wanted = wanted.where(or_(col(Action.unit_id).in_(units), col(Action.unit_id).is_(None)))
    rows = [(action, bool(active)) for action, active in session.exec(wanted)]
    names = {unit.id: unit.name for unit in session.exec(select(Unit))}
    keys = sorted(
        {action.unit_id or "" for action, _ in rows},
        key=lambda key: (not key, names.get(key, "").casefold()),
    )
    money = [action for action, _ in rows if counts_in_money(action, period)]
    return ActionFigures(
        period_from=period_from,
        period_to=period_to,
        today=today,
        whole=counts_of(rows, period),
        by_unit=tuple(
            NamedCounts(
                key,
                names.get(key, ""),
                counts_of([row for row in rows if (row[0].unit_id or "") == key], period),
            )
            for key in keys
        ),
        by_kind=tuple(
            NamedCounts(kind, "", counts_of([row for row in rows if row[0].kind == kind], period))
            for kind in ActionKind
            if any(action.kind == kind for action, _ in rows)
        ),
        training=_coverage(session, [action for action, _ in rows], names, period),
        money_planned=sum(action.money_planned or 0 for action in money),
        money_realised=sum(action.money_realised or 0 for action in money),
    )


def counts_of(rows: Sequence[tuple[Action, bool]], period: Period) -> ActionCounts:
    """Count a group of actions, each with whether its owner still works here. Touches nothing."""
    actions = [action for action, _ in rows]
    done = [action for action in actions if period.holds(action.done_at)]
    dated = [action for action in done if action.due_on is not None]
    verified = [action for action in actions if period.holds(action.verified_at)]
    days = [(on_day(a.done_at) - on_day(a.created_at)).days for a in done if a.done_at]
    return ActionCounts(
        planned=_in_state(actions, ActionState.planned),
        ongoing=_in_state(actions, ActionState.ongoing),
        awaiting=_in_state(actions, ActionState.done),
        overdue=sum(is_overdue(action, period.today) for action in actions),
        orphans=sum(action.state in OPEN and not active for action, active in rows),
        done=len(done),
        on_time=sum(_in_time(action) for action in dated),
        dated=len(dated),
        median_days=median(days) if days else None,
        verified=len(verified),
        abandoned=_in_state(actions, ActionState.abandoned),
        helped=_came_out(verified, Effect.helped),
        not_helped=_came_out(verified, Effect.not_helped),
        cannot_tell=_came_out(verified, Effect.cannot_tell),
    )


def _in_state(actions: Iterable[Action], state: ActionState) -> int:
    return sum(action.state == state for action in actions)


def _came_out(actions: Iterable[Action], effect: Effect) -> int:
    return sum(action.effect == effect for action in actions)


def _in_time(action: Action) -> bool:
    due, done = action.due_on, action.done_at
    return due is not None and done is not None and on_day(done) <= due


def counts_in_money(action: Action, period: Period) -> bool:
    """Tell whether an action is economic, not given up, and open or done in the period."""
    if action.kind != ActionKind.economy or action.state == ActionState.abandoned:
        return False
    return action.done_at is None or period.holds(action.done_at)


def _coverage(
    session: Session, actions: Sequence[Action], names: dict[str, str], period: Period
) -> tuple[Coverage, ...]:
    held = {
        action.id
        for action in actions
        if action.held_on is not None and period.first <= action.held_on <= period.last
    }
    invited: dict[str, int] = {}
    came: dict[str, int] = {}
    rows = session.exec(select(TrainedInUnit).where(col(TrainedInUnit.action_id).in_(held)))
    for row in rows:
        invited[row.unit_id] = invited.get(row.unit_id, 0) + row.invited
        came[row.unit_id] = came.get(row.unit_id, 0) + row.attended
    return tuple(
        Coverage(unit, names[unit], invited[unit], came[unit])
        for unit in sorted(invited, key=lambda unit: names[unit].casefold())
    )

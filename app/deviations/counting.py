"""The figures of deviations from plain rows. Touches no database and no page."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

import numpy as np

from sampling import mask_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A deviation as far as the figures need it. Withdrawn ones are not among them."""

    kind: str
    cause: str
    severity: str
    unit_id: str | None
    routine_id: str | None
    rule_of_law: bool
    reported_on: date
    closed_on: date | None
    due_on: date | None

    def closed_by(self, day: date) -> bool:
        return self.closed_on is not None and self.closed_on <= day

    def overdue_on(self, day: date) -> bool:
        return not self.closed_by(day) and self.due_on is not None and self.due_on < day


@dataclass(frozen=True, slots=True)
class Group:
    """The deviations of one kind, unit, cause or severity that were reported in the period.

    ``hidden`` groups are too small to tell of, or would give a small one away.
    """

    key: str
    opened: int | None
    closed: int | None
    overdue: int | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """How many were reported and closed, and how long it took."""

    opened: int
    """Reported in the period."""
    handled: int
    """Of those, how many are handled and closed."""
    closed: int
    """Closed in the period, whenever they were reported."""
    median_days: float | None
    """Half of those closed in the period took so many days or fewer, from report to closing."""
    open: int
    """Not closed on the day of the figures, whenever they were reported."""
    overdue: int

    @property
    def share_handled(self) -> float | None:
        return self.handled / self.opened if self.opened else None


def whole(rows: Sequence[Row], period: tuple[date, date], today: date) -> Whole:
    """Count all deviations of a period, as they stand on a day."""
    known = [row for row in rows if row.reported_on <= today]
    reported = [row for row in known if _within(row.reported_on, period)]
    closed = [row for row in known if row.closed_by(today) and _within(row.closed_on, period)]
    days = [(row.closed_on - row.reported_on).days for row in closed if row.closed_on]
    return Whole(
        opened=len(reported),
        handled=sum(row.closed_by(today) for row in reported),
        closed=len(closed),
        median_days=median(days) if days else None,
        open=sum(not row.closed_by(today) for row in known),
        overdue=sum(row.overdue_on(today) for row in known),
    )


def groups(
    rows: Sequence[Row],
    by: Callable[[Row], str | None],
    period: tuple[date, date],
    today: date,
    smallest: int,
) -> tuple[Group, ...]:
    """Count the deviations reported in a period by what they have in common, most first.

    Groups of fewer than ``smallest`` are left out, and as many others as it takes that none can
    be worked out from the whole.
    """
    reported = [
        row for row in rows if _within(row.reported_on, period) and row.reported_on <= today
    ]
    sizes = Counter(key for row in reported if (key := by(row)) is not None)
    names = [key for key, _ in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0]))]
    if not names:
        return ()
    counts = np.array([sizes[name] for name in names])
    # Those that belong to no group are one more, or the others would be told by what is left.
    apart = len(reported) - int(counts.sum())
    hidden, everything = mask_groups(np.append(counts, apart), smallest=smallest)
    return tuple(
        _group(name, [row for row in reported if by(row) == name], today, hide=hide or everything)
        for name, hide in zip(names, hidden.tolist(), strict=False)
    )


def _group(key: str, rows: Sequence[Row], today: date, *, hide: bool) -> Group:
    if hide:
        return Group(key, None, None, None, hidden=True)
    return Group(
        key=key,
        opened=len(rows),
        closed=sum(row.closed_by(today) for row in rows),
        overdue=sum(row.overdue_on(today) for row in rows),
    )


def _within(day: date | None, period: tuple[date, date]) -> bool:
    return day is not None and period[0] <= day <= period[1]

"""Deadlines: days in, whether they were kept and how late out.

Never asked; a reviewer writes the days she finds, and these rules do the counting. Months are
calendar months, see ``months_after``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from review_forms.answer_kinds import NOT_FOUND, Met
from review_forms.case_facts import FACTS
from review_forms.deadline_rules import (
    AsPlanned,
    Recent,
    Recurring,
    Rule,
    WithinDays,
    WithinMonths,
)
from review_forms.months import months_after, months_between

Values = Mapping[str, str]


@dataclass(frozen=True)
class Interval:
    """From one day to the next; ``done`` is None when nothing has been done yet."""

    start: date
    due: date
    done: date | None
    days_late: int


@dataclass(frozen=True)
class Deadline:
    """What a rule came to.

    ``met`` is ``not_applicable`` when nothing was due yet. ``days_late`` is that of the worst
    interval. ``next_due`` is when a recurring duty comes again. ``expected`` and ``found`` are
    numbers of times, for a rule about a plan.
    """

    met: Met
    intervals: Sequence[Interval] = field(default=())
    next_due: date | None = None
    expected: int | None = None
    found: int | None = None

    @property
    def days_late(self) -> int:
        """Days late at worst; 0 when in time."""
        return max((interval.days_late for interval in self.intervals), default=0)


def compute(rule: Rule, values: Values) -> Deadline | None:
    """Compute a deadline from the days the reviewer found.

    Parameters
    ----------
    rule : Rule
    values : mapping of question or fact to canonical answer

    Returns
    -------
    Deadline or None
        None while a needed answer is missing, or when the file does not give the day to count
        from.
    """
    match rule:
        case WithinDays() | WithinMonths():
            return _within(rule, values)
        case Recurring():
            return _recurring(rule, values)
        case Recent():
            return _recent(rule, values)
        case AsPlanned():
            return _as_planned(rule, values)


def _within(rule: WithinDays | WithinMonths, values: Values) -> Deadline | None:
    start, done, end = (_day(values, name) for name in (rule.start, rule.done, rule.end))
    if start is None:
        # Without a day to count from nothing can be late, but what is not in the file is not done.
        return Deadline(Met.no) if values.get(rule.done) == NOT_FOUND else None
    # The register is silent about a placement that goes on: not done, rather than not known.
    if rule.done not in values and rule.done not in FACTS:
        return None
    if done is None and end is None:
        return Deadline(Met.no)
    if isinstance(rule, WithinDays):
        due = start + timedelta(days=rule.days)
    else:
        due = months_after(start, rule.months)
    return _judged([_interval(start, due, done, end)], done=done is not None)


def _recurring(rule: Recurring, values: Values) -> Deadline | None:
    end, period_from = _day(values, rule.end), _day(values, rule.period_from)
    if rule.dates not in values or end is None or period_from is None:
        return None
    start = _day(values, rule.start)
    days = [day for day in _days(values, rule.dates) if day <= end and (not start or day > start)]
    since, months = _counted_from(rule, start, period_from, days)
    intervals = []
    for day in [day for day in days if day > since]:
        intervals.append(_interval(since, months_after(since, months), day, end))
        since, months = day, rule.months
    due = months_after(since, months)
    intervals.append(_interval(since, due, None, end))
    return _judged(intervals, done=bool(days), next_due=due)


def _counted_from(
    rule: Recurring, start: date | None, period_from: date, days: Sequence[date]
) -> tuple[date, int]:
    """Find the day the counting begins, and the months that the first interval may take."""
    before = [day for day in days if day < period_from]
    if before:
        return before[-1], rule.months
    first = rule.first_months or rule.months
    if start and months_after(start, first) >= period_from:
        return start, first
    return months_after(period_from, -rule.months), rule.months


def _recent(rule: Recent, values: Values) -> Deadline | None:
    end = _day(values, rule.end)
    if rule.done not in values or end is None:
        return None
    days = [day for day in _days(values, rule.done) if day <= end]
    since = days[-1] if days else _day(values, rule.start)
    if since is None:
        return Deadline(Met.no)
    due = months_after(since, rule.months)
    return _judged([_interval(since, due, None, end)], done=bool(days), next_due=due)


def _as_planned(rule: AsPlanned, values: Values) -> Deadline | None:
    end, start = _day(values, rule.end), _day(values, rule.start)
    planned = values.get(rule.planned, NOT_FOUND)
    if planned == NOT_FOUND or rule.dates not in values or end is None:
        return None
    visits, year_ago = _days(values, rule.dates), months_after(end, -12)
    since = max(start, year_ago) if start else year_ago
    expected = int(float(planned) * months_between(since, end) / 12)
    # The same day a year ago belongs to the year before.
    found = sum(max(since, year_ago + timedelta(days=1)) <= day <= end for day in visits)
    kept = Met.yes if found >= expected else Met.no
    return Deadline(kept if expected else Met.not_applicable, expected=expected, found=found)


def _interval(start: date, due: date, done: date | None, end: date | None) -> Interval:
    reached = done or end or due
    return Interval(start, due, done, max((reached - due).days, 0))


def _judged(intervals: Sequence[Interval], *, done: bool, next_due: date | None = None) -> Deadline:
    """Not met if anything was late; met if it was done; otherwise it was not due yet."""
    if any(interval.days_late for interval in intervals):
        met = Met.no
    else:
        met = Met.yes if done else Met.not_applicable
    return Deadline(met, tuple(intervals), next_due)


def _day(values: Values, name: str) -> date | None:
    value = values.get(name, NOT_FOUND)
    return None if value == NOT_FOUND else date.fromisoformat(value)


def _days(values: Values, name: str) -> list[date]:
    value = values.get(name, NOT_FOUND)
    return [] if value == NOT_FOUND else [date.fromisoformat(day) for day in value.split(",")]

"""What the months of a factor say: which of them chance would hardly give, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from babel.dates import format_date
from numpy.typing import NDArray

from app.errors import N_
from app.key_figures.models import Better, MonthlyFactor, MonthlyValue
from app.web.language import language, number, percent, said
from sampling import RunChart, run_chart

SHIFT, TREND = 8, 6


@dataclass(frozen=True, slots=True)
class MonthShown:
    """A month in the table and in the chart; without a share where nothing was counted."""

    month: date
    label: str
    met: int
    counted: int
    share: float | None
    low: float | None = None
    high: float | None = None
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FactorChart:
    """The months of a factor, their limits, and one sentence for each thing that stands out."""

    months: list[MonthShown]
    centre: float | None = None
    enough: bool = False
    sentences: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    reached: int | None = None

    @property
    def latest(self) -> MonthShown | None:
        return next((month for month in reversed(self.months) if month.share is not None), None)


def factor_chart(factor: MonthlyFactor, values: Sequence[MonthlyValue]) -> FactorChart:
    """Draw limits round the months of a factor, and say what stands out."""
    counted = [value for value in values if value.counted]
    if not counted:
        return FactorChart([_shown(value) for value in values], missing=_gaps(values))
    chart = run_chart(
        [value.met for value in counted],
        [value.counted for value in counted],
        baseline=_baseline(factor, len(counted)),
        shift=SHIFT,
        trend=TREND,
    )
    place = {value.month: at for at, value in enumerate(counted)}
    months = [
        _shown(value, chart, place[value.month]) if value.counted else _shown(value)
        for value in values
    ]
    return FactorChart(
        months=months,
        centre=chart.centre,
        enough=chart.enough,
        sentences=_sentences(chart, counted, factor) if chart.enough else [],
        missing=_gaps(values),
        reached=_reached(factor, chart),
    )


def month_name(month: date) -> str:
    return str(format_date(month, "MMMM y", locale=language()))


def _baseline(factor: MonthlyFactor, months: int) -> int | None:
    return None if factor.baseline is None else max(1, min(factor.baseline, months))


def _shown(value: MonthlyValue, chart: RunChart | None = None, at: int = 0) -> MonthShown:
    return MonthShown(
        month=value.month,
        label=str(format_date(value.month, "MMM yy", locale=language())).replace(".", ""),
        met=value.met,
        counted=value.counted,
        share=float(chart.shares[at]) if chart else None,
        low=float(chart.low[at]) if chart else None,
        high=float(chart.high[at]) if chart else None,
        mark=_mark(chart, at) if chart and chart.enough else "",
        note=value.note,
    )


def _mark(chart: RunChart, at: int) -> str:
    if chart.outside[at]:
        return "outside"
    return "run" if chart.shift[at] or chart.trend[at] else ""


def _reached(factor: MonthlyFactor, chart: RunChart) -> int | None:
    if factor.target is None:
        return None
    if factor.better == Better.less:
        return int((chart.shares <= factor.target).sum())
    return int((chart.shares >= factor.target).sum())


def _sentences(chart: RunChart, values: Sequence[MonthlyValue], factor: MonthlyFactor) -> list[str]:
    found = [
        _outside(chart, at, values[at], factor) for at in range(len(values)) if chart.outside[at]
    ]
    for first, last in _rows(chart.shift):
        above = bool(chart.shares[last] > chart.centre)
        found.append(_shift(values[first].month, values[last].month, last - first + 1, above=above))
    for first, last in _rows(chart.trend):
        rising = bool(chart.shares[last] > chart.shares[first])
        found.append(_trend(values[first].month, values[last].month, rising=rising))
    return found


def _outside(chart: RunChart, at: int, value: MonthlyValue, factor: MonthlyFactor) -> str:
    above = bool(chart.shares[at] > chart.high[at])
    good = above is (factor.better == Better.more)
    text = (
        N_("%(month)s: %(share)s is above %(limit)s, higher than chance would give. %(advice)s")
        if above
        else N_("%(month)s: %(share)s is below %(limit)s, lower than chance would give. %(advice)s")
    )
    advice = (
        N_("Find out what went well, and keep it.")
        if good
        else N_("Find out what happened that month.")
    )
    return said(
        text,
        {
            "month": _begin(month_name(value.month)),
            "share": percent(float(chart.shares[at])),
            "limit": percent(float(chart.high[at] if above else chart.low[at])),
            "advice": said(advice),
        },
    )


ABOVE = N_(
    "From %(first)s to %(last)s: %(months)s months in a row above the centre line. "
    "That is a real change, not chance."
)
BELOW = N_(
    "From %(first)s to %(last)s: %(months)s months in a row below the centre line. "
    "That is a real change, not chance."
)


def _shift(first: date, last: date, months: int, *, above: bool) -> str:
    names = {"first": month_name(first), "last": month_name(last), "months": number(months)}
    return said(ABOVE if above else BELOW, names)


def _trend(first: date, last: date, *, rising: bool) -> str:
    text = (
        N_("From %(first)s to %(last)s it rises month by month, longer than chance would.")
        if rising
        else N_("From %(first)s to %(last)s it falls month by month, longer than chance would.")
    )
    return said(text, {"first": month_name(first), "last": month_name(last)})


def _rows(marked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Give the first and last place of each unbroken row of marked points."""
    rows: list[tuple[int, int]] = []
    for at, is_marked in enumerate(marked):
        if not is_marked:
            continue
        if rows and rows[-1][1] == at - 1:
            rows[-1] = (rows[-1][0], at)
        else:
            rows.append((at, at))
    return rows


def _gaps(values: Sequence[MonthlyValue]) -> list[str]:
    """Name the months between the first and the last that nothing is known of."""
    there = {value.month for value in values}
    if not there:
        return []
    month, gaps = min(there), []
    while month < max(there):
        if month not in there:
            gaps.append(month_name(month))
        month = _next(month)
    return gaps


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _begin(words: str) -> str:
    return words[:1].upper() + words[1:]

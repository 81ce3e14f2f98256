"""A monthly factor as its page shows it: drawn with its limits, in a table, and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.errors import N_
from app.key_figures.models import Better, MonthlyFactor, MonthlyValue
from app.key_figures.month_chart import FactorChart, MonthShown, factor_chart
from app.web.drawing import Point, drawn, run_chart
from app.web.language import ngettext, number, percent, said

FEWEST = 10


@dataclass(frozen=True, slots=True)
class FactorShown:
    """A factor, ready for the page."""

    factor: MonthlyFactor
    chart: FactorChart
    drawing: Markup | None
    latest: str
    target: str
    reached: str
    on_target: bool | None

    @property
    def stands_out(self) -> bool:
        return bool(self.chart.sentences)


def factor_shown(factor: MonthlyFactor, values: Sequence[MonthlyValue]) -> FactorShown:
    chart = factor_chart(factor, values)
    latest = chart.latest
    return FactorShown(
        factor=factor,
        chart=chart,
        drawing=_drawing(factor, chart),
        latest=f"{latest.label}: {share_in_words(latest)}" if latest else "",
        target=_target(factor),
        reached=_reached(chart),
        on_target=_on_target(factor, latest),
    )


def share_in_words(month: MonthShown) -> str:
    """Write a share as it should always be written: with what it is a share of."""
    if month.share is None:
        return said(N_("nothing to count"))
    return said(
        N_("%(met)s of %(counted)s (%(share)s)"),
        {
            "met": number(month.met),
            "counted": number(month.counted),
            "share": percent(month.share),
        },
    )


def _drawing(factor: MonthlyFactor, chart: FactorChart) -> Markup | None:
    points = [
        Point(month.label, month.share, month.low, month.high, month.mark, share_in_words(month))
        for month in chart.months
        if month.share is not None and month.low is not None and month.high is not None
    ]
    if not points or chart.centre is None:
        return None
    return drawn(run_chart, points, centre=chart.centre, title=factor.name)


def _target(factor: MonthlyFactor) -> str:
    if factor.target is None:
        return ""
    text = N_("at most %(share)s") if factor.better == Better.less else N_("at least %(share)s")
    return said(text, {"share": percent(factor.target)})


def _reached(chart: FactorChart) -> str:
    if chart.reached is None:
        return ""
    counted = sum(month.share is not None for month in chart.months)
    text = ngettext(
        "The target was reached in %(reached)s of %(num)s month.",
        "The target was reached in %(reached)s of %(num)s months.",
        counted,
    )
    return text % {"reached": number(chart.reached), "num": counted}


def _on_target(factor: MonthlyFactor, latest: MonthShown | None) -> bool | None:
    if factor.target is None or latest is None or latest.share is None:
        return None
    if factor.better == Better.less:
        return latest.share <= factor.target
    return latest.share >= factor.target

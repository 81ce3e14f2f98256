"""The figures of deviations laid out for their page: bars in words, and one plain sentence each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.deviations.counting import Group
from app.deviations.expected import Expected
from app.deviations.figures import DeviationFigures, ExpectedInRound
from app.deviations.gathering import is_critical, question_label
from app.deviations.words import CAUSES, KINDS, SEVERITIES
from app.errors import N_
from app.web.language import gettext, number, said
from review_forms import load

MOST = 10


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the sample of one round says of its frame, in sentences."""

    round_id: str
    round_name: str
    rows: Sequence[dict[str, Any]]
    sentences: Sequence[tuple[str, bool]]
    """Each with whether the question is critical."""


@dataclass(frozen=True, slots=True)
class FiguresShown:
    """Everything that the page of figures shows, ready made."""

    kinds: Sequence[dict[str, Any]]
    units: Sequence[dict[str, Any]]
    causes: Sequence[dict[str, Any]]
    severities: Sequence[dict[str, Any]]
    routines: Sequence[dict[str, Any]]
    hidden: bool
    expected: Sequence[Expectation]


def figures_shown(figures: DeviationFigures) -> FiguresShown:
    """Lay out the figures."""
    told = (figures.by_kind, figures.by_unit, figures.by_cause, figures.by_severity)
    return FiguresShown(
        kinds=_bars(figures.by_kind, KINDS, "kind"),
        units=_bars(figures.by_unit, figures.names, "unit"),
        causes=_bars(figures.by_cause, CAUSES, "cause"),
        severities=_bars(figures.by_severity, SEVERITIES, "severity"),
        routines=_bars(figures.by_routine, figures.names, "routine"),
        hidden=any(group.hidden for groups in told for group in groups),
        expected=[_expectation(one) for one in figures.expected],
    )


def _bars(groups: Sequence[Group], labels: Mapping[Any, str], name: str) -> list[dict[str, Any]]:
    """Draw how many of the deviations of each group are closed; all bars to the same scale."""
    most = max((group.opened or 0 for group in groups), default=0) or 1
    return [
        {
            "label": gettext(labels.get(group.key, group.key)),
            "href": f"/deviations?{name}={group.key}",
            "hidden": group.hidden,
            "opened": group.opened,
            "closed": group.closed,
            "overdue": group.overdue,
            "most": most,
            "text": _counted(group),
        }
        for group in groups
    ]


def _counted(group: Group) -> str:
    if group.hidden:
        return gettext(N_("too few to show"))
    values = {"opened": number(group.opened or 0), "closed": number(group.closed or 0)}
    return said(N_("%(opened)s reported, %(closed)s closed"), values)


def _expectation(one: ExpectedInRound) -> Expectation:
    form = load(one.form_name, one.form_version)
    shown = one.faults[:MOST]
    return Expectation(
        round_id=one.round_id,
        round_name=one.round_name,
        rows=[
            {
                "label": question_label(form, fault.question_id),
                "share": fault.cases / fault.frame,
                "low": fault.low / fault.frame,
                "high": fault.high / fault.frame,
                "text": said(
                    N_("%(low)s–%(high)s of %(frame)s cases"),
                    {
                        "low": number(fault.low),
                        "high": number(fault.high),
                        "frame": number(fault.frame),
                    },
                ),
                "note": said(
                    N_("in the register: %(reported)s"), {"reported": number(fault.reported)}
                ),
            }
            for fault in shown
        ],
        sentences=[
            (
                sentence(question_label(form, fault.question_id), one.round_name, fault),
                is_critical(form, fault.question_id),
            )
            for fault in shown
        ],
    )


def sentence(question: str, round_name: str, fault: Expected) -> str:
    """Say what a figure means, and what it cannot mean."""
    values = {
        "question": question,
        "round": round_name,
        "frame": number(fault.frame),
        "low": number(fault.low),
        "high": number(fault.high),
        "reported": number(fault.reported),
        "dark_low": number(fault.dark_low),
        "dark_high": number(fault.dark_high),
    }
    if fault.dark_high == 0:
        return said(
            N_(
                "%(question)s: the sample of %(round)s says that %(low)s–%(high)s of the "
                "%(frame)s cases have this fault, and the register has deviations about "
                "%(reported)s of them. Nothing suggests that any are missing."
            ),
            values,
        )
    return said(
        N_(
            "%(question)s: the sample of %(round)s says that %(low)s–%(high)s of the %(frame)s "
            "cases have this fault. The register has deviations about %(reported)s of them, so "
            "%(dark_low)s–%(dark_high)s are likely to be reported nowhere."
        ),
        values,
    )

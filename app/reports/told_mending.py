"""The figures of what follows from findings, each with its name."""

from collections.abc import Iterator

from app.errors import N_
from app.reports.content import ActionFacts, Content, DeviationFacts, KeyFigure
from app.reports.method_pages import ROLES
from app.reports.told_parts import Told, counted_told
from app.web.language import number, percent, said

OF_DEVIATIONS = {
    "opened": N_("Deviations opened"),
    "closed": N_("Deviations closed"),
    "handled": N_("Of those opened: handled and closed"),
    "open_at_end": N_("Open on the last day"),
    "overdue": N_("Past their day"),
    "rule_of_law": N_("About legal security"),
    "duties": N_("Duties to report further, decided"),
    "duties_done": N_("Duties to report further, done"),
    "objections": N_("Objections by the units"),
    "upheld": N_("Objections that were right"),
    "by_hand": N_("Reported by hand"),
    "alarms": N_("Alarms about a child at risk"),
}
OF_ACTIONS = {
    "planned": N_("Actions planned"),
    "ongoing": N_("Actions under way"),
    "done": N_("Actions done, effect not seen yet"),
    "verified": N_("Actions with a verified effect"),
    "overdue": N_("Past their day"),
    "helped": N_("Helped"),
    "not_helped": N_("Did not help"),
    "cannot_tell": N_("Cannot tell if it helped"),
}


def mending_told(content: Content) -> Iterator[Told]:
    """Name the figures of deviations and actions, the key figures and those of access."""
    if content.deviations is not None:
        yield from _deviations(content.deviations)
    if content.actions is not None:
        yield from _actions(content.actions)
    for figure in content.key_figures:
        yield _key_figure(figure)
    about = said(N_("Who had access"))
    for role, count in content.access:
        yield counted_told(("access", role), about, ROLES[role], count)
    yield counted_told(("readings",), about, N_("Readings of reviews, logged"), content.readings)


def _deviations(facts: DeviationFacts) -> Iterator[Told]:
    about = said(N_("Deviations"))
    for field, name in OF_DEVIATIONS.items():
        yield counted_told(("deviations", field), about, name, getattr(facts, field))
    if facts.share_closed is not None:
        name = said(N_("Of those opened: share handled and closed"))
        share = facts.share_closed
        yield Told(("deviations", "share_closed"), about, name, percent(share), share)
    if facts.median_days is not None:
        name = said(N_("Days until closed, median"))
        days = facts.median_days
        yield Told(("deviations", "median_days"), about, name, number(days, 1), days)
    for head, kind, tallies in (
        (N_("Deviations opened, by kind"), "kind", facts.by_kind),
        (N_("Deviations opened, by cause"), "cause", facts.by_cause),
        (N_("Deviations opened, by unit"), "unit", facts.by_unit),
    ):
        for each in tallies:
            yield counted_told((kind, each.code), said(head), each.name, each.count)
    yield from _expected(facts)


def _expected(facts: DeviationFacts) -> Iterator[Told]:
    suggested = said(N_("Cases in the frame, by the sample"))
    reported = said(N_("Of them reported"))
    for each in facts.expected:
        words = {
            "cases": number(each.cases),
            "low": number(each.low),
            "high": number(each.high),
        }
        text = said(N_("about %(cases)s (95%%: %(low)s–%(high)s)"), words)
        key = ("expected", each.question)
        yield Told(key, suggested, each.question, text, each.cases, each.low, each.high)
        yield counted_told(("reported", each.question), reported, each.question, each.reported)


def _actions(facts: ActionFacts) -> Iterator[Told]:
    about = said(N_("Actions"))
    for field, name in OF_ACTIONS.items():
        yield counted_told(("actions", field), about, name, getattr(facts, field))


def _key_figure(figure: KeyFigure) -> Told:
    text = f"{number(figure.value, 1)} {figure.unit} ({figure.year})"
    about = said(N_("National key figures"))
    return Told(("key_figure", figure.name), about, figure.name, text, figure.value)

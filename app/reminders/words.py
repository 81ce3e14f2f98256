"""What is to be done, in the words of the page and of the mail."""

from collections.abc import Sequence
from datetime import date

from babel.lists import format_list

from app.errors import N_
from app.reminders.matters import Kind, Matter, Why
from app.web.language import day, language, ngettext, said
from app.web.lateness import late_by

KINDS = {
    Kind.duty: N_("Duty to report"),
    Kind.deviation: N_("Deviation"),
    Kind.action: N_("Action"),
    Kind.re_review: N_("Re-review"),
    Kind.external_finding: N_("Answer to an external review"),
    Kind.reviews: N_("Reviews"),
    Kind.routine: N_("Routine to revise"),
}
NAMED = {
    Kind.duty: N_("Duty to report, deviation %(name)s"),
    Kind.deviation: N_("Deviation %(name)s"),
    Kind.action: N_("Action %(name)s"),
    Kind.re_review: N_("Re-review for action %(name)s"),
    Kind.external_finding: N_("Answer to external review, diary number %(name)s"),
    Kind.reviews: N_("Your reviews in %(name)s"),
    Kind.routine: N_("Revise “%(name)s”"),
}
REASONS = {
    Why.own: "",
    Why.role: N_("Belongs to your role."),
    Why.late: N_("You hear of this because it is late."),
    Why.orphan: N_("Nobody answers for this: appoint somebody."),
}


def named(matter: Matter, *, whose: str = "") -> str:
    """Say what a thing is, without its content; ``whose`` when it is somebody else's reviews."""
    if matter.kind is Kind.reviews and whose:
        return said(N_("Reviews in %(name)s: %(who)s"), {"name": matter.name, "who": whose})
    return said(NAMED[matter.kind], {"name": matter.name})


def reviews_left(matter: Matter) -> str:
    """Say how many reviews are left, where it is reviews."""
    if matter.kind is not Kind.reviews:
        return ""
    text = ngettext("%(num)s review left", "%(num)s reviews left", matter.left)
    return text % {"num": matter.left}


def when(due_on: date, today: date) -> str:
    """Say how far away a day is: today, in 3 days, 5 days late."""
    left = (due_on - today).days
    if left < 0:
        return late_by(-left)
    if left == 0:
        return said(N_("today"))
    return ngettext("tomorrow", "in %(num)s days", left) % {"num": left}


def steps(before: Sequence[int]) -> str:
    """Say how long before its day somebody is reminded: 14 and 3 days before, and on the day."""
    days = [str(day_) for day_ in sorted(before, reverse=True) if day_]
    parts = []
    if days:
        listed = format_list(days, locale=language())
        parts.append(said(N_("%(days)s days before"), {"days": listed}))
    if 0 in before:
        parts.append(said(N_("on the day")))
    return format_list(parts, locale=language())


def by_day(due_on: date, today: date) -> str:
    """Say the day, and how far away it is."""
    return said(N_("%(day)s (%(when)s)"), {"day": day(due_on), "when": when(due_on, today)})

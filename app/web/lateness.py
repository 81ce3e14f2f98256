"""How late something is, in the words of every page and mail."""

from app.web.language import ngettext

DAYS_TOLD = 91
"""Longer than this, nobody counts in days."""
MONTHS_TOLD = 23
DAYS_OF_MONTH = 365.25 / 12
DAYS_OF_YEAR = 365.25


def late_by(days: int) -> str:
    """Say how late something is: 5 days, more than 7 months, more than 3 years."""
    months = int(days / DAYS_OF_MONTH)
    if days <= DAYS_TOLD:
        text, count = ngettext("%(num)s day late", "%(num)s days late", days), days
    elif months <= MONTHS_TOLD:
        text = ngettext("more than %(num)s month late", "more than %(num)s months late", months)
        count = months
    else:
        count = int(days / DAYS_OF_YEAR)
        text = ngettext("more than %(num)s year late", "more than %(num)s years late", count)
    return text % {"num": count}

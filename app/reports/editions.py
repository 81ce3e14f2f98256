"""What a new edition says otherwise than the one before it, figure by figure."""

from app.errors import N_
from app.reports.content import Content
from app.reports.told import figures_told
from app.reports.told_parts import Told
from app.web.language import said

Difference = tuple[str, str, str]


def changed_figures(before: Content, after: Content) -> tuple[Difference, ...]:
    """List the figures that two editions tell otherwise: what it is of, before and after.

    Figures are held together by what they are of, never by their names: a unit that is called
    something else has not changed its figures. They differ when what a reader sees does.
    """
    earlier = {told.key: told for told in figures_told(before)}
    later = {told.key: told for told in figures_told(after)}
    gone = [key for key in earlier if key not in later]
    return tuple(
        _difference(earlier.get(key), later.get(key))
        for key in (*later, *gone)
        if _written(earlier.get(key)) != _written(later.get(key))
    )


def _written(told: Told | None) -> str:
    return told.text if told else said(N_("not in it"))


def _difference(before: Told | None, after: Told | None) -> Difference:
    of = after or before
    if of is None:
        raise ValueError("What differs is told in one of the editions at least.")
    return f"{of.about}: {of.name}", _written(before), _written(after)

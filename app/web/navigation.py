from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the product that a person can go to from every page."""

    href: str
    label: str
    icon: str
    current: bool = False
    count_from: str = ""
    """Where a number beside it is fetched from, once the page is there."""


_TODO = Place("/todo", N_("To do"), "calendar", count_from="/todo/count")
_PLACES: tuple[tuple[str, str, str, Permission], ...] = (
    ("/reviews", N_("My reviews"), "clipboard-check", Permission.fill_review),
    ("/rounds", N_("Rounds"), "dice", Permission.read_rounds),
    ("/deviations", N_("Deviations"), "flag", Permission.read_deviations),
    ("/deviations/report", N_("Report a deviation"), "flag", Permission.report_deviation),
    ("/actions", N_("Actions"), "list-checks", Permission.read_own_actions),
    (
        "/external-findings",
        N_("External findings"),
        "landmark",
        Permission.read_external_findings,
    ),
    ("/routines", N_("Routines"), "book-open", Permission.read_routines),
    ("/register", N_("Register"), "table", Permission.read_register),
    ("/reports", N_("Reports"), "file-text", Permission.read_reports),
    ("/key-figures", N_("Key figures"), "chart", Permission.read_key_figures),
    ("/people", N_("People"), "users", Permission.read_people),
    ("/outbox", N_("Outbox"), "mail", Permission.read_outbox),
    ("/log", N_("Log"), "scroll", Permission.read_log),
)


def navigation_for(actor: Actor | None, path: str) -> list[Place]:
    """List the places that are open to a person, in the order of the work."""
    if actor is None:
        return []
    return [
        replace(_TODO, current=path == _TODO.href),
        *_permitted(actor, path),
    ]


def first_page_for(actor: Actor | None) -> str:
    """Lead to where the day begins: with what is due, or with one's own work."""
    if actor is None:
        return "/sign-in"
    places = [] if actor.may(Permission.handle_deviation) else _permitted(actor, "/")
    return places[0].href if places else _TODO.href


def _permitted(actor: Actor, path: str) -> list[Place]:
    open_to_her = [place for place in _PLACES if actor.may(place[-1])]
    shown = [place for place in open_to_her if not _within_another(place[0], open_to_her)]
    return [
        Place(href, label, icon, current=path == href or path.startswith(href + "/"))
        for href, label, icon, _ in shown
    ]


def _within_another(href: str, places: Sequence[tuple[str, str, str, Permission]]) -> bool:
    """Tell whether a place lies within one that is shown: from there it is a step away."""
    return any(href.startswith(other + "/") for other, *_ in places)

from dataclasses import dataclass

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


_PLACES: tuple[tuple[str, str, str, Permission], ...] = (
    ("/reviews", N_("My reviews"), "clipboard-check", Permission.fill_review),
    ("/rounds", N_("Rounds"), "dice", Permission.read_rounds),
    ("/register", N_("Register"), "table", Permission.read_register),
    ("/people", N_("People"), "users", Permission.read_people),
    ("/log", N_("Log"), "scroll", Permission.read_log),
)


def navigation_for(actor: Actor | None, path: str) -> list[Place]:
    """List the places that are open to a person, in the order of the work."""
    if actor is None:
        return []
    return [
        Place(href, label, icon, current=path == href or path.startswith(href + "/"))
        for href, label, icon, permission in _PLACES
        if actor.may(permission)
    ]

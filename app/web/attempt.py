"""Trying a change whose page can show again what was typed, should the rules refuse it."""

from collections.abc import Callable

from sqlmodel import Session

from app.errors import DomainError, Forbidden, NotFound


def attempt(session: Session, change: Callable[[], object]) -> DomainError | None:
    """Do all of it and give None; or undo all of it and give why it was refused.

    A refusal may come late, from a rule that looks at what is already changed, so the change is
    taken back to where it began. What does not exist, or is not hers, has no page to go back to.
    """
    try:
        with session.begin_nested():
            change()
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        return refusal
    return None

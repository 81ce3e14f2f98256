from collections.abc import Mapping
from typing import Any


def N_(text: str) -> str:  # noqa: N802 (the name that gettext's extractor looks for)
    """Mark a text where it is written; it is translated where it is shown."""
    return text


class DomainError(Exception):
    """What a user asked for that the rules forbid.

    ``message`` says what to do, in English, with ``%(name)s`` for details; the page translates it.
    ``where`` among the details is the address of the page where it is done.
    The docstring of each subclass says why its rule exists.
    """

    status = 409
    message = N_("That cannot be done right now.")

    def __init__(self, **details: Any) -> None:
        self.details: Mapping[str, Any] = details
        super().__init__(self.message % details if details else self.message)


class NotFound(DomainError):
    """What is outside your scope does not exist, so that nobody can learn that it does."""

    status = 404
    message = N_("The page does not exist, or it is not yours to see.")


class Forbidden(DomainError):
    """It is within your scope, but not yours to change."""

    status = 403
    message = N_("Your role does not allow this. Ask a manager or the administrator.")


class StorageUnavailable(DomainError):
    """Nothing is called saved before the database has said so."""

    status = 503
    message = N_("The database cannot save right now. Nothing was saved; try again in a moment.")

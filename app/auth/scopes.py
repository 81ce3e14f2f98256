"""What a token may be used for: never more than the person herself, and mostly less."""

from enum import StrEnum, auto

from app.auth.permissions import Permission


class Scope(StrEnum):
    """A part of what can be read by programs."""

    summary = auto()
    answers = auto()
    deviations = auto()
    actions = auto()


NEEDS = {
    Scope.summary: Permission.read_summary,
    Scope.answers: Permission.export_answers,
    Scope.deviations: Permission.read_deviations,
    Scope.actions: Permission.read_actions,
}

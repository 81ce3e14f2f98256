"""Who may do what to which thing, as one pure function; what is not allowed here is refused.

Routes ask ``GRANTS`` and queries start from what the actor may see. This is the same law without
a database: the tests hold both against it, and the documentation prints it.
"""

from dataclasses import dataclass
from enum import StrEnum, auto

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.organisation.models import Role


class Action(StrEnum):
    """What somebody does to a particular thing."""

    read_answers = auto()
    save_answer = auto()
    submit_review = auto()
    ask_to_reopen = auto()
    return_review = auto()
    approve_review = auto()
    roll_dice = auto()
    draw_sample = auto()
    manage_people = auto()
    read_entry = auto()


@dataclass(frozen=True, slots=True)
class Thing:
    """What matters about a review, a draw or a log entry when somebody reaches for it.

    ``locked`` says that this review is submitted or approved, ``all_locked`` that every review of
    the same case is. ``rolled_by`` holds those who have rolled dice for a draw.
    """

    unit_id: str | None = None
    reviewer_id: str | None = None
    reviewers_of_case: frozenset[str] = frozenset()
    locked: bool = False
    all_locked: bool = False
    rolled_by: frozenset[str] = frozenset()
    people_to_roll: int = 2
    actor_id: str | None = None
    technical: bool = False


def decide(actor: Actor, action: Action, thing: Thing) -> bool:
    """Tell whether the actor may do this to the thing."""
    match action:
        case Action.read_answers:
            return _read_answers(actor, thing)
        case Action.save_answer | Action.submit_review:
            return _own_review(actor, thing) and not thing.locked
        case Action.ask_to_reopen:
            return _own_review(actor, thing) and thing.locked
        case Action.return_review | Action.approve_review:
            return _judge_review(actor, action, thing)
        case Action.roll_dice:
            return (
                actor.may_in(Permission.roll_dice, thing.unit_id)
                and actor.id not in thing.rolled_by
            )
        case Action.draw_sample:
            return (
                actor.may_in(Permission.draw_sample, thing.unit_id)
                and len(thing.rolled_by) >= thing.people_to_roll
            )
        case Action.manage_people:
            return actor.may(Permission.manage_people)
        case Action.read_entry:
            return _read_entry(actor, thing)
    return False


def _own_review(actor: Actor, thing: Thing) -> bool:
    return actor.may(Permission.fill_review) and thing.reviewer_id == actor.id


def _read_answers(actor: Actor, thing: Thing) -> bool:
    """Her own always; a colleague's of the same case when both are done; others' when done."""
    if _own_review(actor, thing):
        return True
    if actor.may(Permission.fill_review) and actor.id in thing.reviewers_of_case:
        return thing.all_locked
    if Role.auditor in actor.roles:
        return actor.may_in(Permission.read_reviews, thing.unit_id)
    return thing.locked and actor.may_in(Permission.read_reviews, thing.unit_id)


def _judge_review(actor: Actor, action: Action, thing: Thing) -> bool:
    """Judge a review that is done, in one's own units, and never one's own."""
    permission = Permission(action.value)
    return (
        thing.locked
        and actor.may_in(permission, thing.unit_id)
        and actor.id not in thing.reviewers_of_case | {thing.reviewer_id}
    )


def _read_entry(actor: Actor, thing: Thing) -> bool:
    """The auditor reads the whole log, the administrator what is technical, others their own."""
    if actor.may(Permission.read_whole_log) or thing.actor_id == actor.id:
        return True
    return actor.may(Permission.read_log) and thing.technical

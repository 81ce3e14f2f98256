"""Who may do what to which thing, as one pure function; what is not allowed here is refused.

Routes ask ``GRANTS`` and queries start from what the actor may see. This is the same law without
a database: the tests hold both against it, and the documentation prints it.
"""

from collections.abc import Callable, Mapping
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
    rule = _RULES.get(action)
    return rule is not None and rule(actor, thing)


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


def _fill(actor: Actor, thing: Thing) -> bool:
    return _own_review(actor, thing) and not thing.locked


def _ask_to_reopen(actor: Actor, thing: Thing) -> bool:
    return _own_review(actor, thing) and thing.locked


def _return_review(actor: Actor, thing: Thing) -> bool:
    return _judge(actor, Permission.return_review, thing)


def _approve_review(actor: Actor, thing: Thing) -> bool:
    return _judge(actor, Permission.approve_review, thing)


def _judge(actor: Actor, permission: Permission, thing: Thing) -> bool:
    """Judge a review that is done, in one's own units, and never one's own."""
    own = actor.id == thing.reviewer_id or actor.id in thing.reviewers_of_case
    return thing.locked and not own and actor.may_in(permission, thing.unit_id)


def _roll_dice(actor: Actor, thing: Thing) -> bool:
    """Roll once: the digits of two people are worth more than one person's twice."""
    again = actor.id in thing.rolled_by
    return actor.may_in(Permission.roll_dice, thing.unit_id) and not again


def _draw_sample(actor: Actor, thing: Thing) -> bool:
    rolled = len(thing.rolled_by) >= thing.people_to_roll
    return rolled and actor.may_in(Permission.draw_sample, thing.unit_id)


def _manage_people(actor: Actor, _thing: Thing) -> bool:
    return actor.may(Permission.manage_people)


def _read_entry(actor: Actor, thing: Thing) -> bool:
    """Read one's own entries; the auditor reads all, the administrator what is technical."""
    if actor.may(Permission.read_whole_log) or thing.actor_id == actor.id:
        return True
    return actor.may(Permission.read_log) and thing.technical


_RULES: Mapping[Action, Callable[[Actor, Thing], bool]] = {
    Action.read_answers: _read_answers,
    Action.save_answer: _fill,
    Action.submit_review: _fill,
    Action.ask_to_reopen: _ask_to_reopen,
    Action.return_review: _return_review,
    Action.approve_review: _approve_review,
    Action.roll_dice: _roll_dice,
    Action.draw_sample: _draw_sample,
    Action.manage_people: _manage_people,
    Action.read_entry: _read_entry,
}

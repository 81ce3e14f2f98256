"""Who may do what to what (the table of roles), case by case. What is not listed is refused."""

from dataclasses import replace
from itertools import product

import pytest

from app.auth.actor import Actor
from app.auth.decide import Action, Thing, decide
from app.organisation.models import Role
from tests.cast import ADA, AUDREY, CAST, KIM, MAX, MONA, RUT, SAM

OWN = Thing(unit_id="north", reviewer_id="rut", reviewers_of_case=frozenset({"rut", "sam"}))
DONE = replace(OWN, locked=True)
BOTH_DONE = replace(DONE, all_locked=True)
SOUTH = replace(DONE, unit_id="south")
STRANGERS = Thing(unit_id="north", reviewer_id="tea", reviewers_of_case=frozenset({"tea"}))
NOT_ROLLED = Thing(unit_id="north")
ROLLED_BY_MONA = replace(NOT_ROLLED, rolled_by=frozenset({"mona"}))
ROLLED = replace(NOT_ROLLED, rolled_by=frozenset({"mona", "kim"}))
ABOUT_RUT = Thing(actor_id="rut")
TECHNICAL = Thing(actor_id="mona", technical=True)
NOBODYS = Thing()

# For each action and thing, exactly those of the cast who may. Everybody else may not.
TABLE = [
    (Action.read_answers, OWN, {RUT, AUDREY}),
    (Action.read_answers, DONE, {RUT, MONA, MAX, KIM, AUDREY}),
    (Action.read_answers, BOTH_DONE, {RUT, SAM, MONA, MAX, KIM, AUDREY}),
    (Action.read_answers, SOUTH, {RUT, MONA, KIM, AUDREY}),
    (Action.read_answers, STRANGERS, {AUDREY}),
    (Action.save_answer, OWN, {RUT}),
    (Action.save_answer, DONE, set()),
    (Action.save_answer, STRANGERS, set()),
    (Action.submit_review, OWN, {RUT}),
    (Action.submit_review, DONE, set()),
    (Action.ask_to_reopen, OWN, set()),
    (Action.ask_to_reopen, DONE, {RUT}),
    (Action.return_review, OWN, set()),
    (Action.return_review, DONE, {KIM}),
    (Action.return_review, replace(DONE, reviewer_id="kim"), set()),
    (Action.return_review, replace(DONE, reviewers_of_case=frozenset({"kim"})), set()),
    (Action.approve_review, OWN, set()),
    (Action.approve_review, DONE, {KIM}),
    (Action.approve_review, replace(DONE, reviewer_id="kim"), set()),
    (Action.roll_dice, NOT_ROLLED, {MONA, MAX, KIM}),
    (Action.roll_dice, ROLLED_BY_MONA, {MAX, KIM}),
    (Action.roll_dice, replace(NOT_ROLLED, unit_id="south"), {MONA, KIM}),
    (Action.draw_sample, NOT_ROLLED, set()),
    (Action.draw_sample, ROLLED_BY_MONA, set()),
    (Action.draw_sample, ROLLED, {MONA, MAX}),
    (Action.draw_sample, replace(ROLLED, unit_id="south"), {MONA}),
    (Action.draw_sample, replace(ROLLED, unit_id=None), {MONA}),
    (Action.manage_people, NOBODYS, {ADA}),
    (Action.read_entry, ABOUT_RUT, {RUT, AUDREY}),
    (Action.read_entry, TECHNICAL, {MONA, ADA, AUDREY}),
    (Action.read_entry, NOBODYS, {AUDREY}),
]


@pytest.mark.parametrize(("action", "thing", "allowed"), TABLE)
def test_these_may_and_nobody_else(action, thing, allowed):
    assert {actor.id for actor in CAST if decide(actor, action, thing)} == {
        actor.id for actor in allowed
    }


def test_every_action_is_in_the_table():
    assert {action for action, _, _ in TABLE} == set(Action)


@pytest.mark.parametrize("action", Action)
def test_somebody_without_roles_may_do_nothing(action):
    nobody = Actor(id="nobody", name="", grants=frozenset())

    assert not any(decide(nobody, action, thing) for _, thing, _ in TABLE)


def test_what_is_no_action_is_refused():
    assert not decide(MONA, "take_over", DONE)


@pytest.mark.parametrize(("role", "action"), list(product(Role, Action)))
def test_another_unit_is_never_wider_than_the_whole(role, action):
    """Whoever may do it in one unit only may do nothing that the whole organisation may not."""
    everywhere = Actor(id="x", name="", grants=frozenset({(role, None)}))
    in_north = Actor(id="x", name="", grants=frozenset({(role, "north")}))

    for _, thing, _ in TABLE:
        assert decide(everywhere, action, thing) or not decide(in_north, action, thing)

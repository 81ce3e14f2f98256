from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.organisation.models import Role
from app.reminders.matters import Colleague, Kind, Matter, Rules, Why, hearers, reminders_on

TODAY = date(2026, 11, 23)
RULES = Rules()


def someone(id_, *grants, active=True):
    return Colleague(id_, id_.title(), active, frozenset(grants))


RUT = someone("rut", (Role.reviewer, None))
MAX = someone("max", (Role.manager, "north"))
MONA = someone("mona", (Role.manager, None))
KIM = someone("kim", (Role.quality, None))
EVERYBODY = (RUT, MAX, MONA, KIM)


def due_in(days, **more):
    return Matter(
        **{
            "kind": Kind.action,
            "id": "a",
            "name": "2026-001",
            "due_on": TODAY + timedelta(days=days),
            "href": "/actions/a",
            "owner_id": "rut",
            "unit_id": "north",
            **more,
        }
    )


def told(matter, day=TODAY, people=EVERYBODY, already=frozenset()):
    found = reminders_on(day, [matter], people, RULES, already)
    return {(each.person_id, str(each.why)) for each in found}


@pytest.mark.parametrize("days", [14, 3, 0])
def test_the_owner_hears_of_it_before_the_day(days):
    assert told(due_in(days)) == {("rut", "own")}


@pytest.mark.parametrize("days", [15, 100])
def test_nobody_hears_of_what_is_far_away(days):
    assert told(due_in(days)) == set()


def test_after_the_day_the_manager_of_the_unit_hears_of_it_too():
    assert told(due_in(-1)) == {("rut", "own"), ("max", "late")}


@pytest.mark.parametrize(
    ("matter", "people", "head"),
    [
        (due_in(-1, unit_id="south"), EVERYBODY, "mona"),
        (due_in(-1, unit_id=None), EVERYBODY, "mona"),
        (due_in(-1, owner_id="max"), EVERYBODY, "mona"),
        (due_in(-1, owner_id="mona", unit_id=None), EVERYBODY, "kim"),
        (due_in(-1), (RUT, replace(MAX, active=False), MONA, KIM), "mona"),
        (due_in(-1), (RUT, replace(MAX, active=False), replace(MONA, active=False), KIM), "kim"),
    ],
)
def test_it_goes_to_the_nearest_head_that_is_not_the_owner_herself(matter, people, head):
    late = {person for person, why in told(matter, people=people) if why == "late"}

    assert late == {head}


def test_what_nobody_answers_for_goes_to_the_role_at_once():
    people = (replace(RUT, active=False), MAX, MONA, KIM)

    assert told(due_in(100), people=people) == {("max", "orphan")}
    assert told(due_in(100, owner_id=None)) == {("max", "orphan")}


def test_what_belongs_to_a_role_is_told_to_all_who_have_it():
    routine = due_in(3, kind=Kind.routine, owner_id=None, unit_id=None, role=Role.quality)

    assert told(routine) == {("kim", "role")}
    assert told(replace(routine, due_on=TODAY - timedelta(days=1))) == {
        ("kim", "role"),
        ("mona", "late"),
    }


def run_for(matter, days, every=1):
    """Let the job run every so many days, and note on which days somebody hears of it."""
    already, heard = set(), {}
    for offset in range(0, days, every):
        day = TODAY + timedelta(days=offset)
        for reminder in reminders_on(day, [matter], EVERYBODY, RULES, already):
            already.add((reminder.person_id, reminder.key))
            heard.setdefault(reminder.person_id, []).append((matter.due_on - day).days)
    return heard


def test_a_job_that_runs_every_day_reminds_at_each_step_and_then_weekly():
    assert run_for(due_in(20), 40) == {"rut": [14, 3, 0, -1, -8, -15], "max": [-1, -8, -15]}


def test_a_step_that_was_missed_is_taken_later_and_an_overtaken_one_never():
    assert run_for(due_in(20), 40, every=5) == {"rut": [10, 0, -5, -10, -15], "max": [-5, -10, -15]}


def test_a_new_day_begins_the_reminders_anew():
    first = reminders_on(TODAY, [due_in(3)], EVERYBODY, RULES)
    already = {(each.person_id, each.key) for each in first}

    moved = due_in(13)

    assert told(due_in(3), already=already) == set()
    assert told(moved, already=already) == {("rut", "own")}


DAYS = st.integers(-400, 400)
OWNERS = st.sampled_from([None, "rut", "max", "mona", "kim", "gone"])
UNITS = st.sampled_from([None, "north", "south"])
ROLES = st.sampled_from([None, Role.manager, Role.quality])
ACTIVE = st.tuples(*[st.booleans()] * 4)


@given(DAYS, OWNERS, UNITS, ROLES, ACTIVE)
def test_only_those_who_work_here_hear_of_anything_and_late_things_always_reach_somebody(
    days, owner, unit, role, active
):
    people = [replace(person, active=is_) for person, is_ in zip(EVERYBODY, active, strict=True)]
    matter = due_in(days, owner_id=owner, unit_id=unit, role=role)

    heard = hearers(matter, TODAY, people)

    here = {person.id for person in people if person.active}
    assert set(heard) <= here
    heads = here & ({"mona", "kim"} | ({"max"} if unit == "north" else set()))
    if days < 0 and heads:
        assert heard
    if owner not in here and heads and (owner or role is None):
        assert Why.orphan in heard.values()


@given(DAYS, st.integers(0, 60))
def test_nobody_hears_twice_of_the_same_step(days, wait):
    matter, day = due_in(days), TODAY + timedelta(days=wait)
    first = reminders_on(TODAY, [matter], EVERYBODY, RULES)
    already = {(each.person_id, each.key) for each in first}

    again = reminders_on(day, [matter], EVERYBODY, RULES, already)

    assert not already & {(each.person_id, each.key) for each in again}

"""Things with a day, for the tests of reminders."""

from datetime import date, timedelta

from app.actions.models import Action
from app.deviations.models import Deviation, DeviationState, ReportingDuty
from app.organisation.models import Person
from app.routines.models import Routine
from tests.cast import KIM, MAX, MONA, NOON, RUT

TODAY = date(2026, 11, 23)


def an_action(session, *, days, owner=RUT, unit="north", number="2026-001", **more):
    """Make an action that is due in so many days."""
    action = Action(
        **{
            "number": number,
            "title": "Ny checklista för uppföljning",
            "unit_id": unit,
            "due_on": TODAY + timedelta(days=days),
            "owner_id": owner.id if owner else None,
            "created_at": NOON,
            "created_by": MONA.id,
            **more,
        }
    )
    session.add(action)
    session.flush()
    return action


def a_deviation(session, *, days, owner=MAX, unit="north", number="2026-007", **more):
    deviation = Deviation(
        **{
            "number": number,
            "title": "Vårdplan saknas i flera akter",
            "unit_id": unit,
            "due_on": TODAY + timedelta(days=days),
            "owner_id": owner.id if owner else None,
            "state": DeviationState.open,
            "reported_at": NOON,
            "reported_by": KIM.id,
            **more,
        }
    )
    session.add(deviation)
    session.flush()
    return deviation


def a_duty(session, deviation, *, days):
    duty = ReportingDuty(
        deviation_id=deviation.id,
        duty="lex_sarah",
        due_on=TODAY + timedelta(days=days),
        decided_at=NOON,
        decided_by=KIM.id,
    )
    session.add(duty)
    session.flush()
    return duty


def a_routine(session, *, days, name="Placering i familjehem", role="quality"):
    routine = Routine(
        name=name,
        key=name.casefold(),
        owner_role=role,
        revise_by=TODAY + timedelta(days=days),
        created_at=NOON,
        created_by=KIM.id,
    )
    session.add(routine)
    session.flush()
    return routine


def addresses(session, *actors):
    """Give people an address each."""
    for actor in actors:
        session.get_one(Person, actor.id).email = f"{actor.id}@kommunen.example"
    session.flush()

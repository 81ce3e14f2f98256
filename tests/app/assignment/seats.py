"""What the tests of this slice arrange and look at."""

from datetime import timedelta

from sqlmodel import select

from app.assignment.models import Assignment
from app.assignment.service import assign_reviewers, publish_assignment
from app.audit.models import AuditEntry
from app.organisation.models import Person, Role, RoleGrant
from tests.cast import MONA, NOON
from tests.make import a_drawn_round

LATER = NOON + timedelta(hours=1)


def a_reviewer_named(session, id_, *, unit=None, hours=16.0, caseworker=None, active=True):
    session.add(
        Person(
            id=id_,
            username=id_,
            name=id_.title(),
            unit_id=unit,
            hours=hours,
            caseworker=caseworker,
            active=active,
            created_at=NOON,
        )
    )
    session.flush()
    session.add(RoleGrant(person_id=id_, role=Role.reviewer))
    session.flush()


def a_published_round(session, cases, **more):
    round_ = a_drawn_round(session, cases, **more)
    assign_reviewers(session, MONA, round_.id, now=NOON)
    publish_assignment(session, MONA, round_.id, now=NOON)
    session.flush()
    return round_


def who_sits(session, round_):
    session.flush()
    rows = session.exec(select(Assignment).where(Assignment.round_id == round_.id))
    return {(row.frame_case_id, row.seat): row.reviewer_id for row in rows}


def logged(session):
    session.flush()
    return list(session.exec(select(AuditEntry.event).order_by(AuditEntry.seq)))

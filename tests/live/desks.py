"""Reviewers in great number, each signed in and with a review of her own."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

from app.auth.sessions import open_session
from app.clock import now
from app.db import Database
from app.organisation.models import Person, Role, RoleGrant
from app.reviews.models import Review
from app.rounds.models import RoundState
from app.schema import upgrade
from app.settings import Settings
from tests.cast import NOON, people
from tests.live.http import request
from tests.make import a_drawn_round

# Questions that are asked whatever else is answered.
QUESTIONS = (
    "inquiry_on_file",
    "placement_decided_by_committee",
    "decision_weighs_best_interests",
    "network_considered",
    "care_plan_exists",
    "implementation_plan_exists",
    "social_secretary_named",
    "school_followed",
)


@dataclass(slots=True)
class Desk:
    """A reviewer at her review; it keeps count of the versions that she has seen."""

    token: str
    review_id: str
    versions: dict[str, int]

    def save(self, port: int, question: str, comment: str) -> bytes:
        """Write the request that saves an answer on top of what she saw last."""
        fields = {
            "value": "yes",
            "comment": comment,
            "version": self.versions.get(question, 0),
            "op_id": str(uuid4()),
        }
        path = f"/reviews/{self.review_id}/answers/{question}"
        body = urlencode(fields).encode()
        return request("POST", path, port, token=self.token, body=body, accept="application/json")


def furnish(settings: Settings, number: int) -> list[Desk]:
    """Make a database with so many reviewers at work, and no server yet."""
    database = Database(settings)
    upgrade(database.writer)
    with database.writing() as session:
        for row in people():
            session.add(row)
            session.flush()
        round_ = a_drawn_round(
            session,
            {"south": number},
            form_name="placed_child_full",
            state=RoundState.reviewing,
            published_at=NOON,
        )
        desks = []
        for place in range(1, number + 1):
            person_id = f"reviewer-{place:04}"
            session.add(Person(id=person_id, username=person_id, name="R", created_at=NOON))
            session.flush()
            session.add(RoleGrant(person_id=person_id, role=Role.reviewer))
            review = Review(
                round_id=round_.id,
                frame_case_id=f"south-{place:02}",
                reviewer_id=person_id,
                form_name=round_.form_name,
                form_version=round_.form_version,
            )
            session.add(review)
            session.flush()
            token = open_session(session, person_id, now=now(), second_factor=True)
            desks.append(Desk(token, review.id, {}))
    database.close()
    return desks

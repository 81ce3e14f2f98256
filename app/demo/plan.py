"""The steps of a plan, each through the same door as a real one."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.actions.doing import Evidence, finish_action, start_action
from app.actions.effect import How, verify_effect
from app.actions.models import Action
from app.actions.service import ActionPlan, plan_action
from app.actions.training import count_trained
from app.auth.actor import Actor
from app.demo.mending_words import TRAINED
from app.demo.people import PEOPLE
from app.external_findings.models import Recommendation
from app.organisation.models import Unit
from app.rounds.models import Round
from app.routines.models import Routine
from app.summary.change import round_change

SMALLEST = 5
TITLES = {person.username: person.title for person in PEOPLE}


class Plan:
    """The plan as it grows; every step goes through the same door as a real one."""

    def __init__(self, session: Session, cast: Mapping[str, Actor]) -> None:
        self.session, self.cast = session, cast
        self.units = {unit.name: unit for unit in session.exec(select(Unit))}
        self.rounds = {round_.name: round_ for round_ in session.exec(select(Round))}
        self.routine = session.exec(
            select(Routine).where(col(Routine.active), col(Routine.name).contains("övervägande"))
        ).first()

    def plan(
        self,
        asked: Recommendation | None,
        title: str,
        *,
        due: date,
        planned: date = date(2026, 3, 2),
        owner: str = "mona",
        **more: Any,
    ) -> Action:
        values: dict[str, Any] = {
            "title": title,
            "recommendation_id": asked.id if asked else None,
            "due_on": due,
            "owner_id": self.cast[owner].id,
            "owner_role": TITLES[owner],
            **more,
        }
        action = plan_action(
            self.session,
            self.cast["mona"],
            ActionPlan(**values),
            now=at(planned),
        )
        self.session.flush()
        return action

    def begun(self, action: Action, on: date) -> None:
        mona = self.cast["mona"]
        start_action(self.session, mona, action.id, version=action.version, now=at(on))

    def done(
        self,
        action: Action,
        text: str,
        on: date,
        *,
        held_on: date | None = None,
        money: float | None = None,
    ) -> None:
        doer = next(a for a in self.cast.values() if a.id == action.owner_id)
        shown = Evidence(text=text, held_on=held_on, money_realised=money)
        finish_action(self.session, doer, action.id, shown, version=action.version, now=at(on))
        self.session.flush()

    def verified(self, action: Action, how: How, on: date) -> None:
        kim = self.cast["kim"]
        verify_effect(self.session, kim, action.id, how, version=action.version, now=at(on))
        self.session.flush()

    def count(self, training: Action) -> None:
        numbers = {self.units[name].id: both for name, both in TRAINED.items()}
        count_trained(
            self.session,
            self.cast["sofia"],
            training.id,
            numbers,
            version=training.version,
            now=at(date(2026, 9, 17)) - timedelta(hours=1),
        )

    def question_that_changed(self, earlier: Round, later: Round) -> str:
        """Take the question whose change the two rounds can bear best."""
        changes = [
            one
            for one in round_change(self.session, earlier, later, smallest=SMALLEST).questions
            if one.comparable and one.difference is not None
        ]
        return min(changes, key=lambda one: (one.verdict != "better", -(one.difference or 0))).id


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)

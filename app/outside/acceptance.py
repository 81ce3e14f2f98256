"""An invented organisation in the middle of a round, built by the services that people use."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from random import Random
from typing import Any

import pyotp
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.assignment.service import (
    ReviewersChoice,
    assign_reviewers,
    choose_reviewers,
    publish_assignment,
)
from app.auth.actor import Actor
from app.auth.choosing import FIRST_LINK_LASTS, choose_password, issue_link
from app.auth.codes import set_second_factor
from app.auth.data_key import DataKey, load_data_key
from app.auth.password import hash_password
from app.chance import chance_from
from app.db import Database
from app.errors import N_, DomainError
from app.organisation.models import Person, Role, RoleGrant, Unit
from app.outside.invented import PEOPLE, UNITS, Invented, register, secret
from app.reactions import RULES
from app.register.reading import read_register
from app.register.service import RegisterExport, import_register
from app.reviews.models import Review
from app.rounds.drawing import draw_sample, roll_dice
from app.rounds.freezing import DIGITS, ENTROPY_BYTES, confirm_count, freeze_frame
from app.rounds.models import FrameCase, Round
from app.rounds.plan import RoundPlan
from app.rounds.service import plan_round
from app.schema import upgrade
from app.settings import Settings
from review_forms import load
from review_forms.answer_kinds import codes

BUILT_AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
FORM = ("placed_child_full", "2026-1")
DRAWN = 8
HOURS = 100.0


class NotEmpty(DomainError):
    """Invented data beside real data would be taken for real."""

    message = N_("The database is not empty. Seed a new one.")


@dataclass(frozen=True, slots=True)
class Login:
    """How to sign in as somebody."""

    person: Invented
    actor: Actor
    password: str
    totp_secret: str | None

    def told(self) -> dict[str, Any]:
        return {
            "id": self.actor.id,
            "username": self.person.username,
            "name": self.person.name,
            "role": self.person.role,
            "unit_id": self.actor.unit_id,
            "password": self.password,
            "totp_secret": self.totp_secret,
        }


def seed_acceptance(settings: Settings, number: int) -> dict[str, Any]:
    """Build it in an empty database, and tell what there is to test with.

    The same number gives the same ids, passwords, seeds, draw and log.
    """
    chance = Random(number)  # noqa: S311 (invented data; repeating itself is its purpose)
    database = Database(settings)
    database.rules = RULES
    try:
        upgrade(database.writer)
        with chance_from(chance.randbytes), database.writing() as session:
            if session.execute(select(func.count()).select_from(Person)).scalar_one():
                raise NotEmpty
            logins = _people(session, load_data_key(settings), chance)
            round_ = _round(session, {each.person.username: each.actor for each in logins}, chance)
            return {
                "profile": "acceptance",
                "seed": number,
                "origin": settings.origin,
                "people": [each.told() for each in logins],
                **_told(session, round_),
            }
    finally:
        database.close()


def _people(session: Session, key: DataKey, chance: Random) -> list[Login]:
    units = {name: Unit(name=name, key=name.casefold()) for name in UNITS}
    session.add_all(units.values())
    session.flush()
    actors = [_person(session, each, units) for each in PEOPLE]
    admin = next(each for each in actors if Role.admin in each.roles)
    return [
        _login(session, key, admin, person, actor, chance)
        for person, actor in zip(PEOPLE, actors, strict=True)
    ]


def _person(session: Session, invented: Invented, units: dict[str, Unit]) -> Actor:
    unit_id = units[invented.unit].id if invented.unit else None
    person = Person(
        username=invented.username,
        name=invented.name,
        unit_id=unit_id,
        caseworker=invented.caseworker,
        hours=HOURS,
        created_at=BUILT_AT,
    )
    session.add(person)
    session.flush()
    scope = unit_id if invented.role is Role.manager else None
    session.add(RoleGrant(person_id=person.id, role=invented.role, unit_id=scope))
    session.flush()
    grants = frozenset({(invented.role, scope)})
    return Actor(person.id, person.name, grants, unit_id, invented.caseworker)


def _login(
    session: Session, key: DataKey, admin: Actor, person: Invented, actor: Actor, chance: Random
) -> Login:
    password = secret(chance)
    link = issue_link(session, admin, actor.id, lasts=FIRST_LINK_LASTS, now=BUILT_AT)
    choose_password(session, link, hash_password(password), now=BUILT_AT)
    if not person.has_second_factor:
        return Login(person, actor, password, None)
    totp_secret = secret(chance)
    code = pyotp.TOTP(totp_secret).at(BUILT_AT)
    set_second_factor(session, key, actor, totp_secret, code, now=BUILT_AT)
    return Login(person, actor, password, totp_secret)


def _round(session: Session, people: dict[str, Actor], chance: Random) -> Round:
    manager, quality, now = people["manager"], people["quality"], BUILT_AT
    content = register(chance)
    export = RegisterExport(
        "register.csv", sha256(content).hexdigest(), read_register(content, "register.csv")
    )
    brought_in = import_register(session, manager, export, now=now)
    round_ = plan_round(session, manager, _plan(), now=now)
    confirm_count(session, quality, round_.id, brought_in.rows_read, now=now)
    freeze_frame(session, manager, round_.id, entropy=chance.randbytes(ENTROPY_BYTES), now=now)
    for person in (manager, quality):
        digits = "".join(chance.choices("0123456789", k=DIGITS))
        roll_dice(session, person, round_.id, digits, now=now)
    draw_sample(session, manager, round_.id, now=now)
    hours = {actor.id: HOURS for actor in people.values() if Role.reviewer in actor.roles}
    choice = ReviewersChoice(hours=hours, double_share=1.0, hours_per_case=1.0)
    choose_reviewers(session, manager, round_.id, choice, now=now)
    assign_reviewers(session, manager, round_.id, now=now)
    return publish_assignment(session, manager, round_.id, now=now)


def _plan() -> RoundPlan:
    return RoundPlan(
        name="Acceptans",
        period_from=date(2026, 3, 1),
        period_to=date(2026, 8, 31),
        due_on=date(2026, 12, 18),
        review_form="/".join(FORM),
        open_in_period=True,
        strata_fields=("unit",),
        sample_size=DRAWN,
        double_percent=100,
        hours_per_case=1.0,
        people_to_roll=2,
    )


def _told(session: Session, round_: Round) -> dict[str, Any]:
    units = session.execute(select(Unit).order_by(col(Unit.name))).scalars()
    reviews = session.execute(
        select(Review, FrameCase)
        .join(FrameCase, col(FrameCase.id) == col(Review.frame_case_id))
        .where(col(Review.round_id) == round_.id)
        .order_by(col(FrameCase.case_number), col(Review.seat))
    )
    return {
        "units": [{"id": unit.id, "name": unit.name} for unit in units],
        "round": {"id": round_.id, "name": round_.name, "form": "/".join(FORM)},
        "reviews": [
            {
                "id": review.id,
                "reviewer_id": review.reviewer_id,
                "seat": review.seat,
                "case_id": case.id,
                "case_number": case.case_number,
                "unit_id": case.unit_id,
            }
            for review, case in reviews
        ],
        "questions": [
            {
                "id": question.id,
                "kind": question.kind,
                "answers": list(codes(question.answer)) if question.answer else [],
            }
            for question in load(*FORM).questions
            if question.computed is None
        ],
    }

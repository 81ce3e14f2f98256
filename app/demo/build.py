"""Build the demonstration: a municipality that has held two rounds and is in the third."""

from datetime import UTC, datetime
from random import Random

from rich.console import Console
from rich.progress import Progress
from sqlmodel import Session, select

from app.auth.actor import Actor
from app.chance import chance_from
from app.db import Database
from app.demo.actions import plan_mending
from app.demo.by_hand import keep_house, report_by_hand
from app.demo.key_figures import keep_key_figures
from app.demo.outside_findings import register_findings
from app.demo.people import PEOPLE, UNITS, DemoPerson
from app.demo.register import placements
from app.demo.reminding import remind
from app.demo.reports import tell_the_board
from app.demo.rounds import ROUNDS, hold_round
from app.organisation.models import Person, Role, RoleGrant, Unit
from app.reactions import RULES
from app.register.comparison import unit_key
from app.rounds.models import Round
from app.settings import Settings

BEGAN = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)


def built(settings: Settings) -> bool:
    """Tell whether the demonstration is there already, whole."""
    if not (settings.data_dir / "stickprov.db").exists():
        return False
    database = Database(settings)
    try:
        with database.reader.connect() as connection:
            if not connection.dialect.has_table(connection, "round"):
                return False
        with database.reading() as session:
            return len(session.exec(select(Round.id)).all()) == len(ROUNDS)
    finally:
        database.close()


def build(settings: Settings, console: Console) -> None:
    """Let the invented people hold their rounds, through the same doors as real ones."""
    database = Database(settings)
    database.rules = RULES
    # Invented ids and salts, so that the same people draw the same cases every time.
    with chance_from(Random("Almvik").randbytes):  # noqa: S311 (nothing here is secret)
        _build(database, settings, console)
    database.close()


def _build(database: Database, settings: Settings, console: Console) -> None:
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Bygger demokommunen", total=len(ROUNDS) + 2)
        with database.writing() as session:
            cast = _people(session)
            keep_house(session, cast, now=BEGAN)
        progress.advance(task)
        register = placements()
        for plan in ROUNDS:
            with database.writing() as session:
                hold_round(session, cast, plan, register)
            progress.advance(task)
        with database.writing() as session:
            keep_key_figures(session, cast)
            report_by_hand(session, cast, _unit_ids(session))
            plan_mending(session, cast, register_findings(session, cast))
            tell_the_board(session, cast)
            remind(session, cast, settings)
        progress.advance(task)


def _people(session: Session) -> dict[str, Actor]:
    units = {name: Unit(name=name, key=unit_key(name)) for name in UNITS}
    session.add_all(units.values())
    session.flush()
    return {each.username: _person(session, each, units) for each in PEOPLE}


def _unit_ids(session: Session) -> dict[str, str]:
    return dict(session.exec(select(Unit.name, Unit.id)).all())


def _person(session: Session, each: DemoPerson, units: dict[str, Unit]) -> Actor:
    home = units[each.unit].id if each.unit else None
    person = Person(
        username=each.username,
        name=each.name,
        title=each.title,
        email=f"{each.username}@almvik.example",
        unit_id=home,
        caseworker=each.caseworker,
        hours=each.hours,
        created_at=BEGAN,
    )
    session.add(person)
    session.flush()
    scope = home if each.role is Role.manager else None
    session.add(RoleGrant(person_id=person.id, role=each.role, unit_id=scope))
    return Actor(
        id=person.id,
        name=person.name,
        grants=frozenset({(each.role, scope)}),
        unit_id=home,
        caseworker=each.caseworker,
    )

"""Who may sign in, from the server's own command line: the first administrator, and rescue."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.admin.queries import PersonShown
    from app.auth.actor import Actor
    from app.settings import Settings

console = Console()
CONSOLE = "console"
app = typer.Typer(
    help="Personer: den första systemförvaltaren, och hjälp när någon inte kommer in.",
    no_args_is_help=True,
)
ROLES = {
    "reviewer": "granskare",
    "manager": "chef",
    "quality": "kvalitetsutvecklare",
    "admin": "systemförvaltare",
    "auditor": "revisor",
}
Username = Annotated[str, typer.Argument(help="Användarnamn, till exempel ada.nordin.")]


@app.command(name="add-admin", help="Lägg till en systemförvaltare och visa en engångslänk.")
def add_admin(
    name: Annotated[str, typer.Argument(help='För- och efternamn, till exempel "Ada Nordin".')],
    username: Username,
) -> None:
    from app.admin.service import Details, add_person  # noqa: PLC0415 (the help must come at once)
    from app.auth.choosing import FIRST_LINK_LASTS, issue_link  # noqa: PLC0415
    from app.clock import now as clock  # noqa: PLC0415
    from app.organisation.models import Role  # noqa: PLC0415

    now = clock()
    with _writing() as (session, settings):
        details = Details(name=name, username=username)
        person = add_person(session, _actor(), details, {(Role.admin, None)}, now=now)
        token = issue_link(session, _actor(), person.id, lasts=FIRST_LINK_LASTS, now=now)
    _show_link(settings, person.username, token)


@app.command(help="Visa en ny engångslänk för att välja lösenord.")
def reset(
    username: Username,
    telephone_lost: Annotated[
        bool, typer.Option("--telephone-lost", help="Ta också bort tvåstegsinloggningen.")
    ] = False,
) -> None:
    from app.auth.choosing import FIRST_LINK_LASTS, issue_link  # noqa: PLC0415
    from app.auth.codes import remove_second_factor  # noqa: PLC0415
    from app.clock import now as clock  # noqa: PLC0415

    now = clock()
    with _writing() as (session, settings):
        person_id = _person_id(session, username)
        if telephone_lost:
            remove_second_factor(session, _actor(), person_id, now=now)
        token = issue_link(session, _actor(), person_id, lasts=FIRST_LINK_LASTS, now=now)
    _show_link(settings, username, token)


@app.command(help="Stäng av en person, i alla webbläsare på en gång.")
def deactivate(username: Username) -> None:
    from app.admin.service import deactivate_person  # noqa: PLC0415
    from app.clock import now as clock  # noqa: PLC0415

    with _writing() as (session, _settings):
        deactivate_person(session, _actor(), _person_id(session, username), now=clock())
    console.print(f"{username} är avstängd.", highlight=False)


@app.command(name="list", help="Visa alla personer, deras roller och om de kan logga in.")
def list_people() -> None:
    from app.web.language import moment  # noqa: PLC0415

    table = Table("Användarnamn", "Namn", "Roller", "Tvåsteg", "Senast inloggad", "Avstängd")
    with _writing() as (session, _settings):
        for shown in _everybody(session):
            table.add_row(
                shown.person.username,
                shown.person.name,
                ", ".join(sorted({ROLES[role] for role, _unit in shown.roles})),
                "ja" if shown.second_factor else "nej",
                moment(shown.signed_in_at),
                "" if shown.person.active else "ja",
            )
    console.print(table)


def _everybody(session: "Session") -> "Iterator[PersonShown]":
    from app.admin.queries import PeopleWanted, people_matching  # noqa: PLC0415

    for active in (True, False):
        page = 1
        while people := people_matching(session, PeopleWanted(active=active, page=page))[0]:
            yield from people
            page += 1


def _person_id(session: "Session", username: str) -> str:
    from sqlalchemy import select  # noqa: PLC0415
    from sqlmodel import col  # noqa: PLC0415

    from app.auth.sign_in import username_key  # noqa: PLC0415
    from app.organisation.models import Person  # noqa: PLC0415

    person = session.scalars(
        select(Person).where(col(Person.username) == username_key(username))
    ).one_or_none()
    if person is None:
        console.print(f"[bold red]Det finns ingen person med användarnamnet {username}.[/]")
        raise typer.Exit(1)
    return person.id


def _actor() -> "Actor":
    from app.auth.actor import Actor  # noqa: PLC0415

    return Actor(id=CONSOLE, name=CONSOLE, grants=frozenset())


@contextmanager
def _writing() -> "Iterator[tuple[Session, Settings]]":
    """Open the database for one command; what the rules forbid is said in words."""
    from app.db import Database  # noqa: PLC0415
    from app.errors import DomainError  # noqa: PLC0415
    from app.schema import upgrade  # noqa: PLC0415
    from app.settings import Settings  # noqa: PLC0415
    from app.web.language import said  # noqa: PLC0415

    settings = Settings()
    database = Database(settings)
    upgrade(database.writer)
    try:
        with database.writing() as session:
            yield session, settings
    except DomainError as refusal:
        console.print(f"[bold red]{said(refusal.message, refusal.details)}[/]")
        raise typer.Exit(1) from refusal
    finally:
        database.close()


def _show_link(settings: "Settings", username: str, token: str) -> None:
    console.print(f"\nEngångslänk för [bold]{username}[/], i 30 minuter. Den visas bara nu:\n")
    console.print(f"  {settings.origin}/invite/{token}\n", soft_wrap=True, highlight=False)

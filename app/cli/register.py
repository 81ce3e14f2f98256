"""Bringing the register in from the command line, with the same eyes as the page."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.settings import Settings

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.auth.actor import Actor
    from app.errors import DomainError
    from app.register.comparison import Difference
    from app.register.reading import ParsedRegister
    from app.register.service import RegisterExport

console = Console()
REFUSED, WRONG_USE, ONLY_SHOWN = 1, 2, 3
MOST_SHOWN = 100


def bring_in(
    file: Annotated[Path, typer.Argument(help="Uttaget ur verksamhetssystemet.")],
    username: Annotated[
        str,
        typer.Option("--as", help="Chefens användarnamn; behövs inte om bara en får ta in uttag."),
    ] = "",
    without_refused: Annotated[
        bool, typer.Option("--without-refused", help="Ta in de andra raderna utan de avvisade.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ta in uttaget; annars visas det bara.")
    ] = False,
) -> None:
    """Show what an export would change, and bring it in when ``--yes`` says so.

    Ends with 0 when it is brought in, 1 when it is refused, 2 when the command is wrong, and 3
    when it has only been shown.
    """
    from app.clock import now  # noqa: PLC0415 (the help text must come at once)
    from app.db import Database  # noqa: PLC0415
    from app.errors import DomainError  # noqa: PLC0415
    from app.register import service  # noqa: PLC0415
    from app.schema import demand_newest  # noqa: PLC0415

    if not file.is_file():
        _stop(f"Filen finns inte: {escape(str(file))}", WRONG_USE)
    database = Database(Settings())
    try:
        demand_newest(database.reader)
        with database.reading() as session:
            actor = _actor(session, username)
            export = _looked_through(session, file)
        if not yes:
            console.print("Inget är sparat. Lägg till --yes för att ta in uttaget.")
            raise typer.Exit(ONLY_SHOWN)
        with console.status("Tar in …"), database.writing() as session:
            brought_in = service.import_register(
                session, actor, export, now=now(), without_refused=without_refused
            )
    except DomainError as error:
        _refuse(error)
    finally:
        database.close()
    console.print(
        f"[bold]Registret är inläst:[/] {brought_in.rows_new} nya, "
        f"{brought_in.rows_changed} ändrade, {brought_in.rows_gone} borta."
    )


def _looked_through(session: "Session", file: Path) -> "RegisterExport":
    from app.register import service  # noqa: PLC0415
    from app.register.opening import SentFile, open_export  # noqa: PLC0415
    from app.register.reading import RegisterUnreadable  # noqa: PLC0415

    sent = SentFile(file.name, file.read_bytes())
    with console.status("Läser filen …"):
        parsed = open_export(session, sent)
    if isinstance(parsed, RegisterUnreadable):
        raise parsed
    _show_reading(parsed)
    if parsed.missing:
        raise service.ColumnsMissing
    with console.status("Jämför med registret …"):
        difference = service.preview(session, parsed)
    _show_difference(difference)
    return service.RegisterExport(sent.name, sent.sha256, parsed, service.stands_on(session))


def _show_reading(parsed: "ParsedRegister") -> None:
    from app.web.language import said  # noqa: PLC0415

    console.print(f"Lästa rader: {parsed.rows_read}, avvisade: {parsed.rows_refused}")
    if parsed.refusals:
        table = Table("Rad", "Kolumn", "Vad som står där", "Vad som är fel", title="Avvisade rader")
        for refusal in parsed.refusals[:MOST_SHOWN]:
            text = said(refusal.message.text, refusal.message.params)
            cells = (str(refusal.row), refusal.column or "–", refusal.value, text)
            table.add_row(*(escape(cell) for cell in cells))
        console.print(table)
    if len(parsed.refusals) > MOST_SHOWN:
        console.print(f"De första {MOST_SHOWN} av {len(parsed.refusals)} fel visas.")
    for notice in parsed.notices:
        place = f"{notice.column}: " if notice.column else ""
        console.print(f"– {escape(place + said(notice.message.text, notice.message.params))}")


def _show_difference(difference: "Difference") -> None:
    console.print(
        f"Nya: {len(difference.new)}, ändrade: {len(difference.changed)}, "
        f"borta: {len(difference.gone)}, oförändrade: {difference.unchanged}"
    )
    if difference.new_units:
        names = ", ".join(sorted(difference.new_units))
        console.print(f"Enheter som läggs till: {escape(names)}")


def _actor(session: "Session", username: str) -> "Actor":
    """Find who brings the export in: who is named, or the only one who may."""
    from sqlalchemy import select  # noqa: PLC0415
    from sqlmodel import col  # noqa: PLC0415

    from app.auth.actor import Actor  # noqa: PLC0415
    from app.auth.permissions import Permission  # noqa: PLC0415
    from app.organisation.models import Person, Role, RoleGrant  # noqa: PLC0415
    from app.register.service import demand_whole_organisation  # noqa: PLC0415

    wanted = select(Person, RoleGrant).join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
    grants: dict[str, tuple[Person, set[tuple[Role, str | None]]]] = {}
    for person, grant in session.execute(wanted.where(col(Person.active))):
        if username in {"", person.username}:
            held = grants.setdefault(person.id, (person, set()))[1]
            held.add((Role(grant.role), grant.unit_id))
    actors = [Actor(p.id, p.name, frozenset(held)) for p, held in grants.values()]
    able = [actor for actor in actors if actor.may(Permission.import_register)]
    if username and not able:
        _stop(f"{escape(username)} finns inte eller får inte ta in uttag.", WRONG_USE)
    if len(able) != 1:
        _stop("Ange med --as vilken chef som tar in uttaget.", WRONG_USE)
    demand_whole_organisation(able[0])
    return able[0]


def _refuse(error: "DomainError") -> NoReturn:
    from app.web.language import said  # noqa: PLC0415

    _stop(escape(said(error.message, error.details)), REFUSED)


def _stop(text: str, code: int) -> NoReturn:
    console.print(f"[bold red]{text}[/]")
    raise typer.Exit(code)

"""What anybody may check from outside: the rights, the log, the draws; and invented data."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, track
from rich.table import Table

from app.settings import Mode, Settings

if TYPE_CHECKING:
    from app.db import Database

console = Console()
aside = Console(stderr=True)
AsJson = Annotated[bool, typer.Option("--json", help="Skriv JSON i stället för text.")]
PARTS = {
    "database": "Databasen",
    "answers": "Svaren",
    "log": "Loggen",
    "draw": "Dragningarna",
    "summary": "Sammanställningarna",
    "": "Klart",
}


def routes(as_json: AsJson = False) -> None:
    """List every route with who may use it."""
    from app.main import create_app  # noqa: PLC0415 (the help text must come at once)
    from app.outside.routes import routes_of  # noqa: PLC0415

    listed = routes_of(create_app(Settings()))
    if as_json:
        _print_json([asdict(route) for route in listed])
        return
    table = Table("Metod", "Adress", "Behörighet", "Ny legitimering", "Nyckel för", "Roller")
    for route in listed:
        fresh = "ja" if route.fresh else ""
        table.add_row(
            route.method, route.path, route.guard, fresh, route.token, ", ".join(route.roles)
        )
    console.print(table)


def check(as_json: AsJson = False) -> None:
    """Look through everything that is stored; exit code 1 if something does not hold."""
    from app.outside.checking import check as look_through  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn())
    with opened() as database, Progress(*columns, console=aside, transient=True) as bar:
        task = bar.add_task("")

        def tell(part: str, done: int, of: int) -> None:
            bar.update(task, description=PARTS[part], completed=done, total=of)

        report = look_through(database, tell)
    if as_json:
        _print_json(report.as_dict())
    else:
        for fault in report.faults:
            console.print(f"[bold red]FEL[/]  {PARTS[fault.part]}: {fault.text}")
        verdict = "[bold green]Allt stämmer.[/]" if report.ok else "[bold red]Allt stämmer INTE.[/]"
        console.print(f"{verdict} Loggens huvud: {report.log_head[:16]}…")
        console.print(
            f"Rader i loggen: {report.log_entries}. Dragningar: {report.draws}. "
            f"Sammanställningar: {report.summaries}."
        )
    raise typer.Exit(0 if report.ok else 1)


def export_log(
    to: Annotated[Path, typer.Option(help="Filen som skrivs, en JSON-rad per händelse.")],
    since: Annotated[int, typer.Option(min=0, help="Bara händelser efter detta nummer.")] = 0,
) -> None:
    """Write the log to a file that can be checked without this program."""
    from app.outside.papers import log_lines, log_size  # noqa: PLC0415

    with (
        opened() as database,
        database.reading() as session,
        to.open("w", encoding="utf-8") as file,
    ):
        total = log_size(session, since=since)
        lines = log_lines(session, since=since)
        for line in track(lines, "Loggen", total=total, console=aside, transient=True):
            file.write(line + "\n")
    console.print(f"{total} händelser skrevs till [bold]{to}[/].")


def export_transcript(
    round_: Annotated[str, typer.Argument(metavar="OMGÅNG", help="Omgångens namn eller id.")],
    to: Annotated[Path, typer.Option(help="Katalogen som filerna skrivs i.")],
) -> None:
    """Write what an outsider needs to redo the draw of a round."""
    from app.clock import now  # noqa: PLC0415
    from app.errors import DomainError  # noqa: PLC0415
    from app.outside.papers import write_papers  # noqa: PLC0415

    try:
        with opened() as database, database.writing() as session:
            written = write_papers(session, round_, to, now=now())
    except DomainError as error:
        _refuse(error)
    for path in written:
        console.print(f"[bold]{path}[/]")
    console.print("Filerna innehåller ärendenummer. Uttaget är noterat i loggen.")
    console.print("Gör om dragningen: python verify_draw.py transcript.json frame.txt excluded.txt")


def seed(
    profile: Annotated[
        str, typer.Option(help="Vad som byggs; bara acceptance finns.")
    ] = "acceptance",
    number: Annotated[int, typer.Option("--seed", help="Samma tal ger samma data.")] = 1,
) -> None:
    """Fill an empty database with invented people, cases and reviews; only under test."""
    settings = Settings()
    if settings.mode is not Mode.test:
        aside.print("[bold red]Bara i testläge:[/] sätt STICKPROV_MODE=test.")
        raise typer.Exit(2)
    if profile != "acceptance":
        aside.print(f"[bold red]Okänd profil:[/] {profile}")
        raise typer.Exit(2)
    from app.errors import DomainError  # noqa: PLC0415
    from app.outside.acceptance import seed_acceptance  # noqa: PLC0415

    try:
        _print_json(seed_acceptance(settings, number))
    except DomainError as error:
        _refuse(error)


@contextmanager
def opened() -> Iterator["Database"]:
    from sqlalchemy.exc import DatabaseError  # noqa: PLC0415

    from app.db import Database  # noqa: PLC0415
    from app.errors import DomainError  # noqa: PLC0415
    from app.schema import demand_newest  # noqa: PLC0415

    database = Database(Settings())
    try:
        demand_newest(database.reader)
        yield database
    except DomainError as error:
        _refuse(error)
    except DatabaseError as error:
        aside.print(f"[bold red]Databasen går inte att läsa:[/] {error.orig}")
        raise typer.Exit(1) from None
    finally:
        database.close()


def _print_json(value: object) -> None:
    console.out(json.dumps(value, ensure_ascii=False, indent=1), highlight=False)


def _refuse(error: Exception) -> NoReturn:
    from app.web.language import said  # noqa: PLC0415

    message, details = getattr(error, "message", str(error)), getattr(error, "details", {})
    aside.print(f"[bold red]{said(message, details)}[/]")
    raise typer.Exit(2)

"""Taking the figures of rounds out from the command line: masked, unless answers are asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from app.settings import Settings
from app.summary.formats import Dialect, Format

if TYPE_CHECKING:
    from app.summary.progress import Progress as Written
    from app.summary.progress import Tell

console = Console()
aside = Console(stderr=True)
CONSOLE = "stickprov export"


def export(
    round_: Annotated[
        str, typer.Argument(metavar="[OMGÅNG]", help="Omgångens namn eller id.")
    ] = "",
    to: Annotated[Path, typer.Option(help="Katalogen som filen skrivs i.")] = Path(),
    format_: Annotated[
        Format, typer.Option("--format", help="Excel, CSV eller Parquet i en zip-fil, eller Word.")
    ] = Format.xlsx,
    dialect: Annotated[
        Dialect, typer.Option(help="CSV för svensk Excel, eller enligt RFC 4180.")
    ] = Dialect.excel_sv,
    everything: Annotated[
        bool, typer.Option("--all-rounds", help="Alla omgångar tillsammans, i stället för en.")
    ] = False,
    answers: Annotated[
        bool, typer.Option("--answers", help="Med varje enskilt svar. Sekretess.")
    ] = False,
) -> None:
    """Write the summary of a round to a file, small groups left out."""
    from app.clock import now  # noqa: PLC0415 (the help text must come at once)
    from app.db import Database  # noqa: PLC0415
    from app.errors import DomainError  # noqa: PLC0415
    from app.schema import demand_newest  # noqa: PLC0415
    from app.summary.export import Order  # noqa: PLC0415
    from app.summary.export_command import export_all_rounds, export_round  # noqa: PLC0415
    from app.web.language import said  # noqa: PLC0415

    _demand_sense(round_, format_, everything=everything, answers=answers)
    settings = Settings()
    database = Database(settings)
    order = Order(
        format=format_,
        by=CONSOLE,
        at=now(),
        organisation=settings.organisation,
        smallest=settings.smallest_cell,
        dialect=dialect,
        answers=answers,
    )
    try:
        demand_newest(database.reader)
        with _bar() as tell:
            path = (
                export_all_rounds(database, order, to, tell=tell)
                if everything
                else export_round(database, round_, order, to, tell=tell)
            )
    except DomainError as error:
        aside.print(f"[bold red]{said(error.message, error.details)}[/]")
        raise typer.Exit(2) from None
    finally:
        database.close()
    console.print(f"[bold]{path}[/]")
    left_out = "Varje svar är med: sekretess." if answers else "Små grupper är utelämnade."
    console.print(f"{left_out} Uttaget är noterat i loggen.")


def _demand_sense(round_: str, format_: Format, *, everything: bool, answers: bool) -> None:
    if everything is bool(round_):
        raise typer.BadParameter("Ange en omgång, eller --all-rounds.")
    if format_ is Format.docx and (everything or answers):
        raise typer.BadParameter("Word finns bara för sammanställningen av en omgång.")


@contextmanager
def _bar() -> Iterator["Tell"]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]} rader"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=aside, transient=True) as bar:
        task = bar.add_task("Skriver", total=1.0, rows=0)

        def tell(progress: "Written") -> None:
            rows = f"{progress.rows:,}".replace(",", "\N{NO-BREAK SPACE}")
            bar.update(task, completed=progress.share, rows=rows)

        yield tell

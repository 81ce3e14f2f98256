"""Taking the figures of a round out from the command line: masked, as for everybody."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.settings import Settings
from app.summary.formats import Dialect, Format

console = Console()
aside = Console(stderr=True)
CONSOLE = "stickprov export"


def export(
    round_: Annotated[str, typer.Argument(metavar="OMGÅNG", help="Omgångens namn eller id.")],
    to: Annotated[Path, typer.Option(help="Katalogen som filen skrivs i.")],
    format_: Annotated[
        Format, typer.Option("--format", help="Excel, CSV i en zip-fil eller Word.")
    ] = Format.xlsx,
    dialect: Annotated[
        Dialect, typer.Option(help="CSV för svensk Excel, eller enligt RFC 4180.")
    ] = Dialect.excel_sv,
) -> None:
    """Write the summary of a round to a file, small groups left out."""
    from app.clock import now  # noqa: PLC0415 (the help text must come at once)
    from app.db import Database  # noqa: PLC0415
    from app.errors import DomainError  # noqa: PLC0415
    from app.schema import demand_newest  # noqa: PLC0415
    from app.summary.export import Order, export_round  # noqa: PLC0415
    from app.web.language import said  # noqa: PLC0415

    settings = Settings()
    database = Database(settings)
    order = Order(
        format=format_,
        by=CONSOLE,
        at=now(),
        organisation=settings.organisation,
        smallest=settings.smallest_cell,
        dialect=dialect,
    )
    try:
        demand_newest(database.reader)
        with database.writing() as session:
            path = export_round(session, round_, order, to)
    except DomainError as error:
        aside.print(f"[bold red]{said(error.message, error.details)}[/]")
        raise typer.Exit(2) from None
    finally:
        database.close()
    console.print(f"[bold]{path}[/]")
    console.print("Små grupper är utelämnade. Uttaget är noterat i loggen.")

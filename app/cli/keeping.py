from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.settings import Settings

console = Console()


def backup(
    to: Annotated[Path, typer.Option(help="Katalog för säkerhetskopian.")] = Path("backup"),
) -> None:
    """Write a backup to one file, and read it back before it is called one."""
    from app.backup import back_up, rows_of  # noqa: PLC0415 (the help text must come at once)
    from app.db import Database  # noqa: PLC0415
    from app.errors import DomainError  # noqa: PLC0415

    settings = Settings()
    database = Database(settings)
    target = to / f"stickprov-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
    try:
        with console.status("Säkerhetskopierar …") as status:
            manifest = back_up(
                database, target, settings, lambda name, n: status.update(f"{name}: {n}")
            )
    except DomainError as error:
        _refuse(error)
    finally:
        database.close()
    console.print(f"Säkerhetskopia: [bold]{target}[/] ({sum(rows_of(manifest).values())} rader)")
    console.print(f"Prov av återläsning: godkänt. Loggens huvud: {manifest.log_head[:16]}…")
    console.print("Nyckelfilen secret.key ingår inte: förvara en kopia av den på annat håll.")


def restore(source: Annotated[Path, typer.Argument(help="Säkerhetskopians fil.")]) -> None:
    """Bring a backup back, to SQLite or PostgreSQL, into a place that has no database."""
    from app.backup import restore as bring_back  # noqa: PLC0415
    from app.errors import DomainError  # noqa: PLC0415

    if not source.is_file():
        console.print(f"[bold red]Filen finns inte:[/] {source}")
        raise typer.Exit(2)
    try:
        with console.status("Återställer …") as status:
            manifest = bring_back(source, Settings(), lambda name, n: status.update(f"{name}: {n}"))
    except DomainError as error:
        _refuse(error)
    console.print(f"Återställt: {sum(manifest.rows.values())} rader, version {manifest.revision}.")


def _refuse(error: Exception) -> None:
    from app.web.language import said  # noqa: PLC0415

    message, details = getattr(error, "message", str(error)), getattr(error, "details", {})
    console.print(f"[bold red]{said(message, details)}[/]")
    raise typer.Exit(1)

import socket
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.settings import Mode, Settings

console = Console()
say = console.print
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def serve() -> None:
    """Serve the product, as the environment says."""
    settings = Settings()
    refusal = unsafe(settings)
    if refusal:
        say(f"[bold red]Startar inte:[/] {refusal}")
        raise typer.Exit(2)
    _migrate(settings)
    _run(settings)


def demo(
    port: Annotated[
        int, typer.Option(help="Port; den närmast lediga tas om den är upptagen.")
    ] = 8000,
    data: Annotated[Path, typer.Option(help="Katalog för demodatabasen.")] = Path("data/demo"),
    fresh: Annotated[bool, typer.Option("--fresh", help="Bygg demokommunen på nytt.")] = False,
) -> None:
    """Build an invented municipality, if there is none yet, and serve it."""
    from app.demo.build import build, built  # noqa: PLC0415 (only the demonstration needs it)
    from app.demo.people import ORGANISATION  # noqa: PLC0415

    settings = Settings(
        mode=Mode.demo,
        data_dir=data,
        port=_free(port),
        database_url=None,
        organisation=ORGANISATION,
    )
    if fresh and data.exists():
        for path in data.glob("stickprov.db*"):
            path.unlink()
    if not built(settings):
        _migrate(settings)
        build(settings, console)
    say(f"\n  Öppna  [bold]{settings.origin}[/]")
    say("  Logga in: välj en person på inloggningssidan. Inget lösenord behövs i demoläget.")
    say("  Avsluta med Ctrl+C.\n")
    _run(settings)


def migrate() -> None:
    """Bring the database to the shape that this version of the program needs."""
    settings = Settings()
    _migrate(settings)
    say("Databasen är uppdaterad.")


def unsafe(settings: Settings) -> str | None:
    """Say why these settings must not meet real users; ``None`` when they may."""
    if settings.mode is not Mode.production or (
        settings.host in LOOPBACK and not settings.public_url
    ):
        return None
    if not settings.over_https:
        return (
            "PUBLIC_URL måste börja med https://. Sätt en webbserver med TLS framför Stickprov "
            "och ange dess adress."
        )
    if settings.host not in LOOPBACK and not settings.forwarded_allow_ips:
        return "FORWARDED_ALLOW_IPS måste namnge den webbserver som står framför Stickprov."
    return None


def _migrate(settings: Settings) -> None:
    from app.db import Database  # noqa: PLC0415 (the help text must come at once)
    from app.schema import upgrade  # noqa: PLC0415

    database = Database(settings)
    upgrade(database.writer)
    database.close()


def _run(settings: Settings) -> None:
    import uvicorn  # noqa: PLC0415

    from app.main import create_app  # noqa: PLC0415

    # Whoever saves an answer hands the interpreter over a dozen times; beside somebody whose
    # figures are worked out, each of them would cost her five milliseconds.
    sys.setswitchinterval(0.001)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=settings.forwarded_allow_ips is not None,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_graceful_shutdown=10,
    )


def _free(port: int) -> int:
    for candidate in range(port, port + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", candidate)) != 0:
                return candidate
    return port

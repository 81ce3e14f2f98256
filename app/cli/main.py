"""The command line: what an administrator does, and what outsiders check."""

import typer

from app.cli import draw, export, interface, jobs, keeping, outside, register, serving, user

app = typer.Typer(
    name="stickprov",
    help="Stickprov: slumpmässig granskning av personakter i socialtjänsten.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command(help="Kör tjänsten. Inställningar: PORT, HOST, DATA_DIR, DATABASE_URL, PUBLIC_URL.")(
    serving.serve
)
app.command(help="Bygg en påhittad kommun, om den inte redan finns, och visa den.")(serving.demo)
app.command(help="Uppdatera databasen till den här versionen.")(serving.migrate)
app.command(help="Säkerhetskopiera till en fil och prova att läsa tillbaka den.")(keeping.backup)
app.command(help="Återställ en säkerhetskopia till en plats utan databas.")(keeping.restore)
app.command("import", help="Granska ett uttag ur verksamhetssystemet och ta in det.")(
    register.bring_in
)
app.command(help="Skriv beskrivningen av gränssnittet för program (OpenAPI).")(interface.openapi)
app.command(help="Visa varje adress och vem som får använda den.")(outside.routes)
app.command(help="Kontrollera databasen, loggen, alla dragningar och sammanställningar.")(
    outside.check
)
app.command(help="Skriv loggen till en fil som kan kontrolleras utan Stickprov.")(
    outside.export_log
)
app.command(help="Skriv en omgångs dragning till filer som vem som helst kan räkna om.")(
    outside.export_transcript
)
app.command(help="Skriv en sammanställning till Excel, CSV, Parquet eller Word.")(export.export)
app.command(help="Fyll en tom databas med påhittad data; bara i testläge.")(outside.seed)
app.command(help="Visa vilka ärenden ett startvärde drar ur en urvalsram.")(draw.draw)
app.command(help="Räkna om en dragning ur dess handlingar, utan databas.")(draw.verify)
app.add_typer(user.app, name="user")
app.add_typer(jobs.app, name="jobs")


def main() -> None:
    app()

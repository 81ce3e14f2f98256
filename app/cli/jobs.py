"""What is done by itself: run from a timer, or by hand to see what would be done."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console

console = Console()
aside = Console(stderr=True)
app = typer.Typer(
    help="Återkommande jobb: påminnelser, e-post och det som ska glömmas.", no_args_is_help=True
)
AsJson = Annotated[bool, typer.Option("--json", help="Skriv JSON i stället för text.")]


@app.command("list", help="Visa jobben och när de senast kördes.")
def list_jobs(as_json: AsJson = False) -> None:
    from app.cli.outside import opened  # noqa: PLC0415 (the help text must come at once)
    from app.jobs import JOBS  # noqa: PLC0415
    from app.reminders.leases import last_runs  # noqa: PLC0415
    from app.web.language import moment, said  # noqa: PLC0415

    with opened() as database, database.reading() as session:
        runs = {run.job: run for run in last_runs(session)}
    rows = [
        {
            "job": job.name,
            "what": said(job.what),
            "ran_at": runs[job.name].ran_at if job.name in runs else None,
            "outcome": runs[job.name].outcome if job.name in runs else "",
        }
        for job in JOBS
    ]
    if as_json:
        _print_json(rows)
        return
    for row in rows:
        console.print(f"[bold]{row['job']}[/]  {row['what']}")
        console.print(f"  senast: {moment(row['ran_at'])}  {row['outcome']}")  # type: ignore[arg-type]


@app.command(help="Kör alla jobb, eller de som namnges. Avslutas med 1 om något inte gick.")
def run(
    names: Annotated[list[str] | None, typer.Argument(metavar="JOBB")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Visa vilka påminnelser som skulle skickas.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    from app.cli.outside import opened  # noqa: PLC0415
    from app.clock import now  # noqa: PLC0415
    from app.jobs import run_jobs  # noqa: PLC0415
    from app.settings import Settings  # noqa: PLC0415

    with opened() as database:
        if dry_run:
            _preview(database, as_json=as_json)
            return
        outcomes = run_jobs(database, Settings(), names or (), now)
    if as_json:
        _print_json([asdict(outcome) for outcome in outcomes])
    for outcome in () if as_json else outcomes:
        counts = ", ".join(f"{name} {count}" for name, count in outcome.counts.items())
        sign = "[green]klart[/]" if outcome.done else "[bold red]inte gjort[/]"
        console.print(f"{outcome.job}: {sign} {counts or outcome.why}")
    raise typer.Exit(0 if all(each.done or each.why == "busy" for each in outcomes) else 1)


def _preview(database: Any, *, as_json: bool) -> None:
    from app.clock import now  # noqa: PLC0415
    from app.reminders.outbox import drafts  # noqa: PLC0415
    from app.settings import Settings  # noqa: PLC0415

    with database.reading() as session:
        written = drafts(session, Settings(), now=now())
    if as_json:
        _print_json(
            [
                {
                    "to": draft.person.email,
                    "subject": draft.digest.subject,
                    "text": draft.digest.text,
                }
                for draft in written
            ]
        )
        return
    for draft in written:
        console.rule(f"{draft.person.email}: {draft.digest.subject}")
        console.out(draft.digest.text, highlight=False)
    console.print(f"{len(written)} påminnelser skulle skickas. Inget är skickat eller sparat.")


def _print_json(value: object) -> None:
    console.out(json.dumps(value, ensure_ascii=False, indent=1, default=str), highlight=False)

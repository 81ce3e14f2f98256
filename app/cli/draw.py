"""Draw from a frame file, and redo a draw from its papers, on any machine and without a database.

What an outsider checks must not need the product to be running: only files go in.
"""

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from sampling import Frame, SamplingError, Verdict
from sampling import draw as draw_from
from sampling import verify as redo

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]

STEPS = {
    "form": "Protokollet kan läsas och är helt",
    "commitment": "Åtagandets kontrollsumma stämmer",
    "published": "Åtagandet är det som visades före tärningarna",
    "frame": "Urvalsramen är den låsta",
    "excluded": "De undantagna är de låsta",
    "apart": "Inget ärende är både med och undantaget",
    "entropy": "Serverns slumptal är det låsta",
    "seed": "Startvärdet följer av åtagandet, tärningarna och slumptalet",
    "sizes": "Ärendena räcker i varje stratum",
    "result": "De dragna och reserverna stämmer",
}


def draw(
    frame: File,
    seed: Annotated[str, typer.Option(help="Startvärdet, 64 hexadecimala tecken.")],
    size: Annotated[list[str], typer.Option(help="STRATUM=ANTAL, en gång per stratum.")],
) -> None:
    """Show which cases of a frame file a seed draws, and the spares in their order."""
    try:
        queues = draw_from(Frame.read(frame.read_bytes()), _sizes(size), seed)
    except SamplingError as refused:
        _refuse(f"Det går inte att dra: {refused}")
    result = {
        stratum: {"selected": queue.selected, "spares": queue.spares}
        for stratum, queue in queues.items()
    }
    typer.echo(json.dumps(result, ensure_ascii=False, indent=1))


def verify(
    transcript: File,
    frame: File,
    excluded: File,
    published: Annotated[
        str | None, typer.Option(help="Kontrollsumman som visades före tärningarna.")
    ] = None,
) -> None:
    """Redo a draw from its papers; the exit code is 0 if every step holds and 1 if not."""
    try:
        told = json.loads(transcript.read_bytes())
    except ValueError:
        _refuse("Protokollet är inte JSON.")
    verdict = redo(told, frame.read_bytes(), excluded.read_bytes(), published=published)
    _tell(verdict)
    if published is None:
        typer.echo("OBS  Jämför själv med summan som visades: ange den med --published.")
    raise typer.Exit(0 if verdict.ok else 1)


def _tell(verdict: Verdict) -> None:
    for check in verdict.checks:
        typer.echo(f"{'ok ' if check.ok else 'FEL'}  {STEPS[check.name]}")
        if not check.ok:
            typer.echo(f"     {check.why}")
    typer.echo("Dragningen stämmer." if verdict.ok else "Dragningen stämmer INTE.")


def _sizes(pairs: list[str]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for pair in pairs:
        stratum, _, number = pair.rpartition("=")
        if not stratum or not number.isdecimal() or stratum in sizes:
            _refuse(f"Skriv varje stratum en gång, som STRATUM=ANTAL, inte {pair!r}.")
        sizes[stratum] = int(number)
    return sizes


def _refuse(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(2)

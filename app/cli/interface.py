"""The description of the interface for programs."""

import json
from pathlib import Path
from typing import Annotated

import typer


def openapi(
    to: Annotated[Path | None, typer.Option(help="Filen som skrivs.")] = None,
) -> None:
    """Write the description of the interface for programs, as OpenAPI."""
    from app.api.description import description_of  # noqa: PLC0415 (the help text must come at once)
    from app.api.routes import router  # noqa: PLC0415

    text = json.dumps(description_of(router), ensure_ascii=False, indent=1) + "\n"
    if to is None:
        typer.echo(text, nl=False)
    else:
        to.write_text(text, encoding="utf-8")

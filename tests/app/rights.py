"""Who may use each way in: ``rights.csv``, read by people and held against the program.

Write it anew with ``python -m tests.app.rights``, then read what has changed before it is kept.
"""

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.main import create_app
from app.organisation.models import Role
from app.outside.routes import routes_of
from app.settings import Mode, Settings

TABLE = Path(__file__).with_suffix(".csv")
COLUMNS = ("method", "path", "proof", "token", "anonymous", *(str(role) for role in Role))


def kept() -> list[dict[str, str]]:
    """Read the table as it was agreed."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_programmed() -> Iterator[dict[str, str]]:
    """Ask the program itself who may use what."""
    with tempfile.TemporaryDirectory() as home:
        app = create_app(Settings(mode=Mode.production, data_dir=Path(home)))
        app.state.database.close()
    for route in routes_of(app):
        allowed = {"anonymous"} if route.guard == "public" else set()
        row = {name: "yes" if name in allowed | set(route.roles) else "no" for name in COLUMNS}
        yield row | {
            "method": route.method,
            "path": route.path,
            "proof": "yes" if route.fresh else "no",
            "token": route.token,
        }


def write() -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(as_programmed())


if __name__ == "__main__":
    write()

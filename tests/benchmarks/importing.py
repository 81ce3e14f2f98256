import csv
import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from app.auth.actor import Actor
from app.db import Database
from app.organisation.models import Person, Role
from app.register.reading import read_in_child
from app.register.service import RegisterExport, import_register
from app.schema import upgrade
from app.settings import Mode, Settings
from tests.benchmarks.measure import Figure, best_of, peak_mib

ROWS = 100_000
NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEADER = "Aktnummer;Enhet;Handläggare;Placeringsform;Lagrum;Ålder;Kön;Placeringsstart;Dygnskostnad"


def import_a_hundred_thousand() -> list[Figure]:
    """Read and store a register; the floor is the csv module reading the same bytes."""
    rows = (
        f"BU-2026-{n:06d};Enhet {n % 5};hl{n % 90};Familjehem;SoL;{n % 18};F;"
        f"2025-0{1 + n % 9}-11;{n % 900},50"
        for n in range(ROWS)
    )
    content = "\r\n".join([HEADER, *rows]).encode("cp1252")
    parsed = read_in_child(content, "register.csv")
    manager = Actor(id="mona", name="Mona", grants=frozenset({(Role.manager, None)}))

    def store() -> None:
        with tempfile.TemporaryDirectory() as home:
            database = Database(Settings(mode=Mode.test, data_dir=Path(home)))
            upgrade(database.writer)
            with database.writing() as session:
                session.add(Person(id="mona", username="mona", name="Mona", created_at=NOW))
                session.flush()
                export = RegisterExport("register.csv", "0" * 64, parsed)
                import_register(session, manager, export, now=NOW)
            database.close()

    def floor() -> None:
        for _ in csv.reader(io.StringIO(content.decode("cp1252")), delimiter=";"):
            pass

    reading, storing, least = best_of(
        2, lambda: read_in_child(content, "register.csv"), store, floor
    )
    return [
        Figure(
            "läsa uttag, 100 000 rader (egen process)", reading, "csv.reader", least, peak_mib()
        ),
        Figure("spara uttag, 100 000 rader", storing, "csv.reader", least, peak_mib()),
    ]

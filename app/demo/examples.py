"""Write the example documents anew: ``python -m app.demo.examples``.

They are the invented municipality's report of the second tertial, as it is in the demonstration.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from sqlmodel import Session, col, select

from app.db import Database
from app.demo.build import build
from app.demo.people import ORGANISATION
from app.reports.formats import Format, written
from app.reports.frozen import frozen_content, frozen_document
from app.reports.models import Report, ReportKind, ReportState
from app.schema import upgrade
from app.settings import Mode, Settings

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
NAME = "egenkontroll-t2-2026"


def example_of(session: Session) -> Report:
    """Give the newest edition of the report that the examples are of."""
    editions = session.exec(
        select(Report)
        .where(Report.kind == ReportKind.t2, Report.state == ReportState.signed)
        .order_by(col(Report.edition))
    ).all()
    return editions[-1]


def write_examples(report: Report, to: Path) -> list[Path]:
    """Write the report in every form it can be had in."""
    paths = []
    with TemporaryDirectory() as scratch:
        for as_ in Format:
            path = to / f"{NAME}.{as_.value}"
            content, document = frozen_content(report), frozen_document(report)
            path.write_bytes(written(content, document, as_, Path(scratch)))
            paths.append(path)
    return paths


def main() -> None:
    """Build the demonstration in a place of its own, and write its report."""
    console = Console()
    with TemporaryDirectory() as home:
        settings = Settings(mode=Mode.demo, data_dir=Path(home), organisation=ORGANISATION)
        database = Database(settings)
        upgrade(database.writer)
        database.close()
        build(settings, console)
        database = Database(settings)
        with database.reading() as session:
            for path in write_examples(example_of(session), EXAMPLES):
                console.print(path)
        database.close()


if __name__ == "__main__":
    main()

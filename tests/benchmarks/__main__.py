"""Measure the heavy works: ``python -m tests.benchmarks``. Ratios, never promises in seconds."""

import sys
from collections.abc import Callable

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.benchmarks.contest import Absent
from tests.benchmarks.costly import save_beside_costly
from tests.benchmarks.drawing import (
    draw_a_million,
    draw_from_index,
    index_tickets,
    select_from_tickets,
)
from tests.benchmarks.drawing_beside import draw_ten_million
from tests.benchmarks.estimating_beside import estimate_six_million
from tests.benchmarks.exporting import export_six_million
from tests.benchmarks.importing import import_a_hundred_thousand
from tests.benchmarks.measure import Figure, apart
from tests.benchmarks.pages import show_pages, start_up
from tests.benchmarks.rolling_up import roll_up_six_million
from tests.benchmarks.saving import save_answers

WORKS: dict[str, Callable[[], list[Figure]]] = {
    "draw": draw_a_million,
    "select": select_from_tickets,
    "index": index_tickets,
    "draw-sorted": draw_from_index,
    "import": import_a_hundred_thousand,
    "roll-up": roll_up_six_million,
    "save": save_answers,
    "save-costly": save_beside_costly,
    "pages": show_pages,
    "start": start_up,
}

# These start a process for each contestant themselves.
CONTESTS: dict[str, Callable[[], list[Figure] | list[Figure | Absent]]] = {
    "export": export_six_million,
    "draw-beside": draw_ten_million,
    "estimate-beside": estimate_six_million,
}


def main(wanted: list[str]) -> None:
    console = Console()
    table = Table("Arbete", "Tid (s)", "Golv", "Golv (s)", "Kvot", "Minne (MiB)")
    for name in track(
        wanted or [*WORKS, *CONTESTS], description="Mäter", console=console, transient=True
    ):
        for figure in CONTESTS[name]() if name in CONTESTS else apart(WORKS[name]):
            if isinstance(figure, Absent):
                missing = f"  {figure.peer} är inte installerat: pip install 'stickprov[bench]'"
                table.add_row(missing, "", "", "", "", "")
                continue
            table.add_row(
                figure.work,
                f"{figure.seconds:.5f}",
                figure.floor,
                f"{figure.floor_seconds:.5f}",
                f"{figure.ratio:.2f}",
                f"{figure.peak_mib:.0f}",
            )
    console.print(table)


if __name__ == "__main__":
    main(sys.argv[1:])

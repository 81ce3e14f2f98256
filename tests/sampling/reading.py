"""Published figures, each with its origin, as rows of text."""

import csv
from pathlib import Path

REFERENCES = Path(__file__).parent / "references"


def published(name):
    with (REFERENCES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

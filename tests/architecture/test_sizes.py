"""A room stays small enough to be read in one go."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES = 250
FILES = sorted(
    path for home in ("app", "sampling", "review_forms") for path in (ROOT / home).rglob("*.py")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_can_be_read_in_one_go(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_collects_leftovers(path):
    assert path.stem not in {"utils", "helpers", "common", "misc", "base", "core"}

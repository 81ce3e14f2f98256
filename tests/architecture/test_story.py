"""The story in the docs is the story in the code: same doors, same signatures."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "story.md").read_text(encoding="utf-8")
DOOR = re.compile(r"`((?:app|sampling|review_forms)[\w.]*)\.(\w+)(\(.*?\) -> [^`]+)`")
DOORS = DOOR.findall(PAGE)


def written(signature: str) -> str:
    """Write a signature without modules and quotes, as a reader wants it."""
    return re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", signature).replace("'", "")


def test_the_story_has_doors():
    assert len(DOORS) >= 12


@pytest.mark.parametrize(("module", "name", "signature"), DOORS, ids=[door[1] for door in DOORS])
def test_the_story_in_the_docs_is_the_story_in_the_code(module, name, signature):
    function = getattr(import_module(module), name)

    assert written(str(inspect.signature(function))) == written(signature)

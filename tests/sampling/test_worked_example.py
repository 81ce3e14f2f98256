import ast
import re
import subprocess
import sys
from pathlib import Path

import sampling

PAGE = Path(sampling.__file__).parent.parent / "docs" / "worked_example.md"


def block(language):
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    return found


def test_the_example_prints_what_the_page_says():
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", block("python")],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )

    assert done.stdout == block("text")
    assert done.stderr == ""


def test_the_example_is_thirty_lines_and_needs_nothing_but_sampling():
    lines = [line for line in block("python").splitlines() if line and not line.startswith("#")]
    imported = [
        name.name
        for node in ast.walk(ast.parse(block("python")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    ]

    assert len(lines) <= 30
    assert imported == ["sampling"]


def test_every_name_on_the_page_is_there():
    for name in re.findall(r"\*\*`(\w+)", PAGE.read_text(encoding="utf-8")):
        assert name in sampling.__all__

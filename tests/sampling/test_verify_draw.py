import ast
import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sampling
from sampling.draw import draw
from sampling.frame import Excluded, Frame
from sampling.protocol import Commitment, seed_of
from sampling.transcript import transcript
from sampling.verdict import verify
from tests.sampling.golden import COMMIT_SHA256
from tests.sampling.tampering import TAMPERINGS, files

SCRIPT = Path(sampling.__file__).with_name("verify_draw.py")


def run(folder, told, frame, excluded, *more):
    names = [folder / name for name in ("transcript.json", "frame.txt", "excluded.txt")]
    names[0].write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    names[1].write_bytes(frame)
    names[2].write_bytes(excluded)
    return subprocess.run(
        [sys.executable, "-I", SCRIPT, *names, *more], capture_output=True, check=False
    )


def test_a_stranger_can_redo_the_published_draw(tmp_path):
    done = run(tmp_path, *files(), COMMIT_SHA256)

    assert done.returncode == 0
    assert b"FEL" not in done.stdout
    assert b"ok    " in done.stdout


def test_a_terminal_without_swedish_letters_will_do():
    script = f"""
import runpy, sys
sys.stdout.reconfigure(encoding="ascii")
runpy.run_path({str(SCRIPT)!r})["say"]("Dragningen stämmer på nytt.")
"""

    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, check=True)

    assert done.stdout.splitlines() == [b"Dragningen stammer pa nytt."]


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_a_stranger_finds_tampering(tmp_path, tamper):
    done = run(tmp_path, *tamper())

    assert done.returncode == 1
    assert b"FEL" in done.stdout
    assert done.stderr == b""


def test_another_published_hash_is_found(tmp_path):
    assert run(tmp_path, *files(), "0" * 64).returncode == 1


def test_files_that_are_not_there_are_a_finding(tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", SCRIPT, *(tmp_path / name for name in "abc")],
        capture_output=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == b""


def test_the_script_stands_alone_and_is_short():
    text = SCRIPT.read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 8))
    imported = {
        name.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }

    assert imported <= {*sys.stdlib_module_names, "__future__"}
    assert len(text.splitlines()) <= 120


@given(
    st.dictionaries(st.sampled_from(["Å", "Ä", "Ö", "A b", "z"]), st.integers(1, 15), min_size=1),
    st.lists(st.text("0123456789", min_size=1, max_size=20), max_size=3),
    st.binary(min_size=32, max_size=32),
    st.data(),
)
def test_the_script_redoes_every_transcript_we_write(populations, public, entropy, data):
    frame = Frame.of(
        (stratum, f"{stratum} {number}")
        for stratum, population in populations.items()
        for number in range(population)
    )
    sizes = {name: data.draw(st.integers(0, most)) for name, most in populations.items()}
    excluded = Excluded.of([("Å", "x1", "avslutad")] if public else [])
    commitment = Commitment.to(
        frame,
        excluded,
        sizes,
        round="vår",
        attempt=3,
        public_source="tärningar",
        server_entropy=entropy,
        log_head="f" * 64,
    )
    drawn = draw(frame, sizes, seed_of(commitment.digest(), public, entropy))
    told = transcript(commitment, drawn, public=public, server_entropy=entropy)

    steps = runpy.run_path(str(SCRIPT))["steps"](told, frame.text(), excluded.text())

    assert all(ok for _, ok in steps)
    assert verify(told, frame.text(), excluded.text()).ok

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sampling
from tests.sampling.golden import COMMIT_SHA256, FRAME, SEED
from tests.sampling.tampering import TRANSCRIPT, change_one_die, files

ROOT = Path(sampling.__file__).parents[1]


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "sampling", *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=os.environ | environment,
    )


@pytest.fixture
def on_disk(tmp_path):
    def write(told, frame, excluded):
        paths = [tmp_path / name for name in ("transcript.json", "frame.txt", "excluded.txt")]
        paths[0].write_text(json.dumps(told), encoding="utf-8")
        paths[1].write_bytes(frame)
        paths[2].write_bytes(excluded)
        return paths

    return write


def test_a_draw_is_the_same_bytes_wherever_it_is_redone(tmp_path):
    path = tmp_path / "frame.txt"
    path.write_bytes(FRAME.text())
    arguments = ("draw", path, SEED, "--size", "SÄBO=10", "--size", "HVB=5")

    first = run(*arguments, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    second = run(*arguments, PYTHONHASHSEED="77", TZ="Asia/Tokyo", NPY_DISABLE_CPU_FEATURES="AVX2")

    assert first.stdout == second.stdout
    assert json.loads(first.stdout) == TRANSCRIPT["result"]


def test_a_transcript_is_verified(on_disk):
    done = run("verify", *on_disk(*files()), "--published", COMMIT_SHA256)

    assert done.returncode == 0
    assert done.stdout.decode().splitlines()[-1] == "ok\tresult"


def test_a_tampered_transcript_gives_another_exit_code(on_disk):
    done = run("verify", *on_disk(*change_one_die()))

    assert done.returncode == 1
    assert "WRONG\tseed\tThe seed should be" in done.stdout.decode()


def test_a_sample_is_shared_out():
    done = run("allocate", 20, "--stratum", "SÄBO=400", "--stratum", "HVB=17", "--at-least", 2)

    assert json.loads(done.stdout) == {"SÄBO": 18, "HVB": 2}


def test_a_size_is_planned():
    assert json.loads(run("size", 1000, 0.05).stdout) == {"cases": 278, "census_advised": False}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("allocate", 20, "--stratum", "HVB"), "Each stratum is written once"),
        (("allocate", 20, "--stratum", "HVB=17"), "20 cases are more than the 17 there are."),
        (("size", 1000, 2), "The margin must be less than 1"),
        (("draw", "no-such-file", SEED), "No such file"),
    ],
)
def test_what_cannot_be_done_is_refused(arguments, message):
    done = run(*arguments)

    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert done.stdout == b""

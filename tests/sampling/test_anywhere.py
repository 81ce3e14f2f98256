"""The same sample whatever the machine, the language and the time zone it is drawn in."""

import json
import os
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from sampling import Frame, allocate, draw, top_up, transcript
from tests.sampling.golden import COMMITMENT, ENTROPY, FRAME, PUBLIC, SEED, SIZES

HERE = Path(__file__).parent
# numpy has no other way to say which instructions can be switched off here.
SWITCHABLE = [feature for feature in __cpu_dispatch__ if __cpu_features__[feature]]


def everything(*arguments, **surroundings):
    done = subprocess.run(
        [sys.executable, "-m", "tests.sampling.everything", *arguments],
        cwd=HERE.parent.parent,
        env=os.environ | surroundings,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout


@pytest.fixture(scope="module")
def here():
    return everything(PYTHONHASHSEED="0")


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"},
        {"PYTHONHASHSEED": "4242", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONHASHSEED": "7", "LC_ALL": "sv_SE.UTF-8", "TZ": "Europe/Stockholm"},
        {"PYTHONOPTIMIZE": "2", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    ],
    ids="-".join,
)
def test_the_surroundings_change_nothing_to_the_last_byte(here, surroundings):
    assert everything(**surroundings) == here


@pytest.mark.skipif(not SWITCHABLE, reason="this processor has nothing to switch off")
def test_an_older_processor_draws_the_same_cases():
    old = json.loads(everything("whole", NPY_DISABLE_CPU_FEATURES=" ".join(SWITCHABLE)))
    new = json.loads(everything("whole"))

    assert old["drawn"] == new["drawn"]
    assert old["figured"]["masked"] == new["figured"]["masked"]
    for before, after in zip(old["figured"]["arrays"], new["figured"]["arrays"], strict=True):
        assert before == pytest.approx(after, abs=1e-9, nan_ok=True)


def test_another_language_redoes_the_draw_from_its_receipt(tmp_path):
    drawn = draw(FRAME, SIZES, SEED)
    told = transcript(COMMITMENT, drawn, public=PUBLIC, server_entropy=ENTROPY)
    (tmp_path / "transcript.json").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "frame.txt").write_bytes(FRAME.text())

    done = subprocess.run(
        ["/bin/sh", HERE / "redraw.sh", "transcript.json", "frame.txt"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )

    lines = [line.split("\t") for line in done.stdout.splitlines()]
    redone = {
        stratum: [(ticket, case) for _, ticket, case in rows]
        for stratum, rows in groupby(lines, key=lambda line: line[0])
    }
    assert redone == {
        name: list(zip(queue.tickets, queue.selected + queue.spares, strict=True))
        for name, queue in drawn.items()
    }


@given(
    st.dictionaries(st.sampled_from("ABCÅÄÖ"), st.integers(1, 30), min_size=1),
    st.data(),
)
def test_a_sample_that_grows_with_floors_keeps_every_case_it_had(populations, data):
    frame = Frame.of(
        (stratum, f"{stratum}{number}")
        for stratum, population in populations.items()
        for number in range(population)
    )
    everyone = sum(populations.values())
    before = allocate(populations, data.draw(st.integers(0, everyone)))
    after = allocate(
        populations, data.draw(st.integers(sum(before.values()), everyone)), at_least=before
    )

    small, large = draw(frame, before, SEED), draw(frame, after, SEED)

    for stratum, queue in small.items():
        more = after[stratum] - before[stratum]
        assert large[stratum].selected == queue.selected + top_up(queue, [], more)

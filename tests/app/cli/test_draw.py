import json

import pytest
import typer
from typer.testing import CliRunner

from app.cli import draw
from sampling import Commitment, Excluded, Frame, seed_of, transcript
from sampling import draw as draw_from

FRAME = Frame.of(
    [("SÄBO", f"Ä-{n:03}") for n in range(40)] + [("HVB", f"H-{n:03}") for n in range(17)]
)
EXCLUDED = Excluded.of([("HVB", "H-900", "avslutad")])
SIZES = {"SÄBO": 10, "HVB": 5}
DICE = ["31415926535897932384", "27182818284590452353"]
ENTROPY = bytes(range(32))
COMMITMENT = Commitment.to(
    FRAME,
    EXCLUDED,
    SIZES,
    round="2026-2",
    attempt=1,
    public_source="2 personer x 20 tiosidiga tärningar",
    server_entropy=ENTROPY,
    log_head="0" * 64,
)
SEED = seed_of(COMMITMENT.digest(), DICE, ENTROPY)


@pytest.fixture
def cli():
    app = typer.Typer()
    app.command()(draw.draw)
    app.command()(draw.verify)
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def papers(tmp_path):
    drawn = draw_from(FRAME, SIZES, SEED)
    told = transcript(COMMITMENT, drawn, public=DICE, server_entropy=ENTROPY)
    files = [tmp_path / name for name in ("transcript.json", "frame.txt", "excluded.txt")]
    files[0].write_text(json.dumps(told), encoding="utf-8")
    files[1].write_bytes(FRAME.text())
    files[2].write_bytes(EXCLUDED.text())
    return files


def test_the_published_draw_comes_out(cli, papers):
    done = cli("draw", papers[1], "--seed", SEED, "--size", "SÄBO=10", "--size", "HVB=5")

    assert done.exit_code == 0
    assert json.loads(done.stdout)["HVB"]["selected"] == [
        "H-009",
        "H-016",
        "H-012",
        "H-013",
        "H-001",
    ]


@pytest.mark.parametrize("sizes", [["HVB=18"], ["HVB"], ["HVB=1", "HVB=2"], ["Jourhem=1"]])
def test_what_cannot_be_drawn_is_refused(cli, papers, sizes):
    options = [word for size in sizes for word in ("--size", size)]

    assert cli("draw", papers[1], "--seed", SEED, *options).exit_code == 2


def test_a_draw_that_holds_is_said_to_hold(cli, papers):
    done = cli("verify", *papers, "--published", COMMITMENT.digest())

    assert done.exit_code == 0
    assert done.stdout.endswith("Dragningen stämmer.\n")
    assert done.stdout.count("ok ") == 10


def test_a_case_that_was_swapped_is_found(cli, papers):
    papers[0].write_text(papers[0].read_text().replace("H-009", "H-004", 1), encoding="utf-8")

    done = cli("verify", *papers)

    assert done.exit_code == 1
    assert "FEL  De dragna och reserverna stämmer" in done.stdout


def test_another_sum_than_was_shown_is_found(cli, papers):
    done = cli("verify", *papers, "--published", "0" * 64)

    assert done.exit_code == 1


def test_a_transcript_that_is_no_json_is_refused(cli, papers):
    papers[0].write_text("nej", encoding="utf-8")

    assert cli("verify", *papers).exit_code == 2

"""``stickprov export``: every answer, all rounds, each format; refused when it makes no sense."""

import csv
import io
import json
import zipfile

import pytest
from pyarrow import parquet
from sqlmodel import select
from typer.testing import CliRunner

from app.audit.models import AuditEntry, AuditPayload
from app.cli.main import app as commands
from tests.app.summary.reviewed import a_reviewed_round, read_all

FILES = ["sammanstallning", "strata", "enheter", "urval", "svar", "akter", "kodbok"]


@pytest.fixture
def rounds(session):
    made = [
        a_reviewed_round(session),
        a_reviewed_round(session, {("north", "HVB"): (9, 6)}, id="s" * 16, name="Vår 2027"),
    ]
    for round_ in made:
        read_all(session, round_)
    session.commit()
    return made


@pytest.fixture
def exported(settings, tmp_path):
    def run(*asked):
        at = {"STICKPROV_MODE": "test", "DATA_DIR": str(settings.data_dir)}
        return CliRunner().invoke(commands, ["export", *asked, "--to", str(tmp_path)], env=at)

    return run


def logged(session):
    entries = session.exec(
        select(AuditEntry.object_id, AuditPayload.payload)
        .join(AuditPayload, AuditPayload.seq == AuditEntry.seq)
        .where(AuditEntry.event == "SummaryExported")
    )
    return {object_id: json.loads(payload)["answers"] for object_id, payload in entries}


def csv_rows(archive, name):
    text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_all_answers_of_a_round_come_out_as_parquet(session, rounds, exported, tmp_path):
    done = exported("Höst 2026", "--answers", "--format", "parquet")

    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(tmp_path / "svar.parquet.zip") as archive:
        assert {f"{name}.parquet" for name in FILES} <= set(archive.namelist())
        svar = parquet.read_table(io.BytesIO(archive.read("svar.parquet")))
    assert len(svar) > 100
    assert svar.schema.names[0] == "arendenummer"
    assert logged(session) == {rounds[0].id: True}


def test_all_rounds_with_their_answers_stand_in_one_file(session, rounds, exported, tmp_path):
    done = exported("--all-rounds", "--answers", "--format", "csv")

    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(tmp_path / "svar.zip") as archive:
        found = {row["omgang"] for row in csv_rows(archive, "svar.csv")}
    assert found == {"Höst 2026", "Vår 2027"}
    assert logged(session) == {round_.id: True for round_ in rounds}


def test_without_the_option_no_single_answer_comes_out(session, rounds, exported, tmp_path):
    done = exported("--all-rounds", "--format", "parquet")

    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(tmp_path / "sammanstallning.parquet.zip") as archive:
        assert not {"svar.parquet", "akter.parquet"} & set(archive.namelist())
    assert logged(session) == {round_.id: False for round_ in rounds}


@pytest.mark.usefixtures("rounds")
@pytest.mark.parametrize(
    "asked",
    [
        (),
        ("Höst 2026", "--all-rounds"),
        ("Höst 2026", "--answers", "--format", "docx"),
        ("--all-rounds", "--format", "docx"),
    ],
    ids=["nothing", "a round and all", "answers in Word", "all in Word"],
)
def test_what_makes_no_sense_is_refused_and_leaves_no_file(session, exported, tmp_path, asked):
    before = set(tmp_path.iterdir())

    done = exported(*asked)

    assert done.exit_code == 2
    assert set(tmp_path.iterdir()) == before
    assert logged(session) == {}


def test_there_is_nothing_to_take_out_before_the_first_draw(exported):
    done = exported("--all-rounds")

    assert done.exit_code == 2
    assert "Ingen omgång är dragen" in done.stderr

from pathlib import Path

import pytest
import typer
from sqlalchemy import func, select
from typer.testing import CliRunner

from app.cli.register import bring_in
from app.register.models import RegisterCase
from tests.app.register.register_files import IDENTITY_NUMBER, a_case, cases, csv_file
from tests.cast import MAX, MONA

program = typer.Typer()
program.command("import")(bring_in)


@pytest.fixture
def run(settings, tmp_path):
    def on_file(content, *words, name="uttag.csv"):
        file = tmp_path / name
        file.write_bytes(content)
        environment = {
            "STICKPROV_MODE": "test",
            "DATA_DIR": str(settings.data_dir),
            "COLUMNS": "200",
        }
        return CliRunner().invoke(program, [str(file), *words], env=environment)

    return on_file


def how_many(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(RegisterCase))


def test_an_export_is_shown_and_brought_in_only_when_said(run, database):
    shown = run(csv_file(*cases(3)), "--as", MONA.id)
    before = how_many(database)
    done = run(csv_file(*cases(3)), "--as", MONA.id, "--yes")

    assert (shown.exit_code, before) == (3, 0)
    assert "Nya: 3, ändrade: 0, borta: 0, oförändrade: 0" in shown.output
    assert "Enheter som läggs till: Enhet Åsen" in shown.output
    assert (done.exit_code, how_many(database)) == (0, 3)
    assert "Registret är inläst: 3 nya, 0 ändrade, 0 borta." in done.output


def test_refused_rows_are_told_and_must_be_accepted(run, database):
    content = csv_file(a_case(1), a_case(2, Ålder="[bold]gammal"))

    refused = run(content, "--as", MONA.id, "--yes")
    done = run(content, "--as", MONA.id, "--yes", "--without-refused")

    assert refused.exit_code == 1
    assert "[bold]gammal" in refused.output
    assert "1 rader avvisas." in refused.output
    assert (done.exit_code, how_many(database)) == (0, 1)


@pytest.mark.parametrize(
    ("content", "words", "code", "said"),
    [
        (b"%PDF-1.7", ["--as", MONA.id], 1, "Den här sortens fil läses inte."),
        (b"Aktnummer;Enhet\nA-1;Norr\n", ["--as", MONA.id], 1, "Ange vilka kolumner"),
        (csv_file(*cases(1)), ["--as", MAX.id], 1, "En import ersätter registret för alla enheter"),
        (
            csv_file(*cases(1)),
            ["--as", "nobody"],
            2,
            "nobody finns inte eller får inte ta in uttag.",
        ),
        (csv_file(*cases(1)), [], 2, "Ange med --as vilken chef"),
    ],
)
def test_what_cannot_be_brought_in_is_said_plainly(run, database, content, words, code, said):
    answer = run(content, *words, "--yes")

    assert (answer.exit_code, how_many(database)) == (code, 0)
    assert said in answer.output


def test_a_file_named_after_a_person_is_refused(run):
    assert run(csv_file(*cases(1)), "--as", MONA.id, name=f"{IDENTITY_NUMBER}.csv").exit_code == 1


def test_a_file_that_is_not_there_is_a_wrong_command(settings):
    missing = CliRunner().invoke(program, [str(Path(settings.data_dir) / "nothing.csv")])

    assert missing.exit_code == 2

import csv
import io
import json
import re
import zipfile
from fractions import Fraction

import openpyxl
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select
from typer.testing import CliRunner

from app.audit.models import AuditEntry
from app.cli.main import app as commands
from app.organisation.models import Unit
from app.reviews.models import Answer
from app.summary.export_csv import DANGEROUS, harmless, lines, original
from app.summary.formats import Dialect
from app.summary.service import close_round, report_of
from app.summary.sheets import Column, Sheet
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, NOON, RUT

HOSTILE = '=HYPERLINK("http://x";"Norr")'


@pytest.fixture
def round_(session):
    made = a_reviewed_round(session)
    read_all(session, made)
    session.get_one(Unit, "south").name = HOSTILE
    session.commit()
    return made


def rows_of(archive, name, delimiter=";"):
    text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def zipped(answer):
    return zipfile.ZipFile(io.BytesIO(answer.content))


@pytest.mark.parametrize(
    ("actor", "summary", "answers"),
    [
        (MONA, 200, 403),
        (MAX, 200, 403),
        (AUDREY, 200, 403),
        (KIM, 200, 200),
        (RUT, 403, 403),
        (ADA, 403, 403),
    ],
    ids=lambda value: getattr(value, "id", value),
)
def test_who_may_take_what_out(browser, round_, actor, summary, answers):
    browser.sign_in(actor)

    taken = browser.get(f"/rounds/{round_.id}/export/summary.zip")
    every = browser.get(f"/rounds/{round_.id}/export/answers.zip")

    assert (taken.status_code, every.status_code) == (summary, answers)


def test_a_file_is_logged_by_its_hash_and_leaves_nothing_behind(browser, session, round_, settings):
    browser.sign_in(KIM)

    answer = browser.get(f"/rounds/{round_.id}/export/answers.xlsx")

    entry = session.exec(select(AuditEntry).where(AuditEntry.event == "SummaryExported")).one()
    assert (entry.actor_id, entry.object_id) == (KIM.id, round_.id)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert len(answer.content) == int(answer.headers["content-length"])
    assert [path.name for path in settings.data_dir.glob("exports-*/*")] == ["in-use"]


def test_excel_holds_the_figures_of_the_page_and_no_formula(browser, session, round_):
    browser.sign_in(MONA)

    answer = browser.get(f"/rounds/{round_.id}/export/summary.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [
        *("Sammanställning", "Strata", "Enheter", "Urval", "Kodbok", "Om uttaget")
    ]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert HOSTILE in {cell.value for cell in cells}
    heads, *rows = book["Sammanställning"].iter_rows(values_only=True)
    figures = report_of(session, MONA, round_.id, smallest=5).figures
    by_id = {row[1]: dict(zip(heads, row, strict=True)) for row in rows}
    for line in figures.questions:
        row = by_id[line.id]
        assert (row["Uppfyllt"], row["Bedömda"]) == (line.whole.yes, line.whole.assessed)
        assert row["Andel, vägd"] == pytest.approx(line.whole.share, abs=1e-14)
        # Excel keeps sixteen digits of a number.
        assert row["Övre 95 %-gräns"] == pytest.approx(line.whole.high, abs=1e-14)
    assert all(sheet.freeze_panes == "B2" and len(sheet.tables) == 1 for sheet in book)


def test_small_groups_are_in_no_file_but_that_of_quality(browser, session, round_):
    browser.sign_in(MONA)
    masked = zipped(browser.get(f"/rounds/{round_.id}/export/summary.zip"))
    browser.sign_in(KIM)
    also_masked = zipped(browser.get(f"/rounds/{round_.id}/export/summary.zip"))
    full = zipped(browser.get(f"/rounds/{round_.id}/export/answers.zip"))

    figures = report_of(session, MONA, round_.id, smallest=5).figures
    hidden = {
        (group.name, line.id)
        for line in figures.lines()
        for group, share in zip(figures.strata, line.strata, strict=True)
        if share.hidden
    }
    assert hidden
    for archive in (masked, also_masked):
        left = {
            (row["grupp"], row["id"])
            for row in rows_of(archive, "strata.csv")
            if row["anmarkning"] == "För få akter för att visas"
        }
        assert left == hidden
        assert all(
            (row["uppfyllt"], row["andel"], row["bedomda"], row["nej"]) == ("", "", "", "")
            for row in rows_of(archive, "strata.csv")
            if (row["grupp"], row["id"]) in hidden
        )
        assert "svar.csv" not in archive.namelist()
    assert all(row["bedomda"] for row in rows_of(full, "strata.csv"))


def test_a_file_for_one_unit_holds_no_other(browser, round_):
    browser.sign_in(MAX)

    archive = zipped(browser.get(f"/rounds/{round_.id}/export/summary.zip"))

    assert {row["grupp"] for row in rows_of(archive, "enheter.csv")} == {"Enhet Norr"}


@pytest.mark.parametrize(
    ("dialect", "delimiter", "decimal"), [("excel-sv", ";", ","), ("rfc", ",", ".")]
)
def test_the_shares_can_be_reckoned_from_the_answers_alone(
    browser, session, round_, dialect, delimiter, decimal
):
    browser.sign_in(KIM)

    archive = zipped(
        browser.get(f"/rounds/{round_.id}/export/answers.zip", params={"dialect": dialect})
    )

    rows = rows_of(archive, "svar.csv", delimiter)
    figures = report_of(session, KIM, round_.id, smallest=5, unmasked=True).figures
    for name in ("care_plan_exists", "implementation_plan_exists"):
        weighed = [
            (Fraction(int(row["ram_n"]), int(row["urval_n"])), row["utfall"])
            for row in rows
            if row["fraga"] == name and row["utfall"] in ("yes", "partly", "no")
        ]
        share = sum(weight for weight, met in weighed if met == "yes") / sum(
            weight for weight, _ in weighed
        )
        assert figures.question(name).whole.share == pytest.approx(float(share))
    number = rows[0]["vikt"].replace(decimal, ".")
    assert float(number) == pytest.approx(int(rows[0]["ram_n"]) / int(rows[0]["urval_n"]))
    files = rows_of(archive, "akter.csv", delimiter)
    assert len(files) == figures.whole.sample
    assert {row["laget"] for row in files} == {"read"}


def test_the_package_describes_its_files(browser, round_):
    browser.sign_in(KIM)

    archive = zipped(browser.get(f"/rounds/{round_.id}/export/answers.zip"))

    package = json.loads(archive.read("datapackage.json"))
    described = {each["path"]: each for each in package["resources"]}
    assert set(described) == set(archive.namelist()) - {"datapackage.json"}
    for path, resource in described.items():
        heads = archive.read(path).decode("utf-8-sig").splitlines()[0].split(";")
        assert heads == [field["name"] for field in resource["schema"]["fields"]]
        assert archive.read(path).startswith(b"\xef\xbb\xbf")
    variables = {(row["tabell"], row["variabel"]) for row in rows_of(archive, "kodbok.csv")}
    assert ("svar", "vikt") in variables
    assert ("svar", "care_plan_exists") in variables


cells = st.one_of(
    st.text(max_size=20),
    st.tuples(st.sampled_from([*DANGEROUS, "'", "''="]), st.text(max_size=8)).map("".join),
)


@given(st.lists(cells, min_size=1, max_size=6), st.sampled_from(list(Dialect)))
def test_texts_come_back_exactly_and_none_can_be_run(texts, dialect):
    texts = [text.replace("\x00", "") for text in texts]
    columns = [Column(f"k{number}", "K") for number in range(len(texts))]

    written = "".join(lines(Sheet("x", "X", columns, [texts]), dialect))

    _, row = csv.reader(
        io.StringIO(written.removeprefix("\ufeff"), newline=""), delimiter=dialect.delimiter
    )
    assert [original(cell) for cell in row] == texts
    assert not any(cell.startswith(DANGEROUS) for cell in row)


def test_a_text_that_looks_like_nothing_special_is_left_as_it_is():
    assert harmless("Enhet Norr") == "Enhet Norr"


def test_the_word_report_is_built_to_be_read_and_edited(browser, session, round_):
    browser.sign_in(MONA)

    answer = browser.get(f"/rounds/{round_.id}/export/summary.docx")

    document = Document(io.BytesIO(answer.content))
    heads = [p.text for p in document.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert heads[:4] == [
        "Granskning av personakter: Höst 2026",
        "Slutsatser",
        "Sammanställning",
        "Lägst andel",
    ]
    assert "Bilaga 2. Så är det gjort" in heads
    assert document.core_properties.language == "sv-SE"
    places = [p.text for p in document.paragraphs if p.style.name == "Intense Quote"]
    assert len(places) == 3
    assert all(text.startswith("[Slutsats att skriva:") for text in places)
    xml = document.element.xml
    assert xml.count("<w:tblHeader") == len(document.tables)
    assert len(document.inline_shapes) == xml.count('descr="')
    text = "\n".join(
        [p.text for p in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    figures = report_of(session, MONA, round_.id, smallest=5).figures
    plan = figures.question("care_plan_exists").whole
    assert f"{plan.yes} av {plan.assessed}" in text
    assert "Skyddade uppgifter" in text
    assert "c" * 64 in text
    assert "d" * 64 not in text
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("\u00a0%" in cell for cell in cells)
    assert [cell for cell in cells if re.search(r"\d [%§]", cell)] == []


def test_files_of_a_closed_round_hold_the_frozen_figures(browser, session, round_):
    close_round(session, KIM, round_.id, smallest=5, now=NOON)
    session.commit()
    browser.sign_in(MONA)
    address = f"/rounds/{round_.id}/export/summary.zip"

    before = zipped(browser.get(address)).read("sammanstallning.csv")
    for answer in session.exec(select(Answer)).all():
        answer.value = "no" if answer.value == "yes" else answer.value
    session.commit()
    after = zipped(browser.get(address)).read("sammanstallning.csv")

    assert after == before


@pytest.mark.usefixtures("round_")
@pytest.mark.parametrize("format_", ["xlsx", "csv", "docx"])
def test_the_command_writes_the_masked_file_and_logs_it(session, settings, tmp_path, format_):
    at = {"STICKPROV_MODE": "test", "DATA_DIR": str(settings.data_dir)}

    done = CliRunner().invoke(
        commands, ["export", "Höst 2026", "--to", str(tmp_path / "ut"), "--format", format_], env=at
    )

    assert done.exit_code == 0, done.output
    suffix = "zip" if format_ == "csv" else format_
    assert (tmp_path / "ut" / f"sammanstallning.{suffix}").stat().st_size > 1000
    entry = session.exec(select(AuditEntry).where(AuditEntry.event == "SummaryExported")).one()
    assert entry.actor_id is None


def test_the_command_says_that_there_is_no_such_round(settings, tmp_path):
    at = {"STICKPROV_MODE": "test", "DATA_DIR": str(settings.data_dir)}

    done = CliRunner().invoke(commands, ["export", "Vår 1999", "--to", str(tmp_path)], env=at)

    assert done.exit_code == 2
    assert "Det finns ingen omgång som heter Vår 1999" in done.stderr

"""One masked round, taken out in every way there is: the same numbers, and none of the hidden ones.

The hidden group is given a name and a size that stand nowhere else (canaries), and answers that
would give it a share that nobody else has.
"""

import csv
import io
import re
import zipfile

import openpyxl
import pytest
from docx import Document
from pyarrow import parquet

from app.auth.scopes import Scope
from app.summary.service import close_round, report_of
from tests.app.api.programs import a_program
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.cast import KIM, MONA, NOON

FIGURES = ("bedomda", "uppfyllt", "andel", "nedre", "ovre", "ovagd_andel", "delvis", "nej")
TABLES = {"summary": "sammanstallning", "strata": "strata", "units": "enheter"}
SHEETS = {"summary": "Sammanställning", "strata": "Strata", "units": "Enheter"}


@pytest.fixture(params=[False, True], ids=["open", "closed"])
def round_(session, request):
    made = a_reviewed_round(session)
    read_all(session, made)
    if request.param:
        close_round(session, KIM, made.id, smallest=5, now=NOON)
    session.commit()
    return made


@pytest.fixture
def ways(browser, round_):
    """Give each way out by its name: a table of it as rows of plain cells."""
    program = a_program(browser, MONA, Scope.summary)
    by_program = {part: program.rows(f"/rounds/{round_.id}/{part}") for part in TABLES}
    in_csv = {
        part: list(csv.DictReader(io.StringIO(_csv(program, round_, part), newline="")))
        for part in TABLES
    }
    browser.sign_in(MONA)

    def taken(address):
        answer = browser.get(address)
        assert answer.status_code == 200, answer.text
        return io.BytesIO(answer.content)

    base = f"/rounds/{round_.id}/export/summary"
    excel = openpyxl.load_workbook(taken(f"{base}.xlsx"))
    files = zipfile.ZipFile(taken(f"{base}.zip?dialect=rfc"))
    typed = zipfile.ZipFile(taken(f"{base}.parquet.zip"))
    together = zipfile.ZipFile(taken("/exports/summary.zip?dialect=rfc"))
    return {
        "json": by_program,
        "csv of a program": in_csv,
        "excel": {part: _excel(excel[name], by_program[part]) for part, name in SHEETS.items()},
        "csv": {part: _file(files, name) for part, name in TABLES.items()},
        "all rounds": {part: _file(together, name) for part, name in TABLES.items()},
        "parquet": {part: _parquet(typed, name) for part, name in TABLES.items()},
    }


def _csv(program, round_, part):
    answer = program.get(f"/rounds/{round_.id}/{part}.csv", params={"limit": 10_000})
    return answer.text.removeprefix("\ufeff")


def _excel(sheet, like):
    _, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(like[0], row, strict=True)) for row in rows]


def _file(archive, name):
    text = archive.read(f"{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _parquet(archive, name):
    return parquet.read_table(io.BytesIO(archive.read(f"{name}.parquet"))).to_pylist()


def plain(value):
    """Give a cell as all formats can hold it: Excel keeps sixteen digits, CSV only texts."""
    if value in (None, ""):
        return None
    try:
        return round(float(value), 12)
    except ValueError:
        return value


def test_every_way_out_tells_the_same(ways):
    expected = {
        part: [{name: plain(value) for name, value in row.items()} for row in rows]
        for part, rows in ways["json"].items()
    }

    for way, tables in ways.items():
        for part, rows in tables.items():
            told = [{name: plain(row[name]) for name in expected[part][0]} for row in rows]
            assert told == expected[part], (way, part)


def test_no_way_out_tells_of_a_hidden_group(ways, session, round_):
    figures = report_of(session, MONA, round_.id, smallest=5).figures
    hidden = {
        part: {
            (group.name, line.id)
            for line in figures.lines()
            for group, share in zip(groups, getattr(line, part), strict=True)
            if share.hidden
        }
        for part, groups in (("strata", figures.strata), ("units", figures.units))
    }

    assert hidden["strata"]
    for way, tables in ways.items():
        for part, cells in hidden.items():
            rows = [row for row in tables[part] if (row["grupp"], row["id"]) in cells]
            assert len(rows) == len(cells), (way, part)
            told = {(name, plain(row[name])) for row in rows for name in FIGURES}
            assert told == {(name, None) for name in FIGURES}, (way, part)


def test_the_true_figures_of_hidden_groups_stand_in_no_file_and_on_no_page(
    browser, session, round_
):
    """Look for the canaries themselves: shares that only the hidden groups have."""
    full = report_of(session, KIM, round_.id, smallest=5, unmasked=True).figures
    masked = report_of(session, KIM, round_.id, smallest=5).figures
    session.commit()
    shown, secret = set(), set()
    for line, told in zip(full.lines(), masked.lines(), strict=True):
        for mine, theirs in zip(
            (line.whole, *line.strata, *line.units),
            (told.whole, *told.strata, *told.units),
            strict=True,
        ):
            kept = {mine.share, mine.low, mine.high, mine.unweighted} - {None}
            (secret if theirs.hidden else shown).update(kept)
            shown.update({theirs.share, theirs.low, theirs.high, theirs.unweighted} - {None})
    canaries = {f"{value:.10f}" for value in secret if round(value, 6) != round(value, 2)}
    canaries -= {f"{value:.10f}" for value in shown}

    everything = "\n".join(_all_that_goes_out(browser, round_))
    found = {
        f"{float(number):.10f}"
        for number in re.findall(r"\b0[.,]\d{6,}", everything.replace(",", "."))
    }

    assert len(canaries) >= 5
    assert len(found) >= 20
    assert canaries & found == set()


def _all_that_goes_out(browser, round_):
    program = a_program(browser, MONA, Scope.summary)
    for part in (*TABLES, "design", "questions"):
        yield program.get(f"/rounds/{round_.id}/{part}", params={"limit": 10_000}).text
    yield program.get(f"/rounds/{round_.id}").text
    yield program.get("/summary", params={"limit": 10_000}).text
    browser.sign_in(MONA)
    yield browser.get(f"/rounds/{round_.id}/summary").text
    base = f"/rounds/{round_.id}/export/summary"
    for address in (
        f"{base}.zip?dialect=rfc",
        f"{base}.parquet.zip",
        "/exports/summary.zip?dialect=rfc",
    ):
        archive = zipfile.ZipFile(io.BytesIO(browser.get(address).content))
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".parquet"):
                yield str(parquet.read_table(io.BytesIO(content)).to_pylist())
            else:
                yield content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{base}.xlsx").content))
    yield "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    document = Document(io.BytesIO(browser.get(f"{base}.docx").content))
    yield "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )

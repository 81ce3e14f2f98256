from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from app.key_figures.kolada import FOLLOWED
from app.key_figures.models import Area
from app.key_figures.reading import COLUMNS, read_series
from app.key_figures.table import (
    FileTooLarge,
    HeadingsMissing,
    HoldsIdentityNumber,
    TooManyLines,
    table_of,
)
from app.register.reading import RegisterUnreadable
from app.register.reading.table import read_table
from tests.cast import KIM

CODES = frozenset(FOLLOWED)


def read(text, *, own="Almviks kommun"):
    return read_series(opened(text.encode("cp1252")), own=own, followed=CODES)


def opened(content):
    return read_table(content, "", [word for words in COLUMNS.values() for word in words])


def values(file):
    return {(each.code, each.year, str(each.area)): each.value for each in file.found}


def a_workbook(*rows):
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return content.getvalue()


def test_a_row_for_each_year_is_read():
    file = read(
        "Nyckeltal;Kommun;År;Värde\n"
        "N33001;Almvik;2024;1 234,5\n"
        "N33001;Liknande kommuner IFO, Almvik;2024;1200\n"
        "N33001;Riket;2024;1250,25\n"
    )

    assert file.refused == []
    assert values(file) == {
        ("N33001", 2024, "own"): 1234.5,
        ("N33001", 2024, "similar"): 1200,
        ("N33001", 2024, "country"): 1250.25,
    }


def test_a_column_for_each_year_is_read_from_a_workbook_below_its_title():
    content = a_workbook(
        ["Utdrag ur Kolada"],
        ["Nyckeltal", "Område", 2022, 2023],
        ["Påhittat namn (N33007)", "Almviks kommun", 10.5, 11],
        ["Påhittat namn (N33007)", "Riket", 9.5, ""],
    )

    file = read_series(opened(content), own="Almvik", followed=CODES)

    assert values(file) == {
        ("N33007", 2022, "own"): 10.5,
        ("N33007", 2023, "own"): 11,
        ("N33007", 2022, "country"): 9.5,
        ("N33007", 2023, "country"): None,
    }


@pytest.mark.parametrize("cell", ["", "-", "–", "..", "saknas"])
def test_what_is_missing_is_missing_and_never_nothing(cell):
    file = read(f"Nyckeltal;Kommun;År;Värde\nN33001;Riket;2024;{cell}\n")

    assert values(file) == {("N33001", 2024, "country"): None}


def test_nothing_is_nothing_and_not_missing():
    assert values(read("Nyckeltal;Kommun;År;Värde\nN33001;Riket;2024;0\n")) == {
        ("N33001", 2024, "country"): 0
    }


def test_only_all_together_is_read_when_there_is_a_column_for_sex():
    file = read(
        "KPI;Municipality;Period;Gender;Value\n"
        "N33001;Almvik;2024;K;1\n"
        "N33001;Almvik;2024;M;2\n"
        "N33001;Almvik;2024;T;3\n"
    )

    assert values(file) == {("N33001", 2024, "own"): 3}
    assert file.refused == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("N12345;Almvik;2024;1", "%(code)s is not followed here."),
        ("Barn;Almvik;2024;1", "There is no code of a key figure, as N33001."),
        ("N33001;Granhult;2024;1", "“%(area)s” is neither"),
        ("N33001;Alla kommuner;2024;1", "“%(area)s” is neither"),
        ("N33001;;2024;1", "“%(area)s” is neither"),
        ("N33001;Almvik;24;1", "“%(year)s” is not a year."),
        ("N33001;Almvik;2024;1.234", "The number can be read in two ways."),
        ("N33001;Almvik;2024;många", "This is not a number."),
        ("N33001;Almvik;2023;2", "Row %(row)s has another value for the same year."),
    ],
)
def test_every_row_that_cannot_be_taken_in_is_named(row, why):
    file = read(f"Nyckeltal;Kommun;År;Värde\nN33001;Almvik;2023;1\n{row}\n")

    (refused,) = file.refused
    assert refused.row == 3
    assert refused.why.startswith(why)
    assert refused.why % refused.details
    assert values(file) == {("N33001", 2023, "own"): 1}


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"Nyckeltal;Kommun\nN33001;Almvik\n", HeadingsMissing),
        (b"Nyckeltal;Kommun;\xc5r\nN33001;Almvik;2024\n", HeadingsMissing),
        (b"Nyckeltal;Kommun;2024\nN33001;19121212-1212;1\n", HoldsIdentityNumber),
        (b"", RegisterUnreadable),
        (b"%PDF-1.7", RegisterUnreadable),
    ],
)
def test_another_file_is_turned_away_whole(content, refusal):
    with pytest.raises(refusal):
        read_series(opened(content), own="Almvik", followed=CODES)


AREAS = {Area.own: "Almviks kommun", Area.similar: "Liknande kommuner", Area.country: "Riket"}


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(FOLLOWED), st.integers(1990, 2100), st.sampled_from(list(Area))),
        st.none() | st.decimals(0, 10**7, places=2),
        min_size=1,
    )
)
def test_what_is_written_as_in_sweden_is_read_back_the_same(written):
    lines = ["Nyckeltal;Kommun;År;Värde"]
    for (code, year, area), value in written.items():
        said = "" if value is None else str(value).replace(".", ",")
        lines.append(f"{code};{AREAS[area]};{year};{said}")

    file = read("\n".join(lines) + "\n")

    assert file.refused == []
    assert values(file) == {
        (code, year, str(area)): None if value is None else float(value)
        for (code, year, area), value in written.items()
    }


def test_a_number_of_a_workbook_keeps_every_decimal():
    content = a_workbook(
        ["Nyckeltal", "Kommun", "2023", "2024"], ["N33001", "Riket", 1.234, 0.0000001]
    )

    file = read_series(opened(content), own="Almvik", followed=CODES)

    assert list(values(file).values()) == [1.234, 0.0000001]


def test_a_file_that_is_too_large_is_not_opened():
    with pytest.raises(FileTooLarge):
        table_of(b"x" * (2 * 1024 * 1024 + 1), COLUMNS)


def test_no_row_is_left_out_unseen():
    lines = "N33001;Riket;2024;1\n" * 5_001

    with pytest.raises(TooManyLines):
        read("Nyckeltal;Kommun;År;Värde\n" + lines)


def a_bomb():
    """Make a small workbook in which a long text stands in very many cells."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(40_000):
            sheet.write_row(row, 0, ["Å" * 30_000] * 4)
    return content.getvalue()


ODD = {
    "empty": b"",
    "an image": b"\x89PNG\r\n\x1a\n" + bytes(300),
    "another encoding": "Nyckeltal;Kommun;År;Värde\n".encode("utf-16") + bytes([0xFF, 0xFE]) * 9,
    "a bomb": a_bomb(),
    "rows without end": b"Nyckeltal;Kommun;\xc5r;V\xe4rde\n" + b"N33001;Riket;2024;1\n" * 90_000,
    "a torn workbook": a_workbook(["Nyckeltal", "Kommun", "2024"])[:900],
    "a formula": b'Nyckeltal;Kommun;2024\nN33001;Riket;"=HYPERLINK(""http://x"";""y"")"\n',
    "not a number": b"Nyckeltal;Kommun;2024\nN33001;Riket;inf\nN33001;Almvik;nan\n",
}


@pytest.mark.parametrize("kind", ODD)
def test_no_file_makes_the_page_fall_over(browser, kind):
    browser.sign_in(KIM)
    sent = {"file": ("kolada.xlsx", ODD[kind], "application/octet-stream")}

    answer = browser.post("/key-figures/import", data={"own": "Almvik"}, files=sent)

    assert answer.status_code == 422
    assert "notice danger" in answer.text

import csv
import io
import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from app.register.drafts import MOST, DraftGone, Drafts
from app.register.opening import SentFile
from app.register.reading import read_register
from tests.app.register.browsing import bring_in, confirm, draft_of, in_register
from tests.app.register.register_files import (
    HEADINGS,
    a_case,
    cases,
    csv_file,
    xlsx_file,
)
from tests.cast import MAX, MONA, NOON

FILES = Path(__file__).parent / "files"
UNKNOWN = (
    "Ref;Var;Hur;När;Ort <b>nu</b>\n"
    "A-1;Norr;HVB;2026-01-01;Umeå\n"
    "A-2;Norr;HVB;2026-02-01;<script>alert(1)</script>\n"
).encode()


def test_every_refused_row_is_listed_with_its_reason_in_swedish(browser):
    browser.sign_in(MONA)
    draft = draft_of(browser, (FILES / "register_felaktig.csv").read_bytes(), "fel.csv")

    page = browser.get(draft).text

    assert "Cellen innehåller ett personnummer. Byt ut det mot ärendets nummer." in page
    assert "Ärendenumret finns redan på rad 8." in page
    assert "20110314" not in page
    assert "Ta in de andra raderna utan de 10 avvisade" in page


def test_the_refused_rows_can_be_taken_to_those_who_can_mend_them(browser):
    browser.sign_in(MONA)
    draft = draft_of(browser, (FILES / "register_felaktig.csv").read_bytes(), "fel.csv")

    answer = browser.get(f"{draft}/refusals.csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert answer.headers["content-disposition"] == 'attachment; filename="avvisade-rader.csv"'
    assert rows[0] == ["Rad", "Kolumn", "Vad som står där", "Vad som är fel"]
    assert len(rows) == 11
    assert [row[0] for row in rows[1:4]] == ["5", "9", "13"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert any(cell.startswith("'=HYPERLINK") for row in rows for cell in row)


def test_refused_rows_are_left_out_only_when_the_box_is_ticked(browser):
    browser.sign_in(MONA)
    draft = draft_of(browser, csv_file(a_case(1), a_case(2, Ålder="gammal")))

    unsaid = confirm(browser, draft)
    nothing_yet = in_register(browser)
    said = confirm(browser, draft, without_refused="on")

    assert unsaid.status_code == 422
    assert "Kryssa i rutan för att ta in de andra raderna" in unsaid.text
    assert nothing_yet == {}
    assert said.status_code == 303
    assert list(in_register(browser)) == ["BU-2026-00001"]


def test_what_is_new_changed_and_gone_is_shown_before_it_happens(browser):
    browser.sign_in(MONA)
    bring_in(browser, csv_file(*cases(3)))
    draft = draft_of(
        browser, csv_file(a_case(1, Lagrum="SoL"), a_case(4, Enhet="Ny enhet"), a_case(2))
    )

    page = browser.get(draft).text

    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", page)
    place = cells.index("BU-2026-00001")
    assert cells[place : place + 4] == ["BU-2026-00001", "Lagrum", "LVU 2 §", "SoL"]
    assert "1 ärende finns inte i filen" in page
    assert "BU-2026-00003" in page
    assert "Ny enhet" in page
    assert sorted(in_register(browser)) == ["BU-2026-00001", "BU-2026-00002", "BU-2026-00003"]


def test_columns_chosen_by_hand_are_remembered(browser):
    browser.sign_in(MONA)
    draft = draft_of(browser, UNKNOWN)
    asked = browser.get(draft).text
    chosen = ["case_number", "unit", "placement_form", "started_on", "attribute"]
    reread = browser.post(f"{draft}/reading", data={"columns": chosen})
    confirm(browser, draft)

    again = browser.get(draft_of(browser, UNKNOWN.replace(b"A-2", b"A-9"))).text

    assert "Filen saknar kolumner som registret behöver" in asked
    assert reread.headers["location"] == draft
    assert in_register(browser)["A-1"].attributes == {"Ort <b>nu</b>": "Umeå"}
    assert "Kolumner: 5 av 5 läses" in again
    assert "1 ärende finns inte i filen" in again


def test_what_stands_in_a_file_is_never_markup(browser):
    browser.sign_in(MONA)

    page = browser.get(draft_of(browser, UNKNOWN, "<img src=x>.csv")).text

    assert "Ort &lt;b&gt;nu&lt;/b&gt;" in page
    assert "<b>nu" not in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_two_columns_cannot_be_the_same_field(browser):
    browser.sign_in(MONA)
    draft = draft_of(browser, UNKNOWN)

    answer = browser.post(
        f"{draft}/reading", data={"columns": ["case_number", "case_number"] + [""] * 3}
    )

    assert answer.status_code == 422
    assert "Två kolumner är valda som ärendenummer" in answer.text


def test_a_file_that_was_split_wrongly_is_read_again_as_said(browser):
    browser.sign_in(MONA)
    rows = "\n".join("\t".join(row) for row in [HEADINGS, *cases(2)])
    draft = draft_of(browser, rows.encode(), delimiter="tab", header_row="1")

    other = browser.post(f"{draft}/reading", data={"delimiter": "semicolon"})
    said = browser.post(f"{draft}/reading", data={"delimiter": "tab", "encoding": "utf-8"})

    assert other.status_code in {303, 422}
    assert said.status_code == 303
    assert "Ta in 2 placeringar" in browser.get(draft).text


def test_another_sheet_of_a_workbook_can_be_chosen(browser):
    browser.sign_in(MONA)
    book = xlsx_file([HEADINGS, *cases(3)], sheets={"Avslutade": [HEADINGS, *cases(2)]})
    draft = draft_of(browser, book, "uttag.xlsx")

    browser.post(f"{draft}/reading", data={"sheet": "Avslutade"})

    assert "Ta in 2 placeringar" in browser.get(draft).text


def test_somebody_elses_export_does_not_exist(browser):
    browser.sign_in(MONA)
    draft = draft_of(browser, csv_file(*cases(2)))
    browser.sign_in(MAX)

    answers = [
        browser.get(draft),
        browser.get(f"{draft}/refusals.csv"),
        browser.post(f"{draft}/import", data={"compared_with": "empty"}),
        browser.post(f"{draft}/reading"),
        browser.post(f"{draft}/discard"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    browser.sign_in(MONA)
    assert browser.get(draft).status_code == 200


def test_a_second_click_brings_nothing_in_twice(browser):
    browser.sign_in(MONA)
    draft = draft_of(browser, csv_file(*cases(2)))
    first = confirm(browser, draft)

    second = browser.post(f"{draft}/import", data={"compared_with": "empty"})

    assert first.status_code == 303
    assert second.status_code == 404
    assert "har redan tagits in" in second.text
    assert len(re.findall(r"uttag\.csv", browser.get("/register").text)) == 1


def test_what_was_looked_at_against_an_older_register_is_shown_again(browser):
    browser.sign_in(MONA)
    draft = draft_of(browser, csv_file(*cases(2)))
    bring_in(browser, csv_file(*cases(5)))

    late = browser.post(f"{draft}/import", data={"compared_with": "empty"})

    assert late.status_code == 409
    assert "Någon annan har tagit in ett uttag" in late.text
    assert "3 ärenden finns inte i filen" in late.text
    assert len(in_register(browser)) == 5


def test_an_export_can_be_put_away(browser):
    browser.sign_in(MONA)
    draft = draft_of(browser, csv_file(*cases(2)))

    browser.post(f"{draft}/discard")

    assert browser.get(draft).status_code == 404
    assert in_register(browser) == {}


def test_exports_are_forgotten_after_half_an_hour_and_the_oldest_when_there_are_many():
    parsed = read_register(csv_file(*cases(1)), "uttag.csv")
    file = SentFile("uttag.csv", b"")
    drafts = Drafts()
    held = [
        drafts.hold("mona", file, parsed, now=NOON + timedelta(minutes=n)) for n in range(MOST + 1)
    ]

    def is_held(draft, minutes):
        with suppress(DraftGone):
            return drafts.find("mona", draft.id, now=NOON + timedelta(minutes=minutes)) == draft
        return False

    assert [is_held(draft, MOST) for draft in held[:2]] == [False, True]
    assert is_held(held[1], 30)
    assert not is_held(held[1], 32)


def test_an_import_that_fails_keeps_the_export_to_try_again():
    parsed = read_register(csv_file(*cases(1)), "uttag.csv")
    drafts = Drafts()
    draft = drafts.hold("mona", SentFile("uttag.csv", b""), parsed, now=NOON)

    with pytest.raises(OSError, match="full"), drafts.taking("mona", draft.id, now=NOON):
        raise OSError("disk full")

    assert drafts.find("mona", draft.id, now=NOON) == draft


def test_an_export_that_is_being_brought_in_is_nobody_elses():
    parsed = read_register(csv_file(*cases(1)), "uttag.csv")
    drafts = Drafts()
    draft = drafts.hold("mona", SentFile("uttag.csv", b""), parsed, now=NOON)

    with (
        drafts.taking("mona", draft.id, now=NOON),
        pytest.raises(DraftGone, match="not held any more"),
    ):
        drafts.find("mona", draft.id, now=NOON)

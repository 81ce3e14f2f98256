import pytest

from app.register.reading import ColumnMap, Field, ReadOptions, Reason, read_register
from tests.app.register.register_files import (
    HEADINGS,
    IDENTITY_NUMBER,
    a_case,
    cases,
    csv_file,
    csv_text,
    typed_case,
    xlsx_file,
)


def reasons(register):
    return [(refusal.row, refusal.column, refusal.reason) for refusal in register.refusals]


def read_one(**cells):
    return read_register(csv_file(a_case(1, **cells)), "uttag.csv")


def test_every_fault_of_a_bad_register_is_named_with_its_row():
    rows = cases(48)
    rows[2] = a_case(3, Aktnummer="")
    rows[6] = a_case(6)
    rows[10] = a_case(11, Aktnummer=IDENTITY_NUMBER)
    rows[18] = a_case(19, Aktnummer=IDENTITY_NUMBER[2:])
    rows[22] = a_case(23, Enhet="  enhet åsen ")
    rows[28] = a_case(29, Placeringsstart="31/02/2026")
    rows[30] = a_case(31, Placeringsstart="2026-13-01")
    rows[36] = a_case(37, Dygnskostnad="sextusen")
    rows[40] = a_case(41, Utförare='"=HYPERLINK(""http://127.0.0.1/x"";""klicka"")"')
    rows[42] = a_case(43, Handläggare="@SUM(A1:A9)")
    rows[46] = a_case(47)[:5]

    register = read_register(csv_text(rows, delimiter="\t").encode("utf-8-sig"), "felaktig.csv")

    assert reasons(register) == [
        (4, "Aktnummer", Reason.missing),
        (8, "Aktnummer", Reason.duplicate),
        (12, "Aktnummer", Reason.identity_number),
        (20, "Aktnummer", Reason.identity_number),
        (30, "Placeringsstart", Reason.not_a_date),
        (32, "Placeringsstart", Reason.not_a_date),
        (38, "Dygnskostnad", Reason.not_a_number),
        (42, "Utförare", Reason.formula),
        (44, "Handläggare", Reason.formula),
        (48, None, Reason.too_few_cells),
    ]
    assert (register.rows_read, register.rows_refused, len(register.rows)) == (48, 10, 38)
    assert [str(notice.message) for notice in register.notices] == [
        "“enhet åsen” in row 24 is read as “Enhet Åsen”."
    ]
    assert "9805" not in repr(register)


def test_a_row_is_refused_with_all_its_reasons():
    register = read_one(Ålder="99", Kön="?", Enhet="")

    assert reasons(register) == [
        (2, "Enhet", Reason.missing),
        (2, "Ålder", Reason.number_out_of_range),
        (2, "Kön", Reason.unknown_sex),
    ]
    assert register.rows == ()


@pytest.mark.parametrize("column", HEADINGS)
def test_an_identity_number_is_refused_in_whichever_column_it_stands(column):
    register = read_one(**{column: f"{IDENTITY_NUMBER}"})

    assert reasons(register) == [(2, column, Reason.identity_number)]
    assert register.refusals[0].value == "••••••"


def test_an_identity_number_is_refused_in_an_attribute():
    columns = ColumnMap(
        {Field.case_number: "Aktnummer", Field.unit: "Enhet"}, {"note": "Avtalsform"}
    )
    content = csv_file(a_case(1, Avtalsform=f"Se {IDENTITY_NUMBER}"))

    register = read_register(content, "x", columns)

    assert reasons(register) == [(2, "Avtalsform", Reason.identity_number)]


@pytest.mark.parametrize("number", ["189003149805", 9003149805, 103149803])
def test_an_identity_number_that_a_spreadsheet_program_took_for_a_number_is_refused(number):
    case = typed_case(1)
    case[0] = number

    register = read_register(xlsx_file([HEADINGS, case]), "uttag.xlsx")

    assert reasons(register) == [(2, "Aktnummer", Reason.identity_number)]


def test_what_only_looks_like_an_identity_number_is_read_with_a_warning():
    register = read_one(Aktnummer="20260301-1234")

    assert [row.case_number for row in register.rows] == ["20260301-1234"]
    assert [notice.reason for notice in register.notices] == [Reason.looks_like_a_number]


@pytest.mark.parametrize(
    "again",
    [
        "BU-2026-Å1",
        "bu-2026-å1",
        " BU-2026-Å1 ",
        "BU-2026-A\u030a1",
        "BU-2026-\u200bÅ1",
        "ＢＵ-2026-Å1",
    ],
)
def test_the_same_case_number_in_another_spelling_is_the_same(again):
    rows = [a_case(1, Aktnummer="BU-2026-Å1"), a_case(2), a_case(3, Aktnummer=again)]

    register = read_register(csv_file(*rows), "uttag.csv")

    assert [(r.row, r.reason, r.params) for r in register.refusals] == [
        (4, Reason.duplicate, {"first": 2})
    ]


def test_a_case_number_with_a_letter_that_only_looks_latin_is_refused():
    register = read_one(Aktnummer="\u0412U-2026-00001")

    assert reasons(register) == [(2, "Aktnummer", Reason.lookalike)]


def test_a_case_that_stands_twice_is_read_once_even_if_the_first_was_refused():
    rows = [a_case(1, Ålder="gammal"), a_case(1)]

    assert reasons(read_register(csv_file(*rows), "x")) == [
        (2, "Ålder", Reason.not_a_number),
        (3, "Aktnummer", Reason.duplicate),
    ]


@pytest.mark.parametrize(
    "begin", ["=1+1", "+46", "-Villa", "@x", "\tx", " =x", "＝x", "＠x", "\u00a0=x"]
)
def test_what_begins_like_a_formula_is_refused(begin):
    assert reasons(read_one(Utförare=begin)) == [(2, "Utförare", Reason.formula)]


@pytest.mark.parametrize("nothing", ["", " ", "-", "–", "—", "\u200b", "\u00a0"])
def test_a_dash_or_nothing_is_nothing(nothing):
    assert read_one(Utförare=nothing).rows[0].provider is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("x" * 2001, Reason.too_long),
        ("Villa\x7fEk", Reason.unreadable_sign),
        ("Villa\ufffdEk", Reason.unreadable_sign),
        ("#N/A", Reason.spreadsheet_error),
        ("#VÄRDEFEL!", Reason.spreadsheet_error),
    ],
)
def test_a_cell_that_is_no_words_is_refused(cell, reason):
    assert reasons(read_one(Utförare=cell)) == [(2, "Utförare", reason)]


def test_a_refused_value_is_shown_short_and_without_identity_numbers():
    assert read_one(Utförare=f"=Barn {IDENTITY_NUMBER}").refusals[0].value == "••••••"
    assert len(read_one(Utförare="=" + "x" * 100).refusals[0].value) == 60


def test_the_first_spelling_of_a_unit_counts_for_all():
    rows = [a_case(1, Enhet="Norr"), a_case(2, Enhet="NORR"), a_case(3, Enhet="norr  ")]

    assert {row.unit for row in read_register(csv_file(*rows), "x").rows} == {"Norr"}


def test_a_placement_may_not_end_before_it_starts():
    register = read_one(Placeringsstart="2026-03-02", Placeringsslut="2026-03-01")

    assert [str(refusal.message) for refusal in register.refusals] == [
        "The placement ends before it starts (2026-03-02)."
    ]
    assert read_one(Placeringsstart="2026-03-01", Placeringsslut="2026-03-01").rows


def test_a_separator_inside_a_cell_is_named():
    text = csv_text([a_case(1)], delimiter=",")

    assert reasons(read_register(text.encode(), "x")) == [(2, None, Reason.too_many_cells)]


def test_empty_cells_at_the_end_of_rows_do_no_harm():
    text = csv_text(cases(2), line=";;;\r\n")

    assert len(read_register(text.encode(), "x").rows) == 2


def test_blank_rows_are_counted_as_the_spreadsheet_program_counts_them():
    text = csv_text([a_case(1), [], [""] * 12, a_case(2)])

    assert [row.row for row in read_register(text.encode(), "x").rows] == [2, 5]


def test_a_cell_with_a_line_break_is_one_cell():
    register = read_register(csv_file(a_case(1, Utförare='"Villa\r\nEk"'), a_case(2)), "x")

    assert [(row.row, row.provider) for row in register.rows] == [
        (2, "Villa Ek"),
        (3, "Björkgården HVB"),
    ]


def test_names_of_caseworkers_are_told_of():
    register = read_one(Handläggare="Åsa Öberg")

    assert [(notice.reason, notice.params) for notice in register.notices] == [
        (Reason.looks_like_names, {"row": 2, "count": 1})
    ]


def test_more_fields_can_be_required():
    options = ReadOptions(required=(Field.case_number, Field.unit, Field.provider))

    register = read_register(csv_file(a_case(1, Utförare="")), "x", options=options)

    assert reasons(register) == [(2, "Utförare", Reason.missing)]


def test_thousands_of_refusals_are_counted_but_not_all_listed():
    register = read_register(csv_file(*(a_case(n, Kön="?") for n in range(2100))), "x")

    assert (len(register.refusals), register.rows_refused) == (2000, 2100)
    assert register.notices[-1].reason is Reason.more_refusals


def test_the_preview_shows_the_file_as_it_is_without_identity_numbers():
    register = read_register(csv_file(a_case(1, Aktnummer=IDENTITY_NUMBER), a_case(2)), "x")

    assert [row.row for row in register.preview] == [1, 2, 3]
    assert register.preview[1].cells[:2] == ("••••••", "Enhet Åsen")

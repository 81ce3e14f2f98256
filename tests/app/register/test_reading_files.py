import pytest

from app.register.reading import (
    ColumnMap,
    Field,
    ReadOptions,
    Reason,
    propose_columns,
    read_register,
)
from tests.app.register.register_files import (
    HEADINGS,
    IDENTITY_NUMBER,
    a_case,
    cases,
    csv_file,
    csv_text,
    ods_file,
    typed_case,
    xlsx_file,
)

TITLES = [["Pågående placeringar barn och unga"], ["Uttag", "2026-10-01"], []]


def reasons(register):
    return [(refusal.row, refusal.column, refusal.reason) for refusal in register.refusals]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso8859-15"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("line", ["\r\n", "\n", "\r"])
def test_every_usual_way_to_write_csv_is_read(encoding, delimiter, line):
    rows = [a_case(number, Dygnskostnad="1234") for number in (1, 2, 3)]
    text = csv_text(rows, delimiter=delimiter, line=line)

    register = read_register(text.encode(encoding), "uttag.csv")

    assert (register.delimiter, register.refusals, register.notices) == (delimiter, (), ())
    assert [row.row for row in register.rows] == [2, 3, 4]
    assert {(row.unit, row.provider) for row in register.rows} == {
        ("Enhet Åsen", "Björkgården HVB")
    }


def test_a_wrong_guess_at_the_letters_is_seen_and_can_be_overruled():
    content = csv_text([a_case(1, Enhet="Stödboende på Väg")]).encode("cp850", "replace")

    guessed = read_register(content.replace(b"\x8f", b"A"), "uttag.csv")
    chosen = read_register(content, "uttag.csv", options=ReadOptions(encoding="cp850"))

    assert Reason.odd_letters in [notice.reason for notice in guessed.notices]
    assert chosen.rows[0].unit == "Stödboende på Väg"
    assert chosen.notices == ()


def test_a_utf_8_file_cut_inside_a_letter_is_not_read_without_a_warning():
    content = csv_file(*cases(2), a_case(3, Dygnskostnad="å"))[:-3]

    assert Reason.odd_letters in [notice.reason for notice in read_register(content, "x").notices]


def test_a_workbook_with_titles_and_a_total_is_read_whole():
    table = [*TITLES, HEADINGS, *(typed_case(number) for number in range(1, 41)), [], ["Summa", 40]]

    register = read_register(xlsx_file(table), "uttag.xlsx")

    assert (register.header_row, register.rows_read, register.refusals) == (4, 40, ())
    assert [row.row for row in register.rows] == list(range(5, 45))
    assert [str(notice.message) for notice in register.notices] == [
        "Row 46 is a total and is left out."
    ]
    row = register.rows[0]
    assert (row.age, row.started_on.isoformat(), str(row.day_rate)) == (8, "2025-08-28", "2529.54")


def test_an_open_document_is_read():
    register = read_register(ods_file([HEADINGS, *cases(3)]), "uttag.ods")

    assert (register.file_kind, register.sheet) == ("ods", "Blad1")
    assert [row.unit for row in register.rows] == ["Enhet Åsen"] * 3


def test_the_sheet_with_the_register_is_found_among_others_and_can_be_chosen():
    other = {"Läs mig": [["Om uttaget"], ["Kontakta", "systemförvaltaren"]]}
    content = xlsx_file([HEADINGS, typed_case(1)], sheets=other)

    register = read_register(content, "uttag.xlsx")
    chosen = read_register(content, "uttag.xlsx", options=ReadOptions(sheet="Läs mig"))

    assert (register.sheet, len(register.rows)) == ("Placeringar", 1)
    assert register.sheets == ("Läs mig", "Placeringar")
    assert chosen.missing == (Field.case_number, Field.unit)


def test_title_rows_before_a_csv_do_not_hide_its_headings_or_separator():
    text = "Placeringar, barn och unga\r\nUttag: 2026-10-01, kl. 08\r\n\r\n" + csv_text(cases(2))

    register = read_register(text.encode(), "uttag.csv")

    assert (register.delimiter, register.header_row, len(register.rows)) == (";", 4, 2)
    assert register.rows[0].row == 5


def test_a_separator_line_of_the_spreadsheet_program_is_a_title_row():
    register = read_register(b"sep=;\r\n" + csv_file(*cases(1)), "uttag.csv")

    assert (register.header_row, len(register.rows)) == (2, 1)


def test_rows_below_the_table_are_left_out_and_said_so():
    below = ["", "Utskriven av hl724;2026-10-01", "Uppgifterna omfattas av sekretess"]
    content = csv_file(*cases(3)) + "\r\n".join(below).encode()

    register = read_register(content, "uttag.csv")

    assert (len(register.rows), register.refusals) == (3, ())
    assert [(notice.reason, notice.params["row"]) for notice in register.notices] == [
        (Reason.closing_note, 6),
        (Reason.closing_note, 7),
    ]


def test_a_file_cut_off_in_its_last_row_does_not_look_whole():
    register = read_register(csv_file(*cases(3)) + b"BU-2026-0", "uttag.csv")

    assert reasons(register) == [(5, None, Reason.too_few_cells)]


@pytest.mark.parametrize(
    "total", ["Summa", "Totalt", "SUMMA: 3", "Antal ärenden 3", "Delsumma", "Total"]
)
def test_totals_are_no_cases(total):
    register = read_register(csv_file(*cases(3), [total, "", "3"]), "uttag.csv")

    assert [notice.reason for notice in register.notices] == [Reason.total_row]
    assert register.rows_read == 3


def test_a_unit_that_begins_like_a_total_is_a_unit():
    register = read_register(csv_file(a_case(1, Enhet="Summa")), "uttag.csv")

    assert register.rows[0].unit == "Summa"


def test_headings_repeated_on_every_page_are_left_out():
    register = read_register(csv_file(a_case(1), HEADINGS, a_case(2)), "uttag.csv")

    assert len(register.rows) == 2
    assert [notice.reason for notice in register.notices] == [Reason.repeated_headings]


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("Ärendenr", Field.case_number),
        ("AKTNR", Field.case_number),
        ("case_id", Field.case_number),
        ("Organisatorisk enhet", Field.unit),
        ("Ansv. socialsekreterare", Field.caseworker),
        ("HANDLAGGARE", Field.caseworker),
        ("Insats", Field.placement_form),
        ("Beslut enl. lag", Field.legal_basis),
        ("Ålder vid uttag", Field.age),
        ("Verkställd fr.o.m.", Field.started_on),
        ("T.o.m.", Field.ended_on),
        ("Utförare/boende", Field.provider),
        ("Avtal", Field.contract_form),
        ("Kostnad/dygn (kr)", Field.day_rate),
        ("Dygnskostnad kr", Field.day_rate),
        ("Skyddade personuppgifter", Field.protected),
    ],
)
def test_a_heading_is_recognised(heading, wanted):
    assert propose_columns([heading]).fields == {wanted: heading}


def test_the_surer_of_two_headings_wins():
    assert propose_columns(["Insats", "Placeringsform"]).fields == {
        Field.placement_form: "Placeringsform"
    }


def test_unknown_headings_wait_for_a_person():
    content = "Kolumn A;Kolumn B\r\nBU-1;Norr\r\nBU-2;Söder\r\n".encode()
    by_hand = ColumnMap({Field.case_number: "Kolumn A", Field.unit: "Kolumn B"})

    asked = read_register(content, "uttag.csv")
    read = read_register(content, "uttag.csv", by_hand)

    assert (asked.header, asked.rows) == (("Kolumn A", "Kolumn B"), ())
    assert asked.missing == (Field.case_number, Field.unit)
    assert [row.unit for row in read.rows] == ["Norr", "Söder"]


def test_a_map_is_remembered_and_says_which_column_has_gone():
    columns = ColumnMap(
        {Field.case_number: "Aktnummer", Field.unit: "Enhet", Field.age: "Ålder i dag"},
        {"home": "Utförare"},
    )

    register = read_register(csv_file(a_case(1)), "uttag.csv", columns)

    assert register.rows[0].attributes == {"home": "Björkgården HVB"}
    assert register.rows[0].provider is None
    assert [(notice.reason, notice.column) for notice in register.notices] == [
        (Reason.column_gone, "Ålder i dag")
    ]


def test_columns_without_a_heading_and_with_the_same_are_told_apart():
    content = b"Aktnr;Enhet;;Datum;Datum\r\nBU-1;Norr;x;1;2\r\n"

    assert read_register(content, "x").header == ("Aktnr", "Enhet", "(3)", "Datum", "Datum (2)")


def test_identity_numbers_in_an_unread_column_are_told_of_and_never_shown():
    rows = [["BU-1", "Norr", IDENTITY_NUMBER], ["BU-2", "Norr", IDENTITY_NUMBER]]
    content = csv_text([["Aktnr", "Enhet", "Personnr"], *rows], header=False).encode()

    register = read_register(content, "uttag.csv")

    assert [row.case_number for row in register.rows] == ["BU-1", "BU-2"]
    assert [(n.reason, n.column, n.params) for n in register.notices] == [
        (Reason.number_in_unread_column, "Personnr", {"row": 2, "count": 2})
    ]
    assert "9805" not in repr(register)


def test_a_file_without_headings_shows_no_identity_number_as_a_heading():
    content = f"{IDENTITY_NUMBER};Norr\r\n{IDENTITY_NUMBER};Norr\r\n".encode()

    register = read_register(content, "x", options=ReadOptions(header_row=1))

    assert "9805" not in repr(register)


def test_the_row_of_the_headings_can_be_stated():
    content = b"Aktnr;Enhet\r\nKod;Namn\r\nBU-1;Norr\r\n"
    by_hand = ColumnMap({Field.case_number: "Kod", Field.unit: "Namn"})

    register = read_register(content, "x", by_hand, ReadOptions(header_row=2))

    assert [(row.row, row.unit) for row in register.rows] == [(3, "Norr")]

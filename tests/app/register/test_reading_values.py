from datetime import date, datetime
from decimal import Decimal

import pytest

from app.register.reading.cells import shown
from app.register.reading.reasons import TEXTS, Reason, Unfit
from app.register.reading.values import age, day, day_rate, last_day, number
from app.register.reading.vocabulary import legal_basis, placement_form, protection, sex

FIRST_OF_MARCH = date(2026, 3, 1)
# Spreadsheet programs know no time zones.
THAT_MORNING = datetime(2026, 3, 1, 8, 15)  # noqa: DTZ001
THAT_MIDNIGHT = datetime(2026, 3, 1)  # noqa: DTZ001


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-01", "2026/03/01", "2026.03.01", "2026-3-1", "20260301", "260301", 20260301.0,
        260301.0, "1/3/2026", "01/03/2026", "1.3.2026", "01-03-2026", "1 mars 2026",
        "1 mar 2026", "1 mar. 2026", "den 1 mars 2026", "1:e mars 2026", "1 MARS 2026",
        "2026-03-01 00:00:00", "2026-03-01T08:15", " 2026-03-01 ", FIRST_OF_MARCH,
        THAT_MORNING,
    ],
    ids=str,
)  # fmt: skip
def test_a_day_is_read_as_swedes_write_it(cell):
    assert day(cell) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("31/02/2026", Reason.not_a_date),
        ("2026-13-01", Reason.not_a_date),
        ("3/25/2026", Reason.not_a_date),
        ("2025-02-29", Reason.not_a_date),
        ("1/3/26", Reason.not_a_date),
        ("2026-03", Reason.not_a_date),
        ("2026-03/01", Reason.not_a_date),
        ("1 marsch 2026", Reason.not_a_date),
        ("i mars", Reason.not_a_date),
        ("２０２６-03-01", Reason.not_a_date),
        ("46082", Reason.date_is_a_number),
        (46082.0, Reason.date_is_a_number),
        (46082.5, Reason.date_is_a_number),
        (True, Reason.not_a_date),
        ("1926-03-01", Reason.date_out_of_range),
        ("2126-03-01", Reason.date_out_of_range),
        (date(1899, 12, 31), Reason.date_out_of_range),
    ],
)
def test_what_is_no_day_is_refused(cell, reason):
    with pytest.raises(Unfit) as refused:
        day(cell)

    assert refused.value.reason is reason


@pytest.mark.parametrize("year", [50, 99])
def test_two_digits_from_fifty_are_of_the_last_century(year):
    assert day(f"{year}0301") == date(1900 + year, 3, 1)


@pytest.mark.parametrize(
    "cell", ["9999-12-31", "99991231", date(9999, 12, 31), "tills vidare", "Tv", "Pågående"]
)
def test_a_placement_that_goes_on_has_no_last_day(cell):
    assert last_day(cell) is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1234,5", "1234.5"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1\u202f234\u202f567,50", "1234567.50"),
        ("1.234,50", "1234.50"),
        ("804.74", "804.74"),
        ("12 804.7", "12804.7"),
        ("1234", "1234"),
        ("1234567", "1234567"),
        ("-5", "-5"),
        ("\u22125,5", "-5.5"),
        ("1 234,50 kr", "1234.50"),
        ("1234:-", "1234"),
        ("1234,50 SEK", "1234.50"),
        ("1234 kr/dygn", "1234"),
        (2529.54, "2529.54"),
        (1.234, "1.234"),
        (12, "12"),
    ],
)
def test_a_number_is_read_as_swedes_write_it(cell, value):
    assert number(cell) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1.234", Reason.ambiguous_number),
        ("1,234", Reason.ambiguous_number),
        ("123.456", Reason.ambiguous_number),
        ("1,234.50", Reason.not_a_number),
        ("1.234.567", Reason.not_a_number),
        ("12 34", Reason.not_a_number),
        ("1'234", Reason.not_a_number),
        ("1e5", Reason.not_a_number),
        ("nan", Reason.not_a_number),
        ("inf", Reason.not_a_number),
        ("0x10", Reason.not_a_number),
        ("१२", Reason.not_a_number),
        ("sextusen", Reason.not_a_number),
        ("kr", Reason.not_a_number),
        ("1_000", Reason.not_a_number),
        (True, Reason.not_a_number),
        (date(2026, 3, 1), Reason.not_a_number),
    ],
)
def test_what_is_no_number_or_two_is_refused(cell, reason):
    with pytest.raises(Unfit) as refused:
        number(cell)

    assert refused.value.reason is reason


@pytest.mark.parametrize("cell", ["-1", "1000001", -0.5, float("inf")])
def test_a_day_costs_between_nothing_and_a_million(cell):
    with pytest.raises(Unfit):
        day_rate(cell)


def test_a_rate_is_kept_to_the_ore():
    assert day_rate(1090.3300000000002) == Decimal("1090.33")


@pytest.mark.parametrize("cell", ["12", "12,0", "12 år", 12, 12.0, " 12 "])
def test_an_age_is_read(cell):
    assert age(cell) == 12


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("-1", Reason.number_out_of_range),
        ("26", Reason.number_out_of_range),
        (100.0, Reason.number_out_of_range),
        ("12,5", Reason.not_a_whole_number),
        (12.5, Reason.not_a_whole_number),
        ("tolv", Reason.not_a_number),
        (date(2014, 1, 1), Reason.not_a_number),
    ],
)
def test_what_is_no_age_of_a_young_person_is_refused(cell, reason):
    with pytest.raises(Unfit) as refused:
        age(cell)

    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("text", "code"),
    [("F", "F"), ("flicka", "F"), ("K", "F"), ("Kvinna", "F"), ("P", "P"), ("M", "P"),
     ("Pojke", "P"), ("man", "P"), ("Okänt", None)],
)  # fmt: skip
def test_sex_is_one_of_two_codes_or_unknown(text, code):
    assert sex(text) == code


@pytest.mark.parametrize(
    ("text", "protected"),
    [("ja", True), ("X", True), ("1", True), ("Sekretess", True), ("Skyddad folkbokföring", True),
     ("Nej", False), ("0", False), ("false", False)],
)  # fmt: skip
def test_protection_is_read(text, protected):
    assert protection(text) is protected


def test_protection_is_never_guessed():
    with pytest.raises(Unfit):
        protection("kanske")


@pytest.mark.parametrize(
    ("written", "basis"),
    [
        ("SoL", "SoL"),
        ("sol", "SoL"),
        ("SoL 4:1", "SoL"),
        ("4 kap. 1 § SoL", "SoL"),
        ("Socialtjänstlagen", "SoL"),
        ("LVU", "LVU"),
        ("LVU 2§", "LVU 2 §"),
        ("LVU 2 §", "LVU 2 §"),
        ("2 § LVU", "LVU 2 §"),
        ("lvu §3", "LVU 3 §"),
        ("LVU 3", "LVU 3 §"),
        ("LVU 6 §", "LVU 6 §"),
        ("LVU 2 och 3 §§", "LVU 2 och 3 §§"),
        ("3 o 2 §§ LVU", "LVU 2 och 3 §§"),
        ("Lag (1990:52) med särskilda bestämmelser om vård av unga, 3 §", "LVU 3 §"),
        ("LSU", "LSU"),
        ("LSS 9 § 8", "LSS 9 § 8"),
    ],
)
def test_the_legal_basis_has_one_spelling(written, basis):
    assert legal_basis(written) == basis


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("FAMILJEHEM", "Familjehem"),
        ("hvb", "HVB"),
        ("HVB-hem", "HVB"),
        ("SiS", "SiS-institution"),
        ("sis institution", "SiS-institution"),
        ("Konsulentstödda familjehem", "Konsulentstött familjehem"),
        ("Träningslägenhet", "Träningslägenhet"),
    ],
)
def test_a_form_of_placement_has_one_spelling(written, form):
    assert placement_form(written) == form


def test_a_cell_is_shown_as_a_person_sees_it():
    cells = [5.0, 5.5, FIRST_OF_MARCH, THAT_MIDNIGHT, "x", 7]

    assert [shown(cell) for cell in cells] == ["5", "5.5", "2026-03-01", "2026-03-01", "x", "7"]


def test_every_reason_has_words():
    assert set(TEXTS) == set(Reason)

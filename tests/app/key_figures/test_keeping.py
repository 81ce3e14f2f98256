from datetime import date
from hashlib import sha256

import pytest
from sqlmodel import select

from app.audit.models import AuditEntry
from app.errors import NotFound
from app.key_figures.kolada import FOLLOWED
from app.key_figures.models import Area, ComparisonGroup, KeyFigureValue, Source
from app.key_figures.queries import all_series, series_of
from app.key_figures.service import (
    NotACode,
    NothingInFile,
    RowsRefused,
    import_series,
    name_key_figure,
    set_group,
    set_values,
)
from app.key_figures.shown import series_shown
from tests.cast import KIM, NOON

FILE = b"Nyckeltal;Kommun;2023;2024\nN33001;Almvik;10;11\nN33001;Riket;9;\n"


def events(session):
    return list(session.exec(select(AuditEntry.event).order_by(AuditEntry.seq)).all())


def taken_in(session, content=FILE, **more):
    outcome = import_series(session, KIM, content, "kolada.csv", "Almvik", now=NOON, **more)
    session.flush()
    return outcome


def a_year(session, year=2024, source=Source.kolada, **values):
    given = {Area(area): value for area, value in values.items()}
    set_values(session, KIM, "N33001", year, given, source, now=NOON)
    session.flush()


def test_the_seven_are_followed_from_the_beginning_without_values_and_without_names(session):
    found = all_series(session)

    assert [series.figure.code for series in found] == list(FOLLOWED)
    assert {series.figure.name for series in found} == {""}
    assert not any(series.values for series in found)


@pytest.mark.both
def test_a_file_is_taken_in_and_the_log_says_which(session):
    outcome = taken_in(session)

    assert (outcome.new, outcome.changed, outcome.gone) == (3, 0, 0)
    series = series_of(session, "N33001")
    assert series.at(2024, Area.own) == 11
    assert series.at(2024, Area.country) is None
    assert list(series.years) == [2023, 2024]
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.event, entry.actor_id) == ("KeyFiguresImported", "kim")


@pytest.mark.both
def test_a_revised_file_changes_what_is_other_and_takes_away_what_kolada_has_no_more(session):
    taken_in(session)

    outcome = taken_in(session, FILE.replace(b"Riket;9;", b"Riket;;8").replace(b"10;11", b"10;12"))

    assert (outcome.new, outcome.changed, outcome.gone, outcome.same) == (1, 1, 1, 1)
    series = series_of(session, "N33001")
    assert series.at(2024, Area.own) == 12
    assert series.at(2023, Area.country) is None


def test_nothing_is_taken_in_while_a_row_is_refused_unless_somebody_says_so(session):
    content = FILE + b"N33001;Granhult;1;2\n"

    with pytest.raises(RowsRefused) as refusal:
        taken_in(session, content)
    assert [row.row for row in refusal.value.rows] == [4]
    assert session.exec(select(KeyFigureValue)).all() == []

    outcome = taken_in(session, content, without_refused=True)

    assert (outcome.new, outcome.refused) == (3, 1)


def test_a_file_with_refused_rows_only_is_no_file_of_ours(session):
    with pytest.raises(NothingInFile):
        taken_in(session, b"Nyckeltal;Kommun;2023\nN99999;Almvik;1\n", without_refused=True)


@pytest.mark.both
def test_a_year_is_typed_in_and_an_empty_field_is_missing(session):
    a_year(session, own=10.5, similar=9.0, country=None)
    a_year(session, own=10.5, similar=None, country=8.0)

    series = series_of(session, "N33001")
    assert [series.at(2024, area) for area in Area] == [10.5, None, 8.0]
    assert events(session) == ["KeyFigureChanged", "KeyFigureChanged"]


def test_the_same_year_typed_again_is_no_change(session):
    a_year(session, own=10.5, similar=None, country=None)
    a_year(session, own=10.5, similar=None, country=None)

    assert events(session) == ["KeyFigureChanged"]


def test_kolada_is_named_as_the_source_of_what_is_koladas_and_of_nothing_else(session):
    a_year(session, 2024, own=10.0, similar=9.0)
    before = series_shown(series_of(session, "N33001"), "Almviks kommun", {})

    a_year(session, 2025, Source.own_calculation, own=11.0)
    mixed = series_shown(series_of(session, "N33001"), "Almviks kommun", {})

    a_year(session, 2024, Source.own_calculation, own=10.0, similar=9.0)
    own = series_shown(series_of(session, "N33001"), "Almviks kommun", {})

    assert before.source == "Källa: Kolada (N33001)."
    assert mixed.source == (
        "Källa: Kolada (N33001). Egen beräkning, inte Koladas: Almviks kommun 2025."
    )
    assert "Källa" not in own.source
    assert "Almviks kommun 2024, Liknande kommuner 2024, Almviks kommun 2025" in own.source


def test_a_missing_year_is_a_row_that_says_so_and_a_gap_in_the_drawing(session):
    for year, value in ((2021, 10.0), (2022, 11.0), (2024, 12.0)):
        a_year(session, year, own=value)

    shown = series_shown(series_of(session, "N33001"), "Almvik", {})

    assert [(row.year, row.cells[0]) for row in shown.years] == [
        (2021, "10"),
        (2022, "11"),
        (2023, "saknas"),
        (2024, "12"),
    ]
    wide = shown.chart[shown.chart.index("drawn wide") :]
    joins = wide.count('stroke-width="2.5"') - 1
    assert joins == 1, "2021 and 2022 are joined; 2024 stands by itself; one more in the key"
    assert "2023: Almvik saknas" in shown.chart


def test_a_name_is_written_in_with_the_day_it_was_read(session):
    name_key_figure(session, KIM, "n33001", "Ett namn", "kronor", date(2026, 9, 1), now=NOON)
    session.flush()

    figure = series_of(session, "N33001").figure
    assert (figure.name, figure.measure, figure.read_on) == (
        "Ett namn",
        "kronor",
        date(2026, 9, 1),
    )
    assert events(session) == ["KeyFigureNamed"]


def test_what_is_no_code_is_refused_and_what_is_not_followed_does_not_exist(session):
    with pytest.raises(NotACode):
        name_key_figure(session, KIM, "33001", "Namn", "", date(2026, 9, 1), now=NOON)
    with pytest.raises(NotFound):
        series_of(session, "N99999")


def test_another_code_can_be_followed_too(session):
    name_key_figure(session, KIM, "N99999", "Ett till", "", date(2026, 9, 1), now=NOON)
    session.flush()

    assert [series.figure.code for series in all_series(session)] == [*FOLLOWED, "N99999"]
    assert taken_in(session, b"Nyckeltal;Kommun;2023\nN99999;Almvik;1\n").new == 1


def test_whom_a_year_is_compared_with_is_kept_by_year(session):
    set_group(session, KIM, 2024, "Grupp A", ["Kungsör", "Burlöv"], now=NOON)
    set_group(session, KIM, 2025, "Grupp B", ["Kungsör", "Säffle"], now=NOON)
    set_group(session, KIM, 2025, "Grupp B", ["Kungsör", "Säffle", "Markaryd"], now=NOON)
    session.flush()

    groups = {group.year: group.municipalities for group in session.exec(select(ComparisonGroup))}
    assert groups == {2024: ["Kungsör", "Burlöv"], 2025: ["Kungsör", "Säffle", "Markaryd"]}
    assert events(session) == ["ComparisonGroupSet"] * 3


def test_a_file_is_told_by_its_fingerprint(session):
    from app.audit.models import AuditPayload  # noqa: PLC0415 (only this test looks inside)

    taken_in(session)

    payload = session.exec(select(AuditPayload)).one().payload
    assert sha256(FILE).hexdigest() in payload

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.audit.models import AuditEntry
from app.key_figures.factor_shown import factor_shown
from app.key_figures.models import Better, MonthlyFactor, MonthlyValue
from app.key_figures.month_chart import factor_chart
from app.key_figures.months import (
    FactorNameTaken,
    FactorPlan,
    change_factor,
    define_factor,
    enter_months,
    import_months,
)
from app.key_figures.queries import get_factor, months_of
from app.key_figures.reading_months import Month, MonthNotOver, MoreThanCounted, read_months
from app.key_figures.service import NothingInFile, RowsRefused
from tests.app.key_figures.test_reading import opened
from tests.cast import KIM, NOON

TODAY = date(2026, 11, 23)
VISITS = FactorPlan(name="Besök i tid", counted="besök i tid", of="besök", target=0.9)


def a_factor(session, plan=VISITS):
    return define_factor(session, KIM, plan, now=NOON)


def month(number, met=8, counted=10, note=""):
    """Make a month, counted from January 2024."""
    return Month(date(2024 + number // 12, number % 12 + 1, 1), met, counted, note)


def chart_of(*met, counted=100, **plan):
    factor = MonthlyFactor(name="Besök i tid", key="", counted="", of="", created_at=NOON,
                           created_by="kim", **{"target": 0.9, **plan})  # fmt: skip
    values = [
        MonthlyValue(
            factor_id="f", month=month(place).month, met=hits, counted=counted, at=NOON, by="kim"
        )
        for place, hits in enumerate(met)
    ]
    return factor_chart(factor, values)


def events(session):
    return session.exec(select(AuditEntry.event).order_by(AuditEntry.seq)).all()


@pytest.mark.both
def test_a_factor_is_defined_and_its_months_are_entered_and_corrected(session):
    factor = a_factor(session)

    entered = enter_months(session, KIM, factor.id, [month(0), month(1)], now=NOON)
    corrected = enter_months(session, KIM, factor.id, [month(1), month(0, met=9)], now=NOON)
    session.flush()

    assert (entered, corrected) == (2, 1)
    values = months_of(session, [factor.id])[factor.id]
    assert [(value.month, value.met) for value in values] == [
        (date(2024, 1, 1), 9),
        (date(2024, 2, 1), 8),
    ]
    assert events(session) == ["FactorDefined", "MonthEntered", "MonthEntered"]


def test_two_factors_never_have_one_name(session):
    a_factor(session)
    other = a_factor(session, FactorPlan(name="Planer", counted="x", of="y"))
    session.flush()

    with pytest.raises(FactorNameTaken):
        a_factor(session, FactorPlan(name="  besök I tid ", counted="x", of="y"))
    with pytest.raises(FactorNameTaken):
        change_factor(session, KIM, other.id, VISITS, now=NOON)


def test_a_factor_is_changed_and_the_log_says_what(session):
    factor = a_factor(session)
    plan = FactorPlan(
        name="Besök i tid", counted="besök i tid", of="besök", target=0.95, baseline=12
    )

    change_factor(session, KIM, factor.id, plan, now=NOON)
    change_factor(session, KIM, factor.id, plan, now=NOON)

    changed = get_factor(session, factor.id)
    assert (changed.target, changed.baseline) == (0.95, 12)
    assert events(session) == ["FactorDefined", "FactorChanged"]


@pytest.mark.parametrize(
    ("entered", "refusal"),
    [
        (month(0, met=11, counted=10), MoreThanCounted),
        (Month(date(2026, 11, 1), 1, 2), MonthNotOver),
        (Month(date(2027, 1, 1), 1, 2), MonthNotOver),
    ],
)
def test_a_month_that_cannot_be_is_refused(session, entered, refusal):
    factor = a_factor(session)

    with pytest.raises(refusal):
        enter_months(session, KIM, factor.id, [entered], now=NOON)


def test_months_are_read_from_a_file_however_the_month_is_written():
    content = "Månad;Uppfyllda;Av;Kommentar\n2026-01;8;10;\n2026-02-28;9;10;Ny rutin\n202603;7;9;\n"

    months, refused = read_months(opened(content.encode()), today=TODAY)

    assert refused == []
    assert months == [
        Month(date(2026, 1, 1), 8, 10),
        Month(date(2026, 2, 1), 9, 10, "Ny rutin"),
        Month(date(2026, 3, 1), 7, 9),
    ]


@pytest.mark.parametrize(
    "row",
    ["2026-13;1;2", "igår;1;2", "2026-01;två;2", "2026-01;3;2", "2026-12;1;2", "2026-01;-1;2"],
)
def test_a_month_that_cannot_be_read_is_named(row):
    months, refused = read_months(
        opened(f"Månad;Uppfyllda;Av\n2025-01;1;2\n{row}\n".encode()), today=TODAY
    )

    assert [month.month for month in months] == [date(2025, 1, 1)]
    assert [each.row for each in refused] == [3]


def test_one_month_with_two_results_is_refused():
    _, refused = read_months(opened(b"M\xe5nad;Antal;Av\n2025-01;1;2\n2025-01;2;2\n"), today=TODAY)

    assert [each.row for each in refused] == [3]


def test_a_file_is_taken_in_whole_or_by_word(session):
    factor = a_factor(session)
    content = b"M\xe5nad;Antal;Av\n2025-01;1;2\n2025-02;3;2\n"

    with pytest.raises(RowsRefused):
        import_months(session, KIM, factor.id, content, now=NOON)
    assert import_months(session, KIM, factor.id, content, without_refused=True, now=NOON) == 1
    with pytest.raises(NothingInFile):
        import_months(session, KIM, factor.id, b"M\xe5nad;Antal;Av\n", now=NOON)


STEADY = (80, 82, 79, 81, 80, 78, 82, 80, 79, 81, 80, 82)


def test_ups_and_downs_of_chance_are_left_alone():
    chart = chart_of(*STEADY)

    assert chart.enough
    assert chart.sentences == []


def test_a_month_outside_the_limits_is_told_in_one_sentence():
    chart = chart_of(*STEADY, 55)

    (sentence,) = chart.sentences
    assert sentence.startswith("Januari 2025: 55 % ligger under")
    assert sentence.endswith("Ta reda på vad som hände den månaden.")
    assert chart.months[-1].mark == "outside"


def test_what_is_good_depends_on_which_way_is_better():
    high = chart_of(*STEADY, 98)
    low = chart_of(*STEADY, 98, better=Better.less, target=0.85)

    assert "vad som gick bra" in high.sentences[0]
    assert "vad som hände" in low.sentences[0]
    assert (high.reached, low.reached) == (1, 12)


def test_a_lasting_change_is_a_shift_against_the_months_before_it():
    chart = chart_of(*STEADY, 88, 86, 89, 87, 88, 86, 89, 87, baseline=12)

    assert any(
        "december 2024 till augusti 2025: 9 månader i rad över mittlinjen" in sentence
        for sentence in chart.sentences
    )
    assert chart.centre == pytest.approx(0.8033, abs=0.001)


def test_a_rise_that_goes_on_is_a_trend():
    chart = chart_of(80, 79, 81, 80, 79, 76, 78, 79, 81, 83, 85)

    assert any("stiger andelen månad för månad" in sentence for sentence in chart.sentences)


def test_few_months_say_nothing():
    chart = chart_of(80, 20, 90)

    assert not chart.enough
    assert chart.sentences == []
    assert {month.mark for month in chart.months} == {""}


def test_a_month_with_nothing_to_count_is_in_the_table_but_not_in_the_chart(session):
    factor = a_factor(session)
    enter_months(session, KIM, factor.id, [month(0), month(1, 0, 0), month(3)], now=NOON)
    session.flush()

    shown = factor_shown(factor, months_of(session, [factor.id])[factor.id])

    assert [each.share for each in shown.chart.months] == [0.8, None, 0.8]
    assert shown.chart.missing == ["mars 2024"]
    assert shown.latest == "apr 24: 8 av 10 (80 %)"
    assert "feb 24" not in shown.drawing


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=30))
def test_whatever_was_counted_the_limits_lie_round_the_centre(made):
    pairs = [(min(pair), max(pair)) for pair in made]
    values = [
        MonthlyValue(
            factor_id="f", month=month(place).month, met=met, counted=counted, at=NOON, by="k"
        )
        for place, (met, counted) in enumerate(pairs)
    ]
    factor = MonthlyFactor(name="x", key="x", counted="", of="", created_at=NOON, created_by="k")

    chart = factor_chart(factor, values)

    assert len(chart.months) == len(values)
    for shown in chart.months:
        if shown.share is not None:
            assert 0 <= shown.low <= chart.centre <= shown.high <= 1

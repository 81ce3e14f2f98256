from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_forms import AnswerRefused, Met, note_required, outcome, parse_answer, shown
from review_forms.errors import REFUSALS
from review_forms.typed_dates import read_date
from tests.review_forms.make import choice, scale, the_question

MET = the_question(answer={"kind": "met", "not_applicable": True})
DATE = the_question(answer={"kind": "date", "counts": True})
DATES = the_question(answer={"kind": "dates"})
NUMBER = the_question(
    answer={"kind": "number", "most": 60, "unit": {"sv": "besök", "en": "visits"}}
)
AMOUNT = the_question(answer={"kind": "number", "whole": False, "least": -5})
ONE = the_question(answer=choice("north", "south", met={"south": "no"}))
MANY = the_question(answer=choice("plan", "visit", "none", multiple=True))
SCALE = the_question(answer=scale())
TEXT = the_question(answer={"kind": "text", "max_length": 60})
COMPUTED = the_question(
    computed={"rule": "within_days", "start": "case.started_on", "done": "x", "days": 14}
)


@pytest.mark.parametrize(
    ("question", "typed", "kept"),
    [
        (MET, " yes ", "yes"),
        (MET, "not_applicable", "not_applicable"),
        (DATE, "1 mars 2026", "2026-03-01"),
        (DATE, "not_found", "not_found"),
        (DATES, "2026-07-01, 2026-01-02\n1/3 2026", "2026-01-02,2026-03-01,2026-07-01"),
        (DATES, ["2026-01-02", "", "20260102"], "2026-01-02"),
        (NUMBER, "12", "12"),
        (NUMBER, "12,0", "12"),
        (AMOUNT, "1 250,50", "1250.5"),
        (AMOUNT, "-0", "0"),
        (ONE, "south", "south"),
        (MANY, ["visit", "plan"], "plan,visit"),
        (SCALE, "2", "2"),
        (TEXT, "  Bra, tydlig plan.  ", "Bra, tydlig plan."),
    ],
)
def test_what_is_typed_becomes_one_canonical_text(question, typed, kept):
    assert parse_answer(question, typed) == kept
    assert parse_answer(question, kept) == kept


@pytest.mark.parametrize(
    ("question", "typed", "code"),
    [
        (MET, "", "empty"),
        (DATES, " , ", "empty"),
        (MET, "maybe", "not_an_option"),
        (MET, ["yes", "no"], "not_an_option"),
        (the_question(answer={"kind": "met", "partly": False}), "partly", "not_an_option"),
        (the_question(), "not_applicable", "not_an_option"),
        (ONE, "north,south", "not_an_option"),
        (SCALE, "4", "not_an_option"),
        (MET, "not_found", "not_an_option"),
        (DATE, "2026-02-29", "not_a_date"),
        (DATE, "i våras", "not_a_date"),
        (DATE, "2026-03-01, 2026-03-02", "not_a_date"),
        (DATE, "2026-08-02", "in_the_future"),
        (DATE, "1926-03-01", "too_long_ago"),
        (NUMBER, "tolv", "not_a_number"),
        (AMOUNT, "NaN", "not_a_number"),
        (AMOUNT, "Infinity", "not_a_number"),
        (NUMBER, "2.5", "not_whole"),
        (NUMBER, "61", "out_of_range"),
        (TEXT, "a" * 61, "too_long"),
        (TEXT, "Gäller 110314-9801", "identity_number"),
        (COMPUTED, "yes", "computed"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_its_reason(question, typed, code):
    with pytest.raises(AnswerRefused) as refused:
        parse_answer(question, typed, today=date(2026, 8, 1))

    assert refused.value.code == code
    assert refused.value.message == REFUSALS[code]
    assert "%" not in str(refused.value)


@pytest.mark.parametrize(
    "typed",
    ["2026-03-01", "20260301", "2026.03.01", "1/3 2026", "1.3.2026", "01/03/2026", "1 mars 2026",
     "den 1 mars 2026", "1 mar 2026", "1 March 2026", "1 MARS 2026"],
)  # fmt: skip
def test_a_date_is_read_the_ways_it_is_written(typed):
    assert read_date(typed) == date(2026, 3, 1)


@pytest.mark.parametrize("typed", ["260301", "1/3", "1/3 26", "mars 2026", "2026-3-1", "32/1 2026"])
def test_a_date_is_never_guessed(typed):
    with pytest.raises(AnswerRefused):
        read_date(typed)


@settings(max_examples=50)
@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(["sv", "en"]))
def test_a_date_shown_can_be_typed_again(day, language):
    value = parse_answer(DATE, day.isoformat())

    assert parse_answer(DATE, shown(DATE, value, language)) == value


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_text_is_kept_or_refused_never_changed_inside(typed):
    try:
        kept = parse_answer(TEXT, typed)
    except AnswerRefused:
        return

    assert kept == typed.strip()


@pytest.mark.parametrize(
    "number",
    ["110314-9801", "20110314-9801", "201103149801", "1103149801", "110374-9801", "19110314+9801"],
)
def test_an_identity_number_is_found_however_it_is_written(number):
    with pytest.raises(AnswerRefused):
        parse_answer(TEXT, f"akten för {number}.")


@pytest.mark.parametrize("text", ["BU-2026-00001", "20260301", "tel 070-1234567", "2026-03-01"])
def test_a_case_number_or_a_date_is_not_taken_for_an_identity_number(text):
    assert parse_answer(TEXT, text) == text


@pytest.mark.parametrize(
    ("question", "value", "swedish", "english"),
    [
        (MET, "not_applicable", "Ej tillämpligt", "Not applicable"),
        (DATE, "2026-03-01", "1 mars 2026", "1 March 2026"),
        (DATES, "not_found", "Framgår inte av akten", "Not stated in the file"),
        (NUMBER, "12", "12 besök", "12 visits"),
        (AMOUNT, "1250.5", "1250,5", "1250.5"),
        (MANY, "plan,visit", "Svenska, Svenska", "English, English"),
        (SCALE, "2", "2 – Svenska", "2 – English"),
        (TEXT, "Bra", "Bra", "Bra"),
        (COMPUTED, "no", "Nej", "No"),
    ],
)
def test_an_answer_reads_as_people_say_it(question, value, swedish, english):
    assert shown(question, value, "sv") == swedish
    assert shown(question, value, "en") == english


@pytest.mark.parametrize(
    ("question", "value", "means"),
    [
        (MET, "partly", Met.partly),
        (MET, "not_applicable", Met.not_applicable),
        (the_question(answer={"kind": "met", "good_direction": "no"}), "yes", Met.no),
        (the_question(answer={"kind": "met", "good_direction": "no"}), "no", Met.yes),
        (the_question(answer={"kind": "met", "good_direction": "no"}), "partly", Met.partly),
        (the_question(answer={"kind": "met", "good_direction": "neither"}), "yes", None),
        (SCALE, "1", Met.no),
        (SCALE, "2", Met.yes),
        (the_question(answer=scale(met_from=3)), "2", Met.no),
        (ONE, "south", Met.no),
        (ONE, "north", None),
        (DATE, "2026-03-01", Met.yes),
        (DATE, "not_found", Met.no),
        (DATES, "not_found", None),
        (TEXT, "Bra", None),
        (COMPUTED, "no", Met.no),
    ],
)
def test_each_kind_of_answer_says_whether_the_file_meets_it(question, value, means):
    assert outcome(question, value) is means


def test_of_several_options_the_worst_decides():
    question = the_question(
        answer=choice("good", "half", "bad", multiple=True, met={"good": "yes", "half": "partly"})
    )

    assert outcome(question, "good,half") is Met.partly


def test_what_is_not_met_or_not_applicable_needs_a_note():
    assert [value for value in Met if note_required(MET, value)] == ["no", "not_applicable"]
    assert note_required(DATE, "not_found")
    assert not note_required(DATE, "2026-03-01")
    assert not note_required(DATES, "not_found")


def test_an_author_may_say_otherwise_about_notes():
    question = the_question(comment_required_on=["partly"])

    assert [value for value in Met if note_required(question, value)] == ["partly"]

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_forms import (
    CaseFacts,
    Met,
    Walk,
    Walks,
    all_forms,
    asked,
    called_for,
    deadlines,
    standing,
)
from review_forms.answer_kinds import codes
from review_forms.case_facts import DATE_FACTS, FACTS
from tests.review_forms.make import PERIOD, a_form, a_question, choice, when

THREE = a_form(
    a_question("refused"),
    a_question("told_how", enable_when=[when("refused", "any_of", "yes", "partly")]),
    a_question("in_writing", enable_when=[when("told_how", "equals", "yes")]),
)
LATE = a_form(
    a_question("arrived", answer={"kind": "date"}),
    a_question("opened", answer={"kind": "date"}),
    a_question(
        "in_time",
        computed={"rule": "within_days", "start": "arrived", "done": "opened", "days": 14},
    ),
    a_question("why_late", enable_when=[when("in_time", "equals", "no")]),
)


def ids(questions):
    return [question.id for question in questions]


def test_a_question_waits_for_the_answer_that_calls_for_it():
    assert ids(asked(THREE, {})) == ["refused"]
    assert ids(asked(THREE, {"refused": "partly"})) == ["refused", "told_how"]
    assert ids(asked(THREE, {"refused": "no"})) == ["refused"]


def test_an_answer_to_a_question_no_longer_asked_counts_for_nothing():
    answers = {"refused": "no", "told_how": "yes", "in_writing": "no"}

    assert ids(asked(THREE, answers)) == ["refused"]
    assert standing(THREE, answers) == {"refused": "no"}


def test_a_computed_question_is_called_for_but_never_asked():
    answers = {"arrived": "2026-01-01", "opened": "2026-01-20"}

    assert ids(called_for(LATE, answers)) == ["arrived", "opened", "in_time", "why_late"]
    assert ids(asked(LATE, answers)) == ["arrived", "opened", "why_late"]


def test_a_late_deadline_can_call_for_its_reason():
    late = {"arrived": "2026-01-01", "opened": "2026-01-16"}
    in_time = {"arrived": "2026-01-01", "opened": "2026-01-15"}

    assert standing(LATE, late)["in_time"] == "no"
    assert ids(asked(LATE, in_time)) == ["arrived", "opened"]
    assert deadlines(LATE, late)["in_time"].days_late == 1
    assert deadlines(LATE, {}) == {}


def test_nobody_can_write_a_computed_answer():
    answers = {"arrived": "2026-01-01", "opened": "2026-03-01", "in_time": "yes"}

    assert standing(LATE, answers)["in_time"] == "no"


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        (when("first", "equals", "yes"), "yes", True),
        (when("first", "not_equals", "yes"), "no", True),
        (when("first", "not_equals", "yes"), "yes", False),
        (when("first", "any_of", "no", "partly"), "partly", True),
        (when("first", "none_of", "no", "partly"), "partly", False),
        (when("first", "answered"), "no", True),
        (when("first", "at_least", "10"), "9", False),
        (when("first", "at_least", "10"), "10", True),
        (when("first", "at_most", "10"), "9.5", True),
        (when("first", "at_most", "10"), "11", False),
        (when("first", "at_least", "10"), "not_found", False),
        (when("first", "at_most", "10"), "not_found", False),
        (when("first", "at_least", "2025-07-01"), "2025-07-01", True),
        (when("first", "at_least", "2025-07-01"), "2025-06-30", False),
        (when("first", "at_most", "2025-07-01"), "2025-06-30", True),
        (when("first", "any_of", "visit"), "plan,visit", True),
        (when("first", "none_of", "visit"), "plan,visit", False),
    ],
)
def test_the_closed_language_of_conditions(condition, value, holds):
    form = a_form(
        a_question("first", answer={"kind": "text"}), a_question("next", enable_when=[condition])
    )

    assert ("next" in ids(asked(form, {"first": value}))) is holds


def test_no_condition_holds_on_an_answer_not_yet_given():
    for operator in ("equals", "not_equals", "none_of", "answered", "at_least", "at_most"):
        form = a_form(a_question("first"), a_question(enable_when=[when("first", operator, "1")]))

        assert ids(asked(form, {})) == ["first"]


def test_all_conditions_must_hold_unless_any_will_do():
    conditions = [when("one", "equals", "yes"), when("two", "equals", "yes")]
    both = a_form(a_question("one"), a_question("two"), a_question(enable_when=conditions))
    either = a_form(
        a_question("one"),
        a_question("two"),
        a_question(enable_when=conditions, enable_behavior="any"),
    )

    assert ids(asked(both, {"one": "yes", "two": "no"})) == ["one", "two"]
    assert ids(asked(either, {"one": "yes", "two": "no"})) == ["one", "two", "asked"]


def test_a_fact_about_the_case_decides_what_is_asked():
    form = a_form(
        a_question(enable_when=[when("case.placement_form", "any_of", "HVB", "Stödboende")])
    )

    assert ids(asked(form, {"case.placement_form": "HVB"})) == ["asked"]
    assert asked(form, {"case.placement_form": "Familjehem"}) == []


def test_a_fact_the_register_does_not_give_never_hides_a_question():
    form = a_form(a_question(enable_when=[when("case.placement_form", "equals", "HVB")]))

    assert ids(asked(form, {})) == ["asked"]


def test_the_facts_of_a_case():
    facts = CaseFacts(
        period_from=date(2025, 7, 1),
        period_to=date(2026, 6, 30),
        placement_form="HVB",
        legal_basis="LVU 2 §",
        age=0,
        contract_form="",
        started_on=date(2025, 8, 31),
    )

    assert facts.answers() == {
        "case.placement_form": "HVB",
        "case.legal_basis": "LVU 2 §",
        "case.age": "0",
        "case.started_on": "2025-08-31",
        "case.ended": "no",
        "case.period_from": "2025-07-01",
        "case.reviewed_to": "2026-06-30",
        "case.months_placed": "10",
    }


@pytest.mark.parametrize(
    ("ended_on", "ended", "last_day"),
    [(date(2026, 2, 1), "yes", "2026-02-01"), (date(2026, 7, 1), "no", "2026-06-30")],
)
def test_a_placement_is_followed_to_its_end_or_that_of_the_period(ended_on, ended, last_day):
    facts = CaseFacts(
        period_from=date(2025, 7, 1), period_to=date(2026, 6, 30), ended_on=ended_on
    ).answers()

    assert (facts["case.ended"], facts["case.reviewed_to"]) == (ended, last_day)


@st.composite
def forms_with_answers(draw):
    """A form whose questions may depend on any earlier one, and answers to some of them."""
    answer = st.sampled_from(["yes", "partly", "no"])
    questions, names = [], []
    for name in [f"q{number}" for number in range(draw(st.integers(1, 8)))]:
        operator = st.sampled_from(["equals", "not_equals", "any_of", "none_of", "answered"])
        condition = st.builds(when, st.sampled_from(names or ["case.age"]), operator, answer)
        conditions = draw(st.lists(condition, max_size=2)) if names else []
        behaviour = draw(st.sampled_from(["any", "all"]))
        questions.append(a_question(name, enable_when=conditions, enable_behavior=behaviour))
        names.append(name)
    return a_form(*questions), draw(st.dictionaries(st.sampled_from(names), answer))


@settings(max_examples=100)
@given(forms_with_answers())
def test_only_standing_answers_matter(form_and_answers):
    form, answers = form_and_answers

    kept = standing(form, answers)

    assert asked(form, kept) == asked(form, answers)
    assert standing(form, kept) == kept
    assert set(kept) <= set(ids(asked(form, answers)))


@settings(max_examples=100)
@given(forms_with_answers(), st.data())
def test_a_later_answer_never_changes_what_is_asked_before_it(form_and_answers, data):
    form, answers = form_and_answers
    changed = data.draw(st.sampled_from(form.questions)).id
    position = ids(form.questions).index(changed)
    before = set(ids(form.questions)[: position + 1])

    first = [name for name in ids(asked(form, answers)) if name in before]
    second = [name for name in ids(asked(form, answers | {changed: "no"})) if name in before]

    assert first == second


@settings(max_examples=50)
@given(forms_with_answers())
def test_questions_come_in_the_order_of_the_form(form_and_answers):
    form, answers = form_and_answers
    order = ids(form.questions)

    positions = [order.index(name) for name in ids(asked(form, answers))]

    assert positions == sorted(set(positions))


def test_options_of_a_multiple_choice_can_be_asked_about():
    form = a_form(
        a_question("parts", answer=choice("plan", "visit", "none", multiple=True)),
        a_question("about_visit", enable_when=[when("parts", "any_of", "visit")]),
    )

    assert ids(asked(form, {"parts": "plan,visit"})) == ["parts", "about_visit"]
    assert ids(asked(form, {"parts": "plan"})) == ["parts"]


def test_facts_are_not_among_the_standing_answers():
    assert standing(LATE, PERIOD) == {}
    assert Met.no == "no"


REGISTER = ["Familjehem", "HVB", "LVU 2 §", "SoL", "yes", "no", "0", "7", "30"]


def a_day(chance):
    return str(date(2024, 1, 1) + timedelta(days=chance.randrange(1000)))


def an_answer_to(question, chance):
    """Give what can stand as an answer; under a computed question anything, which is ignored."""
    match question.kind:
        case "date":
            return chance.choice([a_day(chance), "not_found"])
        case "dates":
            return ",".join(sorted({a_day(chance) for _ in range(chance.randint(1, 4))}))
        case "number":
            return chance.choice(["0", "2", "12", "not_found"])
    offered = codes(question.answer) if question.answer else ()
    return chance.choice(offered or ("yes", "no", "not_applicable"))


def some_answers_to(form, chance):
    facts = {
        fact: a_day(chance) if fact in DATE_FACTS else chance.choice(REGISTER) for fact in FACTS
    }
    given_ = {question.id: an_answer_to(question, chance) for question in form.questions}
    kept = chance.random()
    return {name: value for name, value in (facts | given_).items() if chance.random() < kept}


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.name)
@settings(max_examples=60)
@given(chance=st.integers().map(Random))
def test_many_walks_come_to_what_each_walk_alone_comes_to(form, chance):
    walks = Walks(form)

    for answers in [some_answers_to(form, chance) for _ in range(4)]:
        remembered, alone = walks.through(answers), Walk.through(form, answers)
        assert remembered == alone
        assert remembered.standing == alone.standing
        assert remembered.deadlines == alone.deadlines


@settings(max_examples=100)
@given(forms_with_answers(), st.data())
def test_many_walks_through_any_form_come_to_the_same(form_and_answers, data):
    form, answers = form_and_answers
    walks = Walks(form)
    changed = data.draw(st.dictionaries(st.sampled_from(ids(form.questions)), st.just("no")))

    for given_ in (answers, answers | changed, answers):
        assert walks.through(given_) == Walk.through(form, given_)

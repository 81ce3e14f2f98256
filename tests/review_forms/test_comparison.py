import pytest

from review_forms import Met, disagreements, joined, latest
from tests.review_forms.make import PERIOD, a_form, a_question, choice, scale, when

FORM = a_form(
    a_question("plan"),
    a_question("plan_good", answer=scale(), enable_when=[when("plan", "equals", "yes")]),
    a_question("check", answer={"kind": "date"}),
    a_question(
        "in_time",
        computed={"rule": "within_days", "start": "case.started_on", "done": "check", "days": 0},
    ),
)


def test_reviewers_who_agree_have_nothing_to_settle():
    answers = {"plan": "yes", "plan_good": "2"}

    assert disagreements(FORM, answers, dict(answers)) == []


def test_where_reviewers_differ_and_what_it_means():
    found = disagreements(FORM, {"plan": "yes", "plan_good": "2"}, {"plan": "no", "plan_good": "2"})

    assert [(each.question.id, each.first, each.second) for each in found] == [
        ("plan", "yes", "no"),
        ("plan_good", "2", None),
    ]
    assert (found[0].first_outcome, found[0].second_outcome) == (Met.yes, Met.no)
    assert all(each.material for each in found)


def test_two_dates_in_time_are_a_difference_that_does_not_matter():
    facts = PERIOD | {"case.started_on": "2026-01-10"}

    found = disagreements(FORM, facts | {"check": "2026-01-08"}, facts | {"check": "2026-01-09"})

    assert [(each.question.id, each.material) for each in found] == [("check", False)]


def test_a_deadline_that_comes_out_differently_is_a_disagreement():
    facts = PERIOD | {"case.started_on": "2026-01-10"}

    found = disagreements(FORM, facts | {"check": "2026-01-08"}, facts | {"check": "2026-01-12"})

    assert [each.question.id for each in found] == ["check", "in_time"]
    assert found[1].material


@pytest.mark.parametrize(
    "changed",
    [
        a_question("plan", answer=scale()),
        a_question("plan", answer={"kind": "met", "partly": False}),
        a_question("plan", answer={"kind": "met", "good_direction": "no"}),
        a_question("plan", answer=choice("yes", "no")),
    ],
)
def test_a_question_that_is_answered_otherwise_cannot_share_a_trend_line(changed):
    assert joined(a_form(a_question("plan")), a_form(changed)).changed == ["plan"]


def test_a_reworded_question_stays_the_same_question():
    reworded = a_question("plan", text={"sv": "Tydligare", "en": "Clearer"})

    result = joined(
        a_form(a_question("plan"), a_question("old")), a_form(reworded, a_question("new"))
    )

    assert (result.joinable, result.changed) == (["plan"], [])
    assert (result.only_first, result.only_second) == (["old"], ["new"])


def test_every_result_of_the_short_form_can_be_joined_with_the_full_one():
    result = joined(latest("placed_child_short"), latest("placed_child_full"))

    assert result.changed == []
    assert result.only_first == []
    assert len(result.joinable) == 17

from hypothesis import given, settings
from hypothesis import strategies as st

from review_forms import Counts, Grade, Met, rate
from tests.review_forms.make import PERIOD, a_form, a_question, scale, when

FORM = a_form(
    a_question("plan", critical=True, answer={"kind": "met", "not_applicable": True}),
    a_question("plan_good", answer=scale(), enable_when=[when("plan", "equals", "yes")]),
    a_question("respect"),
    a_question("leads_on", answer={"kind": "met", "good_direction": "neither"}),
    a_question("tip", answer={"kind": "text"}, optional=True),
)


def test_answers_are_counted_by_what_they_mean():
    rating = rate(FORM, {"plan": "yes", "plan_good": "1", "respect": "partly", "leads_on": "no"})

    assert rating.counts == Counts(yes=1, partly=1, no=1, information=1)
    assert rating.counts.share_met == 1 / 3
    assert rating.outcomes == {"plan": Met.yes, "plan_good": Met.no, "respect": Met.partly}
    assert [question.id for question in rating.not_met] == ["plan_good"]


def test_not_applicable_and_unanswered_are_outside_the_share():
    rating = rate(FORM, {"plan": "not_applicable"})

    assert rating.counts == Counts(not_applicable=1, unanswered=2)
    assert rating.counts.share_met is None


def test_the_worst_single_outcome_decides_the_grade():
    assert rate(FORM, {"respect": "yes"}).grade is Grade.sound
    assert rate(FORM, {"respect": "partly"}).grade is Grade.remarks
    assert rate(FORM, {"respect": "no"}).grade is Grade.deficient
    assert rate(FORM, {"respect": "yes", "plan": "no"}).grade is Grade.serious


def test_a_kept_deadline_counts_as_met():
    form = a_form(
        a_question("done", answer={"kind": "date"}),
        a_question(
            "in_time",
            critical=True,
            computed={"rule": "within_days", "start": "case.started_on", "done": "done", "days": 0},
        ),
    )
    facts = PERIOD | {"case.started_on": "2026-01-10"}

    assert rate(form, facts | {"done": "2026-01-10"}).counts == Counts(yes=1, information=1)
    assert rate(form, facts | {"done": "2026-01-11"}).grade is Grade.serious
    assert rate(form, facts).counts == Counts(unanswered=2)


@settings(max_examples=50)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "plan": st.sampled_from(list(Met)),
            "plan_good": st.sampled_from("0123"),
            "respect": st.sampled_from(["yes", "partly", "no"]),
        },
    )
)
def test_sections_add_up_to_the_whole(answers):
    rating = rate(FORM, answers)

    for field in Counts.__dataclass_fields__:
        parts = [getattr(section.counts, field) for section in rating.sections]
        assert sum(parts) == getattr(rating.counts, field)

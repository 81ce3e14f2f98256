from hypothesis import given, settings
from hypothesis import strategies as st

from review_forms import Progress
from tests.review_forms.make import WORDS, a_form, a_question, when

FORM = a_form(
    a_question("plan"),
    a_question("plan_good", enable_when=[when("plan", "equals", "yes")]),
    a_question("tip", answer={"kind": "text"}, optional=True),
)


def ids(questions):
    return [question.id for question in questions]


def test_progress_counts_only_what_is_asked():
    assert (Progress.through(FORM, {}).answered, Progress.through(FORM, {}).asked) == (0, 1)

    progress = Progress.through(FORM, {"plan": "yes"})

    assert (progress.answered, progress.asked, progress.left) == (1, 2, 1)
    assert ids(progress.missing) == ["plan_good"]
    assert not progress.complete


def test_an_optional_question_holds_nobody_up():
    progress = Progress.through(FORM, {"plan": "no"})

    assert progress.complete
    assert progress.asked == 1


def test_what_is_not_met_must_be_explained_before_it_is_handed_in():
    assert ids(Progress.through(FORM, {"plan": "no"}, explained=[]).unexplained) == ["plan"]
    assert not Progress.through(FORM, {"plan": "no"}, explained=[]).complete
    assert Progress.through(FORM, {"plan": "no"}, explained=["plan"]).complete


def test_an_answer_that_no_longer_stands_need_not_be_explained():
    progress = Progress.through(FORM, {"plan": "no", "plan_good": "no"}, explained=["plan"])

    assert progress.unexplained == []


def test_progress_is_told_by_section():
    second = {"id": "B", "title": WORDS, "questions": [a_question("visits", "B1")]}
    form = a_form(a_question("plan"))
    form = type(form).model_validate(
        form.model_dump() | {"sections": [*form.model_dump()["sections"], second]}
    )

    sections = Progress.through(form, {"visits": "yes"}).sections

    assert [(part.section.id, part.answered, part.asked) for part in sections] == [
        ("A", 0, 1),
        ("B", 1, 1),
    ]
    assert [part.complete for part in sections] == [False, True]


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(["plan", "plan_good", "tip"]), st.just("yes")))
def test_answered_and_missing_add_up(answers):
    progress = Progress.through(FORM, answers)

    assert progress.answered + len(progress.missing) == progress.asked
    assert sum(part.asked for part in progress.sections) == progress.asked
    assert sum(part.answered for part in progress.sections) == progress.answered

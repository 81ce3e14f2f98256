from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_rel

from sampling.agreement import Undefined, question_effects, reader_effects
from sampling.errors import SamplingError


def table(answers):
    """Turn answers by case, question and reader into columns; nan is a missing answer."""
    case, question, reader = np.indices(answers.shape)
    return answers.ravel(), case.ravel(), reader.ravel(), question.ravel()


answers_of_few = st.lists(
    st.sampled_from([0.0, 0.5, 1.0, np.nan]), min_size=5 * 3 * 3, max_size=5 * 3 * 3
).map(lambda flat: np.array(flat).reshape(5, 3, 3))


def test_two_readers_of_one_question_are_the_paired_t_test():
    chance = np.random.Generator(np.random.Philox(6))
    answers = chance.choice([0, 0.5, 1], size=(40, 1, 2))
    reference = ttest_rel(answers[:, 0, 0], answers[:, 0, 1])

    first, second = reader_effects(*table(answers), readers=2)

    low, high = reference.confidence_interval(0.95)
    assert (first.interval.low, first.interval.high) == pytest.approx((low, high))
    assert first.effect / first.standard_error == pytest.approx(reference.statistic)
    assert second.effect == pytest.approx(-first.effect)
    assert first.cases == 40


@given(answers_of_few)
def test_the_effects_are_those_counted_one_by_one(answers):
    found = reader_effects(*table(answers), readers=3)

    for reader, effect in enumerate(found):
        apart = []
        for case, question in np.ndindex(5, 3):
            hers = answers[case, question, reader]
            others = np.delete(answers[case, question], reader)
            others = others[~np.isnan(others)]
            if not np.isnan(hers) and len(others):
                apart.append(hers - others.mean())
        if apart:
            assert effect.effect == pytest.approx(np.mean(apart))
        else:
            assert effect.undefined is Undefined.no_case_read_twice


@given(answers_of_few)
def test_a_question_is_compared_with_all_the_others(answers):
    found = question_effects(*table(answers), questions=3)

    differ = {question: [] for question in range(3)}
    for case, question in np.ndindex(5, 3):
        given_answers = answers[case, question][~np.isnan(answers[case, question])]
        pairs = [abs(a - b) for a, b in combinations(given_answers, 2)]
        if pairs:
            differ[question].append(np.mean(pairs))
    for question, effect in enumerate(found):
        others = [part for other in range(3) if other != question for part in differ[other]]
        if differ[question] and others:
            assert effect.effect == pytest.approx(np.mean(differ[question]) - np.mean(others))
            assert effect.cases == len(differ[question])
        else:
            assert effect.effect is None


@given(answers_of_few, st.permutations(range(45)))
def test_the_order_of_the_answers_does_not_matter(answers, order):
    columns = table(answers)
    shuffled = [column[order] for column in columns]

    for function, many in ((reader_effects, "readers"), (question_effects, "questions")):
        straight, turned = (function(*each, **{many: 3}) for each in (columns, shuffled))
        for one, other in zip(straight, turned, strict=True):
            assert one.undefined is other.undefined
            assert (one.effect or 0.0) == pytest.approx(other.effect or 0.0, abs=1e-12)


def test_a_strict_reader_and_an_unclear_question_are_found():
    chance = np.random.Generator(np.random.Philox(7))
    truth = chance.choice([0.0, 1.0], size=(60, 6), p=[0.3, 0.7])
    answers = np.repeat(truth[:, :, None], 3, axis=2)
    strict = chance.random((60, 6)) < 0.3
    answers[:, :, 2][strict] = 0
    answers[:, 4, :] = chance.choice([0.0, 1.0], size=(60, 3))

    readers = reader_effects(*table(answers), readers=3)
    questions = question_effects(*table(answers), questions=6)

    assert readers[2].interval.high < 0
    assert all(effect.interval.high > 0 for effect in readers[:2])
    assert questions[4].interval.low > 0
    assert all(effect.interval.low < 0 for q, effect in enumerate(questions) if q != 4)


def test_many_questions_about_one_file_are_not_many_files():
    chance = np.random.Generator(np.random.Philox(9))
    moods = chance.choice([0.0, 1.0], size=(20, 1, 2))
    copied = np.repeat(moods, 10, axis=1)

    once, ten_times = (reader_effects(*table(answers), readers=2)[0] for answers in (moods, copied))

    assert ten_times.standard_error == pytest.approx(once.standard_error)


def test_what_nobody_else_read_says_nothing():
    alone = reader_effects([1, 0], [0, 1], [0, 1], [0, 0], readers=3)

    assert all(effect.undefined is Undefined.no_case_read_twice for effect in alone)
    assert reader_effects([1, 0], [0, 0], [0, 1], [0, 0], readers=2)[0].undefined is (
        Undefined.one_case
    )
    assert reader_effects([1, 0, 1, 0], [0, 0, 1, 1], [0, 1, 0, 1], [0] * 4, readers=2)[
        0
    ].undefined is (Undefined.no_variation)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (([2, 1], [0, 0], [0, 1], [0, 0]), "An answer counts for 0 to 1, not for 2.0"),
        ((["yes", "no"], [0, 0], [0, 1], [0, 0]), "The answers must be numbers"),
        (([1, 1], [0, 0], [0, 0], [0, 0]), "more than once"),
        (([1, 1], [0, -1], [0, 1], [0, 0]), "-1 is not a known case"),
        (([1, 1], [0], [0, 1], [0, 0]), r"\(1,\) cases do not fit \(2,\) answers"),
        (([1, 1], [0, 0], [0, 5], [0, 0]), "5 is not a known reader"),
        (([1, 1], [0, 0], [0.5, 1], [0, 0]), "The reader of a case is a whole number"),
    ],
)
def test_answers_that_cannot_be_are_refused(columns, message):
    with pytest.raises(SamplingError, match=message):
        reader_effects(*columns, readers=2)

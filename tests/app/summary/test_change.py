"""What has changed between two rounds, held against answers counted one by one."""

from collections import Counter
from datetime import date
from random import Random

import numpy as np
import pytest
from sqlalchemy import update
from sqlmodel import col, select

from app.reviews.models import Answer
from app.rounds.models import FrameCase
from app.summary.change import (
    closed_rounds,
    round_change,
    rounds_to_compare,
    why_not_comparable,
)
from app.summary.models import Summary
from app.summary.queries import material_of
from app.summary.roll_up import roll_up
from app.summary.service import close_round
from review_forms import load
from sampling import (
    Adjustment,
    ChangeVerdict,
    Overlap,
    StratumCounts,
    adjust_p,
    compare_rounds,
)
from tests.app.summary.reviewed import CELLS, a_review, a_reviewed_round, read_all, sample_of
from tests.cast import KIM, MONA, NOON

SPRING = {
    "id": "s" * 16,
    "name": "Vår 2026",
    "period_from": date(2025, 5, 1),
    "period_to": date(2025, 10, 31),
}


def answered(session, round_, met):
    """Let every file be read, with the plan's answer as ``met`` says of the case."""
    for case in sample_of(session, round_):
        a_review(session, case, {"care_plan_exists": met(case)})


def two_rounds(session, earlier=CELLS, later=CELLS, **more):
    return (
        a_reviewed_round(session, earlier, **SPRING, **more),
        a_reviewed_round(session, later, **more),
    )


def plan_in_some(seed, share):
    def met(case):
        return "yes" if Random(f"{seed}{case.case_number}").random() < share else "no"

    return met


def counted_by_hand(session, round_, met):
    """Count by stratum, case by case: met, read, in the frame."""
    frame = Counter(
        session.exec(select(FrameCase.stratum).where(FrameCase.round_id == round_.id)).all()
    )
    read, hits = Counter(), Counter()
    for case in sample_of(session, round_):
        read[case.stratum] += 1
        hits[case.stratum] += met(case) == "yes"
    return [(hits[name], read[name], frame[name]) for name in sorted(frame)]


def strata_of(rows):
    hits, read, frame = (np.array(column) for column in zip(*rows, strict=True))
    return StratumCounts.of(hits, read, read, frame)


@pytest.mark.both
def test_both_shares_are_those_of_the_two_reports(session):
    earlier, later = two_rounds(session)
    read_all(session, earlier, seed=1)
    read_all(session, later, seed=2)

    change = round_change(session, earlier, later, smallest=5)

    reports = [roll_up(material_of(session, each)) for each in (earlier, later)]
    compared = [each for each in change.questions if not each.hidden]
    assert len(compared) > 8
    for each in compared:
        assert each.first == pytest.approx(reports[0].question(each.id).whole.share)
        assert each.second == pytest.approx(reports[1].question(each.id).whole.share)
    grades = {each.id: each for each in change.grades}
    assert list(grades) == ["sound", "deficient", "serious"]
    for line in reports[1].grades:
        if line.id in grades:
            assert grades[line.id].second == pytest.approx(line.whole.share)


def test_the_difference_and_its_limits_are_those_of_the_cases_counted_by_hand(session):
    earlier, later = two_rounds(session)
    before, after = plan_in_some("a", 0.3), plan_in_some("b", 0.9)
    answered(session, earlier, before)
    answered(session, later, after)

    change = round_change(session, earlier, later, smallest=5).question("care_plan_exists")

    # The same cases were drawn both times: 15 of Familjehem, 9 of HVB, 5 of Jourhem.
    strata = sorted({stratum for _, stratum in CELLS})
    tables = np.zeros((3, 3, 3))
    ours = {case.case_number: case for case in sample_of(session, earlier)}
    for case in sample_of(session, later):
        place = strata.index(case.stratum)
        mine = before(ours[case.case_number]) == "yes"
        tables[place, int(mine), int(after(case) == "yes")] += 1
    expected = compare_rounds(
        strata_of(counted_by_hand(session, earlier, before)),
        strata_of(counted_by_hand(session, later, after)),
        overlap=Overlap(tables, np.array([54, 17, 5])),
    )
    by_hand = [
        sum(hits / read * size for hits, read, size in rows) / 76
        for rows in (
            counted_by_hand(session, earlier, before),
            counted_by_hand(session, later, after),
        )
    ]
    assert [change.first, change.second] == pytest.approx(by_hand)
    assert change.difference == pytest.approx(by_hand[1] - by_hand[0], abs=0.006)
    assert change.low == pytest.approx(float(expected.low), abs=0.006)
    assert change.high == pytest.approx(float(expected.high), abs=0.006)
    assert change.p == pytest.approx(float(expected.p), abs=0.0006)
    assert change.verdict == ChangeVerdict.better


def test_a_stratum_that_only_one_round_has_takes_part_in_that_one_alone(session):
    more = CELLS | {("north", "SiS"): (12, 6)}
    earlier, later = two_rounds(session, CELLS, more)
    met = plan_in_some("a", 0.5)
    answered(session, earlier, met)
    answered(session, later, met)

    change = round_change(session, earlier, later, smallest=5).question("care_plan_exists")

    rows = counted_by_hand(session, later, met)
    assert len(rows) == 4
    assert change.second == pytest.approx(sum(h / n * size for h, n, size in rows) / 88)
    assert change.low is not None


def test_many_comparisons_are_adjusted_for_as_one_family(session):
    earlier, later = two_rounds(session)
    read_all(session, earlier, seed=1)
    read_all(session, later, seed=2)

    change = round_change(session, earlier, later, smallest=5)

    known = [each for each in change.questions if each.p is not None]
    adjusted = adjust_p([each.p for each in known], Adjustment.benjamini_hochberg)
    assert [each.adjusted_p for each in known] == pytest.approx(list(adjusted), abs=0.02)
    assert all(each.adjusted_p >= each.p for each in known)
    assert all(each.sure == (each.adjusted_p <= 0.05) for each in known)


def test_chance_alone_gets_no_arrow(session):
    earlier, later = two_rounds(session)
    met = plan_in_some("a", 0.6)
    answered(session, earlier, met)
    answered(session, later, plan_in_some("b", 0.6))

    change = round_change(session, earlier, later, smallest=5).question("care_plan_exists")

    assert change.low < 0 < change.high
    assert change.verdict == ChangeVerdict.cannot_tell
    assert not change.sure


def test_where_everything_was_read_the_difference_is_a_fact(session):
    all_read = {("north", "HVB"): (20, 20)}
    earlier, later = two_rounds(session, all_read, all_read)
    answered(session, earlier, lambda case: "yes" if case.place < 11 else "no")
    answered(session, later, lambda case: "yes" if case.place < 12 else "no")

    change = round_change(session, earlier, later, smallest=5).question("care_plan_exists")

    assert (change.first, change.second, change.difference) == (0.5, 0.55, 0.05)
    assert change.p is None
    assert change.verdict == ChangeVerdict.better


def test_a_question_that_only_one_form_has_is_not_compared(session):
    earlier = a_reviewed_round(session, **SPRING)
    later = a_reviewed_round(session, form_name="placed_child_full")

    change = round_change(session, earlier, later, smallest=5)

    why = Counter(each.why_not for each in change.questions)
    assert set(why) == {"", "only_later"}
    assert change.grades == ()
    assert [each.id for each in change.sections]


def test_a_question_answered_or_asked_otherwise_is_not_compared():
    form = load("placed_child_short", "2026-1")
    question = next(each for each in form.questions if each.id == "care_plan_exists")

    def with_other(**changed):
        other = question.model_copy(update=changed)
        sections = [
            each.model_copy(
                update={"questions": tuple(other if q is question else q for q in each.questions)}
            )
            for each in form.sections
        ]
        return form.model_copy(update={"sections": tuple(sections)})

    reworded = with_other(text=question.text.model_copy(update={"sv": "Finns det en vårdplan?"}))
    with_partly = with_other(
        answer=question.answer.model_copy(update={"partly": not question.answer.partly})
    )
    of_others = with_other(enable_when=form.question("visits_as_planned").enable_when or ("x",))

    assert why_not_comparable(form, reworded)["care_plan_exists"] == ""
    assert why_not_comparable(form, with_partly)["care_plan_exists"] == "changed"
    assert why_not_comparable(form, of_others)["care_plan_exists"] == "changed"


def test_what_is_too_small_in_either_round_is_hidden_and_leaves_no_trace(session):
    """Otherwise the adjustment of the others would tell how the hidden question came out."""
    earlier, later = two_rounds(session)
    read_all(session, earlier, seed=1)
    read_all(session, later, seed=2)
    before = round_change(session, earlier, later, smallest=25)
    hidden = [each for each in before.questions if each.hidden]
    for each in hidden:
        assert (each.first, each.second, each.difference, each.p) == (None,) * 4
    rare = hidden[0].id

    session.execute(update(Answer).where(col(Answer.question_id) == rare).values(value="no"))
    after = round_change(session, earlier, later, smallest=25)

    assert (after.questions, after.sections) == (before.questions, before.sections)
    assert (after.indices, after.overall) == (before.indices, before.overall)


def test_few_files_read_twice_change_nothing_that_is_told(session):
    """How sure a change is would otherwise tell how two or three known files came out."""
    cells = {("north", "HVB"): (40, 12)}
    earlier, later = two_rounds(session, cells, cells)
    other = sample_of(session, later)
    for case in other[3:]:
        case.case_number += "-x"
        session.add(case)
    session.flush()
    answered(session, earlier, plan_in_some("a", 0.5))
    answered(session, later, plan_in_some("a", 0.5))
    with_three = round_change(session, earlier, later, smallest=5)
    for case in other[:3]:
        case.case_number += "-x"
        session.add(case)
    session.flush()

    with_none = round_change(session, earlier, later, smallest=5)

    assert with_three.read_twice is None
    assert with_none.read_twice == 0
    assert with_three.questions == with_none.questions


def test_rounds_with_other_strata_count_as_independent(session):
    earlier = a_reviewed_round(session, **SPRING, strata_fields=["placement_form"])
    later = a_reviewed_round(session, strata_fields=["placement_form", "unit"])
    answered(session, earlier, plan_in_some("a", 0.5))
    answered(session, later, plan_in_some("a", 0.5))

    change = round_change(session, earlier, later, smallest=5)

    apart = compare_rounds(
        *(
            strata_of(counted_by_hand(session, each, plan_in_some("a", 0.5)))
            for each in (earlier, later)
        )
    )
    plan = change.question("care_plan_exists")
    assert not change.same_strata
    assert plan.low == pytest.approx(float(apart.low), abs=0.006)


@pytest.mark.both
def test_what_two_closed_rounds_say_of_each_other_is_frozen(session):
    earlier, later = two_rounds(session)
    read_all(session, earlier, seed=1)
    read_all(session, later, seed=2)
    close_round(session, KIM, earlier.id, smallest=5, now=NOON)
    session.flush()
    open_still = round_change(session, earlier, later, smallest=5)
    close_round(session, KIM, later.id, smallest=5, now=NOON)
    session.flush()

    session.execute(update(Answer).values(value="no"))
    session.execute(update(FrameCase).values(case_number=FrameCase.id))
    frozen = round_change(session, earlier, later, smallest=9)

    assert open_still.preliminary
    assert not frozen.preliminary
    assert frozen.questions == open_still.questions
    assert frozen.sections == open_still.sections
    assert frozen.read_twice == open_still.read_twice == 29


def test_it_does_not_matter_which_of_two_rounds_is_closed_first(session):
    earlier, later = two_rounds(session)
    read_all(session, earlier, seed=1)
    read_all(session, later, seed=2)
    expected = round_change(session, earlier, later, smallest=5)
    for each in (later, earlier):
        close_round(session, KIM, each.id, smallest=5, now=NOON)
        session.flush()

    frozen = round_change(session, earlier, later, smallest=5)

    assert frozen.questions == expected.questions
    assert frozen.earlier_id == earlier.id
    assert rounds_to_compare(session, MONA, later) == [earlier]
    assert rounds_to_compare(session, MONA, earlier) == []
    assert closed_rounds(session, earlier) == [later]


def test_a_summary_from_before_changes_were_frozen_can_still_be_compared(session):
    earlier, later = two_rounds(session)
    read_all(session, earlier, seed=1)
    read_all(session, later, seed=2)
    for each in (earlier, later):
        close_round(session, KIM, each.id, smallest=5, now=NOON)
        session.flush()
    frozen = round_change(session, earlier, later, smallest=5)
    for summary in session.exec(select(Summary)).all():
        old = {name: summary.figures[name] for name in ("full", "masked", "annex")}
        for figures in (old["full"], old["masked"]):
            figures.pop("indices", None)
        summary.figures = old
        session.add(summary)
    session.flush()

    assert round_change(session, earlier, later, smallest=5).questions == frozen.questions

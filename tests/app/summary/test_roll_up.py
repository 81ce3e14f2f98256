"""Every figure of a round, reckoned once more from the raw answers in plain Python."""

from collections import Counter, defaultdict
from fractions import Fraction
from random import Random

import pytest
from sqlmodel import select

from app.consensus.models import SettledAnswer
from app.consensus.queries import facts_of_cases
from app.reviews.models import Answer, Replacement, Review, ReviewState
from app.rounds.models import FrameCase
from app.summary.findings import Found, judged
from app.summary.queries import material_of
from app.summary.roll_up import roll_up
from review_forms import Met, called_for, load, outcome, rate, standing
from sampling import estimate_share
from tests.app.summary.reviewed import (
    CELLS,
    a_review,
    a_reviewed_round,
    read_all,
    sample_of,
    some_answers,
)
from tests.cast import KIM, NOON, RUT, SAM

FORM = load("placed_child_short", "2026-1")
JUDGED = [question.id for question in judged(FORM)]


def a_round_with_everything(session):
    """Make a round with a missing file, a case that did not belong, and one left unread."""
    round_ = a_reviewed_round(session)
    first, second, third, *rest = sample_of(session, round_)
    a_review(session, first, {}, file_missing=True)
    for case, reason in ((second, "not_in_population"), (third, "nobody_may_review")):
        case.replaced = True
        session.add(
            Replacement(
                round_id=round_.id,
                frame_case_id=case.id,
                reason=reason,
                proposed_by=RUT.id,
                proposed_at=NOON,
                approved=True,
            )
        )
    facts = facts_of_cases(session, round_)
    for case in rest:
        a_review(session, case, some_answers(round_, facts[case.id], Random(case.id)))
    session.flush()
    return round_


def raw(session, round_):
    """Read the answers as they lie in the tables: case, and what was found on each question."""
    facts = facts_of_cases(session, round_)
    found = {}
    for case in sample_of(session, round_):
        review = session.exec(select(Review).where(Review.frame_case_id == case.id)).first()
        if case.replaced or review is None:
            continue
        rows = session.exec(select(Answer).where(Answer.review_id == review.id)).all()
        values = facts[case.id] | {row.question_id: row.value for row in rows}
        called = {question.id: question for question in called_for(FORM, values)}
        given = standing(FORM, values)
        found[case.id] = {
            name: "not_asked"
            if name not in called
            else "no"
            if review.file_missing
            else "unanswered"
            if name not in given
            else outcome(called[name], given[name])
            for name in JUDGED
        }
    return found


@pytest.mark.both
def test_the_counts_and_weighted_shares_are_those_of_the_raw_answers(session):
    round_ = a_round_with_everything(session)

    figures = roll_up(material_of(session, round_))

    found, cases = raw(session, round_), {case.id: case for case in sample_of(session, round_)}
    outside = [case for case in cases.values() if case.id == sorted(cases)[1]]
    population = Counter()
    for (_, stratum), (frame, _) in CELLS.items():
        population[stratum] += frame
    for line in figures.questions:
        groups = [(line.whole, None, None)]
        groups += [
            (share, group.id, None) for share, group in zip(line.units, figures.units, strict=True)
        ]
        groups += [
            (share, None, group.id)
            for share, group in zip(line.strata, figures.strata, strict=True)
        ]
        read = Counter(
            cases[case].stratum for case, one in found.items() if one[line.id] != "unanswered"
        ) + Counter(case.stratum for case in outside)
        for share, unit, stratum in groups:
            inside = {
                case: one[line.id]
                for case, one in found.items()
                if unit in (None, cases[case].unit_id) and stratum in (None, cases[case].stratum)
            }
            counts = Counter(inside.values())
            assert (share.yes, share.partly, share.no) == (
                counts["yes"],
                counts["partly"],
                counts["no"],
            )
            assert share.not_applicable == counts["not_applicable"]
            assert share.unanswered == counts["unanswered"]
            assert share.assessed == counts["yes"] + counts["partly"] + counts["no"]
            above = below = Fraction(0)
            for case, met in inside.items():
                weight = Fraction(population[cases[case].stratum], read[cases[case].stratum])
                above += weight * (met == "yes")
                below += weight * (met in ("yes", "partly", "no"))
            if share.share is None:
                assert share.unknown
            else:
                assert share.share == pytest.approx(float(above / below), abs=1e-12)


def test_the_intervals_are_those_of_single_answers(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)

    figures = roll_up(material_of(session, round_))

    found, cases = raw(session, round_), {case.id: case for case in sample_of(session, round_)}
    names = [group.id for group in figures.strata]
    sizes = [group.frame for group in figures.strata]
    for line in figures.questions:
        read = [case for case in found if found[case][line.id] != "unanswered"]
        said = estimate_share(
            [found[case][line.id] == "yes" for case in read],
            [names.index(cases[case].stratum) for case in read],
            sizes,
            in_domain=[found[case][line.id] in ("yes", "partly", "no") for case in read],
        )
        assert (line.whole.low, line.whole.high) == (
            (said.interval.low, said.interval.high) if said.interval else (None, None)
        )


@pytest.mark.both
def test_a_file_is_graded_as_its_review_is(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    facts = facts_of_cases(session, round_)

    figures = roll_up(material_of(session, round_))

    grades = Counter()
    for review in session.exec(select(Review)).all():
        rows = session.exec(select(Answer).where(Answer.review_id == review.id)).all()
        values = {row.question_id: row.value for row in rows}
        grades[rate(FORM, facts[review.frame_case_id] | values).grade] += 1
    assert {line.id: line.whole.yes for line in figures.grades} == {
        line.id: grades[line.id] for line in figures.grades
    }


def test_a_section_is_the_mean_over_files_of_what_each_meets(session):
    round_ = a_reviewed_round(session, {("north", "HVB"): (40, 10)})
    read_all(session, round_)

    figures = roll_up(material_of(session, round_))

    section = {question.id: question.section for question in judged(FORM)}
    scores = defaultdict(list)
    for one in raw(session, round_).values():
        met = defaultdict(list)
        for name, kind in one.items():
            if kind in ("yes", "partly", "no"):
                met[section[name]].append(kind == "yes")
        for name, marks in met.items():
            scores[name].append(Fraction(sum(marks), len(marks)))
    for line in figures.sections:
        mean = sum(scores[line.id]) / len(scores[line.id])
        assert line.whole.share == pytest.approx(float(mean), abs=1e-12)
        assert line.whole.assessed == len(scores[line.id])


def test_a_missing_file_counts_as_not_met_throughout_and_is_told_of(session):
    round_ = a_reviewed_round(session, {("north", "Familjehem"): (12, 6)})
    missing, *rest = sample_of(session, round_)
    a_review(session, missing, {}, file_missing=True)
    for case in rest:
        a_review(session, case, {"care_plan_exists": "yes"})

    figures = roll_up(material_of(session, round_))

    plan = figures.question("care_plan_exists").whole
    assert (plan.yes, plan.no, plan.no_file, plan.assessed) == (5, 1, 1, 6)
    assert figures.whole.missing == 1


def test_only_approved_reviews_count(session):
    round_ = a_reviewed_round(session, {("north", "Familjehem"): (12, 6)})
    for number, case in enumerate(sample_of(session, round_)):
        state = ReviewState.approved if number < 4 else ReviewState.submitted
        a_review(session, case, {"care_plan_exists": "yes"}, state=state)

    figures = roll_up(material_of(session, round_))

    assert figures.question("care_plan_exists").whole.assessed == 4
    assert (figures.whole.read, figures.whole.waiting) == (4, 2)


def test_two_reviewers_count_as_one_where_they_agree_or_it_was_settled(session):
    round_ = a_reviewed_round(session, {("north", "Familjehem"): (12, 6)})
    for number, case in enumerate(sample_of(session, round_)):
        a_review(session, case, {"care_plan_exists": "yes", "implementation_plan_exists": "no"})
        other = {"care_plan_exists": "yes" if number else "no"}
        a_review(session, case, other | {"implementation_plan_exists": "no"}, reviewer=SAM, seat=2)

    before = roll_up(material_of(session, round_)).question("care_plan_exists")
    first = sample_of(session, round_)[0]
    session.add(
        SettledAnswer(
            frame_case_id=first.id,
            question_id="care_plan_exists",
            value="no",
            reason="Planen var för en tidigare placering.",
            by=KIM.id,
            at=NOON,
        )
    )
    session.flush()
    after = roll_up(material_of(session, round_)).question("care_plan_exists")

    assert (before.whole.yes, before.whole.unanswered) == (5, 1)
    assert (after.whole.yes, after.whole.no, after.whole.unanswered) == (5, 1, 0)
    assert after.reliability.cases == 6
    assert after.reliability.agreed == pytest.approx(5 / 6)


def test_the_order_of_the_cases_changes_nothing(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    before = roll_up(material_of(session, round_))
    for case in session.exec(select(FrameCase)).all():
        case.place = 1000 - (case.place or 0)
    session.flush()

    assert roll_up(material_of(session, round_)) == before


def test_every_met_answer_has_a_code_of_its_own():
    assert {met.value for met in Met} <= set(Found.__members__)

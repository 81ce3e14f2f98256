"""What a review fails becomes a deficiency, and nothing that was decided is ever lost."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.audit.log import record
from app.consensus.service import Settlement, settle_case
from app.deviations.deciding import (
    AlreadyOverturned,
    DeviationOver,
    NothingChosen,
    ObjectionRules,
    find_not_warranted,
    make_deviation,
    refer_to_deviation,
    refer_to_outside,
)
from app.deviations.deficiencies import CriticalUndecided
from app.deviations.models import FILE_MISSING, DeficiencyState, Deviation
from app.deviations.objections import decide_objection, object_to_deficiency
from app.deviations.service import withdraw_deviation
from app.errors import NotFound
from app.reviews.assuring import approve_review
from app.reviews.models import Answer, ReviewState
from app.reviews.replacing import ReplacementReason, approve_replacement, propose_replacement
from tests.app.assignment.seats import logged
from tests.app.deviations.failing import (
    LATER,
    a_failing_review,
    deficiencies,
    event_of,
    submitted,
)
from tests.app.reviews_assure.handed_in import GOOD, a_round_to_assure
from tests.cast import AUDREY, KIM, MAX, MONA, RUT
from tests.make import answer_for


def change_answer(session, review, question_id, value):
    answer = session.get_one(Answer, (review.id, question_id))
    answer.value = value
    session.add(answer)
    session.flush()


@pytest.mark.both
def test_every_failed_question_becomes_a_deficiency_that_waits(session):
    _, review = a_failing_review(session)

    found = deficiencies(session)

    assert set(found) == {
        ("south-01", "care_plan_exists"),
        ("south-01", "child_talks"),
    }
    plan = found["south-01", "care_plan_exists"]
    assert (plan.state, plan.critical, plan.review_id) == ("waiting", True, review.id)
    assert (plan.unit_id, plan.found_at) == ("south", LATER)
    assert logged(session)[-1] == "DeficienciesNoted"


def test_a_missing_file_is_one_deficiency_however_many_questions_it_fails(session):
    _, reviews = a_round_to_assure(session, {"south": 1})
    submitted(session, reviews["south-01", 1], file_missing=True)

    assert [question for _, question in deficiencies(session)] == [FILE_MISSING]
    assert deficiencies(session)["south-01", FILE_MISSING].critical


def test_a_question_that_two_reviewers_fail_is_one_deficiency(session):
    _, reviews = a_round_to_assure(session, {"south": 1}, double_share=1.0)
    submitted(session, reviews["south-01", 1])
    submitted(session, reviews["south-01", 2])

    assert len(deficiencies(session)) == 2


def test_a_file_that_one_of_two_finds_is_not_missing(session):
    _, reviews = a_round_to_assure(session, {"south": 1}, double_share=1.0)
    submitted(session, reviews["south-01", 1], file_missing=True)
    submitted(session, reviews["south-01", 2], GOOD)

    assert deficiencies(session) == {}
    assert ("south-01", FILE_MISSING) in deficiencies(session, standing=False)


def test_a_decision_outlives_an_answer_that_changes_back_and_forth(session):
    _, review = a_failing_review(session)
    row = deficiencies(session)["south-01", "care_plan_exists"]
    deviation = make_deviation(session, KIM, [row.id], now=LATER)

    change_answer(session, review, "care_plan_exists", "yes")
    record(session, event_of(review))
    assert ("south-01", "care_plan_exists") not in deficiencies(session)

    change_answer(session, review, "care_plan_exists", "no")
    record(session, event_of(review))

    again = deficiencies(session)["south-01", "care_plan_exists"]
    assert (again.id, again.state, again.deviation_id) == (row.id, "deviation", deviation.id)


def test_what_is_settled_decides_which_deficiencies_stand(session):
    round_, reviews = a_round_to_assure(session, {"south": 1}, double_share=1.0)
    first = submitted(session, reviews["south-01", 1], {**GOOD, "care_plan_exists": "no"})
    second = submitted(session, reviews["south-01", 2], GOOD)
    assert ("south-01", "care_plan_exists") in deficiencies(session)
    for review in (first, second):
        review.state = ReviewState.approved
        session.add(review)
    session.flush()

    settlement = {"care_plan_exists": Settlement("yes", "Planen ligger under beslut.")}
    settle_case(session, KIM, round_.id, "south-01", settlement, now=LATER)

    assert deficiencies(session) == {}


def test_nothing_stands_about_a_case_that_was_replaced(session):
    round_, reviews = a_round_to_assure(session, {"south": 1}, spares=1)
    submitted(session, reviews["south-01", 1])
    reason = ReplacementReason.not_in_population
    proposed = propose_replacement(session, MONA, "south-01", reason, "Fel slag.", now=LATER)
    session.flush()

    approve_replacement(session, KIM, round_.id, proposed.id, now=LATER)

    assert deficiencies(session) == {}


@pytest.mark.both
def test_a_review_is_not_approved_before_what_is_critical_is_decided(session):
    round_, review = a_failing_review(session)

    with pytest.raises(CriticalUndecided, match="decision: 2") as refusal:
        approve_review(session, KIM, round_.id, review.id, now=LATER)

    assert refusal.value.details["where"].endswith(f"/reviews/{review.id}/deficiencies")


def test_a_review_is_approved_once_each_critical_deficiency_is_answered_for(session):
    round_, review = a_failing_review(session)
    rows = list(deficiencies(session).values())
    make_deviation(session, KIM, [rows[0].id], now=LATER)
    find_not_warranted(session, KIM, [rows[1].id], "Placeringen är avslutad.", now=LATER)

    approve_review(session, KIM, round_.id, review.id, now=LATER)

    assert review.state == ReviewState.approved


def test_the_other_reviewers_deficiencies_do_not_hold_back_a_sound_review(session):
    round_, reviews = a_round_to_assure(session, {"south": 1}, double_share=1.0)
    submitted(session, reviews["south-01", 1])
    sound = submitted(session, reviews["south-01", 2], GOOD)

    approve_review(session, KIM, round_.id, sound.id, now=LATER)

    assert sound.state == ReviewState.approved


def test_what_tests_approve_is_answered_for(session):
    round_, review = a_failing_review(session)

    answer_for(session, review)

    approve_review(session, KIM, round_.id, review.id, now=LATER)


@pytest.mark.both
def test_one_deviation_gathers_many_deficiencies(session):
    _, reviews = a_round_to_assure(session, {"north": 2, "south": 2})
    for review in reviews.values():
        submitted(session, review)
    plans = [row for (_, name), row in deficiencies(session).items() if name == "care_plan_exists"]

    deviation = make_deviation(session, KIM, [row.id for row in plans], now=LATER)

    assert len(session.exec(select(Deviation)).all()) == 1
    assert (deviation.number, deviation.unit_id, deviation.kind) == ("AVV-2026-001", None, "plan")
    assert deviation.severity == "serious"
    assert {row.deviation_id for row in plans} == {deviation.id}
    assert logged(session)[-1] == "DeviationReported"


def test_the_draft_says_the_question_and_the_law_and_nothing_of_the_case(session):
    a_failing_review(session)
    row = deficiencies(session)["south-01", "care_plan_exists"]
    row.reason = "not_documented"

    deviation = make_deviation(session, KIM, [row.id], now=LATER)

    assert deviation.title.startswith("Inte uppfyllt: D1 Finns en vårdplan")
    assert "Enhet: Enhet Söder" in deviation.description
    assert "Angivna skäl: ”Står inte i akten”" in deviation.description
    assert "9 kap. 12 §" in deviation.description
    assert "south-01" not in deviation.title + deviation.description


def test_a_deficiency_can_belong_to_a_deviation_that_is_there(session):
    _, reviews = a_round_to_assure(session, {"south": 2})
    for review in reviews.values():
        submitted(session, review)
    first, second = (
        deficiencies(session)[case, "child_talks"] for case in ("south-01", "south-02")
    )
    deviation = make_deviation(session, KIM, [first.id], now=LATER)

    refer_to_deviation(session, KIM, [second.id], deviation.id, now=LATER)

    assert (second.state, second.deviation_id) == ("deviation", deviation.id)


def test_a_deficiency_does_not_belong_to_what_is_withdrawn(session):
    a_failing_review(session)
    first, second = deficiencies(session).values()
    over = make_deviation(session, KIM, [first.id], now=LATER)
    withdraw_deviation(session, KIM, over.id, "Fel.", version=over.version, now=LATER)

    with pytest.raises(DeviationOver):
        refer_to_deviation(session, KIM, [second.id], over.id, now=LATER)


def test_withdrawing_is_no_way_around_deciding(session):
    _, review = a_failing_review(session)
    rows = list(deficiencies(session).values())
    deviation = make_deviation(session, MONA, [row.id for row in rows], now=LATER)

    withdraw_deviation(session, MONA, deviation.id, "Fel.", version=deviation.version, now=LATER)

    assert {(row.state, row.deviation_id, row.decided_by) for row in rows} == {
        ("waiting", None, None)
    }
    assert "DeficienciesDecided" in logged(session)[-3:]
    with pytest.raises(CriticalUndecided):
        approve_review(session, KIM, review.round_id, review.id, now=LATER)


@pytest.mark.parametrize("upheld", [None, False])
def test_what_a_unit_objects_to_is_not_settled_behind_the_back_of_who_decides(session, upheld):
    a_failing_review(session)
    row = deficiencies(session)["south-01", "child_talks"]
    make_deviation(session, KIM, [row.id], now=LATER)
    object_to_deficiency(session, MONA, row.id, "Det står i akten.", days=14, now=LATER)
    session.flush()
    if upheld is not None:
        decide_objection(session, KIM, row.id, "Läst igen.", upheld=upheld, now=LATER)

    with pytest.raises(ObjectionRules):
        find_not_warranted(session, MONA, [row.id], "Vi har rätt.", now=LATER)

    assert row.state == "deviation"


def test_a_number_of_the_municipalitys_own_system_is_entered_once(session):
    _, reviews = a_round_to_assure(session, {"south": 2})
    for review in reviews.values():
        submitted(session, review)
    first, second = (
        deficiencies(session)[case, "child_talks"] for case in ("south-01", "south-02")
    )

    one = refer_to_outside(session, KIM, [first.id], "AVV-7", now=LATER)
    same = refer_to_outside(session, KIM, [second.id], "AVV-7", now=LATER)

    assert one.id == same.id
    assert one.outside_number == "AVV-7"


@pytest.mark.parametrize(
    ("actor", "seen"), [(KIM, True), (MONA, True), (MAX, False), (RUT, False), (AUDREY, False)]
)
def test_deficiencies_are_decided_by_those_who_answer_for_the_unit(session, actor, seen):
    a_failing_review(session)
    row = deficiencies(session)["south-01", "child_talks"]

    if seen:
        assert make_deviation(session, actor, [row.id], now=LATER).reported_by == actor.id
    else:
        with pytest.raises(NotFound):
            make_deviation(session, actor, [row.id], now=LATER)


def test_a_decision_is_about_something(session):
    with pytest.raises(NothingChosen):
        find_not_warranted(session, KIM, [], "Inget.", now=LATER)


def test_what_was_overturned_is_not_decided_again(session):
    a_failing_review(session)
    row = deficiencies(session)["south-01", "child_talks"]
    row.state = DeficiencyState.overturned
    session.add(row)

    with pytest.raises(AlreadyOverturned):
        make_deviation(session, KIM, [row.id], now=LATER)


def test_numbers_run_by_year(session):
    a_failing_review(session)
    first, second = deficiencies(session).values()

    this_year = make_deviation(session, KIM, [first.id], now=LATER)
    next_year = make_deviation(session, KIM, [second.id], now=LATER + timedelta(days=60))

    assert (this_year.number, next_year.number) == ("AVV-2026-001", "AVV-2027-001")

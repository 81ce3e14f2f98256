from dataclasses import replace
from hashlib import sha256

import pytest
from sqlmodel import col, select

from app.audit.log import canonical
from app.audit.models import AuditEntry
from app.auth.permissions import Permission
from app.errors import NotFound
from app.organisation.models import Unit
from app.reviews.models import Answer, Replacement, Review, ReviewState
from app.rounds.models import Round, RoundState
from app.summary.models import Summary
from app.summary.service import (
    AlreadyClosed,
    NotReadToTheEnd,
    close_round,
    report_of,
    whats_missing,
)
from tests.app.summary.reviewed import a_review, a_reviewed_round, read_all, sample_of
from tests.cast import KIM, MAX, MONA, NOON, RUT, SAM


@pytest.mark.both
def test_a_round_that_is_read_to_the_end_is_closed_and_its_figures_are_frozen(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    before = report_of(session, KIM, round_.id, smallest=5, unmasked=True)

    summary = close_round(session, KIM, round_.id, smallest=5, now=NOON)
    session.flush()
    after = report_of(session, KIM, round_.id, smallest=5, unmasked=True)

    assert (before.preliminary, after.preliminary) == (True, False)
    assert after.figures == before.figures
    assert after.annex == before.annex
    assert (round_.state, round_.closed_at) == (RoundState.closed, NOON)
    assert summary.sha256 == sha256(canonical(summary.figures).encode()).hexdigest()
    entry = session.exec(select(AuditEntry).where(AuditEntry.event == "RoundClosed")).one()
    assert (entry.object_id, entry.actor_id) == (round_.id, KIM.id)


@pytest.mark.both
def test_frozen_figures_stay_whatever_changes_afterwards(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    close_round(session, KIM, round_.id, smallest=5, now=NOON)
    session.flush()
    before = report_of(session, MONA, round_.id, smallest=5)

    for answer in session.exec(select(Answer)).all():
        answer.value = "no" if answer.value == "yes" else answer.value
    session.get_one(Unit, "north").name = "Omdöpt"
    session.flush()
    session.expire_all()
    after = report_of(session, MONA, round_.id, smallest=9)

    assert after.figures == before.figures
    assert after.figures.smallest == 5
    assert after.sha256 == before.sha256


def test_a_round_is_not_closed_while_something_is_left(session):
    round_ = a_reviewed_round(session, {("north", "HVB"): (20, 6)})
    first, second, third, fourth, *rest = sample_of(session, round_)
    a_review(session, first, {"care_plan_exists": "yes"}, state=ReviewState.submitted)
    a_review(session, second, {"care_plan_exists": "yes"})
    a_review(session, second, {"care_plan_exists": "no"}, reviewer=SAM, seat=2)
    session.add(
        Replacement(
            round_id=round_.id,
            frame_case_id=third.id,
            reason="wrong_entry",
            proposed_by=RUT.id,
            proposed_at=NOON,
        )
    )
    for case in (third, fourth, *rest[:1]):
        a_review(session, case, {"care_plan_exists": "yes"})
    session.flush()

    assert whats_missing(session, round_) == {
        "reviews": 1,
        "cases": 1,
        "replacements": 1,
        "questions": 1,
    }
    with pytest.raises(NotReadToTheEnd, match="1 reviews are not approved, 1 drawn cases"):
        close_round(session, KIM, round_.id, smallest=5, now=NOON)
    assert session.exec(select(Summary)).all() == []


def test_a_replaced_case_and_a_withdrawn_review_do_not_stand_in_the_way(session):
    round_ = a_reviewed_round(session, {("north", "HVB"): (20, 6)})
    read_all(session, round_)
    first, second, *_ = sample_of(session, round_)
    first.replaced = True
    for review in session.exec(select(Review).where(col(Review.frame_case_id) == first.id)):
        review.state = ReviewState.withdrawn
    a_review(session, second, {}, reviewer=SAM, seat=2, state=ReviewState.withdrawn)
    session.flush()

    close_round(session, KIM, round_.id, smallest=5, now=NOON)

    assert session.get_one(Round, round_.id).state == RoundState.closed


def test_a_round_is_closed_once(session):
    round_ = a_reviewed_round(session, {("north", "HVB"): (20, 6)})
    read_all(session, round_)
    close_round(session, KIM, round_.id, smallest=5, now=NOON)

    with pytest.raises(AlreadyClosed, match="Höst 2026"):
        close_round(session, KIM, round_.id, smallest=5, now=NOON)


def test_the_round_of_other_units_does_not_exist(session):
    round_ = a_reviewed_round(session, unit_ids=["south"])
    read_all(session, round_)

    with pytest.raises(NotFound):
        report_of(session, MAX, round_.id, smallest=5)


def test_only_quality_sees_small_groups_even_when_asked_for(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)

    manager = report_of(session, MONA, round_.id, smallest=5, unmasked=True)
    quality = report_of(session, KIM, round_.id, smallest=5, unmasked=True)

    assert (manager.masked, quality.masked) == (True, False)
    assert manager.figures.smallest == 5
    assert quality.figures.smallest is None


@pytest.mark.parametrize(
    ("fields", "strata"), [(["placement_form"], 3), (["placement_form", "unit"], 0)]
)
def test_a_manager_of_one_unit_sees_no_strata_that_follow_units(session, fields, strata):
    round_ = a_reviewed_round(session, strata_fields=fields)
    read_all(session, round_)

    report = report_of(session, MAX, round_.id, smallest=5)

    assert [group.id for group in report.figures.units] == ["north"]
    assert len(report.figures.strata) == strata
    assert not replace(MAX).may(Permission.close_round)

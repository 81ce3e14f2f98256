"""The hours of a round: from what was saved and when, with long pauses cut short."""

from datetime import timedelta

import pytest

from app.reviews.models import AnswerVersion
from app.summary.hours import hours_of, more_files, worked
from sampling import margins_of
from tests.app.summary.reviewed import a_review, a_reviewed_round, sample_of
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, NOON, RUT


def saved(session, review, minutes):
    """Let answers be saved so many minutes after the review was opened."""
    review.opened_at = NOON
    session.add(review)
    session.add_all(
        AnswerVersion(
            review_id=review.id,
            question_id=f"q{place}",
            version=1,
            at=NOON + timedelta(minutes=minute),
            by=RUT.id,
        )
        for place, minute in enumerate(minutes)
    )
    session.flush()


def test_a_long_pause_counts_as_twenty_minutes():
    moments = [NOON + timedelta(minutes=each) for each in (0, 5, 10, 200, 203)]

    assert worked(moments) == 5 + 5 + 20 + 3


@pytest.mark.both
def test_the_hours_of_a_round_are_those_of_its_readings(session):
    round_ = a_reviewed_round(session, hours_per_case=0.5)
    for place, case in enumerate(sample_of(session, round_)[:6]):
        saved(session, a_review(session, case, {}), [4, 8, 10 + place])

    hours = hours_of(session, round_)

    assert (hours.readings, hours.files) == (6, 6)
    assert (hours.lower, hours.median, hours.upper) == (11.25, 12.5, 13.75)
    assert hours.spent == pytest.approx((10 + 11 + 12 + 13 + 14 + 15) / 60)
    assert hours.planned == 3.0


def test_nobodys_pace_can_be_read_from_few_readings(session):
    round_ = a_reviewed_round(session)
    for case in sample_of(session, round_)[:4]:
        saved(session, a_review(session, case, {}), [4, 8])

    hours = hours_of(session, round_)

    assert (hours.median, hours.spent) == (None, None)


def test_ten_more_files_cost_hours_and_narrow_the_margin():
    populations, sizes = {"a": 60, "b": 30}, {"a": 10, "b": 5}

    more = more_files(populations, sizes, 1.5)

    assert (more.files, more.hours) == (10, 15.0)
    before = margins_of(populations, sizes).whole
    assert more.margin < before
    assert more.hours_per_point(before) == pytest.approx(15 / (100 * (before - more.margin)))
    assert more_files({"a": 10}, {"a": 10}, 1.5) is None
    assert more_files({"a": 12}, {"a": 10}, 1.5).margin == 0


@pytest.mark.parametrize(
    ("actor", "status"),
    [(MONA, 200), (MAX, 200), (KIM, 200), (AUDREY, 200), (RUT, 403), (ADA, 403)],
    ids=lambda value: getattr(value, "id", value),
)
def test_who_may_see_the_hours(browser, session, actor, status):
    round_ = a_reviewed_round(session)
    session.commit()
    browser.sign_in(actor)

    assert browser.get(f"/rounds/{round_.id}/hours").status_code == status


def test_the_page_names_no_reviewer(browser, session):
    round_ = a_reviewed_round(session)
    for case in sample_of(session, round_)[:6]:
        saved(session, a_review(session, case, {}), [4, 8, 10])
    session.commit()
    browser.sign_in(MONA)

    page = browser.get(f"/rounds/{round_.id}/hours").text

    assert "median för en läsning" in page
    assert RUT.name not in page

"""Reports for tests: a round that was closed in the second tertial, and a draft about it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from app.auth.actor import Actor
from app.reports.areas import Area, areas_of
from app.reports.content import Content
from app.reports.gathering import Rules, content_of
from app.reports.models import Decision, Report, ReportKind
from app.reports.service import ReportOrder, start_report
from app.reports.writing import AreaText, RedChoice, decide_red, write_words
from app.reviews.models import AnswerVersion, Review
from app.rounds.models import Round
from app.summary.service import close_round
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.cast import KIM, NOON

CLOSED = datetime(2026, 8, 20, 12, tzinfo=UTC)
SIGNED = datetime(2026, 9, 10, 9, tzinfo=UTC)
RULES = Rules("Provkommun", 5, 0.8)
T2 = ReportOrder(ReportKind.t2, 2026)
WORDS = AreaText("Vi ser brister.", "Rutinen är ny.", "Vi utbildar.")
ACT = RedChoice(Decision.act, "Utbildning i höst.")


def a_closed_round(session: Session, **more: Any) -> Round:
    round_ = a_reviewed_round(session, **more)
    read_all(session, round_)
    close_round(session, KIM, round_.id, smallest=RULES.smallest, now=CLOSED)
    session.flush()
    return round_


def a_draft(session: Session, order: ReportOrder = T2) -> Report:
    report = start_report(session, KIM, order, now=SIGNED)
    session.flush()
    return report


def content(session: Session, report: Report) -> Content:
    return content_of(session, report, RULES, now=SIGNED)


def areas(session: Session, report: Report) -> list[Area]:
    return areas_of(content(session, report))


def write_everything(session: Session, report: Report) -> None:
    """Write about every area, and decide about all that is red."""
    for area in areas(session, report):
        version = area.words.version
        write_words(session, KIM, report.id, area.id, WORDS, version=version, now=SIGNED)
        if area.red:
            decide_red(session, KIM, report.id, [red.id for red in area.red], ACT, now=SIGNED)
    session.flush()


def take_time(session: Session, round_: Round, *readers: Actor) -> None:
    """Let the first readings be by these in turn; each takes its own time, some with a pause."""
    reviews = session.exec(select(Review).where(Review.round_id == round_.id)).all()
    for place, review in enumerate(sorted(reviews, key=lambda each: each.id)):
        if review.seat == 1:
            review.reviewer_id = readers[place % len(readers)].id
        review.opened_at = NOON
        session.add(review)
        for number, minute in enumerate((3, 9 + place, 11 + place + 30 * (place % 2))):
            session.add(
                AnswerVersion(
                    review_id=review.id,
                    question_id="care_plan_exists",
                    version=number + 1,
                    at=NOON + timedelta(minutes=minute),
                    by=review.reviewer_id,
                )
            )
    session.flush()

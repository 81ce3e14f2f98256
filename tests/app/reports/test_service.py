from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.audit.models import AuditEntry, AuditPayload
from app.auth.permissions import Permission
from app.errors import NotFound
from app.reports.access import AlreadySigned, get_report
from app.reports.models import (
    AreaWords,
    AreaWordsVersion,
    Decision,
    RedDecision,
    Report,
    ReportKind,
)
from app.reports.queries import reports_of
from app.reports.service import (
    AlreadyBegun,
    NotForPart,
    NothingDrawn,
    PeriodRunsBackward,
    ReportOrder,
    discard_report,
    start_report,
)
from app.reports.signing import sign_report
from app.reports.writing import (
    AreaText,
    DecisionIncomplete,
    RedChoice,
    WrittenMeanwhile,
    decide_red,
    newer_words,
    write_words,
)
from app.rounds.models import RoundState
from tests.app.reports.reported import (
    RULES,
    SIGNED,
    T2,
    WORDS,
    a_closed_round,
    a_draft,
    areas,
    content,
    write_everything,
)
from tests.app.summary.reviewed import a_reviewed_round
from tests.cast import AUDREY, KIM, MAX, MONA, NOON
from tests.make import a_planned_round


def events(session):
    return session.exec(select(AuditEntry.event).order_by(AuditEntry.seq)).all()


@pytest.mark.both
def test_a_report_of_a_period_covers_the_rounds_closed_in_it(session):
    round_ = a_closed_round(session)

    report = a_draft(session)

    assert (report.period_from, report.cut_off) == (date(2026, 1, 1), date(2026, 8, 31))
    assert [part.id for part in content(session, report).rounds] == [round_.id]
    assert events(session)[-1] == "ReportStarted"


@pytest.mark.parametrize(("kind", "covered"), [("t1", 0), ("t2", 1), ("annual", 1)])
def test_a_round_counts_in_the_period_it_was_closed_in(session, kind, covered):
    a_closed_round(session)

    report = a_draft(session, ReportOrder(ReportKind(kind), 2026))

    assert len(content(session, report).rounds) == covered


@pytest.mark.both
def test_a_period_begins_after_what_the_board_was_last_told(session):
    a_closed_round(session)
    t1 = a_draft(session, ReportOrder(ReportKind.t1, 2026))
    sign_report(session, MONA, t1.id, rules=RULES, now=SIGNED)

    t2 = a_draft(session)
    year = a_draft(session, ReportOrder(ReportKind.annual, 2026))

    assert t2.period_from == date(2026, 5, 1)
    assert year.period_from == date(2026, 1, 1)


def test_there_is_one_report_of_a_period(session):
    a_draft(session)

    with pytest.raises(AlreadyBegun, match="begin a new edition"):
        start_report(session, MONA, T2, now=NOON)


def test_a_period_does_not_run_backward(session):
    order = ReportOrder(ReportKind.t2, 2026, period_from=date(2026, 9, 1))

    with pytest.raises(PeriodRunsBackward):
        start_report(session, KIM, order, now=NOON)


def test_a_manager_of_one_unit_does_not_write_to_the_board_about_all(session):
    with pytest.raises(NotForPart):
        start_report(session, MAX, T2, now=NOON)


def test_a_manager_of_one_unit_may_report_a_round_of_her_own_unit_alone(session):
    own = a_reviewed_round(session, unit_ids=["north"])

    report = start_report(
        session, MAX, ReportOrder(ReportKind.round, 2026, round_id=own.id), now=NOON
    )

    assert report.round_id == own.id


def test_a_round_that_is_not_drawn_has_nothing_to_report(session):
    planned = a_planned_round(session, state=RoundState.planned)

    with pytest.raises(NothingDrawn, match="is not drawn yet"):
        start_report(
            session, KIM, ReportOrder(ReportKind.round, 2026, round_id=planned.id), now=NOON
        )


def test_a_draft_is_hidden_from_who_answers_for_a_part_and_a_signed_report_is_not(session):
    a_closed_round(session)
    report = a_draft(session)
    with pytest.raises(NotFound):
        get_report(session, MAX, report.id)
    assert reports_of(session, MAX) == []

    write_everything(session, report)
    sign_report(session, MONA, report.id, rules=RULES, now=SIGNED)

    assert get_report(session, MAX, report.id) is report
    assert [row.id for row in reports_of(session, MAX)] == [report.id]
    assert get_report(session, AUDREY, report.id) is report


@pytest.mark.both
def test_words_are_saved_with_every_version_kept(session):
    report = a_draft(session)

    write_words(session, KIM, report.id, "actions", WORDS, version=0, now=NOON)
    write_words(session, MONA, report.id, "actions", AreaText("Nytt."), version=1, now=NOON)

    row = session.exec(select(AreaWords)).one()
    kept = session.exec(select(AreaWordsVersion).order_by(AreaWordsVersion.version)).all()
    assert (row.seen, row.why, row.version, row.by) == ("Nytt.", "", 2, MONA.id)
    assert [(each.seen, each.by) for each in kept] == [(WORDS.seen, KIM.id), ("Nytt.", MONA.id)]
    assert events(session)[-2:] == ["AreaWritten", "AreaWritten"]


def test_nobody_overwrites_what_somebody_else_has_saved_meanwhile(session):
    report = a_draft(session)
    write_words(session, KIM, report.id, "actions", WORDS, version=0, now=NOON)

    with pytest.raises(WrittenMeanwhile, match="Read theirs"):
        write_words(session, MONA, report.id, "actions", AreaText("Mitt."), version=0, now=NOON)

    assert newer_words(session, MONA, report.id, "actions", 0).seen == WORDS.seen
    assert newer_words(session, MONA, report.id, "actions", 1) is None


@pytest.mark.parametrize(
    "choice",
    [
        RedChoice(Decision.act),
        RedChoice(Decision.accept),
        RedChoice(Decision.watch, "Vi tittar på det."),
    ],
)
def test_a_decision_says_what_why_or_until_when(session, choice):
    a_closed_round(session)
    report = a_draft(session)
    red = content(session, report).red[0].id

    with pytest.raises(DecisionIncomplete):
        decide_red(session, KIM, report.id, [red], choice, now=NOON)


@pytest.mark.both
def test_several_red_questions_are_decided_at_once_and_decided_anew(session):
    a_closed_round(session)
    report = a_draft(session)
    reds = [red.id for red in content(session, report).red][:3]
    watch = RedChoice(Decision.watch, watch_until=date(2026, 12, 18))

    decide_red(session, KIM, report.id, reds, watch, now=NOON)
    decide_red(session, KIM, report.id, reds[:1], RedChoice(Decision.accept, "Få fall."), now=NOON)

    decided = dict(session.exec(select(RedDecision.red_id, RedDecision.decision)).all())
    assert decided == {reds[0]: "accept", **dict.fromkeys(reds[1:], "watch")}
    payloads = session.exec(
        select(AuditPayload.payload)
        .join(AuditEntry, AuditEntry.seq == AuditPayload.seq)
        .where(AuditEntry.event == "RedDecided")
        .order_by(AuditEntry.seq)
    ).all()
    assert '"decision":"watch"' in payloads[0]
    assert reds[0] in payloads[1]


def test_an_action_that_does_not_exist_cannot_be_pointed_at(session):
    a_closed_round(session)
    report = a_draft(session)
    red = content(session, report).red[0].id

    with pytest.raises(NotFound):
        decide_red(session, KIM, report.id, [red], RedChoice(Decision.act, action_id="x"), now=NOON)


@pytest.mark.both
def test_a_draft_can_be_thrown_away_and_begun_again(session):
    a_closed_round(session)
    report = a_draft(session)
    write_everything(session, report)

    discard_report(session, KIM, report.id, now=NOON)
    session.flush()

    assert session.exec(select(Report)).all() == []
    assert session.exec(select(AreaWords)).all() == []
    assert events(session)[-1] == "ReportDiscarded"
    assert a_draft(session).edition == 1


@pytest.mark.parametrize("verb", ["write", "decide", "discard", "sign"])
def test_a_signed_report_can_be_changed_by_nobody(session, verb):
    a_closed_round(session)
    report = a_draft(session)
    write_everything(session, report)
    sign_report(session, MONA, report.id, rules=RULES, now=SIGNED)
    later = SIGNED + timedelta(days=1)
    choice = RedChoice(Decision.accept, "Nej.")

    doing = {
        "write": lambda: write_words(
            session, KIM, report.id, "actions", WORDS, version=1, now=later
        ),
        "decide": lambda: decide_red(session, KIM, report.id, ["x"], choice, now=later),
        "discard": lambda: discard_report(session, KIM, report.id, now=later),
        "sign": lambda: sign_report(session, KIM, report.id, rules=RULES, now=later),
    }[verb]

    with pytest.raises(AlreadySigned, match="Begin a new edition"):
        doing()


def test_the_areas_are_the_sections_and_what_follows_from_findings(session):
    a_closed_round(session)

    found = [area.id for area in areas(session, a_draft(session))]

    assert found[0] == "placed_child_short.C"
    assert found[-3:] == ["deviations", "actions", "agreement"]
    year = a_draft(session, ReportOrder(ReportKind.annual, 2026))
    assert [area.id for area in areas(session, year)][-2:] == ["worked", "ahead"]
    assert KIM.may(Permission.write_report)

"""A deviation from report to closing, its duties, objections and alarms."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from app.deviations.alarm_queries import open_alarms
from app.deviations.alarms import (
    NotTakenOver,
    TakenOverAlready,
    end_alarm,
    get_alarm,
    note_call,
    raise_alarm,
    take_over_alarm,
)
from app.deviations.content import CannotBeResponsible, NotForYourUnit
from app.deviations.deciding import make_deviation
from app.deviations.duties import (
    Done,
    DoneInTheFuture,
    DutyIsDone,
    NoSuchDuty,
    finish_duty,
    remove_duty,
    set_duty,
)
from app.deviations.models import (
    AlarmCall,
    AlarmContact,
    DeviationChange,
    Duty,
    ReportingDuty,
)
from app.deviations.objections import (
    AlreadyObjected,
    NothingDecidedYet,
    ObjectionDecidedAlready,
    ReviewedItYourself,
    TooLate,
    decide_objection,
    object_to_deficiency,
)
from app.deviations.phone_list import call_before, keep_contact, phone_list
from app.deviations.service import (
    ChangedMeanwhile,
    NobodyResponsible,
    NotNow,
    change_deviation,
    close_deviation,
    open_deviation,
    reopen_deviation,
    report_deviation,
    withdraw_deviation,
)
from app.errors import Forbidden, NotFound
from tests.app.assignment.seats import logged
from tests.app.deviations.failing import LATER, a_failing_review, deficiencies, opened, words
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, NOON, RUT, SAM

DAY = timedelta(days=1)


@pytest.mark.both
def test_anybody_who_works_here_can_report(session):
    deviation = report_deviation(session, RUT, words(), now=NOON)

    assert (deviation.number, deviation.state, deviation.reported_by) == (
        "AVV-2026-001",
        "draft",
        "rut",
    )
    assert logged(session)[-1] == "DeviationReported"


@pytest.mark.parametrize("actor", [ADA, AUDREY])
def test_who_only_looks_does_not_report(session, actor):
    with pytest.raises(Forbidden):
        report_deviation(session, actor, words(), now=NOON)


@pytest.mark.both
def test_every_change_leaves_its_trace(session):
    deviation = report_deviation(session, RUT, words(), now=NOON)
    content = words(owner_id="max", due_on=NOON.date())

    change_deviation(session, KIM, deviation.id, content, version=1, now=LATER)

    traces = session.exec(select(DeviationChange).order_by(DeviationChange.field)).all()
    assert [(one.field, one.before, one.after, one.by, one.version) for one in traces] == [
        ("due_on", "", "2026-11-23", "kim", 2),
        ("owner_id", "", "max", "kim", 2),
    ]
    assert deviation.version == 2
    assert logged(session)[-1] == "DeviationChanged"


def test_nobody_writes_over_what_she_has_not_read(session):
    deviation = report_deviation(session, RUT, words(), now=NOON)
    change_deviation(session, KIM, deviation.id, words(severity="minor"), version=1, now=LATER)

    with pytest.raises(ChangedMeanwhile, match="2026-001"):
        change_deviation(session, MONA, deviation.id, words(cause="vacancy"), version=1, now=LATER)


def test_it_is_handled_once_somebody_is_responsible_by_a_day(session):
    deviation = report_deviation(session, RUT, words(), now=NOON)

    with pytest.raises(NobodyResponsible):
        open_deviation(session, KIM, deviation.id, version=1, now=LATER)

    opened(session, deviation)
    assert (deviation.state, deviation.opened_at) == ("open", LATER)


def test_an_open_deviation_does_not_lose_its_owner(session):
    deviation = opened(session, report_deviation(session, RUT, words(), now=NOON))

    with pytest.raises(NobodyResponsible):
        change_deviation(session, KIM, deviation.id, words(), version=deviation.version, now=LATER)


def test_only_those_who_can_open_it_are_responsible(session):
    deviation = report_deviation(session, RUT, words(), now=NOON)

    with pytest.raises(CannotBeResponsible):
        change_deviation(session, KIM, deviation.id, words(owner_id="rut"), version=1, now=LATER)


@pytest.mark.both
def test_a_handled_deviation_is_closed_with_a_note_and_can_be_taken_up_again(session):
    deviation = opened(session, report_deviation(session, RUT, words(), now=NOON))

    close_deviation(
        session, MAX, deviation.id, "Rutinen ändrad.", version=deviation.version, now=LATER + DAY
    )
    assert (deviation.state, deviation.closed_by) == ("closed", "max")
    assert (deviation.closed_at, deviation.closing_note) == (LATER + DAY, "Rutinen ändrad.")

    reopen_deviation(session, MAX, deviation.id, version=deviation.version, now=LATER + 2 * DAY)
    assert (deviation.state, deviation.closed_at) == ("open", None)
    assert logged(session)[-2:] == ["DeviationClosed", "DeviationReopened"]


def test_a_draft_is_not_closed(session):
    deviation = report_deviation(session, RUT, words(), now=NOON)

    with pytest.raises(NotNow):
        close_deviation(session, KIM, deviation.id, "Klart.", version=1, now=LATER)


def test_a_mistake_is_withdrawn_and_stays_with_its_reason(session):
    deviation = report_deviation(session, RUT, words(), now=NOON)

    withdraw_deviation(session, KIM, deviation.id, "Rapporterad två gånger.", version=1, now=LATER)

    assert (deviation.state, deviation.closing_note) == ("withdrawn", "Rapporterad två gånger.")


def test_another_units_deviation_does_not_exist_for_its_manager(session):
    deviation = report_deviation(session, RUT, words(unit_id="south"), now=NOON)

    with pytest.raises(NotFound):
        change_deviation(session, MAX, deviation.id, words(), version=1, now=LATER)


def test_a_manager_does_not_move_a_deviation_out_of_her_units(session):
    deviation = report_deviation(session, RUT, words(), now=NOON)

    with pytest.raises(NotForYourUnit):
        change_deviation(session, MAX, deviation.id, words(unit_id="south"), version=1, now=LATER)


def test_the_auditor_sees_and_changes_nothing(session):
    deviation = report_deviation(session, RUT, words(), now=NOON)

    with pytest.raises(Forbidden):
        change_deviation(session, AUDREY, deviation.id, words(), version=1, now=LATER)


@pytest.mark.both
def test_a_duty_to_report_has_its_own_last_day_and_diary_number(session):
    deviation = report_deviation(session, RUT, words(), now=NOON)
    last = NOON.date() + 14 * DAY
    set_duty(session, MONA, deviation.id, Duty.lex_sarah, last, now=NOON)
    done = Done(done_on=NOON.date(), diary_number="SN 2026/1", note="Inte allvarligt.")

    duty = finish_duty(session, MONA, deviation.id, Duty.lex_sarah, done, now=LATER)

    assert (duty.due_on, duty.done_on, duty.diary_number) == (last, NOON.date(), "SN 2026/1")
    with pytest.raises(DutyIsDone):
        set_duty(session, MONA, deviation.id, Duty.lex_sarah, last + DAY, now=LATER)
    assert logged(session)[-2:] == ["DutySet", "DutyDone"]


def test_a_duty_is_not_done_tomorrow_nor_without_having_been_decided(session):
    deviation = report_deviation(session, RUT, words(), now=NOON)
    done = Done(done_on=NOON.date() + DAY)
    with pytest.raises(NoSuchDuty):
        finish_duty(session, MONA, deviation.id, Duty.provider_ivo, done, now=LATER)
    set_duty(session, MONA, deviation.id, Duty.provider_ivo, NOON.date(), now=NOON)

    with pytest.raises(DoneInTheFuture):
        finish_duty(session, MONA, deviation.id, Duty.provider_ivo, done, now=LATER)

    remove_duty(session, MONA, deviation.id, Duty.provider_ivo, now=LATER)
    assert session.exec(select(ReportingDuty)).all() == []


def contested(session):
    """Make a deficiency of the north that has become a deviation."""
    _, review = a_failing_review(session, "north")
    row = deficiencies(session)["north-01", "child_talks"]
    make_deviation(session, KIM, [row.id], now=NOON)
    return review, row


@pytest.mark.both
@pytest.mark.parametrize(("upheld", "state"), [(True, "overturned"), (False, "deviation")])
def test_a_unit_can_object_and_somebody_else_decides(session, upheld, state):
    _, row = contested(session)
    object_to_deficiency(session, MAX, row.id, "Det står i planen.", days=14, now=NOON + DAY)

    decided = decide_objection(session, KIM, row.id, "Läst igen.", upheld=upheld, now=LATER)

    assert (decided.upheld, decided.reason, row.state) == (upheld, "Läst igen.", state)
    assert logged(session)[-2:] == ["ObjectionMade", "ObjectionDecided"]
    with pytest.raises(ObjectionDecidedAlready):
        decide_objection(session, KIM, row.id, "En gång till.", upheld=upheld, now=LATER)


def test_who_has_reviewed_the_file_does_not_decide_on_the_objection(session):
    review, row = contested(session)
    object_to_deficiency(session, MAX, row.id, "Det står i planen.", days=14, now=NOON)
    review.state = "approved"
    session.add(review)
    session.flush()

    with pytest.raises(ReviewedItYourself):
        decide_objection(
            session, replace(KIM, id=review.reviewer_id), row.id, "Nej.", upheld=False, now=LATER
        )


def test_an_objection_is_made_once_in_time_to_a_decision(session):
    _, row = contested(session)

    with pytest.raises(TooLate, match="14 days"):
        object_to_deficiency(session, MAX, row.id, "Sent.", days=14, now=NOON + 15 * DAY)
    object_to_deficiency(session, MAX, row.id, "I tid.", days=14, now=NOON + 14 * DAY)
    with pytest.raises(AlreadyObjected):
        object_to_deficiency(session, MAX, row.id, "Igen.", days=14, now=NOON + DAY)
    undecided = deficiencies(session)["north-01", "care_plan_exists"]
    with pytest.raises(NothingDecidedYet):
        object_to_deficiency(session, MAX, undecided.id, "För tidigt.", days=14, now=NOON)


@pytest.mark.both
def test_an_alarm_is_raised_by_whoever_reads_the_case_and_taken_over_by_a_manager(session):
    a_failing_review(session)
    alarm = raise_alarm(session, RUT, "south-01", now=NOON)
    session.flush()
    note_call(session, RUT, alarm.id, "Socialjouren", answered=False, now=LATER)
    assert [one.alarm.id for one in open_alarms(session, MONA)] == [alarm.id]

    take_over_alarm(session, MONA, alarm.id, now=LATER)
    end_alarm(session, MONA, alarm.id, "Skyddsbedömning gjord.", now=LATER)

    assert (alarm.taken_over_by, alarm.taken_over_at) == ("mona", LATER)
    assert alarm.outcome == "Skyddsbedömning gjord."
    call = session.exec(select(AlarmCall)).one()
    assert (call.called, call.by, call.at, call.answered) == ("Socialjouren", "rut", LATER, False)
    assert open_alarms(session, MONA) == []
    assert logged(session)[-4:] == ["AlarmRaised", "AlarmCallMade", "AlarmTakenOver", "AlarmEnded"]


def test_an_alarm_pressed_twice_is_one_alarm(session):
    a_failing_review(session)

    first = raise_alarm(session, RUT, "south-01", now=NOON)
    session.flush()

    assert raise_alarm(session, RUT, "south-01", now=LATER).id == first.id


def test_an_alarm_is_taken_over_once_and_by_those_who_answer_for_the_unit(session):
    a_failing_review(session)
    alarm = raise_alarm(session, RUT, "south-01", now=NOON)
    session.flush()

    with pytest.raises(Forbidden):
        take_over_alarm(session, RUT, alarm.id, now=LATER)
    with pytest.raises(NotFound):
        get_alarm(session, MAX, alarm.id)
    with pytest.raises(NotTakenOver):
        end_alarm(session, KIM, alarm.id, "Klart.", now=LATER)
    take_over_alarm(session, KIM, alarm.id, now=LATER)
    with pytest.raises(TakenOverAlready):
        take_over_alarm(session, MONA, alarm.id, now=LATER)


def test_nobody_raises_an_alarm_about_a_case_she_does_not_know(session):
    a_failing_review(session)

    with pytest.raises(NotFound):
        raise_alarm(session, SAM, "south-01", now=NOON)


def test_the_phone_list_is_called_from_the_top(session):
    first, second = (
        keep_contact(session, MONA, AlarmContact(role=role, phone="112"), now=NOON)
        for role in ("Jouren", "Chefen")
    )

    for _ in range(2):  # a double click
        call_before(session, MONA, second.id, first.id, now=NOON)

    assert [one.role for one in phone_list(session)] == ["Chefen", "Jouren"]
    assert first.place == 2
    with pytest.raises(Forbidden):
        call_before(session, RUT, first.id, second.id, now=NOON)

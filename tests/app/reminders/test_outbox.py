from dataclasses import dataclass
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.actions.models import ActionState
from app.jobs import JOBS, UnknownJob, run_jobs
from app.organisation.models import Person
from app.reminders.leases import last_runs, take_lease
from app.reminders.models import MailState, OutboxMail, Reminded, ReminderChoice
from app.reminders.outbox import digest_for, drafts, put_in_outbox, take_in_hand, waiting_now
from app.reminders.sending import NoMailServer, PasswordInTheClear, message, send_waiting
from app.settings import MailTls, Settings
from tests.app.reminders.due import a_deviation, addresses, an_action
from tests.app.reminders.mail_server import a_mail_server
from tests.cast import MAX, NOON, RUT
from tests.make import a_review


@pytest.fixture
def server():
    with a_mail_server() as running:
        yield running


@pytest.fixture
def mailing(settings, server):
    return settings.model_copy(
        update={
            "smtp_host": "127.0.0.1",
            "smtp_port": server.port,
            "smtp_tls": MailTls.none,
            "smtp_from": "Stickprov <stickprov@kommunen.example>",
        }
    )


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: object = NOON

    def __call__(self):
        return self.now

    def wait(self, **how_long):
        self.now += timedelta(**how_long)


def mails(session):
    session.expire_all()
    return session.exec(select(OutboxMail).order_by(OutboxMail.day, OutboxMail.person_id)).all()


@pytest.mark.both
def test_a_person_gets_one_mail_a_day_however_often_the_job_runs(session, settings):
    addresses(session, RUT)
    an_action(session, days=3)
    a_deviation(session, days=0, owner=RUT)

    made = [put_in_outbox(session, settings, now=NOON) for _ in range(2)]

    assert made == [1, 0]
    (mail,) = mails(session)
    assert (mail.person_id, mail.matters, mail.address) == ("rut", 2, "rut@kommunen.example")


@pytest.mark.both
def test_the_database_refuses_a_second_mail_of_the_day(session, settings):
    addresses(session, RUT)
    an_action(session, days=3)
    put_in_outbox(session, settings, now=NOON)
    (mail,) = mails(session)

    session.add(
        OutboxMail(
            person_id="rut",
            day=mail.day,
            address="",
            subject="",
            text="",
            try_at=NOON,
            made_at=NOON,
        )
    )

    with pytest.raises(IntegrityError):
        session.flush()


def test_a_mail_says_what_and_when_and_where_and_nothing_of_a_case(session, settings):
    review = a_review(session, due_on=NOON.date() + timedelta(days=3))
    addresses(session, RUT)
    action = an_action(session, days=-2, title="Läs om south-01 med familjen", scope="case")

    (draft,) = drafts(session, settings, now=NOON)

    assert draft.digest.subject == "Stickprov: 2 saker att göra, 1 är försenad"
    assert "Åtgärd 2026-001\n  21 november 2026 (2 dagar för sent)" in draft.digest.text
    assert f"http://testserver/actions/{action.id}" in draft.digest.text
    assert "1 granskning kvar" in draft.digest.text
    assert "familjen" not in draft.digest.text
    assert "south-01" not in draft.digest.text
    assert review.frame_case_id not in draft.digest.text


def test_a_mail_is_in_its_readers_language(session, settings):
    addresses(session, RUT)
    session.get_one(Person, "rut").language = "en"
    an_action(session, days=3)

    (draft,) = drafts(session, settings, now=NOON)

    assert draft.digest.subject == "Stickprov: 1 thing to do"
    assert "in 3 days" in draft.digest.text


def test_who_said_no_and_who_has_no_address_get_no_mail(session, settings):
    addresses(session, RUT)
    session.add(ReminderChoice(person_id="rut", by_mail=False))
    an_action(session, days=-1)

    assert drafts(session, settings, now=NOON) == []
    assert digest_for(session, settings, "rut", now=NOON) is not None
    assert digest_for(session, settings, "sam", now=NOON) is None


def test_what_is_done_is_not_heard_of_again(session, settings):
    addresses(session, RUT, MAX)
    action = an_action(session, days=-1)
    put_in_outbox(session, settings, now=NOON)
    assert {mail.person_id for mail in mails(session)} == {"rut", "max"}

    action.state, action.evidence = ActionState.done, "Klart."
    action.done_at, action.done_by = NOON, RUT.id
    session.flush()

    assert put_in_outbox(session, settings, now=NOON + timedelta(days=7)) == 0


def ready(database, *, days=3):
    with database.writing() as session:
        addresses(session, RUT)
        an_action(session, days=days)


@pytest.mark.both
def test_a_mail_is_sent_once_and_says_who_made_it(database, mailing, server):
    ready(database)
    clock = Clock()

    for _ in range(2):
        run_jobs(database, mailing, ["reminders", "mail"], clock)

    (mail,) = server.mails
    assert mail["To"] == "rut@kommunen.example"
    assert mail["Subject"] == "Stickprov: 1 sak att göra"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@kommunen.example>")
    assert "Hej Rut Lind," in mail.get_content()
    with database.reading() as session:
        (kept,) = session.exec(select(OutboxMail)).all()
    assert (kept.state, kept.tries, kept.sent_at) == (MailState.sent, 1, NOON)


@pytest.mark.both
def test_two_runs_at_once_send_each_mail_once(database, mailing, server):
    with database.writing() as session:
        addresses(session, RUT, MAX)
        an_action(session, days=-1)
        put_in_outbox(session, mailing, now=NOON)

    runs = [Thread(target=send_waiting, args=(database, mailing, Clock())) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert sorted(mail["To"] for mail in server.mails) == [
        "max@kommunen.example",
        "rut@kommunen.example",
    ]


def test_a_mail_in_somebodys_hands_is_left_to_her_until_her_time_is_out(session, settings):
    addresses(session, RUT)
    an_action(session, days=3)
    put_in_outbox(session, settings, now=NOON)
    (mail_id,) = waiting_now(session, now=NOON)

    assert take_in_hand(session, mail_id, now=NOON).tries == 1
    assert take_in_hand(session, mail_id, now=NOON + timedelta(minutes=9)) is None
    assert take_in_hand(session, mail_id, now=NOON + timedelta(minutes=11)).tries == 2


def test_a_dead_server_loses_nothing_and_is_tried_ever_more_seldom(database, mailing, server):
    ready(database)
    dead = mailing.model_copy(update={"smtp_port": 1})
    clock = Clock()
    run_jobs(database, dead, [], clock)
    tried_at = []

    for _ in range(3):
        with database.reading() as session:
            (mail,) = session.exec(select(OutboxMail)).all()
        tried_at.append(mail.try_at - clock())
        clock.wait(seconds=(mail.try_at - clock()).total_seconds() - 1)
        run_jobs(database, dead, ["mail"], clock)
        clock.wait(seconds=1)
        run_jobs(database, dead, ["mail"], clock)

    assert [wait.total_seconds() / 60 for wait in tried_at] == [5, 15, 45]
    clock.wait(hours=12)
    run_jobs(database, mailing, ["mail"], clock)
    assert len(server.mails) == 1
    with database.reading() as session:
        (mail,) = session.exec(select(OutboxMail)).all()
    assert (mail.state, mail.error) == (MailState.sent, "")


def test_after_days_without_a_server_one_mail_says_it_all(database, mailing, server):
    ready(database, days=1)
    with database.writing() as session:
        a_deviation(session, days=15, owner=RUT)
    dead = mailing.model_copy(update={"smtp_port": 1})
    clock = Clock()
    for _ in range(3):
        run_jobs(database, dead, [], clock)
        clock.wait(days=1)

    run_jobs(database, mailing, [], clock)

    (mail,) = server.mails
    assert "Åtgärd 2026-001" in mail.get_content()
    assert "Avvikelse 2026-007" in mail.get_content()
    with database.reading() as session:
        states = [mail.state for mail in mails(session)]
    assert states == ["replaced", "replaced", "replaced", "sent"]


def test_a_refused_address_is_not_tried_again_but_said_anew_tomorrow(database, mailing, server):
    ready(database)
    server.refusal = "550 no such user"
    clock = Clock()
    run_jobs(database, mailing, [], clock)
    clock.wait(hours=1)
    run_jobs(database, mailing, [], clock)
    with database.reading() as session:
        (refused,) = session.exec(select(OutboxMail)).all()
    assert (refused.state, refused.tries, refused.error) == ("failed", 1, "550 no such user")

    server.refusal = ""
    clock.wait(days=1)
    run_jobs(database, mailing, [], clock)

    assert len(server.mails) == 1


def test_a_server_that_is_only_busy_is_tried_again(database, mailing, server):
    ready(database)
    server.refusal = "451 greylisted"
    clock = Clock()
    run_jobs(database, mailing, [], clock)
    server.refusal = ""
    clock.wait(minutes=5)
    run_jobs(database, mailing, [], clock)

    assert len(server.mails) == 1


def test_old_mails_are_forgotten_with_all_that_points_to_them(database, settings):
    ready(database)
    clock = Clock()
    with database.writing() as session:
        put_in_outbox(session, settings, now=clock())

    clock.wait(days=91)
    run_jobs(database, settings, ["old-mail"], clock)

    with database.reading() as session:
        assert session.exec(select(OutboxMail)).all() == []
        assert session.exec(select(Reminded)).all() == []


def test_without_a_mail_server_nothing_is_written_and_nothing_fails(database, settings):
    ready(database)

    outcomes = run_jobs(database, settings, [], Clock())

    assert [outcome.done for outcome in outcomes] == [True] * len(JOBS)
    with database.reading() as session:
        assert session.exec(select(OutboxMail)).all() == []
    with pytest.raises(NoMailServer):
        send_waiting(database, settings, Clock())


def test_a_password_is_never_sent_in_the_clear(database, mailing):
    over_the_network = mailing.model_copy(
        update={"smtp_host": "mail.kommunen.example", "smtp_user": "stickprov"}
    )

    with pytest.raises(PasswordInTheClear):
        send_waiting(database, over_the_network, Clock())


@pytest.mark.both
def test_a_job_that_runs_is_not_run_beside_itself(database, settings):
    clock = Clock()
    with database.writing() as session:
        assert take_lease(session, "reminders", until=NOON + timedelta(minutes=30), now=NOON)

    busy, *_ = run_jobs(database, settings, ["reminders"], clock)
    clock.wait(minutes=31)
    free, *_ = run_jobs(database, settings, ["reminders"], clock)

    assert (busy.done, busy.why, free.done) == (False, "busy", True)
    with database.reading() as session:
        (run,) = last_runs(session)
    assert (run.job, run.ran_at, run.outcome) == ("reminders", clock(), "made 0")


def test_a_job_that_does_not_exist_is_refused(database, settings):
    with pytest.raises(UnknownJob, match="cleaning"):
        run_jobs(database, settings, ["cleaning"], Clock())


def test_one_job_that_fails_does_not_hold_up_the_next(database, mailing):
    over_the_network = mailing.model_copy(
        update={"smtp_host": "mail.kommunen.example", "smtp_user": "stickprov"}
    )

    outcomes = run_jobs(database, over_the_network, [], Clock())

    assert [(each.job, each.done) for each in outcomes] == [
        ("reminders", True),
        ("mail", False),
        ("old-mail", True),
    ]


def test_a_line_break_in_an_address_cannot_add_a_header(settings):
    mail = OutboxMail(
        id="m",
        person_id="rut",
        day=NOON.date(),
        address="rut@kommunen.example\nBcc: all@kommunen.example",
        subject="Hej",
        text="Hej",
        try_at=NOON,
        made_at=NOON,
    )

    with pytest.raises(ValueError, match="linefeed"):
        message(settings, mail)


def test_the_days_before_are_read_as_an_administrator_writes_them():
    settings = Settings.model_validate({"STICKPROV_REMINDER_DAYS": "30, 7,1"})

    assert settings.reminder_days == (30, 7, 1)

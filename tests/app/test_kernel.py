import pytest
from sqlalchemy import text
from sqlmodel import select

from app.audit.log import Event, faults_in_chain, record
from app.audit.models import AuditEntry
from app.organisation.models import Person
from tests.cast import KIM, NOON, RUT

pytestmark = pytest.mark.both


class Happened(Event):
    pass


def test_what_happens_is_chained(database):
    with database.writing() as session:
        for _ in range(3):
            record(session, Happened(at=NOON, actor_id=RUT.id))

    with database.reading() as session:
        assert list(faults_in_chain(session)) == []
        assert session.exec(select(AuditEntry.seq)).all() == [1, 2, 3]


@pytest.mark.parametrize(
    "tamper", ["UPDATE audit_entry SET event = 'x'", "DELETE FROM audit_entry"]
)
def test_the_database_refuses_to_change_the_log(database, tamper):
    with database.writing() as session:
        record(session, Happened(at=NOON, actor_id=RUT.id))

    with pytest.raises(Exception, match="append-only"), database.writing() as session:
        session.execute(text(tamper))


def test_a_group_of_writes_is_durable_before_it_is_answered(database):
    def rename(connection):
        connection.execute(text("UPDATE person SET name = 'Ny' WHERE id = 'kim'"))
        return "done"

    assert database.group.run(rename) == "done"

    with database.reading() as session:
        assert session.get(Person, KIM.id).name == "Ny"


def test_one_failed_write_takes_no_other_with_it(database):
    def fail(_connection):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        database.group.run(fail)

    assert database.group.run(lambda _connection: 1) == 1


def test_a_stranger_is_sent_to_the_door(browser):
    answer = browser.get("/")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_another_site_cannot_write(browser):
    answer = browser.post("/", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403


def test_ready_says_what_is_wrong(browser):
    assert browser.get("/healthz/ready").json() == {"ready": True, "wrong": []}

import re
from datetime import timedelta

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from app.audit.models import AuditEntry
from app.auth.choosing import LinkSpent, invited
from app.auth.models import Credential, OneTimeLink
from app.cli.main import app
from app.clock import now
from app.db import Database
from app.organisation.models import Person, RoleGrant
from app.settings import Mode, Settings


@pytest.fixture
def home(tmp_path):
    return Settings(mode=Mode.production, data_dir=tmp_path, public_url="https://stickprov.test")


@pytest.fixture
def run(home):
    env = {"DATA_DIR": str(home.data_dir), "PUBLIC_URL": home.public_url, "COLUMNS": "120"}

    def running(*words):
        return CliRunner().invoke(app, ["user", *words], env=env)

    return running


@pytest.fixture
def ask(home):
    def asking(question):
        database = Database(home)
        with database.reading() as session:
            found = question(session)
        database.close()
        return found

    return asking


def test_there_is_no_account_until_one_is_made(run, ask):
    assert run("list").exit_code == 0

    assert ask(lambda session: session.exec(select(Person)).all()) == []
    assert ask(lambda session: session.exec(select(Credential)).all()) == []


def test_the_first_administrator_gets_a_link_for_half_an_hour(run, ask):
    result = run("add-admin", "Ada Nordin", "Ada.Nordin")

    token = re.search(r"https://stickprov\.test/invite/(\S+)", result.output)[1]
    assert ask(lambda session: invited(session, token, now=now()).username) == "ada.nordin"
    with pytest.raises(LinkSpent):
        ask(lambda session: invited(session, token, now=now() + timedelta(minutes=31)))
    assert ask(lambda session: session.exec(select(RoleGrant.role)).all()) == ["admin"]


def test_what_the_command_line_does_is_logged_as_its_doing(run, ask):
    run("add-admin", "Ada Nordin", "ada")

    entries = ask(lambda session: session.exec(select(AuditEntry)).all())
    assert {entry.event for entry in entries} == {"PersonAdded", "RolesChanged", "LinkIssued"}
    assert {entry.actor_id for entry in entries} == {"console"}


def test_a_name_that_is_taken_is_refused_in_words(run):
    run("add-admin", "Ada Nordin", "ada")

    again = run("add-admin", "Ada Annan", "ADA")

    assert again.exit_code == 1
    assert "Användarnamnet ADA är upptaget." in again.output


def test_a_new_link_replaces_the_one_before(run, ask):
    run("add-admin", "Ada Nordin", "ada")

    result = run("reset", "ada", "--telephone-lost")

    assert "/invite/" in result.output
    assert len(ask(lambda session: session.exec(select(OneTimeLink)).all())) == 1


def test_the_last_administrator_cannot_be_shut_out(run):
    run("add-admin", "Ada Nordin", "ada")

    alone = run("deactivate", "ada")
    run("add-admin", "Eva Ek", "eva")
    accompanied = run("deactivate", "ada")

    assert (alone.exit_code, accompanied.exit_code) == (1, 0)


@pytest.mark.parametrize("command", ["reset", "deactivate"])
def test_somebody_unknown_is_said_to_be_unknown(run, command):
    result = run(command, "nobody")

    assert result.exit_code == 1
    assert "nobody" in result.output


def test_the_list_shows_everybody(run):
    run("add-admin", "Ada Nordin", "ada")
    run("add-admin", "Eva Ek", "eva")
    run("deactivate", "eva")

    output = run("list").output

    assert "Ada Nordin" in output
    assert "Eva Ek" in output
    assert "systemförvaltare" in output

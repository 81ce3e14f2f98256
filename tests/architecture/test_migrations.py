from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import select

from app.audit.log import Event, faults_in_chain, record
from app.audit.models import AuditEntry
from app.db import Database
from app.organisation.models import Person
from app.schema import MIGRATIONS, SchemaMismatch, demand_newest, newest, upgrade
from app.settings import Mode, Settings
from app.tables import METADATA, TABLES


class Happened(Event):
    pass


def config(database):
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["engine"] = database.writer
    return made


def test_there_is_one_newest_migration():
    script = ScriptDirectory(str(MIGRATIONS))

    assert script.get_heads() == [newest()]


def test_every_table_is_in_the_story():
    assert {table.__tablename__ for table in TABLES} == set(METADATA.tables)


@pytest.mark.both
def test_the_database_is_as_the_tables_say(database):
    command.check(config(database))


@pytest.mark.both
def test_data_survives_the_way_down_and_up(database):
    with database.writing() as session:
        record(session, Happened(at=datetime(2026, 11, 23, tzinfo=UTC), actor_id="kim"))

    command.downgrade(config(database), "0001")
    command.upgrade(config(database), "head")

    with database.reading() as session:
        assert list(faults_in_chain(session)) == []
        assert len(session.exec(select(AuditEntry)).all()) == 1
        assert session.get(Person, "kim").name == "Kim Öst"
    with pytest.raises(Exception, match="append-only"), database.writing() as session:
        session.execute(text("DELETE FROM audit_entry"))


def test_a_program_and_a_database_of_different_versions_do_not_run_together(database):
    command.downgrade(config(database), "0001")

    with pytest.raises(SchemaMismatch):
        demand_newest(database.reader)


def test_tables_on_sqlite_are_strict(tmp_path):
    database = Database(Settings(mode=Mode.test, data_dir=tmp_path))
    upgrade(database.writer)

    with database.reader.connect() as connection:
        rows = connection.exec_driver_sql("PRAGMA table_list").mappings().all()
    strict = {row["name"]: row["strict"] for row in rows if row["name"] in METADATA.tables}
    names = set(inspect(database.reader).get_table_names())
    database.close()

    assert set(strict) == set(METADATA.tables) == names - {"alembic_version"}
    assert set(strict.values()) == {1}


@pytest.mark.parametrize("which", ["reader", "writer"])
def test_every_connection_has_the_profile(database, which):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "busy_timeout": 5000,
    }

    with getattr(database, which).connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}

    assert found == wanted

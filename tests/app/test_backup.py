import json

import pytest
from sqlalchemy import text

from app.audit.log import Event, faults_in_chain, head, record
from app.backup import BackupBroken, DatabaseInTheWay, back_up, describe, restore
from app.db import Database
from app.organisation.models import Person
from app.settings import Mode, Settings
from tests.cast import KIM, NOON


class Happened(Event):
    pass


def quiet(_table, _rows):
    pass


@pytest.fixture
def backup(database, settings, tmp_path):
    with database.writing() as session:
        record(session, Happened(at=NOON, actor_id=KIM.id))
    target = tmp_path / "backup" / "copy.db"
    return back_up(database, target, settings, quiet), target


@pytest.mark.both
def test_a_backup_comes_back_whole(backup, database, tmp_path):
    manifest, target = backup
    elsewhere = Settings(mode=Mode.test, data_dir=tmp_path / "elsewhere")

    restore(target, elsewhere, quiet)

    restored = Database(elsewhere)
    with restored.reading() as there, database.reading() as here:
        assert there.get(Person, KIM.id) == here.get(Person, KIM.id)
        assert head(there) == head(here) == manifest.log_head
        assert list(faults_in_chain(there)) == []
    restored.close()


def test_a_backup_moves_to_the_other_database(backup, postgresql_settings):
    manifest, target = backup

    restore(target, postgresql_settings, quiet)

    moved = Database(postgresql_settings)
    with moved.reading() as session:
        assert head(session) == manifest.log_head
        assert session.get(Person, KIM.id).name == "Kim Öst"
    moved.close()


def test_restoring_never_overwrites(backup, settings):
    _, target = backup

    with pytest.raises(DatabaseInTheWay):
        restore(target, settings, quiet)


def test_a_changed_file_is_refused(backup, tmp_path):
    _, target = backup
    described = json.loads(target.with_suffix(".json").read_text())
    target.with_suffix(".json").write_text(json.dumps({**described, "sha256": "0" * 64}))

    with pytest.raises(BackupBroken, match="has changed"):
        restore(target, Settings(mode=Mode.test, data_dir=tmp_path / "elsewhere"), quiet)


def test_a_rewritten_log_is_no_backup(backup, settings):
    _, target = backup
    file = Database(settings.model_copy(update={"database_url": f"sqlite:///{target}"}))
    with file.writing() as session:
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(text("UPDATE audit_entry SET actor_id = 'sam'"))
    file.close()

    with pytest.raises(BackupBroken, match="was changed"):
        describe(target, settings)

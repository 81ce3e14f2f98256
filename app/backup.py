"""A backup is one file, the same for both databases, tried before it is called a backup."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, insert, select, text

from app.audit.log import faults_in_chain, head
from app.db import Database
from app.engines import open_engines
from app.errors import N_, DomainError
from app.schema import current, upgrade
from app.settings import Settings
from app.tables import METADATA

Progress = Callable[[str, int], None]
CHUNK = 2000


class BackupBroken(DomainError):
    """A backup that cannot be read back is no backup."""

    message = N_("The backup cannot be trusted: %(why)s")


class DatabaseInTheWay(DomainError):
    """Restoring never overwrites: what is there may be all there is."""

    message = N_("There is already a database at %(where)s. Move it away before restoring.")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, so that it can be compared with what comes out of it."""

    revision: str
    rows: dict[str, int]
    log_head: str
    sha256: str

    def text(self) -> str:
        fields = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(fields, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def back_up(database: Database, target: Path, settings: Settings, tell: Progress) -> Manifest:
    """Write the whole database to one file, read it back, and describe it beside it.

    Raises
    ------
    BackupBroken
        If what was written does not read back whole.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise DatabaseInTheWay(where=target.name)
    if database.writer.dialect.name == "sqlite":
        with database.reader.connect() as connection:
            connection.rollback()
            connection.connection.cursor().execute("VACUUM INTO ?", (str(target),))
    else:
        _copy(database.reader, _as_file(target, settings), tell)
    manifest = describe(target, settings)
    target.with_suffix(".json").write_text(manifest.text(), encoding="utf-8")
    return manifest


def restore(source: Path, settings: Settings, tell: Progress) -> Manifest:
    """Bring a backup into a database that is not there yet.

    Raises
    ------
    BackupBroken
        If the file is not what its description says.
    DatabaseInTheWay
        If there already is a database.
    """
    manifest = describe(source, settings)
    described = source.with_suffix(".json")
    if described.exists() and json.loads(described.read_text("utf-8"))["sha256"] != manifest.sha256:
        raise BackupBroken(why="the file has changed since it was made")
    database = Database(settings)
    with database.reader.connect() as connection:
        if current(connection) is not None:
            raise DatabaseInTheWay(where=database.reader.url.render_as_string())
    upgrade(database.writer)
    _copy(_as_file(source, settings, make=False), database.writer, tell)
    database.close()
    return manifest


def describe(path: Path, settings: Settings) -> Manifest:
    """Read a backup from end to end: its structure, its rows, its log."""
    opened = Database(_file_settings(path, settings))
    try:
        with opened.reader.connect() as connection:
            verdict = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
            if verdict != "ok":
                raise BackupBroken(why=str(verdict))
            revision = current(connection) or ""
            rows = {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in METADATA.sorted_tables
            }
        with opened.reading() as session:
            fault = next(faults_in_chain(session), None)
            if fault is not None:
                raise BackupBroken(why=f"log entry {fault.seq} {fault.fault}")
            log_head = head(session)
    finally:
        opened.close()
    return Manifest(revision, rows, log_head, _sha256(path))


def _copy(source: Engine, target: Engine, tell: Progress) -> None:
    with source.connect() as reading, target.begin() as writing:
        if source.dialect.name == "postgresql":
            reading.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        for table in METADATA.sorted_tables:
            rows = reading.execution_options(yield_per=CHUNK).execute(select(table)).mappings()
            done = 0
            for chunk in rows.partitions(CHUNK):
                writing.execute(insert(table), [dict(row) for row in chunk])
                done += len(chunk)
            tell(table.name, done)


def _as_file(path: Path, settings: Settings, *, make: bool = True) -> Engine:
    _, writer = open_engines(_file_settings(path, settings))
    if make:
        upgrade(writer)
    return writer


def _file_settings(path: Path, settings: Settings) -> Settings:
    url = f"sqlite:///{path.resolve()}"
    return settings.model_copy(update={"database_url": url, "data_dir": path.parent})


def _sha256(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def rows_of(manifest: Manifest) -> dict[str, Any]:
    """List what is in a backup, tables that are empty left out."""
    return {name: count for name, count in manifest.rows.items() if count}

"""How the two databases are opened, and what is demanded of them."""

from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteTypeCompiler

from app.settings import Settings

# Before this version a WAL reset could corrupt the file (SQLite 3.7.0 to 3.51.2).
SQLITE_FLOOR = (3, 51, 3)
READERS = 48

PROFILE = {
    "busy_timeout": "5000",
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "trusted_schema": "OFF",
    "cell_size_check": "ON",
    "mmap_size": "0",
    "temp_store": "MEMORY",
}


class StrictTypes(SQLiteTypeCompiler):
    """Name types as SQLite's STRICT tables want them: INTEGER, REAL, TEXT, BLOB."""

    def visit_VARCHAR(self, type_: Any, **kw: Any) -> str:  # noqa: N802 (SQLAlchemy's visitors)
        del type_, kw
        return "TEXT"

    visit_CHAR = visit_VARCHAR  # noqa: N815
    visit_DATETIME = visit_VARCHAR  # noqa: N815
    visit_DATE = visit_VARCHAR  # noqa: N815
    visit_JSON = visit_VARCHAR  # noqa: N815
    visit_UUID = visit_VARCHAR  # noqa: N815

    def visit_BOOLEAN(self, type_: Any, **kw: Any) -> str:  # noqa: N802
        del type_, kw
        return "INTEGER"

    visit_BIGINT = visit_BOOLEAN  # noqa: N815
    visit_SMALLINT = visit_BOOLEAN  # noqa: N815

    def visit_FLOAT(self, type_: Any, **kw: Any) -> str:  # noqa: N802
        del type_, kw
        return "REAL"


def open_engines(settings: Settings) -> tuple[Engine, Engine]:
    """Open the database for reading and for writing.

    On SQLite all writing goes through one connection: whoever wants to write waits in line for
    it, instead of failing on a locked file.
    """
    url = settings.url_of_database
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_size=READERS, max_overflow=0, pool_pre_ping=True)
        return engine, engine
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    key = settings.database_key.get_secret_value() if settings.database_key else None
    return (
        _sqlite(url, key, begin="BEGIN", pool_size=READERS),
        _sqlite(url, key, begin="BEGIN IMMEDIATE", pool_size=1),
    )


def _sqlite(url: str, key: str | None, *, begin: str, pool_size: int) -> Engine:
    if sqlcipher.sqlite_version_info < SQLITE_FLOOR:
        raise RuntimeError(f"SQLite {sqlcipher.sqlite_version} is too old: 3.51.3 is needed.")
    engine = create_engine(
        url,
        module=sqlcipher,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )
    engine.dialect.type_compiler_instance = StrictTypes(engine.dialect)

    @event.listens_for(engine, "connect")
    def _profile(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        if key is not None:
            cursor.execute(f"""PRAGMA key = '{key.replace("'", "''")}'""")
        for name, value in PROFILE.items():
            cursor.execute(f"PRAGMA {name} = {value}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine

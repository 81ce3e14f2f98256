from alembic import context
from sqlalchemy import Engine

from app.db import Database
from app.settings import Settings
from app.tables import METADATA


def run(engine: Engine) -> None:
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=True,
            compare_type=not sqlite,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


engine = context.config.attributes.get("engine")
if engine is not None:
    run(engine)
else:
    database = Database(Settings())
    run(database.writer)
    database.close()

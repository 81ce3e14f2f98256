import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Browser

from app.auth.guard import cookie_name
from app.auth.sessions import open_session
from app.clock import Now
from app.db import Database
from app.reactions import RULES
from app.settings import Mode, Settings
from tests.browser import Live
from tests.story.clock import StoryClock
from tests.story.desk import Desk
from tests.story.looking import DESKTOP, Lookout

# What every page asks for the time.
CLOCK = get_args(Now)[1].dependency
# The command line, at the time of the story.
COMMAND = (
    "-c",
    (
        "import os; from datetime import timedelta; from app import clock; real = clock.now;"
        "clock.now = lambda: real() + timedelta(seconds=float(os.environ['STORY_IS_AHEAD']));"
        "from app.cli.main import main; main()"
    ),
)


@dataclass
class House:
    """The product as it runs at a municipality, its command line, and the people's desks."""

    live: Live
    chromium: Browser
    clock: StoryClock
    lookout: Lookout = field(init=False)
    contexts: list[Desk] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # The same pages come from both databases, and one long look at each is enough.
        embedded = self.live.settings.database_url is None
        self.lookout = Lookout(self.live.url, for_barriers=embedded)

    def stickprov(self, *words: str) -> str:
        """Give a command as an administrator would, on the server."""
        settings = self.live.settings
        environment = {
            "STICKPROV_MODE": settings.mode,
            "DATA_DIR": str(settings.data_dir),
            "PUBLIC_URL": self.live.url,
            **({"DATABASE_URL": settings.database_url} if settings.database_url else {}),
            "STORY_IS_AHEAD": str(self.clock.ahead.total_seconds()),
            **self.environment,
        }
        done = subprocess.run(
            [sys.executable, *COMMAND, *words],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def first_administrator(self, name: str, username: str) -> str:
        """Make the first account, and give the link that is shown once."""
        told = self.stickprov("user", "add-admin", name, username)
        link = re.search(r"http\S+/invite/\S+", told)
        assert link is not None, told
        return link.group()

    def post_by(self, port: int) -> None:
        """Let mail go through a server on this machine; said before the house opens."""
        self.environment |= {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(port),
            "SMTP_TLS": "none",
            "SMTP_FROM": "Stickprov <stickprov@kommunen.se>",
        }
        update = {key.lower(): self.environment[key] for key in ("SMTP_HOST", "SMTP_FROM")}
        self.live.settings = self.live.settings.model_copy(update=update)

    @contextmanager
    def behind_the_scenes(self) -> Iterator[Database]:
        """Open the same database for what another story tells on the pages."""
        database = Database(self.live.settings)
        database.rules = RULES
        yield database
        database.close()

    def come_in(self, desk: Desk) -> None:
        """Sit down signed in, as of this moment; the way through the door is another story."""
        with self.behind_the_scenes() as database, database.writing() as session:
            token = open_session(session, desk.username, now=self.clock(), second_factor=True)
        name = cookie_name(self.live.settings)
        desk.context.add_cookies([{"name": name, "value": token, "url": self.live.url}])

    def desk(self, name: str, username: str) -> Desk:
        context = self.chromium.new_context(
            locale="sv-SE",
            viewport={"width": DESKTOP, "height": 900},
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        desk = Desk(name, username, context, self.lookout, self.clock)
        self.contexts.append(desk)
        return desk


@pytest.fixture
def house(
    database_kind: str, request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path
) -> Iterator[House]:
    """Give a new house: no table, no account, and nothing that a test has put there."""
    url = None
    if database_kind == "postgresql":
        url = request.getfixturevalue("postgresql_settings").database_url
    settings = Settings(mode=Mode.production, data_dir=tmp_path / "data", database_url=url)
    clock = StoryClock()
    house = House(Live(settings, {CLOCK: clock}), chromium, clock)
    yield house
    for desk in house.contexts:
        desk.context.close()
    house.live.stop()

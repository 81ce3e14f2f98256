"""A real browser against the running product."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from app.auth.actor import Actor
from app.auth.guard import cookie_name
from app.auth.sessions import open_session
from app.clock import now as clock
from app.db import Database
from app.main import create_app
from app.settings import Settings

# What takes the place of a dependency, such as the clock.
Instead = dict[Callable[..., Any], Callable[..., Any]]


class Live:
    """The product, served on a port of this machine. It can be stopped and started again."""

    def __init__(self, settings: Settings, instead: Instead | None = None) -> None:
        self._instead = instead or {}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = settings.model_copy(update={"public_url": self.url})
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self.app = create_app(self.settings)
        self.app.dependency_overrides |= self._instead
        config = uvicorn.Config(
            self.app, port=self.port, log_level="error", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.01)

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()


def _installed() -> str:
    """Find a Chromium; the one without windows of its own shows a page in half the time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    found = next(filter(None, map(shutil.which, names)), None)
    assert found is not None, "Install Debian's chromium-headless-shell or chromium."
    return found


@dataclass(frozen=True)
class Windows:
    """Opens windows of somebody who is signed in; they share her session."""

    chromium: Browser
    live: Live
    database: Database

    def open(self, actor: Actor, **more: Any) -> Page:
        context = self.chromium.new_context(**more)
        context.set_default_timeout(10_000)
        self.sign_in(context, actor)
        return context.new_page()

    def sign_in(self, context: Any, actor: Actor) -> None:
        with self.database.writing() as session:
            token = open_session(session, actor.id, now=clock(), second_factor=True)
        context.add_cookies(
            [{"name": cookie_name(self.live.settings), "value": token, "url": self.live.url}]
        )


@pytest.fixture
def live(settings: Settings) -> Iterator[Live]:
    server = Live(settings)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_installed(),
            # Without hinting letters are as wide here as on a real screen.
            args=["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
        )
        yield browser
        browser.close()


@pytest.fixture
def windows(chromium: Browser, live: Live, database: Database) -> Iterator[Windows]:
    yield Windows(chromium, live, database)
    for context in chromium.contexts:
        context.close()

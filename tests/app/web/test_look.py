import re
import tomllib
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import Browser, Page

from app.web.drawing.text import FONTS
from app.web.headers import CONTENT_SECURITY
from app.web.render import APP, STATIC, templates
from tests.barriers import barriers

HERE = Path(__file__).parent
VENDOR = HERE.parents[1] / "vendor"
PAGES = ("gallery", "signin", "error")


class Guarded(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CONTENT_SECURITY)
        super().end_headers()

    def log_message(self, *_words: Any) -> None:
        pass


@pytest.fixture(scope="module")
def html() -> dict[str, str]:
    """Write each page that shows the widgets, signed in or out."""
    product = templates()
    loader = ChoiceLoader([product.loader, FileSystemLoader(HERE)])
    environment = product.overlay(loader=loader)
    places = [
        SimpleNamespace(href="#", label="Omgångar", icon="dice", current=True, count_from=""),
        SimpleNamespace(href="#", label="Register", icon="table", current=False, count_from=""),
    ]
    # Nobody answers here when a page asks for what is open now.
    mona = SimpleNamespace(
        name="Mona Lind",
        roles={"manager", "reviewer"},
        may=lambda permission: permission != "take_over_alarm",
    )
    anybody = {
        "actor": None,
        "language": "sv",
        "color_scheme": "auto",
        "navigation": [],
        "path": "/",
        "notices": [("success", "Sparat.")],
        "demo": True,
    }
    refused = {"kind": "danger", "text": "Omgången är redan dragen."}
    signed_in = anybody | {"actor": mona, "navigation": places} | refused
    missing = signed_in | {"status_code": 404, "text": "Ärendet finns inte.", "where": ""}
    return {
        "gallery": environment.get_template("gallery.html").render(signed_in),
        "signin": environment.get_template("signin_gallery.html").render(anybody),
        "error": environment.get_template("web/error.html").render(missing),
    }


@pytest.fixture(scope="module")
def site(html: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("look")
    (home / "static").symlink_to(STATIC)
    for name, text in html.items():
        (home / f"{name}.html").write_text(text, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Guarded, directory=str(home)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Browser:
    return chromium


def opened(browser: Browser, address: str, *, width: int = 1280, **how: Any) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}, **how).new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize("home", [STATIC, FONTS, VENDOR], ids=["product", "fonts", "tests"])
def test_what_others_made_is_what_they_published(home: Path) -> None:
    listed = tomllib.loads((home / "vendor.toml").read_text())["file"]

    sums = {one["path"]: sha256((home / one["path"]).read_bytes()).hexdigest() for one in listed}

    assert sums == {one["path"]: one["sha256"] for one in listed}
    assert all((home / one["licence_file"]).is_file() for one in listed)


def test_nothing_is_handed_out_that_is_neither_ours_nor_listed() -> None:
    listed = {one["path"] for one in tomllib.loads((STATIC / "vendor.toml").read_text())["file"]}
    foreign = {
        str(path.relative_to(STATIC))
        for path in STATIC.rglob("*")
        if path.suffix == ".woff2" or ".min." in path.name
    }

    assert foreign <= listed


def test_every_icon_that_is_named_exists() -> None:
    drawn = set(re.findall(r'symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    pages = "\n".join(path.read_text() for path in APP.glob("*/templates/*.html"))
    places = (APP / "web" / "navigation.py").read_text()

    named = set(re.findall(r'icon\("([a-z-]+)"\)|icon_name="([a-z-]+)"', pages))
    menu = set(re.findall(r'"\), "([a-z-]+)", Permission', places))

    assert {one or other for one, other in named} | menu <= drawn


@pytest.mark.parametrize("name", PAGES)
def test_no_style_or_script_stands_in_the_page(html: dict[str, str], name: str) -> None:
    found = re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|hx-on|js:", html[name])

    assert found == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing(browser: Browser, site: str, name: str, scheme: Any, width: int) -> None:
    address = f"{site}/{name}.html"
    page = opened(browser, address, width=width, color_scheme=scheme)

    found = barriers(page)

    page.context.close()
    assert found == []


@pytest.mark.parametrize("name", PAGES)
def test_the_content_policy_has_nothing_to_refuse(browser: Browser, site: str, name: str) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.goto(f"{site}/{name}.html")
    page.wait_for_function("() => window.htmx !== undefined")

    assert [line for line in said if "favicon.ico" not in line] == []
    assert page.evaluate("document.fonts.check('600 16px Inter')") is True
    page.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "text"), [(320, "100%"), (1280, "212.5%")])
def test_nothing_is_wider_than_the_window(
    browser: Browser, site: str, name: str, width: int, text: str
) -> None:
    page = opened(browser, f"{site}/{name}.html", width=width, bypass_csp=True)
    if text != "100%":
        page.add_style_tag(content=f"html {{ font-size: {text} !important }}")

    wide = page.evaluate("document.documentElement.scrollWidth")

    page.context.close()
    assert wide <= width


def test_the_menu_opens_without_script(browser: Browser, site: str) -> None:
    page = opened(browser, f"{site}/gallery.html", width=390, java_script_enabled=False)
    places = page.get_by_role("navigation", name="Huvudmeny")
    assert not places.is_visible()

    page.get_by_role("button", name="Meny").click()

    assert places.is_visible()
    page.context.close()


def test_a_message_is_put_away_without_script(browser: Browser, site: str) -> None:
    page = opened(browser, f"{site}/gallery.html", java_script_enabled=False)
    message = page.get_by_text("Omgången är redan dragen.")
    assert message.is_visible()

    page.get_by_role("dialog").get_by_role("button", name="Stäng").click()

    assert not message.is_visible()
    page.context.close()


def test_focus_is_seen_on_the_whole_answer(browser: Browser, site: str) -> None:
    page = opened(browser, f"{site}/gallery.html")
    page.locator("input[name=d1]").first.focus()
    page.keyboard.press("ArrowRight")

    outline = page.evaluate(
        "getComputedStyle(document.activeElement.closest('.segment')).outlineWidth"
    )

    page.context.close()
    assert outline == "3px"


def test_what_can_be_pressed_is_large_enough(browser: Browser, site: str) -> None:
    page = opened(browser, f"{site}/gallery.html", width=390)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .button, summary, input, select, .tabs a')]
            .map(one => (one.closest('label') ?? one))
            .filter(one => one.checkVisibility())
            .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
    )

    page.context.close()
    assert small == []


def test_paper_shows_the_content_alone(browser: Browser, site: str) -> None:
    page = opened(browser, f"{site}/gallery.html", color_scheme="dark")
    page.emulate_media(media="print")

    assert not page.locator(".rail").is_visible()
    assert not page.get_by_role("button", name="Spara planen").is_visible()
    assert page.get_by_text("Leta under Planer.").is_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(18, 35, 42)"
    page.context.close()


TEXT = {
    "ink": ("canvas", "surface", "sunken"),
    "muted": ("canvas", "surface", "sunken"),
    "brand": ("canvas", "surface", "brand-tint"),
    "brand-strong": ("surface", "brand-tint"),
    "on-brand": ("brand", "brand-strong"),
    "success": ("surface", "canvas", "success-tint"),
    "warning": ("warning-tint",),
    "danger": ("surface", "canvas", "danger-tint"),
    "on-danger": ("danger",),
}
SIGNS = {"control": ("canvas", "surface"), "focus": ("canvas", "surface"), "yes": ("surface",)}


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (SIGNS, 3.0)], ids=["text", "signs"])
def test_colours_stand_apart(scheme: int, pairs: dict[str, tuple[str, ...]], least: float) -> None:
    written = (STATIC / "base.css").read_text()
    found = re.findall(r"--([a-z-]+): light-dark\((#\w{6}), (#\w{6})\);", written)
    colours = {name: (light, dark)[scheme] for name, light, dark in found}

    faint = [
        (front, back)
        for front, backs in pairs.items()
        for back in backs
        if contrast(colours[front], colours[back]) < least
    ]

    assert faint == []


@pytest.mark.parametrize("step", range(6))
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_figures_in_the_heat_map_are_read_on_every_colour(step: int, scheme: int) -> None:
    written = (STATIC / "pages.css").read_text()
    pair = r"light-dark\((#\w{6}), (#\w{6})\)"
    found = re.search(rf"\.heat-{step} {{ --heat: {pair}; --heat-ink: {pair};", written)
    assert found is not None

    ground, ink = found.groups()[scheme], found.groups()[scheme + 2]

    assert contrast(ground, ink) >= 4.5

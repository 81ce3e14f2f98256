"""What is asked of every page that anybody in the story opens."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.barriers import barriers

PHONE, DESKTOP = 390, 1280

REPORT_REFUSALS = """
document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
  console.error(`content policy: ${effectiveDirective} ${blockedURI}`));
"""
# What a page is made of, and where it stands; where nothing is new there is nothing to look for.
MADE_OF = """() => {
  const here = [
    location.pathname.replace(/[0-9a-z_-]{16,}/gi, "…"), innerWidth,
    matchMedia("(prefers-color-scheme: dark)").matches,
  ].join(" ");
  return [...new Set([...document.body.querySelectorAll("*")].map((one) =>
    `${here} ${one.tagName}.${[...one.classList].sort().join(".")}${one.hidden ? "-" : ""}`))];
}"""


class Lookout:
    """Watches the windows of everybody in the story."""

    def __init__(self, home: str, *, for_barriers: bool) -> None:
        self.home = home
        self.for_barriers = for_barriers
        self.wrong: list[str] = []
        self._looked_at: set[str] = set()
        self._refusal = ""

    def watch(self, context: BrowserContext) -> None:
        """Hear every complaint of a browser, and see every address that it asks for."""
        context.add_init_script(REPORT_REFUSALS)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.wrong.append(f"script: {error.error}"))
        context.on("request", self._asked)

    def look(self, page: Page) -> None:
        """See that the page is Swedish and open to all, and that nothing went wrong behind it."""
        if self.for_barriers:
            self._look_for_barriers(page)
        if page.locator("html").get_attribute("lang") != "sv":
            self._note(page, ["not in Swedish"])
        assert not self.wrong, "\n".join(self.wrong)

    def _look_for_barriers(self, page: Page) -> None:
        made_of = set(page.evaluate(MADE_OF))
        if not made_of <= self._looked_at:
            self._looked_at |= made_of
            self._note(page, barriers(page))

    def look_in_the_dark(self, page: Page) -> None:
        page.emulate_media(color_scheme="dark")
        self.look(page)
        page.emulate_media(color_scheme="light")

    def look_on_a_phone(self, page: Page) -> None:
        """See that nothing is wider than the screen of a phone."""
        page.set_viewport_size({"width": PHONE, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE:
            self._note(page, [f"{wide} pixels wide on a phone"])
        self.look(page)
        page.set_viewport_size({"width": DESKTOP, "height": 900})

    @contextmanager
    def refusing(self, status: int) -> Iterator[None]:
        """Expect the house to say no once; the browser complains of that, as of any fault."""
        self._refusal = f"status of {status} "
        yield
        assert not self._refusal, f"nothing was refused with {status}"

    def _note(self, page: Page, faults: list[str]) -> None:
        self.wrong += [f"{page.url.removeprefix(self.home)}: {fault}" for fault in faults]

    def _heard(self, line: Any) -> None:
        if self._refusal and self._refusal in line.text:
            self._refusal = ""
        elif line.type in {"error", "warning"}:
            self.wrong.append(f"console: {line.text} {line.location.get('url', '')}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((f"{self.home}/", "data:", "blob:")):
            self.wrong.append(f"outside: {request.url}")

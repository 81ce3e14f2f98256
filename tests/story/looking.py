"""What is asked of every page that anybody in the story opens."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
PHONE, DESKTOP = 390, 1280

REPORT_REFUSALS = """
document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
  console.error(`content policy: ${effectiveDirective} ${blockedURI}`));
"""
# What a page is made of, and where it stands; the same twice needs no second look.
MADE_OF = """() => [
  location.pathname.replace(/[0-9a-z_-]{16,}/gi, "…"), innerWidth,
  matchMedia("(prefers-color-scheme: dark)").matches,
  ...new Set([...document.body.querySelectorAll("*")].map((one) =>
    `${one.tagName}.${[...one.classList].sort().join(".")}${one.hidden ? "-" : ""}`)),
].join(" ")"""
# Folded parts are opened for the look, and folded again.
FIND_BARRIERS = """async () => {
  const folded = [...document.querySelectorAll("details:not([open])")];
  for (const one of folded) one.open = true;
  const found = await axe.run(document, { resultTypes: ["violations"], preload: false });
  for (const one of folded) one.open = false;
  return found.violations.map(({ id, nodes }) =>
    `${id}: ${nodes.slice(0, 3).map(({ html, any }) =>
      html.slice(0, 160) + " " + any.map(({ message }) => message).join(" ")).join(" | ")}`);
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
        context.add_init_script(path=AXE)
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
        made_of = page.evaluate(MADE_OF)
        if made_of not in self._looked_at:
            self._looked_at.add(made_of)
            self._note(page, page.evaluate(FIND_BARRIERS))

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

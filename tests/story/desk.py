"""One person at her own computer: what anybody can do there, whatever her role."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Download, Page, expect

from tests.story.clock import StoryClock, Telephone
from tests.story.looking import Lookout


@dataclass
class Desk:
    """A browser of her own, her password in her head, her telephone beside her."""

    name: str
    username: str
    context: BrowserContext
    lookout: Lookout
    clock: StoryClock
    password: str = "gråsparv kastrull vindflöjel"
    telephone: Telephone | None = None
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.lookout.watch(self.context)
        self.page = self.context.new_page()

    # The hands

    def go(self, path: str) -> None:
        self.page.goto(self.lookout.home + path)
        self.lookout.look(self.page)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button or a link that leads on, and look at what comes."""
        button = self.page.get_by_role("button", name=name, exact=True)
        link = self.page.get_by_role("link", name=name, exact=True)
        with self.page.expect_navigation(wait_until="load"):
            button.or_(link).first.click()
        self.lookout.look(self.page)

    def unfold(self, name: str | re.Pattern[str]) -> None:
        self.page.locator("summary", has_text=name).click()

    def write(self, label: str, text: str | int) -> None:
        self.page.get_by_label(label, exact=True).fill(str(text))

    def take(self, name: str, to: Path) -> Path:
        """Download what a link leads to."""
        with self.page.expect_download() as download:
            self.page.locator("main").get_by_role("link", name=name, exact=True).click()
        return self._kept(download.value, to)

    def take_with_proof(self, name: str, to: Path) -> Path:
        """Download what is given only to somebody who has just shown who she is."""
        before = self.page.url
        self.press(name)
        assert self.telephone is not None
        self.write("Kod", self.telephone.code())
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Bekräfta").click()
        self.go(before.removeprefix(self.lookout.home))
        return self._kept(download.value, to)

    @staticmethod
    def _kept(download: Download, to: Path) -> Path:
        path = to / download.suggested_filename
        download.save_as(path)
        return path

    # Coming and going

    def accept(self, link: str, *, with_telephone: bool) -> None:
        """Choose a password by the link that works once, and come in for the first time."""
        self.page.goto(link)
        self.lookout.look(self.page)
        self.write("Lösenord", self.password)
        self.press("Välj det här lösenordet")
        self.sees(f"Logga in med det som {self.username}.")
        self._give_password()
        if with_telephone:
            self._set_up_telephone()

    def sign_in(self) -> None:
        self.go("/sign-in")
        self._give_password()
        if self.telephone is not None:
            self.write("Kod", self.telephone.code())
            self.press("Logga in")

    def sign_out(self) -> None:
        self.page.locator("details.account > summary").click()
        self.press("Logga ut")

    def prove(self) -> None:
        """Show once more that it is she, with a new code."""
        assert "/confirm?" in self.page.url
        assert self.telephone is not None
        self.write("Kod", self.telephone.code())
        self.press("Bekräfta")

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def _give_password(self) -> None:
        self.write("Användarnamn", self.username)
        self.write("Lösenord", self.password)
        self.press("Logga in")

    def _set_up_telephone(self) -> None:
        assert self.page.url.endswith("/account/second-factor")
        key = self.page.locator("code.key").inner_text()
        self.telephone = Telephone(self.clock, key)
        self.write("Kod", self.telephone.code())
        self.press("Börja använda")
        expect(self.page.locator(".codes li")).to_have_count(10)
        self.press("Jag har sparat dem")

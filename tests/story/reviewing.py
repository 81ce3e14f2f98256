"""From a drawn sample to approved reviews: sharing out, reading, replacing, judging, settling."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import expect

from tests.story.desk import Desk

SAVED = re.compile(r"^Sparat \d\d:\d\d:\d\d$")
QUESTION = "care_plan_exists"
BY_THE_SAVE_PATH = """async ([review, answers]) => {
  const first = document.getElementById("next-unanswered").getAttribute("href").slice(1);
  for (let next = first; next;) {
    const id = next.slice("q-".length);
    const answer = await fetch(`/reviews/${review}/answers/${id}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ version: 0, op_id: crypto.randomUUID(), ...answers[id] }),
    });
    const told = await answer.json();
    if (!told.saved) throw new Error(`${id}: ${JSON.stringify(told)}`);
    next = told.next;
  }
}"""


@dataclass
class Work:
    """Who reads which case, as the reviewers themselves see it."""

    reviewers: Sequence[Desk]
    reviews: dict[tuple[str, str], str] = field(default_factory=dict)

    def look_up(self) -> None:
        """Let every reviewer open her list."""
        self.reviews.clear()
        for reviewer in self.reviewers:
            reviewer.go("/reviews")
            for link in reviewer.page.locator(".work-list h3 a").all():
                address = link.get_attribute("href") or ""
                self.reviews[reviewer.username, link.text_content() or ""] = address

    def cases_of(self, reviewer: Desk) -> set[str]:
        return {case for username, case in self.reviews if username == reviewer.username}

    def read_once(self, reviewer: Desk) -> list[str]:
        """List the cases that she alone reads."""
        return sorted(self.cases_of(reviewer) - set(self.read_twice))

    @property
    def read_twice(self) -> list[str]:
        cases = [case for _, case in self.reviews]
        return sorted({case for case in cases if cases.count(case) == 2})


def share_out(manager: Desk, round_: str) -> None:
    manager.go(round_)
    manager.press("Fördela ärendena")
    for box in manager.page.locator("[name=takes_part]").all():
        box.check()
    expect(manager.page.locator("#capacity")).to_contain_text("Timmarna räcker")
    manager.press("Spara vilka som granskar")
    manager.press("Föreslå fördelning")
    manager.sees("Varje ärende har en föreslagen granskare.")
    manager.lookout.look_on_a_phone(manager.page)
    manager.unfold("Publicera fördelningen")
    manager.press("Ja, publicera")
    manager.sees("Fördelningen är publicerad. Granskarna kan börja.")


def findings(case: Mapping[str, str], care_plan: str) -> dict[str, Any]:
    """Say what the file of a case tells, question by question."""
    start = case["Placeringsstart"]
    seen = ["2025-06-10", "2025-08-12", "2025-10-07"]
    missing = {"reason": "not_documented"} if care_plan == "no" else {}
    return {
        "provider_checked_on": {"value": [start]},
        "home_register_check_on": {"value": [start]},
        "permit_checked_on": {"value": ["not_found"], "comment": "Ingen kontroll i akten."},
        QUESTION: {"value": [care_plan], **missing},
        "implementation_plan_exists": {"value": ["yes"]},
        "planned_visits_per_year": {"value": ["6"]},
        "visits": {"value": seen},
        "child_talks": {"value": seen[:2]},
        "considerations": {"value": ["2025-04-15", "2025-10-14"]},
        "considered_by_committee": {"value": ["yes"]},
        "child_informed": {"value": ["not_applicable"], "comment": "Barnet är för litet."},
        "child_heard": {"value": ["partly"], "comment": "Återgivet genom familjehemmet."},
        "child_view_weighed": {"value": ["no"], "comment": "Vikten framgår inte."},
    }


def fill_in(reviewer: Desk, address: str, found: Mapping[str, Any]) -> None:
    """Answer by the same path as the page does, without the typing."""
    reviewer.go(address)
    reviewer.page.evaluate(BY_THE_SAVE_PATH, [address.rpartition("/")[2], found])
    reviewer.go(address)
    hand_in(reviewer)


def hand_in(reviewer: Desk) -> None:
    reviewer.press("Lämna in")
    reviewer.sees("är inlämnat.")


def read_with_care(reviewer: Desk, address: str, found: Mapping[str, Any]) -> None:
    """Fill in a whole review at the keyboard, and hand it in."""
    page = reviewer.page
    reviewer.go("/reviews")
    reviewer.lookout.look_on_a_phone(page)
    reviewer.go(address)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#q-child_view_weighed")).to_have_count(0)
    left = page.locator("#next-unanswered")
    page.keyboard.press("Enter")
    while left.is_visible():
        question = (left.get_attribute("href") or "").removeprefix("#q-")
        _type(reviewer, question, found[question])
        page.keyboard.press("Enter")
    expect(page.locator("#q-child_view_weighed")).to_be_visible()
    expect(page.locator("#q-provider_checked_in_time .result")).to_contain_text("I tid")
    reviewer.lookout.look(page)
    reviewer.lookout.look_in_the_dark(page)
    reviewer.lookout.look_on_a_phone(page)
    hand_in(reviewer)


def _type(reviewer: Desk, question: str, answer: Mapping[str, Any]) -> None:
    """Type one answer where the focus is: a letter, or what is written, and a comment."""
    page = reviewer.page
    here = page.locator(f"#q-{question}")
    expect(here).to_have_attribute("data-current", "")
    letters = {"yes": "j", "partly": "d", "no": "n", "not_applicable": "e"}
    first = answer["value"][0]
    if first in letters:
        page.keyboard.press(letters[first])
    elif first == "not_found":
        here.get_by_label("Framgår inte av akten").check()
    else:
        for number, value in enumerate(answer["value"]):
            if number:
                here.locator("[data-add]").click()
            here.locator(".written input.input").last.fill(value)
    if "reason" in answer:
        here.get_by_label("Skäl").select_option(answer["reason"])
    if "comment" in answer:
        page.keyboard.press("k")
        here.locator("details.comment textarea").fill(answer["comment"])
    here.locator(".question-number").click()
    expect(here.locator(".answer-end .saved-text")).to_have_text(SAVED)


def propose_replacement(reviewer: Desk, address: str) -> None:
    reviewer.go(address)
    reviewer.press("Byt ut ärendet")
    reviewer.page.get_by_label("Fel i registret: ärendet finns inte").check()
    reviewer.write("Förklara", "Placeringen avslutades innan den hann börja.")
    reviewer.press("Föreslå bytet")
    reviewer.sees("Bytet är föreslaget. Någon annan beslutar om det.")


def approve_replacement(manager: Desk, round_: str, case: str) -> None:
    manager.go(f"{round_}/progress")
    manager.press("Besluta om byten")
    manager.sees(case)
    manager.press("Byt ut ärendet")
    manager.sees("Nästa reserv har tagit ärendets plats.")


def send_back(judge: Desk, round_: str, case: str, comment: str) -> None:
    judge.go(f"{round_}/progress")
    judge.press(case)
    judge.unfold("Återlämna med en kommentar")
    judge.write("Vad ska ändras, och varför?", comment)
    judge.page.locator("#question_id").select_option(QUESTION)
    judge.press("Återlämna granskningen")
    judge.sees("Granskningen är återlämnad med din kommentar.")


def mend(reviewer: Desk, case: str, comment: str, answer: str) -> None:
    """Read what came back, change the one answer, and hand in again."""
    page = reviewer.page
    reviewer.go("/reviews")
    expect(page.locator("section", has_text="Tillbaka till dig").first).to_contain_text(comment)
    reviewer.press(case)
    here = page.locator(f"#q-{QUESTION}")
    here.locator(f".segment.{answer}").click()
    expect(here.locator(".answer-end .saved-text")).to_have_text(SAVED)
    page.reload()
    expect(here.locator(f".segment.{answer} input")).to_be_checked()
    hand_in(reviewer)


def approve_all(judge: Desk, round_: str) -> int:
    """Read and approve what is handed in, one after the other."""
    gather_deficiencies(judge, round_)
    approved = 0
    judge.go(f"{round_}/progress")
    waiting = judge.page.locator("section[aria-labelledby=to-read] .work-list a")
    while waiting.count():
        judge.press(waiting.first.inner_text())
        judge.press("Godkänn granskningen")
        judge.sees("Granskningen är godkänd.")
        approved += 1
    judge.lookout.look_on_a_phone(judge.page)
    return approved


def gather_deficiencies(judge: Desk, round_: str) -> None:
    """Make one deviation of all deficiencies: with critical ones left, nothing is approved."""
    judge.go(f"{round_}/deficiencies")
    for box in judge.page.locator("[name=chosen]").all():
        box.check()
    judge.press("Gör en avvikelse av dem")
    assert "/deviations/" in judge.page.url


def settle(judge: Desk, round_: str, case: str, counts: str) -> None:
    """Decide what counts where the two reviewers of a case differ."""
    judge.go(f"{round_}/progress")
    judge.press("Avgör skillnader")
    judge.press(case)
    here = judge.page.locator(f"#q-{QUESTION}")
    here.locator(f'input[name=value][value="{counts}"]').check()
    here.get_by_label("Varför").fill("Planen ligger i akten, under beslut.")
    judge.press("Avgör")
    judge.sees(f"Allt om {case} är avgjort.")

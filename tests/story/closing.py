"""What the round says, in every form it can be had in, and whether others find the same."""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.story.desk import Desk
from tests.story.reviewing import QUESTION


@dataclass(frozen=True)
class Counted:
    """One question of the round, counted without Stickprov from what the reviewers found."""

    yes: int
    assessed: int
    weighted: float

    @classmethod
    def from_answers(
        cls, answers: Mapping[str, str], stratum_of: Mapping[str, str], frame: Mapping[str, int]
    ) -> "Counted":
        """Count; each case of the sample stands for as many as its stratum gives it.

        ``stratum_of`` holds every case that was drawn or called in, the replaced one too.
        """
        drawn = Counter(stratum_of.values())
        weight = {case: frame[form] / drawn[form] for case, form in stratum_of.items()}
        yes = [case for case, answer in answers.items() if answer == "yes"]
        return cls(
            yes=len(yes),
            assessed=len(answers),
            weighted=sum(weight[case] for case in yes) / sum(weight[case] for case in answers),
        )


def close(quality: Desk, round_: str) -> None:
    """Read the summary on paper's terms, and freeze it."""
    page = quality.page
    quality.go(f"{round_}/progress")
    quality.press("Sammanställning")
    quality.sees("Preliminär")
    quality.lookout.look_on_a_phone(page)
    quality.unfold("Stäng omgången")
    quality.press("Stäng och frys siffrorna")
    quality.sees("Fastställd")
    quality.lookout.look_in_the_dark(page)
    page.locator("#table tbody a").first.click()
    page.wait_for_url("**/summary/*")
    quality.lookout.look(page)
    quality.go(f"{round_}/summary")


def read_page(reader: Desk, round_: str, counted: Counted) -> None:
    reader.go(f"{round_}/summary")
    row = reader.page.locator(f'#table tr:has(a[href$="/summary/{QUESTION}"])')
    assert row.locator("td").first.inner_text() == f"{counted.yes} av {counted.assessed}"


def take_files(quality: Desk, to: Path) -> dict[str, Path]:
    """Take the report out in its three forms; every answer is for her who proves who she is."""
    quality.clock.wait(minutes=6)
    return {
        "xlsx": quality.take_with_proof("Excel med alla svar", to),
        "zip": quality.take("CSV med alla svar", to),
        "docx": quality.take("Word, till nämnden", to),
    }


def read_workbook(path: Path, counted: Counted) -> None:
    book = openpyxl.load_workbook(path, read_only=True)
    headings, *rows = book.worksheets[0].iter_rows(values_only=True)
    line = next(dict(zip(headings, row, strict=True)) for row in rows if QUESTION in row)

    assert (line["Uppfyllt"], line["Bedömda"]) == (counted.yes, counted.assessed)
    assert line["Andel, vägd"] == pytest.approx(counted.weighted)
    assert line["Nedre 95 %-gräns"] <= counted.weighted <= line["Övre 95 %-gräns"]


def read_tables(path: Path, answers: Mapping[str, str]) -> None:
    """Read the CSV files as a program would that knows only their description."""
    with zipfile.ZipFile(path) as archive:
        described = json.loads(archive.read("datapackage.json"))
        kept = next(each for each in described["resources"] if each["name"] == "svar")
        text = archive.read(kept["path"]).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text), delimiter=kept["dialect"]["delimiter"])

    found = {row["arendenummer"]: row["utfall"] for row in rows if row["fraga"] == QUESTION}
    assert found == answers


def read_document(path: Path, counted: Counted) -> None:
    document = docx.Document(str(path))
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    results = [row[1] for row in cells if row[0].startswith("D1")]

    assert results
    for result in results:
        assert result.startswith(f"{counted.yes} av {counted.assessed} ")
    assert any("Slutsatser" in paragraph.text for paragraph in document.paragraphs)


def audit(auditor: Desk, round_: str, case: str, *, seen_by: str) -> None:
    """Do the draw over, see who has read a case, and see that the log is whole."""
    page = auditor.page
    auditor.go(round_)
    auditor.press("Kontrollera dragningen")
    auditor.sees("Dragningen stämmer")
    auditor.lookout.look_on_a_phone(page)
    auditor.go("/log")
    auditor.lookout.look_in_the_dark(page)
    auditor.press("Kontrollera loggen")
    auditor.sees("Loggen är hel:")
    auditor.press("Vem har läst ett ärende?")
    auditor.write("Ärendenummer", case)
    auditor.press("Visa")
    auditor.sees(seen_by)
    auditor.sign_out()
    auditor.sees("Du är utloggad.")

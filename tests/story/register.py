"""The export that the case system gives in this story, as the case system gives it."""

import csv
import io
from collections import Counter

NAME = "placeringar_2025.csv"
HEADINGS = (
    "Aktnummer", "Enhet", "Handläggare", "Placeringsform", "Lagrum", "Ålder", "Kön",
    "Placeringsstart", "Placeringsslut", "Utförare", "Avtalsform", "Dygnskostnad",
    "Skyddad identitet",
)  # fmt: skip
FORMS = {"Familjehem": 20, "HVB": 12, "Stödboende": 8}
LAWS = ("SoL", "LVU 2 §", "LVU 3 §")
UNITS = {"Enhet Norr": ("hl101", "hl102"), "Enhet Söder": ("hl202", "hl203", "hl204")}
IDENTITY_NUMBER = "19121212-1212"


class Register:
    """Forty placements; one is over, one is protected, and one row tells too much."""

    def __init__(self) -> None:
        self.rows = [row for form in FORMS for row in self._placements(form)]
        self.rows[4]["Placeringsslut"] = "2025-02-28"
        self.rows[9]["Skyddad identitet"] = "Ja"
        self.rows[30]["Utförare"] = f"Hemmet för {IDENTITY_NUMBER}"
        self.refused = self.rows[30]["Aktnummer"]
        self.outside = {self.rows[place]["Aktnummer"] for place in (4, 9, 30)}

    @property
    def frame(self) -> dict[str, dict[str, str]]:
        """The cases that can be drawn, by number."""
        return {row["Aktnummer"]: row for row in self.rows if row["Aktnummer"] not in self.outside}

    @property
    def strata(self) -> Counter[str]:
        """How many cases of each form of placement can be drawn."""
        return Counter(row["Placeringsform"] for row in self.frame.values())

    def export(self) -> bytes:
        """Write the file in the way of Swedish Excel: semicolons, and Windows' own letters."""
        file = io.StringIO(newline="")
        writer = csv.DictWriter(file, HEADINGS, delimiter=";")
        writer.writeheader()
        writer.writerows(self.rows)
        return file.getvalue().encode("cp1252")

    def _placements(self, form: str) -> list[dict[str, str]]:
        return [self._placement(form, number) for number in range(FORMS[form])]

    @staticmethod
    def _placement(form: str, number: int) -> dict[str, str]:
        unit = list(UNITS)[number % 2]
        caseworkers = UNITS[unit]
        return {
            "Aktnummer": f"BU-2025-{form[0]}{number + 1:03}",
            "Enhet": unit,
            "Handläggare": caseworkers[number // 2 % len(caseworkers)],
            "Placeringsform": form,
            "Lagrum": LAWS[number % 3],
            "Ålder": str(4 + number % 14),
            "Kön": "FP"[number % 2],
            "Placeringsstart": f"2024-{1 + number % 12:02}-{3 + number:02}",
            "Placeringsslut": "",
            "Utförare": "" if form == "Familjehem" else "Björkgården AB",
            "Avtalsform": "Ramavtal",
            "Dygnskostnad": f"{1800 + 25 * number},50",
            "Skyddad identitet": "Nej",
        }

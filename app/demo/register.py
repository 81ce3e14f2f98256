"""The invented register: placements that begin and end, as a case system would export them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo.people import UNITS

HEADER = (
    "Aktnummer;Enhet;Handläggare;Placeringsform;Lagrum;Ålder;Kön;Placeringsstart;Placeringsslut;"
    "Utförare;Avtalsform;Dygnskostnad;Skyddade personuppgifter;Konsult"
)
YEAR = timedelta(days=365)
PLACEMENTS = 1000
PROTECTED, BY_CONSULTANT = 0.02, 0.12
FIRST_DAY, LAST_DAY = date(2018, 1, 1), date(2026, 11, 10)

PROVIDERS = {
    "HVB": ("Ekudden HVB", "Villa Solgläntan", "Norrbackens behandlingshem", "Kommunens HVB Åsen"),
    "Konsulentstött familjehem": ("Hemvist Konsult AB", "Nära Familj i Norr AB"),
    "Stödboende": ("Kommunens stödboende Linden", "Stegvis stödboende AB"),
    "SiS-institution": ("SiS ungdomshem Öst", "SiS ungdomshem Väst"),
}
# How common each form is, what a day costs in kronor, and how long a stay lasts in days.
FORMS = {
    "Familjehem": (46, 850, 1500),
    "Jourhem": (9, 1300, 110),
    "Nätverkshem": (9, 700, 900),
    "Konsulentstött familjehem": (12, 2600, 700),
    "HVB": (14, 6100, 330),
    "Stödboende": (7, 1900, 420),
    "SiS-institution": (3, 10200, 200),
}
LAWS = {
    "SoL": 62,
    "LVU 2 §": 24,
    "LVU 3 §": 14,
}


@dataclass(frozen=True, slots=True)
class Placement:
    """One placement over its whole life; an export shows what was known on its day."""

    case_number: str
    unit: str
    caseworker: str
    form: str
    law: str
    born: date
    sex: str
    started_on: date
    ended_on: date | None
    provider: str
    contract: str
    day_rate: int
    protected: bool
    consultant: bool


def placements(seed: int = 2026) -> list[Placement]:
    """Invent all placements, the same for the same seed."""
    chance = Random(seed)  # noqa: S311 (invented data; no draw of a sample rests on it)
    return [_placement(chance, number) for number in range(1, PLACEMENTS + 1)]


def export(all_placements: list[Placement], on: date) -> bytes:
    """Write the register as the case system would have exported it on a day.

    Semicolons, Windows-1252 and decimal commas, because that is how it comes.
    """
    rows = [
        _row(placement, on)
        for placement in all_placements
        if placement.started_on <= on
        and (placement.ended_on is None or placement.ended_on > on - YEAR)
    ]
    return "\r\n".join([HEADER, *rows, ""]).encode("cp1252")


def _placement(chance: Random, number: int) -> Placement:
    form = chance.choices(list(FORMS), [common for common, _, _ in FORMS.values()])[0]
    _, price, stay = FORMS[form]
    longest = (LAST_DAY - FIRST_DAY).days
    started_on = LAST_DAY - timedelta(days=int(longest * chance.random() ** 1.5))
    length = max(9, int(chance.expovariate(1 / (stay * 1.6))))
    unit = _unit(chance, form)
    older = form in {"Stödboende", "SiS-institution"}
    years = chance.randint(14, 17) if older else chance.randint(0, 16)
    born = started_on - timedelta(days=int(365.25 * years) + chance.randint(0, 300))
    grown_up = born + timedelta(days=int(365.25 * (20 if older else 18)) + chance.randint(1, 200))
    ended_on = min(started_on + timedelta(days=length), grown_up)
    return Placement(
        case_number=f"BU-{started_on.year}-{number:05d}",
        unit=unit,
        caseworker=f"hl{UNITS.index(unit) + 1}{chance.randint(1, 7):02d}",
        form=form,
        law=_law(chance, form),
        born=born,
        sex=chance.choice("FP"),
        started_on=started_on,
        ended_on=ended_on if ended_on <= LAST_DAY else None,
        provider=chance.choice(PROVIDERS.get(form, ("",))),
        contract=chance.choice(("Ramavtal", "Ramavtal", "Direktupphandling"))
        if form in PROVIDERS
        else "",
        day_rate=int(price * chance.uniform(0.85, 1.25) * 100),
        protected=chance.random() < PROTECTED,
        consultant=chance.random() < BY_CONSULTANT,
    )


def _unit(chance: Random, form: str) -> str:
    if form == "Stödboende":
        return UNITS[4]
    if form in {"HVB", "SiS-institution"}:
        return chance.choice(UNITS[:3])
    return chance.choices(UNITS[:4], (2, 2, 1, 4))[0]


def _law(chance: Random, form: str) -> str:
    if form == "SiS-institution":
        return "LVU 3 §"
    return chance.choices(list(LAWS), list(LAWS.values()))[0]


def _row(placement: Placement, on: date) -> str:
    ended = placement.ended_on if placement.ended_on and placement.ended_on <= on else None
    kronor, ore = divmod(placement.day_rate, 100)
    return ";".join(
        [
            placement.case_number,
            placement.unit,
            placement.caseworker,
            placement.form,
            placement.law,
            str(min(20, (on - placement.born).days // 365)),
            placement.sex,
            placement.started_on.isoformat(),
            ended.isoformat() if ended else "",
            placement.provider,
            placement.contract,
            f"{kronor},{ore:02d}",
            "ja" if placement.protected else "",
            "ja" if placement.consultant else "nej",
        ]
    )

"""The invented organisation that outside checks sign in to: its units, people and register."""

import base64
from dataclasses import dataclass
from random import Random

from app.auth.permissions import SECOND_FACTOR_ROLES
from app.organisation.models import Role

UNITS = ("Enhet Norr", "Enhet Söder")
CASES_A_UNIT = 12
HEADER = (
    "Aktnummer;Enhet;Handläggare;Placeringsform;Lagrum;Ålder;Kön;Placeringsstart;Placeringsslut"
)
FORMS = ("Familjehem", "Jourhem", "HVB", "Stödboende")
LAWS = ("SoL", "LVU 2 §", "LVU 3 §")
SECRET_BYTES = 20


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody in one role, for one unit or for all."""

    username: str
    name: str
    role: Role
    unit: str | None = None
    caseworker: str | None = None

    @property
    def has_second_factor(self) -> bool:
        return self.role in SECOND_FACTOR_ROLES


PEOPLE = (
    Invented("admin", "Ada Nord", Role.admin),
    Invented("manager", "Mona Ek", Role.manager),
    Invented("manager.norr", "Max Ås", Role.manager, UNITS[0]),
    Invented("manager.soder", "Moa Sjö", Role.manager, UNITS[1]),
    Invented("quality", "Kim Öst", Role.quality),
    Invented("auditor", "Audrey Dahl", Role.auditor),
    Invented("rut.norr", "Rut Lind", Role.reviewer, UNITS[0], "hl101"),
    Invented("ros.norr", "Ros Gran", Role.reviewer, UNITS[0], "hl102"),
    Invented("sam.soder", "Sam Berg", Role.reviewer, UNITS[1], "hl201"),
    Invented("siv.soder", "Siv Alm", Role.reviewer, UNITS[1], "hl202"),
)


def register(chance: Random) -> bytes:
    """Write the register as a case system would, the same for the same chance."""
    rows = [HEADER]
    for place, unit in enumerate(UNITS, start=1):
        for number in range(1, CASES_A_UNIT + 1):
            caseworker = f"hl{place}{chance.randint(3, 9):02d}"
            started = f"2025-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
            case_number = f"BU-2025-{place}{number:03d}"
            form, law = chance.choice(FORMS), chance.choice(LAWS)
            age, sex = str(chance.randint(1, 17)), chance.choice("FP")
            rows.append(";".join([case_number, unit, caseworker, form, law, age, sex, started, ""]))
    return "\r\n".join([*rows, ""]).encode()


def secret(chance: Random) -> str:
    """Make a password or the seed of a second factor: 160 bits in base32."""
    return base64.b32encode(chance.randbytes(SECRET_BYTES)).decode()

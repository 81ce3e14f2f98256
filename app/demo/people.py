"""The invented people of an invented municipality. Any likeness is chance."""

from dataclasses import dataclass

from app.organisation.models import Role

ORGANISATION = "Almviks kommun"
UNITS = (
    "Enhet Barn 1",
    "Enhet Barn 2",
    "Enhet Unga",
    "Familjehemsenheten",
    "Ensamkommande och stödboende",
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as, and what she is in the municipality."""

    username: str
    name: str
    title: str
    role: Role
    unit: str | None = None
    caseworker: str | None = None
    hours: float = 16


PEOPLE = (
    DemoPerson("mona", "Mona Ekdahl", "Avdelningschef", Role.manager),
    DemoPerson("tobias", "Tobias Hjort", "Enhetschef", Role.manager, UNITS[0]),
    DemoPerson("leila", "Leila Amini", "Enhetschef", Role.manager, UNITS[3]),
    DemoPerson("kim", "Kim Öhman", "Kvalitetsutvecklare", Role.quality),
    DemoPerson("sofia", "Sofia Brandt", "Kvalitetssamordnare", Role.quality),
    DemoPerson("rut", "Rut Lindgren", "Socialsekreterare", Role.reviewer, UNITS[0], "hl101", 24),
    DemoPerson("samir", "Samir Haddad", "Socialsekreterare", Role.reviewer, UNITS[1], "hl201", 20),
    DemoPerson("anna", "Anna-Karin Sjö", "Socialsekreterare", Role.reviewer, UNITS[2], "hl301", 24),
    DemoPerson(
        "petter", "Petter Nyman", "Familjehemssekreterare", Role.reviewer, UNITS[3], "hl401", 16
    ),
    DemoPerson("yasmin", "Yasmin Roos", "Socialsekreterare", Role.reviewer, UNITS[4], "hl501", 16),
    DemoPerson(
        "gunnel", "Gunnel Thor", "Förste socialsekreterare", Role.reviewer, UNITS[1], "hl202", 30
    ),
    DemoPerson("ivar", "Ivar Falk", "Socialsekreterare", Role.reviewer, UNITS[2], "hl302", 20),
    DemoPerson("ada", "Ada Nordin", "Systemförvaltare", Role.admin),
    DemoPerson("rolf", "Rolf Westin", "Kommunrevisor", Role.auditor),
)

"""What the columns of an existing plan are called, and which is which. Computes only."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum, auto

from app.errors import N_


class PlanField(StrEnum):
    """What a column of a plan can be."""

    recommendation = auto()
    action = auto()
    how = auto()
    when = auto()
    who = auto()
    status = auto()
    follow_up = auto()


FIELD_NAMES: Mapping[str, str] = {
    PlanField.recommendation: N_("Recommendation"),
    PlanField.action: N_("What is to be done"),
    PlanField.how: N_("How"),
    PlanField.when: N_("When"),
    PlanField.who: N_("Responsible"),
    PlanField.status: N_("State"),
    PlanField.follow_up: N_("Follow-up, evidence"),
}
# The first names of a field are the surest: they win when two columns could be the same field.
NAMES: Mapping[PlanField, tuple[str, ...]] = {
    PlanField.recommendation: (
        "Rekommendation", "Rekommendationer", "Revisorernas rekommendation", "Bedömning",
        "Brist", "Iakttagelse", "Utvecklingsområde", "Recommendation", "Finding",
    ),
    PlanField.action: (
        "Åtgärd", "Åtgärder", "Atgard", "Vad", "Vad ska göras", "Aktivitet", "Insats",
        "Beslutad åtgärd", "Action", "What",
    ),
    PlanField.how: (
        "Hur", "Genomförande", "Tillvägagångssätt", "Beskrivning", "Metod", "How", "Description",
    ),
    PlanField.when: (
        "När", "Nar", "Tidplan", "Klart senast", "Klar senast", "Tidpunkt", "Tid", "Slutdatum",
        "Senast", "Datum", "When", "Due", "Deadline",
    ),
    PlanField.who: (
        "Ansvarig", "Ansvar", "Vem", "Ansvarig roll", "Ansvarig funktion", "Ansvariga",
        "Responsible", "Owner", "Who",
    ),
    PlanField.status: ("Status", "Läge", "Genomfört", "State"),
    PlanField.follow_up: (
        "Uppföljning", "Underlag", "Resultat", "Kommentar", "Återrapportering", "Follow-up",
        "Evidence",
    ),
}  # fmt: skip
_KNOWN = {
    name.casefold(): (field, place)
    for field, names in NAMES.items()
    for place, name in enumerate(names)
}


def headings() -> Iterator[str]:
    """Give every spelling by which a plan is recognised."""
    for names in NAMES.values():
        for name in names:
            yield from (name, name.upper(), name.lower(), f"{name}:")


def propose(header: Sequence[str]) -> dict[PlanField, str]:
    """Guess which column is what; a person has the last word."""
    best: dict[PlanField, tuple[int, str]] = {}
    for name in header:
        field, place = _KNOWN.get(name.strip().rstrip(":").casefold(), (None, 0))
        if field is not None and (field not in best or place < best[field][0]):
            best[field] = (place, name)
    return {field: best[field][1] for field in PlanField if field in best}

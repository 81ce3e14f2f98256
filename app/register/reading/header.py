"""Which row holds the headings, and what each column is."""

import re
from collections.abc import Mapping, Sequence

from app.identity_numbers import mask
from app.register.reading.cells import Row, Table, clean, shown, squeezed
from app.register.reading.limits import MOST_TITLE_ROWS
from app.register.reading.parsed import ColumnMap, Field
from app.register.reading.unreadable import NoTable

# How many columns make a table.
FEWEST = 2

# The first name of a field is the surest: it wins when two columns could be the same field.
NAMES: Mapping[Field, tuple[str, ...]] = {
    Field.case_number: (
        "Ärendenummer", "Ärendenr", "Aktnummer", "Aktnr", "Diarienummer", "Diarienr", "Dnr",
        "Ärende-id", "Akt-id", "Ärendebeteckning", "Aktbeteckning", "Case number", "Case no",
        "Case id", "Case ref", "Ärende", "Akt", "Case",
    ),
    Field.unit: (
        "Enhet", "Organisatorisk enhet", "Organisationsenhet", "Ansvarig enhet", "Enhetsnamn",
        "Unit", "Unit name", "Arbetsgrupp", "Sektion", "Team", "Grupp", "Department",
        "Organisation", "Kontor",
    ),
    Field.caseworker: (
        "Handläggare", "Handläggar-id", "Handläggarkod", "Ansvarig handläggare",
        "Ansv handläggare", "Handl", "Ansvarig socialsekreterare", "Ansv socialsekreterare",
        "Socialsekreterare", "Case worker", "Case worker id", "Social worker", "Sekreterare",
    ),
    Field.placement_form: (
        "Placeringsform", "Placeringstyp", "Typ av placering", "Vårdform", "Boendeform",
        "Insatsform", "Insatstyp", "Typ av insats", "Placement form", "Placement type",
        "Form of placement", "Insats", "Placement",
    ),
    Field.legal_basis: (
        "Lagrum", "Lagstöd", "Beslut enl lag", "Beslut enligt lag", "Beslut enligt",
        "Rättslig grund", "Laglig grund", "Legal basis", "Legal ground", "Beslutsgrund", "Lag",
        "Law",
    ),
    Field.age: ("Ålder", "Ålder vid uttag", "Ålder i år", "Ålder år", "Age", "Age at export"),
    Field.sex: ("Kön", "Juridiskt kön", "Sex", "Gender"),
    Field.started_on: (
        "Placeringsstart", "Placerad fr o m", "Placerad från", "Placeringsdatum",
        "Verkställd fr o m", "Verkställd från", "Verkställighet start", "Insats start",
        "Insatsstart", "Startdatum", "Start date", "Started on", "Fr o m", "Fr o m datum",
        "Från och med", "Från datum", "Datum från", "From date", "Från", "From", "Start",
    ),
    Field.ended_on: (
        "Placeringsslut", "Placerad t o m", "Placerad till", "Verkställd t o m",
        "Verkställd till", "Verkställighet slut", "Insats slut", "Insatsslut", "Slutdatum",
        "End date", "Ended on", "T o m", "T o m datum", "Till och med", "Till datum",
        "Datum till", "To date", "Avslutad", "Avslutsdatum", "Till", "To", "Slut", "End",
    ),
    Field.provider: (
        "Utförare", "Utförare boende", "Utförarens namn", "Placeringsställe", "Leverantör",
        "Vårdgivare", "Boende", "Provider", "Provider name", "Supplier",
    ),
    Field.contract_form: (
        "Avtalsform", "Avtalstyp", "Typ av avtal", "Upphandlingsform", "Contract form",
        "Contract type", "Avtal", "Contract",
    ),
    Field.day_rate: (
        "Dygnskostnad", "Kostnad dygn", "Kostnad per dygn", "Dygnspris", "Dygnsavgift",
        "Vårddygnskostnad", "Pris per dygn", "Pris dygn", "Daily rate", "Day rate",
        "Cost per day", "Daily cost", "Rate per day",
    ),
    Field.protected: (
        "Skyddade personuppgifter", "Skyddad identitet", "Sekretessmarkering",
        "Sekretessmarkerad", "Skyddad folkbokföring", "Skyddsmarkering", "Skyddad", "Protected",
        "Protected identity", "Sekretess",
    ),
}  # fmt: skip

_FIELDS = {
    squeezed(name): (wanted, place)
    for wanted, names in NAMES.items()
    for place, name in enumerate(names)
}
_UNIT_OF_MEASURE = re.compile(r"\([^)]*\)|\b(?:kr|sek|år)\.?\s*$", re.IGNORECASE)


def propose_columns(header: Sequence[str]) -> ColumnMap:
    """Recognise the columns whose names are known, in Swedish or English."""
    best: dict[Field, tuple[int, str]] = {}
    for name in header:
        wanted, place = _recognised(name)
        if wanted is not None and (wanted not in best or place < best[wanted][0]):
            best[wanted] = (place, name)
    return ColumnMap({wanted: best[wanted][1] for wanted in Field if wanted in best})


def header_of(row: Row) -> tuple[str, ...]:
    """Name the columns: empty headings by their number, the second of two alike by ``(2)``."""
    names: list[str] = []
    for number, cell in enumerate(_without_empty_end(row), start=1):
        name = mask(clean(shown(cell))) or f"({number})"
        again, first = 1, name
        while name in names:
            again += 1
            name = f"{first} ({again})"
        names.append(name)
    return tuple(names)


def recognised_in(row: Row, columns: ColumnMap | None = None) -> int:
    """Count the columns that are known here, by their usual names or by a map made before."""
    if len(row) < FEWEST:
        return 0
    names = header_of(row)
    if columns is not None:
        return len(set(names) & set(columns.columns()))
    return len(propose_columns(names).fields)


def find_header(table: Table, columns: ColumnMap | None = None) -> int:
    """Find the row of headings, past any title rows; return its place in the table.

    A map made before is looked for first, then names that are known, then the first row of
    plain words that is as wide as the table.
    """
    nearest = range(min(MOST_TITLE_ROWS, len(table)))
    for known in (columns, None) if columns is not None else (None,):
        counts = [recognised_in(table[place], known) for place in nearest]
        if max(counts, default=0) >= FEWEST:
            return counts.index(max(counts))
    widest = max((_filled(table[place]) for place in nearest), default=0)
    for place in nearest:
        if _filled(table[place]) >= max(FEWEST, widest * 0.6) and _all_words(table[place]):
            return place
    raise NoTable


def _recognised(name: str) -> tuple[Field | None, int]:
    for spelling in (name, _UNIT_OF_MEASURE.sub("", name)):
        if squeezed(spelling) in _FIELDS:
            return _FIELDS[squeezed(spelling)]
    return None, 0


def _without_empty_end(row: Row) -> Row:
    last = max((place for place, cell in enumerate(row) if shown(cell).strip()), default=-1)
    return row[: last + 1]


def _filled(row: Row) -> int:
    return sum(bool(shown(cell).strip()) for cell in row)


def _all_words(row: Row) -> bool:
    return all(
        isinstance(cell, str) and (not cell.strip() or cell.strip()[0].isalpha()) for cell in row
    )

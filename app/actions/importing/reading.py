"""From the rows of a table to actions, refusals and remarks. Touches no database and no page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.actions.importing.columns import PlanField
from app.actions.importing.when import When, parse_when
from app.actions.models import ActionState
from app.errors import N_
from app.identity_numbers import find_identity_number, mask

NO_ACTION = N_("There is no action in this row. Write what is to be done.")
IDENTITY = N_("This looks like a personal identity number, which never enters Stickprov.")
TOO_LONG = N_("This is longer than %(most)s characters. Shorten it, or part it into two actions.")
ALREADY = N_("This action is in the plan already, or twice in the file.")
NOT_UNDERSTOOD = N_(
    "The day is not understood. The words are kept, and the action gets no day of its own."
)
STATE_UNKNOWN = N_("The state is not understood: the action is brought in as planned.")
NO_EVIDENCE = N_(
    "It is said to be done, but nothing shows it: the action is brought in as ongoing."
)
NOBODY = N_("No person by this name: the words are kept as the responsible role.")
LONGEST = {PlanField.action: 200}
LONGEST_TEXT = 4000
LONGEST_WHO = 200

_STATES = {
    ActionState.planned: (
        "planerad", "planerat", "ej påbörjad", "ej påbörjat", "inte påbörjad", "planned", "",
    ),
    ActionState.ongoing: ("pågår", "pågående", "påbörjad", "påbörjat", "delvis", "ongoing"),
    ActionState.done: (
        "klar", "klart", "genomförd", "genomfört", "utförd", "utfört", "avslutad", "avslutat",
        "done", "ja",
    ),
    ActionState.abandoned: ("avbruten", "utgår", "utgått", "inaktuell", "abandoned"),
}  # fmt: skip
_STATE_OF = {word: state for state, words in _STATES.items() for word in words}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about a row: why it is refused, or how it was read."""

    row: int
    column: str
    value: str
    message: str
    most: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One action as the file has it."""

    row: int
    action: str
    recommendation: str = ""
    how: str = ""
    when: When
    when_said: str = ""
    owner_id: str | None = None
    who: str = ""
    state: ActionState = ActionState.planned
    follow_up: str = ""


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """What a file was understood to plan."""

    rows: Sequence[PlanRow]
    refusals: Sequence[Remark]
    remarks: Sequence[Remark]


@dataclass(frozen=True, slots=True)
class Known:
    """What the organisation has: its people by name, and the titles that stand in the plan."""

    people: Mapping[str, str]
    titles: Collection[str]
    today: date


def read_plan(
    rows: Sequence[Sequence[str]],
    header: Sequence[str],
    header_row: int,
    columns: Mapping[PlanField, str],
    known: Known,
) -> ReadPlan:
    """Read every row under the headings. A bad one takes no good one with it."""
    place = {field: header.index(name) for field, name in columns.items() if name in header}
    found: list[PlanRow] = []
    refusals: list[Remark] = []
    remarks: list[Remark] = []
    seen = set(known.titles)
    recommendation = ""
    for number, row in enumerate(rows[header_row:], start=header_row + 1):
        cells = {f: row[p].strip() if p < len(row) else "" for f, p in place.items()}
        if not any(cells.values()):
            continue
        # A recommendation often stands once, over all the actions that answer it.
        recommendation = cells.get(PlanField.recommendation) or recommendation
        cells[PlanField.recommendation] = recommendation
        refused = _refused(number, cells, columns, seen)
        if refused is not None:
            refusals.append(refused)
            continue
        seen.add(title_key(cells[PlanField.action]))
        read, said = _row(number, cells, columns, known)
        found.append(read)
        remarks += said
    return ReadPlan(found, refusals, remarks)


def title_key(title: str) -> str:
    return " ".join(title.casefold().split())


def _refused(
    number: int,
    cells: Mapping[PlanField, str],
    columns: Mapping[PlanField, str],
    seen: Collection[str],
) -> Remark | None:
    for field, text in cells.items():
        column = columns.get(field, "")
        if find_identity_number(text) is not None:
            return Remark(number, column, mask(text)[:60], IDENTITY)
        most = LONGEST.get(field, LONGEST_TEXT)
        if len(text) > most:
            return Remark(number, column, text[:60] + "…", TOO_LONG, most)
    title = cells.get(PlanField.action, "")
    if not title:
        shown = " · ".join(text for text in cells.values() if text)[:60]
        return Remark(number, columns.get(PlanField.action, ""), shown, NO_ACTION)
    if title_key(title) in seen:
        return Remark(number, columns.get(PlanField.action, ""), title[:60], ALREADY)
    return None


def _row(
    number: int,
    cells: Mapping[PlanField, str],
    columns: Mapping[PlanField, str],
    known: Known,
) -> tuple[PlanRow, list[Remark]]:
    remarks: list[Remark] = []

    def remark(field: PlanField, message: str) -> None:
        remarks.append(Remark(number, columns[field], cells[field][:60], message))

    row = PlanRow(
        row=number,
        action=cells[PlanField.action],
        recommendation=cells.get(PlanField.recommendation, ""),
        how=cells.get(PlanField.how, ""),
        when=When(),
        when_said=cells.get(PlanField.when, ""),
        who=cells.get(PlanField.who, "")[:LONGEST_WHO],
        follow_up=cells.get(PlanField.follow_up, ""),
    )
    if row.when_said:
        when = parse_when(row.when_said, known.today)
        if when is None:
            remark(PlanField.when, NOT_UNDERSTOOD)
        row = replace(row, when=when or When())
    if row.who:
        owner = _owner(row.who, known.people)
        if owner is None:
            remark(PlanField.who, NOBODY)
        row = replace(row, owner_id=owner)
    state = _STATE_OF.get(cells.get(PlanField.status, "").casefold().rstrip("."))
    if state is None:
        remark(PlanField.status, STATE_UNKNOWN)
    if state == ActionState.done and not row.follow_up:
        remark(PlanField.status, NO_EVIDENCE)
        state = ActionState.ongoing
    return replace(row, state=state or ActionState.planned), remarks


def _owner(who: str, people: Mapping[str, str]) -> str | None:
    """Find the first of those named who works here."""
    for part in who.replace("/", ",").replace(";", ",").replace(" och ", ",").split(","):
        found = people.get(title_key(part))
        if found is not None:
            return found
    return None

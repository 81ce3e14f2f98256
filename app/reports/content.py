"""What a report says, as plain values: gathered while it is a draft, frozen when it is signed."""

from dataclasses import dataclass, field
from datetime import date, datetime

from app.reports.hours import Hours
from app.reports.models import Decision, ReportKind
from app.summary.annex import Annex
from app.summary.figures import Figures, Line


def area_of_section(form_name: str, section: str) -> str:
    """Name what is written about one section of a checklist."""
    return f"{form_name}.{section}"


@dataclass(frozen=True, slots=True)
class Changed:
    """How a question, a section or an index changed, and whether chance explains it."""

    id: str
    before: float
    after: float
    difference: float
    low: float | None
    high: float | None
    p: float | None
    p_adjusted: float | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since the round before."""

    earlier: str
    questions: tuple[Changed, ...] = ()
    sections: tuple[Changed, ...] = ()
    indices: tuple[Changed, ...] = ()
    not_comparable: int = 0


@dataclass(frozen=True, slots=True)
class RoundPart:
    """A round that the report covers."""

    id: str
    name: str
    period_from: date
    period_to: date
    closed_at: datetime | None
    sha256: str
    figures: Figures
    annex: Annex
    change: Change | None = None
    hours: Hours | None = None

    @property
    def preliminary(self) -> bool:
        return self.closed_at is None

    def change_in(self, section: str) -> Changed | None:
        """Give how a section changed, if that can be told."""
        sections = self.change.sections if self.change else ()
        return next((each for each in sections if each.id == section), None)


@dataclass(frozen=True, slots=True)
class Red:
    """A question that calls for a decision."""

    id: str
    """The form and the question, so that the next round can be held against it."""
    area: str
    round_id: str
    line: Line
    target: float
    critical: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about something red."""

    red_id: str
    decision: Decision
    words: str = ""
    action_id: str = ""
    action: str = ""
    watch_until: date | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What is written about an area."""

    area: str
    seen: str = ""
    why: str = ""
    doing: str = ""
    version: int = 0

    @property
    def complete(self) -> bool:
        return bool(self.seen and self.why and self.doing)

    @property
    def empty(self) -> bool:
        return not (self.seen or self.why or self.doing)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there were of something; None where there are too few to tell of."""

    code: str
    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Expected:
    """How many cases of a frame should have a fault by the sample, and how many are reported."""

    question: str
    cases: int
    low: int
    high: int
    reported: int


@dataclass(frozen=True, slots=True)
class DeviationFacts:
    """Deviations in the period, as they stood on its last day."""

    opened: int
    closed: int
    handled: int
    """Of those opened in the period, how many are handled and closed."""
    open_at_end: int
    overdue: int
    share_closed: float | None
    median_days: float | None
    rule_of_law: int
    duties: int
    duties_done: int
    objections: int
    upheld: int
    by_hand: int
    by_kind: tuple[Tally, ...] = ()
    by_cause: tuple[Tally, ...] = ()
    by_unit: tuple[Tally, ...] = ()
    expected: tuple[Expected, ...] = ()
    alarms: int = 0


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """Actions in the period, as they stood on its last day."""

    planned: int
    ongoing: int
    done: int
    verified: int
    overdue: int
    helped: int
    not_helped: int
    cannot_tell: int


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A national key figure of the municipality, with its source."""

    name: str
    year: int
    value: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who answers for the report."""

    name: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Content:
    """All that a report says."""

    organisation: str
    kind: ReportKind
    year: int
    period_from: date
    cut_off: date
    edition: int
    smallest: int
    target: float
    rounds: tuple[RoundPart, ...]
    """Newest first."""
    red: tuple[Red, ...]
    decisions: tuple[Decided, ...] = ()
    words: tuple[Words, ...] = ()
    deviations: DeviationFacts | None = None
    actions: ActionFacts | None = None
    key_figures: tuple[KeyFigure, ...] = ()
    access: tuple[tuple[str, int], ...] = ()
    readings: int = 0
    what_changed: str = ""
    why_changed: str = ""
    changed_figures: tuple[tuple[str, str, str], ...] = field(default=())
    """What differs from the edition before: what the figure is of, then and now."""
    signature: Signature | None = None

    @property
    def round_name(self) -> str:
        return self.rounds[0].name if self.rounds else ""

    @property
    def newest(self) -> tuple[RoundPart, ...]:
        """The newest round of each checklist: what the analysis is about."""
        by_form = {part.annex.form_name: part for part in reversed(self.rounds)}
        return tuple(part for part in self.rounds if by_form[part.annex.form_name] is part)

    def words_of(self, area: str) -> Words:
        return next((each for each in self.words if each.area == area), Words(area))

    def decided(self, red_id: str) -> Decided | None:
        return next((each for each in self.decisions if each.red_id == red_id), None)

    def red_in(self, area: str) -> tuple[Red, ...]:
        return tuple(each for each in self.red if each.area == area)

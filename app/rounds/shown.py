"""How a round speaks to a person: states, stops, reasons, and what a sample can say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from app.errors import N_
from app.rounds.models import Attempt, Round, RoundState
from app.rounds.population import ATTRIBUTE, Reason, reason_in
from app.rounds.sizes import Outlook
from app.web.language import gettext, language
from review_forms import ReviewForm, all_forms, latest, load, versions

STATES: dict[str, tuple[str, str]] = {
    RoundState.planned: (N_("Planned"), ""),
    RoundState.frozen: (N_("Frozen"), "info"),
    RoundState.drawn: (N_("Sample drawn"), "info"),
    RoundState.reviewing: (N_("In review"), "warning"),
    RoundState.closed: (N_("Closed"), "success"),
}
FIELD_LABELS: dict[str, str] = {
    "placement_form": N_("Placement form"),
    "unit": N_("Unit"),
    "legal_basis": N_("Legal basis"),
    "contract_form": N_("Contract form"),
    "provider": N_("Provider"),
    "sex": N_("Sex"),
    "age_group": N_("Age group"),
    "caseworker": N_("Caseworker"),
}
REASONS: dict[Reason, str] = {
    Reason.protected: N_("Protected identity"),
    Reason.other_unit: N_("Another unit"),
    Reason.other_form: N_("Another placement form"),
    Reason.not_begun: N_("Began after the period"),
    Reason.ended: N_("Ended before the period"),
    Reason.too_short: N_("Too short"),
    Reason.singled_out: N_("Left out one by one"),
}
CHECKS: dict[str, str] = {
    "form": N_("The transcript can be read and holds everything it should"),
    "commitment": N_("The commitment has the sum that the transcript says"),
    "published": N_("The commitment is the one that was logged before the dice"),
    "frame": N_("The frame is the one that was frozen"),
    "excluded": N_("The cases left out are those that were frozen"),
    "apart": N_("No case is both in the frame and left out"),
    "entropy": N_("The server's random number is the one it was bound to"),
    "seed": N_("The seed follows from the commitment, the dice and the server's number"),
    "sizes": N_("There are enough cases in every stratum"),
    "result": N_("The drawn cases and the spares are those that the seed gives"),
}
STOPS = (
    N_("Plan"),
    N_("Freeze"),
    N_("Roll dice"),
    N_("Draw"),
    N_("Share out"),
    N_("Review cases"),
    N_("Summarise"),
)
PLAN, FREEZE, DICE, DRAW, ASSIGN, REVIEW, SUMMARY = range(len(STOPS))


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop on the way of a round, and where it is if it has been reached."""

    label: str
    state: str
    href: str
    note: str = ""


def stop_number(state: str, *, dice_in: bool = False) -> int:
    """Give the stop where a round stands, from 0."""
    if state == RoundState.frozen:
        return DRAW if dice_in else DICE
    return {
        RoundState.planned: PLAN,
        RoundState.drawn: ASSIGN,
        RoundState.reviewing: REVIEW,
        RoundState.closed: SUMMARY,
    }[RoundState(state)]


def stops(round_: Round, *, dice_in: bool, open_to: Collection[int]) -> list[Stop]:
    """List the stops of a round; one can go to those that are reached and open to oneself."""
    here = stop_number(round_.state, dice_in=dice_in)
    url = f"/rounds/{round_.id}"
    links = {ASSIGN: "assignment", REVIEW: "progress", SUMMARY: "summary"}
    reached = {ASSIGN: ASSIGN, REVIEW: REVIEW, SUMMARY: REVIEW}
    closed = round_.state == RoundState.closed
    return [
        Stop(
            label=gettext(label),
            state="done" if closed or number < here else "current" if number == here else "next",
            href=f"{url}/{links[number]}"
            if number in links and number in open_to and here >= reached[number]
            else "",
        )
        for number, label in enumerate(STOPS)
    ]


def field_label(field: str) -> str:
    """Name a field that strata are made of; the register's own columns have their own names."""
    if field.startswith(ATTRIBUTE):
        return field.removeprefix(ATTRIBUTE)
    return gettext(FIELD_LABELS[field])


def field_choices(attributes: Sequence[str]) -> list[tuple[str, str]]:
    """List what strata can be made of."""
    own = [f"{ATTRIBUTE}{name}" for name in attributes]
    return [(field, field_label(field)) for field in [*FIELD_LABELS, *own]]


def form_title(form: ReviewForm) -> str:
    """Name a review form in the reader's language, with its version."""
    title = form.title.en if language() == "en" else form.title.sv
    return f"{title} ({form.version})"


def forms_to_choose() -> list[tuple[str, str]]:
    """List the newest version of every form that is about cases."""
    newest = [latest(name) for name in versions()]
    return [
        (f"{form.name}/{form.version}", form_title(form))
        for form in newest
        if form.reviews == "case"
    ]


def title_of_form(round_: Round) -> str:
    """Name the form of a round; one that is no longer here by the name it was given."""
    known = {(form.name, form.version) for form in all_forms()}
    if (round_.form_name, round_.form_version) not in known:
        return f"{round_.form_name} {round_.form_version}"
    return form_title(load(round_.form_name, round_.form_version))


def reasons_by_name(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Count the cases left out by the names of their reasons; single cases are one of them."""
    summed = dict.fromkeys(Reason, 0)
    for words, count in counts.items():
        summed[reason_in(words)] += count
    return [(gettext(REASONS[reason]), count) for reason, count in summed.items() if count]


def margin_points(outlook: Outlook) -> int | None:
    """Give the margin in whole percentage points, never smaller than it is."""
    # A hair above a whole number comes from the arithmetic, not from the sample.
    return None if outlook.margin is None else ceil(round(outlook.margin * 100, 6))


def chance_percent(outlook: Outlook) -> int:
    """Give the chance to find a fault in whole per cent, never larger than it is."""
    return floor(outlook.chance * 100)


def aborted(attempts: Sequence[Attempt]) -> list[Attempt]:
    return [attempt for attempt in attempts if attempt.aborted_at is not None]

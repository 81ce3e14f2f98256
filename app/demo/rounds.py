"""The three rounds of the demonstration, from the export to the summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from sqlmodel import Session

from app.assignment.choosing import ReviewersChoice, choose_reviewers
from app.assignment.service import assign_reviewers, publish_assignment
from app.auth.actor import Actor
from app.demo.by_hand import raise_one_alarm
from app.demo.deviations import handle_deviations
from app.demo.people import PEOPLE
from app.demo.register import Placement, export
from app.demo.reviews import review_round
from app.organisation.models import Role
from app.register.reading import ColumnMap, propose_columns, read_register
from app.register.service import RegisterExport, import_register
from app.rounds.drawing import draw_sample, roll_dice
from app.rounds.freezing import confirm_count, freeze_frame
from app.rounds.models import Round
from app.rounds.plan import RoundPlan
from app.rounds.service import plan_round


@dataclass(frozen=True, slots=True)
class DemoRound:
    """When a round was held, on what, and how far it has come."""

    plan: RoundPlan
    exported_on: date
    drawn_on: date
    closed_on: date | None
    dice: tuple[str, str]
    better: float
    done: float = 1.0
    mended: float = 0.0
    """The share of its deviations that are handled and closed."""
    taught: frozenset[str] = frozenset()
    """Questions that something was done about since the round before."""


def _plan(
    name: str, form: str, period: tuple[date, date], due_on: date, **more: object
) -> RoundPlan:
    return RoundPlan.model_validate(
        {
            "name": name,
            "review_form": form,
            "period_from": period[0],
            "period_to": period[1],
            "due_on": due_on,
            "open_in_period": True,
            "shortest_days": 30,
            "strata_fields": ("placement_form",),
            "at_least": 2,
            "hours_per_case": 1.5,
            **more,
        }
    )


# What the first round led to: a day of training on how children are heard and answered.
TAUGHT = frozenset({"child_view_weighed", "child_heard", "child_informed"})

ROUNDS = (
    DemoRound(
        _plan(
            "Hösten 2025",
            "placed_child_short/2026-1",
            (date(2025, 3, 1), date(2025, 8, 31)),
            date(2025, 10, 31),
            sample_size=40,
            hours_per_case=0.75,
        ),
        exported_on=date(2025, 9, 15),
        drawn_on=date(2025, 9, 18),
        closed_on=date(2025, 11, 12),
        dice=("60318274955120447936", "81720393645518260474"),
        better=0.0,
        mended=0.8,
    ),
    DemoRound(
        _plan(
            "Våren 2026",
            "placed_child_full/2026-1",
            (date(2025, 9, 1), date(2026, 2, 28)),
            date(2026, 4, 30),
            sample_size=48,
            double_percent=15,
        ),
        exported_on=date(2026, 3, 9),
        drawn_on=date(2026, 3, 12),
        closed_on=date(2026, 5, 13),
        dice=("27459031866420715398", "03941187256630842751"),
        better=0.1,
        mended=0.41,
        taught=TAUGHT,
    ),
    DemoRound(
        _plan(
            "Hösten 2026",
            "placed_child_full/2026-1",
            (date(2026, 3, 1), date(2026, 8, 31)),
            date(2026, 12, 11),
            sample_size=52,
            double_percent=15,
        ),
        exported_on=date(2026, 10, 5),
        drawn_on=date(2026, 10, 8),
        closed_on=None,
        dice=("94402715836091427765", "11863509274437820519"),
        better=0.3,
        taught=TAUGHT,
        done=0.6,
    ),
)


def hold_round(
    session: Session, cast: Mapping[str, Actor], held: DemoRound, register: Sequence[Placement]
) -> Round:
    """Hold a round as its people would have: export, count, freeze, roll, draw, share, review."""
    mona, kim, leader = cast["mona"], cast["kim"], cast["sofia"]
    rows = _bring_in(session, mona, held.exported_on, list(register))
    morning = at(held.drawn_on, 9)
    round_ = plan_round(session, mona, held.plan, now=morning)
    session.flush()
    confirm_count(session, kim, round_.id, rows, now=morning + timedelta(minutes=10))
    entropy = sha256(f"demo {round_.name}".encode()).digest()
    freeze_frame(session, mona, round_.id, entropy=entropy, now=morning + timedelta(minutes=20))
    for person, digits in zip((mona, leader), held.dice, strict=True):
        roll_dice(session, person, round_.id, digits, now=morning + timedelta(minutes=30))
    draw_sample(session, mona, round_.id, now=morning + timedelta(minutes=40))
    share_out = at(held.drawn_on + timedelta(days=4), 13)
    hours = {cast[each.username].id: each.hours for each in PEOPLE if each.role is Role.reviewer}
    choice = ReviewersChoice(
        hours=hours, double_share=round_.double_share, hours_per_case=round_.hours_per_case
    )
    choose_reviewers(session, mona, round_.id, choice, now=share_out)
    assign_reviewers(session, mona, round_.id, now=share_out)
    publish_assignment(session, mona, round_.id, now=share_out + timedelta(minutes=15))
    review_round(
        session,
        cast,
        round_,
        first_day=held.drawn_on + timedelta(days=5),
        closed_at=at(held.closed_on, 14) if held.closed_on else None,
        better=held.better,
        taught=held.taught,
        done=held.done,
    )
    if held.closed_on:
        handle_deviations(session, cast, round_, share_closed=held.mended, closed_on=held.closed_on)
    else:
        raise_one_alarm(session, cast, round_)
    return round_


def at(day: date, hour: int) -> datetime:
    """Give a moment of a working day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def _bring_in(session: Session, manager: Actor, on: date, register: list[Placement]) -> int:
    content = export(register, on)
    header = tuple(content.decode("cp1252").splitlines()[0].split(";"))
    columns = ColumnMap(propose_columns(header).fields, {"Konsult": "Konsult"})
    name = f"uttag_{on:%Y-%m-%d}.csv"
    parsed = read_register(content, name, columns)
    file = RegisterExport(name, sha256(content).hexdigest(), parsed)
    import_register(session, manager, file, now=at(on, 8))
    return parsed.rows_read

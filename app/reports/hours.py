"""What the reading of a round took, as a report tells it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

from app.errors import N_
from app.reports.told_parts import Told, counted_told
from app.rounds.models import Round
from app.summary.hours import RoundHours, hours_of
from app.web.language import number, said

FEWEST_READERS = 3
"""With two, each of them could tell the other's pace from the sum and her own."""


@dataclass(frozen=True, slots=True)
class Time:
    """Hours for all readings, and the median and quartiles of minutes a reading."""

    hours: float
    median: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a round; no time where it would tell how fast one person works."""

    readings: int
    planned: float
    time: Time | None = None


def hours_told(session: Session, round_: Round, readers: int) -> Hours:
    """Give the hours of a round, as far as they may be told to the board."""
    made = hours_of(session, round_)
    time = _time(made) if readers >= FEWEST_READERS else None
    return Hours(made.readings, made.planned, time)


def _time(made: RoundHours) -> Time | None:
    if made.spent is None or made.median is None or made.lower is None or made.upper is None:
        return None
    return Time(made.spent, made.median, made.lower, made.upper)


def hours_in_short(hours: Hours | None) -> list[str]:
    """Say in one sentence what the reading cost, if that can be told."""
    if hours is None or hours.time is None:
        return []
    words = {"spent": number(hours.time.hours, 1), "planned": number(hours.planned, 1)}
    return [
        said(
            N_(
                "Reading the files took %(spent)s hours; the plan had %(planned)s. Preparation "
                "and meetings are not in it."
            ),
            words,
        )
    ]


def hours_in_full(hours: Hours) -> str:
    """Say what the hours mean, and what they cannot mean."""
    time = hours.time
    if time is None:
        return said(
            N_(
                "What the reading took is not told: too few reviews or reviewers, so it would "
                "tell how fast somebody works."
            )
        )
    words = {
        "readings": number(hours.readings),
        "spent": number(time.hours, 1),
        "planned": number(hours.planned, 1),
        "median": number(time.median),
        "lower": number(time.lower),
        "upper": number(time.upper),
    }
    return said(
        N_(
            "The %(readings)s readings took %(spent)s hours in all; the plan had %(planned)s. The "
            "median is %(median)s minutes a reading, and half of them took between %(lower)s and "
            "%(upper)s. Time is counted between saved answers, a pause as 20 minutes at most. "
            "Preparation, consensus and meetings are not in it, so the review cost more than "
            "this; and it says nothing about how well anybody read."
        ),
        words,
    )


def hours_by_name(part_id: str, about: str, hours: Hours | None) -> Iterator[Told]:
    """Name each figure of the hours."""
    if hours is None:
        return
    yield counted_told((part_id, "readings"), about, N_("Readings handed in"), hours.readings)
    figures = [("planned", N_("Hours for the readings, by the plan"), hours.planned)]
    if hours.time is not None:
        figures += [
            ("hours", N_("Hours for the readings, as saved"), hours.time.hours),
            ("median", N_("Minutes a reading, median"), hours.time.median),
            ("lower", N_("Minutes a reading, lower quartile"), hours.time.lower),
            ("upper", N_("Minutes a reading, upper quartile"), hours.time.upper),
        ]
    for field, name, value in figures:
        yield Told((part_id, "hours", field), about, said(name), number(value, 1), value)

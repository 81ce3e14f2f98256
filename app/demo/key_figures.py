"""Key figures of the invented municipality: every number and every name in it is made up."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from app.auth.actor import Actor
from app.demo.rounds import at
from app.key_figures.kolada import FOLLOWED
from app.key_figures.models import Area, Source
from app.key_figures.months import FactorPlan, define_factor, enter_months
from app.key_figures.reading_months import Month
from app.key_figures.service import name_key_figure, set_group, set_values

YEARS = (2021, 2022, 2023, 2024, 2025)
READ_ON = date(2026, 9, 14)
NEIGHBOURS = (
    "Granhults kommun",
    "Lövåsens kommun",
    "Sjöbacka kommun",
    "Tallviks kommun",
    "Åkernäs kommun",
    "Ängsberga kommun",
    "Östmarks kommun",
)
# Our own, similar municipalities, the whole country; None where the value is missing.
SERIES: Mapping[str, tuple[tuple[float | None, ...], ...]] = {
    "N33001": ((4120, 4385, 4610, 4540, 4395), (3980, 4090, 4215, 4310, 4400),
               (4260, 4375, 4490, None, 4725)),
    "N33007": ((9.8, 10.4, 11.9, 11.2, 10.1), (9.1, 9.4, 9.6, 9.9, 10.0),
               (8.7, 8.8, 9.0, 9.1, 9.2)),
    "N33813": ((61, 58, 55, 63, 68), (64, 64, 65, 66, 66), (67, 67, 68, None, 69)),
    "N33008": ((3.1, 3.6, 4.4, 3.9, 3.2), (2.9, 3.0, 3.1, 3.1, 3.2), (2.8, 2.8, 2.9, 2.9, 3.0)),
    "N33812": ((1420, None, 1610, 1585, 1490), (1390, 1425, 1460, 1490, 1515),
               (1450, 1485, 1520, 1550, 1580)),
    "N33010": ((212, 231, 248, 239, 220), (205, 208, 214, 219, 221), (198, 201, 205, 208, 210)),
}  # fmt: skip
VISITS = FactorPlan(
    name="Besök hos placerade barn i tid",
    counted="besök som gjordes i tid",
    of="besök som skulle göras under månaden",
    target=0.95,
    baseline=12,
    active=True,
)
PLANS = FactorPlan(
    name="Genomförandeplan inom fyra veckor",
    counted="placeringar med plan inom fyra veckor",
    of="nya placeringar vars fyra veckor gick ut under månaden",
    target=0.9,
    active=True,
)
# So many of so many, from November 2024 on.
VISITS_MADE = (
    (31, 42), (29, 38), (34, 45), (30, 41), (33, 44), (28, 39), (35, 46), (27, 36), (24, 33),
    (32, 43), (31, 40), (30, 42), (33, 44), (29, 41), (38, 43), (38, 44), (37, 41), (40, 45),
    (38, 42), (36, 40), (34, 38), (39, 43), (41, 44), (40, 43),
)  # fmt: skip
PLANS_MADE = (
    (9, 11), (8, 10), (10, 12), (7, 9), (9, 10), (8, 10), (6, 8), (9, 11), (7, 8), (10, 13),
    (9, 11), (8, 9), (10, 12), (7, 9), (9, 11), (8, 10), (11, 13), (9, 10), (8, 10), (7, 9),
    (10, 12), (9, 11), (8, 9), (10, 12),
)  # fmt: skip
NOTES = {14: "Ny bokningsrutin från januari.", 8: "Semesterperiod."}


def keep_key_figures(session: Session, cast: Mapping[str, Actor]) -> None:
    """Let quality staff write in what Kolada would have said, and count their own months."""
    kim, morning = cast["kim"], at(READ_ON, 9)
    for code, rows in SERIES.items():
        name = f"Påhittat exempel {FOLLOWED.index(code) + 1}"
        name_key_figure(session, kim, code, name, "påhittade tal", READ_ON, now=morning)
        for place, year in enumerate(YEARS):
            values = {area: row[place] for area, row in zip(Area, rows, strict=True)}
            set_values(session, kim, code, year, values, _source(code, year), now=morning)
    for year in YEARS[-2:]:
        set_group(session, kim, year, f"Påhittad grupp {year}", list(NEIGHBOURS), now=morning)
    for plan, made in ((VISITS, VISITS_MADE), (PLANS, PLANS_MADE)):
        _count(session, cast["sofia"], plan, made, at(date(2026, 11, 4), 10))


def _source(code: str, year: int) -> Source:
    """Let the newest value of one series be worked out by the municipality itself."""
    own = (code, year) == ("N33010", YEARS[-1])
    return Source.own_calculation if own else Source.kolada


def _count(
    session: Session,
    actor: Actor,
    plan: FactorPlan,
    made: tuple[tuple[int, int], ...],
    now: datetime,
) -> None:
    factor = define_factor(session, actor, plan, now=now)
    months = [
        Month(date(2024 + (place + 10) // 12, (place + 10) % 12 + 1, 1), met, counted, note)
        for place, (met, counted) in enumerate(made)
        for note in [NOTES.get(place, "") if plan is VISITS else ""]
    ]
    enter_months(session, actor, factor.id, months, now=now)

"""How the tests of rounds read pages, and rounds that have come some way."""

from lxml import html

from app.rounds.drawing import draw_sample, roll_dice
from app.rounds.freezing import freeze_frame
from tests.app.rounds.test_draw import PI, E
from tests.app.rounds.test_freeze import ENTROPY
from tests.cast import KIM, MONA, NOON
from tests.make import a_planned_round, a_register, a_register_case

PLAN = {
    "name": "Hösten 2026",
    "review_form": "placed_child_full/2026-1",
    "period_from": "2026-05-01",
    "period_to": "2026-10-31",
    "due_on": "2026-12-18",
    "open_in_period": "on",
    "strata_fields": "placement_form",
    "size_by": "number",
    "sample_size": "10",
    "at_least": "2",
    "double_percent": "10",
    "hours_per_case": "1,5",
    "people_to_roll": "2",
}
GROUPS = [PI[start : start + 5] for start in range(0, 20, 5)]


def a_round(database, state="planned", **more):
    """Make a round that has come as far as a state, and give its id."""
    with database.writing() as session:
        export = a_register(session, {"HVB": 12, "Familjehem": 20}, counted=33)
        session.add(a_register_case(export, "S-1", protected=True))
        round_ = a_planned_round(session, **more)
        if state in {"frozen", "drawn"}:
            freeze_frame(session, MONA, round_.id, entropy=ENTROPY, now=NOON)
        if state == "drawn":
            roll_dice(session, MONA, round_.id, PI, now=NOON)
            roll_dice(session, KIM, round_.id, E, now=NOON)
            draw_sample(session, MONA, round_.id, now=NOON)
        return round_.id


def text(answer, where="//main"):
    """Read a part of a page as a person would: its words with single spaces."""
    return " ".join(" ".join(html.fromstring(answer.text).xpath(where)[0].itertext()).split())


def at(id_):
    return f"descendant-or-self::*[@id='{id_}']"

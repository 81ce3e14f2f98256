from collections.abc import Sequence
from typing import Any

from app.reviews.entries import Group
from app.reviews.sheet import Sheet
from app.web.language import said


def so_far(answered: int, asked: int) -> str:
    """Write how far she has come: 3 of 5."""
    return said("%(value)s of %(max)s", {"value": answered, "max": asked})


def navigator(groups: Sequence[Group]) -> list[dict[str, Any]]:
    """Lay out the way through a review: each section, how far she has come, each question."""
    return [
        {
            "label": f"{group.id} {group.title}",
            "href": f"#section-{group.id.lower()}",
            "text": so_far(group.answered, group.asked),
            "questions": [
                {
                    "number": entry.number,
                    "text": entry.text,
                    "href": f"#{entry.anchor}",
                    "state": entry.state,
                }
                for entry in group.entries
            ],
        }
        for group in groups
        if group.entries
    ]


def next_unanswered(sheet: Sheet) -> str:
    """Give the anchor of the first question that is left; empty when none is."""
    progress = sheet.progress
    left = {question.id for question in (*progress.missing, *progress.unexplained)}
    return next((f"q-{each.id}" for each in sheet.called if each.id in left), "")

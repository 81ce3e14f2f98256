from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Connection, update
from sqlmodel import col

from app.audit.log import Event, append
from app.reviews.models import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewViewed(Event):
    object_field: ClassVar[str | None] = "review_id"

    review_id: str


def note_view(connection: Connection, actor_id: str, review_id: str, *, now: datetime) -> None:
    """Log that somebody is about to see a review; her first look also opens it.

    Comes before the page is made: what cannot be logged is not shown (2001:454, 10 §).
    """
    append(connection, ReviewViewed(at=now, actor_id=actor_id, review_id=review_id))
    connection.execute(
        update(Review)
        .where(
            col(Review.id) == review_id,
            col(Review.reviewer_id) == actor_id,
            col(Review.opened_at).is_(None),
        )
        .values(opened_at=now)
    )

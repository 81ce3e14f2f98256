"""What follows from what, where it points ahead in the story. Backwards, one simply calls."""

from app.assignment.events import (
    AssignmentPublished,
    CaseReassigned,
    ReviewerRecused,
    SeatLeft,
    SeatTaken,
)
from app.audit.log import Rule, when
from app.reviews.objecting import refuse_if_begun, refuse_if_handed_in
from app.reviews.opening import open_review, open_reviews, withdraw_review

RULES: tuple[Rule, ...] = (
    when(AssignmentPublished, open_reviews),
    when(CaseReassigned, refuse_if_begun),
    when(ReviewerRecused, refuse_if_handed_in),
    when(SeatTaken, open_review),
    when(SeatLeft, withdraw_review),
)

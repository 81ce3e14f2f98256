"""What follows from what, where it points ahead in the story. Backwards, one simply calls."""

from app.actions.gate import refuse_unverified
from app.assignment.events import (
    AssignmentPublished,
    CaseReassigned,
    ReviewerRecused,
    SeatLeft,
    SeatTaken,
)
from app.audit.log import Rule, when
from app.consensus.service import CaseSettled
from app.deviations.deficiencies import (
    note_handed_in,
    note_replaced,
    note_settled,
    note_withdrawn,
    refuse_undecided,
)
from app.deviations.events import DeviationClosed
from app.reviews.assuring import ReviewApproved
from app.reviews.objecting import refuse_if_begun, refuse_if_handed_in
from app.reviews.opening import ReviewWithdrawn, open_review, open_reviews, withdraw_review
from app.reviews.replacing import ReplacementApproved
from app.reviews.submitting import ReviewSubmitted

RULES: tuple[Rule, ...] = (
    when(AssignmentPublished, open_reviews),
    when(CaseReassigned, refuse_if_begun),
    when(ReviewerRecused, refuse_if_handed_in),
    when(SeatTaken, open_review),
    when(SeatLeft, withdraw_review),
    when(ReviewSubmitted, note_handed_in),
    when(ReviewWithdrawn, note_withdrawn),
    when(ReplacementApproved, note_replaced),
    when(CaseSettled, note_settled),
    when(ReviewApproved, refuse_undecided),
    when(DeviationClosed, refuse_unverified),
)

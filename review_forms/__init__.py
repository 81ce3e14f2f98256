"""Review forms: what is asked about a case, when, on what legal basis, and what answers mean.

Knows forms; not people, databases or pages.
"""

from review_forms.answer_kinds import NOT_FOUND, Met
from review_forms.answers import note_required, outcome, shown
from review_forms.case_facts import FACTS, CaseFacts
from review_forms.comparison import Disagreement, Joined, disagreements, joined
from review_forms.deadlines import Deadline, Interval
from review_forms.errors import AnswerRefused, FormError
from review_forms.library import all_forms, is_published, latest, load, versions
from review_forms.parsing import parse_answer
from review_forms.progress import Progress, SectionProgress
from review_forms.rating import Counts, Grade, Rating, SectionRating, rate
from review_forms.schema import (
    LegalBasis,
    Question,
    ReviewForm,
    Section,
    legal_basis_on,
    reasons_for,
)
from review_forms.skip_logic import Answers, Walk, Walks, asked, called_for, deadlines, standing
from review_forms.words import Option, Words

__all__ = [
    "FACTS",
    "NOT_FOUND",
    "AnswerRefused",
    "Answers",
    "CaseFacts",
    "Counts",
    "Deadline",
    "Disagreement",
    "FormError",
    "Grade",
    "Interval",
    "Joined",
    "LegalBasis",
    "Met",
    "Option",
    "Progress",
    "Question",
    "Rating",
    "ReviewForm",
    "Section",
    "SectionProgress",
    "SectionRating",
    "Walk",
    "Walks",
    "Words",
    "all_forms",
    "asked",
    "called_for",
    "deadlines",
    "disagreements",
    "is_published",
    "joined",
    "latest",
    "legal_basis_on",
    "load",
    "note_required",
    "outcome",
    "parse_answer",
    "rate",
    "reasons_for",
    "shown",
    "standing",
    "versions",
]

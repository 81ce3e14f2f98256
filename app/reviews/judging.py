"""Is what was sent an answer to the question? Computes; touches no database and no page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from app.errors import N_
from app.identity_numbers import find_identity_number
from app.reviews.sheet import Given
from app.web.forms import IDENTITY
from review_forms import NOT_FOUND, AnswerRefused, Question, ReviewForm, parse_answer, reasons_for

MOST_COMMENT = 2000
# A day that is still ahead in Sweden has not been, whatever it is called in UTC.
SWEDEN = ZoneInfo("Europe/Stockholm")

TOO_LONG = N_("Shorten the comment to at most %(most)s characters.")
NO_SUCH_REASON = N_("Choose one of the reasons in the list.")
ONE_OR_THE_OTHER = N_("Give the date or number, or tick “Not stated in the file” – not both.")


@dataclass(frozen=True, slots=True)
class Sent:
    """What came from the page. A part that was not sent at all is left as it is."""

    value: tuple[str, ...] | None = None
    reason: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was saved: the message (English, to be translated) and where it belongs."""

    part: str
    message: str
    details: Mapping[str, str] = field(default_factory=dict)


def understood(
    form: ReviewForm, question: Question, sent: Sent, current: Given, now: datetime
) -> Given | Refused:
    """Read what was sent as an answer, on top of the one that stands."""
    return (
        _identity(sent)
        or _comment(sent.comment)
        or _reason(form, question, sent.reason)
        or _whole(question, sent, current, now)
    )


def _identity(sent: Sent) -> Refused | None:
    for part, texts in (("value", sent.value or ()), ("comment", (sent.comment or "",))):
        if any(find_identity_number(text) for text in texts):
            return Refused(part, IDENTITY)
    return None


def _comment(comment: str | None) -> Refused | None:
    if comment is not None and len(comment) > MOST_COMMENT:
        return Refused("comment", TOO_LONG, {"most": str(MOST_COMMENT)})
    return None


def _reason(form: ReviewForm, question: Question, reason: str | None) -> Refused | None:
    if reason and reason not in {option.code for option in reasons_for(form, question)}:
        return Refused("reason", NO_SUCH_REASON)
    return None


def _whole(question: Question, sent: Sent, current: Given, now: datetime) -> Given | Refused:
    value = current.value if sent.value is None else _value(question, sent.value, now)
    if isinstance(value, Refused):
        return value
    return Given(
        value=value,
        reason=current.reason if sent.reason is None else sent.reason,
        comment=current.comment if sent.comment is None else sent.comment.strip(),
    )


def _value(question: Question, raw: Sequence[str], now: datetime) -> str | Refused:
    """Read the value; nothing at all takes the answer back."""
    parts = [part for part in raw if part.strip()]
    if not parts:
        return ""
    if NOT_FOUND in parts and len(parts) > 1:
        return Refused("value", ONE_OR_THE_OTHER)
    today = now.astimezone(SWEDEN).date()
    try:
        return parse_answer(question, parts if len(parts) > 1 else parts[0], today=today)
    except AnswerRefused as refusal:
        return Refused("value", refusal.message, refusal.parameters)

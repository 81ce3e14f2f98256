"""Strict readers for one cell. What can be read in two ways is refused, never guessed."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from app.register.reading import vocabulary
from app.register.reading.cells import Cell, clean, shown, squeezed
from app.register.reading.limits import LONGEST_CASE_NUMBER, LONGEST_CELL
from app.register.reading.parsed import Field
from app.register.reading.reasons import Reason, Unfit

FIRST_YEAR, LAST_YEAR = 1950, 2100
OLDEST = 25
HIGHEST_RATE = 1_000_000
ORE = Decimal("0.01")

_YEAR_FIRST = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII
)
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_COMPACT = re.compile(r"(\d{4}|\d{2})(\d{2})(\d{2})", re.ASCII)
_IN_WORDS = re.compile(r"(?:den )?(\d{1,2})(?:\.|:e)? ([^\W\d]+)\.? (\d{4})", re.IGNORECASE)
_MONTH_NAMES = re.compile(
    "(jan(?:uari|uary)?)|(feb(?:ruari|ruary)?)|(mar(?:s|ch)?)|(apr(?:il)?)|(maj|may)|"
    "(juni?|june)|(juli?|july)|(aug(?:usti|ust)?)|(sept?(?:ember)?)|(okt(?:ober)?|oct(?:ober)?)|"
    "(nov(?:ember)?)|(dec(?:ember)?)",
    re.IGNORECASE,
)

_CURRENCY = re.compile(r"\s*(?:kr|kronor|sek|:-)\.?(?:\s*(?:/|per )\s*dygn)?$", re.IGNORECASE)
_TWO_READINGS = re.compile(r"-?\d{1,3}[.,]\d{3}", re.ASCII)
_SWEDISH = re.compile(r"-?(?:\d+|\d{1,3}(?: \d{3})+|\d{1,3}(?:\.\d{3})+(?=,))(?:,\d+)?", re.ASCII)
_POINT = re.compile(r"-?(?:\d+|\d{1,3}(?: \d{3})+)\.\d{1,2}", re.ASCII)
_AGE = re.compile(r"(\d{1,3})(?:[,.]0+)?(?: ?år| years?)?", re.IGNORECASE | re.ASCII)

_FORMULA = "=+-@\t\r"
_SPREADSHEET_ERROR = re.compile(r"#(?:N/A|NULL!|NUM!|REF!|VALUE!|DIV/0!|NAME\?|SAKNAS!|VÄRDEFEL!)")
_OPEN_END = frozenset(("tillsvidare", "tv", "pagaende", "pagar", "ongoing"))
_NEVER = date(9999, 12, 31)


def day(cell: Cell) -> date:
    """Read a day. ``1/3/2026`` is the first of March: in Sweden the day comes first."""
    if isinstance(cell, date):
        found = cell.date() if isinstance(cell, datetime) else cell
    else:
        found = _day_in_text(clean(shown(cell)))
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unfit(Reason.date_out_of_range, low=FIRST_YEAR, high=LAST_YEAR)
    return found


def last_day(cell: Cell) -> date | None:
    """Read the day a placement ended; systems write a far day or words when it has not."""
    if isinstance(cell, str) and squeezed(cell) in _OPEN_END:
        return None
    if isinstance(cell, date) and cell.year == _NEVER.year:
        return None
    if isinstance(cell, str) and clean(cell)[:10] in ("9999-12-31", "99991231"):
        return None
    return day(cell)


def _day_in_text(text: str) -> date:
    if found := _YEAR_FIRST.fullmatch(text):
        return _day_of(found[1], found[3], found[4])
    if found := _DAY_FIRST.fullmatch(text):
        return _day_of(found[4], found[3], found[1])
    if found := _COMPACT.fullmatch(text):
        return _day_of(_with_century(found[1]), found[2], found[3])
    if found := _IN_WORDS.fullmatch(text):
        month = _MONTH_NAMES.fullmatch(found[2])
        if month is not None and month.lastindex is not None:
            return _day_of(found[3], month.lastindex, found[1])
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        raise Unfit(Reason.date_is_a_number)
    raise Unfit(Reason.not_a_date)


def _with_century(year: str) -> str:
    if len(year) > 2:  # noqa: PLR2004 (two digits leave the century out)
        return year
    return ("19" if int(year) >= FIRST_YEAR % 100 else "20") + year


def _day_of(year: str, month: str | int, day_: str) -> date:
    try:
        return date(int(year), int(month), int(day_))
    except ValueError:
        raise Unfit(Reason.not_a_date) from None


def number(cell: Cell) -> Decimal:
    """Read a number as it is written in Sweden; ``1.234`` may be two numbers and is refused."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Unfit(Reason.not_a_number)
    text = _CURRENCY.sub("", clean(str(cell)).replace("\u2212", "-"))
    if isinstance(cell, str) and _TWO_READINGS.fullmatch(text):
        raise Unfit(Reason.ambiguous_number)
    plain = repr(cell) if isinstance(cell, float) else text.replace(" ", "")
    if isinstance(cell, str) and _SWEDISH.fullmatch(text):
        plain = plain.replace(".", "").replace(",", ".")
    elif isinstance(cell, str) and not _POINT.fullmatch(text):
        raise Unfit(Reason.not_a_number)
    return Decimal(plain)


def day_rate(cell: Cell) -> Decimal:
    """Read kronor per day, to the öre."""
    kronor = number(cell)
    if not 0 <= kronor <= HIGHEST_RATE:
        raise Unfit(Reason.number_out_of_range, low=0, high=HIGHEST_RATE)
    return kronor.quantize(ORE)


def age(cell: Cell) -> int:
    """Read an age in whole years, of a child or a young person."""
    text = clean(shown(cell))
    found = _AGE.fullmatch(text)
    if found is None:
        number(text if isinstance(cell, str) else cell)
        negative = text.startswith(("-", "\u2212"))
        raise _age_out_of_range() if negative else Unfit(Reason.not_a_whole_number)
    if int(found[1]) > OLDEST:
        raise _age_out_of_range()
    return int(found[1])


def _age_out_of_range() -> Unfit:
    return Unfit(Reason.number_out_of_range, low=0, high=OLDEST)


def text(cell: Cell) -> str:
    """Read words, and refuse what a spreadsheet program would run as a formula."""
    written = shown(cell)
    begins = unicodedata.normalize("NFKC", written[:1] + written.strip()[:1])
    if isinstance(cell, str) and any(sign in _FORMULA for sign in begins):
        sign = next(sign for sign in begins if sign in _FORMULA)
        raise Unfit(Reason.formula, sign=sign.strip() or "TAB")
    words = clean(written)
    if len(words) > LONGEST_CELL:
        raise Unfit(Reason.too_long, most=LONGEST_CELL)
    if not words.isprintable() or "\ufffd" in words:
        raise Unfit(Reason.unreadable_sign)
    if _SPREADSHEET_ERROR.fullmatch(words.upper()):
        raise Unfit(Reason.spreadsheet_error)
    return words


def case_number(cell: Cell) -> str:
    """Read the key of a case; letters that only look Latin would make a second key of one."""
    number_ = text(cell)
    if len(number_) > LONGEST_CASE_NUMBER:
        raise Unfit(Reason.too_long, most=LONGEST_CASE_NUMBER)
    for sign in "" if number_.isascii() else number_:
        if sign.isalpha() and "LATIN" not in unicodedata.name(sign, ""):
            raise Unfit(Reason.lookalike, sign=sign)
    return number_


READERS: Mapping[Field, Callable[[Cell], object]] = {
    Field.case_number: case_number,
    Field.unit: text,
    Field.caseworker: text,
    Field.placement_form: lambda cell: vocabulary.placement_form(text(cell)),
    Field.legal_basis: lambda cell: vocabulary.legal_basis(text(cell)),
    Field.age: age,
    Field.sex: lambda cell: vocabulary.sex(text(cell)),
    Field.started_on: day,
    Field.ended_on: last_day,
    Field.provider: text,
    Field.contract_form: text,
    Field.day_rate: day_rate,
    Field.protected: lambda cell: vocabulary.protection(text(cell)),
}

"""One column of a register: what its cells mean, and what must not stand in them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.identity_numbers import MASK, Found, first_found, mask
from app.register.reading import values
from app.register.reading.cells import Cell, is_empty, key, shown
from app.register.reading.limits import LONGEST_CELL
from app.register.reading.notices import Notices
from app.register.reading.parsed import ColumnMap, Field, Refusal
from app.register.reading.reasons import Reason, Unfit

# What is written in words is looked through for identity numbers before it is read, the rest
# only when it cannot be read as what it should be.
_WORDS = frozenset(
    {
        Field.unit,
        Field.caseworker,
        Field.placement_form,
        Field.legal_basis,
        Field.provider,
        Field.contract_form,
    }
)
_LONGEST_SHOWN = 60
_NINE_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Known:
    """What a cell turned out to be, and what should be said of it."""

    value: object = None
    empty: bool = False
    unfit: Unfit | None = None
    doubt: Reason | None = None


@dataclass(slots=True)
class Column:
    """Reads the cells of one column. Equal cells are read once, however many there are."""

    name: str
    reader: Callable[[Cell], object]
    notices: Notices
    in_words: bool = True
    one_spelling: bool = False
    doubt: Callable[[str], Reason | None] = lambda _: None
    known: dict[tuple[type, Cell], Known] = field(default_factory=dict)
    _spellings: dict[str, str] = field(default_factory=dict)

    def learn(self, row: int, cell: Cell) -> Known:
        """Read a cell that is met for the first time."""
        known = self.known[type(cell), cell] = self._read(row, cell)
        return known

    def refusal(self, row: int, cell: Cell, unfit: Unfit) -> Refusal:
        written = shown(cell)[:LONGEST_CELL]
        masked = MASK if unfit.reason is Reason.identity_number else mask(written)
        return Refusal(row, self.name, masked[:_LONGEST_SHOWN], unfit.reason, unfit.params)

    def _read(self, row: int, cell: Cell) -> Known:
        if is_empty(cell):
            return Known(empty=True)
        written = shown(cell)
        seen = first_found(written) if self.in_words else None
        if self.in_words and (is_certain(seen) or lost_its_zero(written)):
            return Known(unfit=Unfit(Reason.identity_number))
        try:
            value = self.reader(cell)
        except Unfit as unfit:
            hidden = not self.in_words and holds_number(written)
            return Known(unfit=Unfit(Reason.identity_number) if hidden else unfit)
        if self.one_spelling and isinstance(value, str):
            value = self._first_spelling(row, value)
        return Known(value, doubt=Reason.looks_like_a_number if seen else self.doubt(written))

    def _first_spelling(self, row: int, word: str) -> str:
        first = self._spellings.setdefault(key(word), word)
        if first != word:
            self.notices.say(
                Reason.other_spelling, self.name, written=mask(word), row=row, read=mask(first)
            )
        return first


def holds_number(written: str) -> bool:
    return is_certain(first_found(written)) or lost_its_zero(written)


def is_certain(found: Found | None) -> bool:
    return found is not None and found.kind.certain


def lost_its_zero(written: str) -> bool:
    """Tell an identity number whose first zero a spreadsheet program took away."""
    digits = written.strip()
    return (
        len(digits) == _NINE_DIGITS and digits.isdecimal() and is_certain(first_found(f"0{digits}"))
    )


def columns_of_fields(columns: ColumnMap, notices: Notices) -> dict[Field, Column]:
    return {
        wanted: Column(
            name,
            values.READERS[wanted],
            notices,
            in_words=wanted in _WORDS or wanted is Field.case_number,
            one_spelling=wanted in _WORDS,
            doubt=_name_of_person if wanted is Field.caseworker else lambda _: None,
        )
        for wanted, name in columns.fields.items()
    }


def column_of_attribute(name: str, notices: Notices) -> Column:
    return Column(name, values.text, notices)


def unread_column(name: str, notices: Notices) -> Column:
    """Watch a column that is not read: its cells are looked through and forgotten."""
    return Column(
        name,
        lambda _: None,
        notices,
        in_words=False,
        doubt=lambda written: Reason.number_in_unread_column if holds_number(written) else None,
    )


def _name_of_person(written: str) -> Reason | None:
    words = written.replace(",", " ").split()
    named = len(words) > 1 and all(word.isalpha() and word.istitle() for word in words)
    return Reason.looks_like_names if named else None

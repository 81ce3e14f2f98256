from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

from app.errors import N_


class Reason(StrEnum):
    """Why a row is refused, or what a person should know about a row or column that was read."""

    # refusals
    identity_number = auto()
    missing = auto()
    duplicate = auto()
    formula = auto()
    unreadable_sign = auto()
    lookalike = auto()
    too_long = auto()
    spreadsheet_error = auto()
    not_a_date = auto()
    date_out_of_range = auto()
    date_is_a_number = auto()
    not_a_number = auto()
    ambiguous_number = auto()
    number_out_of_range = auto()
    not_a_whole_number = auto()
    unknown_sex = auto()
    unknown_protection = auto()
    ended_before_started = auto()
    too_few_cells = auto()
    too_many_cells = auto()
    # notices
    number_in_unread_column = auto()
    looks_like_a_number = auto()
    looks_like_names = auto()
    other_spelling = auto()
    repeated_headings = auto()
    total_row = auto()
    closing_note = auto()
    column_gone = auto()
    odd_letters = auto()
    more_refusals = auto()


TEXTS: Mapping[Reason, str] = {
    Reason.identity_number: N_(
        "The cell holds an identity number. Replace it with the number of the case."
    ),
    Reason.missing: N_("The cell is empty, and the register needs it."),
    Reason.duplicate: N_("The case number already stands in row %(first)s."),
    Reason.formula: N_("The cell begins like a formula (%(sign)s). Enter plain text."),
    Reason.unreadable_sign: N_("The cell holds a sign that cannot be read."),
    Reason.lookalike: N_(
        "The case number holds the letter %(sign)s, which only looks like a Latin letter."
    ),
    Reason.too_long: N_("The cell holds more than %(most)s signs."),
    Reason.spreadsheet_error: N_("The cell holds an error from the spreadsheet program."),
    Reason.not_a_date: N_("This is not a day in the calendar. Write it as 2026-03-01."),
    Reason.date_out_of_range: N_("The day must be between the years %(low)s and %(high)s."),
    Reason.date_is_a_number: N_(
        "The day is a plain number. Format the column as dates in the spreadsheet program."
    ),
    Reason.not_a_number: N_("This is not a number. Write it as 1234,50."),
    Reason.ambiguous_number: N_(
        "The number can be read in two ways. Write it without a separator for thousands."
    ),
    Reason.number_out_of_range: N_("The number must be between %(low)s and %(high)s."),
    Reason.not_a_whole_number: N_("This is not a whole number."),
    Reason.unknown_sex: N_("Write F for girl or P for boy."),
    Reason.unknown_protection: N_("Write yes or no."),
    Reason.ended_before_started: N_("The placement ends before it starts (%(started)s)."),
    Reason.too_few_cells: N_(
        "The row has %(found)s cells where the headings have %(expected)s. "
        "It may have been cut off."
    ),
    Reason.too_many_cells: N_(
        "The row has %(found)s cells where the headings have %(expected)s. "
        "A separator may stand inside a cell."
    ),
    Reason.number_in_unread_column: N_(
        "The column holds identity numbers (first in row %(row)s). "
        "It is not read; leave it out of the next export."
    ),
    Reason.looks_like_a_number: N_(
        "%(count)s cells look like identity numbers but need not be (first in row %(row)s). "
        "Check them."
    ),
    Reason.looks_like_names: N_(
        "%(count)s cells look like names (first in row %(row)s). "
        "Export the caseworker's code instead."
    ),
    Reason.other_spelling: N_("“%(written)s” in row %(row)s is read as “%(read)s”."),
    Reason.repeated_headings: N_("Row %(row)s repeats the headings and is left out."),
    Reason.total_row: N_("Row %(row)s is a total and is left out."),
    Reason.closing_note: N_("Row %(row)s stands below the table and is left out."),
    Reason.column_gone: N_("The column is not in this file any more."),
    Reason.odd_letters: N_(
        "The letters å, ä and ö look wrong. Choose another encoding before you import."
    ),
    Reason.more_refusals: N_("Only the first %(shown)s refusals are listed."),
}


@dataclass(frozen=True, slots=True)
class Message:
    """A text to be translated where it is shown, and what is to stand in it."""

    text: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.params


class Unfit(Exception):
    """A cell cannot be what its column says."""

    def __init__(self, reason: Reason, **params: str | int) -> None:
        self.reason = reason
        self.params = params
        super().__init__(reason)

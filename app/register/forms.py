"""What the pages of the register send."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field as Limits

from app.errors import N_, DomainError
from app.register.opening import AS_FOUND, SentFile
from app.register.reading import ColumnMap, Field, ReadOptions
from app.register.reading.limits import MOST_TITLE_ROWS
from app.web.forms import Form

ATTRIBUTE = "attribute"

Delimiter = Literal["semicolon", "comma", "tab", "bar"]
# Named, because a tab would be taken for a blank and lost on the way.
DELIMITERS: dict[str, str] = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}
Encoding = Literal["utf-8", "utf-16", "cp1252", "iso8859-15", "cp850", "mac_roman"]


class HowToRead(Form):
    """What a person says of a file that was recognised wrongly."""

    encoding: Encoding | None = None
    delimiter: Delimiter | None = None
    header_row: Annotated[int, Limits(ge=1, le=MOST_TITLE_ROWS + 1)] | None = None
    sheet: Annotated[str, Limits(max_length=100)] | None = None

    def options(self) -> ReadOptions:
        return ReadOptions(
            encoding=self.encoding,
            delimiter=DELIMITERS[self.delimiter] if self.delimiter else None,
            header_row=self.header_row,
            sheet=self.sheet,
            required=AS_FOUND.required,
        )


class Reinterpretation(HowToRead):
    """What each column is, in the order of the headings, and how the file is to be read."""

    columns: tuple[str, ...] = ()


class Confirmation(Form):
    """That a person wants what she has seen, with or without the rows that are refused."""

    compared_with: str | None = None
    without_refused: bool = False


class ChosenTwice(DomainError):
    """A case has one number and one unit: two columns for the same would be a guess."""

    status = 422
    message = N_("Two columns are chosen as %(field)s. Choose one of them.")

    def __init__(self, field: Field) -> None:
        self.field = field
        super().__init__(field=field)


def chosen_columns(header: Sequence[str], choices: Sequence[str]) -> ColumnMap | ChosenTwice | None:
    """Read what was chosen for each column; ``None`` if the choices are for other headings."""
    if len(choices) != len(header):
        return None
    fields: dict[Field, str] = {}
    kept: dict[str, str] = {}
    for name, choice in zip(header, choices, strict=True):
        if choice == ATTRIBUTE:
            kept[name] = name
        elif choice in Field.__members__:
            if Field(choice) in fields:
                return ChosenTwice(Field(choice))
            fields[Field(choice)] = name
    return ColumnMap(fields, kept)


def same_table(before: SentFile, options: ReadOptions) -> bool:
    """Tell whether the headings are still the same, so that a choice of columns holds."""
    return before.options == options

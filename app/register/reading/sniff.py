"""What a file is: its kind, its letters and its separator. Never its name: names lie."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from app.register.reading.cells import Row, Table
from app.register.reading.header import recognised_in
from app.register.reading.limits import (
    MEGABYTE,
    MOST_COLUMNS,
    MOST_MEGABYTES,
    MOST_ROWS,
    MOST_TITLE_ROWS,
)
from app.register.reading.unreadable import (
    BinarySigns,
    BrokenQuotation,
    EmptyFile,
    FileTooLarge,
    NotARegister,
    TooManyColumns,
    TooManyRows,
    UnknownEncoding,
    WebPage,
)

DELIMITERS = (";", ",", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "cp1252", "iso8859-15", "cp850", "mac_roman")

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF", b"{\\rtf", b"\x1f\x8b",
    b"7z\xbc\xaf", b"Rar!", b"PK", b"BZh",
)  # fmt: skip
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MARKUP = ("<!doctype", "<html", "<?xml", "<table", "<meta", "<workbook", "<!entity", "<style")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b]")
_SAMPLE_SIGNS = 64 * 1024
_SAMPLE_ROWS = 60

# UTF-8 read as cp1252, and the å, ä and ö of DOS and Mac read as cp1252 inside a word.
_ODD_LETTERS = re.compile("Ã[¥¤¶…„–]|[a-zåäö][†„ŠŒ][a-zåäö]|\ufffd")


def check_size(content: bytes) -> None:
    if not content.strip(b"\x00\t\r\n "):
        raise EmptyFile
    if len(content) > MOST_MEGABYTES * MEGABYTE:
        raise FileTooLarge(megabytes=MOST_MEGABYTES)


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Read the letters: by the mark at the start, else strictly as UTF-8, else as cp1252."""
    if content.startswith(_OTHER_KINDS):
        raise NotARegister
    if encoding is not None and encoding not in ENCODINGS:
        raise UnknownEncoding
    marked = next((name for bom, name in _BOMS if content.startswith(bom)), None)
    for name in (encoding,) if encoding else (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = content.decode(name).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        return _checked(text), name
    raise UnknownEncoding


def _checked(text: str) -> str:
    if text.lstrip()[:2000].casefold().startswith(_MARKUP):
        raise WebPage
    if _NOT_TEXT.search(text):
        raise BinarySigns
    if not text.strip():
        raise EmptyFile
    return text


def has_odd_letters(text: str) -> bool:
    """Tell whether å, ä and ö have probably been read in the wrong encoding."""
    return _ODD_LETTERS.search(text) is not None


def guess_delimiter(text: str) -> str:
    """Choose the separator that brings out most known headings, then the most even table."""
    sample = text[:_SAMPLE_SIGNS]
    return max(DELIMITERS, key=lambda delimiter: _merit(sample, delimiter))


def _merit(sample: str, delimiter: str) -> tuple[int, int, int]:
    try:
        rows = list(islice(_rows(sample, delimiter, strict=False), _SAMPLE_ROWS))
    except csv.Error:
        return 0, 0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width, even = widths.most_common(1)[0] if widths else (0, 0)
    known = max((recognised_in(row) for row in rows if len(row) <= MOST_COLUMNS), default=0)
    return known, even, width


def split(text: str, delimiter: str) -> Table:
    """Split text into rows as a spreadsheet program numbers them, empty lines and all."""
    # Counted before they are split, since the cells of too many rows would fill the memory.
    if max(text.count("\n"), text.count("\r")) > MOST_ROWS + MOST_TITLE_ROWS:
        raise TooManyRows(most=MOST_ROWS)
    table: Table = []
    try:
        for row in _rows(text, delimiter, strict=True):
            table.append(row)
            if len(row) > MOST_COLUMNS:
                raise TooManyColumns(most=MOST_COLUMNS)
    except csv.Error:
        raise BrokenQuotation(row=len(table) + 1) from None
    return table


def _rows(text: str, delimiter: str, *, strict: bool) -> Iterator[Row]:
    for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=strict):
        yield [*row]

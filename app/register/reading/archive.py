"""What is inside a zipped workbook, looked at before anything is read from it."""

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from app.register.reading.limits import (
    MEGABYTE,
    MOST_COLUMNS,
    MOST_MEMBERS,
    MOST_ROWS,
    MOST_TITLE_ROWS,
    UNPACKED_MEGABYTES,
    UNPACKED_TIMES,
)
from app.register.reading.unreadable import (
    BrokenWorkbook,
    HoldsMacros,
    NotARegister,
    OversizedWorkbook,
    PasswordProtected,
    TooManyRows,
)

_CHUNK = 1024 * 1024
_OVERLAP = 64
_SHEET_TYPES = b"application/vnd.oasis.opendocument.spreadsheet"

# The reader reserves room from the first cell to the farthest one, however empty it is between.
_CELL_PLACE = re.compile(rb"""<(?:\w+:)?c\b[^<>]{0,40}?\br=["']([A-Za-z]{1,8})(\d{1,20})["']""")
_FAR_CELL = re.compile(
    rb"""r=["'](?:[A-Za-z]{3,}\d|[H-Zh-z][A-Za-z]\d|[Gg][S-Zs-z]\d|[A-Za-z]*\d{6})"""
)
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)|^\xff\xfe|^\xfe\xff", re.IGNORECASE)


def check_archive(content: bytes) -> str:
    """Say whether a zip file is an ``xlsx`` or an ``ods``, and refuse what could do harm.

    Sizes stated in the file are not believed: every member is unpacked and counted, in pieces.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _check_names(members)
            kind = _kind(archive)
            room = min(UNPACKED_MEGABYTES * MEGABYTE, len(content) * UNPACKED_TIMES)
            for member in members:
                room -= _check_member(archive, member, room)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise BrokenWorkbook from None
    except RuntimeError:
        # The zip module says so, and nothing more precise, of a member with a password.
        raise PasswordProtected from None
    return kind


def _check_names(members: list[ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS:
        raise OversizedWorkbook
    doubled = len({name.casefold() for name in names}) < len(names)
    if doubled or any(name.startswith(("/", "\\")) or ".." in name for name in names):
        raise BrokenWorkbook


def _kind(archive: ZipFile) -> str:
    names = archive.namelist()
    if any("vbaproject" in name.casefold() for name in names):
        raise HoldsMacros
    if any(re.fullmatch(r"xl/workbook\d*\.xml", name) for name in names):
        return "xlsx"
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as stated:
            if stated.read(200).strip() == _SHEET_TYPES:
                return "ods"
    raise NotARegister


def _check_member(archive: ZipFile, member: ZipInfo, room: int) -> int:
    size, before = 0, b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > room:
                raise OversizedWorkbook
            _check_markup(member.filename, before + chunk)
            before = chunk[-_OVERLAP:]
    return size


def _check_markup(name: str, markup: bytes) -> None:
    if not name.endswith((".xml", ".rels")):
        return
    if _ENTITIES.search(markup):
        raise BrokenWorkbook
    if "worksheets/" in name and _FAR_CELL.search(markup):
        for letters, digits in _CELL_PLACE.findall(markup):
            _check_place(letters, digits)


def _check_place(letters: bytes, digits: bytes) -> None:
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - ord("A") + 1
    if column > MOST_COLUMNS:
        raise OversizedWorkbook
    if int(digits) > MOST_ROWS + MOST_TITLE_ROWS:
        raise TooManyRows(most=MOST_ROWS)

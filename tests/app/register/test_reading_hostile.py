import io
import random
import zipfile

import pytest

from app.errors import DomainError
from app.register.reading import ReadOptions, read_in_child, read_register
from app.register.reading.unreadable import (
    BinarySigns,
    BrokenQuotation,
    BrokenWorkbook,
    EmptyFile,
    FileTooLarge,
    HoldsMacros,
    NoSuchSheet,
    NoTable,
    NotARegister,
    NumberInFileName,
    OversizedWorkbook,
    PasswordProtected,
    ReadingTookTooLong,
    RegisterUnreadable,
    TooManyColumns,
    TooManyRows,
    UnknownDelimiter,
    UnknownEncoding,
    WebPage,
)
from tests.app.register.register_files import (
    HEADINGS,
    IDENTITY_NUMBER,
    ODS_TYPE,
    a_case,
    cases,
    changed,
    csv_file,
    ods_file,
    sheet_markup,
    typed_case,
    xlsx_file,
)

BOOK = xlsx_file([HEADINGS, typed_case(1)])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def lying_about_size(content: bytes) -> bytes:
    """State that the first member unpacks to ten bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = max(member.file_size for member in archive.infolist())
    return content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))


def far(place: str) -> bytes:
    cells = (
        f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c s="1" r="{place}"><v>2</v></c></row>'
    )
    return changed(BOOK, sheet1=sheet_markup(cells))


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)
ENCRYPTED = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
MACROS = OLE + "_VBA_PROJECT".encode("utf-16-le") + bytes(1000)
HOSTILE = {
    "nothing": (b"", EmptyFile),
    "only blanks": (b" \r\n\t\r\n", EmptyFile),
    "only a byte order mark": (b"\xef\xbb\xbf \r\n", EmptyFile),
    "only NUL": (bytes(500), EmptyFile),
    "NUL in text": (csv_file(*cases(2)).replace(b"BU", b"B\x00"), BinarySigns),
    "utf-16 without its mark": (csv_file(*cases(2)).decode().encode("utf-16-le"), BinarySigns),
    "escape signs": (csv_file(a_case(1, Enhet="\x1b[2J")), BinarySigns),
    "half a letter of utf-16": (csv_file(*cases(2), encoding="utf-16")[:-1], UnknownEncoding),
    "no encoding at all": (csv_file(*cases(2)) + b"\x81\x8d\xff", UnknownEncoding),
    "too large": (b"a;b\r\n" * 7_000_000, FileTooLarge),
    "too many rows": (b"Aktnr;Enhet\r\n" * 100_061, TooManyRows),
    "too many columns": (csv_file(*cases(1)) + b";" * 1_000_000, TooManyColumns),
    "a cell of megabytes": (csv_file(*cases(1)) + b"x" * 5_000_000, BrokenQuotation),
    "an open quotation": (csv_file(*cases(3), ['"open', *a_case(4)]), BrokenQuotation),
    "a quotation bomb": (csv_file(*cases(1)) + b'"' * 99_999, BrokenQuotation),
    "prose": (b"Hej!\r\nDet blev ett fel vid uttaget.\r\n", NoTable),
    "one column": ("\r\n".join(["Aktnr", "BU-1", "BU-2"]).encode(), NoTable),
    "a web page": (b"<!DOCTYPE html><html><table><tr><td>Aktnr</td></tr></table>", WebPage),
    "a table of a web page": (b"\r\n <TABLE><tr><td>Aktnr</td><td>Enhet</td></table>", WebPage),
    "XML with entities": (f'<?xml version="1.0"?>{ENTITIES}<x>&c;</x>'.encode(), WebPage),
    "a PDF": (b"%PDF-1.7\n...", NotARegister),
    "a picture": (b"\x89PNG\r\n\x1a\n...", NotARegister),
    "a program": (b"MZ\x90\x00...", NotARegister),
    "rich text": (b"{\\rtf1 Aktnr;Enhet}", NotARegister),
    "a zip of something else": (zipped(("brev.txt", b"Hej")), NotARegister),
    "a text document": (zipped(("mimetype", b"application/x"), ("content.xml", b"")), NotARegister),
    "an empty zip": (b"PK\x05\x06" + bytes(18), NotARegister),
    "a workbook cut off": (BOOK[: len(BOOK) // 2], BrokenWorkbook),
    "a workbook with a wrong byte": (BOOK[:600] + b"\xff\xff\xff" + BOOK[603:], BrokenWorkbook),
    "a sheet that is no markup": (
        changed(BOOK, sheet1=b"<worksheet><sheetData><row>"),
        BrokenWorkbook,
    ),
    "a workbook without sheets": (changed(BOOK, workbook=b"<workbook/>"), NoSuchSheet),
    "entities in a sheet": (
        changed(BOOK, sheet1=sheet_markup("<row/>", before=ENTITIES)),
        BrokenWorkbook,
    ),
    "entities in strings": (changed(BOOK, sharedStrings=ENTITIES.encode()), BrokenWorkbook),
    "entities in open document": (
        ods_file([HEADINGS]).replace(b"<office:body>", b"<!ENTITY x>"),
        BrokenWorkbook,
    ),
    "markup in utf-16": (
        changed(BOOK, sheet1=sheet_markup("", before=ENTITIES).decode().encode("utf-16")),
        BrokenWorkbook,
    ),
    "a zip bomb": (changed(BOOK, sheet1=b" " * 60_000_000), OversizedWorkbook),
    "a zip that lies": (
        lying_about_size(changed(BOOK, sheet1=b" " * 9_000_000)),
        BrokenWorkbook,
    ),
    "a way out of the zip": (zipped(("xl/workbook.xml", b""), ("../x", b"")), BrokenWorkbook),
    "a doubled member": (
        zipped(("xl/workbook.xml", b""), ("XL/workbook.xml", b"")),
        BrokenWorkbook,
    ),
    "thousands of members": (
        zipped(*((f"xl/{number}.xml", b"") for number in range(2001))),
        OversizedWorkbook,
    ),
    "a cell far to the right": (far("XFD2"), OversizedWorkbook),
    "a cell past the last column": (far("GS2"), OversizedWorkbook),
    "a cell far down": (far("A1048576"), TooManyRows),
    "a cell beyond all": (far("ZZZZZZZ99999999999999999999"), OversizedWorkbook),
    "a string that is not there": (
        changed(BOOK, sheet1=sheet_markup('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>')),
        RegisterUnreadable,
    ),
    "a workbook with macros": (
        zipped(("xl/workbook.xml", b""), ("xl/vbaProject.bin", b"")),
        HoldsMacros,
    ),
    "an old workbook with macros": (MACROS, HoldsMacros),
    "an encrypted workbook": (ENCRYPTED, PasswordProtected),
    "an old workbook cut off": (OLE, BrokenWorkbook),
    "an open document cut off": (
        zipped(("mimetype", ODS_TYPE.encode()), ("content.xml", b"<office:")),
        RegisterUnreadable,
    ),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("content", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_is_no_register_is_refused_with_its_reason(content, reason):
    with pytest.raises(reason) as refused:
        read_register(content, "uttag.xlsx")

    assert str(refused.value)


def test_the_name_of_a_file_may_not_hold_an_identity_number():
    with pytest.raises(NumberInFileName) as refused:
        read_register(csv_file(*cases(1)), f"uttag {IDENTITY_NUMBER}.csv")

    assert "9805" not in str(refused.value)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b", "", "x" * 5000, "åäö.xlsx"])
def test_the_name_of_a_file_decides_nothing(name):
    assert read_register(csv_file(*cases(1)), name).file_kind == "csv"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (ReadOptions(encoding="rot13"), UnknownEncoding),
        (ReadOptions(delimiter=";;"), UnknownDelimiter),
        (ReadOptions(header_row=0), NoTable),
        (ReadOptions(header_row=99), NoTable),
    ],
)
def test_a_choice_that_cannot_be_is_refused(options, reason):
    with pytest.raises(reason):
        read_register(csv_file(*cases(1)), "uttag.csv", options=options)


def test_a_sheet_that_is_not_there_is_refused():
    with pytest.raises(NoSuchSheet):
        read_register(BOOK, "uttag.xlsx", options=ReadOptions(sheet="Blad9"))


def test_a_broken_file_is_refused_and_never_falls_over():
    rng = random.Random(4711)
    good = [BOOK, csv_file(*cases(5)), ods_file([HEADINGS, *cases(2)])]
    read = 0

    for number in range(300):
        content = bytearray(good[number % 3])
        for _ in range(rng.randint(1, 8)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        try:
            read_register(bytes(content), "uttag")
            read += 1
        except RegisterUnreadable:
            pass

    assert 0 < read < 300


def test_the_child_reads_as_we_do():
    content = csv_file(*cases(3), a_case(4, Ålder="gammal"))

    assert read_in_child(content, "uttag.csv") == read_register(content, "uttag.csv")


def test_the_child_passes_the_reason_on():
    with pytest.raises(TooManyRows, match="more than 100000 rows"):
        read_in_child(b"Aktnr;Enhet\r\n" * 100_061, "uttag.csv")


def test_a_file_that_fills_the_memory_ends_the_child_and_not_the_server():
    rows = '<table:table-row table:number-rows-repeated="1000000">'
    cell = '<table:table-cell table:number-columns-repeated="16000" office:value-type="string">'
    with zipfile.ZipFile(io.BytesIO(ods_file([["Aktnr"]]))) as book:
        content = book.read("content.xml")
    content = content.replace(b"<table:table-row>", rows.encode())
    content = content.replace(b'<table:table-cell office:value-type="string">', cell.encode())
    bomb = zipped(("mimetype", ODS_TYPE.encode()), ("content.xml", content))

    with pytest.raises((ReadingTookTooLong, RegisterUnreadable)):
        read_in_child(bomb, "uttag.ods")


def test_what_stands_in_the_way_is_a_matter_of_the_user():
    assert issubclass(RegisterUnreadable, DomainError)
    assert RegisterUnreadable.status == 422

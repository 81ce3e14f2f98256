"""The same cells in every format: typed, exact, and never run."""

import csv
import gc
import io
import zipfile

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from sqlmodel import col, select

from app.consensus.queries import final_cases
from app.organisation.models import Unit
from app.reviews.models import Review, ReviewState
from app.summary.design import design_of, drawn_in, read_in
from app.summary.export_csv import DANGEROUS, harmless, lines, original, write_zip
from app.summary.export_parquet import write_parquet
from app.summary.export_xlsx import LONG, write_xlsx
from app.summary.formats import Dialect
from app.summary.progress import followed
from app.summary.sheets import Block, Column, Kind, Sheet
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.cast import KIM

HOSTILE = '=HYPERLINK("http://x";"Norr")'
COLUMNS = (
    Column("a", "A"),
    Column("b", "B", Kind.integer),
    Column("c", "C"),
    Column("d", "D", Kind.number),
)
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    st.tuples(st.sampled_from([*DANGEROUS, "'"]), st.text("ab'=", max_size=4)).map("".join),
)
numbers = st.one_of(st.none(), st.integers(-(2**53), 2**53))
shares = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))
blocks = st.lists(
    st.builds(
        Block,
        st.tuples(texts, numbers),
        st.lists(st.tuples(st.one_of(st.none(), texts), shares), max_size=4),
    ),
    max_size=4,
)


def long_sheet(made):
    return Sheet("x", "X", COLUMNS, long=made, size=len(made), rows_each=4)


def flat(made):
    return [(*block.head, *tail) for block in made for tail in block.tails]


def without_nothing(rows):
    """An empty text and no text are the same empty place in a file."""
    return [tuple(None if cell == "" else cell for cell in row) for row in rows]


@given(blocks, st.sampled_from(list(Dialect)))
def test_a_csv_file_written_in_blocks_is_the_one_written_row_by_row(made, dialect):
    plain = io.StringIO()
    writer = csv.writer(plain, delimiter=dialect.delimiter, lineterminator="\r\n")
    writer.writerow("abcd")
    for row in flat(made):
        writer.writerow(
            "" if cell is None
            else harmless(cell) if isinstance(cell, str)
            else repr(cell).replace(".", dialect.decimal)
            for cell in row
        )  # fmt: skip

    assert "".join(lines(long_sheet(made), dialect)) == "\ufeff" + plain.getvalue()


@given(blocks)
@settings(max_examples=40, deadline=None)
def test_csv_and_parquet_are_read_back_as_the_same_cells(tmp_path_factory, made):
    home = tmp_path_factory.mktemp("read-back")
    write_zip([long_sheet(made)], home / "x.zip", title="X", dialect=Dialect.rfc)
    write_parquet([long_sheet(made)], home / "p.zip", title="X")

    text = zipfile.ZipFile(home / "x.zip").read("x.csv").decode("utf-8-sig")
    _, *read = csv.reader(io.StringIO(text, newline=""))
    from_csv = [
        (original(a), int(b) if b else None, original(c), float(d) if d else None)
        for a, b, c, d in read
    ]
    table = parquet.read_table(io.BytesIO(zipfile.ZipFile(home / "p.zip").read("x.parquet")))
    from_parquet = list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    assert without_nothing(from_csv) == without_nothing(flat(made))
    assert from_parquet == without_nothing(flat(made))


def test_parquet_says_what_each_column_holds(tmp_path):
    write_parquet([long_sheet([Block(("x", 1), [("y", 0.5)])])], tmp_path / "p.zip", title="T")

    file = io.BytesIO(zipfile.ZipFile(tmp_path / "p.zip").read("x.parquet"))
    schema = parquet.read_schema(file)

    assert [field.type for field in schema] == [
        pa.dictionary(pa.int32(), pa.string()),
        pa.int64(),
        pa.dictionary(pa.int32(), pa.string()),
        pa.float64(),
    ]
    assert schema.field("a").metadata == {b"title": b"A"}


def test_parquet_without_rows_still_has_its_columns(tmp_path):
    write_parquet([Sheet("x", "X", COLUMNS, [])], tmp_path / "p.zip", title="T")

    table = parquet.read_table(io.BytesIO(zipfile.ZipFile(tmp_path / "p.zip").read("x.parquet")))

    assert (table.num_rows, table.column_names) == (0, list("abcd"))


def a_book(tmp_path, sheets, **more):
    write_xlsx(sheets, tmp_path / "x.xlsx", title="T", **more)
    return openpyxl.load_workbook(tmp_path / "x.xlsx")


@pytest.mark.parametrize(("rows", "pages"), [(4, 1), (5, 2), (8, 2), (9, 3)])
def test_what_excel_has_no_room_for_goes_on_on_the_next_sheet(tmp_path, rows, pages):
    made = [Block(("a", number), [("b", 0.5)]) for number in range(rows)]
    sheet = Sheet("svar", "Answers", COLUMNS, long=made, size=rows, rows_each=1)
    notes = []

    book = a_book(tmp_path, [sheet], notes=notes, most_rows=4)

    names = ["Svar"] if pages == 1 else [f"Svar {number}" for number in range(1, pages + 1)]
    assert book.sheetnames == names
    assert {tuple(cell.value for cell in page[1]) for page in book} == {tuple("ABCD")}
    assert [row[1] for page in book for row in page.iter_rows(2, values_only=True)] == list(
        range(rows)
    )
    assert bool(notes) is (pages > 1)


def test_a_long_excel_file_holds_the_same_cells_in_little_memory(tmp_path):
    made = [Block((HOSTILE, number), [("@x", number / 3)]) for number in range(50)]
    sheet = Sheet("svar", "Answers", COLUMNS, long=made, size=LONG + 1, rows_each=1)

    book = a_book(tmp_path, [sheet])

    page = book["Svar"]
    rows = list(page.iter_rows(2, values_only=True))
    assert rows == [(HOSTILE, n, "@x", pytest.approx(n / 3, abs=1e-14)) for n in range(50)]
    assert {cell.data_type for row in page.iter_rows(2) for cell in row} == {"s", "n"}
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:D51"
    assert not page.tables


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_temporary_file_is_left_when_the_writing_is_stopped(tmp_path):
    def stopped():
        yield Block(("a", 1), [("b", 0.5)])
        raise InterruptedError

    sheet = Sheet("svar", "Answers", COLUMNS, long=stopped(), size=LONG + 1)

    with pytest.raises(InterruptedError):
        write_xlsx([sheet], tmp_path / "x.xlsx", title="T")
    gc.collect()

    assert not (tmp_path / "x.xlsx").exists()


# The zip complains once more when it is let go of: there is still no room.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("write", [write_zip, write_xlsx, write_parquet])
def test_a_disk_without_room_is_told_and_never_taken_for_a_file(tmp_path, write):
    (tmp_path / "x").symlink_to("/dev/full")
    made = [Block((f"a{number}", number), [("b", 0.5)]) for number in range(20_000)]
    more = {"dialect": Dialect.rfc} if write is write_zip else {}

    with pytest.raises(OSError, match="No space left"):
        write([long_sheet(made)], tmp_path / "x", title="T", **more)
    gc.collect()


def test_progress_counts_the_rows_and_ends_at_the_whole():
    told = []
    made = [Block((), [("a", 1, "b", 0.5)] * 3)] * 4
    sheet = Sheet("svar", "Answers", COLUMNS, long=made, size=4, rows_each=3)
    (counted,) = followed([sheet], told.append, often=0.0)

    list(counted.blocks)

    assert [(each.rows, each.share) for each in told] == [
        (3, 0.25),
        (6, 0.5),
        (9, 0.75),
        (12, 1.0),
    ]


@pytest.mark.both
def test_the_design_counted_by_the_database_is_that_of_the_cases_that_count(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    for review, state in zip(
        session.exec(select(Review).order_by(col(Review.id))),
        [ReviewState.withdrawn, ReviewState.submitted, ReviewState.returned],
        strict=False,
    ):
        review.state = state
    session.flush()

    read = {case.frame_case_id for case in final_cases(session, round_.id)}
    design = design_of(session, round_)

    assert read_in(session, round_) == len(read) == drawn_in(session, round_) - 3
    assert sum(each.sample for each in design.values()) == len(read)
    assert {name: each.frame for name, each in design.items()} == {
        "Familjehem": 54,
        "HVB": 17,
        "Jourhem": 5,
    }


@pytest.mark.usefixtures("database")
def test_the_unit_of_a_case_is_harmless_in_each_format(browser, session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    session.get_one(Unit, "south").name = HOSTILE
    session.commit()
    browser.sign_in(KIM)

    def taken(suffix):
        answer = browser.get(f"/rounds/{round_.id}/export/answers.{suffix}")
        assert answer.status_code == 200, answer.text
        return io.BytesIO(answer.content)

    in_csv = zipfile.ZipFile(taken("zip")).read("svar.csv").decode("utf-8-sig")
    in_parquet = zipfile.ZipFile(taken("parquet.zip")).read("svar.parquet")
    in_excel = openpyxl.load_workbook(taken("xlsx"))["Svar"]

    units = {row["enhet"] for row in csv.DictReader(io.StringIO(in_csv, newline=""), delimiter=";")}
    assert units == {"Enhet Norr", "'" + HOSTILE}
    table = parquet.read_table(io.BytesIO(in_parquet))
    assert set(table["enhet"].to_pylist()) == {"Enhet Norr", HOSTILE}
    assert {cell.data_type for cell in in_excel["B"]} == {"s"}
    assert table.num_rows == in_excel.max_row - 1

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.errors import SamplingError
from sampling.frame import Excluded, Frame, refuse_overlap

PRINTABLE = st.text("abÅäö 0-é", min_size=1, max_size=6).filter(lambda text: text == text.strip())
ROWS = st.lists(
    st.tuples(PRINTABLE, PRINTABLE), max_size=30, unique_by=lambda row: row[1].casefold()
)


@settings(max_examples=60)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_register_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)

    assert Frame.of(shuffled) == Frame.of(rows)


@settings(max_examples=60)
@given(ROWS)
def test_a_frame_file_is_read_back_as_the_same_frame(rows):
    frame = Frame.of(rows)

    assert Frame.read(frame.text()) == frame
    assert sorted(frame) == sorted(rows)
    assert sum(frame.sizes().values()) == len(frame) == len(rows)


def test_lines_stand_in_the_order_of_their_bytes():
    frame = Frame.of([("Ö", "1"), ("Z", "10"), ("Z", "2"), ("Z!", "3"), ("Ä", "4"), ("Å", "5")])

    assert frame.text().decode() == "Z\t10\nZ\t2\nZ!\t3\nÄ\t4\nÅ\t5\nÖ\t1\n"


def test_a_letter_of_two_code_points_is_the_letter_of_one():
    assert Frame.of([("SA\u0308BO", "A\u030a1")]) == Frame.of([("SÄBO", "Å1")])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("A", "1"), ("A", "1")], "Case number '1' comes more than once."),
        ([("A", "1"), ("B", "1")], "Case number '1' comes more than once."),
        ([("A", "x-1"), ("A", "X-1")], "Case number 'X-1' comes more than once (as 'x-1')."),
        ([("A", "Å"), ("A", "A\u030a")], "Case number 'Å' comes more than once."),
        ([("A", "")], "A case number is empty: ''."),
        ([("", "1")], "A stratum is empty: ''."),
        ([("A", "  ")], "A case number is empty: '  '."),
        ([("A", "1 ")], "The case number '1 ' has white space before or after it."),
        ([("A", "1\n2")], "The case number '1\\n2' holds a character that cannot be seen."),
        ([("A\t", "1")], "The stratum 'A\\t' holds a character that cannot be seen."),
        ([("A", "1\x85")], "The case number '1\\x85' holds a character that cannot be seen."),
        ([("A", "1\u200b")], "The case number '1\\u200b' holds a character that cannot be seen."),
        ([("A", "\ud800")], "The case number '\\ud800' holds a character that cannot be seen."),
        ([("A", "1\ufe0f")], "The case number '1\ufe0f' holds a character that cannot be seen."),
        ([("A", "\u3164")], "The case number '\u3164' holds a character that cannot be seen."),
        (
            [("A", "1 2"), ("A", "1\u00a02")],
            "Case number '1\\xa02' comes more than once (as '1 2').",
        ),
        ([("A", "1 2"), ("A", "1  2")], "Case number '1  2' comes more than once (as '1 2')."),
        ([("A", "\u212b1"), ("A", "\u00e51")], "Case number 'å1' comes more than once (as 'Å1')."),
        (
            [("A", "stra\u00dfe"), ("A", "STRASSE")],
            "Case number 'STRASSE' comes more than once (as 'straße').",
        ),
        ([("A", 1)], "A case number must be a text, not 1."),
    ],
)
def test_a_frame_refuses_what_cannot_be_told_apart(rows, message):
    with pytest.raises(SamplingError) as refusal:
        Frame.of(rows)

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"B\t1\nA\t2\n", "not sorted"),
        ("A\t1\u0308\u0308\nA\u030a\t2\n".encode(), "not normalised"),
        (b"A\t1", "does not end with a line feed"),
        (b"A\t1\tb\n", "Line 1 has 3 fields instead of 2"),
        (b"A\t1\n\n", "Line 2 has 1 fields instead of 2"),
        (b"A\t\xff\n", "Line 1 is not UTF-8"),
        (b"A\t1\r\n", "cannot be seen"),
    ],
)
def test_a_frame_file_has_one_form_only(text, message):
    with pytest.raises(SamplingError, match=message):
        Frame.read(text)


def test_excluded_cases_carry_their_reason():
    excluded = Excluded.of([("B", "2", "avslutad"), ("A", "1", "skyddad")])

    assert excluded.text() == b"A\t1\tskyddad\nB\t2\tavslutad\n"
    assert Excluded.read(excluded.text()) == excluded
    assert list(excluded) == [("A", "1", "skyddad"), ("B", "2", "avslutad")]


def test_nothing_excluded_is_an_empty_file():
    assert Excluded.of([]).text() == b""
    assert Excluded.read(b"") == Excluded.of([])


def test_a_case_has_one_reason():
    with pytest.raises(SamplingError, match="Case number '1' comes more than once"):
        Excluded.of([("A", "1", "avslutad"), ("A", "1", "skyddad")])


def test_a_case_is_not_both_eligible_and_excluded():
    with pytest.raises(SamplingError, match="Case number 'x1' is both in the frame and excluded"):
        refuse_overlap(Frame.of([("A", "x1")]), Excluded.of([("B", "X1", "avslutad")]))

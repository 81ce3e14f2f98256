"""Charts hold their text: nothing is cut off, nothing lies over anything else."""

from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.drawing import (
    Cell,
    Dot,
    HeatRow,
    Moment,
    Point,
    Stack,
    Step,
    change_plot,
    dot_plot,
    drawn,
    heat_map,
    pngs,
    run_chart,
    stacked_bar,
    trend,
)
from app.web.drawing.text import width_of, wrapped

SVG = "{http://www.w3.org/2000/svg}"
LONG = (
    "D12 Har barnets egen uppfattning om vården dokumenterats vid varje övervägande eller "
    "omprövning, och hur har den vägts in i beslutet?"
)
WORDS = st.lists(
    st.sampled_from(
        ["Finns", "en", "vårdplan", "för", "barnet?", "genomförandeplaneringsdokumentationen", "å"]
    ),
    min_size=1,
    max_size=14,
).map(" ".join)
WIDTHS = st.sampled_from([300, 340, 480, 600, 960])
KEYS = [("yes", "Ja"), ("partly", "Delvis"), ("no", "Nej"), ("not_applicable", "Ej tillämpligt")]
SHARES = st.none() | st.floats(0, 1)


def texts_of(svg):
    """Give the box of each text of a drawing: left, top, right, bottom and the words."""
    boxes = []
    for text in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        size, weight = float(text.get("font-size")), int(text.get("font-weight", 400))
        wide = width_of(text.text, size, weight)
        left = float(text.get("x")) - wide * {"middle": 0.5, "end": 1}.get(
            text.get("text-anchor"), 0
        )
        base = float(text.get("y"))
        # Letters without accents reach 0.73 above the line, and 0.2 below it.
        boxes.append((left, base - 0.73 * size, left + wide, base + 0.2 * size, text.text))
    return boxes


def assert_readable(svg):
    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root.get("viewBox").split())
    boxes = texts_of(svg)
    for left, top, right, bottom, words in boxes:
        assert left >= -0.6, words
        assert right <= width + 0.6, words
        assert top >= -0.6, words
        assert bottom <= height + 0.6, words
    for one, other in combinations(boxes, 2):
        beside = one[2] <= other[0] + 0.6 or other[2] <= one[0] + 0.6
        above = one[3] <= other[1] + 0.6 or other[3] <= one[1] + 0.6
        assert beside or above, (one[4], other[4])


@given(WORDS, st.floats(40, 400))
def test_a_line_fits_its_room_and_no_letter_is_lost(text, room):
    lines = wrapped(text, room, 14)

    assert all(width_of(line, 14) <= room + 0.01 or len(line) <= 4 for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace(" ", "")


@given(st.lists(st.tuples(WORDS, SHARES), min_size=1, max_size=5), WIDTHS)
@settings(max_examples=40, deadline=None)
def test_shares_and_changes_are_readable_at_any_width(rows, width):
    dots = [
        Dot(label, share, 0.0, 1.0, "62 % (48–75 %)", "31 av 50, ram 120") for label, share in rows
    ]
    steps = [
        Step(label, share, -0.1, 0.9, "better", "+19 procentenheter (+3 till +35)", "62 till 81 %")
        for label, share in rows
    ]
    stacks = [
        Stack(label, {"yes": int(100 * (share or 0)), "no": 3}, "57 %", "12 av 20")
        for label, share in rows
    ]

    assert_readable(dot_plot(dots, title="Andelar", width=width))
    assert_readable(change_plot(steps, title="Förändring", width=width))
    assert_readable(stacked_bar(stacks, keys=KEYS, title="Svar", width=width))


@given(st.lists(st.tuples(WORDS, SHARES), min_size=1, max_size=30), WIDTHS)
@settings(max_examples=40, deadline=None)
def test_charts_over_time_are_readable_however_many_points(points, width):
    moments = [Moment(label[:20], share, 0.1, 0.9, "62 % (48–75 %)") for label, share in points]
    months = [Point(f"jan {year + 2000}", 0.5, 0.1, 0.9, "outside") for year in range(len(points))]

    assert_readable(trend(moments, title="Över tid", width=width))
    assert_readable(run_chart(months, centre=0.5, title="Månad för månad", width=width))


@given(st.lists(WORDS, min_size=1, max_size=5), st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_a_heat_map_is_readable_with_the_figure_in_each_cell(labels, columns):
    rows = [HeatRow(label, [Cell(0.62, "62 %", "n 12")] * columns) for label in labels]

    svg = heat_map(["Enhet Barn 1"] * columns, rows, title="Andel per enhet", width=720)

    assert_readable(svg)
    assert [box[4] for box in texts_of(svg)].count("62 %") == len(labels) * columns


def test_a_drawing_says_what_it_shows_to_those_who_do_not_see_it():
    svg = dot_plot([Dot(LONG, 0.62, 0.48, 0.75, "62 % (48–75 %)")], title="Lägst andelar")

    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Lägst andelar"
    assert root.find(f"{SVG}desc").text == f"{LONG}: 62 % (48–75 %)"


def test_links_of_a_drawing_can_be_followed_by_those_who_do_not_see_it():
    svg = dot_plot([Dot("A1", 0.62, href="/rounds/1/summary/a&b")], title="Lägst andelar")

    root = ElementTree.fromstring(svg)
    assert root.get("role") == "group"
    assert [link.get("href") for link in root.iter(f"{SVG}a")] == ["/rounds/1/summary/a&b"]


def test_only_what_is_sure_gets_a_triangle():
    def shapes(mark):
        svg = change_plot([Step("A1", 0.19, 0.03, 0.35, mark)], title="Förändring")
        return [
            element.tag.removeprefix(SVG)
            for element in ElementTree.fromstring(svg).iter()
            if element.tag in {f"{SVG}polygon", f"{SVG}circle"}
        ]

    assert shapes("better") == shapes("worse") == ["polygon"]
    assert shapes("") == ["circle"]


def test_a_mark_stands_where_its_figure_says():
    svg = dot_plot([Dot("A1", share) for share in (0, 0.5, 1)], title="Andelar", width=600)

    points = [float(each.get("cx")) for each in ElementTree.fromstring(svg).iter(f"{SVG}circle")]
    assert points[1] == pytest.approx((points[0] + points[2]) / 2, abs=0.11)
    assert points[0] < points[1] < points[2]


def test_words_cannot_break_out_of_a_drawing():
    svg = dot_plot([Dot("<script>alert(1)</script>", 0.5, text="&")], title='"><b>')

    assert "<script" not in svg
    assert ElementTree.fromstring(svg).find(f"{SVG}title").text == '"><b>'


def test_a_page_gets_three_widths_and_a_document_one_picture():
    dots = [Dot(LONG, 0.62, 0.48, 0.75, "62 % (48–75 %)")]

    page = drawn(dot_plot, dots, title="Andelar")
    pictures = pngs([dot_plot(dots, title="Andelar"), dot_plot(dots, title="Andelar", width=300)])

    assert page.count("<svg") == 3
    assert [picture[:4] for picture in pictures] == [b"\x89PNG"] * 2


def test_text_is_as_wide_in_a_browser_as_it_was_reckoned(chromium, tmp_path):
    from app.web.render import STATIC  # noqa: PLC0415

    words = [LONG, "62 % (48–75 %)", "Ensamkommande och stödboende", "−30 procentenheter"]
    fonts = (STATIC / "fonts" / "inter-5.3.0-latin.woff2").as_uri()
    page_file = tmp_path / "page.html"
    page_file.write_text(
        "<meta charset='utf-8'><style>@font-face{font-family:Inter;font-weight:100 900;"
        f"src:url('{fonts}')}}</style><svg font-family='Inter' font-size='14'>"
        + "".join(f"<text>{each}</text><text font-weight='600'>{each}</text>" for each in words)
        + "</svg>"
    )
    page = chromium.new_page()
    page.goto(page_file.as_uri())
    page.evaluate("document.fonts.ready")

    seen = page.evaluate(
        "document.fonts.load('14px Inter').then(() => [...document.querySelectorAll('text')]"
        ".map(t => t.getComputedTextLength()))"
    )

    reckoned = [width_of(each, 14, weight) for each in words for weight in (400, 600)]
    assert seen == pytest.approx(reckoned, rel=0.02)
    page.close()

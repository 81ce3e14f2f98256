import re

import pytest

from app.web.render import APP, templates

PAGES = sorted(APP.glob("*/templates/*.html"))
# Blocks that fill the frame every page shares, instead of being swapped.
FRAME = {"title", "main", "head_extra", "body_class"}
FORBIDDEN = re.compile(r"""\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|hx-on|js:|\|\s*safe\b""")


def name(path):
    return f"{path.parent.parent.name}/{path.name}"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_block_and_its_element_have_the_same_name(path):
    text = path.read_text(encoding="utf-8")
    named = [block for block in re.findall(r"{%-?\s*block (\w+)", text) if block not in FRAME]

    found = re.findall(r"""{%-?\s*block (\w+)[^%]*%}\s*<\w+[^>]*?\bid="([\w-]+)\"""", text)

    assert [pair for pair in found if pair[0] not in FRAME] == [(block, block) for block in named]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_holds_nothing_that_the_content_policy_forbids(path):
    assert FORBIDDEN.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_page_can_be_read_by_the_template_engine(path):
    assert templates().get_template(name(path)) is not None

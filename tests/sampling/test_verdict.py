import json
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.draw import draw
from sampling.frame import Frame
from sampling.protocol import Commitment, seed_of
from sampling.transcript import transcript
from sampling.verdict import verify
from tests.sampling import tampering
from tests.sampling.golden import COMMIT_SHA256, ENTROPY, EXCLUDED, PUBLIC
from tests.sampling.tampering import TAMPERINGS, TRANSCRIPT, files

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def wrong(verdict):
    return [check.name for check in verdict.checks if not check.ok]


def test_the_published_draw_holds():
    verdict = verify(*files(), published=COMMIT_SHA256)

    assert verdict.ok
    assert [check.name for check in verdict.checks] == [
        *("form", "commitment", "published", "frame", "excluded"),
        *("apart", "entropy", "seed", "sizes", "result"),
    ]


def test_a_transcript_holds_after_a_journey_through_json():
    told, frame, excluded = files()

    assert verify(json.loads(json.dumps(told)), frame, excluded).ok


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_tampering_is_found(tamper):
    assert not verify(*tamper()).ok


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        (tampering.swap_a_drawn_case_for_a_spare, ["result"]),
        (tampering.change_one_die, ["seed", "result"]),
        (tampering.swap_the_servers_entropy, ["entropy", "seed", "result"]),
        (tampering.leave_out_the_reason, ["excluded"]),
        (tampering.change_the_attempt, ["commitment", "seed", "result"]),
    ],
)
def test_the_verdict_names_the_step_that_was_broken(tamper, broken):
    assert wrong(verify(*tamper())) == broken


def test_the_verdict_says_what_is_wrong():
    verdict = verify(*tampering.swap_a_drawn_case_for_a_spare())

    assert verdict.checks[-1].why == ("Place 1 of 'HVB' should be H-009, and 'H-004' is written.")


def test_a_draw_rewritten_from_its_beginning_is_told_by_the_published_hash():
    frame = Frame.of([("HVB", f"H-{number:03d}") for number in range(16)])
    commitment = Commitment.to(
        frame,
        EXCLUDED,
        {"HVB": 5},
        round="2026-2",
        attempt=1,
        public_source="2 personer",
        server_entropy=ENTROPY,
        log_head="0" * 64,
    )
    drawn = draw(frame, {"HVB": 5}, seed_of(commitment.digest(), PUBLIC, ENTROPY))
    told = transcript(commitment, drawn, public=PUBLIC, server_entropy=ENTROPY)
    rewritten = told, frame.text(), EXCLUDED.text()

    assert verify(*rewritten).ok
    assert wrong(verify(*rewritten, published=COMMIT_SHA256)) == ["published"]


@settings(max_examples=100)
@given(JSON, st.binary(max_size=20))
def test_nothing_malformed_makes_the_verifier_fall(told, text):
    assert not verify(told, text, text).ok


def paths(value, path=()):
    yield path
    parts = value.items() if isinstance(value, dict) else ()
    for name, part in parts:
        yield from paths(part, (*path, name))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(paths(TRANSCRIPT))[1:]), JSON)
def test_no_part_can_be_exchanged(path, junk):
    told, frame, excluded = files()
    inner = told
    for name in path[:-1]:
        inner = inner[name]
    before = deepcopy(inner[path[-1]])
    inner[path[-1]] = junk

    assert verify(told, frame, excluded).ok == (before == junk and type(before) is type(junk))


def test_a_transcript_nested_too_deep_is_a_finding():
    told, frame, excluded = files()
    deep = []
    for _ in range(5000):
        deep = [deep]
    told["commit"]["round"] = deep

    assert wrong(verify(told, frame, excluded)) == ["form"]

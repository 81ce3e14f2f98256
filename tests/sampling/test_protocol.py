from dataclasses import replace

import pytest

from sampling.draw import draw
from sampling.errors import SamplingError
from sampling.frame import Excluded
from sampling.protocol import Commitment, canonical_json
from sampling.transcript import transcript
from tests.sampling.golden import COMMITMENT, ENTROPY, EXCLUDED, FRAME, PUBLIC, SEED, SIZES


def commit_to(**changes):
    arguments = {
        "frame": FRAME,
        "excluded": EXCLUDED,
        "sizes": SIZES,
        "round": "2026-2",
        "attempt": 1,
        "public_source": "tärningar",
        "server_entropy": ENTROPY,
        "log_head": "0" * 64,
    }
    return Commitment.to(**(arguments | changes))


def test_canonical_json_has_one_form():
    assert canonical_json({"ö": [1, "å"], "a": {"c": 1, "b": ""}}) == (
        '{"a":{"b":"","c":1},"ö":[1,"å"]}'.encode()
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"attempt": 0}, "The attempt must be from 1 to"),
        ({"attempt": True}, "The attempt must be a whole number, not True"),
        ({"round": " 2026"}, "The round ' 2026' has white space before or after it"),
        ({"log_head": "0" * 63}, "log_head must be 64 lower-case hexadecimal digits"),
        ({"log_head": "A" * 64}, "log_head must be 64 lower-case hexadecimal digits"),
        ({"server_entropy": bytes(31)}, "The server's entropy must be 32 bytes"),
        ({"sizes": {"HVB": 18}}, "18 cases cannot be drawn from the 17 of 'HVB'"),
        ({"sizes": {"LSS": 1}}, "The frame has no stratum 'LSS'"),
        (
            {"excluded": Excluded.of([("HVB", "H-001", "avslutad")])},
            "Case number 'H-001' is both in the frame and excluded",
        ),
    ],
)
def test_a_commitment_that_could_not_be_kept_is_refused(changes, message):
    with pytest.raises(SamplingError, match=message):
        commit_to(**changes)


def test_a_stratum_has_one_size_however_it_is_written():
    with pytest.raises(SamplingError, match="has two sizes"):
        replace(COMMITMENT, sizes={"SÄBO": 10, "SA\u0308BO": 9})


def test_another_protocol_is_not_ours():
    with pytest.raises(SamplingError, match="The protocol is 'STICKPROV-DRAW-2'"):
        replace(COMMITMENT, protocol="STICKPROV-DRAW-2")


def test_what_is_committed_to_cannot_be_changed_through_the_sizes():
    sizes = dict(SIZES)
    commitment = commit_to(sizes=sizes)
    before = commitment.digest()

    sizes["HVB"] = 1

    assert commitment.digest() == before


@pytest.mark.parametrize(
    ("sizes", "seed", "entropy", "message"),
    [
        (SIZES, "0" * 64, ENTROPY, "The cases of 'HVB' were drawn with another seed"),
        (SIZES | {"HVB": 4}, SEED, ENTROPY, "4 cases of 'HVB' were drawn, not 5"),
        (SIZES, SEED, bytes(32), "The server's entropy is not what was committed to"),
    ],
)
def test_a_transcript_is_only_written_of_the_draw_that_was_committed_to(
    sizes, seed, entropy, message
):
    drawn = draw(FRAME, sizes, seed)

    with pytest.raises(SamplingError, match=message):
        transcript(COMMITMENT, drawn, public=PUBLIC, server_entropy=entropy)


def test_a_transcript_holds_the_whole_frame():
    drawn = draw(FRAME, SIZES, SEED)
    del drawn["HVB"]

    with pytest.raises(SamplingError, match="40 cases have a place, and the frame has 57"):
        transcript(COMMITMENT, drawn, public=PUBLIC, server_entropy=ENTROPY)

"""The draw that may never change, as the protocol prints it."""

from sampling.frame import Excluded, Frame
from sampling.protocol import Commitment

FRAME = Frame.of(
    [("SÄBO", f"Ä-{number:03d}") for number in range(40)]
    + [("HVB", f"H-{number:03d}") for number in range(17)]
)
EXCLUDED = Excluded.of([("HVB", "H-900", "avslutad")])
SIZES = {"SÄBO": 10, "HVB": 5}
ENTROPY = bytes(range(32))
PUBLIC = ("31415926535897932384", "27182818284590452353")
COMMITMENT = Commitment.to(
    FRAME,
    EXCLUDED,
    SIZES,
    round="2026-2",
    attempt=1,
    public_source="2 personer x 20 tiosidiga tärningar",
    server_entropy=ENTROPY,
    log_head="0" * 64,
)
FRAME_SHA256 = "9d8398c5badefd59fbbc75dc48971bb391eeb1af869e660ff6287592b00d3d25"
COMMIT_SHA256 = "aa9711498056820417b23cab4fb2d2ed8f03007d463ec82545d2d1bd03a09b85"
SEED = "0e1a2565767f9899934da9d31e57676c0dca91da43b15280af3a87c24070dd90"

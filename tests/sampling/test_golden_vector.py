import subprocess

from sampling.draw import draw
from sampling.protocol import seed_of, ticket
from tests.sampling.golden import (
    COMMIT_SHA256,
    COMMITMENT,
    ENTROPY,
    FRAME,
    FRAME_SHA256,
    PUBLIC,
    SEED,
    SIZES,
)


def test_the_frame_file_never_changes():
    assert FRAME.digest() == FRAME_SHA256
    assert FRAME.sizes() == {"HVB": 17, "SÄBO": 40}


def test_the_commitment_never_changes():
    assert COMMITMENT.digest() == COMMIT_SHA256


def test_the_seed_never_changes():
    assert seed_of(COMMIT_SHA256, PUBLIC, ENTROPY) == SEED


def test_a_ticket_never_changes():
    expected = "df0fc1ca5da18734e2bdd037727aa2ac9c126a9e1acc68a4af7c8a2fe8955030"

    assert ticket(SEED, "HVB\tH-005") == expected


def test_the_published_draw_never_changes():
    drawn = draw(FRAME, SIZES, SEED)

    assert drawn["HVB"].selected == ("H-009", "H-016", "H-012", "H-013", "H-001")
    assert drawn["HVB"].spares[:3] == ("H-004", "H-010", "H-000")
    assert drawn["SÄBO"].selected == (
        *("Ä-030", "Ä-020", "Ä-002", "Ä-009", "Ä-019"),
        *("Ä-027", "Ä-034", "Ä-022", "Ä-035", "Ä-025"),
    )
    assert drawn["SÄBO"].spares[:3] == ("Ä-039", "Ä-006", "Ä-015")


def test_a_ticket_can_be_checked_by_hand():
    command = "printf '%s\\t%s\\t%s' \"$1\" SÄBO Ä-030 | sha256sum"

    done = subprocess.run(
        ["/bin/sh", "-c", command, "sh", SEED], capture_output=True, check=True, text=True
    )

    assert done.stdout.split()[0] == draw(FRAME, SIZES, SEED)["SÄBO"].tickets[0]

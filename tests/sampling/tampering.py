"""What somebody who wants another sample might do to a transcript and the files beside it."""

from copy import deepcopy

from sampling.draw import draw
from sampling.transcript import transcript
from tests.sampling.golden import COMMITMENT, ENTROPY, EXCLUDED, FRAME, PUBLIC, SEED, SIZES

TRANSCRIPT = transcript(COMMITMENT, draw(FRAME, SIZES, SEED), public=PUBLIC, server_entropy=ENTROPY)


def files():
    return deepcopy(TRANSCRIPT), FRAME.text(), EXCLUDED.text()


def swap_a_drawn_case_for_a_spare():
    told, frame, excluded = files()
    queue = told["result"]["HVB"]
    queue["selected"][0], queue["spares"][0] = queue["spares"][0], queue["selected"][0]
    return told, frame, excluded


def change_one_die():
    told, frame, excluded = files()
    told["reveal"]["public"][0] = "41415926535897932384"
    return told, frame, excluded


def swap_the_servers_entropy():
    told, frame, excluded = files()
    told["reveal"]["server_entropy"] = bytes(range(1, 33)).hex()
    return told, frame, excluded


def remove_a_case():
    told, frame, excluded = files()
    return told, frame.replace("SÄBO\tÄ-031\n".encode(), b""), excluded


def rename_a_case():
    told, frame, excluded = files()
    return told, frame.replace(b"H-016", b"H-017"), excluded


def change_a_size():
    told, frame, excluded = files()
    told["commit"]["sizes"]["HVB"] = 4
    told["result"]["HVB"]["spares"].insert(0, told["result"]["HVB"]["selected"].pop())
    return told, frame, excluded


def change_the_attempt():
    told, frame, excluded = files()
    told["commit"]["attempt"] = 2
    return told, frame, excluded


def leave_out_the_reason():
    told, frame, excluded = files()
    return told, frame, excluded.replace(b"avslutad", b"flyttad")


def drop_the_last_spare():
    told, frame, excluded = files()
    told["result"]["HVB"]["spares"].pop()
    return told, frame, excluded


TAMPERINGS = (
    swap_a_drawn_case_for_a_spare,
    change_one_die,
    swap_the_servers_entropy,
    remove_a_case,
    rename_a_case,
    change_a_size,
    change_the_attempt,
    leave_out_the_reason,
    drop_the_last_spare,
)

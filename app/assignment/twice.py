from collections.abc import Iterable
from fractions import Fraction
from hashlib import sha256
from math import ceil

# Keeps these tickets apart from those of the draw, which come from the same seed.
DOMAIN = "dubbelgranskning"


def choose_twice(case_ids: Iterable[str], share: float, seed: str) -> list[str]:
    """Choose by lot the cases that two people review without seeing each other's answers.

    The lowest tickets are chosen, a ticket being the SHA-256 of the seed, the word
    ``dubbelgranskning`` and the case, set apart by tabs; so the choice can be checked by hand,
    and a larger share keeps the cases of a smaller one. A share that is not a whole number of
    cases is rounded up, so that any share above zero gives at least one.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"A share lies between 0 and 1; {share} does not.")
    queue = sorted(set(case_ids), key=lambda case_id: (_ticket(seed, case_id), case_id))
    # A tenth of thirty is three; as a binary fraction it is a little more.
    wanted = ceil(Fraction(str(share)) * len(queue))
    return queue[:wanted]


def _ticket(seed: str, case_id: str) -> str:
    return sha256(f"{seed}\t{DOMAIN}\t{case_id}".encode()).hexdigest()

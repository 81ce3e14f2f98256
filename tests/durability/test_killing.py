from signal import SIGTERM

from tests.durability.killing import kill_again_and_again, stop_under_load


def test_what_is_called_saved_survives_a_kill():
    outcome = kill_again_and_again(cycles=3, seed=1)

    assert outcome.acknowledged > 0
    assert outcome.lost == set()
    assert outcome.refused == {}
    assert outcome.damage == []


def test_a_server_that_is_asked_to_stop_finishes_what_it_has_begun():
    stopped = stop_under_load(reviewers=50)

    assert stopped.acknowledged > 20
    assert stopped.lost == 0
    assert stopped.refused == {}
    assert stopped.saved_unanswered == 0
    assert stopped.exit_code in {0, -SIGTERM}

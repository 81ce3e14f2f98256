import pytest

from app.actions.doing import abandon_action
from app.actions.effect import ByOther, verify_effect
from app.actions.gate import EffectNotVerified
from app.actions.models import Effect
from app.deviations.service import close_deviation
from tests.app.actions.plans import LATER, a_deviation, a_done_action, an_action
from tests.cast import KIM, MONA


def close(session, deviation):
    return close_deviation(
        session, KIM, deviation.id, "Rättat.", version=deviation.version, now=LATER
    )


@pytest.mark.both
def test_a_deviation_is_not_closed_before_the_effect_of_its_actions_is_verified(session):
    deviation = a_deviation(session)
    action = a_done_action(session, deviation_ids=[deviation.id])
    session.commit()

    with pytest.raises(EffectNotVerified, match="2026-001"):
        close(session, deviation)
    session.rollback()
    session.refresh(deviation)
    session.refresh(action)
    how = ByOther(Effect.helped, "Tio nya akter lästa.")
    verify_effect(session, KIM, action.id, how, version=action.version, now=LATER)

    assert close(session, deviation).state == "closed"


def test_an_abandoned_action_keeps_no_deviation_open(session):
    deviation = a_deviation(session)
    action = an_action(session, deviation_ids=[deviation.id])
    abandon_action(session, MONA, action.id, "Ersatt.", version=1, now=LATER)

    assert close(session, deviation).state == "closed"


def test_a_deviation_without_actions_is_closed_as_before(session):
    an_action(session)

    assert close(session, a_deviation(session)).state == "closed"

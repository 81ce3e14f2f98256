import pytest

from app.auth.guard import anyone
from app.web.routing import pages


def test_a_route_that_does_not_say_who_may_use_it_cannot_be_declared():
    router = pages("/open")

    with pytest.raises(TypeError, match="/open/door does not say who may use it"):

        @router.get("/door")
        def door() -> None: ...


def test_a_route_that_makes_everybody_wait_cannot_be_declared():
    router = pages("/slow")

    with pytest.raises(TypeError, match="drop async"):

        @router.get("/door", dependencies=[anyone()])
        async def door() -> None: ...

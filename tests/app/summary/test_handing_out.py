"""A file on its way: whoever holds it is told whether all of it left."""

import asyncio
from io import BytesIO

import pytest

from app.summary.handing_out import Sent
from tests.durability.killing import apart

SECONDS = 40


@pytest.mark.parametrize("stays", [True, False])
def test_a_download_tells_whether_all_of_it_arrived(stays):
    told = []
    gone = asyncio.Event()

    async def receive():
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        if message["type"] == "http.response.body" and not stays:
            gone.set()
            await asyncio.sleep(SECONDS)

    file = BytesIO(b"x" * 3_000_000)
    apart(Sent(file, told.append)({"type": "http"}, receive, send))

    assert told[0] is stays
    assert file.closed

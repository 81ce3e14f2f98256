import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from app.settings import Mode, Settings
from tests.benchmarks.measure import Figure, best_of
from tests.benchmarks.saving import bare, compared, in_turns
from tests.live.crowd import Next, crowd
from tests.live.desks import Desk, furnish
from tests.live.http import Connection, request
from tests.live.server import free_port, stickprov

CLIENTS = 50
LOADS = ((1, 60), (CLIENTS, 300))
HELP = [sys.executable, "-c", "from app.cli.main import main; main()", "--help"]
EMPTY = [sys.executable, "-c", "pass"]


def show_pages() -> list[Figure]:
    """Show a whole review, and the list of one's reviews; the floor sends the same bytes."""
    figures = []
    with tempfile.TemporaryDirectory() as home:
        desks = furnish(Settings(mode=Mode.test, data_dir=Path(home)), CLIENTS)
        with stickprov(Path(home), free_port()) as ours:
            for name, path in (
                ("granskningssida", "/reviews/{}"),
                ("mina granskningar", "/reviews"),
            ):
                readers = [_reader(desk, path, ours.port) for desk in desks]
                content = _fetched(ours.port, readers[0])
                (Path(home) / "page.html").write_bytes(content)
                (Path(home) / "bare.db").unlink(missing_ok=True)
                with bare(Path(home)) as floor:
                    same = _asking(request("GET", "/", floor.port))
                    for clients, pages in LOADS:
                        our_times, least = in_turns(
                            lambda n=clients, p=pages, r=readers: crowd(ours.port, r[:n], p),
                            lambda n=clients, p=pages, f=floor, s=same: crowd(f.port, [s] * n, p),
                        )
                        figures += compared(
                            f"{name}, {len(content) / 1024:.0f} KiB, {clients} klienter",
                            our_times,
                            "Starlette, samma byte",
                            least,
                            ours.memory_mib(),
                        )
    return figures


def start_up() -> list[Figure]:
    """Start the program, for its help and for serving; the floor is Python starting for nothing."""
    helping, empty = best_of(3, lambda: _run(HELP), lambda: _run(EMPTY))
    with tempfile.TemporaryDirectory() as home:
        furnish(Settings(mode=Mode.test, data_dir=Path(home)), 1)
        with stickprov(Path(home), free_port()) as server:
            ready = server.ready_after
            time.sleep(1)
            memory = server.memory_mib()
    return [
        Figure("stickprov --help", helping, "python -c pass", empty, 0),
        Figure("server redo", ready, "python -c pass", empty, memory),
    ]


def _run(command: Iterable[str]) -> None:
    subprocess.run(list(command), check=True, stdout=subprocess.DEVNULL)


def _reader(desk: Desk, path: str, port: int) -> Next:
    return _asking(request("GET", path.format(desk.review_id), port, token=desk.token))


def _asking(sent: bytes) -> Next:
    return lambda: (sent, lambda _answered: None)


def _fetched(port: int, reader: Next) -> bytes:
    async def fetch() -> bytes:
        connection = Connection(port)
        answered = await connection.send(reader()[0])
        connection.close()
        return answered.body

    return asyncio.run(fetch())

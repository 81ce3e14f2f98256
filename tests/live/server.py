"""A server of our own in a process of its own, as an administrator would start it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

WAIT = 30
SERVE = ["-c", "from app.cli.main import main; main()", "serve"]


class Server:
    """A command that serves on a port of the loopback until the block ends."""

    def __init__(self, command: list[str], environment: dict[str, str], *, ready: str) -> None:
        self.port = int(environment["PORT"])
        self._ready = ready.encode()
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *command],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait_until_ready()
        self.ready_after = time.perf_counter() - began

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.kill()

    def kill(self) -> None:
        """Kill it as a power cut would: no last word, nothing folded in."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(WAIT)

    def ask_to_stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def memory_mib(self) -> float:
        """Give the memory it holds now, as the kernel counts it."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError("The server ended before it answered.")
            try:
                if self._answers():
                    return
            except OSError:
                pass
            time.sleep(0.01)
        self.kill()
        raise RuntimeError("The server did not answer in time.")

    def _answers(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as door:
            door.sendall(b"GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n" % self._ready)
            return b" 200 " in door.recv(100)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stickprov(data_dir: Path, port: int) -> Server:
    """Start the product itself on a database that is there."""
    environment = {"STICKPROV_MODE": "test", "DATA_DIR": str(data_dir), "PORT": str(port)}
    return Server(SERVE, environment, ready="/healthz/ready")

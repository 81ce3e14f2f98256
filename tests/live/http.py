"""A browser reduced to what a load needs: one kept connection, one request at a time."""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    body: bytes


class Connection:
    """A connection to a server on the loopback, opened when it is first used."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: bytes) -> Answered:
        """Send a request and read its whole answer.

        Raises
        ------
        OSError, asyncio.IncompleteReadError
            If the server went away before the answer was whole.
        """
        try:
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self.port)
            reader, writer = self._streams
            writer.write(request)
            return await self._read(reader)
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            raise

    async def _read(self, reader: asyncio.StreamReader) -> Answered:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head.split(b" ", 2)[1])
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        if b"connection: close" in head:
            self.close()
        return Answered(status, body)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def request(
    method: str, path: str, port: int, *, token: str = "", body: bytes = b"", accept: str = "*/*"
) -> bytes:
    """Write a request as a page of ours would send it."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Sec-Fetch-Site: same-origin",
        f"Accept: {accept}",
        f"Cookie: s={token}",
    ]
    if body:
        lines += [
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
    return "\r\n".join([*lines, "", ""]).encode() + body

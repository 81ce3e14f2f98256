"""The floor: Starlette with nothing of ours but the durability. PORT and DATA_DIR say where.

POST commits one row before it answers, on the profile that the product demands. GET gives back
the bytes that lie in a file, as they were fetched from the product.
"""

import os
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.engines import PROFILE

SAVED = b'<p data-state="saved">Sparat</p>'
HOME = Path(os.environ["DATA_DIR"])


def main() -> None:
    connection = sqlcipher.connect(str(HOME / "bare.db"), isolation_level=None)
    for name, value in PROFILE.items():
        connection.execute(f"PRAGMA {name} = {value}")
    connection.execute("CREATE TABLE answer (id INTEGER PRIMARY KEY, value TEXT) STRICT")
    page = HOME / "page.html"
    content = page.read_bytes() if page.exists() else b""

    # Nothing here waits but for the disk, so no thread is needed: the least that it can take.
    async def save(request: Request) -> Response:
        value = (await request.body()).decode()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO answer (value) VALUES (?)", (value,))
        connection.execute("COMMIT")
        return HTMLResponse(SAVED)

    async def show(_request: Request) -> Response:
        return HTMLResponse(content)

    app = Starlette(routes=[Route("/", save, methods=["POST"]), Route("/", show)])
    port = int(os.environ["PORT"])
    uvicorn.run(app, port=port, log_level="warning", access_log=False, server_header=False)


if __name__ == "__main__":
    main()

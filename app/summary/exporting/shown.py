"""What the page of a large file says of where it stands."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from app.errors import N_
from app.summary.exporting.job import WORKING, Job, State
from app.summary.formats import Format
from app.web.language import moment, number, said

FORMATS = {Format.xlsx: "Excel", Format.csv: "CSV", Format.parquet: "Parquet"}
WRITTEN = 99
"""Percent from which all rows are written, and the file is only put together."""


@dataclass(frozen=True, slots=True)
class Words:
    """A standing in words: in a list, and as the heading and text of a page."""

    short: str
    title: str
    text: str
    kind: str = "info"


_FAULT = N_("Could not be made")
_NO_FILE = N_("The file could not be made")
WORDS = {
    State.waiting: Words(N_("Waiting for its turn"), N_("The file is waiting for its turn"), ""),
    State.running: Words(N_("Being made"), N_("The file is being made"), ""),
    State.ready: Words(
        N_("Ready to fetch"),
        N_("The file is ready"),
        N_("It is %(size)s MB. Fetch it by %(until)s; then it is deleted from the server."),
        "success",
    ),
    State.sending: Words(
        N_("Being fetched"),
        N_("The file is on its way to you"),
        N_("Your browser shows when all of it has arrived. If it stops before that, the file can "
           "be fetched again here."),
    ),
    State.fetched: Words(
        N_("Fetched"),
        N_("You have fetched the file"),
        N_("It was fetched %(ended)s, and is deleted from the server."),
        "success",
    ),
    State.cancelled: Words(
        N_("Cancelled"),
        N_("You have cancelled the order"),
        N_("Nothing of it is left on the server."),
    ),
    State.expired: Words(
        N_("No longer held"),
        N_("The file is no longer held"),
        N_("It was not fetched within an hour, and is deleted from the server."),
        "warning",
    ),
    State.withdrawn: Words(
        N_("Put away"),
        N_("The file has been put away"),
        N_("Your role has changed since you ordered it. If you order it again, it holds what you "
           "may see now."),
        "warning",
    ),
    State.full: Words(
        _FAULT,
        _NO_FILE,
        N_("There is no room for the file on the server. Tell the administrator."),
        "danger",
    ),
    State.killed: Words(
        _FAULT,
        _NO_FILE,
        N_("The server ended the work before it was done, perhaps for want of memory. Try again "
           "with CSV, which needs the least. If it happens once more, tell the administrator."),
        "danger",
    ),
    State.failed: Words(
        _FAULT,
        _NO_FILE,
        N_("Something went wrong. Try again, or choose another format. If it happens once more, "
           "tell the administrator this number: %(number)s."),
        "danger",
    ),
}  # fmt: skip


def job_shown(job: Job, before: int) -> dict[str, Any]:
    """Gather what the page of one file says."""
    words, left = WORDS[job.state], job.seconds_left
    details = {
        "size": number(max(job.size / 1e6, 0.1), 1),
        "until": moment(job.held_until),
        "ended": moment(job.ended_at),
        "number": job.id,
    }
    return {
        "job": job,
        "name": name_of(job),
        "working": job.state in WORKING,
        "title": said(words.title),
        "text": said(words.text, details),
        "kind": words.kind,
        "before": before,
        "rows": number(job.progress.rows),
        "percent": min(int(job.progress.share * 100), WRITTEN),
        "left": "" if left is None else _in_words(left),
        "again": address_of(job),
    }


def name_of(job: Job) -> str:
    """Say what is in a file; the name it has on the disk is the same for all of them."""
    about = job.about or said(N_("All rounds"))
    return f"{about}, {FORMATS[job.work.order.format]}"


def address_of(job: Job) -> str:
    """Give the page where the same file can be ordered again."""
    home = f"/rounds/{job.work.round_id}/export" if job.work.round_id else "/exports"
    order = job.work.order
    return f"{home}/answers.{order.format.suffix}?{urlencode({'dialect': order.dialect.value})}"


def _in_words(seconds: int) -> str:
    minutes = timedelta(seconds=seconds) // timedelta(minutes=1)
    if minutes:
        return said(N_("about %(minutes)s min left"), {"minutes": minutes})
    return said(N_("less than a minute left"))

"""Redo a draw held by STICKPROV-DRAW-1, with nothing but Python 3.8 or later and this file.

    python verify_draw.py transcript.json frame.txt excluded.txt [published commit_sha256]

It shares no code with the program that held the draw. Exit code 0: every step holds; 1: not.
"""

from __future__ import annotations

import hashlib
import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

PROTOCOL = "STICKPROV-DRAW-1"
ENTROPY_BYTES = 32


def sha256(data: bytes) -> str:  # noqa: D103 - the name says it
    return hashlib.sha256(data).hexdigest()


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a JSON object that says two things under one name."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("samma nyckel står två gånger i ett objekt")
    return dict(pairs)


def one_line(text: str) -> bool:
    """Tell whether a text is a single field in the one form it is hashed in."""
    seen = all(unicodedata.category(sign) != "Cc" for sign in text)
    return bool(text) and seen and unicodedata.normalize("NFC", text) == text


def rows(data: bytes, count: int) -> list[list[str]]:
    """Take a frame or excluded file apart, if it is in the one form it may have."""
    lines = data.split(b"\n")
    if lines.pop() or lines != sorted(set(lines)):
        raise ValueError("raderna är inte sorterade, eller den sista saknar radslut")
    parted = [line.decode("utf-8").split("\t") for line in lines]
    for fields in parted:
        if len(fields) != count or not all(map(one_line, fields)):
            raise ValueError("raden har fel form: " + repr(fields))
    return parted


def draw(frame: list[list[str]], sizes: dict[str, int], seed: str) -> dict[str, Any]:
    """Draw again: the lowest tickets of each stratum, then its spares."""
    strata: dict[str, list[tuple[str, str]]] = {stratum: [] for stratum, _ in frame}
    for stratum, case in frame:
        strata[stratum].append((sha256("\t".join((seed, stratum, case)).encode("utf-8")), case))
    queues = {name: [case for _, case in sorted(tickets)] for name, tickets in strata.items()}
    cut = {name: slice(sizes.get(name, 0)) for name in strata}
    return {n: {"selected": q[cut[n]], "spares": q[cut[n].stop :]} for n, q in queues.items()}


def steps(told: dict[str, Any], frame_data: bytes, excluded_data: bytes) -> list[tuple[str, bool]]:
    """List what must hold, in the order of the protocol."""
    commit, public = told["commit"], told["reveal"]["public"]
    entropy = bytes.fromhex(told["reveal"]["server_entropy"])
    text = json.dumps(commit, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    commit_sha256 = sha256(text.encode("utf-8"))
    seed = sha256("\n".join([PROTOCOL, commit_sha256, *public, entropy.hex()]).encode("utf-8"))
    frame, excluded, sizes = rows(frame_data, 2), rows(excluded_data, 3), commit["sizes"]
    cases = [row[1].strip().casefold() for row in frame + excluded]
    held = draw(frame, sizes, seed)
    most = {stratum: len(q["selected"] + q["spares"]) for stratum, q in held.items()}
    return [
        ("Protokollet är " + PROTOCOL, commit["protocol"] == PROTOCOL),
        ("Omgång {round}, dragning {attempt}: {public_source}".format(**commit), True),
        ("Åtagandets kontrollsumma stämmer", told["commit_sha256"] == commit_sha256),
        ("Urvalsramen är den låsta", commit["frame_sha256"] == sha256(frame_data)),
        ("Urvalsramens rader är rätt många", commit["frame_rows"] == len(frame)),
        ("De undantagna är de låsta", commit["excluded_sha256"] == sha256(excluded_data)),
        ("De undantagna är rätt många", commit["excluded_rows"] == len(excluded)),
        ("Inget ärende står två gånger", len(cases) == len(set(cases))),
        ("Varje offentlig text är en rad", all(map(one_line, public))),
        ("Serverns slumptal är 32 byte", len(entropy) == ENTROPY_BYTES),
        ("Serverns tal är det låsta", commit["server_entropy_sha256"] == sha256(entropy)),
        ("Startvärdet stämmer", told["seed"] == seed),
        ("Urvalen ryms", all(0 <= n <= most.get(name, -1) for name, n in sizes.items())),
        ("De dragna och reserverna stämmer", told["result"] == held),
    ]


def say(line: str) -> None:
    """Write a line, without its rings and dots where the terminal has none."""
    try:
        sys.stdout.write(line + "\n")
    except UnicodeEncodeError:
        bare = unicodedata.normalize("NFD", line).encode("ascii", "ignore")
        sys.stdout.write(bare.decode() + "\n")


def main(arguments: list[str]) -> int:
    """Print every step and give the exit code."""
    published = [argument.strip().lower() for argument in arguments[3:]]
    try:
        told, frame, excluded = (Path(name).read_bytes() for name in arguments[:3])
        read = json.loads(told.decode("utf-8"), object_pairs_hook=once)
        verdict = steps(read, frame, excluded)
    except Exception as error:  # a file may be anything at all, and anything wrong is a finding
        say("FEL   Filerna kan inte läsas: " + repr(error) + "\n" + str(__doc__))
        return 1
    shown = read["commit_sha256"]
    verdict += [("Åtagandet är det som visades", shown == other) for other in published]
    for name, ok in verdict:
        say(("ok    " if ok else "FEL   ") + name)
    if not published:
        say("OBS   Jämför själv med summan som visades: " + str(shown))
    right = all(ok for _, ok in verdict)
    say("Dragningen stämmer." if right else "Dragningen stämmer INTE.")
    return int(not right)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

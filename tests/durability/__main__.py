"""Kill the server many times: ``python -m tests.durability --cycles 200 [--seed 1]``."""

import sys
from argparse import ArgumentParser

from rich.console import Console
from rich.progress import Progress

from tests.durability.killing import Outcome, kill_again_and_again


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="python -m tests.durability")
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    console = Console()
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("kill -9", total=asked.cycles)

        def tell(outcome: Outcome) -> None:
            text = f"kill -9, {outcome.acknowledged} sparade, {len(outcome.lost)} förlorade"
            bar.update(task, completed=outcome.cycles, description=text)

        outcome = kill_again_and_again(asked.cycles, asked.seed, tell)
    console.print(
        f"{outcome.cycles} cykler, {outcome.acknowledged} kvitterade svar, "
        f"{outcome.sent_again} sända igen efter omstart.\n"
        f"Förlorade: {len(outcome.lost)}. Vägrade: {dict(outcome.refused)}. "
        f"Skador: {len(outcome.damage)}."
    )
    return 0 if outcome.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

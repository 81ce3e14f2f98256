"""The whole job from a command line: plan, draw, estimate, compare, agree, mask, chart."""

from sampling.command_line.main import main

__all__ = ["main"]

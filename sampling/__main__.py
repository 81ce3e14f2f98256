"""Use the library from a command line: ``python -m sampling --help``."""

import sys

from sampling.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

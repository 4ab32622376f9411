"""``python -m queue_server``: serves a hall, tries plans on it, or manages tokens."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from queue_server.cli import learn, serve, simulate, tokens
from queue_server.service.ports import SchemaTooNew, StoreUnavailable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    # Serving is what one means by the program's name alone; the rest is said in a word.
    options = _parser().parse_args(words if words and not words[0].startswith("--") else ["serve", *words])
    try:
        options.run(options)
    except serve.UsageError as error:
        print(error, file=sys.stderr)
        return 2
    except (StoreUnavailable, SchemaTooNew) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m queue_server")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serving = commands.add_parser("serve", help="serve a hall (the word may be left out)")
    serve.add_arguments(serving)
    serving.set_defaults(run=serve.serve)
    simulating = commands.add_parser("simulate", help="try other plans on a day of the hall")
    simulate.add_arguments(simulating)
    simulating.set_defaults(run=simulate.simulate)
    tokens.add_commands(commands)
    learn.add_command(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())

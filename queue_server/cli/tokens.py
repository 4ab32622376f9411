"""``python -m queue_server token | tokens | revoke``: bearer tokens of a database."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime

from queue_server.cli.serve import UsageError

ROLES = ("device", "clerk", "supervisor")
_NAME = re.compile(r"[\w.@-]{1,64}")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What can be said about tokens."""
    create = commands.add_parser("token", help="make a token and print it; one of the same name ends")
    create.add_argument("--database", required=True, metavar="URL")
    create.add_argument("--role", required=True, choices=ROLES)
    create.add_argument("name", metavar="NAME", help="who uses it, such as kiosk-1")
    create.set_defaults(run=create_token)
    listing = commands.add_parser("tokens", help="list names, roles and ages; tokens themselves are not kept")
    listing.add_argument("--database", required=True, metavar="URL")
    listing.set_defaults(run=list_tokens)
    revoke = commands.add_parser("revoke", help="make a token invalid")
    revoke.add_argument("--database", required=True, metavar="URL")
    revoke.add_argument("name", metavar="NAME")
    revoke.set_defaults(run=revoke_token)


def create_token(options: argparse.Namespace) -> None:
    """Print a new token."""
    from queue_server.bootstrap import open_tokens

    if not _NAME.fullmatch(options.name):
        raise UsageError("a token's name has up to 64 letters, digits and . _ @ -")
    token = open_tokens(options.database).create(options.name, options.role, datetime.now(UTC))
    sys.stdout.write(f"{token}\n")


def list_tokens(options: argparse.Namespace) -> None:
    """Print one line per token."""
    from queue_server.bootstrap import open_tokens

    for record in open_tokens(options.database).listed():
        sys.stdout.write(f"{record.name}\t{record.role}\t{record.created_at:%Y-%m-%d %H:%M} UTC\n")


def revoke_token(options: argparse.Namespace) -> None:
    """Make a token invalid; raises UsageError when there is none of that name."""
    from queue_server.bootstrap import open_tokens

    if not open_tokens(options.database).revoke(options.name):
        raise UsageError(f"there is no token named {options.name}")

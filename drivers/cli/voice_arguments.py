"""The words of ``python -m drivers say`` and ``voice-pack``."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typing_extensions import override

from config.model import Pyttsx3Speech

_USUAL_VOICE = str(Pyttsx3Speech.model_fields["voice"].default)
_USUAL_RATE = int(Pyttsx3Speech.model_fields["rate"].default)


def say(command: argparse.ArgumentParser) -> None:
    """``say --hall HALL --display ID NUMBER WINDOW …``."""
    command.add_argument("--hall", type=Path, required=True, metavar="HALL", help="a hall file")
    command.add_argument("--display", required=True, metavar="ID", help="an announcer of the hall")
    command.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the recording there")
    command.add_argument(
        "calls",
        nargs="+",
        action=_Calls,
        metavar="NUMBER WINDOW",
        help="such as A012 3; several pairs are announced together",
    )


def voice_pack(command: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """``voice-pack make`` and ``voice-pack check``."""
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    make = actions.add_parser(
        "make", parents=[common], help="make a complete pack with the installed synthesiser"
    )
    make.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="a new folder, or an empty one"
    )
    make.add_argument("--voice", default=_USUAL_VOICE, help=f"for Chinese; default {_USUAL_VOICE}")
    make.add_argument(
        "--rate", type=_rate, default=_USUAL_RATE, help=f"words a minute, 60 to 300; default {_USUAL_RATE}"
    )
    check = actions.add_parser(
        "check", parents=[common], help="look for missing words and measure every clip"
    )
    check.add_argument("folder", type=Path, metavar="FOLDER")
    check.add_argument(
        "--hall", type=Path, metavar="HALL", help="also look for the words that this hall needs"
    )


class _Calls(argparse.Action):
    """Reads numbers and windows by turns into a list of pairs."""

    @override
    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        words = list(values or ())
        numbers, windows = words[::2], words[1::2]
        right = all(re.fullmatch(r"[1-9][0-9]{0,2}", window) for window in windows)
        if len(numbers) != len(windows) or not right:
            raise argparse.ArgumentError(self, "must be a number and a window, such as A012 3")
        setattr(namespace, self.dest, list(zip(numbers, map(int, windows), strict=True)))


def _rate(text: str) -> int:
    rate = int(text)
    if not 60 <= rate <= 300:
        raise argparse.ArgumentTypeError("must be 60 to 300")
    return rate

"""The words of ``python -m drivers``.

Responsible for: what may be written on the command line. Not responsible for doing it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from config.model import Baudrate
from drivers.cli.voice_arguments import say, voice_pack
from drivers.doctor.catalogue import LANGUAGES
from drivers.emulators import emulator_names
from drivers.led_display.port import SignColour

_LINKS = 'where the device is: "/dev/ttyUSB0", "COM3" or "socket://192.0.2.10:9100"'
_EPILOG = "Exit code: 0 all is well, 1 a device does not do what it should, 2 the command or the hall file is wrong."


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="python -m drivers", description="Try the devices of a hall, without the hall.", epilog=_EPILOG
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print one JSON object a line for other programs")

    commands.add_parser(
        "list", parents=[common], help="the drivers there are, and the serial ports of this computer"
    )
    check = commands.add_parser(
        "check",
        parents=[common],
        help="look at every device of a hall: what works, what does not, and what to do",
    )
    check.add_argument("hall", type=Path, metavar="HALL", help="a hall file")
    check.add_argument("--lang", choices=LANGUAGES, help="default: as the locale says")
    check.add_argument(
        "--listen",
        type=_seconds,
        default=1.0,
        metavar="SECONDS",
        help="listen to each line for so long, for keys that are pressed meanwhile; default 1",
    )
    _emulate(commands.add_parser("emulate", parents=[common], help="be a device, for a program under test"))
    _read_card(commands.add_parser("read-card", parents=[common], help="wait for a card and read it"))
    _print_test(commands.add_parser("print-test", parents=[common], help="print one slip"))
    _listen(commands.add_parser("listen-keypads", parents=[common], help="show every key pressed on a line"))
    _show(commands.add_parser("show", parents=[common], help="show a text on a window sign"))
    say(commands.add_parser("say", parents=[common], help="speak a call in a loudspeakers' zone of a hall"))
    voice_pack(commands.add_parser("voice-pack", help="make or check a folder of recorded clips"), common)
    _record(commands.add_parser("record", parents=[common], help="write down what passes over a link"))
    _replay(commands.add_parser("replay", parents=[common], help="be the device of a recording"))
    return top


def _emulate(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "driver", choices=emulator_names(), metavar="DRIVER", help=f"one of {', '.join(emulator_names())}"
    )
    command.add_argument(
        "--link",
        help="a serial port, a path for a link to a new pseudo-terminal, or socket://127.0.0.1:PORT to listen on;"
        " default: a pseudo-terminal, whose path is printed",
    )
    command.add_argument(
        "--address", type=_whole(1, 0x7F), default=1, help="on a shared line, 1 to 127; default 1"
    )
    _baudrate(command, "default: as fast as it goes")
    _timeout(command, None, "end after so many seconds; default: Ctrl-C ends it")


def _read_card(command: argparse.ArgumentParser) -> None:
    command.add_argument("--driver", choices=("samv", "vpcd"), default="samv", help="default samv")
    place = command.add_mutually_exclusive_group(required=True)
    place.add_argument("--link", help=_LINKS)
    place.add_argument(
        "--reader", metavar="NAME", help="a PC/SC reader, by a part of its name; `list` shows the names"
    )
    _baudrate(command, "default: the driver's")
    _timeout(command, 20.0, "wait so many seconds for a card; default 20")
    command.add_argument("--reveal", action="store_true", help="print the whole number and name of the card")


def _print_test(command: argparse.ArgumentParser) -> None:
    _driver(command, "escpos")
    _baudrate(command, "default: the driver's")
    _timeout(command, None, "a printer that is silent for so many seconds is absent; default: the driver's")
    command.add_argument(
        "--paper", type=int, choices=(58, 80), default=80, help="width of the roll in mm; default 80"
    )


def _listen(command: argparse.ArgumentParser) -> None:
    command.add_argument("--link", required=True, help=_LINKS)
    _baudrate(command, "default 9600")
    _timeout(command, None, "end after so many seconds; default: Ctrl-C ends it")
    command.add_argument(
        "--mute", action="store_true", help="do not acknowledge presses: keypads then repeat them"
    )


def _show(command: argparse.ArgumentParser) -> None:
    _driver(command, "a090", "onbon")
    command.add_argument("--address", type=_whole(1, 0xFE), required=True, help="set on the sign, 1 to 254")
    _baudrate(command, "default: the driver's")
    command.add_argument("--colour", choices=[colour.value for colour in SignColour], default="red")
    command.add_argument("text", metavar="TEXT")


def _record(command: argparse.ArgumentParser) -> None:
    command.add_argument("--link", required=True, help=_LINKS)
    command.add_argument(
        "--to", type=Path, required=True, metavar="FILE", help="a new file for the recording"
    )
    ends = command.add_mutually_exclusive_group()
    ends.add_argument(
        "--program",
        metavar="LINK",
        help="where the program under test finds the device meanwhile: a path for a link to a new pseudo-terminal, or"
        " socket://127.0.0.1:PORT; default: a pseudo-terminal, whose path is printed",
    )
    ends.add_argument("--listen", action="store_true", help="only listen; no program takes part")
    _baudrate(command, "default 9600")
    _timeout(command, None, "end after so many seconds; default: Ctrl-C ends it")


def _replay(command: argparse.ArgumentParser) -> None:
    command.add_argument("recording", type=Path, metavar="FILE", help="written by record")
    command.add_argument("--link", help="where to be the device, as for emulate")
    command.add_argument(
        "--strict",
        action="store_true",
        help="end at the first byte of the program that is not in the recording",
    )
    command.add_argument(
        "--speed",
        type=_speed,
        default=1.0,
        metavar="FACTOR",
        help="2 halves the pauses, 0 makes none; default 1",
    )
    _baudrate(command, "default: as fast as it goes")
    _timeout(command, None, "end after so many seconds; default: when all has been said")


def _driver(command: argparse.ArgumentParser, *drivers: str) -> None:
    command.add_argument("--driver", choices=drivers, default=drivers[0], help=f"default {drivers[0]}")
    command.add_argument("--link", required=True, help=_LINKS)


def _baudrate(command: argparse.ArgumentParser, default: str) -> None:
    command.add_argument("--baudrate", type=int, choices=get_args(Baudrate), metavar="BAUD", help=default)


def _timeout(command: argparse.ArgumentParser, default: float | None, text: str) -> None:
    command.add_argument("--timeout", type=_seconds, default=default, metavar="SECONDS", help=text)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 86400:
        raise argparse.ArgumentTypeError("must be more than 0 and at most 86400")
    return seconds


def _speed(text: str) -> float:
    factor = float(text)
    if not 0 <= factor <= 1000:
        raise argparse.ArgumentTypeError("must be 0 to 1000")
    return factor


def _whole(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number in a range, decimal or 0x…."""

    def number(text: str) -> int:
        value = int(text, 0)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"must be {least} to {most}")
        return value

    return number

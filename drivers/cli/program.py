"""The commands behind the words, and their exit codes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

from config.mistakes import HallFileError
from config.model import DEVICE_MODELS
from drivers.card_reader.pcsc import reader_names
from drivers.cli import captures, trials, voices
from drivers.cli.arguments import parser
from drivers.cli.emulate import emulate
from drivers.cli.hall_report import check
from drivers.cli.output import Output
from drivers.errors import DeviceError
from drivers.link.serial_link import present_ports
from drivers.registry import LinkFactory

FINE, DEVICE_FAULT, WRONG_USE = 0, 1, 2

_TRIALS: dict[str, Callable[[argparse.Namespace, Output, LinkFactory], int]] = {
    "read-card": trials.read_card,
    "print-test": trials.print_test,
    "listen-keypads": trials.listen_keypads,
    "show": trials.show,
    "say": voices.say,
    "voice-pack": voices.voice_pack,
    "record": captures.record,
    "replay": captures.replay,
}


def run(
    arguments: Sequence[str] | None, *, links: LinkFactory, words: Iterable[str], out: TextIO, err: TextIO
) -> int:
    """Carry out one command line; ``words`` are the lines of standard input."""
    options = parser().parse_args(arguments)
    output = Output(out, as_json=options.json)
    try:
        return _do(options, output, links, words)
    except HallFileError as error:
        _complain(output, err, str(error), code="hall_file", as_json=options.json)
        return WRONG_USE
    except DeviceError as error:
        _complain(output, err, str(error), code=error.code, as_json=options.json)
        return DEVICE_FAULT
    except KeyboardInterrupt:
        return FINE


def _do(options: argparse.Namespace, output: Output, links: LinkFactory, words: Iterable[str]) -> int:
    if options.command == "list":
        return _list(output)
    if options.command == "check":
        return check(options, output, links)
    if options.command == "emulate":
        return emulate(options, output, words)
    return _TRIALS[options.command](options, output, links)


def _complain(output: Output, err: TextIO, text: str, *, code: str, as_json: bool) -> None:
    if as_json:
        output.tell(text, event="error", code=code, reason=text)
    else:
        err.write(f"{text}\n")


def _list(output: Output) -> int:
    rows = []
    for (kind, driver), model in sorted(DEVICE_MODELS.items()):
        about = (model.__doc__ or "").strip().splitlines()[0].replace("``", "")
        keys = ", ".join(name for name in model.model_fields if name not in {"id", "kind", "driver"})
        rows.append([kind, driver, about, keys])
    output.table(["kind", "driver", "about", "keys"], rows)
    ports = present_ports()
    readers, why_none = _pcsc_readers()
    output.tell(
        f"\nSerial ports: {', '.join(ports) or 'none'}\nPC/SC readers: {', '.join(readers) or why_none}",
        ports=ports,
        pcsc_readers=readers,
    )
    return FINE


def _pcsc_readers() -> tuple[tuple[str, ...], str]:
    """Their names, and why there are none."""
    try:
        return reader_names(), "none"
    except DeviceError as error:
        return (), str(error)

"""Being a device: an emulator on a pseudo-terminal, a serial port or a listening socket.

Responsible for: choosing the device's end, obeying the words on standard input, and showing the device's state when it
changes. Not responsible for what the device does (``drivers.emulators``).
"""

from __future__ import annotations

import argparse
import queue
import stat
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from drivers.cli.output import Output
from drivers.emulators import EmulatedDevice, build_emulator
from drivers.errors import LinkUnavailable
from drivers.link.port import DeviceEnd, Link
from drivers.link.pty_link import open_pty
from drivers.link.serial_link import open_serial
from drivers.link.tcp import SCHEME, parse_address
from drivers.link.tcp_listener import TcpListener

DEFAULT_BAUDRATE = 9600
_LOOK_SECONDS = 0.1


def emulate(options: argparse.Namespace, output: Output, words: Iterable[str]) -> int:
    """Run until the time is over, ``quit`` is read, or KeyboardInterrupt; the end of ``words`` does not end it."""
    with closing(device_end(options.link, options.baudrate)) as link:
        device = build_emulator(options.driver, link, address=options.address)
        device.emulator.start()
        with closing(device.emulator):
            address = link.address if isinstance(link, DeviceEnd) else link.name
            output.tell(
                f"{options.driver} is at {address}", event="started", driver=options.driver, link=address
            )
            _explain(device, output)
            _play(device, output, _reading(words), options.timeout)
    return 0


def _explain(device: EmulatedDevice, output: Output) -> None:
    usages = {f"{name} {command.usage}".rstrip(): command.help for name, command in device.commands.items()}
    width = max(map(len, usages))
    for usage, help_text in {**usages, "quit": "end"}.items():
        output.tell(f"  {usage:{width}}  {help_text}", event="command", usage=usage, help=help_text)


def device_end(link: str | None, baudrate: int | None) -> Link:
    """The end that a device holds: a serial port, a socket to listen on, or a pseudo-terminal. Raises LinkUnavailable."""
    if link is not None and link.startswith(SCHEME):
        return _listening(link)
    if link is not None and _is_port(link):
        return open_serial(link, baudrate=baudrate or DEFAULT_BAUDRATE)
    try:
        return open_pty(Path(link) if link is not None else None, baudrate=baudrate)
    except OSError as error:
        raise LinkUnavailable(f"{link} cannot become a link: {error.strerror}.") from error


def _listening(link: str) -> TcpListener:
    try:
        host, port = parse_address(link)
        return TcpListener(port, host)
    except ValueError as error:
        raise LinkUnavailable(f"{error}.") from error
    except OSError as error:
        raise LinkUnavailable(f"Nothing can listen on {link}: {error.strerror}.") from error


def _is_port(link: str) -> bool:
    """Whether the path leads to a serial port already, other than a pseudo-terminal's link of an earlier run."""
    path = Path(link)
    return not path.is_symlink() and path.exists() and stat.S_ISCHR(path.stat().st_mode)


def _reading(words: Iterable[str]) -> queue.SimpleQueue[str]:
    """The lines as they come; a thread of their own waits for them."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in words:
            lines.put(line.strip())

    threading.Thread(target=read, name="words", daemon=True).start()
    return lines


def _play(
    device: EmulatedDevice, output: Output, lines: queue.SimpleQueue[str], seconds: float | None
) -> None:
    ends_at = None if seconds is None else time.monotonic() + seconds
    shown: dict[str, object] | None = None
    while ends_at is None or time.monotonic() < ends_at:
        state = device.state()
        if state != shown:
            shown = state
            output.tell(_written(state), event="state", state=state)
        try:
            line = lines.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            continue
        if line == "quit":
            return
        _obey(device, output, line)


def _obey(device: EmulatedDevice, output: Output, line: str) -> None:
    if not line:
        return
    try:
        device.do(line)
    except ValueError as error:
        output.tell(f"{error}.", event="not_understood", line=line, reason=str(error))


def _written(state: Mapping[str, object]) -> str:
    return "  ".join(f"{name}: {_value(value)}" for name, value in state.items())


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={_value(inner)}" for name, inner in value.items())
    return "–" if value in (None, "") else str(value)

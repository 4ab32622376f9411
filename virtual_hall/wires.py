"""The wires of the virtual hall: a pseudo-terminal for every ``emulator:NAME`` link of the hall file.

Responsible for: opening them under stable paths, pulling and replugging them, and the copy of the hall file that names
those paths. Not responsible for: the devices behind them (``bench``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config.links import resolve_links
from config.model import DeviceSection, HallConfig
from drivers.link.pty_link import PtyLink, open_pty

EMULATOR = "emulator:"


def link_of(device: DeviceSection) -> str | None:
    """The device's link as the hall file writes it; None for devices without one."""
    link = getattr(device, "link", None)
    return link if isinstance(link, str) else None


def wire_name(device: DeviceSection) -> str | None:
    """NAME of an ``emulator:NAME`` link; None for devices that are wired to something real, or not at all."""
    link = link_of(device)
    return link.removeprefix(EMULATOR) if link is not None and link.startswith(EMULATOR) else None


class Wires:
    """All wires of a hall; thread-safe. A pulled wire is silent until it is plugged in again."""

    def __init__(self, folder: Path, baudrates: Mapping[str, int | None]) -> None:
        """``baudrates`` has the speed of every wire by name; it makes a wire as slow as a real one."""
        folder.mkdir(parents=True, exist_ok=True)
        # Links of a run that was killed point nowhere.
        for leftover in folder.iterdir():
            leftover.unlink()
        self._links = {name: open_pty(folder / name, baudrate=baud) for name, baud in baudrates.items()}
        self._pulled: set[str] = set()

    @classmethod
    def of_hall(cls, hall: HallConfig, folder: Path) -> Wires:
        """One wire for each distinct ``emulator:`` link of the hall."""
        baudrates: dict[str, int | None] = {}
        for device in hall.devices:
            name = wire_name(device)
            if name is not None:
                baudrates[name] = getattr(device, "baudrate", None)
        return cls(folder.absolute(), baudrates)

    @property
    def names(self) -> tuple[str, ...]:
        """Every wire, in the order of the hall file."""
        return tuple(self._links)

    def link(self, name: str) -> PtyLink:
        """The device's end of that wire; KeyError when there is none."""
        return self._links[name]

    def connected(self, name: str) -> bool:
        """False while the wire is pulled out."""
        return name not in self._pulled

    def connect(self, name: str, *, connected: bool) -> None:
        """Plug the wire in or pull it out; KeyError for an unknown one."""
        link = self._links[name]
        if connected:
            link.plug_in()
            self._pulled.discard(name)
        else:
            link.unplug()
            self._pulled.add(name)

    def resolved(self, hall_text: str) -> str:
        """The hall file's text with the paths of now; raises ValueError for a file whose links cannot be exchanged."""
        return resolve_links(
            hall_text, {f"{EMULATOR}{name}": link.address for name, link in self._links.items()}
        )

    def close(self) -> None:
        """Close every wire and remove its path."""
        for link in self._links.values():
            link.close()

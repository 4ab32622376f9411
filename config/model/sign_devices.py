"""LED signs above windows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from config.model.device import Baudrate, BusDevice, SerialDevice

Hour = Annotated[str, StringConstraints(pattern=r"^([0-9]|1[0-9]|2[0-3])$")]
"""An hour of the day as a key, "0" to "23"."""


class A090Sign(BusDevice):
    """Window LED strip screen speaking ``A0 90`` frames."""

    kind: Literal["led_display"]
    driver: Literal["a090"]
    address: Annotated[int, Field(ge=0x01, le=0xFE)]
    columns: Annotated[int, Field(ge=8, le=128)] = 16
    """Width in half-width characters; a Chinese character takes two."""


class OnbonSign(SerialDevice):
    """Window LED sign behind an Onbon BX-5K/6K font-card controller with a link of its own."""

    kind: Literal["led_display"]
    driver: Literal["onbon"]
    baudrate: Baudrate = 57600
    controller: Annotated[int, Field(ge=0x0001, le=0x7FFF)] = 1
    """The controller's number; higher ones are programs and broadcasts."""
    width: Annotated[int, Field(ge=16, le=2048)] = 64
    height: Annotated[int, Field(ge=16, le=512)] = 16
    flashes: bool = True
    """Whether a called number flashes by turns with a dark page."""
    brightness: Annotated[dict[Hour, Annotated[int, Field(ge=0, le=15)]], Field(min_length=1)] = Field(
        default_factory=lambda: {"0": 15}
    )
    """Hour to the level that holds from then on, round the clock."""
    answer_timeout_seconds: Annotated[float, Field(gt=0, le=10)] = 0.5

    def brightness_at(self, hour: int) -> int:
        """The level in that hour, 0 to 23."""
        levels = {int(start): level for start, level in self.brightness.items()}
        begun = [start for start in levels if start <= hour]
        return levels[max(begun or levels)]

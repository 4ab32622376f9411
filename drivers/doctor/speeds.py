"""At which speed a device answers, when it does not at the one in the hall file.

Responsible for: trying others with a question that does no harm. Not responsible for the question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from config.model import SerialDevice
from drivers.doctor.link_trouble import is_serial
from drivers.errors import DeviceError

D = TypeVar("D", bound=SerialDevice)


def answering_speed(device: D, answers: Callable[[D], bool], speeds: Iterable[int]) -> int | None:
    """The first of ``speeds`` at which the device answers; None for no other one, and where there are none.

    ``answers`` gets the settings with another speed; a DeviceError from it counts as no.
    """
    if not is_serial(device.link):
        return None
    return next(
        (speed for speed in speeds if speed != device.baudrate and _does(device, answers, speed)), None
    )


def _does(device: D, answers: Callable[[D], bool], speed: int) -> bool:
    try:
        return answers(device.model_copy(update={"baudrate": speed}))
    except DeviceError:
        return False

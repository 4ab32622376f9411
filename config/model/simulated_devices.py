"""Devices that exist in memory only."""

from __future__ import annotations

from typing import Literal

from config.model.device import DeviceSection


class SimulatedDevice(DeviceSection):
    """A device that exists in memory only: an ordinary value of ``driver`` for demonstrations and tests."""

    driver: Literal["simulated"]


class SimulatedReader(SimulatedDevice):
    """Card reader in memory."""

    kind: Literal["card_reader"]


class SimulatedPrinter(SimulatedDevice):
    """Ticket printer in memory."""

    kind: Literal["ticket_printer"]


class SimulatedKeypad(SimulatedDevice):
    """Call keypad in memory."""

    kind: Literal["keypad"]


class SimulatedEvaluator(SimulatedDevice):
    """Evaluator in memory."""

    kind: Literal["evaluator"]


class SimulatedSign(SimulatedDevice):
    """Window sign in memory."""

    kind: Literal["led_display"]


class SimulatedSpeech(SimulatedDevice):
    """Loudspeaker in memory."""

    kind: Literal["speech"]

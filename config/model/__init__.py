"""Typed, frozen settings of one hall.

Responsible for: the shape, range and default of every key a hall file may hold, one model per section and
one per device driver. Not responsible for: reading files, reporting mistakes or checking one section against
another (``config.loader`` and ``config.crosscheck`` do that).

Units are in the names where they are not obvious; times of day are minutes after midnight in the hall's zone.
"""

from __future__ import annotations

from config.model.base import Bilingual, Identifier, Settings
from config.model.desk_devices import (
    DEFAULT_KEYS,
    DEFAULT_LEVELS,
    DEFAULT_USB_KEYS,
    Ff68Evaluator,
    Ff68Keypad,
    UsbNumericKeypad,
)
from config.model.device import Baudrate, BusDevice, DeviceSection, Link, SerialDevice
from config.model.devices import DEVICE_MODELS
from config.model.displays import (
    USUAL_HOURS,
    AnnouncerSection,
    BoardSection,
    DisplaySection,
    Orientation,
    ZoneHours,
    ZoneSound,
)
from config.model.hall import HallConfig
from config.model.hours import MINUTES_PER_DAY, WEEKDAYS, OpenPeriod, Period
from config.model.identity import HallSection
from config.model.kiosk_devices import EscposPrinter, PcscReader, SamvReader, VpcdReader
from config.model.kiosks import KioskSection
from config.model.rules import CallTexts, OnCallNext, RulesSection
from config.model.services import CardRule, ServiceSection
from config.model.sign_devices import A090Sign, Hour, OnbonSign
from config.model.signs import SignColourName, SignsSection
from config.model.simulated_devices import (
    SimulatedDevice,
    SimulatedEvaluator,
    SimulatedKeypad,
    SimulatedPrinter,
    SimulatedReader,
    SimulatedSign,
    SimulatedSpeech,
)
from config.model.slip import SlipRow, SlipSection, SlipVariant
from config.model.speech_devices import Loudspeaker, Pyttsx3Speech, VoicePackSpeech
from config.model.windows import ClerkSection, WindowSection

__all__ = [
    "DEFAULT_KEYS",
    "DEFAULT_LEVELS",
    "DEFAULT_USB_KEYS",
    "DEVICE_MODELS",
    "MINUTES_PER_DAY",
    "USUAL_HOURS",
    "WEEKDAYS",
    "A090Sign",
    "AnnouncerSection",
    "Baudrate",
    "Bilingual",
    "BoardSection",
    "BusDevice",
    "CallTexts",
    "CardRule",
    "ClerkSection",
    "DeviceSection",
    "DisplaySection",
    "EscposPrinter",
    "Ff68Evaluator",
    "Ff68Keypad",
    "HallConfig",
    "HallSection",
    "Hour",
    "Identifier",
    "KioskSection",
    "Link",
    "Loudspeaker",
    "OnCallNext",
    "OnbonSign",
    "OpenPeriod",
    "Orientation",
    "PcscReader",
    "Period",
    "Pyttsx3Speech",
    "RulesSection",
    "SamvReader",
    "SerialDevice",
    "ServiceSection",
    "Settings",
    "SignColourName",
    "SignsSection",
    "SimulatedDevice",
    "SimulatedEvaluator",
    "SimulatedKeypad",
    "SimulatedPrinter",
    "SimulatedReader",
    "SimulatedSign",
    "SimulatedSpeech",
    "SlipRow",
    "SlipSection",
    "SlipVariant",
    "UsbNumericKeypad",
    "VoicePackSpeech",
    "VpcdReader",
    "WindowSection",
    "ZoneHours",
    "ZoneSound",
]

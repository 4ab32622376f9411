"""Typed, frozen settings of one hall.

Responsible for: the shape, range and default of every key a hall file may hold, one model per section and
one per device driver. Not responsible for: reading files, reporting mistakes or checking one section against
another (``config.loader`` and ``config.crosscheck`` do that).

Units are in the names where they are not obvious; times of day are minutes after midnight in the hall's zone.
"""

from __future__ import annotations

from config.model.base import Bilingual, Explanation, Identifier, Lane, Settings
from config.model.calendar import CalendarSection, Day, Weekday
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
from config.model.guides import Guide, Material
from config.model.hall import HallConfig
from config.model.hours import ALWAYS, MINUTES_PER_DAY, WEEKDAYS, MonthDay, OpenPeriod, Period, Season
from config.model.identity import HallSection
from config.model.kiosk_devices import EscposPrinter, PcscReader, SamvReader, VpcdReader
from config.model.kiosks import KioskSection
from config.model.priorities import DEFAULT_PRIORITIES, ORDINARY, PrioritySection
from config.model.rating_screens import RatingScreenSection
from config.model.rules import CallTexts, OnCallNext, RulesSection
from config.model.services import (
    CardRule,
    Icon,
    IntervalLimit,
    PackageSection,
    Prefix,
    ServiceSection,
    TicketNumber,
)
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
from config.model.speech_devices import Loudspeaker, Pyttsx3Speech, VoicePackSpeech, WrittenSpeech
from config.model.supervision import AlarmsSection, EvaluationSection
from config.model.windows import ClerkSection, Help, WindowSection

__all__ = [
    "ALWAYS",
    "DEFAULT_KEYS",
    "DEFAULT_LEVELS",
    "DEFAULT_PRIORITIES",
    "DEFAULT_USB_KEYS",
    "DEVICE_MODELS",
    "MINUTES_PER_DAY",
    "ORDINARY",
    "USUAL_HOURS",
    "WEEKDAYS",
    "A090Sign",
    "AlarmsSection",
    "AnnouncerSection",
    "Baudrate",
    "Bilingual",
    "BoardSection",
    "BusDevice",
    "CalendarSection",
    "CallTexts",
    "CardRule",
    "ClerkSection",
    "Day",
    "DeviceSection",
    "DisplaySection",
    "EscposPrinter",
    "EvaluationSection",
    "Explanation",
    "Ff68Evaluator",
    "Ff68Keypad",
    "Guide",
    "HallConfig",
    "HallSection",
    "Help",
    "Hour",
    "Icon",
    "Identifier",
    "IntervalLimit",
    "KioskSection",
    "Lane",
    "Link",
    "Loudspeaker",
    "Material",
    "MonthDay",
    "OnCallNext",
    "OnbonSign",
    "OpenPeriod",
    "Orientation",
    "PackageSection",
    "PcscReader",
    "Period",
    "Prefix",
    "PrioritySection",
    "Pyttsx3Speech",
    "RatingScreenSection",
    "RulesSection",
    "SamvReader",
    "Season",
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
    "TicketNumber",
    "UsbNumericKeypad",
    "VoicePackSpeech",
    "VpcdReader",
    "Weekday",
    "WindowSection",
    "WrittenSpeech",
    "ZoneHours",
    "ZoneSound",
]

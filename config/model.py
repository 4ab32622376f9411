"""Typed, frozen settings of one hall.

Responsible for: the shape, range and default of every key a hall file may hold, one model per section and
one per device driver. Not responsible for: reading files, reporting mistakes or checking one section against
another (``config.loader`` and ``config.crosscheck`` do that).

Units are in the names where they are not obvious; times of day are minutes after midnight in the hall's zone.
"""

from __future__ import annotations

import re
from datetime import time
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Protocol, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializeAsAny,
    StringConstraints,
    field_validator,
    model_serializer,
)

from config.call_text import check_chinese, check_english
from config.sign_text import check_calling_text, check_resting_text, check_serving_text

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
"""Names a thing in the file, the API and the logs: lower-case letters, digits and hyphens."""


class Settings(BaseModel):
    """Base of every section: immutable, and no key is accepted that is not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Settings):
    """A text shown to residents, Chinese first."""

    zh: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=80)]


# --- opening hours ------------------------------------------------------------------------------------------

WEEKDAYS: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PERIOD = re.compile(r"^(?P<days>daily|[a-z]{3}(?:-[a-z]{3})?)\s+(?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)$")
MINUTES_PER_DAY = 24 * 60


class OpenPeriod(BaseModel):
    """A weekly opening period, written ``"mon-fri 09:00-12:00"`` or ``"daily 00:00-24:00"``."""

    model_config = ConfigDict(frozen=True)

    weekdays: frozenset[int]
    """0 is Monday."""
    start: int
    """Minutes after midnight, inclusive."""
    end: int
    """Minutes after midnight, exclusive; 1440 is the end of the day."""

    @classmethod
    def parse(cls, text: object) -> OpenPeriod:
        """Read the written form; raises ValueError with a sentence that shows a right example."""
        if isinstance(text, OpenPeriod):
            return text
        match = _PERIOD.match(text.strip().lower()) if isinstance(text, str) else None
        if match is None:
            raise ValueError(f'{text!r} is not an opening period; write it like "mon-fri 09:00-12:00"')
        start, end = _minutes(match["start"]), _minutes(match["end"])
        if start >= end:
            raise ValueError(f"{text!r} ends before it starts")
        return cls(weekdays=_weekdays(match["days"]), start=start, end=end)

    @model_serializer
    def written(self) -> str:
        """The written form, which ``parse`` reads."""
        first, last = min(self.weekdays), max(self.weekdays)
        days = WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"
        if len(self.weekdays) == len(WEEKDAYS):
            days = "daily"
        return f"{days} {_clock(self.start)}-{_clock(self.end)}"

    def covers(self, weekday: int, minute: int) -> bool:
        """True when the period is open on that weekday (0 = Monday) at that minute of the day."""
        return weekday in self.weekdays and self.start <= minute < self.end

    def overlaps(self, other: OpenPeriod) -> bool:
        """True when some moment of the week belongs to both."""
        return bool(self.weekdays & other.weekdays) and self.start < other.end and other.start < self.end


def _minutes(clock: str) -> int:
    if clock == "24:00":
        return MINUTES_PER_DAY
    try:
        parsed = time.fromisoformat(clock)
    except ValueError:
        raise ValueError(f"{clock!r} is not a time of day") from None
    return parsed.hour * 60 + parsed.minute


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _weekdays(text: str) -> frozenset[int]:
    if text == "daily":
        return frozenset(range(7))
    first, _, last = text.partition("-")
    unknown = [day for day in (first, last or first) if day not in WEEKDAYS]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not a weekday; use {', '.join(WEEKDAYS)}")
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    if start > end:
        raise ValueError(f"{text!r} runs backwards; write two periods instead")
    return frozenset(range(start, end + 1))


Period = Annotated[OpenPeriod, BeforeValidator(OpenPeriod.parse)]


# --- the hall -----------------------------------------------------------------------------------------------


class HallSection(Settings):
    """Who the hall is and the wording it prints."""

    id: Identifier
    name: Bilingual
    timezone: str = "Asia/Shanghai"
    phone: str = ""
    notice: Bilingual = Bilingual(
        zh="叫号三次未到作过号，请到服务台恢复", en="Called three times without answer: please see the desk"
    )
    ticket_page_url: str = ""
    """Address that the slip's QR code leads to; ``{ticket}`` is replaced by the ticket's random id. Empty: no QR."""


class OnCallNext(StrEnum):
    """What call-next does with the ticket the window still holds."""

    FINISH = "finish"
    REFUSE = "refuse"


class CallTexts(Settings):
    """A call in words, with ``{number}``, ``{window}``, ``{service}`` and ``{zone}``; see ``config.call_text``."""

    zh: Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(check_chinese)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(check_english)]


class SlipRow(StrEnum):
    """A row of a slip: a label and a value."""

    AHEAD = "ahead"
    WAIT = "wait"
    WINDOWS = "windows"
    TAKEN_AT = "taken-at"
    PHONE = "phone"
    """The hall's phone; left out where there is none."""
    KIOSK = "kiosk"
    """Which kiosk gave the number."""


class SlipVariant(StrEnum):
    """The language of slips for residents who chose none at the kiosk."""

    ZH = "zh"
    EN = "en"
    BILINGUAL = "bilingual"
    """Both languages on every slip, whatever was chosen."""


class SlipSection(Settings):
    """The hall's template of a slip. Hall, number and service are on every slip."""

    rows: tuple[SlipRow, ...] = (SlipRow.AHEAD, SlipRow.WAIT, SlipRow.WINDOWS, SlipRow.TAKEN_AT)
    header: Annotated[tuple[Bilingual, ...], Field(max_length=3)] = ()
    """Lines under the hall's name."""
    footer: Annotated[tuple[Bilingual, ...], Field(max_length=4)] = ()
    """Lines under the notice."""
    notice: bool = True
    """Whether the hall's notice is on it."""
    qr: bool = True
    """Whether the code of the ticket's page is on it, where the hall has such pages."""
    variant: SlipVariant = SlipVariant.ZH
    large: bool = False
    """Large print on every slip; the kiosk's large type has it in any case."""
    reprint_minutes: Annotated[int, Field(ge=0, le=60)] = 10
    """A slip that stopped in the middle is printed again when the printer is mended within so many minutes; 0: never."""

    @field_validator("rows")
    @classmethod
    def each_once(cls, rows: tuple[SlipRow, ...]) -> tuple[SlipRow, ...]:
        """ValueError for a row that is there twice."""
        for row in rows:
            if rows.count(row) > 1:
                raise ValueError(f'The row "{row}" is there twice')
        return rows


SignColourName = Literal["red", "green", "yellow"]
_ShortText = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class SignsSection(Settings):
    """What window signs say, and in which colour; see ``config.sign_text``."""

    idle: Annotated[_ShortText, AfterValidator(check_resting_text)] = "空闲"
    idle_colour: SignColourName = "green"
    calling: Annotated[_ShortText, AfterValidator(check_calling_text)] = "请{number}"
    calling_colour: SignColourName = "red"
    serving: Annotated[_ShortText, AfterValidator(check_serving_text)] = "{number} 办理中"
    serving_colour: SignColourName = "yellow"
    paused: Annotated[_ShortText, AfterValidator(check_resting_text)] = "暂停服务"
    paused_colour: SignColourName = "red"
    closed: Annotated[_ShortText, AfterValidator(check_resting_text)] = "停止服务"
    """While none of the window's services is open."""
    closed_colour: SignColourName = "red"


class RulesSection(Settings):
    """House rules of the queue."""

    on_call_next: OnCallNext = OnCallNext.FINISH
    rating_window_seconds: Annotated[int, Field(ge=10, le=3600)] = 60
    announce_max_age_seconds: Annotated[int, Field(ge=5, le=600)] = 60
    announce_times: Annotated[int, Field(ge=1, le=3)] = 2
    announce_text: CallTexts = CallTexts(
        zh="请 [{number}号 到 {window}号窗口]办理", en="Number {number}, please go to window {window}"
    )
    """For the ear."""
    announce_caption: CallTexts = CallTexts(
        zh="请 [{number}号 到 {window}号窗口]办理", en="{number}, please go to window {window}"
    )
    """For the eye, in lists of what was announced."""
    require_log_in: bool = False
    """Whether a window calls only while a clerk is logged in there."""


class CardRule(StrEnum):
    """Whether a service asks for a card before it gives a number."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class ServiceSection(Settings):
    """A service (事项) residents queue for."""

    id: Identifier
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-HJ-NP-Z]{1,2}$")]
    """One or two capital letters; I and O are left out because they read as digits."""
    name: Bilingual
    icon: Annotated[str, StringConstraints(min_length=1, max_length=1)] = "办"
    first_number: Annotated[int, Field(ge=1, le=9999)] = 1
    last_number: Annotated[int, Field(ge=1, le=9999)] = 999
    open: Annotated[tuple[Period, ...], Field(min_length=1)] = (OpenPeriod.parse("daily 00:00-24:00"),)
    hours_note: Bilingual | None = None
    """Shown on the kiosk while the service is closed, such as 每周二 13:30–17:00 驻点办理."""
    card: CardRule = CardRule.NONE
    minutes: Annotated[float, Field(gt=0, le=240)] = 8.0
    """Usual handling time of one resident, in minutes."""

    def is_open(self, weekday: int, minute: int) -> bool:
        """Whether numbers are given out on that weekday (0 = Monday) at that minute of the day."""
        return any(period.covers(weekday, minute) for period in self.open)


class WindowSection(Settings):
    """A service window (窗口) and the devices on its desk."""

    id: Identifier
    number: Annotated[int, Field(ge=1, le=999)]
    services: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    keypad: Identifier | None = None
    evaluator: Identifier | None = None
    sign: Identifier | None = None


class ClerkSection(Settings):
    """A clerk who may log in at any window."""

    id: Identifier
    """What events and the API call the clerk; best not the name."""
    number: Annotated[int, Field(ge=10, le=99_999_999)]
    """Staff number (工号), typed on a call keypad: two to eight digits."""
    name: Bilingual | None = None
    """For readers of the hall file alone; it is shown nowhere."""


class Orientation(StrEnum):
    """How a screen is mounted."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class KioskSection(Settings):
    """A touchscreen kiosk where residents take a number."""

    id: Identifier
    orientation: Orientation = Orientation.PORTRAIT
    card_readers: tuple[Identifier, ...] = ()
    """All readers of the kiosk; a card may be tapped on any of them."""
    printer: Identifier | None = None
    idle_seconds: Annotated[int, Field(ge=5, le=600)] = 60
    personal_seconds: Annotated[int, Field(ge=5, le=120)] = 30
    """Time-out of screens that ask for or show something personal."""
    fullscreen: bool = False


class BoardSection(Settings):
    """A hall board: the screen that shows the calls."""

    kind: Literal["board"]
    id: Identifier
    orientation: Orientation = Orientation.LANDSCAPE
    fullscreen: bool = False


class ZoneSound(StrEnum):
    """What is heard of a call."""

    SPEECH = "speech"
    CHIME = "chime"
    SILENT = "silent"


class ZoneHours(Settings):
    """How a zone sounds at certain hours."""

    hours: Period
    sound: ZoneSound = ZoneSound.SPEECH
    volume: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Part of the loudspeaker's own volume."""
    rate: Annotated[float, Field(ge=0.5, le=2)] = 1.0
    """Multiple of the loudspeaker's own rate."""


USUAL_HOURS = ZoneHours(hours=OpenPeriod.parse("daily 00:00-24:00"))
"""How a zone sounds when its schedule says nothing."""


class AnnouncerSection(Settings):
    """A loudspeaker zone that speaks the calls."""

    kind: Literal["announcer"]
    id: Identifier
    speech: Identifier
    name: Bilingual | None = None
    """What ``{zone}`` becomes in the texts of a call."""
    windows: Annotated[tuple[Identifier, ...], Field(min_length=1)] | None = None
    """The windows whose calls are spoken here; None: all."""
    language: Literal["zh", "en", "zh+en"] = "zh+en"
    one: Literal["一", "幺"] = "一"
    """How the digit 1 of a number is spoken in Chinese."""
    chime: Literal["two-tone", "none"] = "two-tone"
    announce_times: Annotated[int, Field(ge=1, le=3)] | None = None
    """None: as the house rules say."""
    merge_above: Annotated[int, Field(ge=1, le=50)] = 2
    """More waiting calls than these are announced together."""
    merge_after_seconds: Annotated[float, Field(ge=0, le=600)] = 15.0
    """So are calls of which the oldest has waited longer."""
    schedule: tuple[ZoneHours, ...] = ()

    def hours_at(self, weekday: int, minute: int) -> ZoneHours:
        """What holds on that weekday (0 = Monday) at that minute of the day."""
        covering = (entry for entry in self.schedule if entry.hours.covers(weekday, minute))
        return next(covering, USUAL_HOURS)


DisplaySection = Annotated[BoardSection | AnnouncerSection, Field(discriminator="kind")]


# --- devices ------------------------------------------------------------------------------------------------

Link = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
"""Where the device is: ``/dev/ttyUSB0``, ``COM3``, ``socket://10.0.0.5:9100``, ``file:///dev/usb/lp0``, or
``emulator:NAME`` for a device that the virtual hall brings along."""

Hour = Annotated[str, StringConstraints(pattern=r"^([0-9]|1[0-9]|2[0-3])$")]
"""An hour of the day as a key, "0" to "23"."""

Baudrate = Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200]


class DeviceSection(Settings):
    """What every device has. ``kind`` and ``driver`` together choose the model below."""

    id: Identifier
    kind: str
    driver: str
    shares_line: ClassVar[bool] = False
    """True for drivers whose devices may hang on one line with others."""


class SerialDevice(DeviceSection):
    """A device behind a link of its own."""

    link: Link
    baudrate: Baudrate = 9600


class BusDevice(SerialDevice):
    """A device with an address on a shared RS-485 line."""

    shares_line: ClassVar[bool] = True


class SamvReader(SerialDevice):
    """Second-generation ID card reader (SAM_V)."""

    kind: Literal["card_reader"]
    driver: Literal["samv"]
    baudrate: Baudrate = 115200
    repeat_suppress_seconds: Annotated[float, Field(ge=0, le=60)] = 5.0
    """A reader may keep finding the card that lies on it: the same card is reported once in this time."""


class VpcdReader(DeviceSection):
    """Social security card reader whose terminal speaks the vpcd protocol over a link."""

    kind: Literal["card_reader"]
    driver: Literal["vpcd"]
    link: Link
    answer_timeout_seconds: Annotated[float, Field(gt=0, le=10)] = 2.0


class PcscReader(DeviceSection):
    """Social security card reader at this computer's PC/SC service."""

    kind: Literal["card_reader"]
    driver: Literal["pcsc"]
    reader: Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
    """The reader's name or a part of it that no other reader has; capital letters or not."""
    answer_timeout_seconds: Annotated[float, Field(gt=0, le=10)] = 2.0


class EscposPrinter(SerialDevice):
    """Thermal ticket printer (ESC/POS)."""

    kind: Literal["ticket_printer"]
    driver: Literal["escpos"]
    baudrate: Baudrate = 115200
    paper_mm: Literal[58, 80] = 80
    status_timeout_seconds: Annotated[float, Field(gt=0, le=10)] = 1.0
    near_end_metres: Annotated[float, Field(gt=0, le=50)] = 3.0
    """Paper that is left when the printer's sensor says that the roll is near its end."""
    roll_metres: Annotated[float, Field(ge=0, le=300)] = 0.0
    """Length of a new roll, for printers without such a sensor; 0 when it is not known."""


class Ff68Keypad(BusDevice):
    """Counter call keypad speaking ``FF 68`` frames."""

    kind: Literal["keypad"]
    driver: Literal["ff68"]
    address: Annotated[int, Field(ge=0x01, le=0x7F)]
    keys: dict[str, str] = Field(default_factory=lambda: dict(DEFAULT_KEYS))
    """Key map: typed digits and function key (hex), such as ``"0C"`` or ``"6+0F"``, to an action."""


class UsbNumericKeypad(DeviceSection):
    """USB numeric keypad on this computer as a call keypad (Linux)."""

    kind: Literal["keypad"]
    driver: Literal["usb-numeric"]
    path: Annotated[str, StringConstraints(pattern=r"^/.+$", max_length=200)]
    """Its event file, best by its stable name in ``/dev/input/by-id`` or ``by-path``."""
    keys: dict[str, str] = Field(default_factory=lambda: dict(DEFAULT_USB_KEYS))
    """Key map: typed digits and the kernel's name of a key, such as ``"KPENTER"`` or ``"6+KPENTER"``, to an action."""
    led: bool = False
    """Whether the Num Lock light shows that a resident is at the window."""


class Ff68Evaluator(BusDevice):
    """Window evaluator speaking ``FF 68`` frames; its address is usually 0x80 plus the window's number."""

    kind: Literal["evaluator"]
    driver: Literal["ff68"]
    address: Annotated[int, Field(ge=0x81, le=0xFF)]
    levels: dict[str, Annotated[int, Field(ge=1, le=5)]] = Field(default_factory=lambda: dict(DEFAULT_LEVELS))
    """Device value to grade: 5 非常满意 … 1 非常不满意."""


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


class Loudspeaker(DeviceSection):
    """A voice on this computer's sound card."""

    volume: Annotated[float, Field(ge=0, le=1)] = 1.0
    output: Literal["auto", "sound-card", "file"] = "auto"
    """``auto`` plays where there is a sound card and otherwise only keeps the wav files."""
    card: Annotated[str, StringConstraints(pattern=r"^[^\s-].*$", max_length=120)] | None = None
    """ALSA's name of the output, such as ``plughw:1,0``; None: the computer's default."""


class Pyttsx3Speech(Loudspeaker):
    """Offline Mandarin synthesiser."""

    kind: Literal["speech"]
    driver: Literal["pyttsx3"]
    voice: str = "sit/cmn-latn-pinyin"
    rate: Annotated[int, Field(ge=60, le=300)] = 150
    """Words per minute as pyttsx3 counts them."""


class VoicePackSpeech(Loudspeaker):
    """Recorded clips joined to announcements; docs/voice-pack.md describes the folder."""

    kind: Literal["speech"]
    driver: Literal["voice-pack"]
    folder: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    """Holds pack.toml; a relative one starts where the program does."""


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


DEFAULT_KEYS: dict[str, str] = {
    "0C": "call-next",
    "0D": "recall",
    "0A": "start",
    "0B": "finish",
    "0E": "no-show",
    "6+0F": "no-show",
    "12": "pause",
    "0+0F": "pause",
    "0F": "log-in",
    "4+0F": "log-out",
}
"""Key map of the 21-key model; sites differ, so it is configuration."""

DEFAULT_USB_KEYS: dict[str, str] = {
    "KPENTER": "call-next",
    "KPPLUS": "recall",
    "KPASTERISK": "start",
    "KPSLASH": "finish",
    "KPMINUS": "no-show",
    "KPDOT": "pause",
}
"""Key map of a numeric keypad: the largest keys for what is done most."""

DEFAULT_LEVELS: dict[str, int] = {"0": 2, "1": 3, "2": 4, "3": 5, "4": 1}
"""Four keys from 0 bad to 3 very good; value 4, named by one vendor's header, is 非常不满意."""

DEVICE_MODELS: dict[tuple[str, str], type[DeviceSection]] = {
    ("card_reader", "samv"): SamvReader,
    ("card_reader", "vpcd"): VpcdReader,
    ("card_reader", "pcsc"): PcscReader,
    ("card_reader", "simulated"): SimulatedReader,
    ("ticket_printer", "escpos"): EscposPrinter,
    ("ticket_printer", "simulated"): SimulatedPrinter,
    ("keypad", "ff68"): Ff68Keypad,
    ("keypad", "usb-numeric"): UsbNumericKeypad,
    ("keypad", "simulated"): SimulatedKeypad,
    ("evaluator", "ff68"): Ff68Evaluator,
    ("evaluator", "simulated"): SimulatedEvaluator,
    ("led_display", "a090"): A090Sign,
    ("led_display", "onbon"): OnbonSign,
    ("led_display", "simulated"): SimulatedSign,
    ("speech", "pyttsx3"): Pyttsx3Speech,
    ("speech", "voice-pack"): VoicePackSpeech,
    ("speech", "simulated"): SimulatedSpeech,
}
"""Every (kind, driver) a hall file may name."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Section = TypeVar("_Section", bound=_Named)


class HallConfig(BaseModel):
    """One hall, complete and cross-checked; built only by ``config.loader``."""

    model_config = ConfigDict(frozen=True)

    hall: HallSection
    rules: RulesSection
    services: tuple[ServiceSection, ...]
    windows: tuple[WindowSection, ...]
    kiosks: tuple[KioskSection, ...]
    displays: tuple[BoardSection | AnnouncerSection, ...]
    devices: tuple[SerializeAsAny[DeviceSection], ...]
    """Instances of the classes in ``DEVICE_MODELS``."""
    slip: SlipSection = SlipSection()
    signs: SignsSection = SignsSection()
    clerks: tuple[ClerkSection, ...] = ()

    def service(self, service_id: str) -> ServiceSection:
        """The service with that id; KeyError when there is none."""
        return _by_id(self.services, service_id)

    def window(self, window_id: str) -> WindowSection:
        """The window with that id; KeyError when there is none."""
        return _by_id(self.windows, window_id)

    def kiosk(self, kiosk_id: str) -> KioskSection:
        """The kiosk with that id; KeyError when there is none."""
        return _by_id(self.kiosks, kiosk_id)

    def display(self, display_id: str) -> BoardSection | AnnouncerSection:
        """The display with that id; KeyError when there is none."""
        return _by_id(self.displays, display_id)

    def device(self, device_id: str) -> DeviceSection:
        """The device with that id; KeyError when there is none."""
        return _by_id(self.devices, device_id)


def _by_id(items: tuple[_Section, ...], wanted: str) -> _Section:
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)

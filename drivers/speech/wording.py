"""The words of a zone: from calls to what boards' lists show and what the voice says.

Responsible for: the hall's texts filled in, the languages of a zone and their order, and how the hour changes the sound.
Not responsible for: which calls are announced together (the announcer), spelling (``spelling``) or sound.

Windows are numbers and are spoken as such, ``12号窗口`` as 十二号窗口.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.call_text import CallTemplate, parse_call_text
from config.model import AnnouncerSection, HallConfig, ZoneHours, ZoneSound
from drivers.speech.port import Chime, Utterance
from drivers.speech.spelling import spell_in_chinese, spell_in_english

_BETWEEN_SPOKEN = {"zh": "；", "en": "; "}
"""Stops between calls that are announced together are longer than the commas inside one."""
_BETWEEN_SHOWN = {"zh": "，", "en": "; "}


@dataclass(frozen=True, slots=True)
class Call:
    """Who is called where."""

    number: str
    window: int
    """The number on the window's sign."""
    service: str = ""
    """Its id."""


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """What the hall says in one language."""

    language: str
    """``zh`` or ``en``."""
    text: CallTemplate
    caption: CallTemplate
    zone: str
    services: Mapping[str, str]
    """Service id to its name."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a zone words its calls."""

    languages: tuple[LanguageWords, ...]
    """In the order in which they are spoken; at least one."""
    one: str = "一"

    def captions(self, calls: Sequence[Call]) -> tuple[str, ...]:
        """For the eye, one for each language; at least one call."""
        return tuple(
            words.caption.fill(
                [self._placed(call, words, call.number) for call in calls], _BETWEEN_SHOWN[words.language]
            )
            for words in self.languages
        )

    def spoken(self, calls: Sequence[Call], *, times: int = 1, second: bool = True) -> str:
        """For the ear, a line for each language; ``times`` for the first, and the second only if it is wanted."""
        first, *others = [self._spoken(calls, words) for words in self.languages]
        return "\n".join([first] * times + (others if second else []))

    def _spoken(self, calls: Sequence[Call], words: LanguageWords) -> str:
        placed = [self._placed(call, words, self._spelled(call.number, words)) for call in calls]
        return words.text.fill(placed, _BETWEEN_SPOKEN[words.language])

    def _spelled(self, number: str, words: LanguageWords) -> str:
        return spell_in_english(number) if words.language == "en" else spell_in_chinese(number, one=self.one)

    def _placed(self, call: Call, words: LanguageWords, number: str) -> dict[str, str]:
        service = words.services.get(call.service, "")
        return {"number": number, "window": str(call.window), "service": service, "zone": words.zone}


def zone_wording(hall: HallConfig, zone: AnnouncerSection) -> Wording:
    """The wording of a zone, as the hall file has it."""
    texts, captions = hall.rules.announce_text, hall.rules.announce_caption
    words = [
        LanguageWords(
            language,
            parse_call_text(getattr(texts, language)),
            parse_call_text(getattr(captions, language)),
            getattr(zone.name, language, ""),
            {service.id: getattr(service.name, language) for service in hall.services},
        )
        for language in zone.language.split("+")
    ]
    return Wording(tuple(words), zone.one)


def zone_windows(hall: HallConfig, zone: AnnouncerSection) -> dict[str, int]:
    """Id and number of every window whose calls are spoken in the zone."""
    return {
        window.id: window.number
        for window in hall.windows
        if zone.windows is None or window.id in zone.windows
    }


def everything_spoken(hall: HallConfig, zone: AnnouncerSection) -> tuple[str, ...]:
    """Texts that hold every word the zone will ever need, for ``Speech.rehearse``."""
    wording, windows = zone_wording(hall, zone), list(zone_windows(hall, zone).values())
    calls = [Call(f"{service.prefix}0123456789", windows[0], service.id) for service in hall.services]
    calls += [Call("0", window) for window in windows]
    # In twos as well: between calls that are announced together stand other words than at the end.
    return tuple(wording.spoken(some) for call in calls for some in ([call], [call, call]))


def utterance_at(hours: ZoneHours, zone: AnnouncerSection, text: str) -> Utterance | None:
    """How ``text`` sounds in the zone at these hours; None when nothing does."""
    match hours.sound:
        case ZoneSound.SILENT:
            return None
        case ZoneSound.CHIME:
            return Utterance("", volume=hours.volume)
        case ZoneSound.SPEECH:
            return spoken_at(hours, zone, text)


def spoken_at(hours: ZoneHours, zone: AnnouncerSection, text: str) -> Utterance:
    """``text`` in the zone, as loud and as fast as at these hours, quiet ones or not."""
    return Utterance(text, chime=Chime(zone.chime), volume=hours.volume, rate=hours.rate)

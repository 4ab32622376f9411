"""Trying a loudspeakers' zone, and making and checking voice packs.

Responsible for: calls and settings out of command line words, and telling what came of them. Every function gives the
exit code; what a voice cannot do arrives at the caller as DeviceError.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from config.loader import load_hall
from config.mistakes import HallFileError, Mistake, did_you_mean
from config.model import AnnouncerSection, HallConfig, Loudspeaker, ZoneHours, ZoneSound
from drivers.cli.output import Output
from drivers.errors import DeviceRefused, DeviceUnusable
from drivers.registry import LinkFactory, open_speech
from drivers.speech.pack_check import ClipReport, check_clips
from drivers.speech.pack_making import make_pack
from drivers.speech.pack_manifest import VoicePack, read_pack
from drivers.speech.playback import find_player
from drivers.speech.port import Utterance
from drivers.speech.synthesiser import Synthesiser
from drivers.speech.voice_pack import missing_words
from drivers.speech.wording import Call, everything_spoken, spoken_at, zone_windows, zone_wording


def say(options: argparse.Namespace, output: Output, _links: LinkFactory) -> int:
    """Speak a call as the zone would at this hour, in quiet hours too. Raises HallFileError for an unknown zone."""
    hall = load_hall(options.hall)
    zone = _zone(hall, options.display, str(options.hall))
    calls = [_call(hall, number, window) for number, window in options.calls]
    hours = _hours_now(hall, zone)
    wording = zone_wording(hall, zone)
    utterance = spoken_at(hours, zone, wording.spoken(calls))
    for note in _notes(hall, zone, calls, hours):
        output.tell(note, event="note", text=note)
    output.tell("\n".join(wording.captions(calls)), event="saying", text=utterance.text)
    return _speak(hall, zone, utterance, options.keep, output)


def _speak(
    hall: HallConfig, zone: AnnouncerSection, utterance: Utterance, keep: Path | None, output: Output
) -> int:
    device = hall.device(zone.speech)
    with ExitStack() as opened:
        folder = keep or Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="paihao-")))
        speech = opened.enter_context(closing(open_speech(device, folder)))
        speech.rehearse(everything_spoken(hall, zone))
        spoken = speech.say(utterance)
    kept = str(spoken.wav) if keep is not None and spoken.wav is not None else None
    played = isinstance(device, Loudspeaker) and find_player(device.output, device.card) is not None
    text = f"{'Played' if played else 'Spoken, but nothing was played'}: {spoken.seconds:.1f} s."
    if kept is not None:
        text += f" The recording is {kept}."
    elif not played:
        text += " --keep FOLDER keeps the recording."
    output.tell(text, event="said", played=played, seconds=round(spoken.seconds, 2), wav=kept)
    return 0


def _zone(hall: HallConfig, name: str, source: str) -> AnnouncerSection:
    zones = {zone.id: zone for zone in hall.displays if isinstance(zone, AnnouncerSection)}
    if name not in zones:
        problem = f'There is no announcer "{name}".'
        raise HallFileError(source, [Mistake(("displays",), problem, did_you_mean(name, zones))])
    return zones[name]


def _call(hall: HallConfig, number: str, window: int) -> Call:
    prefix = number.rstrip("0123456789")
    services = [service.id for service in hall.services if service.prefix == prefix]
    return Call(number, window, services[0] if services else "")


def _hours_now(hall: HallConfig, zone: AnnouncerSection) -> ZoneHours:
    now = datetime.now(ZoneInfo(hall.hall.timezone))
    return zone.hours_at(now.weekday(), now.hour * 60 + now.minute)


def _notes(
    hall: HallConfig, zone: AnnouncerSection, calls: Sequence[Call], hours: ZoneHours
) -> Iterator[str]:
    """What differs from a day in the hall."""
    if hours.sound is not ZoneSound.SPEECH:
        yield f"These are quiet hours here ({hours.sound}); this trial speaks all the same."
    windows = zone_windows(hall, zone).values()
    for call in calls:
        if call.window not in windows:
            yield f"Calls to window {call.window} are not spoken in this zone; this trial speaks all the same."


def voice_pack(options: argparse.Namespace, output: Output, _links: LinkFactory) -> int:
    """Make or check a pack; 1 when it is not complete or will not sound well."""
    return _make(options, output) if options.action == "make" else _check(options, output)


def _make(options: argparse.Namespace, output: Output) -> int:
    synthesiser = Synthesiser()
    try:
        pack = make_pack(options.out, synthesiser, voice=options.voice, rate=options.rate)
    except OSError as error:
        raise DeviceRefused(f"The pack cannot be written: {error}.") from error
    finally:
        synthesiser.close()
    count = sum(map(len, pack.clips.values()))
    output.tell(f"{count} clips are in {options.out}.", event="made", clips=count, folder=str(options.out))
    return 0


def _check(options: argparse.Namespace, output: Output) -> int:
    pack = read_pack(options.folder)
    try:
        reports = check_clips(pack)
    except (ValueError, OSError) as error:
        raise DeviceUnusable(f"A clip cannot be read: {error}.") from error
    bad = [report for report in reports if report.problems]
    shown = reports if output.as_json else bad
    if shown:
        output.table(["language", "clip", "seconds", "dBFS", "problems"], [_row(report) for report in shown])
    missing = _missing(pack, options.hall) if options.hall is not None else ()
    if missing:
        words = ", ".join(missing)
        output.tell(f"The hall needs clips for: {words}.", event="missing", words=list(missing))
    seconds = sum(report.levels.seconds for report in reports)
    text = f"{len(reports)} clips, {seconds:.0f} s; {len(bad)} should be mended."
    output.tell(text, event="checked", clips=len(reports), bad=len(bad), missing=len(missing))
    return 1 if bad or missing else 0


def _row(report: ClipReport) -> list[str]:
    levels = report.levels
    return [
        report.language,
        report.text,
        f"{levels.seconds:.2f}",
        f"{levels.rms_dbfs:.1f}",
        "; ".join(report.problems),
    ]


def _missing(pack: VoicePack, path: Path) -> tuple[str, ...]:
    """Words that the announcers of a hall need; raises HallFileError."""
    hall = load_hall(path)
    zones = [zone for zone in hall.displays if isinstance(zone, AnnouncerSection)]
    return missing_words(pack, [text for zone in zones for text in everything_spoken(hall, zone)])

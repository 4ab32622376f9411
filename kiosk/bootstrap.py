"""The kiosk put together: window, stage, stations, client.

Responsible for: building every part from the hall file and the options, starting them, and ending them in order. Not
responsible for: what any of them does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from config.model import EscposPrinter, HallConfig, KioskSection, Orientation
from drivers.card_reader.port import CardReader
from drivers.registry import open_card_reader, open_speech, open_ticket_printer
from drivers.status import Condition, DeviceStatus
from drivers.ticket_printer.port import Sheet, Slip, TicketPrinter
from i18n import Catalogue
from kiosk.bookmark import Bookmark
from kiosk.card_sheet import card_sheet
from kiosk.device_reports import device_report
from kiosk.errands import Errands
from kiosk.flow import TicketFlow
from kiosk.hall_feed import Asked, HallFeed
from kiosk.journey import Services
from kiosk.paper_gauge import PaperGauge
from kiosk.print_record import PrintRecord
from kiosk.printing import CARD_REPORT_KIND, STOPPED, PrintingStation, ask_status
from kiosk.reading import ReadingStation
from kiosk.screens.surroundings import Surroundings, Visit
from kiosk.second_try import SecondTry
from kiosk.slip import SlipStyle, build_slip
from kiosk.stage import Stage
from kiosk.voice import KioskVoice
from queue_server.client import DeviceReporter, EventFeed, Outbox, QueueClient
from queue_server.wire.events import CardPrintRequested
from queue_server.wire.messages import CardPrintReport, IssuedTicket, PrintReport
from screen.inputs import Inputs
from screen.loop import Loop
from screen.mirror import Mirror
from screen.timing import SystemClock
from screen.window import LANDSCAPE, PORTRAIT, Window

log = structlog.get_logger(__name__)

REPRINT_MAX_AGE = timedelta(minutes=15)
USUAL_NEAR_END_METRES = 3.0
END_SECONDS = 1.0
LAST_WORDS_SECONDS = 0.3
CLOSE_SECONDS = 0.2
"""Together less than the two seconds in which a program of the edge ends, also while the server hangs."""
MESSAGES = Path(__file__).resolve().parent / "messages"


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    kiosk: str
    server: str
    token: str
    state: Path
    mirror: Path | None = None
    offscreen: bool = False


def run_kiosk(hall: HallConfig, options: Options, stop: threading.Event) -> None:
    """Run until ``stop`` is set or the window is closed. Raises OSError at the start."""
    kiosk = hall.kiosk(options.kiosk)
    options.state.mkdir(parents=True, exist_ok=True)
    catalogue = Catalogue.load(MESSAGES)
    with ExitStack() as parts:
        window = _open_window(hall, kiosk, offscreen=options.offscreen)
        parts.callback(window.close)
        inputs = Inputs(window)
        client = QueueClient(options.server, options.token)
        parts.callback(client.close)
        stations = Stations(hall, kiosk, catalogue, client, inputs.post, options.state, parts)
        around = Surroundings(
            hall, kiosk, catalogue, SystemClock(ZoneInfo(hall.hall.timezone)), Visit(catalogue.languages[0])
        )
        stage = Stage(around, stations.services)
        mirror = None
        if options.mirror is not None:
            mirror = Mirror(options.mirror, on_touch=inputs.touch, on_client=inputs.wake)
            parts.callback(mirror.close)
        stations.start()
        Loop(window, inputs, stage, mirror=mirror).run(stop)


def _open_window(hall: HallConfig, kiosk: KioskSection, *, offscreen: bool) -> Window:
    size = PORTRAIT if kiosk.orientation is Orientation.PORTRAIT else LANDSCAPE
    return Window(
        size, title=hall.hall.name.zh, fullscreen=kiosk.fullscreen and not offscreen, offscreen=offscreen
    )


class Stations:
    """Everything that has a thread of its own: built and begun here, ended by ``parts``."""

    def __init__(
        self,
        hall: HallConfig,
        kiosk: KioskSection,
        catalogue: Catalogue,
        client: QueueClient,
        post: Callable[[object], None],
        state: Path,
        parts: ExitStack,
    ) -> None:
        self._hall = hall
        self._kiosk = kiosk
        self._catalogue = catalogue
        self._client = client
        reporter = DeviceReporter(client)
        parts.callback(self._say_goodbye, reporter)
        self.flow = TicketFlow(client, kiosk.id, post)
        parts.callback(self.flow.close)
        self.errands = Errands(client, kiosk.id, post)
        parts.callback(self.errands.close)
        self.reading = ReadingStation(
            {reader: self._reader_opener(reader) for reader in kiosk.card_readers},
            post,
            lambda status: reporter.report(device_report(status)),
        )
        self.printing = self._build_printing(reporter, post, state, parts)
        self.voice = self._build_voice(reporter, state)
        bookmark = Bookmark(state / "followed.txt")
        self._feed = HallFeed(
            EventFeed(client, after=bookmark.seq),
            client.snapshot,
            post,
            bookmark=bookmark,
            on_request=self._asked,
            on_back=reporter.repeat_all,
        )
        parts.callback(self._end)

    @property
    def services(self) -> Services:
        """What the screens' thread sees of them."""
        return Services(self.flow, self.printing, self.reading, self.errands, self.voice)

    def start(self) -> None:
        """Let all of them work."""
        self.reading.start()
        if self.voice is not None:
            self.voice.start()
        if self.printing is not None:
            self.printing.start()
        self._feed.start()

    def _end(self) -> None:
        """Give every part the same time to end."""
        parts = (self.reading, self.printing, self.voice, self._feed)
        ending = [part for part in parts if part is not None]
        threads = [threading.Thread(target=part.close, args=(END_SECONDS,), daemon=True) for part in ending]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _say_goodbye(self, reporter: DeviceReporter) -> None:
        """Nobody knows how a device is once its program has ended."""
        now = datetime.now(UTC)
        for device in (*self._kiosk.card_readers, self._kiosk.printer, self._kiosk.speech):
            if device is not None:
                reporter.report(device_report(DeviceStatus(device, Condition.UNKNOWN, STOPPED, now)))
        reporter.wait_empty(LAST_WORDS_SECONDS)
        reporter.close(CLOSE_SECONDS)

    def _reader_opener(self, device: str) -> Callable[[], CardReader]:
        def open_checked() -> CardReader:
            reader = open_card_reader(self._hall.device(device))
            try:
                reader.check()
            except BaseException:
                reader.close()
                raise
            return reader

        return open_checked

    def _build_printing(
        self, reporter: DeviceReporter, post: Callable[[object], None], state: Path, parts: ExitStack
    ) -> PrintingStation | None:
        printer = self._kiosk.printer
        if printer is None:
            return None
        outbox = Outbox(state / "print-reports.jsonl", self._deliver)
        parts.callback(outbox.close, CLOSE_SECONDS)
        return PrintingStation(
            printer,
            lambda: self._open_printer(printer),
            make_slip=self._make_slip,
            current_ticket=self._client.ticket,
            make_card=self._make_card,
            reports=outbox,
            record=PrintRecord(state / "slip-under-way.json"),
            gauge=self._build_gauge(printer, state),
            post=post,
            report_device=lambda status: reporter.report(device_report(status)),
            second_try=SecondTry(self._client.ticket, seconds=self._hall.slip.reprint_minutes * 60),
        )

    def _build_voice(self, reporter: DeviceReporter, state: Path) -> KioskVoice | None:
        device = self._kiosk.speech
        if device is None:
            return None
        settings = self._hall.device(device)
        return KioskVoice(
            device,
            lambda: open_speech(settings, state / "speech"),
            lambda status: reporter.report(device_report(status)),
        )

    def _build_gauge(self, printer: str, state: Path) -> PaperGauge:
        settings, path = self._hall.device(printer), state / "paper-used.json"
        if not isinstance(settings, EscposPrinter):
            return PaperGauge(path, near_end_metres=USUAL_NEAR_END_METRES)
        return PaperGauge(path, near_end_metres=settings.near_end_metres, roll_metres=settings.roll_metres)

    def _open_printer(self, device: str) -> TicketPrinter:
        printer = open_ticket_printer(self._hall.device(device))
        try:
            ask_status(printer)
        except BaseException:
            printer.close()
            raise
        return printer

    def _make_slip(self, issued: IssuedTicket, style: SlipStyle) -> Slip:
        zone = ZoneInfo(self._hall.hall.timezone)
        return build_slip(self._hall, self._catalogue, issued, style, zone=zone)

    def _make_card(self, ticket_id: str) -> Sheet:
        return card_sheet(self._hall, self._catalogue, self._client.collect_card(ticket_id))

    def _deliver(self, kind: str, body: Mapping[str, Any]) -> None:
        told = {name: body[name] for name in ("request_id", "state", "reason")}
        if kind == CARD_REPORT_KIND:
            self._client.report_card(body["ticket"], CardPrintReport(kiosk=self._kiosk.id, **told))
        else:
            self._client.report_print(body["ticket"], PrintReport(**told))

    def _asked(self, event: Asked) -> None:
        """Print it, unless a slip was asked for so long ago that nobody stands there any more; of cards the server says that."""
        if event.kiosk != self._kiosk.id or self.printing is None:
            return
        if isinstance(event, CardPrintRequested):
            self.printing.print_card(event.ticket.id)
        elif datetime.now(UTC) - event.at > REPRINT_MAX_AGE:
            log.warning("reprint too late", ticket=event.ticket.number)
        else:
            self.printing.reprint(event.ticket.id)

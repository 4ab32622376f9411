"""What a cell of the fault matrix does: break the device, play a visit, mend it, play another.

A rig plays the three journeys of a visit. This one takes every step at a browser; the rigs of devices take the step
that is their device's over the device, on the real parts of the edge.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from queue_server.client import Refused, ServerUnreachable, WindowVerb, new_request_id
from queue_server.wire.messages import IssueTicketRequest, RatingRequest, WindowAnswer, WindowCommand
from tests.fakes.matrix_hall import Cell, Fault, MatrixHall
from tests.fakes.polling import wait_until

PATIENCE = 10.0
"""Seconds a step may take before it has failed. A hall is promised three; a machine that runs many tests at once is given
more here, and the ``recovery`` measurement holds the figure."""


class Journey(StrEnum):
    """What is checked of a cell."""

    TAKE = "take a number"
    CALL = "call"
    RATE = "rate"
    STAFF = "staff see it"
    BACK = "back in time"
    COUNT = "nothing lost or doubled"


@dataclass
class Report:
    """What went wrong, by journey, and how long the device took to be back."""

    problems: dict[Journey, list[str]] = field(default_factory=dict)
    back_seconds: float = 0.0

    @contextmanager
    def of(self, journey: Journey) -> Iterator[None]:
        """Notes a failed expectation and goes on: the queue must, too."""
        try:
            yield
        except (AssertionError, Refused, ServerUnreachable) as problem:
            self.problems.setdefault(journey, []).append(str(problem) or repr(problem))


class Rig:
    """Every step at a browser. ``works`` says whether the cell's device is expected to do its part now."""

    def __init__(self, hall: MatrixHall, cell: Cell) -> None:
        self.hall = hall
        self.cell = cell
        self.number = ""
        self.session = ""

    # --- the journeys ---------------------------------------------------------------------------------------

    def take(self, *, works: bool) -> None:
        """Somebody takes a number; it is ``number`` then."""
        request = IssueTicketRequest(request_id=new_request_id(), service=self.cell.service)
        self.number = self.hall.client.issue_ticket(request).ticket.number

    def call(self, *, works: bool) -> None:
        """The window calls; it must be that number."""
        self.check_called(self.act("call-next"))

    def rate(self, *, works: bool) -> None:
        """The service ends and is rated."""
        self.act("finish")
        now = self.hall.client.snapshot().server_time
        request = RatingRequest(request_id=new_request_id(), session_id=self.session, level=5, pressed_at=now)
        self.hall.client.rate(request)

    # --- the device -----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the edge part that owns the device."""

    def stop(self) -> None:
        """End it, and the emulator."""

    def break_device(self, fault: Fault) -> None:
        """Make the device fail; ABSENT comes before ``start``, the others when it is ready."""

    def mend_device(self) -> None:
        """Make it well."""

    def is_ready(self) -> bool:
        """Whether the device is of use; asked again and again after ``start`` and ``mend_device``."""
        return True

    def check_staff(self, fault: Fault) -> None:
        """What staff must see of the device while it fails."""

    def rated(self, *, expected: int) -> bool:
        """Whether the number of stored ratings is as it must be after ``expected`` ratings."""
        return self.hall.ratings(self.cell) == expected

    # --- for the rigs ---------------------------------------------------------------------------------------

    def act(self, verb: WindowVerb) -> WindowAnswer:
        """A clerk's command at a browser."""
        command = WindowCommand(request_id=new_request_id())
        return self.hall.client.window(self.cell.window, verb, command)

    def check_called(self, answer: WindowAnswer) -> None:
        assert answer.ticket is not None
        assert answer.ticket.number == self.number
        self.session = answer.ticket.session_id or ""

    def wait_called(self) -> None:
        """Until the number is called, by whomever."""

        def called() -> bool:
            found = self.hall.rows("SELECT session_id, calls FROM tickets WHERE number = ?", self.number)
            self.session = str(found[0][0] or "")
            return bool(found[0][1] == 1)

        wait_until(called, seconds=PATIENCE)


def play(rig: Rig, fault: Fault) -> Report:
    """The whole cell."""
    report = Report()
    if fault is Fault.ABSENT:
        rig.break_device(fault)
    rig.start()
    try:
        if fault is not Fault.ABSENT:
            wait_until(rig.is_ready, seconds=PATIENCE)
            rig.break_device(fault)
        _visit(rig, report, works=fault is Fault.SLOW)
        with report.of(Journey.STAFF):
            rig.check_staff(fault)
        rig.mend_device()
        mended_at = time.monotonic()
        with report.of(Journey.BACK):
            wait_until(rig.is_ready, seconds=PATIENCE)
            report.back_seconds = time.monotonic() - mended_at
        _visit(rig, report, works=True)
        with report.of(Journey.COUNT):
            _count(rig)
    finally:
        rig.stop()
    return report


def _visit(rig: Rig, report: Report, *, works: bool) -> None:
    with report.of(Journey.TAKE):
        rig.take(works=works)
    with report.of(Journey.CALL):
        rig.call(works=works)
    with report.of(Journey.RATE):
        rig.rate(works=works)


def _count(rig: Rig) -> None:
    tickets = rig.hall.tickets(rig.cell)
    numbers = [number for number, *_ in tickets]
    assert [number[-3:] for number in numbers] == ["001", "002"], tickets
    assert [(status, calls) for _, status, calls, _ in tickets] == [("finished", 1)] * 2, tickets
    assert rig.rated(expected=2), f"{rig.hall.ratings(rig.cell)} ratings"

"""The rating screen's stage, feed and sender over the real queue server: what a resident touches, and what is stored then."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from config.loader import parse_hall
from config.model import ClerkSection, HallConfig, RatingScreenSection
from evaluator.bootstrap import MESSAGES, build_stage
from evaluator.hall_feed import Followed, HallFeed, Refreshed
from evaluator.stage import SETTLE_SECONDS, Stage
from evaluator.surroundings import Surroundings
from i18n import Catalogue
from i18n.rating_options import RatingOptions
from queue_server.client import (
    EventFeed,
    FeedLost,
    QueueClient,
    Refused,
    ServerClock,
    WindowVerb,
    new_request_id,
)
from queue_server.wire.messages import LogIn, RatingRequest, TicketView, WindowCommand
from screen.screen_port import Message, Touch, TouchKind
from tests.fakes.polling import wait_until
from tests.fakes.running_server import RunningServer, hall_text, running_server


def hall() -> HallConfig:
    """Two windows, at the first a screen beside the evaluator with keys."""
    known = parse_hall(hall_text())
    screen = RatingScreenSection(id="rating-1", window="1")
    return known.model_copy(
        update={"rating_screens": (screen,), "clerks": (ClerkSection(id="clerk-a", number=1024),)}
    )


class RealScreen:
    """Everything of the program but its window; the test turns its loop."""

    def __init__(self, server: RunningServer) -> None:
        self.parts = ExitStack()
        self.messages: queue.SimpleQueue[object] = queue.SimpleQueue()
        client = server.new_client()
        self.parts.callback(client.close)
        clock = ServerClock()
        section = server.hall.rating_screen("rating-1")
        self.around = Surroundings(
            server.hall, section, Catalogue.load(MESSAGES), RatingOptions.load(), clock.now
        )
        self.stage: Stage = build_stage(self.around, client, clock, self.messages.put, self.parts)

    def until(self, reached: Callable[[], bool]) -> None:
        def turned() -> bool:
            with suppress(queue.Empty):
                self.stage.handle(Message(self.messages.get(timeout=0.02)))
            self.stage.update()
            return reached()

        wait_until(turned, seconds=10)

    def until_view(self, name: str) -> None:
        self.until(lambda: self.stage.layout().screen == name)

    def until_asked(self, session: str) -> None:
        def asked() -> bool:
            invited = self.around.flow.invited
            return invited is not None and invited.session_id == session

        self.until(asked)

    def touch(self, wanted: str) -> None:
        """Once the picture has settled."""
        settled = time.monotonic() + SETTLE_SECONDS + 0.02
        self.until(lambda: time.monotonic() > settled)
        box = next(one.box for one in self.stage.layout().targets if one.id == wanted)
        for kind in (TouchKind.DOWN, TouchKind.UP):
            self.stage.handle(Touch(kind, *box.centre))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with running_server(tmp_path, hall()) as running:
        yield running


@pytest.fixture
def open_screen(server: RunningServer) -> Iterator[Callable[[], RealScreen]]:
    with ExitStack() as screens:

        def make() -> RealScreen:
            screen = RealScreen(server)
            screens.callback(screen.parts.close)
            return screen

        yield make


def do(client: QueueClient, verb: WindowVerb) -> TicketView | None:
    return client.window("1", verb, WindowCommand(request_id=new_request_id())).ticket


def serve(server: RunningServer) -> str:
    """Call somebody, serve, and finish; gives the session."""
    server.issue()
    do(server.client, "call-next")
    do(server.client, "start")
    ended = do(server.client, "finish")
    assert ended is not None
    assert ended.session_id is not None
    return ended.session_id


def rate(server: RunningServer, session: str, *reasons: int) -> None:
    """On the evaluator with keys, which asks for no reasons."""
    now, request = server.client.snapshot().server_time, new_request_id()
    body = RatingRequest(request_id=request, session_id=session, level=4, pressed_at=now, reasons=reasons)
    server.client.rate(body)


def is_rated(server: RunningServer, session: str) -> bool:
    """Whether the server has a rating of the session: asked with a reason that no grade has, which changes nothing."""
    with pytest.raises(Refused) as refused:
        rate(server, session, 999)
    return refused.value.code == "already_rated"


def test_a_visit_is_shown_rated_with_reasons_and_thanked_for(
    server: RunningServer, open_screen: Callable[[], RealScreen]
) -> None:
    screen = open_screen()
    screen.until_view("idle")
    server.client.window("1", "log-in", LogIn(request_id=new_request_id(), clerk=1024))
    session = serve(server)
    screen.until_view("invite")
    assert screen.around.staff_number(screen.around.facts.clerk) == 1024
    for target in ("grade:1", "reason:115", "submit"):
        screen.touch(target)
    screen.until_view("thanks")
    assert is_rated(server, session)
    wait_until(lambda: server.device("rating-1") == ("online", ""))
    screen.parts.close()
    assert server.device("rating-1") == ("unknown", "screen-stopped")


def test_a_snapshot_comes_beside_the_feed_because_hours_end_without_an_event(server: RunningServer) -> None:
    posted: list[object] = []
    client = server.new_client()
    feed = HallFeed(
        EventFeed(client),
        client.snapshot,
        posted.append,
        clock=ServerClock(),
        on_back=lambda: None,
        refresh_seconds=0.05,
    )
    feed.start()
    wait_until(lambda: {type(body) for body in posted} >= {Followed, Refreshed})
    server.stop()
    wait_until(lambda: isinstance(posted[-1], Followed) and isinstance(posted[-1].item, FeedLost))
    feed.close()
    client.close()


def test_the_evaluator_with_keys_was_first(
    server: RunningServer, open_screen: Callable[[], RealScreen]
) -> None:
    screen = open_screen()
    screen.until_view("idle")
    session = serve(server)
    screen.until_view("invite")
    screen.touch("grade:2")
    rate(server, session)
    screen.until_view("thanks")


def test_after_a_restart_who_may_still_rate_is_asked_for_the_rest(
    server: RunningServer, open_screen: Callable[[], RealScreen]
) -> None:
    session = serve(server)
    screen = open_screen()
    screen.until_view("invite")
    invited, told = screen.around.flow.invited, server.client.snapshot().windows[0].rating
    assert invited is not None
    assert told is not None
    assert (invited.session_id, invited.until) == (session, told.rate_until)


def test_a_server_that_is_away_for_a_moment_loses_no_rating(
    server: RunningServer, open_screen: Callable[[], RealScreen]
) -> None:
    screen = open_screen()
    screen.until_view("idle")
    session = serve(server)
    screen.until_view("invite")
    screen.touch("grade:4")
    server.stop()
    screen.touch("submit")
    screen.until_view("sending")
    server.start()
    screen.until_view("thanks")
    assert is_rated(server, session)


def test_the_next_call_ends_the_invitation_and_sends_what_was_pressed(
    server: RunningServer, open_screen: Callable[[], RealScreen]
) -> None:
    screen = open_screen()
    screen.until_view("idle")
    first = serve(server)
    screen.until_view("invite")
    second = serve(server)
    screen.until_asked(second)
    screen.touch("grade:5")
    server.issue()
    do(server.client, "call-next")
    screen.until_view("serving")
    wait_until(lambda: is_rated(server, second))
    assert not is_rated(server, first), "nobody pressed a face"

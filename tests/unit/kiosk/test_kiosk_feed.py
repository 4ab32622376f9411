"""Following the hall from the kiosk."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.bookmark import Bookmark
from kiosk.hall_feed import HallFeed, apply
from kiosk.views import HallChanged, HallView
from queue_server.client import FeedBack, FeedItem, FeedLost, ServerUnreachable
from queue_server.wire.events import CardPrintRequested, DayClosed, DayOpened, ReprintRequested, TicketIssued
from queue_server.wire.messages import ServiceQueue, Snapshot, Unavailable
from tests.fakes.kiosk_stage import MORNING, QUEUES, issued_ticket
from tests.fakes.polling import wait_until


def snapshot(seq: int = 10, queues: tuple[ServiceQueue, ...] = QUEUES) -> Snapshot:
    return Snapshot(
        seq=seq,
        server_time=MORNING,
        business_day=MORNING.date(),
        hall="qinghe",
        services=queues,
        windows=(),
        recent_calls=(),
        next_tickets=(),
        passed=(),
        unprinted=(),
        devices=(),
    )


def issued(seq: int, waiting: int) -> TicketIssued:
    changed = QUEUES[0].model_copy(update={"waiting": waiting})
    return TicketIssued(seq=seq, at=MORNING, hall="qinghe", ticket=issued_ticket().ticket, queue=changed)


def reprint(seq: int, kiosk: str = "kiosk-1") -> ReprintRequested:
    return ReprintRequested(seq=seq, at=MORNING, hall="qinghe", ticket=issued_ticket().ticket, kiosk=kiosk)


def card(seq: int) -> CardPrintRequested:
    return CardPrintRequested(
        seq=seq, at=MORNING, hall="qinghe", ticket=issued_ticket().ticket, kiosk="kiosk-1"
    )


class ToldFeed:
    """A feed that yields what a test puts into it."""

    def __init__(self) -> None:
        self.items: queue.SimpleQueue[FeedItem] = queue.SimpleQueue()

    def follow(self, stop: threading.Event) -> Iterator[FeedItem]:
        while not stop.is_set():
            try:
                yield self.items.get(timeout=0.02)
            except queue.Empty:
                continue


class Followed:
    """A running hall feed with what came out of it."""

    def __init__(self, path: Path) -> None:
        self.feed = ToldFeed()
        self.posted: list[HallChanged] = []
        self.asked: list[int] = []
        self.server: Snapshot | None = None
        self.bookmark = Bookmark(path)
        self.hall_feed = HallFeed(
            self.feed,
            self._fetch,
            self.posted.append,  # type: ignore[arg-type]
            bookmark=self.bookmark,
            on_request=lambda event: self.asked.append(event.seq),
            refresh_seconds=0.05,
        )
        self.hall_feed.start()

    def _fetch(self) -> Snapshot:
        if self.server is None:
            raise ServerUnreachable("refused")
        return self.server

    @property
    def view(self) -> HallView:
        return self.posted[-1].view if self.posted else HallView()

    def waiting(self) -> int:
        queue_now = self.view.queue("social-security")
        return -1 if queue_now is None else queue_now.waiting


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Followed]:
    made = Followed(tmp_path / "followed.txt")
    yield made
    made.hall_feed.close()


def test_a_snapshot_and_then_events_change_the_queues() -> None:
    view = apply(HallView(), snapshot())
    assert view == HallView(QUEUES, MORNING, connected=True)
    view = apply(view, issued(11, 13))
    known = view.queue("social-security")
    assert known is not None
    assert known.waiting == 13
    assert view.queue("household") == QUEUES[1]


def test_a_lost_server_leaves_what_is_known_and_says_so() -> None:
    view = apply(apply(HallView(), snapshot()), FeedLost(MORNING, "refused"))
    assert view == HallView(QUEUES, MORNING, connected=False)
    assert apply(view, FeedBack(MORNING)).connected


def test_a_new_day_begins_with_nobody() -> None:
    day = MORNING.date() + timedelta(days=1)
    view = apply(
        apply(HallView(), snapshot()), DayOpened(seq=11, at=MORNING, hall="qinghe", business_day=day)
    )
    assert sum(each.waiting for each in view.queues) == 0


def test_a_day_that_is_closed_gives_no_numbers_from_that_moment_on() -> None:
    day = MORNING.date()
    closed = DayClosed(seq=11, at=MORNING, hall="qinghe", business_day=day, expired=3)
    view = apply(apply(HallView(), snapshot()), closed)
    assert {(each.open, each.unavailable) for each in view.queues} == {(False, Unavailable.DAY_CLOSED)}
    assert apply(view, snapshot(12)).queues == QUEUES, "the next snapshot knows when it opens again"


def test_the_screen_hears_of_every_change(followed: Followed) -> None:
    followed.feed.items.put(snapshot())
    wait_until(lambda: followed.waiting() == 12)
    followed.feed.items.put(issued(11, 13))
    wait_until(lambda: followed.waiting() == 13)
    followed.feed.items.put(FeedLost(MORNING, "refused"))
    wait_until(lambda: not followed.view.connected)


def test_a_fetched_snapshot_freshens_the_waits_but_never_takes_an_event_back(followed: Followed) -> None:
    followed.feed.items.put(snapshot(10))
    followed.feed.items.put(issued(12, 14))
    wait_until(lambda: followed.waiting() == 14)
    followed.server = snapshot(11)
    threading.Event().wait(0.2)
    assert followed.waiting() == 14
    fewer = (QUEUES[0].model_copy(update={"waiting": 5}), *QUEUES[1:])
    followed.server = snapshot(12, fewer)
    wait_until(lambda: followed.waiting() == 5)


@pytest.mark.parametrize("asked", [reprint, card])
def test_what_is_asked_for_is_passed_on_and_noted_before(
    followed: Followed, tmp_path: Path, asked: Callable[[int], ReprintRequested | CardPrintRequested]
) -> None:
    followed.feed.items.put(snapshot())
    followed.feed.items.put(asked(11))
    wait_until(lambda: followed.asked == [11])
    assert Bookmark(tmp_path / "followed.txt").seq == 11


def test_after_a_restart_what_was_missed_is_followed_and_the_queues_are_fetched(tmp_path: Path) -> None:
    path = tmp_path / "followed.txt"
    Bookmark(path).move(11)
    followed = Followed(path)
    followed.server = snapshot(15)
    wait_until(lambda: followed.waiting() == 12)
    followed.feed.items.put(issued(12, 99))
    followed.feed.items.put(reprint(13))
    wait_until(lambda: followed.asked == [13])
    assert followed.waiting() == 12, "the snapshot already knows of what came before it"
    followed.hall_feed.close()


def test_a_log_that_begins_again_is_followed_from_there(followed: Followed) -> None:
    followed.feed.items.put(snapshot(500))
    followed.feed.items.put(snapshot(3))
    followed.feed.items.put(issued(4, 1))
    wait_until(lambda: followed.waiting() == 1)
    assert followed.bookmark.seq == 3


def test_a_bookmark_survives_and_a_damaged_one_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "followed.txt"
    assert Bookmark(path).seq is None
    bookmark = Bookmark(path)
    bookmark.move(7)
    bookmark.move(9)
    assert Bookmark(path).seq == 9
    path.write_text("not a number")
    assert Bookmark(path).seq is None


def test_a_bookmark_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    bookmark = Bookmark(tmp_path / "missing" / "followed.txt")
    bookmark.move(5)
    assert bookmark.seq == 5

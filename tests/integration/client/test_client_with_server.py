"""The client against the real server: every call, the feed across a restart, ratings that waited on disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from queue_server.client import (
    DeviceReporter,
    EventFeed,
    FeedBack,
    FeedItem,
    FeedLost,
    FeedThread,
    Outbox,
    QueueClient,
    Refused,
    ServerUnreachable,
    new_request_id,
)
from queue_server.wire.events import EventBase, TicketCalled
from queue_server.wire.messages import (
    DeviceCondition,
    DeviceStateReport,
    RatingRequest,
    Snapshot,
    WindowCommand,
)
from tests.fakes.polling import wait_until
from tests.fakes.running_server import RunningServer, running_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with running_server(tmp_path) as running:
        yield running


def call_next(server: RunningServer) -> str:
    answer = server.client.window("1", "call-next", WindowCommand(request_id=new_request_id()))
    assert answer.ticket is not None
    return answer.ticket.number


def test_a_repeat_of_a_command_is_the_same_command(server: RunningServer) -> None:
    server.issue(3)
    command = WindowCommand(request_id=new_request_id())
    answers = [server.client.window("1", "call-next", command) for _ in range(3)]
    assert answers == [answers[0]] * 3
    assert server.client.snapshot().services[0].waiting == 2


def test_refusals_carry_the_servers_code(server: RunningServer) -> None:
    with pytest.raises(Refused) as caught:
        server.client.window("1", "finish", WindowCommand(request_id=new_request_id()))
    assert caught.value.code == "no_current_ticket"
    with pytest.raises(Refused) as caught:
        QueueClient(server.url, "wrong").snapshot()
    assert caught.value.concerns_access


def test_a_stopped_server_is_unreachable_and_a_started_one_is_not(server: RunningServer) -> None:
    server.stop()
    with pytest.raises(ServerUnreachable):
        server.client.snapshot()
    server.start()
    assert server.client.snapshot().seq >= 0


class Follower:
    """Collects a feed."""

    def __init__(self, server: RunningServer, after: int | None = None) -> None:
        self.items: list[FeedItem] = []
        self._thread = FeedThread(EventFeed(server.new_client(), after=after), [self.items.append])
        self._thread.start()

    def __enter__(self) -> Follower:
        return self

    def __exit__(self, *_details: object) -> None:
        assert self._thread.stop()

    def kinds(self) -> list[str]:
        return [type(item).__name__ for item in self.items]

    def events(self) -> list[EventBase]:
        return [item for item in self.items if isinstance(item, EventBase)]


def test_the_feed_goes_on_across_a_restart_without_gap_or_repeat(server: RunningServer) -> None:
    server.issue(4)
    with Follower(server) as follower:
        wait_until(lambda: follower.kinds() == ["Snapshot"])
        assert call_next(server) == "A001"
        wait_until(lambda: len(follower.events()) == 1)
        server.stop()
        wait_until(lambda: follower.kinds()[-1] == "FeedLost")
        server.start()
        assert call_next(server) == "A002"
        wait_until(lambda: len(follower.events()) == 3)
        assert call_next(server) == "A003"
        wait_until(lambda: len(follower.events()) == 5)
        called = [event for event in follower.events() if isinstance(event, TicketCalled)]
        assert [event.ticket.number for event in called] == ["A001", "A002", "A003"]
        assert [kind for kind in follower.kinds() if kind.startswith("Feed")] == ["FeedLost", "FeedBack"]


def test_a_position_from_another_life_brings_a_snapshot(server: RunningServer) -> None:
    with Follower(server, after=999_999) as follower:
        wait_until(lambda: any(isinstance(item, Snapshot) for item in follower.items))
        assert [type(item) for item in follower.items][:2] == [FeedLost, FeedBack]


def test_two_clerks_at_once_never_get_one_number(server: RunningServer) -> None:
    server.issue(20)
    numbers: list[str] = []

    def clerk(window: str) -> None:
        client = server.new_client()
        for _ in range(10):
            answer = client.window(window, "call-next", WindowCommand(request_id=new_request_id()))
            assert answer.ticket is not None
            numbers.append(answer.ticket.number)

    threads = [threading.Thread(target=clerk, args=(window,)) for window in ("1", "2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(numbers) == [f"A{number:03}" for number in range(1, 21)]


def test_a_rating_that_waited_on_disk_arrives(server: RunningServer, tmp_path: Path) -> None:
    server.issue()
    call_next(server)
    answer = server.client.window("1", "finish", WindowCommand(request_id=new_request_id()))
    assert answer.ticket is not None
    assert answer.ticket.finished_at is not None
    request = RatingRequest(
        request_id=new_request_id(),
        session_id=answer.ticket.session_id or "",
        level=5,
        pressed_at=answer.ticket.finished_at,
    )

    def deliver(_kind: str, body: Mapping[str, Any]) -> None:
        server.client.rate(RatingRequest.model_validate(body))

    server.stop()
    outbox = Outbox(tmp_path / "ratings.jsonl", deliver)
    outbox.put("rating", request.model_dump(mode="json"))
    assert not outbox.wait_empty(0.3)
    server.start()
    assert outbox.wait_empty(10)
    outbox.close()
    with pytest.raises(Refused, match="already_rated"):
        server.client.rate(request.model_copy(update={"request_id": new_request_id()}))


def test_device_states_reach_a_server_that_was_away(server: RunningServer) -> None:
    reporter = DeviceReporter(server.new_client())
    state = DeviceStateReport(
        device="sign-1",
        state=DeviceCondition.FAULT,
        reason="no_answer",
        since=server.client.snapshot().server_time,
    )
    server.stop()
    reporter.report(state)
    assert not reporter.wait_empty(0.2)
    server.start()
    assert reporter.wait_empty(10)
    assert server.device("sign-1") == ("fault", "no_answer")
    reporter.close()

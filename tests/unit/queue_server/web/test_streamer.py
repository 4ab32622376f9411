"""The thread that sends live streams, over real sockets."""

from __future__ import annotations

import random
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from queue_server.web.hub import BEHIND_LIMIT, Hub, frame
from queue_server.web.stream import EventStream
from queue_server.web.streamer import HEARTBEAT_S, MOST_MISSED, Streamer, Tail
from tests.fakes.event_log import EventLog
from tests.fakes.manual_clock import ManualClock
from tests.fakes.polling import wait_until

BEAT = b": alive\n\n"


class Script:
    """A tail whose chunks a test says; None is the end."""

    heartbeat = BEAT

    def __init__(self, *chunks: bytes | None) -> None:
        self.chunks = deque(chunks)
        self.closed = False
        self.wake: Callable[[], None] = lambda: None

    def listen(self, wake: Callable[[], None]) -> None:
        self.wake = wake

    def take(self) -> bytes | None:
        return self.chunks.popleft() if self.chunks else b""

    def close(self) -> None:
        self.closed = True

    def say(self, *chunks: bytes | None) -> None:
        self.chunks.extend(chunks)
        self.wake()


class Broken(Script):
    """Its source fails."""

    @override
    def take(self) -> bytes | None:
        raise ZeroDivisionError


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def streamer(clock: ManualClock) -> Iterator[Streamer]:
    with closing(Streamer(clock)) as one:
        yield one


class Audience:
    """The listeners' ends of connections; all are hung up in the end."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []

    def listen(
        self, streamer: Streamer, tail: Tail, *, chunked: bool = False, small: bool = False
    ) -> socket.socket:
        """A connection that the streamer has adopted; ``small``: the kernel keeps little of what is on its way."""
        ours, theirs = socket.socketpair()
        self._sockets.append(theirs)
        if small:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        theirs.settimeout(5)
        streamer.adopt(ours, tail, chunked=chunked)
        return theirs

    def close(self) -> None:
        for listener in self._sockets:
            listener.close()


@pytest.fixture
def audience() -> Iterator[Audience]:
    with closing(Audience()) as one:
        yield one


def read_all(listener: socket.socket) -> bytes:
    found = b""
    while data := listener.recv(65536):
        found += data
    return found


def read_until(wanted: bytes, listener: socket.socket) -> None:
    while wanted not in listener.recv(99):
        pass


def dechunked(data: bytes) -> bytes:
    """The body in chunks, which must be whole."""
    body = b""
    while True:
        size, _, rest = data.partition(b"\r\n")
        length = int(size, 16)
        body, data = body + rest[:length], rest[length + 2 :]
        assert rest[length : length + 2] == b"\r\n"
        if length == 0:
            assert data == b""
            return body


def test_what_a_tail_says_is_sent_at_once(streamer: Streamer, audience: Audience) -> None:
    tail = Script(b"said before ")
    listener = audience.listen(streamer, tail)
    assert listener.recv(99) == b"said before "
    tail.say(b"said later")
    assert listener.recv(99) == b"said later"


def test_the_end_of_a_tail_ends_the_body_and_the_connection(streamer: Streamer, audience: Audience) -> None:
    tail = Script(b"last words", None)
    assert dechunked(read_all(audience.listen(streamer, tail, chunked=True))) == b"last words"
    wait_until(lambda: tail.closed)
    assert read_all(audience.listen(streamer, Script(b"plain", None))) == b"plain"


@settings(deadline=None, max_examples=30)
@given(st.lists(st.binary(min_size=1, max_size=9000), max_size=30), st.booleans(), st.integers())
def test_a_slow_listener_gets_every_byte(chunks: list[bytes], chunked: bool, seed: int) -> None:
    chance = random.Random(seed)
    with closing(Streamer()) as streamer, closing(Audience()) as audience:
        listener = audience.listen(streamer, Script(*chunks, None), chunked=chunked, small=True)
        found = b""
        while data := listener.recv(chance.randint(1, 5000)):
            found += data
    assert (dechunked(found) if chunked else found) == b"".join(chunks)


def test_a_sign_of_life_comes_when_there_was_nothing_else(
    streamer: Streamer, clock: ManualClock, audience: Audience
) -> None:
    tail, other = Script(b"a"), Script()
    listener, nudge = audience.listen(streamer, tail, chunked=True), audience.listen(streamer, other)
    assert listener.recv(99) == b"1\r\na\r\n"
    clock.advance(HEARTBEAT_S - 0.1)
    tail.say(b"b")
    assert listener.recv(99) == b"1\r\nb\r\n"
    clock.advance(HEARTBEAT_S - 0.1)
    other.say(b"nudge")
    read_until(b"nudge", nudge)
    clock.advance(0.2)
    other.say(b"nudge")
    assert listener.recv(99) == b"9\r\n" + BEAT + b"\r\n"


def test_whoever_hangs_up_is_let_go(streamer: Streamer, audience: Audience) -> None:
    tail = Script()
    audience.listen(streamer, tail).close()
    wait_until(lambda: tail.closed)


def test_what_a_listener_says_is_not_heard(streamer: Streamer, audience: Audience) -> None:
    tail = Script()
    listener = audience.listen(streamer, tail)
    listener.sendall(b"GET / HTTP/1.1\r\n\r\n" * 500)
    tail.say(b"still here")
    assert listener.recv(99) == b"still here"
    assert not tail.closed


def test_whoever_takes_nothing_is_given_up_and_holds_nobody_up(
    streamer: Streamer, clock: ManualClock, audience: Audience
) -> None:
    stuck, quick = Script(bytes(1_000_000)), Script()
    stalled, reader = audience.listen(streamer, stuck, small=True), audience.listen(streamer, quick)
    rounds = 0
    while not stuck.closed:
        quick.say(b"x")
        read_until(b"x", reader)
        clock.advance(HEARTBEAT_S)
        rounds += 1
    assert rounds >= MOST_MISSED
    assert len(read_all(stalled)) < 1_000_000


def test_whoever_takes_a_little_now_and_then_is_kept(
    streamer: Streamer, clock: ManualClock, audience: Audience
) -> None:
    slow, quick = Script(bytes(300_000), None), Script()
    listener, reader = audience.listen(streamer, slow, small=True), audience.listen(streamer, quick)
    taken = 0
    for _ in range(3 * MOST_MISSED):
        taken += len(listener.recv(9000))
        clock.advance(HEARTBEAT_S)
        quick.say(b"x")
        read_until(b"x", reader)
    assert taken + len(read_all(listener)) == 300_000


def test_whoever_has_much_to_hear_holds_nobody_up(streamer: Streamer, audience: Audience) -> None:
    class Endless(Script):
        @override
        def take(self) -> bytes | None:
            return b"" if self.closed else b"and "

    endless, short = Endless(), Script()
    talk = audience.listen(streamer, endless)
    assert talk.recv(4) == b"and "
    reader = threading.Thread(target=read_all, args=[talk])
    reader.start()
    listener = audience.listen(streamer, short)
    short.say(b"a word")
    assert listener.recv(99) == b"a word"
    streamer.close()
    reader.join(5)


def test_a_tail_that_fails_ends_alone(streamer: Streamer, audience: Audience) -> None:
    broken, sound = Broken(), Script()
    assert read_all(audience.listen(streamer, broken)) == b""
    assert broken.closed
    listener = audience.listen(streamer, sound)
    sound.say(b"on it goes")
    assert listener.recv(99) == b"on it goes"


def test_closing_sends_what_is_ready_and_lets_nobody_in(audience: Audience) -> None:
    streamer, tails = Streamer(), [Script(b"hello"), Script()]
    listeners = [audience.listen(streamer, tail, chunked=True) for tail in tails]
    assert listeners[0].recv(99) == b"5\r\nhello\r\n"
    for tail in tails:
        tail.say(b"bye", None)
    streamer.close()
    streamer.close()
    assert [read_all(listener) for listener in listeners] == [b"3\r\nbye\r\n0\r\n\r\n"] * 2
    late = Script(b"too late")
    assert read_all(audience.listen(streamer, late)) == b""
    assert [tail.closed for tail in (*tails, late)] == [True] * 3
    Streamer().close()


def test_a_listener_that_was_dropped_gets_what_was_kept_and_then_the_end(audience: Audience) -> None:
    log = EventLog()
    hub = Hub(log.read_after, 0, 1)
    tails: list[Tail] = []
    list(EventStream(hub, hub.join(), log.read_after, None).then(tails.append))
    hub.publish(log.commit(BEHIND_LIMIT + 1))
    with closing(Streamer()) as streamer:
        found = read_all(audience.listen(streamer, tails[0]))
    assert found == b"".join(frame(event) for event in log.events[:BEHIND_LIMIT])
    assert hub.count() == 0


def test_whenever_a_listener_comes_it_hears_everything_once_and_in_order(
    streamer: Streamer, audience: Audience
) -> None:
    """Three threads commit and publish in any order; listeners come meanwhile, each from somewhere in the past."""
    log = EventLog(300)
    hub = Hub(log.read_after, 300, 50)
    publishers = [threading.Thread(target=_publish, args=(hub, log, 400)) for _ in range(3)]
    listeners: list[tuple[int, bytes, socket.socket]] = []
    for thread in publishers:
        thread.start()
    for place in range(40):
        after, tails = place * 7, list[Tail]()
        body = b"".join(EventStream(hub, hub.join(), log.read_after, after).then(tails.append))
        listeners.append((after, body, audience.listen(streamer, tails[0])))
    for thread in publishers:
        thread.join()
    hub.close()
    for after, body, listener in listeners:
        heard = body + read_all(listener)
        assert heard.partition(b"welcome\n\n")[2] == b"".join(frame(event) for event in log.events[after:])


def _publish(hub: Hub, log: EventLog, times: int) -> None:
    for _ in range(times):
        hub.publish(log.commit())

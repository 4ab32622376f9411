"""Topics, versions and waiting listeners."""

from __future__ import annotations

import threading

from virtual_hall.blackboard import Blackboard


def test_newcomer_gets_every_topic_once() -> None:
    board = Blackboard()
    board.put("a", 1)
    board.put("b", {"x": 2})
    version, fresh = board.changes(0, timeout=0)
    assert fresh == {"a": 1, "b": {"x": 2}}
    assert board.changes(version, timeout=0) == (version, {})


def test_same_value_is_no_change() -> None:
    board = Blackboard()
    board.put("a", [1, 2])
    version, _ = board.changes(0, timeout=0)
    board.put("a", [1, 2])
    assert board.changes(version, timeout=0) == (version, {})


def test_slow_listener_skips_values_in_between() -> None:
    board = Blackboard()
    for value in range(100):
        board.put("a", value)
    assert board.changes(0, timeout=0)[1] == {"a": 99}
    assert board.get("a") == 99
    assert board.get("b") is None


def test_waiting_listener_wakes_up() -> None:
    board = Blackboard()
    seen: list[dict[str, object]] = []
    listener = threading.Thread(target=lambda: seen.append(board.changes(0, timeout=5)[1]))
    listener.start()
    board.put("a", 1)
    listener.join(2)
    assert seen == [{"a": 1}]


def test_close_wakes_everybody() -> None:
    board = Blackboard()
    listener = threading.Thread(target=lambda: board.changes(0, timeout=30))
    listener.start()
    board.close()
    listener.join(2)
    assert not listener.is_alive()
    assert board.closed

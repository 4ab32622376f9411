"""Which calls a zone speaks, which together, and in which words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.announcements import (
    MOST_TOGETHER,
    Announcement,
    Progress,
    Rules,
    Turn,
    decide,
    next_turn,
    utterance,
    withdrawn,
    words,
    zone_rules,
)
from drivers.speech.port import Chime
from drivers.speech.wording import Call
from queue_server.client import FeedBack, FeedItem, FeedLost
from queue_server.wire.events import Event
from tests.fakes.wire_samples import (
    NINE,
    at,
    called,
    cancelled,
    finished,
    forwarded,
    interrupted,
    issued,
    no_show,
    parked,
    recalled,
    snapshot,
    started,
    transferred,
    undone,
)
from tests.fakes.zones import the_zone, zone_hall


def rules(**zone: Any) -> Rules:
    hall = zone_hall(**zone)
    return zone_rules(hall, the_zone(hall))


RULES = rules()


def spoken(
    *items: FeedItem, now: float = 0, known: int | None = None, by: Rules = RULES
) -> list[Announcement]:
    """What is announced after ``known``."""
    progress = Progress(known)
    announced = []
    for item in items:
        progress, announcement = decide(progress, item, at(now), by)
        if announcement is not None:
            announced.append(announcement)
    return announced


def seqs(*items: FeedItem, now: float = 0, known: int | None = None, by: Rules = RULES) -> list[int]:
    return [announcement.seq for announcement in spoken(*items, now=now, known=known, by=by)]


# --- from the feed -------------------------------------------------------------------------------------------


def test_calls_and_recalls_are_spoken_and_nothing_else() -> None:
    items: list[FeedItem] = [
        snapshot(1),
        issued(2, "A012"),
        called(3, "A012"),
        recalled(4, "A012"),
        started(5, "A012"),
    ]
    announced = spoken(*items, finished(6, "A012"), FeedLost(at(7), "away"), FeedBack(at(8)))
    assert [(each.seq, each.recall) for each in announced] == [(3, False), (4, True)]
    assert announced[0].call == Call("A012", 3, "civil")


def test_what_is_too_old_is_left_out_but_counts_as_taken_up() -> None:
    assert seqs(called(3, "A012"), called(40, "A013"), now=64) == [40]
    progress, _ = decide(Progress(), called(3, "A012"), at(64), RULES)
    assert progress.last_seq == 3


def test_the_limit_itself_is_not_too_old() -> None:
    assert seqs(called(3, "A012"), now=63) == [3]


def test_nothing_is_spoken_twice_even_across_a_restart() -> None:
    assert seqs(called(3, "A012"), called(3, "A012")) == [3]
    assert seqs(called(3, "A012"), called(4, "A013"), known=3) == [4]


def test_a_snapshot_is_history_and_a_new_log_is_followed_from_its_place() -> None:
    assert seqs(snapshot(500), called(400, "A012"), called(501, "A013"), now=450) == [501]
    assert seqs(snapshot(5), called(6, "A012"), known=9000) == [6]


def test_a_call_back_is_a_call() -> None:
    assert seqs(called(3, "A012"), parked(4, "A012"), called(5, "A012")) == [3, 5]


ENDS: list[Event] = [
    started(9, "A012"),
    finished(9, "A012"),
    no_show(9, "A012"),
    parked(9, "A012"),
    transferred(9, "A012"),
    forwarded(9, "A012"),
    cancelled(9, "A012", "w1"),
    interrupted(9, "A012"),
    undone(9, "A012"),
]


@pytest.mark.parametrize("end", ENDS, ids=lambda event: event.type)
def test_whatever_ends_a_call_withdraws_its_announcements(end: Event) -> None:
    queue = spoken(called(3, "A012"), called(4, "A013"), recalled(5, "A012"))
    assert [each.seq for each in withdrawn(queue, end)] == [3, 5]


def test_nothing_else_withdraws_one() -> None:
    queue = spoken(called(3, "A012"), called(14, "A012"))
    assert withdrawn(queue, recalled(15, "A012")) == ()
    assert withdrawn(queue, undone(15, "A013")) == ()
    assert withdrawn(queue, snapshot(15)) == ()
    assert [each.seq for each in withdrawn(queue, parked(9, "A012"))] == [3], "the newer call stands"


def test_a_window_the_file_does_not_name_is_not_announced() -> None:
    assert seqs(called(3, "A012", "w9"), called(4, "A013")) == [4]


def test_a_zone_speaks_the_windows_it_is_given() -> None:
    items = (called(3, "A012", "w1"), called(4, "A013", "w2"), recalled(5, "A012", "w1"))
    assert seqs(*items, by=rules(windows=["w2"])) == [4]
    assert seqs(*items, by=rules(windows=["w1"])) == [3, 5]
    assert seqs(*items, by=rules(windows=["w2", "w1"])) == [3, 4, 5]


@given(st.lists(st.integers(1, 40), max_size=40), st.integers(0, 40))
def test_every_call_is_spoken_once_in_order_whatever_comes_twice(numbers: list[int], known: int) -> None:
    announced = seqs(*(called(seq, f"A{seq:03}") for seq in numbers), known=known)
    assert announced == sorted(set(announced))
    assert all(seq > known for seq in announced)
    highest = [seq for position, seq in enumerate(numbers) if seq > max([known, *numbers[:position]])]
    assert announced == highest


# --- from the queue to the voice -------------------------------------------------------------------------------


def waiting(*seqs: int, recalls: tuple[int, ...] = ()) -> tuple[Announcement, ...]:
    return tuple(
        Announcement(seq, at(seq), Call(f"A{seq:03}", seq % 9 + 1, "civil"), seq in recalls) for seq in seqs
    )


def turn(
    *seqs: int, now: float = 10, recalls: tuple[int, ...] = (), by: Rules = RULES
) -> tuple[list[int], list[int], list[int]]:
    """Together, too old and left."""
    found = next_turn(waiting(*seqs, recalls=recalls), at(now), by)
    together, old, left = (
        [each.seq for each in part] for part in (found.together, found.too_old, found.left)
    )
    return together, old, left


def test_a_few_calls_are_spoken_one_by_one() -> None:
    assert turn(1) == ([1], [], [])
    assert turn(1, 2) == ([1], [], [2])


def test_more_calls_than_the_zone_allows_are_announced_together() -> None:
    assert turn(1, 2, 3) == ([1, 2, 3], [], [])
    assert turn(1, 2, 3, by=rules(merge_above=3)) == ([1], [], [2, 3])


def test_so_are_calls_that_waited_long() -> None:
    assert turn(1, 2, now=16) == ([1], [], [2])
    assert turn(1, 2, now=16.5) == ([1, 2], [], [])
    assert turn(1, now=16.5) == ([1], [], [])
    assert turn(1, 2, now=16.5, by=rules(merge_after_seconds=30)) == ([1], [], [2])


def test_one_announcement_has_room_for_so_many() -> None:
    assert turn(*range(1, 13)) == ([1, 2, 3, 4, 5], [], list(range(6, 13)))


def test_a_recall_is_an_announcement_of_its_own() -> None:
    assert turn(1, 2, 3, 4, recalls=(1,)) == ([1], [], [2, 3, 4])
    assert turn(1, 2, 3, 4, recalls=(3,)) == ([1, 2], [], [3, 4])
    assert turn(1, 2, 3, recalls=(1, 2, 3)) == ([1], [], [2, 3])


def test_what_became_too_old_while_it_waited_is_not_spoken() -> None:
    assert turn(1, 2, 30, now=62.5) == ([30], [1, 2], [])
    assert turn(1, 2, now=100) == ([], [1, 2], [])


@given(
    st.lists(st.tuples(st.booleans(), st.floats(0, 40), st.floats(0, 30)), max_size=30),
    st.integers(1, 6),
    st.sampled_from([0.0, 15.0, 600.0]),
)
def test_a_burst_is_spoken_whole_and_in_order_or_too_old(
    calls: list[tuple[bool, float, float]], merge_above: int, patience: float
) -> None:
    """Calls (recall or not) come while the voice speaks, each turn taking its time."""
    by = rules(merge_above=merge_above, merge_after_seconds=patience)
    coming = [
        Announcement(
            seq,
            NINE + timedelta(seconds=sum(gap for _, gap, _ in calls[:seq])),
            Call(f"A{seq:03}", 1),
            recall,
        )
        for seq, (recall, _, _) in enumerate(calls)
    ]
    now, queue = NINE, list[Announcement]()
    turns: list[tuple[datetime, Turn]] = []
    while coming or queue:
        if not queue:
            now = max(now, coming[0].at)
        queue += [each for each in coming if each.at <= now]
        coming = [each for each in coming if each.at > now]
        found = next_turn(queue, now, by)
        turns.append((now, found))
        queue = list(found.left)
        now += timedelta(seconds=calls[len(turns) % len(calls)][2] + 0.1)
    said = [each.seq for _, found in turns for each in found.together]
    dropped = [each.seq for _, found in turns for each in found.too_old]
    assert said == sorted(said)
    assert sorted(said + dropped) == list(range(len(calls)))
    for moment, found in turns:
        assert len(found.together) == 1 or not any(each.recall for each in found.together)
        assert len(found.together) <= MOST_TOGETHER
        assert all(moment - each.at <= by.max_age for each in found.together)
        assert all(moment - each.at > by.max_age for each in found.too_old)


# --- words -----------------------------------------------------------------------------------------------------


def said(*seqs: int, by: Rules = RULES) -> list[str]:
    return words(next_turn(waiting(*seqs), at(10), by), by).splitlines()


ZH = "请 A零零一号 到 2号窗口办理"
EN = "Number A, 0 0 1, please go to window 2"


def test_a_call_alone_is_said_twice_and_then_in_english() -> None:
    assert said(1) == [ZH, ZH, EN]
    assert said(1, by=rules(announce_times=3)) == [ZH, ZH, ZH, EN]
    assert said(1, by=rules(rules={"announce_times": 1})) == [ZH, EN]


def test_the_zone_has_its_languages() -> None:
    assert said(1, by=rules(language="zh")) == [ZH, ZH]
    assert said(1, by=rules(language="en")) == [EN, EN]


def test_each_language_is_said_once_while_another_waits() -> None:
    assert said(1, 2) == [ZH, EN]


def test_calls_together_are_each_said_in_full() -> None:
    chinese, english = said(1, 2, 3)
    assert chinese == "请 A零零一号 到 2号窗口；A零零二号 到 3号窗口；A零零三号 到 4号窗口办理"
    assert english.count("please go to window") == 3


def test_english_waits_only_while_more_wait_than_one_announcement_holds() -> None:
    assert len(said(*range(1, 6))) == 2
    assert len(said(*range(1, 7))) == 1
    assert len(said(*range(1, 7), by=rules(language="en"))) == 1


@given(st.integers(1, 12), st.sampled_from(["一", "幺"]), st.sampled_from(["zh", "en", "zh+en"]))
def test_every_number_of_a_turn_is_in_every_line_once(count: int, one: str, language: str) -> None:
    by = rules(one=one, language=language)
    found = next_turn(waiting(*range(11, 11 + count)), at(20), by)
    for line in set(words(found, by).splitlines()):
        for each in found.together:
            digits = each.call.number[1:]
            chinese = "A" + digits.translate(str.maketrans("0123456789", f"零{one}二三四五六七八九"))
            assert line.count(f"A, {' '.join(digits)}") + line.count(chinese) == 1


# --- hours -----------------------------------------------------------------------------------------------------

SCHEDULE = [
    {"hours": "mon 09:00-09:01", "volume": 0.5, "rate": 1.5},
    {"hours": "mon 09:01-09:02", "sound": "chime", "volume": 0.3},
    {"hours": "mon 09:02-09:03", "sound": "silent"},
]


@pytest.mark.parametrize(
    "minute, heard",
    [
        (-1, ("words", 1.0, 1.0)),
        (0, ("words", 0.5, 1.5)),
        (1, ("chime", 0.3, 1.0)),
        (2, None),
        (3, ("words", 1.0, 1.0)),
    ],
)
def test_the_schedule_follows_the_halls_clock(minute: int, heard: tuple[str, float, float] | None) -> None:
    by = rules(schedule=SCHEDULE, chime="none")
    now = at(60 * minute)
    utterance_now = utterance(next_turn([Announcement(1, now, Call("A001", 3))], now, by), now, by)
    if heard is None:
        assert utterance_now is None
        return
    assert utterance_now is not None
    assert ("words" if utterance_now.text else "chime", utterance_now.volume, utterance_now.rate) == heard
    # A chime instead of words sounds also where none precedes them.
    assert utterance_now.chime is (Chime.NONE if utterance_now.text else Chime.TWO_TONE)

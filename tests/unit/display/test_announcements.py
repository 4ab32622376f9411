from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from display.announcements import Announcement, Progress, Rules, decide, words
from queue_server.client import FeedBack, FeedItem, FeedLost
from tests.fakes.wire_samples import at, called, finished, issued, recalled, snapshot, started

RULES = Rules(window_numbers={"w1": 3, "w2": 12}, max_age=timedelta(seconds=60))


def spoken(*items: FeedItem, now: float = 0, known: int | None = None) -> list[int]:
    """Sequences of what is announced after ``known``."""
    progress = Progress(known)
    announced = []
    for item in items:
        progress, announcement = decide(progress, item, at(now), RULES)
        if announcement is not None:
            announced.append(announcement.seq)
    return announced


def test_calls_and_recalls_are_spoken_and_nothing_else() -> None:
    items: list[FeedItem] = [
        snapshot(1),
        issued(2, "A012"),
        called(3, "A012"),
        recalled(4, "A012"),
        started(5, "A012"),
    ]
    assert spoken(*items, finished(6, "A012"), FeedLost(at(7), "away"), FeedBack(at(8))) == [3, 4]


def test_the_words_name_number_and_window() -> None:
    _, announcement = decide(Progress(), called(3, "A012", "w2"), at(3), RULES)
    assert announcement is not None
    assert announcement.caption == "请 A012号 到 12号窗口办理"
    assert "零一二" in announcement.chinese
    assert "window 12" in announcement.english


def test_what_is_too_old_is_left_out_but_counts_as_taken_up() -> None:
    assert spoken(called(3, "A012"), called(40, "A013"), now=64) == [40]
    progress, _ = decide(Progress(), called(3, "A012"), at(64), RULES)
    assert progress.last_seq == 3


def test_the_limit_itself_is_not_too_old() -> None:
    assert spoken(called(3, "A012"), now=63) == [3]


def test_nothing_is_spoken_twice_even_across_a_restart() -> None:
    assert spoken(called(3, "A012"), called(3, "A012")) == [3]
    assert spoken(called(3, "A012"), called(4, "A013"), known=3) == [4]


def test_a_snapshot_is_history_and_a_new_log_is_followed_from_its_place() -> None:
    assert spoken(snapshot(500), called(400, "A012"), called(501, "A013"), now=450) == [501]
    assert spoken(snapshot(5), called(6, "A012"), known=9000) == [6]


def test_a_window_the_file_does_not_name_is_not_announced() -> None:
    assert spoken(called(3, "A012", "w9"), called(4, "A013")) == [4]


def test_a_burst_is_spoken_shorter() -> None:
    announcement = Announcement(1, at(0), "caption", "中文", "English")
    assert words(announcement, RULES, 0).text == "中文\n中文\nEnglish"
    assert (words(announcement, RULES, 1).text, words(announcement, RULES, 1).times) == ("中文", 2)
    assert (words(announcement, RULES, 2).text, words(announcement, RULES, 2).times) == ("中文", 1)


@given(st.lists(st.integers(1, 40), max_size=40), st.integers(0, 40))
def test_every_call_is_spoken_once_in_order_whatever_comes_twice(seqs: list[int], known: int) -> None:
    announced = spoken(*(called(seq, f"A{seq:03}") for seq in seqs), known=known)
    assert announced == sorted(set(announced))
    assert all(seq > known for seq in announced)
    highest = [seq for position, seq in enumerate(seqs) if seq > max([known, *seqs[:position]])]
    assert announced == highest

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from queue_server.client.sse import MAX_MESSAGE_BYTES, SseMessage, SseParser

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=20)
MESSAGES = st.lists(
    st.tuples(st.integers(1, 10**9), TEXT.filter(bool), st.lists(TEXT, min_size=1, max_size=3))
)


def test_a_message_has_its_id_type_and_lines() -> None:
    parsed = SseParser().feed(b"id: 7\nevent: ticket.called\ndata: one\ndata:two\n\n")
    assert parsed == [SseMessage(id="7", event="ticket.called", data="one\ntwo")]


def test_comments_and_empty_messages_are_no_messages() -> None:
    assert SseParser().feed(b": heartbeat\n\n:\n\nid: 3\n\nevent: x\n\n") == []


def test_the_last_id_stays_for_messages_without_one() -> None:
    first, second = SseParser().feed(b"id: 3\ndata: a\n\ndata: b\n\n")
    assert (first.id, second.id) == ("3", "3")


def test_retry_is_kept_and_nonsense_in_it_ignored() -> None:
    parser = SseParser()
    parser.feed(b"retry: 1500\n\nretry: soon\n\nretry: 99999999999999\n\n")
    assert parser.retry_seconds == 1.5


def test_a_message_that_was_cut_off_is_not_dispatched() -> None:
    parser = SseParser()
    assert parser.feed(b"data: half") == []
    assert parser.feed(b" whole\n") == []
    assert [message.data for message in parser.feed(b"\n")] == ["half whole"]


def test_an_endless_message_is_dropped_and_the_next_one_read() -> None:
    parser = SseParser()
    for _ in range(5):
        assert parser.feed(b"data: " + b"x" * (MAX_MESSAGE_BYTES // 2)) == []
    assert [message.data for message in parser.feed(b"\n\ndata: next\n\n")] == ["next"]


def test_a_line_feed_after_a_cut_carriage_return_is_passed_over_once() -> None:
    parser = SseParser()
    pieces = (b"data: a\r", b"\n", b"\n")
    assert [message.data for piece in pieces for message in parser.feed(piece)] == ["a"]


def test_lines_without_anything_in_them_count_too() -> None:
    parser = SseParser()
    assert parser.feed(b"data\n" * (MAX_MESSAGE_BYTES + 1)) == []
    assert [message.data for message in parser.feed(b"\ndata: next\n\n")] == ["next"]


@given(MESSAGES, st.lists(st.integers(1, 9), min_size=1), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_chunking_and_line_end_gives_the_same(
    messages: list[tuple[int, str, list[str]]], cuts: list[int], end: str
) -> None:
    lines = [
        line
        for seq, kind, data in messages
        for line in [f"id: {seq}", f"event: {kind}", *(f"data: {part}" for part in data), ""]
    ]
    raw = "".join(line + end for line in lines).encode()
    parser, parsed, position, turn = SseParser(), [], 0, 0
    while position < len(raw):
        size = cuts[turn % len(cuts)]
        parsed += parser.feed(raw[position : position + size])
        position, turn = position + size, turn + 1
    assert parsed == [SseMessage(str(seq), kind, "\n".join(data)) for seq, kind, data in messages]


@given(st.lists(st.binary(max_size=60)))
def test_noise_never_raises(chunks: list[bytes]) -> None:
    parser = SseParser()
    for chunk in chunks:
        parser.feed(chunk)

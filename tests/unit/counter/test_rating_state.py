from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from counter.rating_state import RatingState, apply, call, expire, finish, invited, settle
from queue_server.client import FeedItem
from queue_server.wire.events import RatingRecorded, TicketCalled
from queue_server.wire.messages import TicketStatus
from tests.fakes.wire_samples import at, called, finished, snapshot, ticket


def rating(*items: FeedItem, now: float = 0) -> RatingState:
    state = RatingState("w1")
    for item in items:
        state = apply(state, item, at(now))
    return state


def armed_session(state: RatingState) -> str | None:
    return state.armed.session_id if state.armed is not None else None


def call_at(seq: int, number: str, seconds: float) -> TicketCalled:
    event = called(seq, number)
    return event.model_copy(update={"ticket": event.ticket.model_copy(update={"called_at": at(seconds)})})


def test_the_finish_key_arms_the_session_until_its_time() -> None:
    state = rating(finished(10, "A012"))
    assert armed_session(state) == "s-A012-w1"
    assert armed_session(expire(state, at(69))) == "s-A012-w1"
    assert expire(state, at(71)).armed is None


def test_finishing_by_the_next_call_arms_nobody() -> None:
    assert rating(finished(10, "A012", by_next_call=True)).armed is None


def test_another_windows_session_is_not_for_this_evaluator() -> None:
    assert rating(finished(10, "A012", "w2")).armed is None
    assert armed_session(rating(finished(10, "A012"), call_at(11, "A013", 11))) is None
    other = called(11, "A013", "w2")
    assert armed_session(rating(finished(10, "A012"), other)) == "s-A012-w1"


def test_a_session_is_armed_once_whoever_tells_first() -> None:
    state = rating(finished(10, "A012"))
    state = settle(state, "s-A012-w1")
    ended = ticket("A012", status=TicketStatus.FINISHED, window="w1")
    assert finish(state, ended, at(10), at(70), at(12)).armed is None
    assert apply(state, finished(10, "A012"), at(12)).armed is None


def test_a_rating_given_elsewhere_disarms() -> None:
    recorded = RatingRecorded(seq=12, at=at(12), hall="demo", window="w1", session_id="s-A012-w1")
    assert rating(finished(10, "A012"), recorded).armed is None
    other = recorded.model_copy(update={"session_id": "s-X"})
    assert armed_session(rating(finished(10, "A012"), other)) == "s-A012-w1"


def test_news_that_came_late_is_too_late() -> None:
    assert rating(finished(10, "A012"), now=500).armed is None


def test_replayed_old_news_does_not_touch_the_session_of_now() -> None:
    """The feed was away; the clerk's own answers armed A013; then the feed tells the whole story again."""
    state = rating(finished(10, "A012"))
    state = call(state, ticket("A013", window="w1").model_copy(update={"called_at": at(20)}))
    ended = ticket("A013", status=TicketStatus.FINISHED, window="w1")
    state = finish(state, ended, at(30), at(90), at(30))
    replay: list[FeedItem] = [finished(10, "A012"), call_at(20, "A013", 20), finished(30, "A013")]
    for item in replay:
        state = apply(state, item, at(31))
    assert armed_session(state) == "s-A013-w1"


def test_an_older_session_heard_of_late_does_not_replace_the_newer() -> None:
    assert armed_session(rating(finished(30, "A013"), finished(10, "A012"))) == "s-A013-w1"


def test_an_unknown_stretch_disarms() -> None:
    assert rating(finished(10, "A012"), snapshot()).armed is None


def test_invited_is_remembered_for_its_session_alone() -> None:
    state = invited(rating(finished(10, "A012")), "s-A012-w1")
    assert state.armed is not None
    assert state.armed.invited
    assert invited(rating(finished(10, "A012")), "s-X").armed == rating(finished(10, "A012")).armed


STORY = st.lists(st.tuples(st.sampled_from(["call", "finish"]), st.integers(1, 4)), max_size=20)


@given(STORY)
def test_no_session_is_ever_armed_after_the_next_call(story: list[tuple[str, int]]) -> None:
    state = RatingState("w1")
    for seq, (what, number) in enumerate(story, start=1):
        name = f"A{number:03}"
        if what == "call":
            state = apply(state, call_at(seq, name, seq), at(seq))
            assert state.armed is None
        else:
            state = apply(state, finished(seq, name), at(seq))
            assert state.armed is None or state.armed.session_id in state.ended
    assert len(state.ended) == len(set(state.ended))

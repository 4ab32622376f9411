from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from queue_server.client import FeedItem
from queue_server.client.rating_state import (
    RatingState,
    SessionEnd,
    apply,
    ask_again,
    call,
    expire,
    finish,
    invited,
    session_at,
    settle,
)
from queue_server.wire.events import RatingRecorded, TicketCalled
from queue_server.wire.messages import RatingOpen, Snapshot, TicketStatus
from tests.fakes.wire_samples import at, called, finished, forwarded, snapshot, ticket, undone, window


def rating(*items: FeedItem, now: float = 0) -> RatingState:
    state = RatingState("w1")
    for item in items:
        state = apply(state, item, at(now))
    return state


def armed_session(state: RatingState) -> str | None:
    return state.armed.session_id if state.armed is not None else None


def end(number: str, seconds: float) -> SessionEnd:
    return SessionEnd("w1", f"s-{number}-w1", at(seconds), at(seconds + 60))


def asked(state: RatingState, seconds: float) -> RatingState:
    """The evaluator has invited whoever may rate."""
    assert state.armed is not None
    return invited(state, state.armed.session_id, at(seconds))


def open_rating(session: str = "s-A012-w1", until: float = 70) -> Snapshot:
    return snapshot(
        windows=(window("w1", rating=RatingOpen(session_id=session, rate_until=at(until))),), time=at(30)
    )


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
    assert finish(state, end("A012", 10), at(12)).armed is None
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
    state = call(state, ticket("A013", window="w1").model_copy(update={"called_at": at(20)}), at(21))
    state = finish(state, end("A013", 30), at(30))
    replay: list[FeedItem] = [finished(10, "A012"), call_at(20, "A013", 20), finished(30, "A013")]
    for item in replay:
        state = apply(state, item, at(31))
    assert armed_session(state) == "s-A013-w1"


def test_an_older_session_heard_of_late_does_not_replace_the_newer() -> None:
    assert armed_session(rating(finished(30, "A013"), finished(10, "A012"))) == "s-A013-w1"


def test_an_unknown_stretch_disarms() -> None:
    assert rating(finished(10, "A012"), snapshot()).armed is None


def test_invited_is_remembered_for_its_session_alone() -> None:
    state = invited(rating(finished(10, "A012")), "s-A012-w1", at(11))
    assert state.armed is not None
    assert state.armed.invited_at == at(11)
    assert invited(rating(finished(10, "A012")), "s-X", at(11)).armed == rating(finished(10, "A012")).armed
    again = ask_again(state).armed
    assert again is not None
    assert again.invited_at is None


# --- packages and undone calls ---------------------------------------------------------------------------------


def test_a_step_of_a_package_is_rated_like_a_finish() -> None:
    state = rating(forwarded(10, "A012"))
    assert armed_session(state) == "s-A012-w1"
    assert rating(forwarded(10, "A012", "w2")).armed is None
    assert rating(forwarded(10, "A012", by_next_call=True)).armed is None


def test_a_session_that_goes_on_after_an_undone_call_is_armed_when_it_ends() -> None:
    before = ticket("A012", status=TicketStatus.SERVING, window="w1")
    state = rating(
        finished(10, "A012", by_next_call=True),
        call_at(11, "A013", 11),
        undone(12, "A013", reopened=before),
        finished(20, "A012"),
    )
    assert armed_session(state) == "s-A012-w1"


def test_an_undone_call_gives_the_resident_before_the_time_back() -> None:
    state = apply(asked(rating(finished(10, "A012")), 10), call_at(11, "A013", 11), at(11))
    assert state.armed is None
    state = apply(state, undone(14, "A013"), at(14))
    assert armed_session(state) == "s-A012-w1"
    assert session_at(state, at(20)) == "s-A012-w1"


def test_another_windows_or_an_older_call_gives_nothing_back() -> None:
    state = apply(asked(rating(finished(10, "A012")), 10), call_at(11, "A013", 11), at(11))
    assert apply(state, undone(14, "A013", "w2"), at(14)).armed is None
    assert apply(state, undone(14, "A014"), at(14)).armed is None
    assert apply(state, undone(14, "A013"), at(71)).armed is None


# --- after a restart -------------------------------------------------------------------------------------------


def test_a_restart_finds_the_session_that_is_still_to_be_rated() -> None:
    state = rating(open_rating())
    assert state.armed is not None
    assert (state.armed.session_id, state.armed.until, state.armed.invited_at) == ("s-A012-w1", at(70), None)
    assert rating(open_rating(until=29)).armed is None
    assert rating(snapshot()).armed is None
    assert armed_session(rating(open_rating(), call_at(101, "A013", 31))) is None


def test_a_session_rated_or_over_is_not_found_again() -> None:
    state = settle(rating(finished(10, "A012")), "s-A012-w1")
    assert apply(state, open_rating(), at(30)).armed is None


def test_a_snapshot_that_tells_nothing_new_does_not_invite_twice() -> None:
    state = asked(rating(finished(10, "A012")), 10)
    assert apply(state, open_rating(), at(30)) == state


# --- presses ---------------------------------------------------------------------------------------------------


def test_a_press_belongs_to_the_invitation_that_stood_when_it_was_made() -> None:
    state = asked(rating(finished(10, "A012")), 10.2)
    state = apply(state, call_at(20, "A013", 20), at(20))
    state = asked(apply(state, finished(40, "A013"), at(40)), 40.2)
    pressed = {seconds: session_at(state, at(seconds)) for seconds in (10, 15, 20, 25, 39, 40.1, 41, 99, 101)}
    assert pressed == {
        10: None,
        15: "s-A012-w1",
        20: "s-A012-w1",
        25: None,
        39: None,
        40.1: None,
        41: "s-A013-w1",
        99: "s-A013-w1",
        101: None,
    }


def test_a_press_made_in_time_counts_although_it_is_looked_at_later() -> None:
    state = expire(asked(rating(finished(10, "A012")), 11), at(71))
    assert state.armed is None
    assert session_at(state, at(69)) == "s-A012-w1"
    assert session_at(settle(state, "s-A012-w1"), at(69)) is None


STORY = st.lists(st.tuples(st.sampled_from(["call", "finish", "invite"]), st.integers(1, 4)), max_size=20)


@given(STORY, st.integers(0, 22))
def test_no_press_is_ever_given_to_a_session_that_was_not_to_be_rated_then(
    story: list[tuple[str, int]], pressed: int
) -> None:
    """The rule in its plain form: the last thing before the press was an invitation to rate that session."""
    state, expected, invitation = RatingState("w1"), None, None
    for seq, (what, number) in enumerate(story, start=1):
        name = f"A{seq if what == 'finish' else number:03}"
        if what == "call":
            state, invitation = apply(state, call_at(seq, name, seq), at(seq)), None
        elif what == "finish":
            state, invitation = apply(state, finished(seq, name), at(seq)), None
        elif state.armed is not None and state.armed.invited_at is None:
            invitation = state.armed.session_id
            state = asked(state, seq)
        if seq <= pressed:
            expected = invitation
    # Presses are looked at soon: by then one more resident may have come and gone, not two.
    assert session_at(state, at(pressed + 0.5)) in {expected, None}


@given(STORY)
def test_no_session_is_ever_armed_after_the_next_call(story: list[tuple[str, int]]) -> None:
    state = RatingState("w1")
    for seq, (what, number) in enumerate(story, start=1):
        name = f"A{number:03}"
        if what == "call":
            state = apply(state, call_at(seq, name, seq), at(seq))
            assert state.armed is None
        elif what == "finish":
            state = apply(state, finished(seq, name), at(seq))
            assert state.armed is None or state.armed.session_id in state.ended
    assert len(state.ended) == len(set(state.ended))

"""One session's rating: when it is sent, when it is not, and never twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.flow import (
    ALREADY_RATED,
    APOLOGY_TIME,
    REASONS_TIME,
    SERVER_AWAY,
    THANKS_TIME,
    Action,
    Draft,
    Flow,
    GradePressed,
    NotStored,
    ReasonTouched,
    Stage,
    Stored,
    Submitted,
    TimePassed,
    TriedAgain,
    WentBack,
    step,
)
from queue_server.client import FeedBack, FeedLost
from queue_server.client.rating_state import RatingState
from queue_server.wire.events import RatingRecorded
from queue_server.wire.messages import RatingOpen, RatingRequest, Snapshot
from tests.fakes.wire_samples import at, called, finished, forwarded, snapshot, ticket, undone, window

SESSION = "s-A012-w1"


def recorded(session: str = SESSION, seq: int = 50) -> RatingRecorded:
    return RatingRecorded(seq=seq, at=at(seq), hall="demo", window="w1", session_id=session)


@dataclass
class Played:
    """A flow, and everything that it wanted sent."""

    flow: Flow = field(default_factory=lambda: Flow(RatingState("w1")))
    sent: list[RatingRequest] = field(default_factory=list)
    seconds: float = 0.0

    def act(self, action: Action, seconds: float | None = None) -> Draft | None:
        self.seconds = self.seconds if seconds is None else seconds
        done = step(self.flow, action, at(self.seconds))
        self.flow = done.flow
        if done.send is not None:
            self.sent.append(done.send.request)
        return done.send

    @property
    def stage(self) -> Stage | None:
        return self.flow.draft.stage if self.flow.draft is not None else None


def invited(*, asks: bool = True) -> Played:
    """Finished ten seconds after nine; may be rated for sixty."""
    played = Played(Flow(RatingState("w1"), asks))
    played.act(finished(10, "A012"), 10)
    assert played.flow.invited is not None
    return played


def pressed(level: int = 2, seconds: float = 20) -> Played:
    played = invited()
    played.act(GradePressed(level, "press-1"), seconds)
    return played


# --- the usual way ----------------------------------------------------------------------------------------------


def test_a_grade_is_sent_with_its_reasons_and_thanked_for_once_stored() -> None:
    played = pressed()
    played.act(ReasonTouched(213), 24)
    played.act(ReasonTouched(209), 25)
    played.act(ReasonTouched(214), 26)
    played.act(ReasonTouched(214), 27)
    assert not played.sent
    played.act(Submitted(), 28)
    (request,) = played.sent
    assert (request.session_id, request.level, request.reasons) == (SESSION, 2, (209, 213))
    assert request.pressed_at == at(20), "the press of the grade counts"
    assert played.flow.thanks_until is None, "not before it is stored"
    played.act(Stored("press-1"), 29)
    assert played.flow.thanks_until == at(29) + THANKS_TIME
    played.act(TimePassed(), 35)
    assert (played.flow.thanks_until, played.flow.invited) == (None, None)


def test_no_reason_is_needed_and_where_none_is_asked_the_grade_is_sent_at_once() -> None:
    played = pressed()
    played.act(Submitted(), 22)
    assert played.sent[0].reasons == ()
    without = invited(asks=False)
    without.act(GradePressed(5, "press-1"), 20)
    assert (without.stage, len(without.sent)) == (Stage.SENDING, 1)


def test_whoever_presses_a_face_and_goes_has_rated() -> None:
    played = pressed()
    played.act(ReasonTouched(213), 30)
    ends = 30 + REASONS_TIME.total_seconds()
    played.act(TimePassed(), ends - 0.1)
    assert not played.sent
    played.act(TimePassed(), ends)
    assert played.sent[0].reasons == (213,)


def test_another_grade_may_be_chosen_until_it_is_sent() -> None:
    played = pressed(1)
    played.act(ReasonTouched(115), 21)
    played.act(WentBack(), 22)
    assert played.flow.invited is not None
    played.act(GradePressed(4, "press-2"), 23)
    played.act(Submitted(), 24)
    played.act(WentBack(), 25)
    assert [(request.request_id, request.level, request.reasons) for request in played.sent] == [
        ("press-2", 4, ())
    ]


def test_unrated_stays_unrated() -> None:
    played = invited()
    played.act(TimePassed(), 70)
    last_instant = played.flow.invited
    played.act(TimePassed(), 70.1)
    played.act(GradePressed(5, "late"), 70.2)
    assert (last_instant is not None, played.flow.invited) == (True, None)
    assert played.sent == []


# --- the time ---------------------------------------------------------------------------------------------------


def test_the_time_runs_from_the_finish_and_not_from_its_news() -> None:
    played = Played()
    played.act(finished(10, "A012"), 65)
    assert played.flow.invited is not None
    assert played.flow.invited.until == at(70)
    assert Played().act(finished(10, "A012"), 71) is None


def test_a_grade_pressed_at_the_end_is_sent_before_the_end() -> None:
    played = pressed(seconds=60)
    played.act(TimePassed(), 69)
    assert [request.pressed_at for request in played.sent] == [at(60)]
    last = pressed(seconds=69.5)
    assert len(last.sent) == 1, "there is no time for reasons"


def test_a_screen_that_stood_still_sends_nothing_too_late() -> None:
    played = pressed()
    played.act(TimePassed(), 80)
    assert (played.sent, played.stage) == ([], None)
    stuck = pressed()
    stuck.act(Submitted(), 70.5)
    assert stuck.sent == []


# --- the next resident ------------------------------------------------------------------------------------------


def test_the_next_call_ends_the_invitation() -> None:
    played = invited()
    played.act(called(20, "A013", when=at(20)), 20)
    assert played.flow.invited is None
    played.act(GradePressed(5, "press-1"), 21)
    assert played.sent == []


def test_a_grade_that_was_pressed_before_the_next_call_counts() -> None:
    played = pressed(5)
    played.act(ReasonTouched(517), 21)
    played.act(called(22, "A013", when=at(22)), 22)
    assert [(request.level, request.reasons) for request in played.sent] == [(5, (517,))]


def test_an_undone_call_brings_the_invitation_back_but_not_to_who_has_rated() -> None:
    played = invited()
    call = called(20, "A013", when=at(20))
    played.act(call, 20)
    played.act(undone(21, "A013"), 21)
    assert played.flow.invited is not None
    rated = pressed()
    rated.act(call, 22)
    rated.act(undone(23, "A013"), 23)
    rated.act(Stored("press-1"), 24)
    assert rated.flow.invited is None
    assert len(rated.sent) == 1


def test_the_next_session_is_asked_whatever_became_of_the_one_before() -> None:
    played = pressed()
    played.act(finished(30, "A013"), 30)
    assert [request.session_id for request in played.sent] == [SESSION]
    assert played.flow.invited is not None
    assert played.flow.invited.session_id == "s-A013-w1"
    played.act(NotStored("press-1", SERVER_AWAY), 31)
    assert played.flow.invited is not None


def test_each_step_of_a_package_is_asked_for() -> None:
    played = Played()
    played.act(forwarded(10, "A012"), 10)
    assert played.flow.invited is not None


# --- what goes wrong --------------------------------------------------------------------------------------------


def test_what_was_not_stored_may_be_tried_again_in_time_with_the_same_request() -> None:
    played = pressed()
    played.act(Submitted(), 21)
    played.act(NotStored("press-1", SERVER_AWAY), 27)
    assert played.stage is Stage.FAILED
    assert played.flow.thanks_until is None
    played.act(TriedAgain(), 30)
    assert played.sent[0] == played.sent[1]
    played.act(NotStored("press-1", SERVER_AWAY), 66)
    played.act(TriedAgain(), 71)
    assert len(played.sent) == 2, "the time is over"
    played.act(TimePassed(), 66 + APOLOGY_TIME.total_seconds() + 0.1)
    assert played.flow.draft is None


@pytest.mark.parametrize("code", ["rating_too_late", "unknown_session", "unauthorised"])
def test_what_the_server_refuses_is_not_tried_again(code: str) -> None:
    played = pressed()
    played.act(Submitted(), 21)
    played.act(NotStored("press-1", code), 22)
    played.act(TriedAgain(), 23)
    assert (len(played.sent), played.stage) == (1, Stage.FAILED)


def test_who_has_rated_elsewhere_is_thanked_and_not_asked_again() -> None:
    for played in (invited(), pressed()):
        played.act(recorded(), 30)
        assert (played.flow.thanks_until, played.flow.invited) == (at(30) + THANKS_TIME, None)
        played.act(TimePassed(), 60)
        assert played.sent == []
    known = pressed()
    known.act(Submitted(), 21)
    known.act(NotStored("press-1", ALREADY_RATED), 22)
    assert known.flow.thanks_until is not None


def test_ratings_of_others_and_of_long_ago_say_nothing_here() -> None:
    played = invited()
    played.act(recorded("s-A011-w1"), 12)
    assert played.flow.invited is not None
    played.act(TimePassed(), 80)
    played.act(recorded(), 200)
    assert played.flow.thanks_until is None


def test_answers_to_nobody_change_nothing() -> None:
    played = pressed()
    before = played.flow
    for action in (Stored("press-1"), NotStored("press-1", SERVER_AWAY), Stored("other"), TriedAgain()):
        played.act(action)
    assert played.flow == before
    played.act(Submitted(), 21)
    played.act(Stored("other"), 22)
    assert played.stage is Stage.SENDING


# --- a restart --------------------------------------------------------------------------------------------------


def test_after_a_restart_the_rest_of_the_time_is_left() -> None:
    played = Played()
    played.act(
        snapshot(
            windows=(window("w1", rating=RatingOpen(session_id=SESSION, rate_until=at(70))),), time=at(50)
        ),
        50,
    )
    assert played.flow.invited is not None
    assert played.flow.invited.until == at(70)
    played.act(TimePassed(), 70.5)
    assert played.flow.invited is None


def test_a_snapshot_without_the_session_ends_it() -> None:
    played = invited()
    played.act(FeedLost(at(15), "gone"), 15)
    assert played.flow.invited is not None
    played.act(FeedBack(at(20)), 20)
    played.act(snapshot(time=at(20)), 20)
    assert played.flow.invited is None


# --- whatever happens -------------------------------------------------------------------------------------------

NUMBERS = ("A012", "A013")
HAPPENINGS: dict[str, Callable[[int, int], Action]] = {
    "finish": lambda n, now: finished(now - n % 3 * 20, NUMBERS[n % 2]),
    "finish-by-call": lambda n, now: finished(now, NUMBERS[n % 2], by_next_call=True),
    "forward": lambda n, now: forwarded(now, NUMBERS[n % 2]),
    "call": lambda n, now: called(now, NUMBERS[n % 2], when=at(now)),
    "undo": lambda n, now: undone(now, NUMBERS[n % 2]),
    "reopen": lambda _n, now: undone(now, "A013", reopened=ticket("A012", window="w1")),
    "recorded": lambda n, _now: recorded(f"s-{NUMBERS[n % 2]}-w1"),
    "snapshot": lambda _n, now: told(now, None),
    "snapshot-open": lambda n, now: told(now, RatingOpen(session_id=SESSION, rate_until=at(now + n))),
    "lost": lambda _n, now: FeedLost(at(now), "gone"),
    "back": lambda _n, now: FeedBack(at(now)),
    "press": lambda n, _now: GradePressed(1 + n % 5, "given by the test"),
    "tick": lambda n, _now: ReasonTouched(213 + n % 2),
    "submit": lambda _n, _now: Submitted(),
    "go-back": lambda _n, _now: WentBack(),
    "again": lambda _n, _now: TriedAgain(),
    "wait": lambda _n, _now: TimePassed(),
    "stored": lambda n, _now: Stored(f"press-{n % 8}"),
    "not-stored": lambda n, _now: NotStored(
        f"press-{n % 8}", (SERVER_AWAY, ALREADY_RATED, "forbidden")[n % 3]
    ),
}
"""What may happen at a second after nine, by a number that the test draws."""


def told(now: int, rating: RatingOpen | None) -> Snapshot:
    return snapshot(windows=(window("w1", rating=rating),), time=at(now))


def moments(*happenings: str) -> st.SearchStrategy[tuple[int, str, int]]:
    """Seconds since the moment before, what happens, and a number for it."""
    delay = st.sampled_from([0, 0, 1, 2, 5, 19, 25, 61])
    return st.tuples(delay, st.sampled_from(happenings), st.integers(0, 59))


usual = st.tuples(
    moments("finish"), moments("press"), moments(*HAPPENINGS), moments("submit", "call", "wait")
)
unlucky = st.tuples(*(moments(each) for each in ("finish", "press", "tick", "submit", "not-stored", "again")))
days = st.lists(st.one_of(usual, unlucky, st.lists(moments(*HAPPENINGS), max_size=4)), max_size=8)


@given(days, st.booleans())
@settings(max_examples=300)
def test_never_two_ratings_of_a_session_and_never_one_without_a_press_in_time(
    day: list[Sequence[tuple[int, str, int]]], asks: bool
) -> None:
    played = Played(Flow(RatingState("w1"), asks))
    asked: dict[str, tuple[str, datetime, int]] = {}
    seconds, presses = 60, count()
    for delay, happening, number in chain.from_iterable(day):
        seconds += delay
        action = HAPPENINGS[happening](number, seconds)
        if isinstance(action, GradePressed):
            action = replace(action, request_id=f"press-{next(presses)}")
        elif isinstance(action, Stored | NotStored) and played.flow.draft is not None and number % 4:
            action = replace(action, request_id=played.flow.draft.request_id)
        # What time alone leads to comes first, so that what is invited here is what a finger finds.
        for each in (TimePassed(), action):
            invitation = played.flow.invited
            sent = played.act(each, seconds)
            if isinstance(each, GradePressed) and invitation is not None:
                asked[each.request_id] = (invitation.session_id, invitation.until, each.level)
            if sent is not None:
                session, until, level = asked[sent.request_id]
                assert (sent.session_id, sent.level) == (session, level)
                assert sent.pressed_at <= at(seconds) <= until
    bodies = {request.session_id: set[RatingRequest]() for request in played.sent}
    for request in played.sent:
        bodies[request.session_id].add(request)
    assert all(len(different) == 1 for different in bodies.values())

"""Every picture of the rating screen, as the steps that lead to it."""

from __future__ import annotations

from collections.abc import Callable

from evaluator.flow import SERVER_AWAY
from queue_server.client import FeedLost
from queue_server.wire.messages import PauseReason, TicketStatus, WindowStatus
from tests.fakes.rating_stage import CLERK, PlayedScreen
from tests.fakes.wire_samples import day_closed

Visit = Callable[[PlayedScreen], object]


def idle(screen: PlayedScreen, **view: object) -> None:
    screen.follow(screen.snapshot(seq=2, view=view))


def out_of_hours(screen: PlayedScreen) -> None:
    screen.follow(screen.snapshot(services_open=False, seq=2))


def lost(screen: PlayedScreen) -> None:
    screen.follow(FeedLost(screen.now(), "no answer"))


def at_window(screen: PlayedScreen, status: TicketStatus) -> None:
    screen.follow(screen.snapshot(seq=2, view={"ticket": screen.held(status), "clerk": CLERK}))


def invited(screen: PlayedScreen) -> None:
    screen.finish()
    screen.wait(12)


def reasons(screen: PlayedScreen, level: int, *ticked: int) -> None:
    invited(screen)
    screen.touch(f"grade:{level}")
    for code in ticked:
        screen.touch(f"reason:{code}")


def sent(screen: PlayedScreen, level: int = 5) -> None:
    reasons(screen, level)
    screen.touch("submit")


def thanked(screen: PlayedScreen) -> None:
    sent(screen)
    screen.stored()


def failed(screen: PlayedScreen, code: str = SERVER_AWAY, *, late: bool = False) -> None:
    sent(screen)
    if late:
        screen.seconds += 60
    screen.refused(code)


def invited_offline(screen: PlayedScreen) -> None:
    invited(screen)
    lost(screen)


VIEWS: dict[str, Visit] = {
    "idle": idle,
    "idle-staffed": lambda screen: idle(screen, clerk=CLERK),
    "idle-paused": lambda screen: idle(
        screen, status=WindowStatus.PAUSED, pause_reason=PauseReason.MEAL, clerk=CLERK
    ),
    "idle-day-closed": lambda screen: screen.follow(day_closed(2)),
    "idle-out-of-hours": out_of_hours,
    "called": lambda screen: at_window(screen, TicketStatus.CALLED),
    "serving": lambda screen: at_window(screen, TicketStatus.SERVING),
    "invite": invited,
    "invite-offline": invited_offline,
    "reasons-5": lambda screen: reasons(screen, 5, 517),
    "reasons-4": lambda screen: reasons(screen, 4),
    "reasons-3": lambda screen: reasons(screen, 3),
    "reasons-2": lambda screen: reasons(screen, 2, 209, 213),
    "reasons-1": lambda screen: reasons(screen, 1),
    "sending": sent,
    "thanks": thanked,
    "error": failed,
    "error-late": lambda screen: failed(screen, late=True),
    "error-refused": lambda screen: failed(screen, "unauthorised"),
    "away": lost,
}
"""``starting`` is the picture before the first word of the server: a screen that was told nothing."""

"""What the page of a ticket says.

Responsible for: from a ticket and the hall's settings to texts in one language. Not responsible for: reading the ticket (``desk``),
or how it looks (templates).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from config.model import Bilingual
from i18n import Words
from queue_server.service.evaluation_store import Visit
from queue_server.service.hall import Hall
from queue_server.wire.messages import ExpectedWait, IssuedTicket, TicketStatus, TicketView

NEAR = 3
"""With so many ahead a resident should come back to the windows."""


class Scene(StrEnum):
    """What the page is about."""

    WAITING = "waiting"
    NEAR = "near"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    PASSED = "passed"
    VOID = "void"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    EXPIRED = "expired"


_SCENES: dict[TicketStatus, Scene] = {
    TicketStatus.WAITING: Scene.WAITING,
    TicketStatus.CALLED: Scene.CALLED,
    TicketStatus.SERVING: Scene.SERVING,
    TicketStatus.PARKED: Scene.PARKED,
    TicketStatus.NO_SHOW: Scene.PASSED,
    TicketStatus.VOID: Scene.VOID,
    TicketStatus.FINISHED: Scene.FINISHED,
    TicketStatus.CANCELLED: Scene.CANCELLED,
    TicketStatus.INTERRUPTED: Scene.INTERRUPTED,
    TicketStatus.EXPIRED: Scene.EXPIRED,
}
ONGOING = frozenset({Scene.WAITING, Scene.NEAR, Scene.CALLED, Scene.SERVING, Scene.PARKED, Scene.PASSED})
"""Something may still happen: the page looks again."""
GIVEN_BACK = frozenset({Scene.WAITING, Scene.NEAR, Scene.CALLED, Scene.PASSED})
"""The number can be given back."""
_BEFORE_WINDOW = frozenset({Scene.WAITING, Scene.NEAR})
_RULED = _BEFORE_WINDOW | {Scene.CALLED}


@dataclass(frozen=True)
class Step:
    """A service of a package; ``state`` is ``done``, ``now`` or ``next``."""

    name: str
    state: str


@dataclass(frozen=True)
class Mark:
    """Why the ticket goes before others, and what to show at the window."""

    sign: str
    name: str
    show: str


@dataclass(frozen=True)
class TicketPage:
    """All texts of a page, in one language."""

    scene: Scene
    number: str
    service: str
    headline: str
    sentence: str
    window: str
    """The window's number, while the ticket is at one."""
    rows: tuple[tuple[str, str], ...]
    mark: Mark | None
    rule: str
    steps: tuple[Step, ...]
    to_rate: Visit | None
    """What may be rated now."""
    rated: bool
    """Something was rated already, and nothing is left to rate."""
    tag: str
    """Changes with every call; a phone that sees another one draws attention."""

    @property
    def ongoing(self) -> bool:
        """Whether to look again."""
        return self.scene in ONGOING

    @property
    def can_cancel(self) -> bool:
        """Whether the number can be given back."""
        return self.scene in GIVEN_BACK


class Wording:
    """Writes the pages of one hall in one language."""

    def __init__(self, hall: Hall, words: Words) -> None:
        self._hall = hall
        self._words = words

    def page(
        self, found: IssuedTicket, now: datetime, *, today: bool, to_rate: Visit | None, rated: bool
    ) -> TicketPage:
        """The page of a ticket as it is ``now``, in the hall's zone; ``today`` is whether it is of this business day."""
        ticket, scene = found.ticket, scene_of(found, today=today)
        headline, sentence = self._told(scene, found, now, to_rate)
        return TicketPage(
            scene=scene,
            number=ticket.number,
            service=self.service(ticket.service),
            headline=headline,
            sentence=sentence,
            window=self.window(ticket.window) if scene in (Scene.CALLED, Scene.SERVING) else "",
            rows=tuple(self._rows(scene, found)),
            mark=self._mark(ticket) if scene in _RULED else None,
            rule=self.rule(0) if scene in _RULED else "",
            steps=self._steps(ticket),
            to_rate=to_rate,
            rated=rated,
            tag=f"{ticket.window}-{ticket.calls}" if scene is Scene.CALLED else "",
        )

    def service(self, service_id: str) -> str:
        """The name of a service, or its id when the hall has it no more."""
        known = self._hall.services.get(service_id)
        return service_id if known is None else self.text(known.name)

    def window(self, window_id: str | None) -> str:
        """The number of a window, as it is on its sign."""
        known = self._hall.windows.get(window_id or "")
        return window_id or "" if known is None else str(known.number)

    def text(self, both: Bilingual) -> str:
        """A text of the hall file."""
        return both.zh if self._words.language == "zh" else both.en

    def rule(self, passed: int) -> str:
        """What happens to whoever misses the calls, having been ``passed`` so often before."""
        words, rules = self._words, self._hall.rules
        missed = words("rule.missed", calls=rules.max_calls)
        if passed >= len(rules.restore_after):
            return missed + words("rule.void")
        within = (
            words("rule.within", minutes=rules.restore_minutes)
            if rules.restore_minutes
            else words("rule.same_day")
        )
        return missed + within + self._behind(rules.restore_after[passed])

    def _behind(self, count: int) -> str:
        return self._words("rule.behind", count=count) if count else self._words("rule.last")

    def _told(
        self, scene: Scene, found: IssuedTicket, now: datetime, to_rate: Visit | None
    ) -> tuple[str, str]:
        words, ticket = self._words, found.ticket
        if scene is Scene.NEAR and not found.people_ahead:
            return words("near.first"), words("near.first_sentence")
        if scene is Scene.PASSED:
            return words("passed.headline"), self._come_back(ticket, now)
        if scene is Scene.FINISHED and to_rate is None:
            return words("finished.headline"), words("finished.farewell")
        facts = {
            "window": self.window(ticket.window),
            "ahead": found.people_ahead,
            "card": self._good_for(ticket),
        }
        return words(f"{scene}.headline", **facts), words(f"{scene}.sentence", **facts)

    def _good_for(self, ticket: TicketView) -> str:
        """What a second-visit card of the ticket is good for."""
        package = self._hall.packages.get(ticket.package or "")
        names = [self.service(ticket.service), *(() if package is None else (self.text(package.name),))]
        return self._words("card.or").join(self._words("card.name", name=name) for name in names)

    def _come_back(self, ticket: TicketView, now: datetime) -> str:
        rules, words = self._hall.rules, self._words
        entry = min(max(ticket.no_shows, 1), len(rules.restore_after)) - 1
        if entry < 0:
            return words("passed.too_late")
        behind = self._behind(rules.restore_after[entry])
        if not rules.restore_minutes or ticket.finished_at is None:
            return words("passed.today", behind=behind)
        until = ticket.finished_at + timedelta(minutes=rules.restore_minutes)
        if now > until:
            return words("passed.too_late")
        return words("passed.until", time=f"{until.astimezone(self._hall.zone):%H:%M}", behind=behind)

    def _rows(self, scene: Scene, found: IssuedTicket) -> Sequence[tuple[str, str]]:
        words, ticket = self._words, found.ticket
        rows = []
        if scene in _BEFORE_WINDOW:
            rows = [
                (words("row.ahead"), words("row.people", count=found.people_ahead)),
                (words("row.wait"), self._wait(found.expected_wait)),
            ]
            if ticket.for_window is not None:
                rows.append((words("row.window"), words("row.only", window=self.window(ticket.for_window))))
            zone = self._zone(ticket.service)
            if zone:
                rows.append((words("row.zone"), zone))
        taken = ticket.issued_at.astimezone(self._hall.zone)
        rows.append(
            (words("row.taken"), f"{taken:%Y-%m-%d %H:%M}" if scene is Scene.EXPIRED else f"{taken:%H:%M}")
        )
        return rows

    def _zone(self, service_id: str) -> str:
        known = self._hall.services.get(service_id)
        return self.text(known.zone) if known is not None and known.zone is not None else ""

    def _wait(self, wait: ExpectedWait | None) -> str:
        if wait is None:
            return self._words("wait.unknown")
        if not wait.high:
            return self._words("wait.now")
        return self._words("wait.interval", low=wait.low, high=wait.high)

    def _mark(self, ticket: TicketView) -> Mark | None:
        found = self._hall.priorities.get(ticket.priority)
        return None if found is None else Mark(found.mark, self.text(found.name), self.text(found.show))

    def _steps(self, ticket: TicketView) -> tuple[Step, ...]:
        package = self._hall.packages.get(ticket.package or "")
        if package is None:
            return ()
        present = len(package.services) - len(ticket.steps) - 1
        over = ticket.status is TicketStatus.FINISHED
        return tuple(
            Step(
                self.service(service),
                "done" if over or index < present else "now" if index == present else "next",
            )
            for index, service in enumerate(package.services)
        )


def scene_of(found: IssuedTicket, *, today: bool) -> Scene:
    """What the page is about. A number that an earlier day left over has expired, even if no change has opened this day yet."""
    scene = _SCENES[found.ticket.status]
    if scene in ONGOING and not today:
        return Scene.EXPIRED
    if scene is Scene.WAITING and found.people_ahead <= NEAR:
        return Scene.NEAR
    return scene

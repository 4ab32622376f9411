"""Residents and clerks who do what people mostly do, and now and then what makes no sense."""

from __future__ import annotations

import random
from typing import Any

from queue_server.domain.refusal import Code
from queue_server.domain.ticket import Status
from queue_server.wire.messages import PauseReason
from tests.fakes.full_hall import SERVICES, WINDOWS
from tests.fakes.played_engine import (
    FULL_KEYS,
    KEYS,
    Asked,
    Done,
    PlayedEngine,
    issue,
    key,
    of_day,
    on_ticket,
    rating,
)

REASON = "试验"
WHATEVER = (*KEYS, *FULL_KEYS)
AT_AN_EMPTY_WINDOW = ("call-next",) * 14 + ("call", "call-back", "call-back", "restore", "restore")
AT_A_CALL = (
    *("start", "start", "start", "call-next", "call-next", "call-next", "no-show", "no-show", "no-show"),
    *("undo", "undo", "park", "recall", "finish", "transfer", "interrupt"),
)
AT_A_SERVICE = (
    "finish",
    "finish",
    "finish",
    "call-next",
    "call-next",
    "park",
    "park",
    "transfer",
    "interrupt",
)


class Actor:
    """Everybody at once, by chance; knows what it was told itself."""

    def __init__(self, name: str, chance: random.Random) -> None:
        self.name = name
        self.chance = chance
        self.tickets: list[str] = []
        self.numbers: list[str] = ["A001"]
        self.sessions: list[str] = []
        self.cards: list[str] = []
        self.rated: list[str] = []
        self.done: list[Done] = []

    def act(self, engine: PlayedEngine) -> list[Done]:
        """Something; usually one command."""
        kind = self.chance.choices(
            [self.residents, self.clerk, self.ticket, self.rate, self.close], [30, 50, 8, 6, 1]
        )[0]
        return [self.ask(engine, asked) for asked in kind(engine)]

    def ask(self, engine: PlayedEngine, asked: Asked) -> Done:
        """One command, and what there is to remember of its answer."""
        done = engine.run(*asked, actor=f"{self.name}-{len(self.done)}")
        self.done.append(done)
        body, path = done.body, done.command.path
        if body is None:
            return done
        if path == "/tickets":
            self.tickets.append(body["ticket"]["id"])
            self.numbers.append(body["ticket"]["number"])
        elif path == "/ratings":
            self.rated.append(body["session_id"])
        elif body.get("card"):
            self.cards.append(body["card"]["code"])
        elif body.get("held") and body["held"]["session_id"] not in self.sessions:
            self.sessions.append(body["held"]["session_id"])
        return done

    def repeat(self, engine: PlayedEngine) -> tuple[str | Code, str | Code]:
        """An earlier command again: its first answer, and the one it got now."""
        earlier = self.chance.choice(self.done)
        return earlier.answer, engine.again(earlier.command, earlier.work).answer

    # --- what they do ---------------------------------------------------------------------------------------------

    def residents(self, _engine: PlayedEngine) -> list[Asked]:
        """One takes a number for a reason, or a few for the same service."""
        service = self.chance.choice([*SERVICES, "newborn"])
        if self.chance.random() < 0.3:
            priorities = self.chance.choices([None, "urgent", "old"], [2, 1, 1], k=self.chance.randint(2, 4))
            return [issue(service, None, priority=priority, kiosk="kiosk-1") for priority in priorities]
        person = self.chance.choice([None, None, "zhang-test", "li-test"])
        card = self.chance.choice([None, None, *self.cards])
        exception = self.chance.choice([None, None, None, REASON])
        return [issue(service, person, second_visit=card, override=exception)]

    def clerk(self, engine: PlayedEngine) -> list[Asked]:
        """A key that fits what the window holds, mostly."""
        window = self.chance.choice(WINDOWS)
        held = _held(engine, window)
        usual = AT_AN_EMPTY_WINDOW if held is None else AT_A_CALL if held is Status.CALLED else AT_A_SERVICE
        verb = self.chance.choice(usual if self.chance.random() < 0.9 else WHATEVER)
        return [key(window, verb, **self._words(verb))]

    def ticket(self, engine: PlayedEngine) -> list[Asked]:
        """Somebody at the desk moves a ticket."""
        if not self.tickets:
            return self.residents(engine)
        verb = self.chance.choice(["cancel", "restore", "restore", "transfer", "print-state"])
        bodies: dict[str, dict[str, str]] = {
            "cancel": {"reason": REASON},
            "restore": {},
            "transfer": {"service": self.chance.choice(SERVICES)},
            "print-state": {"state": self.chance.choice(["printing", "printed", "failed"])},
        }
        return [on_ticket(self.chance.choice(self.tickets[-12:]), verb, **bodies[verb])]

    def rate(self, engine: PlayedEngine) -> list[Asked]:
        """A session is rated, at whatever time."""
        if not self.sessions:
            return self.residents(engine)
        return [rating(self.chance.choice(self.sessions[-4:]), self.chance.randint(1, 5), engine.clock.now())]

    def close(self, _engine: PlayedEngine) -> list[Asked]:
        """The day is closed too early, and reopened."""
        last = [key(window, self.chance.choice(["finish", "park"])) for window in WINDOWS]
        return [*last, of_day("close"), issue("civil", None), key("1", "restore"), of_day("reopen")]

    def _words(self, verb: str) -> dict[str, Any]:
        if verb not in FULL_KEYS:
            return {}
        number = self.chance.choice(self.numbers[-8:])
        said = self.chance.choice([number, number.lower(), number.lstrip("ABCN")])
        bodies: dict[str, dict[str, Any]] = {
            "call": {"number": said, "reason": REASON},
            "call-back": {"number": self.chance.choice([None, None, said])},
            "restore": {"number": self.chance.choice([None, None, said])},
            "transfer": {
                "service": self.chance.choice([None, *SERVICES]),
                "window": self.chance.choice([None, *WINDOWS]),
            },
            "interrupt": {"reason": REASON},
            "pause": {"reason": self.chance.choice([None, *PauseReason])},
        }
        return bodies.get(verb, {"clerk": self.chance.choice([1024, 2048])})


def _held(engine: PlayedEngine, window: str) -> Status | None:
    with engine.store.read() as unit:
        held = unit.held(unit.opened_day) if unit.opened_day is not None else ()
    return next((ticket.status for ticket in held if ticket.window == window), None)

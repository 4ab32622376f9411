"""Small halls and days for tests, written in minutes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from config.loader import parse_hall
from config.model import HallConfig
from queue_server.domain.dispatch import Help, Plan, Rules
from queue_server.domain.numbering import NumberRange
from queue_server.simulation.hall_day import Desk, HallDay, Offer, Passing
from queue_server.simulation.residents import Day, Resident, Span

WEDNESDAY = date(2026, 3, 4)
ALL_DAY: tuple[Span, ...] = ((540.0, 1020.0),)
RULES = Rules.of(["military", "senior"])

HALL = """
[hall]
id = "small"
name = { zh = "测试大厅", en = "Test hall" }

[[services]]
id = "tax"
prefix = "A"
name = { zh = "办税", en = "Tax" }
minutes = 10
open = ["mon-fri 09:00-12:00", "mon-fri 13:00-17:00"]

[[services]]
id = "card"
prefix = "B"
name = { zh = "社保卡", en = "Card" }
minutes = 5
open = ["mon-fri 09:00-17:00"]

[[packages]]
id = "start-up"
prefix = "P"
name = { zh = "开办企业", en = "Start-up" }
services = ["tax", "card"]

[[windows]]
id = "1"
number = 1
services = ["tax", "card"]

[[windows]]
id = "2"
number = 2
services = ["card"]
planned = ["mon-fri 09:00-13:00"]
"""


def small_hall(extra: str = "") -> HallConfig:
    """Two services, a package, two windows."""
    return parse_hall(HALL + extra)


def offer(*services: str, spans: tuple[Span, ...] = ALL_DAY, last: int = 99_999) -> Offer:
    """Numbers for those services, as a package if there are several."""
    return Offer(services, NumberRange("A", 1, last), spans)


def desk(
    window: str,
    *services: str,
    spans: tuple[Span, ...] = ALL_DAY,
    helps: tuple[Help, ...] = (),
    late: bool = True,
) -> Desk:
    """A window; ``late`` ones stay for those who wait when it is over."""
    plan = Plan(window, services, helps=helps)
    return Desk(plan, spans, plan if late else None)


def hall_of(
    *desks: Desk, offers: dict[str, Offer] | None = None, passing: Passing | None = None, rules: Rules = RULES
) -> HallDay:
    """The hall of those windows; it offers what they serve, unless something else is said."""
    served = {service: offer(service) for one in desks for service in one.plan.services}
    return HallDay(served | (offers or {}), desks, rules, passing or Passing())


def resident(number: int, minute: float, wish: str = "a", handling: float = 10.0, **more: object) -> Resident:
    """Who takes so long at every window."""
    return Resident(number, minute, wish, (handling,), **more)  # type: ignore[arg-type] # tests name real fields


def day_of(residents: Iterable[Resident]) -> Day:
    """A Wednesday."""
    return Day.of(WEDNESDAY, residents, ALL_DAY)


def random_day(count: int, services: list[str], seed: int, *, loyal: bool = False) -> Day:
    """Residents of all kinds within the hours; ``loyal`` ones come to every call and stay."""
    random = Random(seed)
    crowd = [
        Resident(
            id=number,
            minute=540.0 + round(random.random() * 470.0, 1),
            wish=random.choice(services),
            handling=(round(random.expovariate(0.15), 1), round(random.expovariate(0.3), 1)),
            priority=random.choice(["ordinary", "ordinary", "senior", "military"]),
            walk=random.choice([0.0, 0.5]),
            patience=None if loyal or random.random() < 0.5 else random.expovariate(0.03),
            tells=random.random() < 0.5,
            absences=0 if loyal else random.choice([0, 0, 0, 1, 2]),
            returns_after=random.choice([None, 3.0, 12.0, 45.0]),
            draw=random.random(),
        )
        for number in range(count)
    ]
    return day_of(crowd)


def short_ageing(minutes: int = 30, in_a_row: int = 2) -> Rules:
    """The classes of the tests with other bounds."""
    return Rules.of(["military", "senior"], in_a_row=in_a_row, ageing=timedelta(minutes=minutes))

"""What happens to whom, drawn before the day begins.

Responsible for: transfers, parking, interruptions, missed calls, second-visit cards and further numbers of residents, by the shares
of ``incidents``. Not responsible for: pauses of clerks (``pauses``), or what becomes of anybody (``engine``).

Every phenomenon has chances of its own (``chances``): one more of them, or a greater share, changes nothing about the others, and
whoever is hit by a share is hit by every greater one. Whose course was recorded keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from config.model import HallConfig
from queue_server.domain.forecast.residual import Handling
from queue_server.simulation.chances import Chances, exponential
from queue_server.simulation.habits import absences, session
from queue_server.simulation.hall_day import Offer
from queue_server.simulation.incidents import Incidents, Kinds, Repeats
from queue_server.simulation.residents import LATER, Interrupt, Leg, Park, Resident, Send


@dataclass(frozen=True)
class Happenings:
    """Draws for the residents of one day under one plan."""

    chances: Chances
    kinds: Mapping[str, Kinds]
    """By service; those of which nothing is said are missing."""
    offers: Mapping[str, Offer]
    minutes: Mapping[str, float]
    """Usual handling time by service, under the plan."""
    card_class: str | None
    """The priority that a second-visit card gives."""

    @classmethod
    def of(
        cls,
        hall: HallConfig,
        offers: Mapping[str, Offer],
        incidents: Incidents,
        handling: Mapping[str, float],
        chances: Chances,
    ) -> Happenings:
        """By the settings; ``handling`` are the plan's factors."""
        services = {service.id: service for service in hall.services}
        kinds = {id_: incidents.of_service(id_) for id_ in services}
        return cls(
            chances=chances,
            kinds={id_: found for id_, found in kinds.items() if found.model_fields_set},
            offers=offers,
            minutes={id_: one.minutes * handling.get(id_, 1.0) for id_, one in services.items()},
            card_class=next((priority.id for priority in hall.priorities if priority.second_visit), None),
        )

    def befall(self, resident: Resident) -> Iterator[Resident]:
        """The resident as it turns out, and the further numbers that the same person tries to take."""
        offer = self.offers.get(resident.wish)
        kinds = None if offer is None else self.kinds.get(offer.services[0])
        first = resident if kinds is None else self._arriving(resident, kinds)
        more = self._repeats(first, kinds.repeats) if kinds is not None and kinds.repeats else []
        for one in (replace(first, person=first.id), *more) if more else (first,):
            yield self._at_windows(one)

    # --- before the window ----------------------------------------------------------------------------------

    def _arriving(self, resident: Resident, kinds: Kinds) -> Resident:
        if kinds.absences is not None:
            missed, back, after, *_ = self.chances.draws("absences", resident.id)
            late = exponential(after, kinds.absences.minutes)
            resident = replace(
                resident,
                absences=absences(missed, kinds.absences.share),
                returns_after=late if back < kinds.absences.back else None,
            )
        cards = kinds.second_visits
        if cards is None or self.card_class is None:
            return resident
        if self.chances.draws("second-visits", resident.id)[0] >= cards.share:
            return resident
        return replace(resident, priority=self.card_class, card=True)

    def _repeats(self, resident: Resident, repeats: Repeats) -> list[Resident]:
        """Numbers that the person asks for later; nobody asks while the doors are shut."""
        hit, known, *gaps = self.chances.draws("repeats", resident.id)
        if hit >= repeats.share or known >= repeats.known:
            return []
        found, minute = [], resident.minute
        for count in range(1, repeats.most + 1):
            minute += exponential(gaps[count], repeats.minutes)
            which, other, luck, *_ = self.chances.draws("repeat", resident.id, count)
            wish = resident.wish if which < repeats.same else self._any(resident.wish, other)
            offer = self.offers[wish]
            if any(start <= minute < end for start, end in offer.spans):
                found.append(self._again(resident, count, minute, offer, wish, luck))
        return found

    def _again(
        self, resident: Resident, count: int, minute: float, offer: Offer, wish: str, luck: float
    ) -> Resident:
        return replace(
            resident,
            id=resident.id + count * LATER,
            minute=minute,
            wish=wish,
            handling=tuple(self._usual(service, luck) for service in offer.services),
            course=(),
            card=False,
            person=resident.id,
        )

    # --- at the windows -------------------------------------------------------------------------------------

    def _at_windows(self, resident: Resident) -> Resident:
        offer = self.offers.get(resident.wish)
        if resident.course or offer is None or not any(service in self.kinds for service in offer.services):
            return resident
        course: list[Leg] = []
        for step, service in enumerate(offer.services):
            kinds = self.kinds.get(service, _NOTHING)
            minutes = resident.handling[min(step, len(resident.handling) - 1)]
            legs = self._session(f"{resident.id}.{step}", service, minutes, kinds)
            course += legs
            if any(isinstance(leg.then, Interrupt) for leg in legs):
                break
        ordinary = len(course) == len(offer.services) and not any(leg.then for leg in course)
        return resident if ordinary else replace(resident, course=tuple(course))

    def _session(self, name: str, service: str, minutes: float, kinds: Kinds) -> list[Leg]:
        """The legs of one service: maybe aside for a while, and maybe sent on or broken off in the end."""
        then: Send | Interrupt | None = self._transfer(name, service, kinds)
        rest: list[Leg] = []
        if isinstance(then, Send) and kinds.transfers is not None:
            here = minutes * kinds.transfers.spent
            to = service if then.service is None else then.service
            luck = self.chances.draws("transferred", name)[0]
            rest = [Leg(minutes - here if to == service else self._usual(to, luck))]
        else:
            then = self._interruption(name, kinds)
            here = minutes * kinds.interruptions.spent if then and kinds.interruptions else minutes
            rest = [Leg(minutes - here)] if then is not None and then.back_after is not None else []
        return [*self._parked(name, here, then, kinds), *rest]

    def _transfer(self, name: str, service: str, kinds: Kinds) -> Send | None:
        transfers = kinds.transfers
        if transfers is None:
            return None
        hit, which, *_ = self.chances.draws("transfers", name)
        if hit >= transfers.share:
            return None
        if transfers.to:
            open_ = [to for to in transfers.to if self.offers[to].spans]
            return Send(_one(open_, which), transfers.window) if open_ else None
        if transfers.window is not None:
            return Send(None, transfers.window)
        other = self._other(service, which)
        return None if other is None else Send(other)

    def _interruption(self, name: str, kinds: Kinds) -> Interrupt | None:
        settings = kinds.interruptions
        if settings is None:
            return None
        hit, back, after, *_ = self.chances.draws("interruptions", name)
        if hit >= settings.share:
            return None
        return Interrupt(exponential(after, settings.minutes) if back < settings.back else None)

    def _parked(self, name: str, here: float, then: Send | Interrupt | None, kinds: Kinds) -> list[Leg]:
        parking = kinds.parking
        if parking is None:
            return [Leg(here, then)]
        hit, aside, *_ = self.chances.draws("parking", name)
        if hit >= parking.share:
            return [Leg(here, then)]
        before = here * parking.spent
        return [Leg(before, Park(exponential(aside, parking.minutes))), Leg(here - before, then)]

    def _usual(self, service: str, luck: float) -> float:
        return session(Handling(self.minutes.get(service, 0.0)), luck)

    def _other(self, service: str, which: float) -> str | None:
        """Another service that is open that day; None when there is none."""
        others = [other for other in self.minutes if other != service and self.offers[other].spans]
        return _one(others, which) if others else None

    def _any(self, wish: str, which: float) -> str:
        others = [other for other, offer in self.offers.items() if other != wish and offer.spans]
        return _one(others, which) if others else wish


_NOTHING = Kinds()


def _one(choices: Sequence[str], which: float) -> str:
    return choices[int(which * len(choices))]

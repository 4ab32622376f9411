"""The hall's settings as the use cases look things up.

Responsible for: finding services, windows, kiosks and devices by their ids, with a refusal for unknown ones. Not
responsible for: checking the settings (``config`` did).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from config.model import (
    ClerkSection,
    HallConfig,
    KioskSection,
    PackageSection,
    PrioritySection,
    RulesSection,
    ServiceSection,
    WindowSection,
)
from queue_server.domain.dispatch import Help, Plan, Rules
from queue_server.domain.numbering import NumberRange
from queue_server.domain.refusal import Code, Refusal
from queue_server.service.opening import HallOpening


@dataclass(frozen=True)
class Hall:
    """One hall; immutable for the life of the server."""

    config: HallConfig

    @property
    def id(self) -> str:
        """The hall's id, which every row and event carries."""
        return self.config.hall.id

    @property
    def rules(self) -> RulesSection:
        """House rules."""
        return self.config.rules

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone that business days and opening hours are counted in."""
        return ZoneInfo(self.config.hall.timezone)

    @cached_property
    def services(self) -> dict[str, ServiceSection]:
        """By id, in the hall file's order."""
        return {service.id: service for service in self.config.services}

    @cached_property
    def windows(self) -> dict[str, WindowSection]:
        """By id, in the hall file's order."""
        return {window.id: window for window in self.config.windows}

    @cached_property
    def windows_of(self) -> dict[str, tuple[str, ...]]:
        """Ids of the windows that serve a service."""
        return {
            service: tuple(window.id for window in self.config.windows if service in window.services)
            for service in self.services
        }

    @cached_property
    def callers_of(self) -> dict[str, tuple[str, ...]]:
        """Ids of the windows that may call a service, those included that help with it."""
        return {
            service: tuple(window for window in self.windows if service in self.callable_at(window))
            for service in self.services
        }

    @cached_property
    def priorities(self) -> dict[str, PrioritySection]:
        """By id, most urgent first; without the ordinary one, which no file lists."""
        return {priority.id: priority for priority in self.config.priorities}

    @cached_property
    def packages(self) -> dict[str, PackageSection]:
        """By id, in the hall file's order."""
        return {package.id: package for package in self.config.packages}

    @cached_property
    def ranges(self) -> dict[str, NumberRange]:
        """The numbers of each service and package."""
        counters: tuple[ServiceSection | PackageSection, ...] = (
            *self.config.services,
            *self.config.packages,
        )
        return {
            counter.id: NumberRange(counter.prefix, counter.first_number, counter.last_number)
            for counter in counters
        }

    @cached_property
    def order(self) -> Rules:
        """Who goes before whom."""
        return Rules.of(
            list(self.priorities),
            in_a_row=self.rules.priority_in_a_row,
            ageing=timedelta(minutes=self.rules.ageing_minutes),
        )

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """What each window calls."""
        return {
            window.id: Plan(
                window=window.id,
                services=window.services,
                listed=window.order == "listed",
                helps=tuple(
                    Help(help_.service, help_.when_waiting, timedelta(minutes=help_.when_minutes))
                    for help_ in window.helps
                ),
            )
            for window in self.config.windows
        }

    @cached_property
    def opening(self) -> HallOpening:
        """When services give numbers, and how many."""
        return HallOpening.of(self.config)

    @cached_property
    def second_visit_class(self) -> str | None:
        """The priority class that a second-visit card gives."""
        return next((p.id for p in self.config.priorities if p.second_visit), None)

    def callable_at(self, window_id: str) -> tuple[str, ...]:
        """Services the window may call at all: its own and those it helps with."""
        plan = self.plans[window_id]
        return *plan.services, *(help_.service for help_ in plan.helps)

    @cached_property
    def _kiosks(self) -> dict[str, KioskSection]:
        return {kiosk.id: kiosk for kiosk in self.config.kiosks}

    @cached_property
    def _clerks(self) -> dict[int, ClerkSection]:
        return {clerk.number: clerk for clerk in self.config.clerks}

    @cached_property
    def _reporters(self) -> frozenset[str]:
        config = self.config
        parts = (config.devices, config.kiosks, config.displays, config.windows, config.rating_screens)
        return frozenset(part.id for section in parts for part in section)

    def service(self, service_id: str) -> ServiceSection:
        """The service with that id; Refusal ``unknown_service`` when there is none."""
        found = self.services.get(service_id)
        if found is None:
            raise Refusal(Code.UNKNOWN_SERVICE, f"the hall has no service {service_id!r}")
        return found

    def window(self, window_id: str) -> WindowSection:
        """The window with that id; Refusal ``unknown_window`` when there is none."""
        found = self.windows.get(window_id)
        if found is None:
            raise Refusal(Code.UNKNOWN_WINDOW, f"the hall has no window {window_id!r}")
        return found

    def kiosk(self, kiosk_id: str) -> KioskSection:
        """The kiosk with that id; Refusal ``unknown_kiosk`` when there is none."""
        found = self._kiosks.get(kiosk_id)
        if found is None:
            raise Refusal(Code.UNKNOWN_KIOSK, f"the hall has no kiosk {kiosk_id!r}")
        return found

    def clerk(self, number: int) -> ClerkSection:
        """The clerk with that staff number; Refusal ``unknown_clerk`` when there is none."""
        found = self._clerks.get(number)
        if found is None:
            raise Refusal(Code.UNKNOWN_CLERK, "the hall has no clerk with that staff number")
        return found

    def check_device(self, device_id: str) -> None:
        """Refusal ``unknown_device`` unless the hall file names a device, kiosk, display, window or rating screen so."""
        if device_id not in self._reporters:
            raise Refusal(Code.UNKNOWN_DEVICE, f"the hall has no device {device_id!r}")

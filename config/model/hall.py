"""One hall, complete: all sections together, and looking things up by their id."""

from __future__ import annotations

from typing import Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, SerializeAsAny

from config.model.calendar import CalendarSection
from config.model.device import DeviceSection
from config.model.displays import AnnouncerSection, BoardSection
from config.model.identity import HallSection
from config.model.kiosks import KioskSection
from config.model.priorities import DEFAULT_PRIORITIES, PrioritySection
from config.model.rating_screens import RatingScreenSection
from config.model.rules import RulesSection
from config.model.services import PackageSection, ServiceSection
from config.model.signs import SignsSection
from config.model.slip import SlipSection
from config.model.supervision import AlarmsSection, EvaluationSection
from config.model.windows import ClerkSection, WindowSection


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Section = TypeVar("_Section", bound=_Named)


class HallConfig(BaseModel):
    """One hall, complete and cross-checked; built only by ``config.loader``."""

    model_config = ConfigDict(frozen=True)

    hall: HallSection
    rules: RulesSection
    services: tuple[ServiceSection, ...]
    windows: tuple[WindowSection, ...]
    kiosks: tuple[KioskSection, ...]
    displays: tuple[BoardSection | AnnouncerSection, ...]
    devices: tuple[SerializeAsAny[DeviceSection], ...]
    """Instances of the classes in ``DEVICE_MODELS``."""
    slip: SlipSection = SlipSection()
    signs: SignsSection = SignsSection()
    clerks: tuple[ClerkSection, ...] = ()
    packages: tuple[PackageSection, ...] = ()
    priorities: tuple[PrioritySection, ...] = DEFAULT_PRIORITIES
    """Most urgent first; those without one come last."""
    calendar: CalendarSection = CalendarSection()
    alarms: AlarmsSection = AlarmsSection()
    evaluation: EvaluationSection = EvaluationSection()
    rating_screens: tuple[RatingScreenSection, ...] = ()

    def service(self, service_id: str) -> ServiceSection:
        """The service with that id; KeyError when there is none."""
        return _by_id(self.services, service_id)

    def package(self, package_id: str) -> PackageSection:
        """The package with that id; KeyError when there is none."""
        return _by_id(self.packages, package_id)

    def priority(self, priority_id: str) -> PrioritySection:
        """The priority with that id; KeyError when there is none, as for ``ORDINARY``."""
        return _by_id(self.priorities, priority_id)

    def window(self, window_id: str) -> WindowSection:
        """The window with that id; KeyError when there is none."""
        return _by_id(self.windows, window_id)

    def kiosk(self, kiosk_id: str) -> KioskSection:
        """The kiosk with that id; KeyError when there is none."""
        return _by_id(self.kiosks, kiosk_id)

    def display(self, display_id: str) -> BoardSection | AnnouncerSection:
        """The display with that id; KeyError when there is none."""
        return _by_id(self.displays, display_id)

    def rating_screen(self, screen_id: str) -> RatingScreenSection:
        """The rating screen with that id; KeyError when there is none."""
        return _by_id(self.rating_screens, screen_id)

    def device(self, device_id: str) -> DeviceSection:
        """The device with that id; KeyError when there is none."""
        return _by_id(self.devices, device_id)


def _by_id(items: tuple[_Section, ...], wanted: str) -> _Section:
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)

"""What may happen on a day beside the ordinary: how often, how long, and for which services and windows.

Responsible for: the typed settings of each phenomenon as plan files and profiles write them, all of them off by default, and
which of several files has the word. Not responsible for: reading files (``incident_file``) or drawing (``happenings``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from config.model import Identifier, Settings

Share = Annotated[float, Field(ge=0, le=1)]
Minutes = Annotated[float, Field(gt=0, le=1440)]
Reason = Literal["hand-over", "meeting", "meal", "equipment", "other"]
"""Why a window stops calling."""


class Transfers(Settings):
    """Sessions that end with the number sent elsewhere (转办), with its time of arrival."""

    share: Share = 0.0
    to: tuple[Identifier, ...] = ()
    """Services, each as likely; none: with ``window`` the same one there, else any other."""
    window: Identifier | None = None
    """The only window that may call it then."""
    spent: Share = 0.3
    """The part of the handling time until it turns out; at the same service the rest is left for the next window."""


class Parking(Settings):
    """Sessions in which the number is put aside (挂起) and called back (回呼) when its resident is ready."""

    share: Share = 0.0
    minutes: Minutes = 10.0
    """Until the resident is ready, on average; exponential."""
    spent: Share = 0.5
    """The part of the handling time before."""


class Interruptions(Settings):
    """Sessions that cannot be finished; the resident gets a second-visit card. Of those that are not transferred."""

    share: Share = 0.0
    spent: Share = 0.5
    back: Share = 0.5
    """The share of residents who come with the card on the same day; the others come on another one."""
    minutes: Minutes = 60.0
    """Until they do, on average; exponential."""


class Absences(Settings):
    """Calls that nobody comes to; in place of what the day itself has of them."""

    share: Share = 0.0
    back: Share = 0.5
    """The share of those who missed a call and then ask for their number back."""
    minutes: Minutes = 10.0
    """Until they do, on average; exponential."""


class Repeats(Settings):
    """Residents who take further numbers, as long as the rules on persons let them."""

    share: Share = 0.0
    most: Annotated[int, Field(ge=1, le=3)] = 1
    """So many tries after the first number."""
    same: Share = 0.7
    """The share of further numbers for the same service; the others are for any other."""
    minutes: Minutes = 15.0
    """Between two tries, on average; exponential."""
    known: Share = 1.0
    """The share of these residents who show their card; it is looked at where the service takes cards."""


class SecondVisits(Settings):
    """Residents who come with a second-visit card from another day."""

    share: Share = 0.0


class Pausing(Settings):
    """Clerks who stop calling (暂停服务) beyond the breaks of the plan."""

    reason: Reason = "other"
    every: Minutes = 180.0
    """From the end of one pause until the next is due, on average; exponential."""
    minutes: Minutes = 10.0
    """How long one lasts, on average; exponential."""


class Kinds(Settings):
    """What a file says of residents, for one service or for all; None: nothing."""

    transfers: Transfers | None = None
    parking: Parking | None = None
    interruptions: Interruptions | None = None
    absences: Absences | None = None
    repeats: Repeats | None = None
    second_visits: SecondVisits | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """What one file says. Its words on one service or window count before those on all."""

    general: Kinds = field(default_factory=Kinds)
    services: Mapping[str, Kinds] = field(default_factory=dict)
    pauses: tuple[Pausing, ...] | None = None
    windows: Mapping[str, tuple[Pausing, ...]] = field(default_factory=dict)

    @property
    def says_anything(self) -> bool:
        """Whether there is a word in it."""
        kinds = (self.general, *self.services.values())
        return any(one.model_fields_set for one in kinds) or self.pauses is not None or bool(self.windows)


@dataclass(frozen=True, slots=True)
class Incidents:
    """All that may happen. The last layer that says anything of a thing has the word: a plan before a profile."""

    layers: tuple[Layer, ...] = ()

    def under(self, layer: Layer) -> Incidents:
        """With one more layer above."""
        return Incidents((*self.layers, layer)) if layer.says_anything else self

    def of_service(self, service: str) -> Kinds:
        """What holds for one service."""
        found: dict[str, Any] = {}
        for layer in self.layers:
            for kinds in (layer.general, layer.services.get(service, _NOTHING)):
                found |= {name: getattr(kinds, name) for name in kinds.model_fields_set}
        return Kinds.model_construct(**found) if found else _NOTHING

    def of_window(self, window: str) -> tuple[Pausing, ...] | None:
        """How its clerks pause; None: nothing is said."""
        found = None
        for layer in self.layers:
            own = layer.windows.get(window, layer.pauses)
            found = found if own is None else own
        return found


_NOTHING = Kinds()

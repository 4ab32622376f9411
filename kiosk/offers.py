"""What a resident can take a number for: services and packages of services, seen alike.

Responsible for: the one shape that screens, guides and lists of materials work with. Not responsible for: queues (the view
has them) or pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.model import Bilingual, CardRule, Guide, HallConfig, Material, PackageSection, ServiceSection

_STRICTEST = (CardRule.REQUIRED, CardRule.OPTIONAL, CardRule.NONE)


@dataclass(frozen=True, slots=True)
class Offer:
    """A service, or a package with the services that its number goes through."""

    id: str
    name: Bilingual
    icon: str
    services: tuple[ServiceSection, ...]
    """In the order in which they are visited; one for a service."""
    guide: Guide | None
    materials: tuple[Material, ...]
    """Of a package those of all its services, each once (一次性告知)."""
    is_package: bool = False

    @property
    def first(self) -> ServiceSection:
        """Where its number waits first."""
        return self.services[0]

    @property
    def card(self) -> CardRule:
        """The strictest rule of its services."""
        rules = {service.card for service in self.services}
        return next(rule for rule in _STRICTEST if rule in rules)

    @property
    def required(self) -> tuple[Material, ...]:
        """Materials that nobody can do without."""
        return tuple(material for material in self.materials if material.required)

    @property
    def asks_for_materials(self) -> bool:
        """Whether they are ticked off before a number is given."""
        return bool(self.required) and any(service.check_materials for service in self.services)

    @property
    def target(self) -> str:
        """The id of whatever is touched to choose it."""
        return f"{'package' if self.is_package else 'service'}:{self.id}"


def offers(hall: HallConfig) -> tuple[Offer, ...]:
    """All of them in the order of the hall file, packages last."""
    services = (of_service(service) for service in hall.services)
    return (*services, *(_of_package(hall, package) for package in hall.packages))


def find_offer(hall: HallConfig, wanted: str) -> Offer:
    """The service or package with that id; KeyError when there is none."""
    package = next((package for package in hall.packages if package.id == wanted), None)
    return of_service(hall.service(wanted)) if package is None else _of_package(hall, package)


def of_service(service: ServiceSection) -> Offer:
    """One service."""
    materials = service.guide.materials if service.guide is not None else ()
    return Offer(service.id, service.name, service.icon, (service,), service.guide, materials)


def _of_package(hall: HallConfig, package: PackageSection) -> Offer:
    services = tuple(hall.service(service) for service in package.services)
    materials = package.guide.materials if package.guide is not None else ()
    return Offer(
        package.id,
        package.name,
        package.icon,
        services,
        package.guide,
        materials or _merged(services),
        is_package=True,
    )


def _merged(services: tuple[ServiceSection, ...]) -> tuple[Material, ...]:
    """Each material once, in the strictest form that any of the services asks for."""
    merged: dict[str, Material] = {}
    for service in services:
        for material in service.guide.materials if service.guide is not None else ():
            known = merged.get(material.name.zh, material)
            strictest = {
                "required": known.required or material.required,
                "copies": max(known.copies, material.copies),
            }
            merged[material.name.zh] = known.model_copy(update=strictest)
    return tuple(merged.values())

"""What a guide says, as headings and paragraphs in one language.

Responsible for: the order of its parts and the words around the hall's own, on the screen and on the printed list of materials
alike. Not responsible for: type sizes or pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from config.model import Bilingual, HallConfig, Material
from i18n import Words
from kiosk.offers import Offer
from kiosk.wording import in_language


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading; each entry is a paragraph and, if it has one, its note."""

    kind: str
    """``summary``, ``materials``, ``steps``, ``time_limit``, ``fee``, ``place``, ``basis`` or ``phone``."""
    entries: tuple[tuple[str, str], ...]


def heading_of(words: Words, part: Part) -> str:
    """What stands above it."""
    return words(f"guide.{part.kind}")


def guide_parts(words: Words, hall: HallConfig, offer: Offer) -> tuple[Part, ...]:
    """Everything there is to say; parts without content are left out."""
    return tuple(part for part in _parts(words, hall, offer) if part.entries)


def _parts(words: Words, hall: HallConfig, offer: Offer) -> Iterator[Part]:
    guide = offer.guide
    if guide is None:
        return
    yield Part("summary", ((in_language(words, guide.summary), ""),))
    yield Part("materials", materials_text(words, offer.materials))
    yield Part("steps", _numbered(words, guide.steps))
    for kind, text in (
        ("time_limit", guide.time_limit),
        ("fee", guide.fee),
        ("place", guide.place),
        ("basis", guide.basis),
    ):
        yield Part(kind, ((in_language(words, text), ""),) if text is not None else ())
    phone = guide.phone or hall.hall.phone
    yield Part("phone", ((phone, ""),) if phone else ())


def materials_text(words: Words, materials: tuple[Material, ...]) -> tuple[tuple[str, str], ...]:
    """Each material with its number, how many are wanted and whether it must be there, and its note."""
    return tuple(
        (f"{number}. {material_line(words, material)}", note_of(words, material))
        for number, material in enumerate(materials, 1)
    )


def material_line(words: Words, material: Material) -> str:
    """Such as 居民身份证 · 1 份 · 必备."""
    need = words("guide.required" if material.required else "guide.if_needed")
    copies = words("guide.copies", count=material.copies)
    return words("common.slash").join((in_language(words, material.name), copies, need))


def note_of(words: Words, material: Material) -> str:
    """What is to be known of it; may be empty."""
    return in_language(words, material.note) if material.note is not None else ""


def _numbered(words: Words, texts: tuple[Bilingual, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((f"{number}. {in_language(words, text)}", "") for number, text in enumerate(texts, 1))

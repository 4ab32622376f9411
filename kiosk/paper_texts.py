"""The words on a kiosk's paper, in one language or two.

Responsible for: which languages stand on it, and finding each text in them. Not responsible for: which texts stand where
(``kiosk.slip``, ``kiosk.card_sheet``).
"""

from __future__ import annotations

from config.model import Bilingual, HallConfig, SlipVariant
from i18n import Catalogue, Words
from kiosk.wording import in_language, windows_phrase


def chosen_variant(usual: SlipVariant, chosen: str, first: str) -> SlipVariant:
    """A language that is not the kiosk's first one was chosen by a resident, and counts."""
    if usual is SlipVariant.BILINGUAL or chosen in {"", first}:
        return usual
    return SlipVariant(chosen)


class PaperTexts:
    """The words of a paper in its variant."""

    def __init__(self, catalogue: Catalogue, variant: SlipVariant) -> None:
        self.both = variant is SlipVariant.BILINGUAL
        languages = catalogue.languages if self.both else (variant.value,)
        self._words = [catalogue.words(language) for language in languages]
        self._section = "slip_both" if self.both else "slip"

    @property
    def words(self) -> Words:
        """The first language."""
        return self._words[0]

    def label(self, key: str, **values: object) -> str:
        """One of the program's texts for slips; those of slips in two languages are written as such."""
        return self.words(f"{self._section}.{key}", **values)

    def each(self, key: str, **values: object) -> tuple[str, ...]:
        """One of the program's texts in every language; a value that is the hall's own text is said in that language."""
        return tuple(
            words(key, **{name: _said(words, value) for name, value in values.items()})
            for words in self._words
        )

    def windows(self, hall: HallConfig, service: str) -> str:
        """The windows that serve it."""
        return windows_phrase(self.words, hall, service, f"{self._section}.window")

    def own(self, text: Bilingual) -> tuple[str, ...]:
        """One of the hall's texts, in one language or two."""
        said = dict.fromkeys(in_language(words, text) for words in self._words)
        return tuple(said)

    def all(self, texts: tuple[Bilingual, ...]) -> tuple[str, ...]:
        """Several of them."""
        return tuple(line for text in texts for line in self.own(text))


def _said(words: Words, value: object) -> object:
    return in_language(words, value) if isinstance(value, Bilingual) else value

"""The words of grades and of the reasons that explain them (好差评), for every screen on which residents rate.

Responsible for: texts, by the national codes. Not responsible for: which codes belong to a grade as a rule, and what a grade counts
(``queue_server.domain.rating``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from i18n.catalogue import Catalogue

FOLDER = Path(__file__).parent
GRADES = (5, 4, 3, 2, 1)
"""Best first, as residents see them."""
_CODES_A_GRADE = 100


class RatingOptions:
    """Grades and reasons in all languages."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.version = catalogue.words(catalogue.languages[0])("version")
        """Of the official names; kept with what is handed to others."""

    @classmethod
    def load(cls) -> RatingOptions:
        """Read the catalogue; raises CatalogueFault."""
        return cls(Catalogue.load(FOLDER))

    def grade(self, language: str, level: int) -> str:
        """The word of a grade, 5 the best; KeyError for one that is none."""
        return self._catalogue.words(language)(f"grade.{level}")

    def reasons(self, language: str, level: int) -> Mapping[int, str]:
        """Code to text of the reasons of a grade, in the official order."""
        words = self._catalogue.words(language)
        codes = (int(key.removeprefix("option.")) for key in words if key.startswith("option."))
        return {code: words(f"option.{code}") for code in codes if code // _CODES_A_GRADE == level}

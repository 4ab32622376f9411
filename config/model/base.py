"""What every section of a hall file is made of: identifiers, texts in two languages, and the base of all sections."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
"""Names a thing in the file, the API and the logs: lower-case letters, digits and hyphens."""


class Settings(BaseModel):
    """Base of every section: immutable, and no key is accepted that is not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Settings):
    """A text shown to residents, Chinese first."""

    zh: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Explanation(Bilingual):
    """A text of several sentences, which wraps wherever it is shown."""

    zh: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=600)]


Lane = Literal["express", "general"]
"""What takes a minute or two is kept apart from what takes longer, so that nobody waits long for little."""

"""What all bodies have in common.

Responsible for: their base classes, and the texts that several of them carry. Not responsible for: any one body.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

API_PREFIX = "/api/v1"


RequestId = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
"""Made at the edge, once per intention; a repeat gives the same answer and does the work once."""


Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Request(BaseModel):
    """Base of every request body: unknown keys are refused, so that a misspelt key is never lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """Base of every answer: clients ignore keys they do not know, so that the server may add some."""

    model_config = ConfigDict(extra="ignore", frozen=True)


Reason = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
"""Why staff did something out of the ordinary; kept, and shown to supervisors."""


NumberText = Annotated[
    str, StringConstraints(min_length=1, max_length=8, pattern=r"^[A-Za-z]{0,2}[0-9]{1,4}$")
]
"""A ticket's number as people say it: ``A007``, or the digits alone where a keypad has no letters."""


VisitCode = Annotated[str, StringConstraints(min_length=8, max_length=16, pattern=r"^[A-Za-z0-9-]+$")]
"""The code on a second-visit card."""

"""How long a voice would take, for voices that make no sound."""

from __future__ import annotations

from drivers.errors import BadAnswer
from drivers.speech.port import Chime, Utterance

_CHIME_SECONDS = 1.45
_SECONDS_PER_CHARACTER = 0.2


def estimated_seconds(utterance: Utterance) -> float:
    """About what the synthesiser takes; raises BadAnswer when there is nothing to be heard."""
    if not utterance.text.strip() and utterance.chime is Chime.NONE:
        raise BadAnswer("There is nothing to say.")
    chime = _CHIME_SECONDS if utterance.chime is Chime.TWO_TONE else 0.0
    return chime + len(utterance.text) * utterance.times * _SECONDS_PER_CHARACTER / utterance.rate

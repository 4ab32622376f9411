"""The voice in memory."""

from __future__ import annotations

import pytest

from drivers.errors import BadAnswer, NoAnswer
from drivers.speech.port import Chime, Utterance
from drivers.speech.simulated import SimulatedSpeech


def test_it_remembers_what_it_said_and_fails_on_command() -> None:
    speech = SimulatedSpeech()
    speech.say(Utterance("一"))
    speech.fail_with(NoAnswer("The voice hangs."))
    with pytest.raises(NoAnswer):
        speech.say(Utterance("二"))
    speech.fail_with(None)
    speech.say(Utterance("三", times=2))
    with pytest.raises(BadAnswer):
        speech.say(Utterance("", chime=Chime.NONE))
    assert speech.said == (Utterance("一"), Utterance("三", times=2))
    speech.close()
    assert speech.closed

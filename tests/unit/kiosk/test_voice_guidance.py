"""What the kiosk says aloud, when it says nothing, and that it never keeps a screen waiting."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest

from drivers.errors import NoAnswer
from drivers.speech.port import Chime, Speech, Spoken, Utterance
from drivers.speech.simulated import SimulatedSpeech
from drivers.status import Condition, DeviceStatus
from kiosk.views import CardUnreadable, SlipChanged, SlipState, Taken
from kiosk.voice import KioskVoice
from tests.fakes.kiosk_stage import PlayedKiosk, full_hall, issued_ticket
from tests.fakes.kiosk_visits import VISITS
from tests.fakes.polling import wait_until


def test_each_screen_says_one_sentence_and_the_invitation_none() -> None:
    kiosk = PlayedKiosk(speaks=True)
    kiosk.stage.update()
    kiosk.touch("start")
    kiosk.touch("service:medical-insurance")
    kiosk.wait(3)
    kiosk.touch("cancel")
    assert kiosk.stations.said == ["", "请选择要办的业务", "请把身份证或社保卡放在读卡区", ""]


def test_the_number_is_said_as_it_will_be_called() -> None:
    kiosk = PlayedKiosk(speaks=True)
    kiosk.take()
    assert kiosk.stations.said[-1] == "您的号码是A零一二，前面还有12人，请取走小票"
    kiosk.tell(SlipChanged(issued_ticket().ticket.id, SlipState.PRINTED))
    kiosk.stage.update()
    assert kiosk.stations.said.count("您的号码是A零一二，前面还有12人，请取走小票") == 1
    kiosk.tell(SlipChanged(issued_ticket().ticket.id, SlipState.FAILED, "paper-out"))
    kiosk.stage.update()
    assert kiosk.stations.said[-1].endswith("请记住您的号码")


def test_it_speaks_the_language_of_the_visit_and_changes_with_it() -> None:
    kiosk = PlayedKiosk(speaks=True)
    kiosk.touch("start")
    kiosk.touch("language")
    assert kiosk.stations.said[-1] == "Please choose a service"
    kiosk.take_now()
    assert kiosk.stations.said[-1] == "Your number is A, 0 1 2; 12 ahead of you. Please take your slip"


def test_a_hint_is_said_too() -> None:
    kiosk = PlayedKiosk(speaks=True)
    kiosk.touch("start")
    kiosk.touch("service:medical-insurance")
    kiosk.tell(CardUnreadable())
    kiosk.stage.update()
    assert kiosk.stations.said[-1] == "没有读到，请拿开卡片，再放一次"


def test_muted_it_is_silent_until_the_visit_ends() -> None:
    kiosk = PlayedKiosk(speaks=True)
    kiosk.touch("start")
    kiosk.touch("mute")
    kiosk.touch("service:medical-insurance")
    assert kiosk.stations.said[-1] == ""
    assert kiosk.stations.said.count("") == 2, "once at the start and once when it was muted"
    kiosk.touch("cancel")
    kiosk.touch("start")
    assert kiosk.stations.said[-1] == "请选择要办的业务"


def test_without_a_voice_there_is_no_button_for_it() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    assert "mute" not in kiosk.targets()
    assert kiosk.stations.said == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("visit", [visit for visit in VISITS if visit != "home"])
def test_every_screen_has_something_to_say(visit: str, language: str) -> None:
    kiosk = PlayedKiosk(hall=full_hall(), speaks=True)
    if language == "en":
        kiosk.touch("language")
    VISITS[visit](kiosk)
    kiosk.stage.update()
    said = kiosk.stations.said[-1]
    assert said
    chinese = any("\u4e00" <= character <= "\u9fff" for character in said)
    assert chinese is (language == "zh")


# --- the voice itself ---------------------------------------------------------------------------------------


class SlowSpeech:
    """Speaks until it is hushed."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self._hushed = threading.Event()

    def rehearse(self, texts: Sequence[str]) -> None:
        """It can say anything."""

    def say(self, utterance: Utterance) -> Spoken:
        self._hushed.clear()
        self.begun.append(utterance.text)
        self._hushed.wait(20)
        self.ended.append(utterance.text)
        return Spoken(None, 1.0)

    def hush(self) -> None:
        self._hushed.set()

    def close(self) -> None:
        self._hushed.set()


class Told:
    """A running voice with what it reported."""

    def __init__(self, speech: Speech) -> None:
        self.statuses: list[DeviceStatus] = []
        self.voice = KioskVoice("kiosk-1-voice", lambda: speech, self.statuses.append)
        self.voice.start()
        wait_until(lambda: self.condition is Condition.ONLINE)

    @property
    def condition(self) -> Condition:
        return self.statuses[-1].condition


@pytest.fixture
def slow() -> Iterator[tuple[SlowSpeech, KioskVoice]]:
    speech = SlowSpeech()
    told = Told(speech)
    yield speech, told.voice
    told.voice.close()


def test_a_new_sentence_cuts_the_old_one_short(slow: tuple[SlowSpeech, KioskVoice]) -> None:
    speech, voice = slow
    voice.say("请选择要办的业务")
    wait_until(lambda: speech.begun == ["请选择要办的业务"])
    voice.say("请刷身份证")
    wait_until(lambda: speech.begun == ["请选择要办的业务", "请刷身份证"])
    assert speech.ended == ["请选择要办的业务"]


def test_silence_cuts_it_short_too(slow: tuple[SlowSpeech, KioskVoice]) -> None:
    speech, voice = slow
    voice.say("请选择要办的业务")
    wait_until(lambda: speech.begun)
    voice.say("")
    wait_until(lambda: speech.ended == ["请选择要办的业务"])
    assert len(speech.begun) == 1


def test_sentences_have_no_chime() -> None:
    speech = SimulatedSpeech()
    told = Told(speech)
    told.voice.say("请取走小票")
    wait_until(lambda: speech.said == (Utterance("请取走小票", chime=Chime.NONE),))
    told.voice.close()
    assert speech.closed


def test_a_voice_that_fails_is_told_and_says_nothing_late() -> None:
    speech = SimulatedSpeech()
    told = Told(speech)
    speech.fail_with(NoAnswer("The sound card did not finish playing."))
    told.voice.say("请刷身份证")
    wait_until(lambda: told.condition is Condition.OFFLINE)
    told.voice.say("请取走小票")
    speech.fail_with(None)
    wait_until(lambda: told.condition is Condition.ONLINE)
    told.voice.say("请选择要办的业务")
    wait_until(lambda: speech.said)
    assert [utterance.text for utterance in speech.said] == ["请选择要办的业务"]
    told.voice.close()


def test_taking_a_number_is_never_kept_waiting(slow: tuple[SlowSpeech, KioskVoice]) -> None:
    _, voice = slow
    kiosk = PlayedKiosk(speaks=True)
    voice.say("请选择要办的业务")
    kiosk.touch("start")
    kiosk.touch("service:social-security")
    kiosk.tell(Taken("request-1", issued_ticket()))
    assert kiosk.screen == "ticket"

"""The Onbon sign's driver: what it sends, what it waits for, when it gives up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from config import model
from drivers.errors import DeviceRefused, LinkLost, NoAnswer
from drivers.led_display.onbon import OnbonSign
from drivers.led_display.onbon_areas import ShowMode
from drivers.led_display.onbon_commands import Answer, Command, ErrorCode, Request
from drivers.led_display.onbon_emulator import OnbonEmulator, OnbonFault
from drivers.led_display.onbon_frames import OnbonDecoder, OnbonFrame
from drivers.led_display.port import SignColour, SignText
from drivers.link.pipe import pipe

SETTINGS = model.OnbonSign(
    id="sign-1", kind="led_display", driver="onbon", link="x", baudrate=115200, answer_timeout_seconds=0.2
)
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OBEYED = OnbonFrame(0x8000, 1, Answer.done().to_data())
UPKEEP = [Command.POWER, Command.SET_CLOCK, Command.BRIGHTNESS]


class Desk:
    """A sign, its controller, and a clock on the wall."""

    def __init__(self, settings: model.OnbonSign = SETTINGS, **device: object) -> None:
        self.host, self.end = pipe()
        self.now = NINE
        self.pauses: list[float] = []
        self.device = OnbonEmulator(self.end, width=settings.width, height=settings.height, **device)  # type: ignore[arg-type]
        self.device.start()
        self.sign = OnbonSign(self.host, settings, clock=lambda: self.now, pause=self._pause)
        self.mend_after: int | None = None

    def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if len(self.pauses) == self.mend_after:
            self.device.set_fault(OnbonFault.NONE)

    @property
    def asked(self) -> list[Command | None]:
        return [request.known for request in self.device.requests]

    def close(self) -> None:
        self.sign.close()
        self.device.close()


@pytest.fixture
def open_desk() -> Iterator[Callable[..., Desk]]:
    opened: list[Desk] = []

    def make(**settings: object) -> Desk:
        opened.append(Desk(SETTINGS.model_copy(update=settings)))
        return opened[-1]

    yield make
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk()


# --- texts ---------------------------------------------------------------------------------------------------


def test_a_text_fills_the_whole_sign(desk: Desk) -> None:
    desk.sign.show(SignText("A023号", SignColour.GREEN))
    [area] = desk.device.state().areas
    assert (area.area_id, area.x, area.y, area.width, area.height) == (0, 0, 0, 64, 16)
    assert (area.text, area.show) == ("A023号", ShowMode.STATIC)
    assert area.colours == {SignColour.GREEN}


def test_the_first_text_replaces_what_another_program_left(desk: Desk) -> None:
    desk.sign.show(SignText("A023"))
    desk.sign.show(SignText("A024"))
    updates = [request for request in desk.device.requests if request.known is Command.UPDATE_AREAS]
    assert [update.parameters[0] for update in updates] == [0xFF, 0x00]


def test_a_wider_text_runs_to_the_left(desk: Desk) -> None:
    desk.sign.show(SignText("请A023号到三号窗口"))
    [area] = desk.device.state().areas
    assert (area.show, area.stay, area.text) == (ShowMode.LEFT, 0, "请A023号到三号窗口")


def test_a_higher_sign_breaks_lines_before_it_runs(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(height=32)
    desk.sign.show(SignText("请到三号窗口"))
    [area] = desk.device.state().areas
    assert (area.show, area.pages) == (ShowMode.STATIC, ("请到三号\n窗口",))
    desk.sign.show(SignText("请A023号到三号窗口办理业务"))
    assert desk.device.state().areas[0].show is ShowMode.LEFT


@pytest.mark.parametrize(
    "size, pages",
    [
        ({}, ("请A023 ", "请A023 ", "        ")),
        ({"height": 32}, ("请A023 \n        ", "请A023 \n        ", "        \n        ")),
        ({"width": 72}, (" 请A023  ", " 请A023  ", "         ")),
    ],
)
def test_a_call_flashes_by_turns_with_a_dark_page(
    open_desk: Callable[..., Desk], size: dict[str, int], pages: tuple[str, ...]
) -> None:
    desk = open_desk(**size)
    desk.sign.show(SignText("请A023", flashing=True))
    [area] = desk.device.state().areas
    assert [page.strip() for page in area.pages] == [page.strip() for page in pages]
    assert len({len(page) + page.count("请") for page in area.pages}) == 1
    assert (area.stay, area.text) == (1, "请A023")


@pytest.mark.parametrize("size, text", [({"flashes": False}, "请A023"), ({}, "请A023号到三号窗口")])
def test_what_cannot_flash_is_simply_there(
    open_desk: Callable[..., Desk], size: dict[str, bool], text: str
) -> None:
    desk = open_desk(**size)
    desk.sign.show(SignText(text, flashing=True))
    assert desk.device.state().areas[0].pages == (text,)


def test_an_endless_text_is_cut(desk: Desk) -> None:
    desk.sign.show(SignText("号" * 1000))
    assert desk.device.state().text == "号" * 100


def test_a_backslash_does_not_change_the_colour(desk: Desk) -> None:
    desk.sign.show(SignText("A\\C2", SignColour.RED))
    assert desk.device.state().areas[0].text == "A＼C2"
    assert desk.device.state().areas[0].colours == {SignColour.RED}


# --- clock, brightness, questions ----------------------------------------------------------------------------


def test_after_opening_the_sign_is_lit_and_its_clock_set(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(brightness={"7": 12, "19": 4})
    desk.sign.show(SignText("A023"))
    assert desk.asked == [Command.UPDATE_AREAS, *UPKEEP]
    state = desk.device.state()
    assert state.clock is not None
    assert (state.on, state.brightness, state.clock.written) == (True, 12, "2026-03-02 09:00:00")


def test_clock_and_brightness_are_set_once_an_hour(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(brightness={"7": 12, "19": 4})
    for minutes in (0, 59, 60, 600):
        desk.now = NINE + timedelta(minutes=minutes)
        desk.sign.check()
    assert desk.asked == [
        *(Command.PING, *UPKEEP),
        Command.PING,
        *(Command.PING, *UPKEEP[1:]),
        *(Command.PING, *UPKEEP[1:]),
    ]
    assert desk.device.state().brightness == 4


@pytest.mark.parametrize("hour, level", [(0, 4), (6, 4), (7, 12), (18, 12), (19, 4), (23, 4)])
def test_a_level_holds_until_the_next_round_the_clock(hour: int, level: int) -> None:
    settings = SETTINGS.model_copy(update={"brightness": {"7": 12, "19": 4}})
    assert settings.brightness_at(hour) == level


def test_the_sign_tells_about_itself(desk: Desk) -> None:
    desk.sign.show(SignText("A023"))
    status = desk.sign.status()
    assert status is not None
    assert (status.on, status.brightness, status.areas) == (True, 15, (0,))


def test_a_sign_can_be_emptied_and_started_anew(desk: Desk) -> None:
    desk.sign.show(SignText("A023"))
    desk.sign.clear()
    assert desk.device.state().text == ""
    desk.sign.reset()
    assert desk.device.state().resets == 1
    desk.sign.show(SignText("A024"))
    assert desk.asked[-4:] == [Command.UPDATE_AREAS, *UPKEEP]


# --- answers -------------------------------------------------------------------------------------------------


class Scripted:
    """A controller that answers what a test says; None is silence, bytes are sent as they are."""

    def __init__(self, answers: Callable[[Request], Answer | bytes | None]) -> None:
        self.host, self._end = pipe()
        self.sign = OnbonSign(self.host, SETTINGS, clock=lambda: NINE, pause=lambda _seconds: None)
        self.asked: list[Command | None] = []
        self._answers = answers
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self.sign.close()

    def _listen(self) -> None:
        decoder = OnbonDecoder()
        while not self._stop.is_set():
            for frame in decoder.feed(self._end.read(0.02)):
                assert isinstance(frame, OnbonFrame)
                request = Request.from_data(frame.data)
                assert request is not None
                self.asked.append(request.known)
                answer = self._answers(request)
                if isinstance(answer, Answer):
                    answer = OnbonFrame(0x8000, 1, answer.to_data()).to_bytes()
                if answer:
                    self._end.write(answer)


@pytest.fixture
def scripted() -> Iterator[Callable[[Callable[[Request], Answer | bytes | None]], Scripted]]:
    made: list[Scripted] = []

    def make(answers: Callable[[Request], Answer | bytes | None]) -> Scripted:
        made.append(Scripted(answers))
        return made[-1]

    yield make
    for controller in made:
        controller.close()


MakeScripted = Callable[[Callable[[Request], "Answer | bytes | None"]], Scripted]


@pytest.mark.parametrize(
    "bad",
    [
        None,
        OnbonFrame(0x8000, 2, Answer.done().to_data()).to_bytes(),
        OnbonFrame(0x8001, 1, Answer.done().to_data()).to_bytes(),
        OnbonFrame(0x8000, 1, b"\xa0\x00").to_bytes(),
        OnbonFrame(0x8000, 1, Answer(0xA1, 0x02).to_data()).to_bytes(),
        OBEYED.to_bytes()[:-4] + b"\x00\x00\x00\x5a",
        OBEYED.to_bytes()[:-1],
    ],
    ids=["silence", "other sign", "other host", "too short", "other answer", "damaged", "torn"],
)
def test_one_lost_answer_is_made_good_by_asking_again(scripted: MakeScripted, bad: bytes | None) -> None:
    controller = scripted(lambda _request: OBEYED.to_bytes() if len(controller.asked) != 1 else bad)
    controller.sign.check()
    assert controller.asked[:3] == [Command.PING, Command.PING, Command.POWER]


def test_two_silences_are_no_answer(scripted: MakeScripted) -> None:
    controller = scripted(lambda _request: None)
    started = time.monotonic()
    with pytest.raises(NoAnswer, match="sign 1 does not answer"):
        controller.sign.check()
    assert 0.4 <= time.monotonic() - started < 2.0
    assert controller.asked == [Command.PING, Command.PING]


def test_a_question_is_not_answered_by_a_late_yes(scripted: MakeScripted) -> None:
    status = Answer(0xA1, 0x02, parameters=bytes(18))
    late = OBEYED.to_bytes() + OnbonFrame(0x8000, 1, status.to_data()).to_bytes()
    read = scripted(lambda _request: late).sign.status()
    assert read is not None
    assert not read.on


def test_a_question_may_be_refused(scripted: MakeScripted) -> None:
    with pytest.raises(DeviceRefused, match="unknown command"):
        scripted(lambda _request: Answer.done(ErrorCode.UNKNOWN_COMMAND)).sign.status()


def test_a_sign_whose_clock_cannot_be_set_still_shows_its_text(scripted: MakeScripted) -> None:
    def answer(request: Request) -> Answer:
        return Answer.done(ErrorCode.CLOCK if request.known is Command.SET_CLOCK else ErrorCode.NONE)

    controller = scripted(answer)
    controller.sign.show(SignText("A023"))
    controller.sign.show(SignText("A024"))
    assert controller.asked == [Command.UPDATE_AREAS, *UPKEEP, Command.UPDATE_AREAS]


def test_what_came_before_the_request_is_no_answer(desk: Desk) -> None:
    desk.device.set_fault(OnbonFault.SILENT)
    desk.end.write(OBEYED.to_bytes())
    with pytest.raises(NoAnswer):
        desk.sign.check()


def test_a_busy_sign_is_asked_again_until_it_has_time(desk: Desk) -> None:
    desk.device.set_fault(OnbonFault.BUSY)
    desk.mend_after = 3
    desk.sign.show(SignText("A023"))
    assert desk.device.state().text == "A023"
    assert len(desk.pauses) == 3


def test_a_sign_that_stays_busy_says_so_itself(desk: Desk) -> None:
    desk.device.set_fault(OnbonFault.BUSY)
    with pytest.raises(DeviceRefused, match="sign 1 refuses: busy"):
        desk.sign.show(SignText("A023"))
    assert len(desk.device.requests) == 5


def test_a_refusal_is_not_repeated(desk: Desk) -> None:
    desk.device.set_fault(OnbonFault.MEMORY_FULL)
    with pytest.raises(DeviceRefused, match="refuses: memory"):
        desk.sign.show(SignText("A023"))
    assert len(desk.device.requests) == 1


@pytest.mark.parametrize("fault", [OnbonFault.MUTE, OnbonFault.DAMAGED_CRC, OnbonFault.SILENT])
def test_a_sign_whose_answers_do_not_arrive_is_not_believed(desk: Desk, fault: OnbonFault) -> None:
    desk.device.set_fault(fault)
    with pytest.raises(NoAnswer):
        desk.sign.show(SignText("A023"))


def test_noise_before_an_answer_does_not_hurt(desk: Desk) -> None:
    desk.device.set_fault(OnbonFault.GARBAGE_FIRST)
    desk.sign.show(SignText("A023"))
    assert desk.device.state().text == "A023"


def test_a_cable_that_is_pulled_is_told_apart(desk: Desk) -> None:
    desk.host.unplug()
    with pytest.raises(LinkLost):
        desk.sign.show(SignText("A023"))

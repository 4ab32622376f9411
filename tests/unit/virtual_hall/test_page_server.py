"""The page's server: who may ask, what it answers, and what it does with the devices."""

from __future__ import annotations

import json
import random
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config.loader import load_hall
from drivers.card_reader.demo_cards import demo_cards
from drivers.errors import BadAnswer
from drivers.keypad.port import KeyAction
from i18n import Catalogue
from queue_server.client.http import QueueClient
from queue_server.wire.messages import PrintState
from virtual_hall.autopilot.clerks import House
from virtual_hall.autopilot.clock import Days
from virtual_hall.autopilot.crowd import crowd_of
from virtual_hall.autopilot.pilot import Pilot
from virtual_hall.autopilot.ports import Press
from virtual_hall.autopilot.profile import HOUR, WORKING_DAY
from virtual_hall.bench import Bench, build_bench
from virtual_hall.blackboard import Blackboard
from virtual_hall.cards import CardTray
from virtual_hall.controls import Controls
from virtual_hall.hands import HallHands, keys_for
from virtual_hall.plan import Doors, hall_plan
from virtual_hall.props import Props
from virtual_hall.screens import Screen
from virtual_hall.web import MAX_STREAMS, Exhibits, create_app
from virtual_hall.wires import Wires

ROOT = Path(__file__).parents[3]
LOCAL = "127.0.0.1:8100"


@dataclass
class PageUnderTest:
    """The real server over real devices; only screens and queue server are not there."""

    browser: FlaskClient
    board: Blackboard
    bench: Bench
    wires: Wires
    pilot: Pilot

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.browser.get(path, headers={"Host": LOCAL} | headers, buffered=True)

    def follow(self) -> TestResponse:
        return self.browser.get("/api/stream", headers={"Host": LOCAL})

    def post(self, path: str, body: object = None, **headers: str) -> TestResponse:
        return self.browser.post(
            path, json=body if body is not None else {}, headers={"Host": LOCAL} | headers
        )


@pytest.fixture
def page(tmp_path: Path) -> Iterator[PageUnderTest]:
    hall = load_hall(ROOT / "config" / "halls" / "demo.toml")
    wires = Wires.of_hall(hall, tmp_path / "links")
    bench = build_bench(hall, wires)
    bench.start()
    cards = demo_cards()
    tray = CardTray({kiosk.id: bench.readers_of(kiosk) for kiosk in hall.kiosks}, cards, lambda *_: None)
    screens = {kiosk.id: Screen(kiosk.id, tmp_path / "none.sock") for kiosk in hall.kiosks}
    props = Props(hall, wires, bench, tray, cards, screens, children={})
    days = Days(WORKING_DAY, 9 * HOUR)
    hands = HallHands(props, lambda: None)
    pilot = Pilot(hands, crowd_of(hall), days, random.Random(1), house=House(), monotonic=lambda: 0.0)
    controls = Controls(props, QueueClient("http://127.0.0.1:9", "token", timeout=0.2), pilot)
    (tmp_path / "call-1.wav").write_bytes(b"RIFF")
    sounds = {"call-1": tmp_path / "call-1.wav"}

    def sound(name: str) -> Path | None:
        if name == "kiosk-1.7":
            raise BadAnswer("The voice process died.")
        return sounds.get(name)

    exhibits = Exhibits(
        plan=hall_plan(props, Doors(8000, tmp_path / "token")),
        texts={"zh": {"page.title": "虚拟大厅"}, "en": {"page.title": "Virtual hall"}},
        fonts=ROOT / "assets" / "fonts",
        sound=sound,
    )
    board = Blackboard()
    app = create_app(controls, board, exhibits)
    yield PageUnderTest(app.test_client(), board, bench, wires, pilot)
    board.close()
    bench.close()
    wires.close()


# --- who may ask ---


@pytest.mark.parametrize("host", ["127.0.0.1:8100", "localhost:8100", "[::1]:8100", "192.168.1.20:8100"])
def test_page_is_served_under_addresses_of_this_computer(page: PageUnderTest, host: str) -> None:
    assert page.get("/", Host=host).status_code == 200


@pytest.mark.parametrize("host", ["evil.example:8100", "hall.local", "127.0.0.1.evil.example"])
def test_foreign_names_are_refused(page: PageUnderTest, host: str) -> None:
    assert page.get("/", Host=host).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_can_do_nothing(page: PageUnderTest, headers: dict[str, str]) -> None:
    answer = page.post("/api/keypads/keypad-1/press", {"key": "0C"}, **headers)
    assert answer.status_code == 403
    assert page.bench.keypads["keypad-1"].state().presses == 0


def test_own_page_may(page: PageUnderTest) -> None:
    own = {"Origin": f"http://{LOCAL}", "Sec-Fetch-Site": "same-origin"}
    assert page.post("/api/keypads/keypad-1/press", {"key": "0C"}, **own).status_code == 200


def test_forms_are_refused(page: PageUnderTest) -> None:
    answer = page.browser.post("/api/autopilot", data={"on": "true"}, headers={"Host": LOCAL})
    assert answer.status_code == 415


def test_every_answer_is_hardened(page: PageUnderTest) -> None:
    for path in ("/", "/api/hall", "/nothing"):
        headers = page.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


# --- what it shows ---


def test_page_needs_nothing_from_outside_and_nothing_inline() -> None:
    for path in (ROOT / "virtual_hall" / "page").iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text, path.name
        assert "https://" not in text, path.name
    html = (ROOT / "virtual_hall" / "page" / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*src=)", html)


def test_every_text_the_page_asks_for_is_in_the_catalogue() -> None:
    words = Catalogue.load(ROOT / "virtual_hall" / "texts").words("zh")
    asked: set[str] = set()
    for path in (ROOT / "virtual_hall" / "page").iterdir():
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r'\bt\("([\w-]+)"\)', text))
        asked |= set(re.findall(r'data-t(?:-label)?="([\w-]+)"', text))
    assert asked
    assert [key for key in sorted(asked) if f"page.{key}" not in words] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_state_of_a_slip_that_is_not_printed_has_words(language: str) -> None:
    words = Catalogue.load(ROOT / "virtual_hall" / "texts").words(language)
    done = {PrintState.NONE, PrintState.PRINTED, PrintState.REPRINTED}
    assert {f"page.print_{state}" for state in set(PrintState) - done} <= set(words)


def test_plan_texts_font_and_sound(page: PageUnderTest) -> None:
    assert page.get("/api/hall").get_json()["windows"][0]["number"] == 1
    assert page.get("/api/texts").get_json()["zh"]["page.title"] == "虚拟大厅"
    font = page.get("/fonts/NotoSansSC-Regular.woff2")
    assert font.data[:4] == b"wOF2"
    sound = page.get("/api/sounds/call-1.wav")
    assert (sound.mimetype, sound.data) == ("audio/wav", b"RIFF")


@pytest.mark.parametrize(
    "path",
    [
        "/api/sounds/call-2.wav",
        "/api/sounds/..%2fcall-1.wav",
        "/fonts/OFL.txt",
        "/fonts/..%2f..%2fpyproject.toml",
        "/page/../web.py",
        "/page/%2e%2e/web.py",
        "/api/screens/board-9.jpg",
    ],
)
def test_what_is_not_there_is_not_found(page: PageUnderTest, path: str) -> None:
    assert page.get(path).status_code == 404


def test_a_voice_that_does_not_work_is_said_so(page: PageUnderTest) -> None:
    answer = page.get("/api/sounds/kiosk-1.7.wav")
    assert (answer.status_code, answer.get_json()) == (409, {"error": "the voice does not work"})


def test_stream_begins_with_everything_and_goes_on_with_changes(page: PageUnderTest) -> None:
    page.board.put("server", {"connected": True})
    stream = page.follow().response
    assert next(iter(stream)) in {b"retry: 1000\n\n", "retry: 1000\n\n"}
    assert topics(next(stream)) == {"server": {"connected": True}}  # type: ignore[call-overload]
    threading.Timer(0.05, page.board.put, ("log", [])).start()
    assert topics(next(stream)) == {"log": []}  # type: ignore[call-overload]


def test_one_look_gives_every_topic(page: PageUnderTest) -> None:
    page.board.put("log", [])
    page.board.put("server", {"connected": False})
    assert page.get("/api/now").get_json() == {"log": [], "server": {"connected": False}}


def topics(chunk: bytes | str) -> object:
    text = chunk.decode() if isinstance(chunk, bytes) else chunk
    assert text.startswith("event: hall\ndata: ")
    return json.loads(text.split("data: ", 1)[1])


def test_too_many_pages_are_told_to_come_again(page: PageUnderTest) -> None:
    streams = [page.follow() for _ in range(MAX_STREAMS)]
    refused = page.follow()
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    streams.pop().close()
    streams.append(page.follow())
    assert streams[-1].status_code == 200
    for stream in streams:
        stream.close()


# --- what it does ---


def test_keys_and_grades_reach_the_devices(page: PageUnderTest) -> None:
    assert page.post("/api/keypads/keypad-2/press", {"key": "0F", "digits": "6"}).status_code == 200
    assert page.bench.keypads["keypad-2"].state().presses == 1
    assert page.post("/api/evaluators/evaluator-2/press", {"value": 3}).status_code == 200
    assert page.bench.evaluators["evaluator-2"].state().value == 3


def test_cards_faults_and_wires(page: PageUnderTest) -> None:
    assert page.post("/api/kiosks/kiosk-1/card", {"card": "id-zhangsan"}).status_code == 200
    assert page.bench.id_readers["kiosk-1-idcard"].state()["card"] == "present"
    assert page.post("/api/kiosks/kiosk-1/card", {"card": None}).status_code == 200
    assert page.bench.id_readers["kiosk-1-idcard"].state()["card"] == "no-card"
    assert (
        page.post("/api/printers/kiosk-1-printer/fault", {"fault": "paper-out", "on": True}).status_code
        == 200
    )
    assert page.bench.printers["kiosk-1-printer"].state()["paper"] == "out"
    assert page.post("/api/links/rs485-1", {"connected": False}).status_code == 200
    assert not page.wires.connected("rs485-1")


def test_autopilot_switch(page: PageUnderTest) -> None:
    assert page.post("/api/autopilot", {"on": True, "speed": 10}).status_code == 200
    assert (page.pilot.view()["on"], page.pilot.view()["speed"]) == (True, 10)
    assert page.post("/api/autopilot", {"on": True, "speed": 7}).status_code == 409


@pytest.mark.parametrize(
    "path, body",
    [
        ("/api/keypads/keypad-9/press", {"key": "0C"}),
        ("/api/evaluators/keypad-1/press", {"value": 1}),
        ("/api/kiosks/kiosk-9/card", {"card": "id-zhangsan"}),
        ("/api/kiosks/kiosk-9/card", {"card": None}),
        ("/api/kiosks/kiosk-1/card", {"card": "nobody"}),
        ("/api/printers/kiosk-1-printer/fault", {"fault": "on-fire", "on": True}),
        ("/api/links/nowhere", {"connected": True}),
        ("/api/programs/nothing/restart", {}),
        ("/api/screens/kiosk-9/pointer", {"kind": "down", "x": 1, "y": 1}),
    ],
)
def test_unknown_things_are_not_found(page: PageUnderTest, path: str, body: dict[str, object]) -> None:
    answer = page.post(path, body)
    assert answer.status_code == 404
    assert answer.get_json()["error"]


@pytest.mark.parametrize(
    "path, body",
    [
        ("/api/screens/kiosk-1/pointer", {"kind": "down", "x": 1, "y": 1}),
        ("/api/tickets/some-ticket/reprint", {}),
    ],
)
def test_what_is_away_says_so(page: PageUnderTest, path: str, body: dict[str, object]) -> None:
    assert page.post(path, body).status_code == 409


def test_screen_that_has_shown_nothing_has_no_picture(page: PageUnderTest) -> None:
    assert page.get("/api/screens/kiosk-1.jpg").status_code == 409


@pytest.mark.parametrize(
    "path, body",
    [
        ("/api/keypads/keypad-1/press", {"key": "call"}),
        ("/api/keypads/keypad-1/press", {"key": "0C", "digits": "1234567"}),
        ("/api/keypads/keypad-1/press", {"key": "0C", "more": 1}),
        ("/api/evaluators/evaluator-1/press", {"value": 9}),
        ("/api/screens/kiosk-1/pointer", {"kind": "hover", "x": 1, "y": 1}),
        ("/api/screens/kiosk-1/pointer", {"kind": "down", "x": -1, "y": 1}),
        ("/api/autopilot", {"on": True}),
        ("/api/autopilot", []),
        ("/api/autopilot", "on"),
    ],
)
def test_bodies_that_mean_nothing_are_refused_with_the_reason(
    page: PageUnderTest, path: str, body: object
) -> None:
    answer = page.post(path, body)
    assert answer.status_code == 422
    assert answer.get_json()["error"]


def test_broken_json_and_huge_bodies_are_refused(page: PageUnderTest) -> None:
    headers = {"Host": LOCAL, "Content-Type": "application/json"}
    assert page.browser.post("/api/autopilot", data=b"{", headers=headers).status_code == 400
    assert page.browser.post("/api/autopilot", data=b" " * 10_000, headers=headers).status_code == 413


# --- the autopilot's hands, on the same devices ---


def test_shortest_way_to_type_an_action() -> None:
    keys = {"6+0F": "no-show", "0E": "no-show", "0C": "call-next", "0+0F": "pause"}
    assert keys_for(keys, Press(KeyAction.NO_SHOW)) == ("", "0E")
    assert keys_for(keys, Press(KeyAction.PAUSE)) == ("0", "0F")
    assert keys_for(keys, Press(KeyAction.START)) is None


def test_digits_are_typed_before_a_key_that_means_the_action_alone() -> None:
    keys = {"7+0F": "restore", "11": "restore", "0+0F": "pause"}
    assert keys_for(keys, Press(KeyAction.RESTORE, "007")) == ("007", "11")
    assert keys_for(keys, Press(KeyAction.RESTORE)) == ("", "11")
    assert keys_for(keys, Press(KeyAction.PAUSE, "3")) == ("0", "0F")

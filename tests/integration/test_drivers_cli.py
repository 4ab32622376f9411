"""``python -m drivers`` against emulated devices."""

from __future__ import annotations

import contextlib
import io
import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

import config
from config.links import resolve_links
from drivers.card_reader.demo_cards import demo_social_security_cards
from drivers.card_reader.ssc_chip import SocialSecurityData
from drivers.cli.program import run
from drivers.emulators import EmulatedDevice, build_emulator
from drivers.errors import LinkLost
from drivers.link.pipe import PipeEnd, pipe
from drivers.link.port import Link
from drivers.link.pty_link import open_pty
from drivers.link.tcp_listener import TcpListener
from drivers.registry import open_link
from tests.fixtures.pcsc import PcscDaemon

HALLS = Path(config.__file__).parent / "halls"


class Terminal:
    """What a command line printed, and its exit code."""

    def __init__(self) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()

    def run(self, *arguments: str, words: tuple[str, ...] = ()) -> int:
        return run(arguments, links=open_link, words=iter(words), out=self.out, err=self.err)

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.getvalue().splitlines()]


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@contextmanager
def emulated(driver: str, *, address: int = 1) -> Iterator[tuple[str, EmulatedDevice]]:
    """The device's address and the device."""
    with closing(TcpListener() if driver in {"escpos", "vpcd"} else open_pty()) as link:
        device = build_emulator(driver, link, address=address)
        device.emulator.start()
        with closing(device.emulator):
            yield link.address, device


@contextmanager
def repeating(action: Callable[[], object]) -> Iterator[None]:
    """Does it again and again meanwhile, as an impatient person would."""
    over = threading.Event()

    def act() -> None:
        while not over.wait(0.1):
            action()

    thread = threading.Thread(target=act)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


# --- list and check ------------------------------------------------------------------------------------------


def test_list_names_every_driver(terminal: Terminal) -> None:
    assert terminal.run("list") == 0
    assert "samv" in terminal.out.getvalue()
    assert "Serial ports:" in terminal.out.getvalue()


def test_list_for_programs(terminal: Terminal) -> None:
    assert terminal.run("list", "--json") == 0
    assert ("keypad", "ff68") in {(found.get("kind"), found.get("driver")) for found in terminal.objects}
    assert "ports" in terminal.objects[-1]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[Path, dict[str, EmulatedDevice]]]:
    """The demonstration hall with one kiosk's devices and the first window's line behind real paths."""
    wanted = {"kiosk-1-idcard": "samv", "kiosk-1-printer": "escpos", "rs485-1": "a090"}
    devices, ends, paths = {}, [], {}
    for name, driver in wanted.items():
        end = open_pty(tmp_path / name)
        devices[name] = build_emulator(driver, end)
        devices[name].emulator.start()
        ends.append(end)
        paths[f"emulator:{name}"] = end.address
    hall = tmp_path / "hall.toml"
    hall.write_text(resolve_links((HALLS / "demo.toml").read_text("utf-8"), paths), "utf-8")
    yield hall, devices
    for device in devices.values():
        device.emulator.close()


def test_check_says_what_works_and_what_does_not(
    demo: tuple[Path, dict[str, EmulatedDevice]], terminal: Terminal
) -> None:
    hall, devices = demo
    devices["kiosk-1-printer"].do("paper near-end")
    assert terminal.run("check", str(hall), "--json", "--listen", "0.1") == 1
    verdicts = {found["device"]: found["verdict"] for found in terminal.objects}
    assert len(verdicts) == 21
    assert verdicts["kiosk-1-voice"] == "simulated"
    assert verdicts["kiosk-1-idcard"] == "works"
    assert verdicts["kiosk-1-printer"] == "warning"
    assert verdicts["kiosk-2-printer"] == "fault"
    assert verdicts["keypad-1"] == verdicts["evaluator-4"] == "unknown"
    assert verdicts["sign-1"] == "works"
    assert verdicts["sign-2"] == "fault"
    assert devices["rs485-1"].state()["text"] == "1"


def test_check_prints_a_table_in_the_order_of_the_file(
    demo: tuple[Path, dict[str, EmulatedDevice]], terminal: Terminal
) -> None:
    hall, devices = demo
    devices["kiosk-1-printer"].do("paper out")
    assert terminal.run("check", str(hall), "--lang", "en", "--listen", "0.1") == 1
    lines = terminal.out.getvalue().splitlines()
    assert lines[0].split() == ["device", "verdict", "driver", "link", "detail"]
    assert [line.split()[0] for line in lines[1:4]] == ["kiosk-1-idcard", "kiosk-1-sscard", "kiosk-1-printer"]
    assert "it has no paper" in lines[3]
    todo = lines[lines.index("What to do") :]
    assert todo[todo.index("  kiosk-1-printer") + 1].startswith("    Put in a roll")


def test_check_speaks_chinese(demo: tuple[Path, dict[str, EmulatedDevice]], terminal: Terminal) -> None:
    hall, devices = demo
    devices["kiosk-1-printer"].do("cover open")
    assert terminal.run("check", str(hall), "--lang", "zh", "--listen", "0.1") == 1
    lines = terminal.out.getvalue().splitlines()
    assert lines[0].split() == ["设备", "结论", "驱动", "连接", "情况"]
    assert "故障" in lines[3]
    assert "盖子开着" in lines[3]
    assert "处理办法" in lines


def test_check_gives_programs_the_code_the_facts_and_the_advice(
    demo: tuple[Path, dict[str, EmulatedDevice]], terminal: Terminal
) -> None:
    hall, _ = demo
    assert terminal.run("check", str(hall), "--json", "--lang", "en", "--listen", "0.1") == 1
    found = {entry["device"]: entry for entry in terminal.objects}
    assert found["kiosk-2-printer"] == {
        "device": "kiosk-2-printer",
        "verdict": "fault",
        "driver": "escpos",
        "link": "emulator:kiosk-2-printer",
        "code": "emulator-link",
        "detail": "emulator:kiosk-2-printer exists only inside the virtual hall",
        "advice": found["kiosk-2-printer"]["advice"],
        "facts": {"link": "emulator:kiosk-2-printer"},
    }
    assert "Write the real port" in found["kiosk-2-printer"]["advice"]
    assert found["kiosk-1-idcard"]["advice"] == ""


def test_a_hall_without_real_devices_has_no_faults(tmp_path: Path, terminal: Terminal) -> None:
    hall = tmp_path / "hall.toml"
    hall.write_text(
        """
        hall = { id = "h", name = { zh = "厅", en = "Hall" } }
        services = [{ id = "s", prefix = "A", name = { zh = "办", en = "S" } }]
        windows = [{ id = "1", number = 1, services = ["s"], keypad = "k" }]
        devices = [{ id = "k", kind = "keypad", driver = "simulated" }]
        """,
        "utf-8",
    )
    assert terminal.run("check", str(hall), "--lang", "en") == 0
    assert "lives in memory" in terminal.out.getvalue()


def test_a_wrong_hall_file_is_wrong_use(tmp_path: Path, terminal: Terminal) -> None:
    assert terminal.run("check", str(tmp_path / "none.toml")) == 2
    assert "cannot be read" in terminal.err.getvalue()
    assert terminal.run("check", str(tmp_path / "none.toml"), "--json") == 2
    assert terminal.objects[-1]["code"] == "hall_file"


# --- one device ----------------------------------------------------------------------------------------------


def test_read_card_shows_masked_data(terminal: Terminal) -> None:
    with emulated("samv") as (link, reader), repeating(lambda: reader.do("present id-zhangsan")):
        assert terminal.run("read-card", "--link", link, "--timeout", "10") == 0
    assert "id_card: 1101**********002X 张***" in terminal.out.getvalue()
    assert "11010519491231002X" not in terminal.out.getvalue()


def test_read_card_shows_all_on_request(terminal: Terminal) -> None:
    with emulated("vpcd") as (link, reader), repeating(lambda: reader.do("present ssc-zhangsan")):
        words = ("read-card", "--driver", "vpcd", "--link", link, "--timeout", "10", "--reveal", "--json")
        assert terminal.run(*words) == 0
    card = terminal.objects[-1]
    assert (card["scheme"], card["number"], card["name"]) == (
        "social_security",
        "11010519491231002X",
        "张三测试",
    )


def test_read_card_in_a_pcsc_reader(pcsc_daemon: PcscDaemon, terminal: Terminal) -> None:
    slot, card = pcsc_daemon.slot(), demo_social_security_cards()[0].card
    assert isinstance(card, SocialSecurityData)
    slot.present(card)
    words = ("read-card", "--reader", "virtual reader 00 00", "--timeout", "10", "--json")
    assert terminal.run(*words) == 0
    slot.lift()
    assert terminal.objects[0]["link"] == "virtual reader 00 00"
    assert terminal.objects[-1]["number"] == "1101**********002X"


def test_list_names_pcsc_readers(pcsc_daemon: PcscDaemon, terminal: Terminal) -> None:
    assert terminal.run("list", "--json") == 0
    assert pcsc_daemon.reader in terminal.objects[-1]["pcsc_readers"]


def test_read_card_without_a_card(terminal: Terminal) -> None:
    with emulated("samv") as (link, _):
        assert terminal.run("read-card", "--link", link, "--timeout", "0.2") == 1
    assert "No card came within 0.2 s." in terminal.out.getvalue()


def test_read_card_tells_what_a_reader_refuses(terminal: Terminal) -> None:
    with emulated("samv") as (link, reader):
        reader.do("fault read-fails")
        reader.do("present id-lisi")
        assert terminal.run("read-card", "--link", link, "--timeout", "1", "--json") == 1
    assert [found["event"] for found in terminal.objects] == ["ready", "refused", "no_card"]


def test_a_silent_reader_is_a_device_fault(terminal: Terminal) -> None:
    with emulated("samv") as (link, reader):
        reader.do("fault silent")
        assert terminal.run("read-card", "--link", link) == 1
    assert terminal.err.getvalue().strip().endswith(".")


def test_a_link_that_is_not_there(terminal: Terminal) -> None:
    assert terminal.run("read-card", "--link", "/dev/ttyUSB99") == 1
    assert "There is no port /dev/ttyUSB99" in terminal.err.getvalue()
    assert terminal.run("print-test", "--link", "/dev/ttyUSB99", "--json") == 1
    assert terminal.objects[-1]["code"] == "link_unavailable"


def test_print_test_prints_a_slip(terminal: Terminal) -> None:
    with emulated("escpos") as (link, printer):
        assert terminal.run("print-test", "--link", link) == 0
        assert "A000" in " ".join(map(str, printer.state()["last_slip"]))  # type: ignore[call-overload]
    assert terminal.out.getvalue() == "Printed: it is ready and has paper.\n"


def test_print_test_into_a_file_is_sent_and_nobody_knows(terminal: Terminal, tmp_path: Path) -> None:
    spool = tmp_path / "slips.bin"
    assert terminal.run("print-test", "--link", f"file://{spool}", "--json") == 1
    assert (terminal.objects[-1]["event"], terminal.objects[-1]["reason"]) == ("sent", "one-way")
    assert b"A000" in spool.read_bytes()


def test_print_test_without_paper(terminal: Terminal) -> None:
    with emulated("escpos") as (link, printer):
        printer.do("paper out")
        assert terminal.run("print-test", "--link", link) == 1
        printer.do("power off")
        assert terminal.run("print-test", "--link", link, "--timeout", "0.1", "--json") == 1
    assert "Not printed: it has no paper." in terminal.out.getvalue()
    assert '"reason": "no-answer"' in terminal.out.getvalue()


def test_show_puts_a_text_on_a_sign(terminal: Terminal) -> None:
    with emulated("a090", address=3) as (link, sign):
        assert terminal.run("show", "--link", link, "--address", "0x03", "A023号", "--colour", "green") == 0
        assert sign.state()["text"] == "A023号"
        assert terminal.run("show", "--link", link, "--address", "4", "A023号") == 1
    assert "does not answer" in terminal.err.getvalue()


def test_listen_keypads_shows_and_acknowledges_every_press(terminal: Terminal) -> None:
    def press() -> None:
        line.do("press 0F 6")
        line.do("rate 3")

    with emulated("ff68", address=5) as (link, line):
        with repeating(press):
            assert terminal.run("listen-keypads", "--link", link, "--timeout", "1") == 0
        assert dict(line.state()["keypad"])["echoes"] >= 1  # type: ignore[call-overload]
        assert dict(line.state()["evaluator"])["thanks"] >= 1  # type: ignore[call-overload]
    assert "keypad 5: key 6+0F (no-show)   ff 68 04 04 68 05 01 06 0f 1b 16" in terminal.out.getvalue()
    assert "evaluator 0x85: value 3" in terminal.out.getvalue()


def test_listen_keypads_on_a_silent_line(terminal: Terminal) -> None:
    with closing(open_pty()) as line:
        assert terminal.run("listen-keypads", "--link", line.address, "--timeout", "0.2", "--mute") == 1
    assert "No key was heard." in terminal.out.getvalue()


def test_listen_keypads_tells_noise(terminal: Terminal) -> None:
    with closing(open_pty()) as line, repeating(lambda: line.write(b"\x00\xfe\x55")):
        assert terminal.run("listen-keypads", "--link", line.address, "--timeout", "0.5", "--json") == 1
    assert [found["event"] for found in terminal.objects] == ["listening", "noise", "silence"]


def test_an_adapter_that_hears_itself_is_not_answered_for_ever(terminal: Terminal) -> None:
    host, device = pipe()
    bounced: list[bytes] = []

    def adapter() -> None:
        device.write(bytes.fromhex("FF6803036801010C0E16"))
        with contextlib.suppress(LinkLost):
            while True:
                if data := device.read(0.05):
                    bounced.append(data)
                    device.write(data)

    def links(link: str, baudrate: int) -> Link:
        return host

    thread = threading.Thread(target=adapter)
    thread.start()
    words = ("listen-keypads", "--link", "pipe", "--timeout", "0.5")
    assert run(words, links=links, words=(), out=terminal.out, err=terminal.err) == 0
    thread.join()
    assert len(bounced) == 1
    assert terminal.out.getvalue().count("keypad 1") == 1


# --- emulate -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "driver,words,shown",
    [
        ("samv", ("present id-lisi", "fault silent"), '"card": "present"'),
        ("vpcd", ("present ssc-lisi", "lift"), '"card": "no-card"'),
        ("escpos", ("paper out", "cover open", "error cutter", "power off"), '"paper": "out"'),
        ("ff68", ("press 0C 12", "rate 2"), '"presses": 1'),
        ("a090", ("restart",), '"address": 7'),
    ],
)
def test_emulate_obeys_its_words(
    driver: str, words: tuple[str, ...], shown: str, terminal: Terminal, tmp_path: Path
) -> None:
    link = str(tmp_path / "tty")
    arguments = ("emulate", driver, "--link", link, "--address", "7", "--json")
    assert terminal.run(*arguments, words=(*words, "nonsense", "", "quit")) == 0
    assert terminal.objects[0] == {"event": "started", "driver": driver, "link": link}
    assert shown in terminal.out.getvalue()
    refused = [found["line"] for found in terminal.objects if found["event"] == "not_understood"]
    assert refused == ["nonsense"]


@pytest.mark.parametrize("words", ["present nobody", "present", "press", "rate x", "fault x"])
def test_words_that_are_not_understood_are_explained(words: str) -> None:
    for driver in ("samv", "ff68"):
        device = build_emulator(driver, pipe()[0])
        with pytest.raises(ValueError, match=r"known|needed|like|invalid"):
            device.do(words)


def test_emulate_ends_after_its_time_on_a_pty_of_its_own(terminal: Terminal) -> None:
    assert terminal.run("emulate", "samv", "--timeout", "0.2") == 0
    assert "samv is at /dev/" in terminal.out.getvalue()
    assert "present CARD" in terminal.out.getvalue()


def test_emulate_on_links_that_cannot_be_had(terminal: Terminal, tmp_path: Path) -> None:
    with closing(TcpListener()) as taken:
        assert terminal.run("emulate", "escpos", "--link", taken.address) == 1
    assert terminal.run("emulate", "escpos", "--link", "socket://x") == 1
    assert terminal.run("emulate", "samv", "--link", str(tmp_path / "no" / "folder")) == 1
    assert len(terminal.err.getvalue().splitlines()) == 3


def test_a_pulled_cable_is_a_device_fault(terminal: Terminal) -> None:
    ends: queue.SimpleQueue[PipeEnd] = queue.SimpleQueue()

    def links(link: str, baudrate: int) -> Link:
        host, device = pipe()
        ends.put(device)
        threading.Timer(0.1, device.unplug).start()
        return host

    words = ("listen-keypads", "--link", "pipe")
    assert run(words, links=links, words=(), out=terminal.out, err=terminal.err) == 1
    assert "the cable was pulled" in terminal.err.getvalue()


# --- as a program --------------------------------------------------------------------------------------------


def test_the_program_emulates_until_it_is_told_to_end(tmp_path: Path) -> None:
    link = tmp_path / "tty"
    words = [sys.executable, "-m", "drivers", "emulate", "escpos", "--link", str(link), "--json"]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as emulator:
        assert emulator.stdout is not None
        assert json.loads(emulator.stdout.readline())["link"] == str(link)
        printed = subprocess.run(
            [sys.executable, "-m", "drivers", "print-test", "--link", str(link)],
            capture_output=True,
            timeout=30,
            check=False,
        )
        assert printed.returncode == 0
        emulator.send_signal(signal.SIGTERM)
        assert emulator.wait(10) == 0
    assert not link.is_symlink()


def test_words_that_make_no_command_are_wrong_use() -> None:
    for words in (
        [],
        ["read-card"],
        ["show", "--link", "x", "--address", "255", "T"],
        ["emulate", "toaster"],
    ):
        with pytest.raises(SystemExit) as caught:
            Terminal().run(*words)
        assert caught.value.code == 2

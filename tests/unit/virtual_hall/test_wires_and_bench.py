"""Wires of the demonstration hall, the emulators behind them, and cards on the kiosks' readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config.loader import load_hall, parse_hall
from config.model import HallConfig
from drivers.card_reader.demo_cards import demo_cards
from drivers.card_reader.port import CardScheme
from drivers.errors import DeviceError
from drivers.keypad.port import KeyAction
from drivers.link.serial_link import open_serial
from virtual_hall.bench import Bench, build_bench
from virtual_hall.cards import REST_SECONDS, CardTray
from virtual_hall.launcher import Launcher, Paths
from virtual_hall.plan import Doors, hall_plan
from virtual_hall.props import Props
from virtual_hall.wires import Wires

DEMO = Path(__file__).parents[3] / "config" / "halls" / "demo.toml"


@pytest.fixture
def hall() -> HallConfig:
    return load_hall(DEMO)


@pytest.fixture
def wires(hall: HallConfig, tmp_path: Path) -> Iterator[Wires]:
    made = Wires.of_hall(hall, tmp_path / "links")
    yield made
    made.close()


@pytest.fixture
def bench(hall: HallConfig, wires: Wires) -> Iterator[Bench]:
    made = build_bench(hall, wires)
    made.start()
    yield made
    made.close()


def test_every_link_gets_a_wire_and_shared_ones_get_one(wires: Wires, tmp_path: Path) -> None:
    assert "rs485-1" in wires.names
    assert len(wires.names) == 7
    assert sorted(path.name for path in (tmp_path / "links").iterdir()) == sorted(wires.names)


def test_resolved_hall_file_names_the_paths_and_nothing_else_changes(
    hall: HallConfig, wires: Wires, tmp_path: Path
) -> None:
    resolved = parse_hall(wires.resolved(DEMO.read_text(encoding="utf-8")))
    assert getattr(resolved.device("keypad-1"), "link") == str(tmp_path / "links" / "rs485-1")  # noqa: B009
    assert resolved.services == hall.services
    assert not any("emulator:" in str(getattr(device, "link", "")) for device in resolved.devices)


def test_pulled_wire_is_gone_and_comes_back_under_its_name(wires: Wires, tmp_path: Path) -> None:
    path = tmp_path / "links" / "rs485-1"
    wires.connect("rs485-1", connected=False)
    assert not wires.connected("rs485-1")
    assert not path.exists()
    with pytest.raises(DeviceError):
        open_serial(str(path), baudrate=9600)
    wires.connect("rs485-1", connected=True)
    wires.connect("rs485-1", connected=True)
    assert wires.connected("rs485-1")
    open_serial(str(path), baudrate=9600).close()
    with pytest.raises(KeyError):
        wires.connect("nonsense", connected=True)


def test_links_left_by_a_killed_run_are_replaced(hall: HallConfig, tmp_path: Path) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    (folder / "gone").symlink_to("/dev/pts/999999")
    wires = Wires.of_hall(hall, folder)
    assert not (folder / "gone").is_symlink()
    wires.close()
    assert list(folder.iterdir()) == []


def test_bench_has_every_emulated_device(bench: Bench) -> None:
    assert list(bench.keypads) == ["keypad-1", "keypad-2", "keypad-3", "keypad-4"]
    assert len(bench.evaluators) == len(bench.signs) == 4
    assert set(bench.printers) == {"kiosk-1-printer", "kiosk-2-printer"}
    assert set(bench.id_readers) == {"kiosk-1-idcard", "kiosk-2-idcard"}
    assert set(bench.social_readers) == {"kiosk-1-sscard", "kiosk-2-sscard"}


@dataclass
class Later:
    """Actions that a test runs when it wants."""

    actions: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def __call__(self, seconds: float, action: Callable[[], None]) -> None:
        self.actions.append((seconds, action))


def tray_of(hall: HallConfig, bench: Bench, later: Later) -> CardTray:
    return CardTray({kiosk.id: bench.readers_of(kiosk) for kiosk in hall.kiosks}, demo_cards(), later)


def test_card_lies_on_the_reader_for_its_kind(hall: HallConfig, bench: Bench) -> None:
    tray = tray_of(hall, bench, Later())
    tray.lay("kiosk-1", "id-zhangsan")
    assert tray.lying("kiosk-1") == "id-zhangsan"
    assert tray.lying("kiosk-2") is None
    assert bench.id_readers["kiosk-1-idcard"].state()["card"] == "present"
    tray.lift("kiosk-1")
    assert bench.id_readers["kiosk-1-idcard"].state()["card"] == "no-card"
    tray.lay("kiosk-2", "ssc-lisi")
    assert bench.social_readers["kiosk-2-sscard"].state()["card"] == "present"


def test_forgotten_card_is_taken_away_but_never_the_next_one(hall: HallConfig, bench: Bench) -> None:
    later = Later()
    tray = tray_of(hall, bench, later)
    tray.lay("kiosk-1", "id-zhangsan")
    tray.lay("kiosk-1", "id-lisi")
    assert [seconds for seconds, _ in later.actions] == [REST_SECONDS, REST_SECONDS]
    later.actions[0][1]()
    assert tray.lying("kiosk-1") == "id-lisi"
    later.actions[1][1]()
    assert tray.lying("kiosk-1") is None


def test_another_card_replaces_the_one_on_the_other_reader(hall: HallConfig, bench: Bench) -> None:
    tray = tray_of(hall, bench, Later())
    tray.lay("kiosk-1", "id-zhangsan")
    tray.lay("kiosk-1", "ssc-lisi")
    assert bench.id_readers["kiosk-1-idcard"].state()["card"] == "no-card"
    assert bench.social_readers["kiosk-1-sscard"].state()["card"] == "present"


@pytest.mark.parametrize("kiosk, card", [("kiosk-9", "id-zhangsan"), ("kiosk-1", "nobody")])
def test_unknown_kiosk_or_card_is_refused(hall: HallConfig, bench: Bench, kiosk: str, card: str) -> None:
    with pytest.raises(KeyError):
        tray_of(hall, bench, Later()).lay(kiosk, card)


def test_plan_shows_the_hall_and_no_number_of_a_person(
    hall: HallConfig, wires: Wires, bench: Bench, tmp_path: Path
) -> None:
    props = Props(hall, wires, bench, tray_of(hall, bench, Later()), demo_cards(), {}, {})
    plan = hall_plan(props, Doors(8000, tmp_path / "token"))
    assert plan["hall"]["name"]["zh"] == "清河街道便民服务中心"
    assert [kiosk["orientation"] for kiosk in plan["kiosks"]] == ["portrait", "landscape"]
    assert plan["kiosks"][0]["schemes"] == [CardScheme.ID_CARD.value, CardScheme.SOCIAL_SECURITY.value]
    window = plan["windows"][0]
    keys = window["keypad"]["keys"]
    assert {"code": "0C", "digits": "", "action": "call-next"} in keys
    assert {"code": "0F", "digits": "2", "action": "park"} in keys
    actions = [key["action"] for key in keys]
    assert len(actions) == len(set(actions)), "two keys of the same meaning"
    assert set(KeyAction) - set(actions) == {KeyAction.CALL_NUMBER, KeyAction.INTERRUPT}
    assert plan["server"] == {"port": 8000, "token_file": str(tmp_path / "token")}
    assert [key["grade"] for key in window["evaluator"]["keys"]] == [5, 4, 3, 2, 1]
    screens = [window["screen"] for window in plan["windows"]]
    assert screens == [None, None, None, {"id": "rating-4", "width": 1024, "height": 600}]
    assert "11010519491231002X" not in str(plan)


def test_launcher_starts_one_program_per_kiosk_and_one_for_each_agent(
    hall: HallConfig, tmp_path: Path
) -> None:
    launcher = Launcher(hall, Paths(tmp_path), "http://127.0.0.1:1", windowed=False)
    specs = {spec.name: spec for spec in launcher.edge_programs()}
    assert list(specs) == ["kiosk-1", "kiosk-2", "counter", "rating-4", "display"]
    rating = " ".join(specs["rating-4"].argv)
    assert "-m evaluator" in rating
    assert f"--window 4 --mirror {tmp_path / 'run' / 'rating-4.sock'} --offscreen" in rating
    kiosk = " ".join(specs["kiosk-1"].argv)
    assert "-m kiosk" in kiosk
    assert f"--mirror {tmp_path / 'run' / 'kiosk-1.sock'} --offscreen" in kiosk
    assert f"--token-file {tmp_path / 'tokens' / 'kiosk-1'}" in kiosk
    display = " ".join(specs["display"].argv)
    assert "--display board-1 --display voice-1" in display
    assert not specs["kiosk-1"].ready()
    assert set(launcher.screens()) == {"kiosk-1", "kiosk-2", "rating-4", "board-1"}
    assert launcher.clients() == ("virtual-hall", *specs)


def test_with_a_desktop_the_screens_are_windows(hall: HallConfig, tmp_path: Path) -> None:
    launcher = Launcher(hall, Paths(tmp_path), "http://127.0.0.1:1", windowed=True)
    assert not any("--offscreen" in spec.argv for spec in launcher.edge_programs())

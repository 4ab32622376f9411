"""Hall files with mistakes: every one is found, named by its path, and explained."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.loader import load_hall, parse_hall, read_hall
from config.mistakes import HallFileError, Mistake

Document = dict[str, Any]

SMALL: Document = {
    "hall": {"id": "small", "name": {"zh": "小厅", "en": "Small hall"}},
    "services": [
        {"id": "tax", "prefix": "A", "name": {"zh": "税务", "en": "Tax"}},
        {"id": "power", "prefix": "B", "name": {"zh": "用电", "en": "Power"}},
    ],
    "windows": [
        {
            "id": "w1",
            "number": 1,
            "services": ["tax", "power"],
            "keypad": "pad",
            "evaluator": "smile",
            "sign": "led",
        }
    ],
    "kiosks": [{"id": "k1", "card_readers": ["cards"], "printer": "slips"}],
    "displays": [{"kind": "announcer", "id": "a1", "speech": "voice"}, {"kind": "board", "id": "b1"}],
    "devices": [
        {"id": "pad", "kind": "keypad", "driver": "ff68", "link": "/dev/ttyUSB0", "address": 1},
        {"id": "smile", "kind": "evaluator", "driver": "ff68", "link": "/dev/ttyUSB0", "address": 0x81},
        {"id": "led", "kind": "led_display", "driver": "a090", "link": "/dev/ttyUSB0", "address": 1},
        {"id": "cards", "kind": "card_reader", "driver": "samv", "link": "COM4"},
        {"id": "slips", "kind": "ticket_printer", "driver": "escpos", "link": "socket://192.0.2.10:9100"},
        {"id": "voice", "kind": "speech", "driver": "pyttsx3"},
    ],
}


def small(change: Callable[[Document], object]) -> Document:
    document = copy.deepcopy(SMALL)
    change(document)
    return document


def mistakes(change: Callable[[Document], object]) -> list[Mistake]:
    with pytest.raises(HallFileError) as caught:
        read_hall(small(change))
    return list(caught.value.mistakes)


def only(change: Callable[[Document], object]) -> Mistake:
    (mistake,) = mistakes(change)
    return mistake


def test_the_small_hall_is_right() -> None:
    hall = read_hall(SMALL)
    assert hall.hall.timezone == "Asia/Shanghai"
    assert hall.rules.announce_times == 2
    assert hall.device("slips").driver == "escpos"


def without_readers(document: Document) -> None:
    """A card is required, and the kiosk has lost its devices."""
    document["kiosks"] = [{"id": "k1"}]
    document["services"][0]["card"] = "required"
    document["devices"] = [d for d in document["devices"] if d["id"] not in {"cards", "slips"}]


TABLE_MISTAKES: list[tuple[str, Callable[[Document], object], str, str, str]] = [
    # name, change, path, words of the problem, words of the suggestion
    ("unknown section", lambda h: h.update(window=[]), "window", "no section", '"windows"'),
    ("section as value", lambda h: h.update(rules=3), "rules", "[rules]", ""),
    ("list as table", lambda h: h.update(kiosks={"id": "k1"}), "kiosks", "[[kiosks]]", ""),
    ("unknown key", lambda h: h["services"][0].update(minute=3), "services[0].minute", "no key", '"minutes"'),
    ("unknown language", lambda h: h["hall"]["name"].update(cn="厅"), "hall.name.cn", "no key", ""),
    ("missing key", lambda h: h["services"][0].pop("prefix"), "services[0].prefix", "missing", ""),
    (
        "text for number",
        lambda h: h["windows"][0].update(number="1"),
        "windows[0].number",
        "whole number",
        "",
    ),
    (
        "fraction for number",
        lambda h: h["windows"][0].update(number=1.5),
        "windows[0].number",
        "whole number",
        "",
    ),
    ("number for text", lambda h: h["hall"].update(phone=123), "hall.phone", "text in quotes", ""),
    (
        "number for truth",
        lambda h: h["kiosks"][0].update(fullscreen=1),
        "kiosks[0].fullscreen",
        "true or false",
        "",
    ),
    ("text for list", lambda h: h["windows"][0].update(services="tax"), "windows[0].services", "list", ""),
    (
        "too small",
        lambda h: h["kiosks"][0].update(idle_seconds=1),
        "kiosks[0].idle_seconds",
        "at least 5",
        "",
    ),
    ("too large", lambda h: h.update(rules={"announce_times": 9}), "rules.announce_times", "at most 3", ""),
    ("not positive", lambda h: h["services"][0].update(minutes=0), "services[0].minutes", "more than 0", ""),
    ("empty text", lambda h: h["hall"]["name"].update(zh=""), "hall.name.zh", "not be empty", ""),
    ("long text", lambda h: h["hall"]["name"].update(zh="厅" * 61), "hall.name.zh", "at most 60", ""),
    ("bad id", lambda h: h["kiosks"][0].update(id="Kiosk 1"), "kiosks[0].id", "lower-case", ""),
    (
        "bad prefix",
        lambda h: h["services"][0].update(prefix="O"),
        "services[0].prefix",
        "without I and O",
        "",
    ),
    (
        "bad word",
        lambda h: h["services"][0].update(card="optinal"),
        "services[0].card",
        "'required'",
        '"optional"',
    ),
    ("bad baudrate", lambda h: h["devices"][3].update(baudrate=9601), "devices[3].baudrate", "9600", ""),
    (
        "bad period",
        lambda h: h["services"][0].update(open=["9-12"]),
        "services[0].open[0]",
        "mon-fri 09:00-12:00",
        "",
    ),
    ("bad grade", lambda h: h["devices"][1].update(levels={"0": 6}), "devices[1].levels.0", "at most 5", ""),
    ("no kind", lambda h: h["devices"][5].pop("kind"), "devices[5].kind", "missing", "keypad"),
    (
        "unknown kind",
        lambda h: h["devices"][5].update(kind="speach"),
        "devices[5].kind",
        "no kind",
        '"speech"',
    ),
    (
        "no driver",
        lambda h: h["devices"][3].pop("driver"),
        "devices[3].driver",
        "missing",
        "samv, simulated, vpcd",
    ),
    (
        "unknown driver",
        lambda h: h["devices"][3].update(driver="samw"),
        "devices[3].driver",
        "no driver",
        '"samv"',
    ),
    (
        "driver is no text",
        lambda h: h["devices"][3].update(driver=[1]),
        "devices[3].driver",
        "no driver",
        "samv",
    ),
    (
        "unknown display",
        lambda h: h["displays"][1].update(kind="bord"),
        "displays[1].kind",
        "no kind",
        '"board"',
    ),
    (
        "key of another driver",
        lambda h: h["devices"][3].update(paper_mm=80),
        "devices[3].paper_mm",
        "no key",
        "",
    ),
]

CROSS_MISTAKES: list[tuple[str, Callable[[Document], object], str, str, str]] = [
    ("no hall", lambda h: h.pop("hall"), "hall", "missing", ""),
    (
        "no services",
        lambda h: h.pop("services"),
        "services",
        "no services",
        "",
    ),
    (
        "unknown zone",
        lambda h: h["hall"].update(timezone="Asia/Shangai"),
        "hall.timezone",
        "no time zone",
        "Shanghai",
    ),
    (
        "strange zone",
        lambda h: h["hall"].update(timezone="../x\0"),
        "hall.timezone",
        "no time zone",
        "Shanghai",
    ),
    (
        "url",
        lambda h: h["hall"].update(ticket_page_url="http://x/t"),
        "hall.ticket_page_url",
        "{ticket}",
        "{ticket}",
    ),
    (
        "url scheme",
        lambda h: h["hall"].update(ticket_page_url="x/{ticket}"),
        "hall.ticket_page_url",
        "http://",
        "",
    ),
    (
        "same id",
        lambda h: h["displays"][1].update(id="a1"),
        "displays[1].id",
        '"a1" is taken by the display',
        "",
    ),
    ("same prefix", lambda h: h["services"][1].update(prefix="A"), "services[1].prefix", '"tax"', "prefix"),
    (
        "backwards",
        lambda h: h["services"][0].update(first_number=10, last_number=9),
        "services[0].first_number",
        "10",
        "",
    ),
    (
        "unknown service",
        lambda h: h["windows"][0]["services"].append("powr"),
        "windows[0].services[2]",
        "powr",
        "power",
    ),
    (
        "service twice",
        lambda h: h["windows"][0]["services"].append("tax"),
        "windows[0].services[2]",
        "twice",
        "",
    ),
    ("unserved", lambda h: h["windows"][0].update(services=["tax"]), "services[1]", "No window", "power"),
    (
        "hours overlap",
        lambda h: h["services"][0].update(open=["mon-fri 09:00-12:00", "wed 11:00-13:00"]),
        "services[0].open[1]",
        "overlaps",
        "Join",
    ),
    (
        "no reader",
        without_readers,
        "services[0].card",
        "no kiosk",
        "optional",
    ),
    (
        "unknown device",
        lambda h: h["kiosks"][0].update(printer="slip"),
        "kiosks[0].printer",
        "no device",
        '"slips"',
    ),
    (
        "wrong kind",
        lambda h: (h["windows"][0].update(sign="pad"), h["devices"].pop(2)),
        "windows[0].sign",
        "a keypad, but an LED",
        "",
    ),
    (
        "used twice",
        lambda h: h["kiosks"].append({"id": "k2", "printer": "slips"}),
        "kiosks[1].printer",
        'belongs to the kiosk "k1"',
        "",
    ),
    (
        "a kiosk's voice that announces",
        lambda h: h["kiosks"][0].update(speech="voice"),
        "displays[0].speech",
        'belongs to the kiosk "k1"',
        "",
    ),
    (
        "a kiosk's voice that is a printer",
        lambda h: h["kiosks"].append({"id": "k2", "speech": "slips"}),
        "kiosks[1].speech",
        "a ticket printer, but a speech device",
        "",
    ),
    (
        "listed twice",
        lambda h: h["kiosks"][0].update(card_readers=["cards", "cards"]),
        "kiosks[0].card_readers[1]",
        'belongs to the kiosk "k1"',
        "",
    ),
    ("unattached", lambda h: h["windows"][0].pop("keypad"), "devices[0]", "uses this device", ""),
    (
        "no link",
        lambda h: h["devices"][3].update(link="ttyUSB3"),
        "devices[3].link",
        "not a link",
        "/dev/ttyUSB3",
    ),
    ("com link", lambda h: h["devices"][3].update(link="com4"), "devices[3].link", "not a link", "COM4"),
    ("alone", lambda h: h["devices"][3].update(link="/dev/ttyUSB0"), "devices[3].link", "one of its own", ""),
    (
        "two speeds",
        lambda h: h["devices"][2].update(baudrate=19200),
        "devices[2].baudrate",
        "one speed",
        "9600",
    ),
    (
        "bad key",
        lambda h: h["devices"][0].update(keys={"C": "recall"}),
        "devices[0].keys.C",
        "not a key",
        "0C",
    ),
    (
        "bad action",
        lambda h: h["devices"][0].update(keys={"0C": "recal"}),
        "devices[0].keys.0C",
        "action",
        '"recall"',
    ),
    (
        "key with line end",
        lambda h: h["devices"][0].update(keys={"0C\n": "recall"}),
        "devices[0].keys.0C\n",
        "not a key",
        "0C",
    ),
    (
        "same key",
        lambda h: h["devices"][0].update(keys={"0C": "recall", "0c": "recall"}),
        "devices[0].keys.0c",
        "same key",
        "",
    ),
    (
        "bad value",
        lambda h: h["devices"][1].update(levels={"256": 1}),
        "devices[1].levels.256",
        "not a value",
        "255",
    ),
]


@pytest.mark.parametrize(
    "change,path,problem,suggestion",
    [case[1:] for case in TABLE_MISTAKES + CROSS_MISTAKES],
    ids=[case[0] for case in TABLE_MISTAKES + CROSS_MISTAKES],
)
def test_one_mistake_is_one_finding(
    change: Callable[[Document], object], path: str, problem: str, suggestion: str
) -> None:
    mistake = only(change)
    assert mistake.place == path
    assert problem in mistake.problem
    assert suggestion in mistake.suggestion
    assert mistake.problem.endswith(".")


def test_a_hall_without_services_or_windows_says_so() -> None:
    places = {mistake.place for mistake in mistakes(lambda h: h.update(services=[], windows=[]))}
    assert {"services", "windows"} <= places


def test_two_devices_with_one_address_on_one_line() -> None:
    def change(hall: Document) -> None:
        hall["devices"].append({**hall["devices"][0], "id": "pad2"})
        hall["windows"].append({"id": "w2", "number": 2, "services": ["tax"], "keypad": "pad2"})

    mistake = only(change)
    assert (mistake.place, mistake.item) == ("devices[6].address", "pad2")


def test_two_windows_with_one_number() -> None:
    mistake = only(lambda h: h["windows"].append({"id": "w2", "number": 1, "services": ["tax"]}))
    assert mistake.place == "windows[1].number"
    assert 'window "w1"' in mistake.problem


def test_services_may_share_a_prefix_when_their_numbers_do_not_meet() -> None:
    def change(hall: Document) -> None:
        hall["services"][0].update(last_number=499)
        hall["services"][1].update(prefix="A", first_number=500)

    assert read_hall(small(change)).service("power").first_number == 500


def test_a_mistake_in_a_table_does_not_hide_what_else_is_wrong_with_it() -> None:
    def change(hall: Document) -> None:
        hall["windows"][0].update(number="one", services=["tax", "powr"])
        hall["devices"][0].update(driver="ff86")

    assert [mistake.place for mistake in mistakes(change)] == [
        "services[1]",
        "windows[0].number",
        "windows[0].services[1]",
        "devices[0].driver",
    ]


TEN_MISTAKES = """
[hall]
id = "ten"
name = { zh = "十错厅", en = "Ten mistakes" }
timezone = "Asia/Shanghia"

[rule]
announce_times = 2

[[services]]
id = "tax"
prefix = "A"
name = { zh = "税务", en = "Tax" }
open = ["mon-fri 09:00-12:00", "fri 11:00-15:00"]

[[services]]
id = "power"
prefix = "A"
name = { zh = "用电", en = "Power" }
minute = 3

[[windows]]
id = "w1"
number = "1"
services = ["tax", "powr"]
keypad = "printer-1"

[[devices]]
id = "pad"
kind = "keypad"
driver = "ff86"
link = "/dev/ttyUSB0"
address = 1

[[devices]]
id = "printer-1"
kind = "ticket_printer"
driver = "escpos"
link = "/dev/ttyUSB1"
baudrate = 9601
"""


def test_ten_and_more_mistakes_are_reported_at_once_with_path_item_and_line() -> None:
    with pytest.raises(HallFileError) as caught:
        parse_hall(TEN_MISTAKES, "ten.toml")
    assert [(found.place, found.item, found.line) for found in caught.value.mistakes] == [
        ("hall.timezone", "ten", 5),
        ("services[0].open[1]", "tax", 14),
        ("services[1]", "power", 16),
        ("services[1].minute", "power", 20),
        ("services[1].prefix", "power", 18),
        ("windows[0].keypad", "w1", 26),
        ("windows[0].number", "w1", 24),
        ("windows[0].services[1]", "w1", 25),
        ("devices[0]", "pad", 28),
        ("devices[0].driver", "pad", 31),
        ("devices[1].baudrate", "printer-1", 40),
        ("rule", "", 7),
    ]


def test_the_report_is_for_people() -> None:
    with pytest.raises(HallFileError) as caught:
        parse_hall(TEN_MISTAKES, "ten.toml")
    report = str(caught.value)
    assert report.startswith("ten.toml: 12 mistakes\n")
    assert (
        'windows[0].services[1] ("w1", line 25)\n      There is no service "powr".\n      Did you mean "power"?'
        in report
    )


def test_what_is_not_toml_is_told_with_its_line() -> None:
    with pytest.raises(HallFileError) as caught:
        parse_hall('[hall]\nid = "x\n')
    (mistake,) = caught.value.mistakes
    assert mistake.line == 2
    assert "not TOML" in mistake.problem


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(HallFileError, match="cannot be read: No such file"):
        load_hall(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes("名".encode("gbk"))
    with pytest.raises(HallFileError, match="not UTF-8"):
        load_hall(tmp_path / "gbk.toml")
    with pytest.raises(HallFileError, match="cannot be read"):
        load_hall(tmp_path)
    with pytest.raises(HallFileError, match="cannot be read"):
        load_hall("a\0b")


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "bom.toml").write_text("\ufeff" + TEN_MISTAKES, "utf-8")
    with pytest.raises(HallFileError, match="12 mistakes"):
        load_hall(tmp_path / "bom.toml")


def test_deep_nesting_is_a_mistake_and_no_crash() -> None:
    for depth in (300, 700, 5000):
        with pytest.raises(HallFileError):
            parse_hall(f"[hall]\nid = {'[' * depth}{']' * depth}")


NESTED_MISTAKES = """
hall = { id = "nested", name = { zh = "厅", en = "Hall" } }

[[services]]
id = "tax"
prefix = "A"
name = { zh = "税务", en = "Tax" }

[[services.limits]]
hours = "mon 09:00-12:00"
tickets = 10

[[services.limits]]
hours = "tue 09:00-12:00"
tickets = 10
warn = 10

[services.guide]
sumary = { zh = "税", en = "Tax" }

[[services.guide.materials]]
name = { zh = "证", en = "Card" }

[[services.guide.materials]]
name = { zh = "表", en = "Form" }
copies = 0

[[services]]
id = "power"
prefix = "B"
name = { zh = "用电", en = "Power" }

[[services.limits]]
hours = "wed 09:00-12:00"
tickets = 0

[[windows]]
id = "w1"
number = 1
services = ["tax", "power"]
"""


def test_mistakes_in_tables_inside_of_tables_have_their_lines() -> None:
    with pytest.raises(HallFileError) as caught:
        parse_hall(NESTED_MISTAKES)
    assert [(found.place, found.line) for found in caught.value.mistakes] == [
        ("services[0].guide.materials[1].copies", 26),
        ("services[0].guide.sumary", 19),
        ("services[0].guide.summary", 18),
        ("services[0].limits[1].warn", 16),
        ("services[1].limits[0].tickets", 35),
    ]

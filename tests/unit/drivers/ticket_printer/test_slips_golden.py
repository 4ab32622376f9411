"""Whole slips, to the byte and as they look on the paper.

Golden files are in tests/golden/slips: ``NAME.hex`` holds the bytes, ``NAME.txt`` the paper that the emulated printer makes
of them. After a change that is meant, run this module with PAIHAO_UPDATE_GOLDEN=1 and read the difference.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import pytest

from drivers.ticket_printer.emulated_paper import PrintedLine, PrintedSlip
from drivers.ticket_printer.escpos_interpreter import EscposInterpreter
from drivers.ticket_printer.port import Slip
from drivers.ticket_printer.slip_bytes import build_job
from drivers.ticket_printer.slip_layout import COLUMNS, Align, lay_out
from drivers.ticket_printer.slip_text import width

GOLDEN = Path(__file__).parents[3] / "golden" / "slips"
MOST_BYTES = 400
"""A slip of this size is 0.42 s on the wire at 9600 baud."""
MOST_BYTES_PICTURES = 4500

CHINESE = Slip(
    hall="清河街道便民服务中心",
    number="A012",
    service="社会保障",
    rows=(
        ("前面等候", "12 人"),
        ("预计等候", "15–25 分钟"),
        ("办理窗口", "2号 3号 4号"),
        ("取号时间", "11-21 09:42"),
    ),
    issued_at=datetime(2026, 11, 21, 9, 42, tzinfo=timezone(timedelta(hours=8))),
    notice="叫号三次未到作过号，请到服务台恢复",
    qr="http://192.168.1.10:8080/t/7f3a9c2e41b84d0f9a6e5b1c",
    qr_caption="扫码看还有几人、叫到您时提醒",
)
ENGLISH = replace(
    CHINESE,
    hall="Qinghe Subdistrict Service Centre",
    service="Social security",
    rows=(
        ("Ahead of you", "12"),
        ("Expected wait", "15–25 min"),
        ("Windows", "No. 2 No. 3 No. 4"),
        ("Taken at", "11-21 09:42"),
    ),
    notice="Missed three calls? See the desk",
    qr_caption="Scan to see your place and be alerted",
)
BILINGUAL = replace(
    CHINESE,
    service_second=ENGLISH.service,
    rows=(
        ("前面 Ahead", "12 人"),
        ("预计 Wait", "15–25 分钟 min"),
        ("窗口 Window", "2 3 4"),
        ("取号 Taken", "11-21 09:42"),
    ),
    footer=(ENGLISH.notice,),
    qr_caption="扫码看进度 Scan to follow",
)
SLIPS = {
    "zh": CHINESE,
    "en": ENGLISH,
    "zh-reprint": replace(CHINESE, reprint_mark="补打"),
    "en-reprint": replace(ENGLISH, reprint_mark="Reprint"),
    "zh-plain": replace(CHINESE, qr="", rows=CHINESE.rows[:3]),
    "zh-large": replace(CHINESE, large=True),
    "en-large": replace(ENGLISH, large=True),
    "bilingual": BILINGUAL,
    "bilingual-large": replace(BILINGUAL, large=True, reprint_mark="补打 Copy"),
    "zh-template": replace(
        CHINESE,
        qr="",
        header=("滨河路 18 号", "周一至周五 9:00–17:00"),
        footer=("咨询电话 010-5555 0199", "需要人工帮办，请到 1 号台"),
    ),
    "zh-rare": replace(CHINESE, hall="𠮷祥里便民服务站", service="镕㐀窗口"),
}


def paper(data: bytes, columns: int) -> PrintedSlip:
    interpreter = EscposInterpreter(columns)
    interpreter.receive(data)
    cut = None
    while (effect := interpreter.step()) is not None:
        cut = effect.cut or cut
    assert cut is not None, "the slip is cut"
    assert interpreter.waiting == 0, "nothing is left after the cut"
    return cut


def drawn(line: PrintedLine, columns: int) -> str:
    if line.image is not None:
        picture = line.image
        return (
            f"[picture {picture.width}x{picture.height} {line.align.name.lower()} {crc32(picture.data):08x}]"
        )
    spare = max(0, columns - width(line.text) * line.width_factor)
    indent = {Align.LEFT: 0, Align.CENTRE: spare // 2, Align.RIGHT: spare}[line.align]
    marks = [f"{line.width_factor}x{line.height_factor}"] if line.width_factor > 1 else []
    marks += ["bold"] if line.bold else []
    return f"{' ' * indent}{line.text}{'    [' + ' '.join(marks) + ']' if marks else ''}"


def picture(slip: PrintedSlip, columns: int, size: int) -> str:
    lines = [drawn(line, columns) for line in slip.lines]
    if slip.qr:
        lines.insert(slip.lines_above_qr, f"[qr {slip.qr}]")
    return "\n".join([*lines, f"[{slip.cut} cut]", f"[{size} bytes]", ""])


def hexadecimal(data: bytes) -> str:
    rows = (data[start : start + 24] for start in range(0, len(data), 24))
    return "".join(row.hex(" ").upper() + "\n" for row in rows)


@pytest.mark.parametrize("paper_mm", COLUMNS)
@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_as_it_was(name: str, paper_mm: int) -> None:
    data = build_job(lay_out(SLIPS[name], paper_mm)).data
    made = {
        "hex": hexadecimal(data),
        "txt": picture(paper(data, COLUMNS[paper_mm]), COLUMNS[paper_mm], len(data)),
    }
    for suffix, text in made.items():
        golden = GOLDEN / f"{name}-{paper_mm}.{suffix}"
        if os.environ.get("PAIHAO_UPDATE_GOLDEN"):
            golden.write_text(text, encoding="utf-8")
        assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("paper_mm", COLUMNS)
@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_small(name: str, paper_mm: int) -> None:
    most = MOST_BYTES_PICTURES if name == "zh-rare" else MOST_BYTES
    assert len(build_job(lay_out(SLIPS[name], paper_mm)).data) <= most


@pytest.mark.parametrize("paper_mm", COLUMNS)
@pytest.mark.parametrize("name", SLIPS)
def test_no_mode_is_set_twice(name: str, paper_mm: int) -> None:
    # Pictures may hold any byte.
    data = build_job(lay_out(SLIPS[name.replace("-rare", "")], paper_mm)).data
    for switch in (b"\x1c\x26", b"\x1b\x40"):
        assert data.count(switch) == 1
    for lead in (b"\x1d\x21", b"\x1b\x45", b"\x1b\x61"):
        values = [part[0] for part in data.split(lead)[1:]]
        assert all(first != second for first, second in pairwise(values))
    assert not any(other in data for other in (b"\x1c\x2e", b"\x1c\x21", b"\x1c\x57", b"\x1b\x21"))


@pytest.mark.parametrize("paper_mm", COLUMNS)
@pytest.mark.parametrize("name", SLIPS)
def test_no_line_is_wider_than_the_paper(name: str, paper_mm: int) -> None:
    columns = COLUMNS[paper_mm]
    elements = lay_out(SLIPS[name], paper_mm)
    printed = paper(build_job(elements).data, columns)
    assert all(width(line.text) * line.width_factor <= columns for line in printed.lines)

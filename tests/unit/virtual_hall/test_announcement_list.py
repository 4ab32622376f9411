"""The list of what was spoken, as another program writes it."""

from __future__ import annotations

import json
from pathlib import Path

from virtual_hall.announcements import KEPT, SpokenList


def line(seq: int, wav: Path | None = None) -> str:
    spoken = {"seq": seq, "at": "2026-11-21T09:42:00+08:00", "text": f"请 A{seq:03d}号 到 1号窗口"}
    return json.dumps(spoken | {"wav": str(wav) if wav else None}) + "\n"


def test_no_list_is_an_empty_one(tmp_path: Path) -> None:
    assert SpokenList(tmp_path / "none.jsonl").read() == []


def test_newest_entries_with_their_sounds(tmp_path: Path) -> None:
    path, wav = tmp_path / "announcements.jsonl", tmp_path / "call-7.wav"
    wav.write_bytes(b"RIFF")
    path.write_text("".join(line(seq) for seq in range(30)) + line(30, wav), encoding="utf-8")
    spoken = SpokenList(path)
    entries = spoken.read()
    assert [entry["id"] for entry in entries] == list(range(31 - KEPT, 31))
    assert entries[-1]["sound"] == "/api/sounds/call-7.wav"
    assert entries[-1]["text"] == "请 A030号 到 1号窗口"
    assert entries[0]["sound"] is None
    assert spoken.sound("call-7") == wav
    assert spoken.sound("call-8") is None
    wav.unlink()
    assert spoken.sound("call-7") is None


def test_growing_list_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "announcements.jsonl"
    path.write_text(line(1), encoding="utf-8")
    spoken = SpokenList(path)
    assert len(spoken.read()) == 1
    with path.open("a", encoding="utf-8") as file:
        file.write(line(2) + line(3)[:10])
    assert [entry["id"] for entry in spoken.read()] == [1, 2]


def test_damaged_lines_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "announcements.jsonl"
    path.write_text("{\n[]\n3\n" + '{"seq": 1}\n' + line(2) + "\xff\n", encoding="latin-1")
    assert [entry["id"] for entry in SpokenList(path).read()] == [2]

"""The secret of staff sessions."""

from __future__ import annotations

import threading
from pathlib import Path

from queue_server.web.staff.key import KEY_BYTES, session_key


def test_the_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "hall.db.session-key"
    key = session_key(file, None)
    assert len(key) == KEY_BYTES
    assert session_key(file, None) == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_two_halls_have_two_keys(tmp_path: Path) -> None:
    assert session_key(tmp_path / "one", None) != session_key(tmp_path / "two", None)


def test_a_secret_makes_a_key_of_its_own_and_leaves_no_file(tmp_path: Path) -> None:
    secret = b"sixteen bytes or more"
    key = session_key(tmp_path / "key", secret)
    assert key == session_key(None, secret)
    assert secret not in key
    assert key != session_key(None, b"another secret of the hall")
    assert list(tmp_path.iterdir()) == []


def test_without_a_place_the_key_is_new_each_time(tmp_path: Path) -> None:
    assert session_key(None, None) != session_key(None, None)
    nowhere = tmp_path / "missing" / "key"
    assert session_key(nowhere, None) != session_key(nowhere, None)


def test_a_damaged_key_is_not_used_and_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"short")
    assert session_key(file, None) != session_key(file, None)
    assert file.read_bytes() == b"short"


def test_programs_that_start_together_agree(tmp_path: Path) -> None:
    keys: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: keys.append(session_key(tmp_path / "key", None))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1

"""What is checked before a hall starts."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from virtual_hall.startup import StartRefused, claim_state, require_free_port


def test_state_folder_is_made_and_held(tmp_path: Path) -> None:
    state = tmp_path / "deep" / "var"
    lock = claim_state(state)
    with pytest.raises(StartRefused, match="in use by a running hall"):
        claim_state(state)
    lock.release()
    claim_state(state).release()


def test_refusal_names_the_owner_and_leaves_it_alone(tmp_path: Path) -> None:
    lock = claim_state(tmp_path)
    for _ in range(2):
        with pytest.raises(StartRefused, match=r"\(process \d+\)"):
            claim_state(tmp_path)
    lock.release()


def test_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StartRefused, match="cannot be written"):
        claim_state(tmp_path / "file" / "var")


def test_taken_port_is_refused_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(StartRefused, match=rf"Port {port} .* choose another with --hall-port\.$"):
            require_free_port("127.0.0.1", port, "--hall-port")
    require_free_port("127.0.0.1", port, "--hall-port")

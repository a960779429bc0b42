"""System packages on Debian and Ubuntu, as root: one call, announced, and no server is started or set up by it.

Packages of servers start them when they are installed, and PostgreSQL's makes a cluster. A temporary `policy-rc.d`
that answers 101 forbids the first and `create_main_cluster = false` the second; both are taken away again whatever
happens.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from launcher.child import Child
from launcher.progress import say, step

POLICY = Path("/usr/sbin/policy-rc.d")
NO_SERVICES = (
    "#!/bin/sh\n# Temporary, from `./waymark`: packages may be installed, servers may not be started.\nexit 101\n"
)
NO_CLUSTER_FOLDER = Path("/etc/postgresql-common/createcluster.d")
NO_CLUSTER = NO_CLUSTER_FOLDER / "zz-waymark.conf"


def available() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


@contextmanager
def no_servers_started() -> Iterator[None]:
    """While it lasts, no package starts a service or makes a database cluster.

    An existing policy is put back afterwards.
    """
    before = (POLICY.read_bytes(), POLICY.stat().st_mode) if POLICY.exists() else None
    made_folders = [folder for folder in (NO_CLUSTER_FOLDER.parent, NO_CLUSTER_FOLDER) if not folder.exists()]
    try:
        POLICY.write_text(NO_SERVICES)
        POLICY.chmod(0o755)
        NO_CLUSTER_FOLDER.mkdir(parents=True, exist_ok=True)
        NO_CLUSTER.write_text("create_main_cluster = false\n")
        yield
    finally:
        if before is None:
            POLICY.unlink(missing_ok=True)
        else:
            POLICY.write_bytes(before[0])
            POLICY.chmod(before[1] & 0o7777)
        NO_CLUSTER.unlink(missing_ok=True)
        for folder in reversed(made_folders):
            if folder.exists() and not any(folder.iterdir()):
                folder.rmdir()


def install(packages: Sequence[str], log: Path) -> bool:
    """Install packages; says so first. False when apt could not; its output is in the log."""
    say(f"Installing with apt, without starting any service: {' '.join(packages)}")
    with no_servers_started(), step("apt", ", ".join(packages)[:44]):
        # The package lists may be missing or too old for what the mirror still has: look again only then.
        return apt("install", packages, log) or (apt("update", (), log) and apt("install", packages, log))


def apt(verb: str, packages: Sequence[str], log: Path) -> bool:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_SUSPEND": "1"}
    options = ["-y", "-q", "-o", "DPkg::Lock::Timeout=300"]
    if verb == "install":
        options += ["--no-install-recommends", "--no-remove"]
    call = Child("apt", ["apt-get", *options, verb, *packages], environment, log)
    call.start()
    try:
        assert call.process is not None
        return call.process.wait(1800) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        call.stop()

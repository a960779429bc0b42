"""A child process: it starts, stops, and never outlives its parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launcher.child import Child, StartFailed, wait_until
from launcher.datafolder import CHECKOUT

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)
PATIENT = "import time; print('up', flush=True); time.sleep(600)"


@pytest.fixture
def child(tmp_path):
    made = []

    def make(code: str, **options) -> Child:
        made.append(Child("stand-in", [sys.executable, "-c", code], os.environ, tmp_path / "logs" / "a.log", **options))
        return made[-1]

    yield make
    for one in made:
        one.kill()


def is_up(child: Child):
    return lambda: child.log.exists() and "up" in child.log.read_text()


def test_a_child_runs_logs_and_stops(child):
    one = child(PATIENT)
    one.start()
    wait_until(is_up(one), one, within=20)
    assert one.alive
    one.stop()
    assert not one.alive
    assert one.exit_code == -signal.SIGTERM


def test_a_child_that_will_not_stop_is_killed(child):
    one = child(STUBBORN, stop_within=0.3)
    one.start()
    wait_until(is_up(one), one, within=20)
    one.stop()
    assert one.exit_code == -signal.SIGKILL


def test_a_child_that_ends_early_is_reported_with_the_end_of_its_log(child):
    one = child("import sys; print('no such table'); sys.exit(7)")
    one.start()
    with pytest.raises(StartFailed, match="exit code 7") as failure:
        wait_until(lambda: False, one, within=20)
    assert "no such table" in str(failure.value)


def test_a_child_that_is_never_ready_is_reported(child):
    one = child(PATIENT)
    one.start()
    with pytest.raises(StartFailed, match="not ready within"):
        wait_until(lambda: False, one, within=0.2)


def test_the_log_of_a_child_is_private(child):
    one = child(PATIENT)
    one.start()
    wait_until(is_up(one), one, within=20)
    assert one.log.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells children of a parent's death on Linux only")
def test_a_child_dies_with_a_parent_that_was_killed(tmp_path):
    parent = (
        "import os, pathlib, sys, time; from launcher.child import Child; "
        f"c = Child('c', [sys.executable, '-c', {STUBBORN!r}], os.environ, pathlib.Path({str(tmp_path / 'log')!r})); "
        "c.start(); print(c.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", parent], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        pid = int(process.stdout.readline())
        deadline = time.monotonic() + 20
        while "up" not in (tmp_path / "log").read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(pid, 0)
        process.kill()
    while exists(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not exists(pid)


def exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"

"""`./waymark run` leaves nothing behind: not after Ctrl-C, and not after it was killed itself.

Every process that it starts names its data folder somewhere (in its arguments or its environment), or descends from it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launcher.datafolder import CHECKOUT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc")

LISTENING = "0A"


class Run:
    """One `./waymark run` on a data folder."""

    def __init__(self, data: Path, output: Path, *options: str) -> None:
        self.data, self.output = data, output
        command = [sys.executable, str(CHECKOUT / "waymark"), "run", "--data", str(data), "--no-sample", *options]
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                command, stdout=file, stderr=subprocess.STDOUT, cwd="/", start_new_session=True
            )

    def told(self) -> dict:
        try:
            return json.loads((self.data / "run.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}

    def wait_ready(self) -> dict:
        wait_for(lambda: self.told().get("complete") or self.process.poll() is not None, within=300)
        assert self.process.poll() is None, self.output.read_text()
        return self.told()

    def processes(self) -> set[tuple[int, str]]:
        """Each process of this installation as (pid, time at which it started)."""
        return {
            (pid, started)
            for pid, parent, started in all_processes()
            if pid == self.process.pid or parent == self.process.pid or self.mentioned_by(pid)
        } - {(self.process.pid, start_time(self.process.pid))}

    def mentioned_by(self, pid: int) -> bool:
        try:
            proc = Path(f"/proc/{pid}")
            return (
                str(self.data).encode() in proc.joinpath("cmdline").read_bytes() + proc.joinpath("environ").read_bytes()
            )
        except OSError:
            return False


def all_processes() -> Iterator[tuple[int, int, str]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = stat_fields(int(entry.name))
            if fields and fields[0] != "Z":
                yield int(entry.name), int(fields[1]), fields[19]


def stat_fields(pid: int) -> list[str]:
    """Of /proc/PID/stat what follows the name: state, parent, …"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def start_time(pid: int) -> str:
    fields = stat_fields(pid)
    return fields[19] if fields else ""


def still_there(processes: set[tuple[int, str]]) -> list[str]:
    return [f"{pid} {command_line(pid)!r}" for pid, _, started in all_processes() if (pid, started) in processes]


def command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()[:200]
    except OSError:
        return b"(gone meanwhile)"


def listening_ports(processes: set[tuple[int, str]]) -> set[int]:
    """The TCP ports on which these processes listen."""
    sockets = set()
    for pid, _ in processes:
        try:
            sockets |= {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}
        except OSError:
            continue
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and f"socket:[{fields[9]}]" in sockets:
                found.add(int(fields[1].rpartition(":")[2], 16))
    return found


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(condition: Callable[[], object], within: float) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        time.sleep(0.1)


def erase(folder: Path) -> None:
    """As root the database lies outside the folder, so that deleting the folder would leave it."""
    command = [sys.executable, str(CHECKOUT / "waymark"), "reset", "--data", str(folder), "--yes"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("an installation") / "of its own"
    yield folder
    erase(folder)


@pytest.fixture
def run(data, tmp_path):
    started = []

    def start(*options: str, folder: Path = data) -> Run:
        started.append(Run(folder, tmp_path / f"{len(started)}.txt", *options))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.send_signal(signal.SIGINT)
            one.process.wait(90)
    for folder in {one.data for one in started} - {data}:
        erase(folder)


def test_after_ctrl_c_no_process_and_no_port_is_left(run, data):
    one = run()
    told = one.wait_ready()
    with urllib.request.urlopen(told["address"] + "/readyz") as page:
        assert page.status == 200
    assert stat.S_IMODE((data / "run.json").stat().st_mode) == 0o600
    processes = one.processes()
    ports = listening_ports(processes)
    assert set(told["pids"].values()) <= {pid for pid, _ in processes}
    assert set(told["ports"].values()) - {told["ports"]["mailbox"]} <= ports

    one.process.send_signal(signal.SIGINT)
    assert one.process.wait(90) == 0, one.output.read_text()

    assert still_there(processes) == []
    assert one.processes() == set()
    assert [port for port in ports if answers(port)] == []
    assert not (data / "run.json").exists()


def test_after_the_launcher_is_killed_no_process_and_no_port_is_left(run):
    one = run()
    one.wait_ready()
    processes = one.processes()
    ports = listening_ports(processes)
    assert ports

    one.process.kill()
    one.process.wait()

    wait_for(lambda: not still_there(processes) and not one.processes(), within=60)
    assert [port for port in ports if answers(port)] == []


def test_a_stop_during_the_start_leaves_nothing_either(run, data):
    one = run()
    wait_for(lambda: (data / "logs" / "broker.log").exists() and one.processes(), within=60)
    processes = one.processes()
    one.process.send_signal(signal.SIGTERM)
    assert one.process.wait(90) == 0, one.output.read_text()
    assert still_there(processes) == []
    assert one.processes() == set()


def test_a_killed_process_comes_back_and_a_second_run_says_where_the_first_is(run, data):
    one = run()
    told = one.wait_ready()
    os.kill(told["pids"]["people"], signal.SIGKILL)
    ready = f"http://127.0.0.1:{told['ports']['people']}/readyz"
    wait_for(
        lambda: one.told().get("pids", {}).get("people", told["pids"]["people"]) != told["pids"]["people"], within=60
    )
    wait_for(lambda: page_is_ready(ready), within=60)

    again = run()
    assert again.process.wait(60) == 0
    assert told["address"] in again.output.read_text()
    assert one.process.poll() is None


def test_two_installations_run_side_by_side(run, tmp_path):
    one, other = run(), run(folder=tmp_path / "another")
    addresses = {one.wait_ready()["address"], other.wait_ready()["address"]}
    assert len(addresses) == 2
    assert all(page_is_ready(address + "/readyz") for address in addresses)


def page_is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as page:
            return page.status == 200
    except OSError:
        return False

"""The supervisor with small stand-ins for the processes."""

import os
import sys
import time

import pytest

from launcher.child import Child, StartFailed
from launcher.ports import answers, free_port
from launcher.supervisor import Supervisor, page_answers

SERVER = """
import http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 503)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
"""


@pytest.fixture
def supervisor():
    one = Supervisor()
    yield one
    one.stop()


def server(tmp_path, name: str, port: int) -> Child:
    return Child(name, [sys.executable, "-c", SERVER, str(port)], os.environ, tmp_path / f"{name}.log")


def ready(port: int):
    return lambda: page_answers(f"http://127.0.0.1:{port}/readyz")


def tend_until(supervisor: Supervisor, condition, within: float = 20) -> None:
    deadline = time.monotonic() + within
    while not condition():
        supervisor.tend()
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.05)


def test_a_page_that_says_not_ready_is_not_ready(supervisor, tmp_path):
    port = free_port()
    supervisor.wait_ready(supervisor.start(server(tmp_path, "one", port), ready(port)), within=20)
    assert page_answers(f"http://127.0.0.1:{port}/readyz")
    assert not page_answers(f"http://127.0.0.1:{port}/elsewhere")


def test_a_process_that_dies_is_started_again_and_said_so(supervisor, tmp_path, capsys):
    port = free_port()
    watched = supervisor.start(server(tmp_path, "one", port), ready(port))
    supervisor.wait_ready(watched, within=20)
    first = watched.child.pid
    watched.child.kill()
    tend_until(supervisor, lambda: watched.child.alive and watched.child.pid != first)
    tend_until(supervisor, ready(port))
    assert "one ended (exit code -9); starting it again" in capsys.readouterr().err


def test_a_process_that_keeps_dying_is_started_ever_more_rarely(supervisor, tmp_path):
    watched = supervisor.start(Child("broken", [sys.executable, "-c", ""], os.environ, tmp_path / "log"), lambda: False)
    pauses = []
    tend_until(supervisor, lambda: pauses.append(watched.pause) or watched.pause >= 4)
    assert sorted(set(pauses)) == [0.5, 1.0, 2.0, 4.0]


def test_a_process_that_fails_at_start_names_its_log(supervisor, tmp_path):
    broken = Child("broken", [sys.executable, "-c", "raise SystemExit('no database')"], os.environ, tmp_path / "log")
    with pytest.raises(StartFailed, match="no database"):
        supervisor.wait_ready(supervisor.start(broken, lambda: False), within=20)


def test_stopping_ends_every_process_and_frees_its_port(supervisor, tmp_path):
    ports = [free_port(), free_port()]
    for port in ports:
        supervisor.wait_ready(supervisor.start(server(tmp_path, str(port), port), ready(port)), within=20)
    assert len(supervisor.pids) == 2
    supervisor.stop()
    assert supervisor.pids == {}
    assert not any(answers(port) for port in ports)

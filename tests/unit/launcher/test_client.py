"""The command line's HTTP client against a small stand-in for the gateway."""

import http.server
import json
import threading

import pytest

from launcher.client import Client, Part
from launcher.outcome import Exit, Refusal, Unavailable
from launcher.ports import free_port
from launcher.runfile import RunFile


class Gateway(http.server.BaseHTTPRequestHandler):
    answers: list[tuple[int, bytes]] = []
    requests: list[tuple[str, str, dict, bytes]] = []

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.requests.append((self.command, self.path, dict(self.headers), body))
        status, content = self.answers.pop(0)
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = answer

    def log_message(self, *_):
        """Nothing."""


@pytest.fixture
def gateway(tmp_path):
    class One(Gateway):
        answers = []
        requests = []

    server = http.server.HTTPServer(("127.0.0.1", 0), One)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    One.client = client(tmp_path, server.server_port)
    yield One
    server.shutdown()
    server.server_close()
    thread.join()


def client(tmp_path, port: int) -> Client:
    (tmp_path / "token").write_text("secret\n")
    run_file = RunFile(
        address=f"http://127.0.0.1:{port}",
        pid=1,
        amqp_uri="",
        database_url="",
        operator_token_file=str(tmp_path / "token"),
        mail=None,
        sample=False,
        complete=True,
    )
    return Client(run_file, timeout=10)


def test_a_call_is_signed_in_and_has_a_key(gateway):
    gateway.answers.append((200, b'{"id": "1"}'))
    assert gateway.client.post("/api/v1/views/audit") == {"id": "1"}
    method, path, headers, body = gateway.requests[0]
    assert (method, path, body) == ("POST", "/api/v1/views/audit", b"{}")
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Idempotency-Key"]


def test_a_problem_document_becomes_its_own_words(gateway):
    gateway.answers.append((409, json.dumps({"title": "Conflict", "detail": "The milestone is cancelled."}).encode()))
    with pytest.raises(Refusal, match="The milestone is cancelled") as refused:
        gateway.client.get("/api/v1/status")
    assert refused.value.code == Exit.DIFFERENT


def test_a_problem_names_each_field_with_how_to_mend_it(gateway):
    problem = {
        "detail": "Not right.",
        "fields": {"title": ["Enter a title"], "lines": {"0": {"amount": ["No amount"]}}},
    }
    gateway.answers.append((422, json.dumps(problem).encode()))
    with pytest.raises(Refusal) as refused:
        gateway.client.get("/api/v1/status")
    assert str(refused.value).splitlines() == [
        "Not right. (HTTP 422)",
        "  title: Enter a title",
        "  lines.0.amount: No amount",
    ]
    assert refused.value.problem == problem


def test_a_suite_that_is_overloaded_is_unavailable(gateway):
    gateway.answers.append((503, b"not json"))
    with pytest.raises(Refusal) as refused:
        gateway.client.get("/api/v1/status")
    assert refused.value.code == Exit.UNAVAILABLE


def test_a_suite_that_is_gone_is_unavailable(tmp_path):
    with pytest.raises(Unavailable, match="does not answer"):
        client(tmp_path, free_port()).get("/api/v1/status")


def test_a_file_travels_whole_with_its_fields(gateway, tmp_path):
    gateway.answers.append((202, b'{"id": "7"}'))
    file = tmp_path / 'odd "name".bib'
    file.write_bytes(b"\x00\xff@article{}\r\n--")
    gateway.client.upload("/api/v1/imports", {"kind": "outputs", "dry_run": "true"}, Part("file", file))
    _, _, headers, body = gateway.requests[0]
    assert headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b"\x00\xff@article{}\r\n--\r\n" in body
    assert b'name="dry_run"\r\n\r\ntrue\r\n' in body
    assert b'filename="odd _name_.bib"' in body


def test_a_job_is_followed_to_its_end(gateway):
    for state, done in (("running", 1), ("running", 2), ("done", 3)):
        gateway.answers.append((200, json.dumps({"state": state, "done": done, "total": 3}).encode()))
    seen = []
    job = gateway.client.wait_for("/api/v1/jobs/1", lambda done, total: seen.append((done, total)), every=0.01)
    assert job["state"] == "done"
    assert seen == [(1, 3), (2, 3), (3, 3)]

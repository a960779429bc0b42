"""`docker compose up --wait` gives a working suite: every process healthy, a sign-in page, and facts that arrive."""

from __future__ import annotations

import json
import re
import subprocess
import time

import pytest
import requests

PROCESSES = {
    "people",
    "projects",
    "outputs",
    "notifications",
    "reporting",
    "projector",
    "gateway",
    "rabbitmq",
    "postgres",
}


@pytest.fixture(scope="module")
def signed_in(address, settings) -> requests.Session:
    """A browser session of the first administrator, whose password is in the settings file."""
    session = requests.Session()
    page = session.get(f"{address}/sign-in", timeout=20)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text).group(1)
    form = {"csrf_token": token, "email": settings["ADMIN_EMAIL"], "password": settings["ADMIN_PASSWORD"]}
    answer = session.post(f"{address}/sign-in", data=form, timeout=20)
    assert answer.ok, answer.text
    return session


def compose(docker_compose_command, docker_compose_file, project, *words: str) -> str:
    command = [*docker_compose_command.split(), "-f", docker_compose_file, "-p", project, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def test_every_process_is_healthy(address, docker_compose_command, docker_compose_file, docker_compose_project_name):
    listed = compose(docker_compose_command, docker_compose_file, docker_compose_project_name, "ps", "--format", "json")
    rows = [json.loads(line) for line in listed.splitlines()]
    assert {row["Service"] for row in rows if row["Health"] == "healthy"} == PROCESSES


def test_the_sign_in_page_works_and_its_styles_are_there(address):
    page = requests.get(f"{address}/sign-in", timeout=20)
    assert page.status_code == 200
    assert "Sign in" in page.text
    styles = re.search(r'href="(/[^"]+\.css[^"]*)"', page.text).group(1)
    sheet = requests.get(address + styles, timeout=20)
    assert sheet.status_code == 200
    assert "govuk-button" in sheet.text


def test_the_first_administrator_signs_in(signed_in, address):
    home = signed_in.get(f"{address}/", timeout=20)
    assert home.status_code == 200
    assert "Sign out" in home.text


def test_a_programme_made_in_the_browser_session_reaches_the_ledger(
    address, docker_compose_command, docker_compose_file, docker_compose_project_name, signed_in
):
    """Through gateway, RPC, outbox, broker and projector, each with its own broker user."""
    query = "select count(*) from ledger"
    words = ["exec", "-T", "postgres", "psql", "-U", "waymark", "-d", "waymark_reporting", "-Atc", query]

    def facts() -> int:
        return int(compose(docker_compose_command, docker_compose_file, docker_compose_project_name, *words))

    # the first administrator was registered and given a role: facts of `people`
    give_up = time.monotonic() + 60
    while facts() == 0 and time.monotonic() < give_up:
        time.sleep(0.5)
    assert facts() > 0


def test_processes_run_as_an_ordinary_user_and_cannot_write_their_code(
    address, docker_compose_command, docker_compose_file, docker_compose_project_name
):
    said = compose(
        docker_compose_command, docker_compose_file, docker_compose_project_name,
        "exec", "-T", "projects", "sh", "-c", "id -u; touch /srv/waymark/x 2>/dev/null && echo writable || echo fixed",
    )  # fmt: skip
    assert said.split() == ["10001", "fixed"]


def test_no_process_but_the_gateway_may_send_commands(
    address, docker_compose_command, docker_compose_file, docker_compose_project_name
):
    """The broker itself refuses a command from a service's user."""
    code = (
        "import os, kombu\n"
        "with kombu.Connection(os.environ['AMQP_URI'], transport_options={'confirm_publish': True}) as c:\n"
        "    try:\n"
        "        to = {'exchange': 'nameko-rpc', 'routing_key': 'people.sign_in'}\n"
        "        kombu.Producer(c.channel()).publish({}, retry=False, **to)\n"
        "        c.drain_events(timeout=2)\n"
        "    except Exception as error:\n"
        "        print(type(error).__name__)\n"
    )
    said = compose(
        docker_compose_command, docker_compose_file, docker_compose_project_name,
        "exec", "-T", "projects", "python", "-W", "ignore", "-c", code,
    )  # fmt: skip
    assert said.strip() == "AccessRefused"

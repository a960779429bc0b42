"""Private servers: real ones, reachable from this machine alone, that come back after a kill with what they had."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import amqp
import kombu
import psycopg
import pytest
from sqlalchemy.engine import make_url

from launcher.datafolder import CHECKOUT
from launcher.ports import answers
from launcher.servers import private_servers

pytestmark = pytest.mark.skipif(
    "AMQP_URI" in os.environ or "DATABASE_URL" in os.environ, reason="the environment names servers that are not ours"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("a folder") / "with a space"


@pytest.fixture(scope="module")
def own_servers(folder):
    with private_servers(folder) as servers:
        yield servers


def connect(servers) -> psycopg.Connection:
    url = make_url(servers.database_url)
    return psycopg.connect(
        host=url.host, port=url.port, user=url.username, password=url.password, dbname="postgres", autocommit=True
    )


def test_what_was_committed_survives_a_kill_of_the_database(own_servers):
    with connect(own_servers) as connection:
        connection.execute("create table kept (n integer)")
        connection.execute("insert into kept values (1)")
    own_servers.database.kill()
    assert not own_servers.database.alive
    own_servers.database.start()
    with connect(own_servers) as connection:
        assert connection.execute("select n from kept").fetchall() == [(1,)]


def test_a_confirmed_message_survives_a_kill_of_the_broker(own_servers):
    with kombu.Connection(own_servers.amqp_uri) as connection:
        connection.SimpleQueue("kept", queue_args={"x-queue-type": "quorum"}).close()
    # see launcher.servers: RabbitMQ 3.10 writes down a new quorum queue a little after it was made
    own_servers.broker.restart()
    with kombu.Connection(own_servers.amqp_uri, transport_options={"confirm_publish": True}) as connection:
        queue = connection.SimpleQueue("kept", queue_args={"x-queue-type": "quorum"})
        queue.put({"n": 1})
    own_servers.broker.kill()
    assert not own_servers.broker.alive
    own_servers.broker.start()
    with kombu.Connection(own_servers.amqp_uri) as connection:
        queue = connection.SimpleQueue("kept", queue_args={"x-queue-type": "quorum"})
        assert queue.get(timeout=20).payload == {"n": 1}


def test_nothing_that_makes_the_database_durable_is_switched_off(own_servers):
    with connect(own_servers) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            assert connection.execute(f"show {name}").fetchone() == ("on",), name


def test_the_database_wants_its_password(own_servers):
    url = make_url(own_servers.database_url)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=url.host, port=url.port, user=url.username, password="guessed", dbname="postgres")


def test_the_default_user_of_rabbitmq_is_not_there(own_servers):
    with pytest.raises(amqp.exceptions.AccessRefused):
        kombu.Connection(f"pyamqp://guest:guest@127.0.0.1:{own_servers.broker.port}/").connect()


def test_servers_die_with_the_process_that_started_them_even_when_it_is_killed():
    script = (
        "import time; from launcher.servers import private_servers\n"
        "with private_servers() as s:\n"
        "    print(s.broker.port, s.broker.epmd_port, s.database.port, flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        ports = [int(port) for port in process.stdout.readline().split()]
        assert all(answers(port) for port in ports)
        process.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while any(answers(port) for port in ports) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [port for port in ports if answers(port)] == []

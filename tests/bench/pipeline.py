"""Facts from outbox to broker, from broker to committed ledger and views, and both; beside handlers that do nothing."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Iterator

import amqp

from shared.messaging import topology
from shared.messaging.connection import connect
from shared.messaging.frames import Outgoing
from shared.messaging.publisher import Publisher
from tests.bench.facts import fill_outbox
from tests.bench.result import Result
from tests.bench.suite import Suite, until

EXCHANGE = "bench.events"
QUEUES = {
    "tests.bench.alternatives.stock_nameko": "evt-bench-fact.happened--bench_stock_nameko.handle",
    "tests.bench.alternatives.faststream_subscriber": "bench.faststream",
}


def run(suite: Suite, count: int) -> Iterator[Result]:
    """Yield the rows as they are measured. `count` facts of about 500 bytes each time."""
    nameko = _nothing(suite, "tests.bench.alternatives.stock_nameko", count)
    faststream = _nothing(suite, "tests.bench.alternatives.faststream_subscriber", count)
    sent = _relay_alone(suite, count)
    yield Result("relay", "outbox → broker", sent, "facts/s", "≥ 8,000", sent >= 8000)
    taken = _projector_alone(suite, count)
    yield Result("projector", "broker → ledger and views", taken, "facts/s", "≥ 8,000", taken >= 8000)
    whole = _both(suite, count)
    yield Result(
        "pipeline", "outbox → ledger and views", whole, "facts/s", "≥ 4,000", whole >= 4000,
        "stock nameko, no work", nameko,
    )  # fmt: skip
    yield Result(
        "projector_nameko", "broker → ledger and views", taken, "facts/s", "≥ 8 ×", taken >= 8 * nameko,
        "stock nameko, no work", nameko,
    )  # fmt: skip
    yield Result(
        "projector_faststream", "broker → ledger and views", taken, "facts/s", "≥ 1.5 ×", taken >= 1.5 * faststream,
        "FastStream, no work", faststream,
    )  # fmt: skip


def _relay_alone(suite: Suite, count: int) -> float:
    """The projector's queue is there, so that every fact is routed and kept, but nobody takes from it."""
    _declare_queue(suite)
    fill_outbox(suite.engine("projects"), count, f"r{time.monotonic_ns()}")
    with suite.process("shared.run", "projects", ready=False):
        return _rate(lambda: count - _waiting(suite, "projects"), count)


def _projector_alone(suite: Suite, count: int) -> float:
    """Everything is in the queue before the projector starts."""
    _purge(suite)
    _send_to_queue(suite, count)
    before = _position(suite)
    with suite.process("shared.run", "projector", ready=False):
        return _rate(lambda: _position(suite) - before, count)


def _both(suite: Suite, count: int) -> float:
    """The projector waits; then the service starts, and its relay and the projector work side by side."""
    fill_outbox(suite.engine("projects"), count, f"b{time.monotonic_ns()}")
    before = _position(suite)
    with suite.process("shared.run", "projector"), suite.process("shared.run", "projects", ready=False):
        return _rate(lambda: _position(suite) - before, count)


def _nothing(suite: Suite, module: str, count: int) -> float:
    """The rate of a consumer that does nothing, of messages that were all there before it started."""
    _alternative_queue(suite, module, count)
    with suite.process(module, str(count), ready=False) as consumer:
        return _said(consumer, r"rate ([\d.]+)")


def _alternative_queue(suite: Suite, module: str, count: int) -> None:
    with suite.process(module, "0", ready=False) as consumer:  # it declares its own queue
        _said(consumer, "ready")
        connection = connect(suite.servers.amqp_uri, "bench")
        queue = QUEUES[module]
        until(lambda: _exists(connection, queue), 20, queue)
    body = b'{"note": "' + b"x" * 480 + b'"}'
    publisher = Publisher(suite.servers.amqp_uri, "bench")
    for number in range(0, count, 1000):
        batch = [Outgoing(EXCHANGE, "fact.happened", {}, body, message_id=str(number + n)) for n in range(1000)]
        publisher.send(batch, mandatory=True)
    publisher.close()


def _exists(connection: amqp.Connection, queue: str) -> bool:
    channel = connection.channel()
    try:
        channel.queue_declare(queue, passive=True)
    except amqp.NotFound:
        return False
    return True


def _said(process: subprocess.Popen[str], pattern: str) -> float:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(pattern, line):
            return float(found.group(1)) if found.groups() else 0.0
    raise RuntimeError(f"{process.args} ended without saying {pattern}")


def _rate(progress: Callable[[], int], count: int) -> float:
    """Facts per second between the first and the last that one sees done, looking 50 times a second."""
    first_seen, began = until(
        lambda: (progress(), time.perf_counter()) if progress() > 0 else None, 60, "the first facts"
    )
    until(lambda: progress() >= count, 300, "the last facts")
    return (count - first_seen) / (time.perf_counter() - began)


def _position(suite: Suite) -> int:
    return int(suite.scalar("reporting", "select coalesce(max(position), 0) from ledger"))


def _waiting(suite: Suite, service: str) -> int:
    return int(suite.scalar(service, "select count(*) from outbox"))


def _declare_queue(suite: Suite) -> None:
    with connect(suite.servers.amqp_uri, "bench") as connection:
        topology.declare(connection.channel(), topology.LEDGER)


def _purge(suite: Suite) -> None:
    with connect(suite.servers.amqp_uri, "bench") as connection:
        connection.channel().queue_purge(topology.LEDGER.name)


def _send_to_queue(suite: Suite, count: int) -> None:
    events = fill_outbox(suite.engine("outputs"), count, f"p{time.monotonic_ns()}")
    with suite.engine("outputs").begin() as connection:
        connection.exec_driver_sql("truncate outbox")
    publisher = Publisher(suite.servers.amqp_uri, "bench")
    for first in range(0, len(events), 1000):
        some = events[first : first + 1000]
        batch = [Outgoing(e.exchange, e.routing_key, e.headers(), e.body, message_id=str(e.id)) for e in some]
        safe, problem = publisher.send(batch, mandatory=True)
        if problem or safe < len(batch):
            raise RuntimeError(f"the broker did not take the bench's facts: {problem}")
    publisher.close()

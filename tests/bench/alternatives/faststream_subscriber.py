"""A FastStream subscriber that does nothing: prints its rate once it has seen COUNT messages.

python -m tests.bench.alternatives.faststream_subscriber COUNT      (AMQP_URI in the environment)
"""

import asyncio
import logging
import os
import sys
import time
from typing import Any

from faststream import FastStream
from faststream.rabbit import ExchangeType, RabbitBroker, RabbitExchange, RabbitQueue

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 0
logging.disable(logging.INFO)
broker = RabbitBroker(os.environ["AMQP_URI"].replace("pyamqp://", "amqp://"), logger=None)
app = FastStream(broker)
state = {"seen": 0, "began": 0.0}


@broker.subscriber(
    RabbitQueue("bench.faststream", durable=True, routing_key="fact.happened"),
    RabbitExchange("bench.events", type=ExchangeType.TOPIC, durable=True),
)
async def handle(payload: dict[str, Any]) -> None:
    state["seen"] += 1
    if state["seen"] == 1:
        state["began"] = time.perf_counter()
        print("first", flush=True)
    elif state["seen"] == COUNT:
        print(f"rate {(COUNT - 1) / (time.perf_counter() - state['began']):.1f}", flush=True)


@app.after_startup
async def ready() -> None:
    print("ready", flush=True)


if __name__ == "__main__":
    asyncio.run(app.run())

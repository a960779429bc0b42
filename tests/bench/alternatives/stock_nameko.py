"""A stock nameko `@event_handler` that does nothing: prints its rate once it has seen COUNT events.

python -m tests.bench.alternatives.stock_nameko COUNT      (AMQP_URI in the environment)
"""

import os
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import eventlet

eventlet.monkey_patch()

from nameko.events import event_handler
from nameko.runners import ServiceRunner

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 0
seen = 0
began = 0.0


class StockNameko:
    name = "bench_stock_nameko"

    @event_handler("bench", "fact.happened")
    def handle(self, payload):
        global seen, began  # noqa: PLW0603
        seen += 1
        if seen == 1:
            began = time.perf_counter()
            print("first", flush=True)
        elif seen == COUNT:
            print(f"rate {(COUNT - 1) / (time.perf_counter() - began):.1f}", flush=True)


if __name__ == "__main__":
    runner = ServiceRunner({"AMQP_URI": os.environ["AMQP_URI"]})
    runner.add_service(StockNameko)
    runner.start()
    print("ready", flush=True)
    runner.wait()

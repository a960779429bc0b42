"""A bulk import of publications through the running services, beside a library that appends events."""

from __future__ import annotations

import time
from collections.abc import Iterator

from shared.calls import outputs, people, projects
from shared.context import Actor, Grant
from shared.files import Files
from shared.messaging.client import Client
from tests.bench import eventsourcing_library
from tests.bench.facts import PROGRAMME
from tests.bench.result import Result
from tests.bench.suite import Suite, until

OPERATOR = Actor("bench", (Grant("administrator"), Grant("programme_manager")))


def run(suite: Suite, count: int) -> Iterator[Result]:
    """Import `count` RIS records with DOI, authors and journal; the facts are in the outbox when it ends."""
    theirs = eventsourcing_library.rates(suite, 20_000)
    stored = Files(f"file://{suite.files}").put(_ris(count), by=OPERATOR.id)
    client = Client(suite.servers.amqp_uri, timeout=30)
    with suite.process("shared.run", "people"), suite.process("shared.run", "projects"):
        _programme(client)
        with suite.process("shared.run", "outputs"):
            asked = {"kind": "outputs", "programme_id": PROGRAMME, "sha256": stored.sha256, "file_name": "bench.ris"}
            began = time.perf_counter()
            job = client.call(outputs.StartImport, asked, actor=OPERATOR)["result"]["job_id"]

            def done() -> dict[str, object] | None:
                state: dict[str, object] = client.call(outputs.ImportJob, {"job_id": job}, actor=OPERATOR)
                return state if state["state"] in ("done", "failed") else None

            ended = until(done, 300, "the import to end")
            rate = count / (time.perf_counter() - began)
    client.close()
    if ended["state"] != "done":
        raise RuntimeError(f"the bench's import failed: {ended}")
    yield Result(
        "import", f"{count:,} publications from a RIS file", rate, "records/s", "≥ 2,500", rate >= 2_500,
        "eventsourcing, appending 50 at a time", theirs["append"],
    )  # fmt: skip


def _ris(count: int) -> bytes:
    record = (
        "TY  - JOUR\nTI  - Publication {n} of the bench, with a title of a usual length for such a thing\n"
        "AU  - Invented, Ada\nAU  - Invented, Ben\nJO  - Journal of Invented Results\nPY  - 2025/03/0{d}\n"
        "DO  - 10.5555/waymark.bench.{n}\nVL  - 3\nIS  - 2\nSP  - 11\nEP  - 19\nER  - \n\n"
    )
    return "".join(record.format(n=number, d=number % 9 + 1) for number in range(count)).encode()


def _programme(client: Client) -> None:
    org = client.call(people.RegisterOrganisation, {"name": "A council", "sector": "local_authority"}, actor=OPERATOR)
    fields = {
        "programme_id": PROGRAMME,
        "title": "The programme of the bench",
        "host_org_id": org["result"]["org_id"],
        "starts_on": "2025-01-01",
    }
    client.call(projects.CreateProgramme, fields, actor=OPERATOR)

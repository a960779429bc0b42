"""An outputs service in a container, and a person of the programme who asks it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from facts import event, outgoing, publish
from installation import Installation, until
from sqlalchemy import text

from services.outputs.service import Outputs
from shared.calls import outputs as calls
from shared.calls.call import Call, Command
from shared.context import Actor, Grant
from shared.events.canonical import canonical
from shared.files import Files
from shared.messaging.client import Client
from shared.settings import settings


class Asking:
    """Asks the service as a programme manager of `programme`, and reads what was recorded."""

    def __init__(self, installation: Installation, client: Client) -> None:
        self.installation = installation
        self.client = client
        self.programme = f"P-{uuid4().hex[:8]}"

    def __call__(self, call: type[Call], **fields: Any) -> Any:
        actor = Actor("person-1", (Grant("programme_manager", self.programme),))
        answer = self.client.call(call, fields, actor=actor)
        return answer["result"] if issubclass(call, Command) else answer

    def record(self, **fields: Any) -> str:
        """A publication, with changes."""
        plain = {"type": "publication", "title": "Homes and health", "published_on": "2026-03"}
        return str(self(calls.RecordOutput, programme_id=self.programme, **plain | fields)["output_id"])

    def facts(self, *types: str) -> list[dict[str, Any]]:
        """Facts of this programme in order: type, subject, effective date, data."""
        query = text(
            "select attributes, convert_from(body, 'UTF8')::jsonb as data from outbox"
            " where attributes->>'programmeid' = :programme order by id"
        )
        with self.installation.engine("outputs").connect() as connection:
            rows = connection.execute(query, {"programme": self.programme}).all()
        found = [
            row.attributes | {"type": row.attributes["type"].removeprefix("outputs."), "data": row.data} for row in rows
        ]
        return [fact for fact in found if not types or fact["type"] in types]

    def set_details(self, output_id: str, details: dict[str, Any]) -> None:
        """As an older version of the service kept them."""
        change = text("update outputs set details = cast(:details as jsonb) where output_id = :output_id")
        with self.installation.engine("outputs").begin() as connection:
            connection.execute(change, {"details": json.dumps(details), "output_id": output_id})

    def tell_of_award(self, award_id: str, reference: str) -> None:
        """Say, as the projects service does, that the programme has an award; it ended in 2021."""
        data = {"award_id": award_id, "reference": reference, "id_as_written": reference, "funder_org": "o"}
        data |= {"start": "2020-01-01", "end": "2021-01-01"}
        told = {"type": "projects.award.recorded", "programmeid": self.programme, "body": canonical(data)}
        publish(self.installation, outgoing(replace(event(award_id), **told), "outputs.inbox"))

    def until_known(self, awards: int) -> None:
        """Wait until the service has learnt of so many awards of the programme."""
        query = text("select count(*) from known_awards where programme_id = :programme")
        engine = self.installation.engine("outputs")

        def learnt() -> bool:
            with engine.connect() as connection:
                return bool(connection.execute(query, {"programme": self.programme}).scalar() == awards)

        until(learnt, what="the awards are known")

    def tell_of_delegation(self, what: str, delegation_id: str, from_: str, to: str, on: str) -> None:
        """Say, as the people service does, that somebody may act for another, or no longer."""
        data = {"from_person_id": from_, "to_person_id": to}
        data |= {"scope": {"programme_id": self.programme}} if what == "granted" else {}
        told = {"type": f"people.delegation.{what}", "programmeid": self.programme, "body": canonical(data)}
        changed = replace(event(delegation_id), **told, effectiveon=date.fromisoformat(on))
        publish(self.installation, outgoing(changed, "outputs.inbox"))

    def attributed(self, output_id: str) -> list[tuple[str | None, str]]:
        """Award and state of each attribution of an output."""
        return [(each["award_id"], each["state"]) for each in self(calls.Output, output_id=output_id)["attributions"]]

    def bring(self, content: bytes, name: str = "works.bib", **options: Any) -> dict[str, Any]:
        """Import a file and wait for the end."""
        stored = Files(settings().files_url).put(content, by="person-1")
        job = self(calls.StartImport, programme_id=self.programme, sha256=stored.sha256, file_name=name, **options)
        return dict(until(lambda: self._finished(job["job_id"]), within=60, what="the import ends"))

    def _finished(self, job_id: str) -> dict[str, Any] | None:
        job = self(calls.ImportJob, job_id=job_id)
        return job if job["finished"] else None


@pytest.fixture(scope="module")
def service(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with pytest.MonkeyPatch.context() as patch:
        folder: Path = tmp_path_factory.mktemp("files")
        patch.setenv("FILES_URL", f"file://{folder}")
        settings.cache_clear()
        installation.databases("outputs")
        with installation.running(Outputs):
            client = Client(installation.amqp_uri, timeout=20)
            yield client
            client.close()
    settings.cache_clear()


@pytest.fixture
def ask(installation: Installation, service: Client) -> Callable[..., Any]:
    return Asking(installation, service)

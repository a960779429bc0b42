"""People who can be told, a mailbox that can misbehave, and facts that concern somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from facts import event
from installation import Installation
from mail_server import Mailbox
from sqlalchemy import text
from uuid_utils.compat import uuid7

from services.people.service import People
from shared.calls import people
from shared.context import Actor, Grant
from shared.database import transaction
from shared.events.canonical import canonical
from shared.events.event import Event
from shared.files import Files
from shared.messaging.client import Client
from shared.settings import settings

ADMINISTRATOR = Actor("person-admin", (Grant("administrator"),))


@pytest.fixture(scope="module")
def post(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    """The mailbox, with the settings that name it."""
    mailbox = Mailbox()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMTP_URL", f"smtp://127.0.0.1:{mailbox.port}")
        patch.setenv("FILES_URL", f"file://{tmp_path_factory.mktemp('files')}")
        patch.setenv("WAYMARK_PUBLIC_URL", "https://waymark.example")
        settings.cache_clear()
        yield mailbox
    settings.cache_clear()
    mailbox.close()


@pytest.fixture(scope="module")
def directory(installation: Installation, post: Mailbox) -> Iterator[Client]:
    """The people service, asked by RPC."""
    installation.databases("people", "notifications")
    with installation.running(People):
        client = Client(installation.amqp_uri, timeout=20)
        yield client
        client.close()


class World:
    """A programme of its own for each test."""

    def __init__(self, installation: Installation, directory: Client, post: Mailbox) -> None:
        self.installation = installation
        self.directory = directory
        self.post = post
        self.programme = f"P-{uuid4().hex[:8]}"
        post.mails.clear()
        post.answers.clear()
        post.rcpt.clear()
        with self.engine.begin() as connection:
            connection.execute(text("truncate messages, attempts, role_holders, things, outbox cascade"))

    @property
    def engine(self) -> Any:
        return self.installation.engine("notifications")

    def person(self, name: str = "Fay Funder", email: str | None = "default") -> str:
        address = f"{uuid4().hex[:8]}@example.org" if email == "default" else email
        fields = {"name": name} | ({"email": address} if address else {})
        return str(self.directory.call(people.RegisterPerson, fields, actor=ADMINISTRATOR)["result"]["person_id"])

    def submitted(self, *recipients: str, by: str = "system:scheduler", **changes: Any) -> Event:
        """A report was submitted to these people; its PDF is in the files."""
        pdf = Files(settings().files_url).put(b"%PDF-1.7 a report")
        artefact = {"sha256": pdf.sha256, "size": pdf.size, "file_name": "report.pdf"}
        data = {
            "template": "nihr-six-monthly",
            "template_version": 1,
            "title": "Six-monthly progress report",
            "period": {"from": "2026-01-01", "to": "2026-06-30"},
            "artefacts": {"html": artefact, "json": artefact, "pdf": artefact},
            "recipients": list(recipients),
            "route": "email",
            "revision": 1,
        }
        return self.fact("reporting.report.submitted", f"report-{uuid4().hex[:6]}", data, by=by, **changes)

    def fact(self, type_: str, subject: str, data: dict[str, Any], *, by: str = "p", **changes: Any) -> Event:
        given = {"type": type_, "programmeid": self.programme, "actorid": by, "body": canonical(data)}
        given |= {"id": uuid7(), "time": datetime.now(UTC), "effectiveon": date(2026, 1, 5)}
        return replace(event(subject), **given | changes)

    def heard(self, *events: Event) -> None:
        """What the handler does with each, in its transaction."""
        from services.notifications.commands import knowing, telling

        for each in events:
            with transaction(self.engine) as session:
                knowing.learn(session, each)
                telling.tell(session, each)

    def rows(self) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(text("select * from messages order by message_id")))

    def tries(self) -> list[str]:
        with self.engine.connect() as connection:
            return list(connection.execute(text("select outcome from attempts order by message_id, number")).scalars())

    def facts(self) -> list[tuple[str, dict[str, Any]]]:
        query = "select routing_key, convert_from(body, 'UTF8')::jsonb as data from outbox order by id"
        with self.engine.connect() as connection:
            return [(row.routing_key, row.data) for row in connection.execute(text(query))]

    def make_due(self) -> None:
        """Let the time of the next try come."""
        with self.engine.begin() as connection:
            connection.execute(text("update messages set next_try_at = now() - interval '1 second'"))


@pytest.fixture
def world(installation: Installation, directory: Client, post: Mailbox) -> World:
    return World(installation, directory, post)

"""Importing awards for real: projects asks people over RabbitMQ, in batches, once, and goes on where it was stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
from installation import Installation, until
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from services.people.service import People
from services.projects.imports.nihr_awards import NihrAwards
from services.projects.service import Projects
from shared.calls import people as people_calls
from shared.calls import projects as calls
from shared.calls.call import Call, Command
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import NotAllowed, Unavailable, WaymarkError
from shared.files import Files
from shared.imports.jobs import import_jobs
from shared.imports.records import Job, Outcome, Row
from shared.imports.runner import Runner
from shared.messaging.client import Client
from shared.settings import settings

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "nihr" / "nihr_awards.csv"
HEADER = (
    "Project_ID,Project_Title,Project_Status,Award_Amount,Start_Date,End_Date,Contracted_Organisation,"
    "Award_Holder_Name,ORCiD,HRCS _Health_Category"
)
OPERATOR = Actor("system:operator", (Grant("administrator"),))

Ask = Callable[..., Any]


def csv(count: int, first: int = 100_000, **changed: str) -> bytes:
    """Awards with joint holders, of whom the second has no iD, at one of three organisations."""
    lines = [HEADER]
    for n in range(first, first + count):
        amount = changed.get(f"NIHR{n}", "279362.7808")
        lines.append(
            f'NIHR{n},"Trial\n{n}",Active,{amount},2021-08-01,2026-06-30,Organisation {n % 3},'
            f"Dr A{n} Example/Prof Same Person,Not Provided/Not Provided,"
        )
    return "\n".join(lines).encode()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, installation: Installation) -> Iterator[Files]:
    address = f"file://{tmp_path_factory.mktemp('files')}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILES_URL", address)
        settings.cache_clear()
        yield Files(address)
    settings.cache_clear()


@pytest.fixture(scope="module")
def client(installation: Installation, files: Files) -> Iterator[Client]:
    """Both services, running."""
    installation.databases("people", "projects")
    with installation.running(People), installation.running(Projects):
        asking = Client(installation.amqp_uri)
        yield asking
        asking.close()


@pytest.fixture
def importing(client: Client, files: Files) -> Ask:
    """Import these bytes and give the finished job."""

    def run(content: bytes, file_name: str = "awards.csv", by: Actor = OPERATOR, **more: Any) -> dict[str, Any]:
        asked = {"kind": "nihr-awards", "sha256": files.put(content, by=by.id).sha256, "file_name": file_name} | more
        job_id = client.call(calls.StartImport, asked, actor=by)["result"]["job_id"]

        def finished() -> dict[str, Any] | None:
            job: dict[str, Any] = client.call(calls.ImportJob, {"job_id": job_id}, actor=by)
            return job if job["finished"] else None

        found: dict[str, Any] = until(finished, within=60)
        return found

    return run


def counts(job: dict[str, Any]) -> tuple[int, int, int]:
    return job["accepted"], job["unchanged"], job["refused_count"]


def facts(installation: Installation, service: str) -> list[dict[str, Any]]:
    with transaction(installation.engine(service)) as session:
        rows = session.execute(text("select attributes, body from outbox order by id")).all()
    return [row.attributes | {"data": orjson.loads(row.body)} for row in rows]


def count(installation: Installation, service: str, table: str) -> int:
    with transaction(installation.engine(service)) as session:
        return int(session.execute(text(f"select count(*) from {table}")).scalar_one())


def test_each_award_is_taken_in_once_and_again_nothing_changes(importing: Ask, installation: Installation) -> None:
    before = count(installation, "people", "people")
    content = csv(450)
    first = importing(content)
    assert (first["state"], counts(first)) == ("done", (450, 0, 0))
    assert first["last_event_id"]
    assert count(installation, "people", "people") == before + 450 + 3  # the same name at one organisation is one
    assert counts(importing(content)) == (0, 450, 0)
    assert count(installation, "projects", "awards") == 450


def test_one_broken_cell_refuses_its_row_by_file_row_and_field(importing: Ask) -> None:
    job = importing(csv(5, 200_000, NIHR200002="much"), "mine.csv")
    assert counts(job) == (4, 0, 1)
    (refusal,) = job["refused"]
    assert (refusal["file"], refusal["row"], refusal["field"]) == ("mine.csv", 4, "Award_Amount")
    assert "digits" in refusal["message"]


def test_a_dry_run_counts_and_leaves_nothing(importing: Ask, installation: Installation) -> None:
    before = [count(installation, *where) for where in (("projects", "awards"), ("people", "people"))]
    job = importing(csv(3, 300_000), dry_run=True)
    assert (counts(job), job["dry_run"]) == ((3, 0, 0), True)
    assert [count(installation, *where) for where in (("projects", "awards"), ("people", "people"))] == before


def test_a_record_that_changed_corrects_the_fact_before(
    importing: Ask, client: Client, installation: Installation
) -> None:
    importing(csv(1, 400_000))
    assert counts(importing(csv(1, 400_000, NIHR400000="1.5"))) == (1, 0, 0)
    listed = client.call(calls.AwardByReference, {"references": ["NIHR400000"]}, actor=OPERATOR)["items"]
    assert len(listed) == 1
    first, second = (fact for fact in facts(installation, "projects") if fact["data"].get("reference") == "NIHR400000")
    assert second["corrects"] == first["id"]
    assert second["data"]["amount"] == {"amount": "1.5", "currency": "GBP"}


def test_an_award_of_the_register_can_be_given_to_a_programme_and_is_not_taken_over_by_another(
    importing: Ask, client: Client
) -> None:
    for programme_id in ("ONE", "TWO"):
        asked = {"programme_id": programme_id, "title": "A", "host_org_id": "o", "starts_on": "2024-01-01"}
        client.call(calls.CreateProgramme, asked, actor=OPERATOR)
    content = csv(2, 500_000)
    importing(content)
    assert counts(importing(content, programme_id="ONE")) == (2, 0, 0)
    assert counts(importing(content)) == (0, 2, 0)
    refused = importing(content, programme_id="TWO")
    assert counts(refused) == (0, 0, 2)
    assert "another programme" in refused["refused"][0]["message"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b" \n", "empty"), (b"\x00\x01", "binary"), (b"a,b\n1,2\n", "names no column"), (b"x" * 50_000_000, "no column")],
    ids=["empty", "binary", "another file", "50 MB"],
)
def test_what_is_no_file_of_awards_is_refused_whole_in_one_sentence(
    importing: Ask, installation: Installation, content: bytes, sentence: str
) -> None:
    before = count(installation, "people", "people")
    job = importing(content)
    assert job["state"] == "refused"
    assert sentence in job["message"]
    assert count(installation, "people", "people") == before


def test_facts_of_an_import_say_so_and_name_nobody(importing: Ask, installation: Installation) -> None:
    # nobody keeps the facts of this broker, so the relay holds them in the outboxes, where they can be read
    before = {service: len(facts(installation, service)) for service in ("people", "projects")}
    importing(csv(2, 600_000))
    new = {service: facts(installation, service)[number:] for service, number in before.items()}
    assert len(new["projects"]) == 2
    assert len(new["people"]) == 2  # Same Person at these organisations was known
    assert {fact["origin"] for found in new.values() for fact in found} == {"import"}
    for name in ("A600000", "Same Person"):
        assert name not in str(new)


def test_the_real_download_gives_its_24_awards(importing: Ask, installation: Installation) -> None:
    if not REAL.exists():
        pytest.skip("the real files are not beside this checkout (../shared/data)")
    content = REAL.read_bytes()
    assert counts(importing(content)) == (24, 0, 0)
    assert counts(importing(content)) == (0, 24, 0)


def test_somebody_who_does_not_manage_the_programme_may_not_import_into_it(importing: Ask) -> None:
    for actor in (Actor("r", (Grant("researcher", "ONE"),)), Actor("m", (Grant("programme_manager", "TWO"),))):
        with pytest.raises(WaymarkError):
            importing(csv(1, 700_000), by=actor, programme_id="ONE")


class Interrupted(NihrAwards):
    """Another service goes away in the third batch, once."""

    def __init__(self) -> None:
        self.batches = 0

    def apply(self, session: Session, rows: Sequence[Row], prepared: Any, job: Job) -> Outcome:
        outcome = super().apply(session, rows, prepared, job)
        self.batches += 1
        if self.batches == 3:
            raise Unavailable("gone in the middle of a batch")
        return outcome


def test_a_job_that_was_interrupted_goes_on_where_its_last_batch_ended(
    client: Client, files: Files, installation: Installation
) -> None:
    engine = installation.engine("projects")

    def ask(call: type[Call], fields: dict[str, Any], *, key: str, recorded_on: Any) -> Any:
        answer = client.call(call, fields, actor=Actor("system:importer"), idempotency_key=key)
        return answer["result"] if issubclass(call, Command) else answer

    job = {"job_id": "stopped", "kind": "nihr-awards", "file_name": "f", "programme_id": "", "dry_run": False}
    asked = job | {"sha256": files.put(csv(1_300, 800_000)).sha256, "actor_id": "me"}
    with transaction(engine) as session:  # finished for now, so that the service's own worker leaves it alone
        session.execute(insert(import_jobs).values(finished_at=func.now(), **asked))
    with pytest.raises(Unavailable):
        Runner(engine, files, [Interrupted()], ask).run("stopped")
    of = import_jobs.c
    progress = select(of.done, of.accepted, of.total).where(of.job_id == "stopped")
    with transaction(engine) as session:
        assert session.execute(progress).one() == (1_000, 1_000, 1_300)
    Runner(engine, files, [NihrAwards()], ask).run("stopped")
    with transaction(engine) as session:
        versions = session.execute(
            text("select s.sequence from awards a join subjects s on s.subject = a.award_id where reference >= 'NIHR8'")
        ).scalars()
        assert session.execute(progress).one() == (1_300, 1_300, 1_300)
        assert set(versions) == {1}


def test_people_and_organisations_are_registered_by_the_importer_alone(client: Client) -> None:
    manager = Actor("m", (Grant("programme_manager", "ONE"),))
    with pytest.raises(NotAllowed):
        client.call(people_calls.RegisterPeople, {"people": [{"name": "A"}]}, actor=manager)

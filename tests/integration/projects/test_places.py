"""Lists of places on a real database: by command and by file, once, and what may then be named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert

from services.projects.commands import places, programmes, projects
from services.projects.imports.places import PlacesList
from services.projects.views import places as place_views
from shared.calls import projects as calls
from shared.database import transaction
from shared.errors import Invalid, NotFound
from shared.files import Files
from shared.imports import jobs
from shared.imports.jobs import import_jobs
from shared.imports.runner import Runner
from tests.integration.projects.conftest import Programme

SAMPLE = Path(__file__).parents[3] / "sample" / "places.csv"
PLACE = {"code": "N1", "kind": "neighbourhood", "boundary_set": "2024", "title": "Northgate"}
NAMED = {name: PLACE[name] for name in ("code", "kind", "boundary_set")}

Import = Callable[..., dict[str, Any]]


@pytest.fixture
def importing(programme: Programme, tmp_path: Path) -> Iterator[Import]:
    """Import these bytes for the programme; gives the finished job."""
    files = Files(f"file://{tmp_path}/files")

    def run(content: bytes, **more: Any) -> dict[str, Any]:
        job_id = str(uuid4())
        job = {"job_id": job_id, "kind": "places", "file_name": "places.csv", "dry_run": False, "actor_id": "manager"}
        asked = job | {"programme_id": programme.programme_id, "sha256": files.put(content).sha256} | more
        with transaction(programme.engine) as session:
            session.execute(insert(import_jobs).values(asked))
        Runner(programme.engine, files, [PlacesList()], _nobody).run(job_id)
        shown: dict[str, Any] = programme.do(jobs.show, calls.ImportJob, job_id=job_id)
        return shown

    yield run


def _nobody(*_: Any, **__: Any) -> Any:
    raise AssertionError("places are asked of nobody")


def counts(job: dict[str, Any]) -> tuple[int, int, int]:
    return job["accepted"], job["unchanged"], job["refused_count"]


def listed(programme: Programme, **more: Any) -> list[dict[str, Any]]:
    asked = {"programme_id": programme.programme_id} | more
    items: list[dict[str, Any]] = programme.do(place_views.list_places, calls.Places, **asked)["items"]
    return items


def own_facts(programme: Programme) -> list[dict[str, Any]]:
    return [fact for fact in programme.facts() if fact["programmeid"] == programme.programme_id]


def test_a_file_is_taken_in_once_and_again_nothing_changes(programme: Programme, importing: Import) -> None:
    assert counts(importing(SAMPLE.read_bytes())) == (10, 0, 0)
    assert counts(importing(SAMPLE.read_bytes())) == (0, 10, 0)
    found = listed(programme, kind="neighbourhood")
    assert [place["code"] for place in found] == [f"SAMPLE-N{n:02d}" for n in range(1, 11)]
    assert (found[0]["deprivation_decile"], found[0]["population"]) == (1, 14200)
    facts = [fact for fact in own_facts(programme) if fact["type"] == "projects.place.listed"]
    assert {(fact["effectiveon"], fact["sequence"], fact["origin"]) for fact in facts} == {("2024-01-01", 1, "import")}


def test_a_dry_run_counts_and_leaves_nothing(programme: Programme, importing: Import) -> None:
    assert counts(importing(SAMPLE.read_bytes(), dry_run=True)) == (10, 0, 0)
    assert listed(programme) == []


def test_a_bad_row_is_refused_by_row_and_field_and_the_rest_taken(programme: Programme, importing: Import) -> None:
    bad = SAMPLE.read_bytes().replace(b"Canalside (sample),neighbourhood", b"Canalside (sample),hamlet")
    job = importing(bad)
    assert counts(job) == (9, 0, 1)
    assert (job["refused"][0]["row"], job["refused"][0]["field"]) == (5, "kind")
    assert len(listed(programme)) == 9


def test_a_place_that_differs_corrects_what_was_listed(programme: Programme, importing: Import) -> None:
    importing(SAMPLE.read_bytes())
    assert counts(importing(SAMPLE.read_bytes().replace(b",14200", b",14300"))) == (1, 9, 0)
    first, second = [f for f in own_facts(programme) if f["data"].get("code") == "SAMPLE-N01"]
    assert (second["corrects"], second["sequence"]) == (first["id"], 2)


def test_a_file_for_no_programme_is_refused_whole(importing: Import) -> None:
    job = importing(SAMPLE.read_bytes(), programme_id="")
    assert (job["state"], "which one" in job["message"]) == ("refused", True)


def test_places_are_listed_by_request_as_well(programme: Programme) -> None:
    asked = {"programme_id": programme.programme_id, "places": [PLACE]}
    done = programme.do(places.list_places, calls.ListPlaces, **asked)
    assert done == {"listed": 1, "unchanged": 0}
    again = programme.do(places.list_places, calls.ListPlaces, **asked)
    assert again == {"listed": 0, "unchanged": 1}
    for wrong in ([PLACE, PLACE], [PLACE | {"deprivation_decile": 3}], [PLACE | {"parent_code": "N1"}]):
        with pytest.raises(Invalid):
            programme.do(places.list_places, calls.ListPlaces, **asked | {"places": wrong})
    with pytest.raises(NotFound):
        programme.do(places.list_places, calls.ListPlaces, **asked | {"programme_id": "NOTHING"})


def test_once_a_kind_is_listed_only_listed_places_of_that_kind_may_be_named(programme: Programme) -> None:
    unknown = NAMED | {"code": "N2"}
    programme.project(places=[unknown])  # nothing is listed yet
    programme.do(places.list_places, calls.ListPlaces, programme_id=programme.programme_id, places=[PLACE])
    it = programme.project(places=[NAMED])
    city = {"code": "E08000012", "kind": "city", "boundary_set": "2023"}
    programme.project(places=[NAMED, city])  # of cities there is no list
    for wrong in (unknown, NAMED | {"boundary_set": "2023"}):
        with pytest.raises(Invalid, match="list of places"):
            programme.project(places=[wrong])
        with pytest.raises(Invalid) as refused:
            programme.do(projects.change_project, calls.ChangeProject, project_id=it, places=[wrong])
        assert list(refused.value.fields) == ["places"]
    with pytest.raises(Invalid):
        programme.do(
            programmes.change_programme,
            calls.ChangeProgramme,
            programme_id=programme.programme_id,
            places=[unknown],
        )


def test_the_list_of_one_programme_binds_no_other(programme: Programme) -> None:
    programme.do(places.list_places, calls.ListPlaces, programme_id=programme.programme_id, places=[PLACE])
    theirs = f"{programme.programme_id}-B"
    made = {"programme_id": theirs, "title": "B", "host_org_id": "council", "starts_on": "2024-01-01"}
    programme.do(programmes.create_programme, calls.CreateProgramme, **made)
    start = {"programme_id": theirs, "title": "Homes", "started_on": "2024-02-01"}
    programme.do(projects.start_project, calls.StartProject, **start, places=[NAMED | {"code": "elsewhere"}])

"""The API's machinery: fields, keys, versions, pages, batches; each route's description."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from services.gateway.api.table import TABLE
from shared import permissions
from shared.context import Actor
from shared.errors import Conflict
from tests.unit.gateway.switchboard import Switchboard


def test_every_line_of_the_table_is_a_declared_call_with_a_row_of_permissions() -> None:
    for route in TABLE:
        assert route.call.name() == route.call_name
        assert permissions.row(route.call_name)
        assert set(route.in_address) <= set(route.call._declared_fields), route
        assert route.changes == (route.method != "GET"), route


def test_a_command_carries_its_key_its_version_and_who_sent_it(api: Any, services: Switchboard) -> None:
    services.answers["people.register_person"] = {"result": {"person_id": "p", "version": 3}, "events": ["e"]}
    answer = api.post("/api/v1/people", json={"name": "x"}, headers={"Idempotency-Key": "k", "If-Match": '"2"'})
    assert answer.status_code == 201
    assert answer.get_json() == {"result": {"person_id": "p", "version": 3}, "events": ["e"]}
    assert answer.headers["ETag"] == '"3"'
    fields, options = services.last("people.register_person")
    assert fields == {"name": "x"}
    assert (options["idempotency_key"], options["expected_version"], options["actor"].id) == ("k", 2, "p-1")
    assert options["correlation_id"] == answer.headers["Waymark-Correlation"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("If-Match", '"abc"'),
        ("Idempotency-Key", "x" * 201),
        ("Waymark-Recorded-On", "yesterday"),
        ("Waymark-Origin", "me"),
    ],
)
def test_a_header_that_is_not_usable_is_named(api: Any, services: Switchboard, header: str, value: str) -> None:
    answer = api.post("/api/v1/people", json={"name": "x"}, headers={header: value})
    assert answer.status_code == 422
    assert len(services.asked) == 1


def test_a_reader_that_has_the_version_is_told_so(api: Any, services: Switchboard) -> None:
    services.answers["outputs.output"] = {"output_id": "1", "version": 7}
    assert api.get("/api/v1/outputs/1").headers["ETag"] == '"7"'
    assert api.get("/api/v1/outputs/1", headers={"If-None-Match": '"7"'}).status_code == 304


def test_a_list_links_to_its_next_page(api: Any, services: Switchboard) -> None:
    services.answers["people.people"] = {"items": [], "next": "a b"}
    answer = api.get("/api/v1/people?limit=5&ids=1&ids=2")
    assert services.last("people.people")[0] == {"limit": "5", "ids": ["1", "2"]}
    assert answer.headers["Link"] == '</api/v1/people?limit=5&ids=1&ids=2&after=a+b>; rel="next"'


@pytest.mark.parametrize(("number", "status"), [(2.5, 422), (1e-9, 422), (float(2), 200), (2, 200)])
def test_a_number_is_never_cut_to_a_whole_one(api: Any, services: Switchboard, number: float, status: int) -> None:
    services.answers["reporting.render_report"] = {"known_at": 2, "artefacts": {}}
    answer = api.post("/api/v1/reports/render", json={"programme_id": "P", "known_at": number})
    assert answer.status_code == status
    if status == 200:
        assert repr(services.last("reporting.render_report")[0]["known_at"]) == "2"


def test_a_null_reaches_the_service_as_it_was_sent(api: Any, services: Switchboard) -> None:
    services.answers["outputs.change_output"] = {"result": {}, "events": []}
    assert api.post("/api/v1/outputs/1/change", json={"doi": None}).status_code == 200
    assert services.last("outputs.change_output")[0] == {"output_id": "1", "doi": None}


def test_an_address_and_a_body_that_disagree_are_refused(api: Any) -> None:
    answer = api.post("/api/v1/outputs/1/publish", json={"output_id": "2", "published_on": "2026"})
    assert answer.status_code == 422
    assert "output_id" in answer.get_json()["fields"]


def test_a_batch_stops_at_the_first_failure_and_says_which(api: Any, services: Switchboard) -> None:
    def register(fields: dict[str, Any]) -> dict[str, Any]:
        if fields["name"] == "bad":
            raise Conflict("There is one already.")
        return {"result": {"name": fields["name"]}, "events": []}

    services.answers["people.register_person"] = register
    items = [
        {"call": "people.register_person", "fields": {"name": name}, "idempotency_key": name}
        for name in ("a", "bad", "c")
    ]
    answer = api.post("/api/v1/batch", json={"items": items})
    assert answer.status_code == 409
    problem = answer.get_json()
    assert problem["index"] == 1
    assert [reply["result"]["name"] for reply in problem["replies"]] == ["a"]
    assert [f["name"] for n, f, _ in services.asked if n == "people.register_person"] == ["a", "bad"]


def test_only_the_administrator_of_a_sample_tells_what_others_did(visitor: Any, services: Switchboard) -> None:
    body = {
        "origin": "sample",
        "items": [{"call": "people.register_person", "fields": {"name": "x"}, "as_person_id": "p-9"}],
    }
    refused = visitor.post("/api/v1/batch", json=body, headers={"Authorization": "Bearer good"})
    assert refused.status_code == 403
    done = visitor.post("/api/v1/batch", json=body, headers={"Authorization": "Bearer operator"})
    assert done.status_code == 200
    options = services.last("people.register_person")[1]
    assert isinstance(options["actor"], Actor)
    assert (options["actor"].id, options["origin"]) == ("p-9", "sample")


def test_outside_a_sample_nothing_is_told_in_anothers_name(make_app: Any, services: Switchboard) -> None:
    client = make_app(sample=False).test_client()
    body = {"origin": "sample", "items": [{"call": "people.register_person", "as_person_id": "p-9"}]}
    answer = client.post("/api/v1/batch", json=body, headers={"Authorization": "Bearer operator"})
    assert answer.status_code == 422
    assert "people.register_person" not in [name for name, _, _ in services.asked]


def test_an_upload_is_kept_under_its_fingerprint_and_passed_on_by_it(
    api: Any, services: Switchboard, tmp_path: Path
) -> None:
    services.answers["outputs.start_import"] = {"result": {"job_id": "7"}, "events": []}
    form = {"kind": "outputs", "dry_run": "true", "programme": "P", "file": (BytesIO(b"@article{}"), "../a/x.bib")}
    answer = api.post("/api/v1/imports", data=form)
    assert answer.status_code == 202
    assert answer.headers["Location"] == "/api/v1/imports/outputs:7"
    fields, _ = services.last("outputs.start_import")
    assert (fields["file_name"], fields["dry_run"], fields["programme_id"]) == ("x.bib", True, "P")
    kept = tmp_path / "files" / fields["sha256"][:2] / fields["sha256"]
    assert kept.read_bytes() == b"@article{}"


def test_a_file_opens_only_by_a_ticket_of_ones_own(app: Any, api: Any, services: Switchboard) -> None:
    stored = app.extensions["waymark_files"].put(b"<p>report</p>")
    artefact = {"sha256": stored.sha256, "size": stored.size, "file_name": "report.html"}
    services.answers["reporting.render_report"] = {"known_at": 5, "artefacts": {"html": artefact}}
    url = api.post("/api/v1/reports/render", json={"programme_id": "P"}).get_json()["artefacts"]["html"]["url"]
    mine = api.get(url)
    assert mine.data == b"<p>report</p>"
    assert mine.headers["Content-Disposition"] == "attachment; filename=report.html"
    assert mine.headers["Content-Security-Policy"].startswith("sandbox")
    other = app.test_client().get(url, headers={"Authorization": "Bearer operator"})
    assert other.status_code == 404
    assert api.get(url.replace("ticket=", "ticket=x")).status_code == 404


def test_no_address_is_also_that_of_a_thing_with_such_an_id(app: Any, visitor: Any) -> None:
    """Else it would say that it answers methods that are the other's."""
    there = app.url_map.bind("localhost")
    for path, item in visitor.get("/api/openapi.json").get_json()["paths"].items():
        described = {method.upper() for method in set(item) - {"parameters"}}
        assert set(there.allowed_methods(re.sub(r"{\w+}", "x1", path))) - {"HEAD", "OPTIONS"} == described, path


def test_the_description_is_openapi_3_1_and_names_every_route(app: Any, visitor: Any) -> None:
    description = visitor.get("/api/openapi.json").get_json()
    assert description["openapi"] == "3.1.0"
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, item in description["paths"].items() for method in set(item) - {"parameters"}}
    assert served == described
    text = json.dumps(description)
    for name in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in description["components"]["schemas"]

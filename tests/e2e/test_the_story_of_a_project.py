"""Two years of a project through the public API, told on their days; then its plan as it was on past dates, by hand.

In a sample installation, where a fact may be recorded on a past day, without the sample: what is known never runs back,
so after the sample nothing can become known in 2024 any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from running import Suite, start

PROGRAMME = "STORY"
A, B, C, D = "story-data", "story-plan", "story-survey", "story-final"
EVIDENCE = b"Invented evidence: the linked data set was signed off on 14 February 2025.\n"


@dataclass
class Teller:
    """Says what happened through the API, each thing on its day, and remembers the facts that came of it."""

    suite: Suite
    facts: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.api = self.suite.api()

    def tell(self, on: str, path: str, fields: dict[str, Any], name: str = "") -> dict[str, Any]:
        answer = self.api.post(path, json=fields, headers={"Waymark-Recorded-On": on})
        assert answer.ok, f"{on} {path}: {answer.text}"
        return self.keep(answer.json(), name)

    def tell_as(self, person_id: str, on: str, call: str, fields: dict[str, Any], name: str = "") -> dict[str, Any]:
        """Said by somebody else than the operator."""
        item = {"call": call, "fields": fields, "recorded_on": on, "as_person_id": person_id}
        answer = self.api.post("/batch", json={"origin": "sample", "items": [item]})
        assert answer.ok, answer.text
        return self.keep(answer.json()["replies"][0], name)

    def keep(self, reply: dict[str, Any], name: str) -> dict[str, Any]:
        """Wait for its facts to be in the ledger, so that the next day comes after this one there too."""
        for event in reply["events"]:
            assert self.api.get(f"/events/{event}?wait=5").json()["position"] is not None
        self.facts[name] = reply["events"]
        result: dict[str, Any] = reply["result"]
        return result

    def ask(self, read: str, **query: Any) -> dict[str, Any]:
        answer = self.api.get(f"/programmes/{PROGRAMME}/{read}", params=query)
        assert answer.ok, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teller]:
    data = tmp_path_factory.mktemp("story") / "data"
    data.mkdir()
    (data / "sample-loaded.json").write_text("{}")  # a sample installation that thinks that it has the sample
    suite = start(data)
    teller = Teller(suite)
    the_story(teller)
    yield teller
    suite.stop()
    suite.erase()


def the_story(teller: Teller) -> None:
    tell = teller.tell
    org = tell("2024-01-02", "/organisations", {"name": "Invented Council", "sector": "local_authority"})["org_id"]
    person = tell("2024-01-02", "/people", {"name": "Invented Lead", "email": "lead@example.org"})["person_id"]
    programme = {"programme_id": PROGRAMME, "title": "A story", "host_org_id": org, "starts_on": "2024-01-02"}
    tell("2024-01-02", "/programmes", programme)
    unit = {"programme_id": PROGRAMME, "workstream_id": "story-unit", "title": "Unit of the story"}
    tell("2024-01-02", "/workstreams", unit)
    project = {"programme_id": PROGRAMME, "project_id": "story-project", "title": "Warm homes"}
    tell("2024-01-08", "/projects", project | {"workstream_id": "story-unit", "started_on": "2024-01-08"})
    # planned, and baselined
    for key, title, due in (
        (A, "Linked data set", "2024-09-30"),
        (B, "Evaluation plan", "2024-12-31"),
        (D, "Final report", "2025-11-30"),
    ):
        milestone(teller, "2024-01-15", key, title, due)
    tell("2024-02-01", "/baselines", {"programme_id": PROGRAMME, "title": "As agreed"}, "first baseline")
    # slipped twice, with reasons; one more planned between; one pulled in
    move(teller, "2024-05-10", A, "2024-11-15", "recruitment", "first slip")
    milestone(teller, "2024-08-05", C, "Extra survey", "2025-03-31")
    move(teller, "2024-10-21", A, "2025-01-31", "approval", "second slip")
    move(teller, "2024-11-04", B, "2024-11-30", "other", "pulled in")
    tell("2024-11-28", f"/milestones/{B}/achieve", {"achieved_on": "2024-11-28"}, "plan done")
    # a change asked for, approved, and with it a new baseline
    request = {
        "change_request_id": "story-change",
        "programme_id": PROGRAMME,
        "title": "A later date for the data set",
        "kind": "time",
        "needs": "board",
        "changes": [{"call": "baseline_plan", "fields": {"programme_id": PROGRAMME, "title": "After the delay"}}],
    }
    teller.tell_as(person, "2024-11-29", "projects.submit_change_request", request, "submitted")
    approval = {"decision": "approved", "decided_by": "board"}
    tell("2024-12-02", "/change-requests/story-change/decide", approval, "approved")
    tell("2025-01-20", f"/milestones/{C}/cancel", {"reason_code": "scope"}, "cancelled")
    # achieved late, with evidence, and said some days after
    upload = teller.api.post("/files", files={"file": ("evidence.txt", EVIDENCE, "text/plain")})
    assert upload.status_code == 201, upload.text
    evidence = {"achieved_on": "2025-02-14", "evidence_file_ids": [upload.json()["sha256"]]}
    tell("2025-02-20", f"/milestones/{A}/achieve", evidence, "data set done")
    # known in March, said in June
    late = {"forecast_on": "2025-12-20", "reason_code": "partner", "known_on": "2025-03-03"}
    tell("2025-06-10", f"/milestones/{D}/reforecast", late, "late slip")
    tell("2025-12-19", f"/milestones/{D}/achieve", {"achieved_on": "2025-12-18"}, "report done")


def milestone(teller: Teller, on: str, key: str, title: str, due: str) -> None:
    fields = {"programme_id": PROGRAMME, "milestone_id": key, "title": title, "project_id": "story-project"}
    needs_evidence = {"evidence_required": key == A}
    teller.tell(on, "/milestones", fields | {"baseline_on": due} | needs_evidence, f"planned {key}")


def move(teller: Teller, on: str, key: str, to: str, reason: str, name: str) -> None:
    teller.tell(on, f"/milestones/{key}/reforecast", {"forecast_on": to, "reason_code": reason}, name)


Row = tuple[str, str, str | None, str, int | None]
#: date -> milestone -> (baseline, forecast, achieved, state, slip in days), as we knew it then
AS_KNOWN: dict[str, dict[str, Row]] = {
    "2024-03-01": {
        A: ("2024-09-30", "2024-09-30", None, "planned", 0),
        B: ("2024-12-31", "2024-12-31", None, "planned", 0),
        D: ("2025-11-30", "2025-11-30", None, "planned", 0),
    },
    "2024-06-30": {
        A: ("2024-09-30", "2024-11-15", None, "planned", 46),
        B: ("2024-12-31", "2024-12-31", None, "planned", 0),
        D: ("2025-11-30", "2025-11-30", None, "planned", 0),
    },
    "2024-11-10": {
        A: ("2024-09-30", "2025-01-31", None, "planned", 123),
        B: ("2024-12-31", "2024-11-30", None, "planned", -31),
        C: ("2025-03-31", "2025-03-31", None, "planned", 0),
        D: ("2025-11-30", "2025-11-30", None, "planned", 0),
    },
    "2025-02-16": {
        A: ("2025-01-31", "2025-01-31", None, "planned", 0),
        B: ("2024-11-28", "2024-11-30", "2024-11-28", "achieved", 0),
        C: ("2025-03-31", "2025-03-31", None, "cancelled", None),
        D: ("2025-11-30", "2025-11-30", None, "planned", 0),
    },
    "2025-04-01": {
        A: ("2025-01-31", "2025-01-31", "2025-02-14", "achieved", 14),
        B: ("2024-11-28", "2024-11-30", "2024-11-28", "achieved", 0),
        C: ("2025-03-31", "2025-03-31", None, "cancelled", None),
        D: ("2025-11-30", "2025-11-30", None, "planned", 0),
    },
}
#: what was said later changes these: the data set was done on 14 February, the final report's delay known in March
SAID_LATER: dict[str, dict[str, Row]] = {
    "2025-02-16": {A: ("2025-01-31", "2025-01-31", "2025-02-14", "achieved", 14)},
    "2025-04-01": {D: ("2025-11-30", "2025-12-20", None, "planned", 20)},
}


def rows(found: dict[str, Any]) -> dict[str, Row]:
    names = ("baseline_on", "forecast_on", "achieved_on", "state", "slip_days")
    return {item["milestone_id"]: tuple(item[name] for name in names) for item in found["items"]}


@pytest.mark.parametrize("on", AS_KNOWN)
def test_the_plan_as_we_knew_it_on_a_past_day(told: Teller, on: str):
    assert rows(told.ask("plan", known_on=on)) == AS_KNOWN[on]


@pytest.mark.parametrize("on", AS_KNOWN)
def test_the_plan_as_it_was_on_a_past_day(told: Teller, on: str):
    assert rows(told.ask("plan", true_on=on)) == AS_KNOWN[on] | SAID_LATER.get(on, {})


def test_at_the_end_every_slip_is_kept_against_every_baseline(told: Teller):
    end = {"true_on": "2025-12-31"}
    slips = {key: row[4] for key, row in rows(told.ask("plan", **end)).items()}
    assert slips == {A: 14, B: 0, C: None, D: 18}
    first = {key: row[4] for key, row in rows(told.ask("plan", **end, baseline="first")).items()}
    assert first == {A: 137, B: -33, C: None, D: 18}
    agreed = {key: row[4] for key, row in rows(told.ask("plan", **end, baseline="As agreed")).items()}
    assert agreed == {A: 137, B: -33, C: None, D: 18}
    found = told.ask("plan", **end)
    data_set = next(item for item in found["items"] if item["milestone_id"] == A)
    assert data_set["facts"]["achieved_on"]["event_id"] in told.facts["data set done"]
    assert data_set["facts"]["baseline_on"]["event_id"] in told.facts["approved"]


def kinds(found: dict[str, Any]) -> dict[tuple[str, str], tuple[int | None, list[str]]]:
    return {
        (item["milestone_id"], item["kind"]): (item["days"], [fact["event_id"] for fact in item["facts"]])
        for item in found["items"]
    }


def test_each_difference_from_a_past_day_names_its_fact(told: Teller):
    """From 30 June 2024, as we knew it then, to the end of 2025."""
    found = told.ask("plan/compare", with_date="2024-06-30", true_on="2025-12-31")
    new_baseline = told.facts["approved"]
    expected: dict[tuple[str, str], tuple[int | None, list[str]]] = {
        (C, "added"): (None, told.facts[f"planned {C}"]),
        (C, "cancelled"): (None, told.facts["cancelled"]),
        (A, "moved"): (77, told.facts["second slip"]),
        (B, "moved"): (-31, told.facts["pulled in"]),
        (D, "moved"): (20, told.facts["late slip"]),
        (A, "rebaselined"): (123, new_baseline),
        (B, "rebaselined"): (-33, new_baseline),
        (A, "achieved"): (91, told.facts["data set done"]),
        (B, "achieved"): (-33, told.facts["plan done"]),
        (D, "achieved"): (18, told.facts["report done"]),
    }
    shown = kinds(found)
    assert shown.keys() == expected.keys()
    for difference, (days, facts) in expected.items():
        assert shown[difference][0] == days, difference
        assert shown[difference][1], difference
        assert set(shown[difference][1]) <= set(facts), difference
    reasons = {(item["milestone_id"], item["kind"]): item["reasons"] for item in found["items"]}
    assert reasons[A, "moved"] == ["approval"]
    assert reasons[D, "moved"] == ["partner"]


def test_each_difference_opens_to_its_fact(told: Teller):
    for item in told.ask("plan/compare", with_date="2024-06-30", true_on="2025-12-31")["items"]:
        for fact in item["facts"]:
            opened = told.api.get(f"/facts/{fact['event_id']}").json()
            assert (opened["position"], opened["sentence"][:9]) == (fact["position"], fact["sentence"][:9])


def test_the_plan_is_compared_with_the_baseline_that_the_change_made(told: Teller):
    found = told.ask("plan/compare", with_baseline="After the delay", true_on="2025-12-31")
    assert found["with"]["fact"]["event_id"] in told.facts["approved"]
    assert {difference: days for difference, (days, _) in kinds(found).items()} == {
        (A, "achieved"): 14,
        (B, "moved"): 2,  # its baseline was set to the day on which it was done, two days before its forecast
        (C, "cancelled"): None,
        (D, "moved"): 20,
        (D, "achieved"): 18,
    }


#: quarter -> pushed out (moves, days, reasons), pulled in (days), added, finished late (days, days from the first)
QUARTERS: dict[tuple[str, str], tuple[Any, Any, Any, Any]] = {
    ("2024-01-01", "2024-03-31"): ({}, {}, {A, B, D}, {}),
    ("2024-04-01", "2024-06-30"): ({A: (1, 46, ["recruitment"])}, {}, set(), {}),
    ("2024-07-01", "2024-09-30"): ({}, {}, {C}, {}),
    ("2024-10-01", "2024-12-31"): ({A: (1, 77, ["approval"])}, {B: 31}, set(), {}),
    ("2025-01-01", "2025-03-31"): ({D: (1, 20, ["partner"])}, {}, set(), {A: (14, 137)}),
    ("2025-04-01", "2025-06-30"): ({}, {}, set(), {}),
    ("2025-07-01", "2025-09-30"): ({}, {}, set(), {}),
    ("2025-10-01", "2025-12-31"): ({}, {}, set(), {D: (18, 18)}),
}


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_slippage_of_each_quarter(told: Teller, quarter: tuple[str, str]):
    found = told.ask("slippage", period_from=quarter[0], period_to=quarter[1])
    out, pulled, added, late = QUARTERS[quarter]
    items = {item["milestone_id"]: item for item in found["items"]}
    assert {k: (i["moves_out"], i["days_out"], i["reasons"]) for k, i in items.items() if i["moves_out"]} == out
    assert {k: i["days_in"] for k, i in items.items() if i["moves_in"]} == pulled
    assert {k for k, i in items.items() if i["added"]} == added
    assert {k: (i["days_late"], i["days_late_first"]) for k, i in items.items() if i["finished_late"]} == late
    assert {reason["reason_code"]: reason["days"] for reason in found["by_reason"]} == {
        reasons[0]: days for _, days, reasons in out.values()
    }
    assert all(item["facts"] for item in items.values())


def test_a_slip_that_was_said_late_is_not_in_the_quarter_as_we_knew_it(told: Teller):
    quarter = {"period_from": "2025-01-01", "period_to": "2025-03-31"}
    then = told.ask("slippage", **quarter, known_on="2025-03-31")
    assert [item["milestone_id"] for item in then["items"]] == [A]
    assert then["totals"]["days_out"] == 0


def test_the_evidence_is_the_file_that_was_uploaded(told: Teller):
    digest = hashlib.sha256(EVIDENCE).hexdigest()
    found = told.ask("records/achievements", true_on="2025-12-31", where=f"milestone_id={A}")
    assert [item["values"]["evidence_file_ids"] for item in found["items"]] == [[digest]]
    assert told.api.get(f"/files/{digest}", params={"milestone": A}).content == EVIDENCE


def test_silence_and_overview_on_a_past_day(told: Teller):
    found = told.ask("silence", true_on="2025-05-31")
    assert [(item["project_id"], item["days_silent"]) for item in found["items"]] == [("story-project", 89)]
    # as we knew it: the slip of 3 March was not known on that day, so the last was the data set's achievement
    then = told.ask("silence", known_on="2025-05-31")
    assert [item["days_silent"] for item in then["items"]] == [106]
    overview = told.ask("overview", true_on="2025-05-31")
    assert overview["programme"]["milestones"] == {
        "all": 4, "planned": 1, "achieved": 2, "cancelled": 1, "overdue": 0, "green": 0, "amber": 1, "red": 0,
    }  # fmt: skip
    assert (overview["programme"]["rag"], overview["programme"]["confidence"]) == ("amber", None)

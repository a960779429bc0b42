"""Capture by identifier: looked up, proposed, claimed or rejected; the same DOI in any spelling is the same output."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from installation import Installation, until
from registries import Registries, Reply, as_json, kept, serving

from services.outputs.service import Outputs
from services.outputs.sources.chosen import chosen
from shared.calls import outputs as calls
from shared.context import Actor, Grant
from shared.errors import Conflict, Invalid, NotAllowed, NotFound
from shared.messaging.client import Client
from shared.settings import settings
from tests.integration.outputs.conftest import Asking

DOI = "10.5555/homes.2026.01"
SPELLINGS = (
    "10.5555/homes.2026.01",
    "doi:10.5555/homes.2026.01",
    "http://dx.doi.org/10.5555/homes.2026.01",
    "https://doi.org/10.5555/HOMES.2026.01",
    "10.5555/HOMES.2026.01",
    "PMID 39000001",
    "PMC11000001",
)


@pytest.fixture(scope="module")
def registry() -> Iterator[Registries]:
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def service(
    installation: Installation, registry: Registries, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    """The service with look-ups switched on, and a local server in the place of every registry."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILES_URL", f"file://{tmp_path_factory.mktemp('files')}")
        for name, value in registry.settings().items():
            patch.setenv(name, value)
        settings.cache_clear()
        chosen.cache_clear()
        installation.databases("outputs")
        with installation.running(Outputs):
            client = Client(installation.amqp_uri, timeout=20)
            yield client
            client.close()
    settings.cache_clear()
    chosen.cache_clear()


@pytest.fixture
def ask(ask: Asking, registry: Registries) -> Asking:
    """A programme of its own, with the article known to the registries, and nothing kept of what they said before."""
    registry.replies.clear()
    registry.asked.clear()
    registry.crossref(DOI, as_json(kept("crossref")))
    registry.europe_pmc(kept("europe_pmc"))
    with ask.installation.engine("outputs").begin() as connection:
        connection.exec_driver_sql("delete from source_replies")
    return ask


def ended(ask: Asking, lookup_id: str) -> dict[str, Any]:
    """The outcome of a look-up, once there is one."""

    def outcome() -> dict[str, Any] | None:
        found: dict[str, Any] = ask(calls.LookUpOutcome, lookup_id=lookup_id)
        return found if found["state"] != "waiting" else None

    return dict(until(outcome, what="the look-up ends"))


def looked_up(ask: Asking, identifier: str, **options: Any) -> dict[str, Any]:
    reply = ask(calls.LookUp, programme_id=ask.programme, identifier=identifier, **options)
    return ended(ask, reply["lookup_id"]) if reply["state"] == "waiting" else dict(reply)


def proposals(ask: Asking, **filters: Any) -> list[dict[str, Any]]:
    return list(ask(calls.Proposals, programme_id=ask.programme, **filters)["items"])


def test_an_output_by_doi_is_one_look_up_and_one_claim_with_the_awards_that_the_work_names(ask: Asking) -> None:
    award = f"a-{ask.programme}"
    ask.tell_of_award(award, "NIHR206537")
    outcome = looked_up(ask, f"https://doi.org/{DOI}")
    assert [each["source"] for each in outcome["sources"]] == ["Crossref", "Europe PMC"]

    def suggested() -> list[dict[str, Any]]:
        return list(ask(calls.Proposal, proposal_id=outcome["proposal_id"])["suggested"])

    (suggestion,) = until(suggested, what="the award is known here")
    assert (suggestion["award_id"], suggestion["written"], suggestion["funder"]) == (award, "NIHR 206537", "nihr")
    assert ask.facts() == []  # a proposal is no fact
    claim = ask(calls.ClaimProposal, proposal_id=outcome["proposal_id"], award_ids=[award, "other-award"])
    recorded, stated, asserted, licensed, free = ask.facts()
    assert recorded["data"]["identifiers"]["doi"] == DOI
    assert (recorded["effectiveon"], recorded["data"]["author_count"]) == ("2026-02-17", 3)
    assert recorded["data"]["funding"][0]["awards"] == ["NIHR 206537", "17/44/48"]
    assert "Other" not in str(recorded["data"])
    assert (stated["data"]["award_id"], stated["data"]["basis"]) == (award, "stated_in_work")
    assert (asserted["data"]["award_id"], asserted["data"]["basis"]) == ("other-award", "asserted_by_person")
    assert (licensed["data"]["licence_vor"], licensed["data"]["source"]) == ("CC-BY-4.0", "publisher")
    assert (free["data"]["europe_pmc"], free["data"]["source"]) == ("free", "europe_pmc")
    assert "europe_pmc_on" not in free["data"]  # that it is there, and not since when
    shown = ask(calls.Output, output_id=claim["output_id"])
    assert (shown["licence"], shown["identifiers"]["pmcid"], shown["recorded_by"]) == (
        "CC-BY-4.0",
        "PMC11000001",
        "person-1",
    )
    with pytest.raises(Conflict, match="claimed already"):
        ask(calls.ClaimProposal, proposal_id=outcome["proposal_id"])


def test_the_same_doi_in_any_spelling_is_the_same_output(ask: Asking, registry: Registries) -> None:
    output_id = ask(calls.ClaimProposal, proposal_id=looked_up(ask, DOI)["proposal_id"])["output_id"]
    asked = len(registry.asked)
    found = [looked_up(ask, spelling) for spelling in SPELLINGS]
    assert {(each["state"], each["output_id"]) for each in found} == {("known", output_id)}
    assert len(registry.asked) == asked  # nobody was asked what is known here
    assert len(ask.facts("output.recorded")) == 1


def test_what_waits_is_proposed_once_however_it_is_spelt(ask: Asking) -> None:
    first = looked_up(ask, DOI)["proposal_id"]
    assert {looked_up(ask, spelling)["proposal_id"] for spelling in SPELLINGS} == {first}
    assert [each["proposal_id"] for each in proposals(ask)] == [first]


def test_asked_twice_while_it_waits_it_is_one_look_up(ask: Asking, registry: Registries) -> None:
    """A registry that answers only when it is let: both commands are answered meanwhile."""
    registry.crossref(DOI, Reply(status=503, headers={"Retry-After": "1"}))
    registry.europe_pmc()
    first = ask(calls.LookUp, programme_id=ask.programme, identifier=DOI)
    second = ask(calls.LookUp, programme_id=ask.programme, identifier=f"doi:{DOI.upper()}")
    assert (first["state"], first["lookup_id"]) == ("waiting", second["lookup_id"])
    registry.crossref(DOI, as_json(kept("crossref")))
    assert ended(ask, first["lookup_id"])["state"] == "found"


def test_a_rejected_work_is_not_proposed_again_until_that_is_taken_back(ask: Asking) -> None:
    proposal_id = looked_up(ask, DOI)["proposal_id"]
    ask(calls.RejectProposal, proposal_id=proposal_id, reason_code="not_ours", note="Jo Bloggs of Elsewhere")
    again = looked_up(ask, SPELLINGS[2])
    assert (again["state"], again["proposal_id"]) == ("rejected", proposal_id)
    forced = looked_up(ask, DOI, again=True)
    assert (forced["state"], forced["proposal_id"]) == ("rejected", proposal_id)
    assert proposals(ask) == []
    with pytest.raises(Conflict, match="take the rejection back first"):
        ask(calls.ClaimProposal, proposal_id=proposal_id)
    (rejected,) = proposals(ask, state="rejected")
    assert (rejected["reason_code"], rejected["decided_by"]) == ("not_ours", "person-1")
    assert ask(calls.Proposal, proposal_id=proposal_id)["note"] == "Jo Bloggs of Elsewhere"
    ask(calls.ReconsiderProposal, proposal_id=proposal_id)
    with pytest.raises(Conflict, match="not rejected"):
        ask(calls.ReconsiderProposal, proposal_id=proposal_id)
    assert [each["proposal_id"] for each in proposals(ask)] == [proposal_id]
    assert ask.facts() == []


def test_an_output_that_is_known_gets_what_it_lacked_and_keeps_what_it_had(ask: Asking) -> None:
    output_id = ask.record(title="As we called it", doi=DOI, published_on="2026-02", licence="CC-BY-ND-4.0")
    assert looked_up(ask, DOI)["state"] == "known"
    outcome = looked_up(ask, DOI, again=True)
    assert (outcome["state"], outcome["output_id"]) == ("found", output_id)
    adds = ask(calls.Proposal, proposal_id=outcome["proposal_id"])["adds"]
    assert (adds["pmid"], adds["authors"], "licence" in adds) == ("39000001", 3, False)
    claim = ask(calls.ClaimProposal, proposal_id=outcome["proposal_id"])
    assert (claim["output_id"], claim["known"]) == (output_id, True)
    (changed,) = ask.facts("output.changed")
    assert changed["data"]["reason_code"] == "enriched"
    shown = ask(calls.Output, output_id=output_id)
    assert (shown["title"], shown["licence"], len(shown["authors"])) == ("As we called it", "CC-BY-ND-4.0", 3)
    assert looked_up(ask, DOI, again=True)["state"] == "known"  # nothing is lacking now
    assert proposals(ask) == []


def test_a_work_logged_by_hand_while_it_waited_is_completed_by_the_claim_and_not_doubled(ask: Asking) -> None:
    proposal_id = looked_up(ask, DOI)["proposal_id"]
    output_id = ask.record(title="By hand", doi=DOI.upper(), published_on="2026-02")
    claim = ask(calls.ClaimProposal, proposal_id=proposal_id, award_ids=["A1"])
    assert (claim["output_id"], claim["known"]) == (output_id, True)
    assert len(ask.facts("output.recorded")) == 1
    assert ask.attributed(output_id) == [("A1", "asserted")]


def test_the_works_of_an_orcid_id_are_proposed_where_they_are_not_known_and_completed_one_by_one(
    ask: Asking, registry: Registries
) -> None:
    registry.orcid("0000-0002-1825-0097", as_json(kept("orcid")))
    ask.record(
        title="What tenants told us: a brief", type="publication", subtype="technical_report", published_on="2025"
    )
    outcome = looked_up(ask, "https://orcid.org/0000-0002-1825-0097", person_id="person-ann")
    assert (outcome["state"], outcome["found"], outcome["fresh"]) == ("found", 2, 1)  # the brief is known by its title

    def complete() -> dict[str, Any] | None:
        (only,) = proposals(ask, person_id="person-ann")
        return only if only["author_count"] else None

    proposal = until(complete, what="authors and funders came from Crossref")
    assert proposal["sources"] == ["ORCID", "Crossref", "Europe PMC"]
    claim = ask(calls.ClaimProposal, proposal_id=proposal["proposal_id"])
    assert ask(calls.Output, output_id=claim["output_id"])["authors"][0]["person_id"] == "person-ann"
    again = looked_up(ask, "0000-0002-1825-0097", person_id="person-ann")
    assert (again["fresh"], again["message"]) == (0, "Every work of this iD is known here already")
    assert proposals(ask) == []


def test_what_nobody_knows_is_said_with_what_to_do(ask: Asking) -> None:
    outcome = looked_up(ask, "10.5555/nothing")
    assert outcome["state"] == "not_found"
    assert outcome["message"].startswith("Crossref and DataCite do not know it")


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(b"{broken", headers={"Content-Type": "application/json"}), "not JSON"),
        (Reply(b"<html>", headers={"Content-Type": "text/html"}), "instead of JSON"),
        (Reply(status=302, headers={"Location": "http://169.254.169.254/"}), "another host"),
    ],
    ids=["broken", "a web page", "led elsewhere"],
)
def test_a_registry_that_cannot_be_used_leaves_a_sentence_and_no_proposal(
    ask: Asking, registry: Registries, reply: Reply, says: str
) -> None:
    registry.replies.clear()
    registry.datacite("10.5555/x", reply)
    outcome = looked_up(ask, "10.5555/x")
    assert outcome["state"] == "failed"
    assert says in outcome["message"]
    assert "by hand" in outcome["message"]
    assert proposals(ask) == []


def test_who_may_log_for_whom_is_nobody_unless_it_was_allowed(ask: Asking) -> None:
    def claims(actor: str, role: str, on_behalf_of: str) -> str:
        given = Actor(actor, (Grant(role, ask.programme),))
        fields = {"programme_id": ask.programme, "type": "publication", "title": "For another", "published_on": "2026"}
        made = ask.client.call(calls.RecordOutput, fields | {"on_behalf_of": on_behalf_of}, actor=given)
        return str(made["result"]["output_id"])

    with pytest.raises(Invalid, match="only with a delegation") as refused:
        claims("librarian", "researcher", "professor")
    assert list(refused.value.fields) == ["on_behalf_of"]
    for_anyone = claims("person-1", "programme_manager", "professor")
    shown = ask(calls.Output, output_id=for_anyone)
    assert (shown["recorded_by"], shown["on_behalf_of"]) == ("person-1", "professor")
    assert ask.facts("output.recorded")[0]["data"]["on_behalf_of"] == "professor"

    ask.tell_of_delegation("granted", "d-1", "professor", "librarian", "2026-01-01")
    until(lambda: refusal(lambda: claims("librarian", "researcher", "professor")) is None, what="it is known here")
    for other in ("somebody-else", "manager"):  # of whom nothing is said
        assert refusal(lambda other=other: claims("librarian", "researcher", other)) is not None
    assert refusal(lambda: claims("professor", "researcher", "librarian")) is not None  # it does not hold both ways
    ask.tell_of_delegation("ended", "d-1", "professor", "librarian", "2026-02-01")
    until(lambda: refusal(lambda: claims("librarian", "researcher", "professor")) is not None, what="the end is known")


def refusal(work: Any) -> Invalid | None:
    try:
        work()
    except Invalid as error:
        return error
    return None


def test_ids_of_another_programme_look_as_if_they_did_not_exist(ask: Asking) -> None:
    proposal_id = looked_up(ask, DOI)["proposal_id"]
    stranger = Actor("person-9", (Grant("programme_manager", "P-elsewhere"),))
    for call, fields in (
        (calls.Proposal, {}),
        (calls.TryClaim, {}),
        (calls.ClaimProposal, {}),
        (calls.RejectProposal, {"reason_code": "not_ours"}),
        (calls.ReconsiderProposal, {}),
    ):
        with pytest.raises(NotFound):
            ask.client.call(call, fields | {"proposal_id": proposal_id}, actor=stranger)
    with pytest.raises(NotFound):
        ask.client.call(calls.Proposals, {"programme_id": ask.programme}, actor=stranger)
    funder = Actor("person-8", (Grant("funder", ask.programme),))
    with pytest.raises(NotAllowed):
        ask.client.call(calls.Proposals, {"programme_id": ask.programme}, actor=funder)


def test_trying_a_claim_gives_its_facts_and_leaves_nothing(ask: Asking) -> None:
    proposal_id = looked_up(ask, DOI)["proposal_id"]
    tried = ask(calls.TryClaim, proposal_id=proposal_id, award_ids=["A1"])["facts"]
    assert [fact["type"] for fact in tried[:2]] == ["outputs.output.recorded", "outputs.attribution.asserted"]
    assert ask.facts() == []
    assert ask(calls.Proposal, proposal_id=proposal_id)["state"] == "waiting"


def test_a_claim_sent_twice_with_one_key_is_one(ask: Asking) -> None:
    proposal_id = looked_up(ask, DOI)["proposal_id"]
    actor = Actor("person-1", (Grant("programme_manager", ask.programme),))
    key, fields = f"k-{proposal_id}", {"proposal_id": proposal_id}
    sent = [ask.client.call(calls.ClaimProposal, fields, actor=actor, idempotency_key=key) for _ in range(2)]
    assert sent[0] == sent[1]
    assert len(ask.facts("output.recorded")) == 1


def test_two_chapters_of_one_book_are_two_proposals(ask: Asking, registry: Registries) -> None:
    groups = kept("orcid")["group"][:1]
    for number in (1, 2):
        group = json.loads(json.dumps(groups[0]))
        isbn = {"external-id-type": "isbn", "external-id-value": "9780306406157", "external-id-relationship": "self"}
        group["external-ids"] = {"external-id": [isbn]}
        (summary,) = group["work-summary"][:1]
        summary |= {"title": {"title": {"value": f"Chapter {number}"}}, "type": "book-chapter"}
        groups.append(group | {"work-summary": [summary]})
    registry.orcid("0000-0002-1825-0097", as_json({"group": groups[1:]}))
    assert looked_up(ask, "0000-0002-1825-0097")["fresh"] == 2

"""Impact claims: nobody verifies their own, nothing shows nothing, and what rested on evidence falls with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from installation import until

from shared.calls import outputs as calls
from shared.calls.call import Call, Command
from shared.context import Actor, Grant, today
from shared.errors import Conflict, Invalid, NotAllowed, NotFound
from shared.files import Files
from shared.settings import settings
from tests.integration.outputs.test_involvement import consents, tell, withdraws

AUTHOR, COLLEAGUE, SECOND = "person-1", "person-2", "person-3"
CLAIM = {
    "title": "Families in cold homes got help sooner",
    "summary": "Referrals come from GP practices, so families are visited within a week.",
    "beneficiaries": "families with small children in two wards",
    "reach": "Two wards, 140 households, by the adviser's register.",
    "significance": "From six weeks of waiting to one.",
    "attribution": "We made the referral form; the practices and the advice service did the rest.",
    "began_on": "2026-01-12",
    "claimed_on": "2026-02-02",
    "tags": ["service"],
}
LINK = {"kind": "link", "source": "programme", "title": "Register of visits", "dated_on": "2026-02-03"}
OUTSIDE = {
    "kind": "link",
    "source": "statistics",
    "title": "Waiting times of the advice service",
    "url": "https://example.org/waiting",
    "dated_on": "2026-02-10",
}


class People:
    """Several people of one programme, each with a role."""

    def __init__(self, ask: Any) -> None:
        self.ask = ask
        self.programme: str = ask.programme

    def __call__(self, call: type[Call], by: str = AUTHOR, role: str = "researcher", **fields: Any) -> Any:
        actor = Actor(by, (Grant(role, self.programme),))
        answer = self.ask.client.call(call, fields, actor=actor)
        return answer["result"] if issubclass(call, Command) else answer

    def claim(self, by: str = AUTHOR, **fields: Any) -> str:
        return str(self(calls.ClaimImpact, by, programme_id=self.programme, **CLAIM | fields)["impact_id"])

    def attach(self, impact_id: str, by: str = COLLEAGUE, **fields: Any) -> str:
        given = LINK | {"url": f"https://example.org/{uuid4()}"} | fields
        if given["kind"] != "link":
            given.pop("url")
        return str(self(calls.AttachEvidence, by, impact_id=impact_id, **given)["evidence_id"])

    def one(self, impact_id: str) -> Any:
        return self(calls.ImpactClaim, impact_id=impact_id)

    def strength(self, impact_id: str) -> str:
        return str(self.one(impact_id)["strength"])

    def gaps(self, **fields: Any) -> list[str]:
        found = self(calls.EvidenceGaps, programme_id=self.programme, **fields)["items"]
        return [one["impact_id"] for one in found]

    def verified(self) -> tuple[str, str]:
        """A claim that a second person verified, and the evidence from outside that it rests on."""
        impact = self.claim()
        self.attach(impact)
        outside = self.attach(impact, **OUTSIDE)
        self(calls.RaiseImpact, COLLEAGUE, impact_id=impact, to="corroborated")
        self(calls.VerifyImpact, SECOND, impact_id=impact, note="I asked the advice service.")
        return impact, outside


@pytest.fixture
def people(ask: Callable[..., Any]) -> People:
    return People(ask)


def test_a_claim_is_asserted_until_something_shows_it_and_is_a_gap(people: People) -> None:
    impact = people.claim()
    one = people.one(impact)
    assert (one["strength"], one["state"], one["evidence_count"]) == ("asserted", "standing", 0)
    assert one["missing"] == ["To be evidenced: attach a file, a link or a testimonial that shows it."]
    assert one["summary"] == CLAIM["summary"]
    assert people.gaps() == [impact]
    (fact,) = people.ask.facts("impact.claimed")
    assert fact["effectiveon"] == "2026-01-12"
    assert fact["data"]["claimed_on"] == "2026-02-02"
    assert CLAIM["summary"] not in str(fact)


def test_a_claim_cannot_be_raised_to_evidenced_without_evidence(people: People) -> None:
    impact = people.claim()
    with pytest.raises(Conflict, match="Nothing shows it yet: attach a file, a link or a testimonial first"):
        people(calls.RaiseImpact, COLLEAGUE, impact_id=impact, to="evidenced")
    assert people.gaps() == [impact]
    people.attach(impact)
    assert people.strength(impact) == "evidenced"
    assert people.gaps() == []
    (judged,) = people.ask.facts("impact.strength_changed")
    assert (judged["data"]["from"], judged["data"]["to"]) == ("asserted", "evidenced")
    assert judged["data"]["reason_code"] == "evidence_attached"


def test_a_claim_is_corroborated_only_by_evidence_from_outside_the_programme(people: People) -> None:
    impact = people.claim()
    people.attach(impact)
    with pytest.raises(Conflict, match="evidence from outside the programme, and none of this is"):
        people(calls.RaiseImpact, COLLEAGUE, impact_id=impact, to="corroborated")
    people.attach(impact, **OUTSIDE)
    people(calls.RaiseImpact, AUTHOR, impact_id=impact, to="corroborated")
    assert people.strength(impact) == "corroborated"


def test_a_claim_climbs_one_step_at_a_time(people: People) -> None:
    impact = people.claim()
    people.attach(impact)
    with pytest.raises(Conflict, match="It is evidenced: it has to be corroborated first"):
        people(calls.VerifyImpact, SECOND, impact_id=impact, note="I believe it.")


def test_a_claim_cannot_be_verified_by_its_author(people: People) -> None:
    impact = people.claim()
    people.attach(impact, **OUTSIDE)
    people(calls.RaiseImpact, COLLEAGUE, impact_id=impact, to="corroborated")
    with pytest.raises(Conflict, match="You wrote this claim"):
        people(calls.VerifyImpact, AUTHOR, impact_id=impact, note="I know that it is so.")
    assert people.strength(impact) == "corroborated"


def test_nor_by_who_entered_it_for_another_or_wrote_a_part_of_it(people: People) -> None:
    said = CLAIM | {"programme_id": people.programme, "on_behalf_of": AUTHOR}
    with pytest.raises(Invalid, match="only with a delegation of theirs"):
        people(calls.ClaimImpact, "delegate", **said)
    impact = people(calls.ClaimImpact, "delegate", role="programme_manager", **said)["impact_id"]
    people.attach(impact, **OUTSIDE)
    people(calls.ChangeImpact, "editor", impact_id=impact, reach="Three wards.")
    people(calls.RaiseImpact, COLLEAGUE, impact_id=impact, to="corroborated")
    for one in (AUTHOR, "delegate", "editor"):
        with pytest.raises(Conflict, match="You wrote this claim"):
            people(calls.VerifyImpact, one, impact_id=impact, note="Yes.")
    people(calls.VerifyImpact, SECOND, impact_id=impact, note="I asked.")
    assert people.strength(impact) == "verified"


def test_nor_by_who_attached_the_evidence_that_it_would_rest_on(people: People) -> None:
    impact = people.claim()
    own = people.attach(impact, by=COLLEAGUE)
    outside = people.attach(impact, by=SECOND, **OUTSIDE)
    people(calls.RaiseImpact, AUTHOR, impact_id=impact, to="corroborated")
    with pytest.raises(Conflict, match="You attached evidence that this would rest on"):
        people(calls.VerifyImpact, COLLEAGUE, impact_id=impact, note="Yes.")
    with pytest.raises(Invalid, match="no evidence from outside the programme"):
        people(calls.VerifyImpact, "person-4", impact_id=impact, note="Yes.", evidence_ids=[own])
    people(calls.VerifyImpact, COLLEAGUE, impact_id=impact, note="Yes.", evidence_ids=[outside])
    assert people.one(impact)["rests_on"] == [outside]


def test_there_is_nothing_to_verify_before_reach_significance_and_attribution_are_said(people: People) -> None:
    impact = people.claim(reach=None, attribution=None)
    people.attach(impact, **OUTSIDE)
    people(calls.RaiseImpact, COLLEAGUE, impact_id=impact, to="corroborated")
    with pytest.raises(Conflict, match="nothing to verify yet about reach and attribution"):
        people(calls.VerifyImpact, SECOND, impact_id=impact, note="Yes.")
    assert [one for one in people.one(impact)["missing"] if "say" in one] == [
        "To be verified: say how far it reached (reach).",
        "To be verified: say what the programme’s part in it was (attribution).",
    ]


def test_a_judgement_needs_a_reason_and_a_day_that_has_come_in_its_turn(people: People) -> None:
    impact = people.claim()
    people.attach(impact, **OUTSIDE)
    with pytest.raises(Invalid, match="why you vouch for it"):
        people(calls.VerifyImpact, SECOND, impact_id=impact)
    with pytest.raises(Invalid, match="why"):
        people(calls.LowerImpact, SECOND, impact_id=impact, to="asserted")
    with pytest.raises(Invalid, match="in the future"):
        people(calls.RaiseImpact, impact_id=impact, to="corroborated", on=str(today() + timedelta(days=2)))
    with pytest.raises(Invalid, match="this cannot be before that"):
        people(calls.RaiseImpact, impact_id=impact, to="corroborated", on="2026-02-01")


def test_a_late_entry_holds_from_the_day_on_which_it_was_so(people: People) -> None:
    impact = people.claim()
    people(calls.AttachEvidence, COLLEAGUE, impact_id=impact, on="2026-02-12", **OUTSIDE)
    people(calls.RaiseImpact, COLLEAGUE, impact_id=impact, to="corroborated", on="2026-03-01")
    days = [fact["effectiveon"] for fact in people.ask.facts("impact.strength_changed")]
    assert days == ["2026-02-12", "2026-03-01"]
    with pytest.raises(Invalid, match="showed nothing before that"):
        other = people.claim(impact_id=f"late-{uuid4().hex}")
        people(calls.AttachEvidence, COLLEAGUE, impact_id=other, on="2026-02-05", **OUTSIDE)


def test_what_a_strength_rested_on_and_is_gone_lowers_it_to_what_still_holds(people: People) -> None:
    impact, outside = people.verified()
    reply = people(calls.RemoveEvidence, evidence_id=outside, reason_code="consent_ended")
    assert reply["strength"] == "evidenced"
    last = people.ask.facts("impact.strength_changed")[-1]
    assert (last["data"]["from"], last["data"]["to"]) == ("verified", "evidenced")
    assert last["data"]["reason_code"] == "consent_ended"
    rest = people.one(impact)["rests_on"]
    assert people(calls.RemoveEvidence, evidence_id=rest[0], reason_code="error")["strength"] == "asserted"
    assert people.gaps() == [impact]
    with pytest.raises(Conflict, match="removed already"):
        people(calls.RemoveEvidence, evidence_id=outside, reason_code="error")


def test_verified_falls_with_what_it_rested_on_and_not_with_other_evidence(people: People) -> None:
    impact, outside = people.verified()
    added = people.attach(impact)
    assert people(calls.RemoveEvidence, evidence_id=added, reason_code="error")["strength"] == "verified"
    other = people.attach(impact, **OUTSIDE | {"url": "https://example.org/other"})
    assert people(calls.RemoveEvidence, evidence_id=outside, reason_code="error")["strength"] == "corroborated"
    assert other in people.one(impact)["rests_on"]


def test_other_words_are_not_what_a_second_person_verified(people: People) -> None:
    impact, _ = people.verified()
    reply = people(calls.ChangeImpact, impact_id=impact, significance="From six weeks to three days.")
    assert reply["strength"] == "corroborated"
    assert people.ask.facts("impact.strength_changed")[-1]["data"]["reason_code"] == "claim_changed"


def test_a_claim_lowered_to_asserted_needs_evidence_that_was_not_there(people: People) -> None:
    impact = people.claim()
    people.attach(impact)
    people(calls.LowerImpact, SECOND, impact_id=impact, to="asserted", note="The register is of another service.")
    assert people.gaps() == [impact]
    with pytest.raises(Conflict, match="found not to show it: attach something new"):
        people(calls.RaiseImpact, COLLEAGUE, impact_id=impact, to="evidenced")
    one = people.one(impact)
    assert (one["evidence_count"], one["evidence"][0]["set_aside"]) == (0, True)
    people.attach(impact)
    assert people.strength(impact) == "evidenced"
    assert [line["note"] for line in people.one(impact)["judgements"]][1] == "The register is of another service."


def test_a_withdrawn_claim_is_shown_as_withdrawn_and_no_gap_is_called_closed(people: People) -> None:
    impact = people.claim()
    people(calls.WithdrawImpact, impact_id=impact, reason_code="not_supported", note="We could not show it.")
    assert people.gaps() == []
    one = people.one(impact)
    assert (one["state"], one["strength"], one["withdrawn_reason"]) == ("withdrawn", "asserted", "not_supported")
    (fact,) = people.ask.facts("impact.withdrawn")
    assert fact["data"]["strength"] == "asserted"
    for call, fields in (
        (calls.AttachEvidence, LINK | {"url": "https://example.org/x"}),
        (calls.ChangeImpact, {"reach": "More."}),
        (calls.WithdrawImpact, {"reason_code": "other"}),
    ):
        with pytest.raises(Conflict, match="It was withdrawn"):
            people(call, impact_id=impact, **fields)


def test_of_housing_employment_and_the_nhs_a_claim_says_contributed_to(people: People) -> None:
    homes = people.claim(themes=["housing"])
    assert people.one(homes)["how_to_put_it"].startswith("Context: the programme says that it contributed to this")
    service = people.claim()
    assert people.one(service)["how_to_put_it"] == "The programme says so"
    people(calls.ChangeImpact, impact_id=service, tags=["nhs_pressure"])
    assert people.one(service)["contribution"] is True


def test_the_day_on_which_the_change_began_is_corrected_by_telling_the_claim_again(people: People) -> None:
    impact = people.claim()
    people(calls.ChangeImpact, impact_id=impact, began_on="2026-01-05")
    first, again = people.ask.facts("impact.claimed")
    assert (again["corrects"], again["effectiveon"]) == (first["id"], "2026-01-05")
    assert again["data"]["dated_before"] == ["2026-01-12"]
    assert again["data"]["summary"] == first["data"]["summary"]
    with pytest.raises(Invalid, match="the change began by then"):
        people(calls.ChangeImpact, impact_id=impact, began_on="2026-02-03")
    with pytest.raises(Conflict, match="Nothing of this differs"):
        people(calls.ChangeImpact, impact_id=impact, began_on="2026-01-05")


def test_evidence_has_what_its_kind_is_and_nothing_else(people: People) -> None:
    impact = people.claim()
    plain = {"impact_id": impact, "source": "programme", "title": "t", "dated_on": "2026-02-03"}
    for fields, words in (
        ({"kind": "link"}, "Enter the web address"),
        ({"kind": "link", "url": "ftp://example.org/x"}, "Enter a web address"),
        ({"kind": "link", "url": "javascript:alert(1)"}, "Enter a web address"),
        ({"kind": "file"}, "Choose the file"),
        ({"kind": "file", "sha256": "ab" * 32}, "upload it first"),
        ({"kind": "testimonial"}, "Enter what was said"),
        ({"kind": "link", "url": "https://example.org/1", "testimonial": "So it was."}, "one thing"),
        ({"kind": "link", "url": "https://example.org/1", "dated_on": "2199-01-01"}, "in the future"),
    ):
        with pytest.raises(Invalid, match=words):
            people(calls.AttachEvidence, **plain | fields)
    stored = Files(settings().files_url).put(b"minutes", by=AUTHOR)
    people(calls.AttachEvidence, **plain, kind="file", sha256=stored.sha256)
    with pytest.raises(Conflict, match="attached to the claim already"):
        people(calls.AttachEvidence, **plain, kind="file", sha256=stored.sha256)


def test_without_consent_what_somebody_said_stays_inside_and_after_its_end_it_is_shown_to_nobody(
    people: People,
) -> None:
    impact = people.claim()
    said = {
        "kind": "testimonial",
        "source": "beneficiary",
        "testimonial": "They came the same week.",
        "title": "A parent",
    }
    with pytest.raises(Invalid, match="Without consent it stays inside"):
        people.attach(impact, public=True, **said)
    inside = people.attach(impact, **said)
    shown = people.attach(impact, public=True, consent_reference="CF-0042", **said)
    for evidence, words in ((inside, None), (shown, "They came the same week.")):
        of_partner = people(calls.EvidenceItem, "person-9", role="partner", evidence_id=evidence)
        assert (of_partner["testimonial"], of_partner["consent_reference"]) == (words, None)
        assert people(calls.EvidenceItem, evidence_id=evidence)["testimonial"] == "They came the same week."
    people(calls.RemoveEvidence, evidence_id=shown, reason_code="consent_ended")
    assert people(calls.EvidenceItem, evidence_id=shown)["testimonial"] is None
    facts = people.ask.facts("evidence.attached")
    assert all("same week" not in str(fact) for fact in facts)


def test_a_consent_that_ends_takes_its_evidence_along_and_the_claim_falls_to_what_still_holds(people: People) -> None:
    impact = people.claim()
    said = {"kind": "testimonial", "source": "beneficiary", "testimonial": "They came.", "title": "A parent"}
    with pytest.raises(Invalid, match="No standing consent to this"):
        people.attach(impact, consent_id="nobody's", public=True, **said)
    consent = consents(people.ask, "parent-1", ("image", "testimonial"))
    spoken = people.attach(impact, consent_id=consent, public=True, **said)
    people(calls.RaiseImpact, COLLEAGUE, impact_id=impact, to="corroborated")
    withdraws(people.ask, consent, "parent-1", ("image",))
    assert people.strength(impact) == "corroborated"
    fact = {"person_id": "parent-1", "purposes": ["testimonial"]}
    tell(people.ask, consent, 3, "people.consent.withdrawn", fact, people.programme)
    until(lambda: people.strength(impact) == "asserted", within=20, what="the claim falls")
    item = people(calls.EvidenceItem, evidence_id=spoken)
    assert (item["state"], item["removed_reason"], item["testimonial"]) == ("removed", "consent_ended", None)
    assert people.ask.facts("impact.strength_changed")[-1]["data"]["reason_code"] == "consent_ended"
    assert people.gaps() == [impact]


def test_a_picture_of_people_needs_consent_too_before_it_is_public(people: People) -> None:
    impact = people.claim()
    stored = Files(settings().files_url).put(b"a picture", by=COLLEAGUE)
    picture = {"kind": "file", "sha256": stored.sha256, "shows_people": True, "source": "programme"}
    with pytest.raises(Invalid, match="Somebody can be recognised in it"):
        people.attach(impact, public=True, **picture)
    evidence = people.attach(impact, **picture)
    assert people(calls.EvidenceItem, "person-9", role="partner", evidence_id=evidence)["sha256"] is None


def test_what_a_claim_names_is_of_its_programme(people: People, ask: Any) -> None:
    output = ask.record()
    people.claim(output_ids=[output])
    stranger = People(type(ask)(ask.installation, ask.client))
    for fields in ({"output_ids": [output]}, {"decision_id": "nothing"}, {"pathway_step_ids": ["nothing"]}):
        with pytest.raises(Invalid, match="Not in this programme"):
            stranger.claim(**fields)
    impact = people.claim()
    with pytest.raises(NotFound):
        stranger.one(impact)
    assert stranger(calls.ImpactClaims, programme_id=people.programme)["items"] == []
    with pytest.raises(Conflict, match="already"):
        stranger.claim(impact_id=impact)


def test_a_role_does_its_own_work_and_a_funder_sees_nothing_live(people: People) -> None:
    impact = people.claim()
    with pytest.raises(NotAllowed):
        people(calls.ImpactClaim, "nihr", role="funder", impact_id=impact)
    with pytest.raises(NotAllowed):
        people(calls.VerifyImpact, "someone", role="partner", impact_id=impact, note="Yes.")
    with pytest.raises(NotAllowed):
        people(calls.ClaimImpact, "someone", role="auditor", programme_id=people.programme, **CLAIM)


def test_gaps_come_first_and_the_oldest_of_them_before_the_others(people: People) -> None:
    shown = people.claim()
    people.attach(shown)
    young = people.claim(claimed_on=str(today()), began_on=None)
    old = people.claim()
    listed = people(calls.ImpactClaims, programme_id=people.programme)["items"]
    assert [one["impact_id"] for one in listed] == [old, young, shown]
    assert people.gaps(older_than=90) == [old]
    assert people.gaps() == [old, young]
    only = people(calls.ImpactClaims, programme_id=people.programme, strength="evidenced")["items"]
    assert [one["impact_id"] for one in only] == [shown]

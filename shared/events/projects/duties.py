"""Reporting duties: what an award's contract asks for by when. In facts and code a duty is an `obligation`."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Group, Id, Key, Many, OneOf, Part, Text, Whole, YesNo
from shared.events.parts import Period, Words

EVIDENCE_KINDS = ("report", "notice", "receipt", "file")


class EvidencePart(Part):
    kind = OneOf("what kind of thing shows it", EVIDENCE_KINDS, required=True)
    id = Id("its id: of the report or notice, the funder's receipt, or the digest of a file", required=True)


class ObligationSet(Fact):
    """A duty arises from the schedule of an award, or by itself. Subject: the obligation."""

    type = "obligation.set"
    effective = "the day on which the duty arises, not the day on which it is due"

    title = Text("what is to be done, in words", required=True)
    kind = Key("kind of duty: six_monthly_report, draft_final_report, press_notice", required=True)
    award_id = Id("the award whose contract asks for it")
    period = Period("the period that it is about")
    due_on = Date("the last day on which it can be done in time", required=True)
    policy = Key("the schedule that it comes from; absent for one set by hand")
    policy_version = Whole("version of that schedule", least=1)
    met_by_template = Key("the report template whose submission for the period meets it")
    due_soon_days = Many(Whole("days"), "how many days before the due day it is due soon")
    owner_person_id = Id("who answers for it", seen_by="funder")
    second_person_id = Id("who is told when it is overdue", seen_by="internal")


class ObligationMoved(Fact):
    """The due day of a duty moves before it has come. Subject: the obligation."""

    type = "obligation.moved"
    effective = "the day of the decision, or of the agreement that moved it"

    due_from = Date("due day until now", required=True)
    due_to = Date("due day from now on", required=True)
    reason_code = Key("why: funder_agreed, award_extended, schedule_changed", seen_by="funder", required=True)
    note = Words("why, in words")
    caused_by = Id("the event that moved it: an extension of the award", seen_by="funder")
    period = Period("the period that it is about, when that changes with it")
    title = Text("what is to be done, in words, when that changes with it")


class ObligationAssigned(Fact):
    """Somebody else answers for a duty, or is told when it is overdue. Subject: the obligation."""

    type = "obligation.assigned"
    effective = "the day from which this holds"

    owner_person_id = Id("who answers for it", seen_by="funder")
    second_person_id = Id("who is told when it is overdue", seen_by="internal")


class ObligationDueSoon(Fact):
    """The lead time of an open duty is reached. Subject: the obligation."""

    type = "obligation.due_soon"
    effective = "that day, also when it is recorded later"

    due_on = Date("the day on which it is due", required=True)
    days_left = Whole("days until then", required=True)


class ObligationFellDue(Fact):
    """The due day has come; from now on it cannot be moved. Subject: the obligation."""

    type = "obligation.fell_due"
    effective = "the due day, also when it is recorded later"

    due_on = Date("the due day", required=True)
    open = YesNo("whether it was neither met nor waived when this was recorded", required=True)


class ObligationBecameOverdue(Fact):
    """The due day has passed, and the duty is neither met nor waived. Subject: the obligation."""

    type = "obligation.became_overdue"
    effective = "the day after the due day, or after the last day of a waiver"

    due_on = Date("the due day", required=True)
    second_person_id = Id("who is told besides its owner", seen_by="internal")


class ObligationMet(Fact):
    """There is evidence that a duty was fulfilled. Subject: the obligation."""

    type = "obligation.met"
    effective = "the day on which it was met, which may be after the due day: then it stays met late"

    evidence = Many(Group("a piece of evidence", part=EvidencePart), "what shows it", required=True)
    met_on = Date("the day on which it was met", required=True)
    due_on = Date("the day on which it was due", required=True)
    note = Words("what was done, in words")


class ObligationWaived(Fact):
    """A duty is excused for a time, by somebody else than its owner. Subject: the obligation."""

    type = "obligation.waived"
    effective = "the date of the decision"

    reason_code = Key("why", seen_by="funder", required=True)
    approver_person_id = Id("who excused it; never its owner", seen_by="funder", required=True)
    expires_on = Date("the last day of the waiver: an unmet duty is open again the day after", required=True)
    note = Words("why, in words")


class ObligationWithdrawn(Fact):
    """A duty that has not fallen due does not arise after all. Subject: the obligation."""

    type = "obligation.withdrawn"
    effective = "the day of the decision, or of the agreement behind it"

    reason_code = Key("why: award_shortened, schedule_changed, set_in_error", seen_by="funder", required=True)
    caused_by = Id("the event behind it", seen_by="funder")
    note = Words("why, in words")

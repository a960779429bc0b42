"""Facts that the people service records. A person is a `person_id`, never a name or an address."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Group, Id, Key, Many, OneOf, Part, Text


class PersonRegistered(Fact):
    """A person becomes known to the system. Subject: the person. Their name stays in `people`."""

    type = "person.registered"
    effective = "that day"

    person_id = Id("the person", seen_by="internal", required=True)
    kind = OneOf("why they are known", ("staff", "contributor", "contact"), seen_by="internal", required=True)


class OrganisationRegistered(Fact):
    """An organisation becomes known to the system. Subject: the organisation."""

    type = "organisation.registered"
    effective = "that day"

    org_id = Id("the organisation", required=True)
    name = Text("its name", required=True)
    ror = Text("its ROR id, as an address")
    charity_number = Text("its number with the charity regulator")
    company_number = Text("its number at Companies House")
    sector = Key("university, local_authority, voluntary_sector, nhs, business, funder, public_body, other")


class ScopePart(Part):
    programme_id = Id("the programme; absent for every one", seen_by="internal")
    project_id = Id("the project; absent for the whole programme", seen_by="internal")
    body_id = Id("the board or group", seen_by="internal")


class RoleGranted(Fact):
    """Someone is given a role on a programme, project or body. Subject: the grant."""

    type = "role.granted"
    effective = "the day from which it holds"

    person_id = Id("the person", seen_by="internal", required=True)
    role = Key("the role: programme_manager, researcher, signatory, funder", seen_by="internal", required=True)
    scope = Group("on what; empty for the whole installation", part=ScopePart, seen_by="internal", required=True)
    until = Date("last day, where it is known", seen_by="internal")


class RoleEnded(Fact):
    """A role is over. Subject: the grant."""

    type = "role.ended"
    effective = "the last day on which it held"

    person_id = Id("the person", seen_by="internal", required=True)
    role = Key("the role", seen_by="internal", required=True)


class DelegationGranted(Fact):
    """Someone may act for another in a programme. Subject: the delegation."""

    type = "delegation.granted"
    effective = "the day from which it holds"

    from_person_id = Id("who is acted for", seen_by="internal", required=True)
    to_person_id = Id("the delegate, who may act", seen_by="internal", required=True)
    scope = Group("on what", part=ScopePart, seen_by="internal", required=True)
    until = Date("last day, where it is known", seen_by="internal")


class DelegationEnded(Fact):
    """A delegation is over. Subject: the delegation."""

    type = "delegation.ended"
    effective = "the last day on which it held"

    from_person_id = Id("who was acted for", seen_by="internal", required=True)
    to_person_id = Id("the delegate", seen_by="internal", required=True)


#: what a person may agree to
PURPOSES = ("name", "image", "testimonial", "data")


class ConsentGiven(Fact):
    """A person agrees that a programme uses their name, image, testimonial or data. Subject: the consent."""

    type = "consent.given"
    effective = "the day on which it was given"

    person_id = Id("the person", seen_by="internal", required=True)
    purposes = Many(Key("name, image, testimonial or data"), "what for", seen_by="internal", required=True)
    evidence = Id("where the signed form is kept", seen_by="internal")


class ConsentWithdrawn(Fact):
    """They no longer agree, to some of it or to all. Subject: the consent."""

    type = "consent.withdrawn"
    effective = "the day on which it was withdrawn"

    person_id = Id("the person", seen_by="internal", required=True)
    purposes = Many(Key("name, image, testimonial or data"), "what for no longer", seen_by="internal", required=True)
